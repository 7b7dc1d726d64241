// “Your answers”: save, load and forget, one view for two hosts. A host gives a store:
//   document   the answer document          place   one or two sentences on where it is kept
//   notes      sentences, what was set aside
//   handed     in a notebook: the receipt of what the cell holds, or "" for nothing
//   coded      whether the code is one that stays: a card's, or that of answers
//   load(bytes), forget(), useCode(text)   do it; a promise of the sentence to say

import { fileText, MOST_BYTES, NAME, receipt, TOO_LARGE } from "./answers.js";
import { make, newId, pressedOnce } from "./dom.js";

const FORGET = "Forget my answers";

export class Bar {
  constructor(el, store) {
    this.store = store;
    const title = newId("answers");
    const button = (name, act) => make("button.wss-do", { type: "button", ...pressedOnce(act) }, name);
    this.place = make("p.wss-place");
    this.notes = make("ul.wss-notes", { "aria-label": "Set aside" });
    this.code = make("dd");
    this.receiptName = make("dt", {}, "Receipt");
    this.receipt = make("dd");
    this.codes = make("dl.wss-proof", {}, make("dt", {}, "Your code"), this.code, this.receiptName, this.receipt);
    this.handed = make("p.wss-handed");
    this.card = this.drawCard(button);
    this.status = make("p.wss-status", { role: "status" });
    this.forgetButton = button(FORGET, () => this.forget());
    this.chooser = make("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: () => this.load() });
    this.saveButton = button("Save my answers", () => this.save());
    this.root = make(
      "section.wss.wss-answers",
      {
        "aria-labelledby": title,
        "data-lm-suppress-shortcuts": "true", // JupyterLab would take keys as its own commands
        onfocusout: ({ relatedTarget }) => relatedTarget !== this.forgetButton && this.unsure(),
      },
      make("p.wss-title", { id: title }, "Your answers"),
      this.place,
      this.notes,
      this.codes,
      this.card,
      this.handed,
      this.status,
      make(
        "div.wss-actions",
        { role: "group", "aria-labelledby": title },
        this.saveButton,
        button("Load my answers", () => this.chooser.click()),
        this.forgetButton,
        this.chooser,
      ),
    );
    el.replaceChildren(this.root);
    this.draw();
  }

  draw() {
    const { document, place, notes, handed } = this.store;
    if (this.place.textContent && this.place.textContent !== place) this.say(place); // it no longer holds
    this.place.textContent = place;
    this.notes.hidden = !notes.length;
    this.notes.replaceChildren(...notes.map((note) => make("li", {}, note)));
    this.isEmpty = !Object.values(document.cases ?? {}).some(({ tasks }) => Object.keys(tasks).length);
    this.codes.hidden = this.isEmpty && !this.store.coded;
    this.receiptName.hidden = this.receipt.hidden = this.isEmpty;
    this.card.hidden = !this.isEmpty; // a code is changed only while nothing is answered
    const now = this.isEmpty ? "" : receipt(document);
    this.code.textContent = document.learner;
    this.receipt.textContent = now;
    this.handed.hidden = !handed;
    this.handed.textContent =
      now === handed
        ? "This cell holds your answers as they are now. After a change run it again, then save the notebook."
        : "Your answers have changed since this cell was run: run it again, then save the notebook.";
  }

  /** Where a learner who was given a code types it in. */
  drawCard(button) {
    const id = newId("code");
    const use = async () => this.say(await this.store.useCode(field.value));
    const field = make("input", {
      id,
      type: "text",
      dir: "ltr",
      size: "12",
      maxlength: "40",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        if (!event.repeat) use();
      },
    });
    return make(
      "details.wss-own",
      {},
      make("summary", {}, "I have a card with a code"),
      make("div.wss-actions", {}, make("label", { for: id }, "The code on your card"), field, button("Use this code", use)),
    );
  }

  say(text) {
    this.status.textContent = text;
  }

  /** The file is made at the click: one made before would be stale. */
  save() {
    if (this.isEmpty) return this.say("There is nothing to save yet.");
    const file = new Blob([fileText(this.store.document)], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(file), download: NAME });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.say(`Saved as ${NAME}, where your downloads go.`);
  }

  async load() {
    const [file] = this.chooser.files;
    if (!file) return;
    this.say("Loading…");
    try {
      if (file.size > MOST_BYTES) return this.say(TOO_LARGE);
      this.say(await this.store.load(new Uint8Array(await file.arrayBuffer())));
    } catch (fault) {
      console.error(fault);
      this.say("This file could not be read, so nothing was loaded.");
    } finally {
      this.chooser.value = ""; // the same file may be chosen again
    }
  }

  async forget() {
    if (!this.isSure) {
      this.isSure = true;
      this.forgetButton.textContent = "Yes, forget them all";
      return this.say("This takes away every answer kept here, and your code. Press again to do it.");
    }
    this.unsure();
    this.say(await this.store.forget());
  }

  /** Leaving the button is a no. */
  unsure() {
    if (this.isSure) this.say("");
    this.isSure = false;
    this.forgetButton.textContent = FORGET;
  }
}

const PATIENCE = 20_000; // milliseconds; a kernel that has just been restarted can lose a message
const SILENCE = "The notebook's kernel did not answer. Run this cell again and try once more.";

/** What anywidget calls: the kernel keeps the answers, and says how each request went. */
export default {
  render({ model, el }) {
    const waiting = new Map();
    const ask = (what, more = {}, buffers = []) =>
      new Promise((done) => {
        const number = newId("ask");
        waiting.set(number, done);
        model.send({ do: what, ask: number, ...more }, undefined, buffers);
        setTimeout(() => done(SILENCE), PATIENCE); // too late is no harm: it is done once
      });
    const bar = new Bar(el, {
      get document() {
        return model.get("document");
      },
      get place() {
        return model.get("place");
      },
      get notes() {
        return model.get("notes");
      },
      get handed() {
        return model.get("handed");
      },
      get coded() {
        return model.get("coded");
      },
      load: (bytes) => ask("load", {}, [bytes.buffer]),
      forget: () => ask("forget"),
      useCode: (code) => ask("code", { code }),
    });
    const draw = () => bar.draw();
    const answered = ({ said, ask: number }) => waiting.get(number)?.(said);
    const fields = ["document", "place", "notes", "handed", "coded"].map((name) => `change:${name}`);
    for (const name of fields) model.on(name, draw);
    model.on("msg:custom", answered);
    return () => {
      for (const name of fields) model.off(name, draw);
      model.off("msg:custom", answered);
    };
  },
};
