// A box to write in, shared by the kinds with free text. What is typed reaches the model after
// a short pause, and at once when the box or the page is left or the exercise checked: nothing
// typed is lost.

import { make, newId } from "./dom.js";

const PAUSE = 400; // milliseconds
const LEAVING = ["pagehide", "visibilitychange"]; // a phone may end a page that is out of sight

export class TextBox {
  /** keep(text) is called with what was typed; note is a node shown below the box. */
  constructor(name, keep, note, typed = () => {}) {
    this.keep = keep;
    this.leave = () => this.flush();
    const id = newId("text");
    const noteId = newId("note");
    this.input = make("textarea", {
      id,
      rows: "7",
      dir: "auto",
      spellcheck: "true",
      maxlength: "10000",
      "aria-describedby": noteId,
      oninput: () => {
        clearTimeout(this.waiting);
        this.waiting = setTimeout(() => this.flush(), PAUSE);
        this.fresh = true;
        for (const name of LEAVING) window.addEventListener(name, this.leave);
        typed(this.text);
      },
      onblur: () => this.flush(),
    });
    this.node = make("div.wss-box", {}, make("label", { for: id }, name), this.input, make("p.wss-note", { id: noteId }, note));
  }

  get text() {
    return this.input.value.replaceAll("\r", "").replace(/\p{Surrogate}|\0/gu, "");
  }

  /** Hand over what was typed and not yet kept. */
  flush() {
    clearTimeout(this.waiting);
    for (const name of LEAVING) window.removeEventListener(name, this.leave);
    if (!this.fresh) return;
    this.fresh = false;
    this.keep(this.text);
  }

  /** Show a text from outside; what is being typed stays, and so does the caret. */
  show(text) {
    if (this.fresh || this.input.value === text) return;
    const { selectionStart, selectionEnd } = this.input;
    this.input.value = text;
    if (document.activeElement === this.input) this.input.setSelectionRange(selectionStart, selectionEnd);
  }
}
