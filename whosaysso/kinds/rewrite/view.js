// The rewrite exercise: edit a passage; a panel says as you type what it finds.

import { make, newId } from "../../widgets/dom.js";
import { ExerciseView, widget } from "../../widgets/exercise.js";
import { TextBox } from "../../widgets/textbox.js";
import { complete, count, counts, score, valid } from "./score.js";

const rules = { score, complete, empty: {} };
const QUIET = 1500; // milliseconds without typing before the panel's counts are spoken
const SHAPES = { kept: "●", attributed: "●", gone: "●", lost: "○", unattributed: "○", left: "▲", overruled: "◆" };

class RewriteView extends ExerciseView {
  rules = rules;
  says = {
    how: [
      "How to rewrite",
      "The box begins with the passage. Change it until it says the same facts in plain words, each with its source. " +
        "The panel below finds words, not meanings: it can miss a good wording and be fooled by a bad one. " +
        "Where it is wrong, overrule it and say why.",
    ],
    howLater: [
      "How to rewrite",
      "The box begins with the passage. Change it until it says the facts below in plain words, each with its source.",
    ],
    empty: "This is still the passage as it was. If you want to see what the panel says of it, press Check again.",
    unchanged: "This is the text you have just checked. Change it, or press again to see fair wordings.",
    cleared: "The passage is back as it was. Undo brings your text back.",
    restarted: "Started again: the passage is back as it was.",
    again: "You have one more try. Change your text and check again; then fair wordings are shown.",
    aside: "As asked",
    open: "Fair wordings are shown, and one whole rewrite. Yours can be as good: nobody has the only one.",
  };

  makeBody() {
    const { task } = this;
    const lines = task.passage.map(({ id, text }) =>
      make("p.wss-line", {}, make("span.wss-no", {}, id), make("span.wss-text", { dir: "auto" }, text)),
    );
    this.words = make("span.wss-count");
    this.box = new TextBox("Your version", (text) => this.write(text), this.words, (text) => this.typed(text));
    this.box.input.addEventListener("blur", () => (this.how = "")); // Undo goes back to where one left the box
    this.lines = new Map();
    const part = (name, rows, label) => {
      const id = newId("panel");
      const items = rows.map((one) => this.makeLine(one.id, label(one)));
      return rows.length
        ? [make("p.wss-card-heading", { id }, name), make("ul.wss-panel-rows", { "aria-labelledby": id }, ...items)]
        : [];
    };
    this.panel = make(
      "section.wss-panel",
      { "aria-label": `${this.isLater ? "What to keep" : "What the panel finds"}: ${task.title}` },
      ...part("Facts to keep", task.facts, (one) => [one.says]),
      ...part("Each with its source", task.sources, (one) => [`${one.says}: ${one.of}`]),
      ...part("Words that push", task.spans, (one) => [one.line, " ", make("q", { dir: "auto" }, one.quote)]),
    );
    this.model_ = make("section.wss-model", { hidden: true, "aria-label": "One rewrite, not the rewrite" });
    return [make("div.wss-words", {}, ...lines), this.box.node, this.panel, this.model_];
  }

  makeLine(id, label) {
    const state = make("strong.wss-verdict");
    const shape = make("span.wss-shape", { "aria-hidden": "true" });
    const reason = make("p.wss-reason", { hidden: true });
    const button = make("button.wss-small", { type: "button", onclick: () => this.askReason(id) }, "Overrule");
    const form = make("div.wss-overrule", { hidden: true });
    const node = make("li.wss-panel-row", {}, make("p", {}, shape, " ", ...label, " ", state, " ", button), reason, form);
    if (this.isLater) return make("li.wss-panel-row", {}, make("p", {}, ...label)); // a list to read
    const named = label.map((part) => part.textContent ?? part).join("");
    this.lines.set(id, { node, state, shape, reason, button, form, label: named });
    return node;
  }

  /** The answer with this text; the passage untouched is no answer at all. */
  write(text) {
    const value = { ...this.value, text };
    if (text === this.task.original) delete value.text;
    this.set(value, "typing");
  }

  typed(text) {
    this.drawPanel({ ...this.value, text });
    clearTimeout(this.speaking);
    if (this.isLater) return;
    this.speaking = setTimeout(() => this.say(counts(this.task, { ...this.value, text: this.box.text })), QUIET);
  }

  dispose() {
    this.box.flush();
    super.dispose();
    clearTimeout(this.speaking);
  }

  drawBody(result) {
    this.box.show(this.value.text ?? this.task.original);
    this.drawPanel({ ...this.value, text: this.box.text });
    this.model_.hidden = !result?.open;
    this.model_.replaceChildren(
      ...(result?.open ? [make("p.wss-title", {}, "One rewrite, not the rewrite"), make("p", { dir: "auto" }, this.task.model)] : []),
    );
  }

  /** What the panel says of a text; typing does not wait for the model. */
  drawPanel(value) {
    const { task } = this;
    for (const row of this.isLater ? [] : score(task, value).rows) {
      const line = this.lines.get(row.item);
      const over = row.verdict === "overruled";
      line.state.textContent = task.verdicts[row.verdict];
      line.shape.textContent = SHAPES[row.verdict];
      line.node.dataset.verdict = row.verdict;
      line.reason.hidden = !over;
      line.reason.textContent = over ? row.text : "";
      line.button.textContent = over ? "Withdraw" : "Overrule";
      line.button.setAttribute("aria-label", `${over ? "Withdraw your reason" : "Overrule"}: ${line.label}`);
    }
    const used = count(value.text);
    this.words.textContent = task.limit ? `${used} of at most ${task.limit} words` : `${used} words`;
    this.words.classList.toggle("wss-over", Boolean(task.limit) && used > task.limit);
  }

  askReason(id) {
    this.box.flush();
    clearTimeout(this.speaking); // what is said of the reason is not to be talked over
    const { form, button } = this.lines.get(id);
    if (this.value.overruled?.[id] !== undefined) {
      const { [id]: gone, ...overruled } = this.value.overruled;
      const { overruled: all, ...value } = this.value;
      this.set(Object.keys(overruled).length ? { ...value, overruled } : value);
      return this.say("Your reason is withdrawn; the panel counts this line again.");
    }
    if (!form.hidden) return form.querySelector("input").focus(); // a reason half written stays
    const input = make("input", { id: newId("reason"), type: "text", maxlength: "500", dir: "auto" });
    const keep = () => {
      const value = { ...this.value, overruled: { ...this.value.overruled, [id]: input.value.trim() } };
      const fault = valid(this.task, value);
      if (fault) {
        input.focus();
        return this.say("Give a reason of three words or more.");
      }
      close();
      this.set(value);
      this.say("You overrule this line. Your reason is kept, and the line does not count.");
    };
    const close = () => {
      form.hidden = true;
      form.replaceChildren();
      button.focus();
    };
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // Enter chooses a word there, and keeps nothing
      if (event.key === "Enter") keep();
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    form.replaceChildren(
      make("label", { for: input.id }, "Why is the panel wrong here?"),
      input,
      make("button.wss-small", { type: "button", onclick: keep }, "Keep reason"),
      make("button.wss-small", { type: "button", onclick: close }, "Cancel"),
    );
    form.hidden = false;
    input.focus();
  }

  checking() {
    this.box.flush();
    this.how = ""; // what is typed from here on is a step of its own for Undo
    clearTimeout(this.speaking);
  }

  cleared() {
    clearTimeout(this.speaking);
    for (const { form } of this.lines.values()) {
      form.hidden = true;
      form.replaceChildren();
    }
  }

  home() {
    return this.box.input;
  }

  showRow(row) {
    const { node, button } = this.lines.get(row.item);
    node.scrollIntoView({ block: "center" });
    button.focus({ preventScroll: true });
  }
}

export { complete, find, score, valid } from "./score.js";
export default { ...widget(RewriteView, rules.empty), valid };
