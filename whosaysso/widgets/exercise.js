// What every kind of exercise shows and does alike: title and prompt, one line that speaks,
// Check with its tries, feedback row by row, Undo, Clear and Start again.
// State lives in the model (task, value, tries); a kind's view draws it and changes it.

import { make, newId, pressedOnce } from "./dom.js";

/** Feedback on the last of the tries, and whether the key is now open. */
export function latest(rules, task, tries) {
  if (!tries.length) return null;
  const value = tries[tries.length - 1];
  const first = rules.score(task, value, false);
  const open = tries.length >= task.tries || rules.complete(task, first);
  return { ...(open ? rules.score(task, value, true) : first), open };
}

// What a task without its key says instead: a Check there only hands the answer over.
const LATER = {
  check: "I am done",
  begin: "Your answer is saved as you go. Feedback comes later, from your teacher. When you have finished, press “I am done”.",
  done: "You are done, and your answer is saved. Feedback comes later, from your teacher. Until then you may change it and press “I am done” again.",
  changed: "You have changed your answer since you were done. Press “I am done” again, so that this one counts.",
  empty: "You have answered nothing yet. If that is your answer, press “I am done” again.",
  unchanged: "This answer is handed over already. Change it first, or leave it.",
  most: "This answer was handed over twenty times; the last of them counts.",
  saved: "Saved. Feedback comes later.",
};
const MOST_TRIES = 20; // answers.py has the same

const AT_ONCE = 20; // rows of feedback that are drawn with the click itself: more than a screen of them

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * A kind extends this and gives:
 *   rules         { score(task, value, reveal), complete(task, result), empty }
 *   says          sentences: how (help, title and text; howLater for a task without a key), empty, unchanged, cleared, restarted, again, open
 *   makeBody()    the nodes between prompt and bar       makeTools()  nodes in the bar, or []
 *   drawBody(result)  redraw them from this.value        showRow(row) lead to what a row speaks of
 *   home()        the element that may always take the focus
 * and, where needed: checking() before a Check, checked() after it, cleared() after Clear
 */
export class ExerciseView {
  constructor(model) {
    this.model = model;
    this.task = model.get("task");
    this.insisted = ""; // answer of a Check that changed nothing, asked about once
    this.past = [];
  }

  /** Not in the constructor: a kind's own fields are there only once it is done. */
  start(el) {
    this.prepare();
    this.build(el);
    this.changed = () => this.draw();
    this.given = () => {
      if (this.value !== this.mine) this.past = []; // loaded, forgotten, or another tab's: no step of ours leads back
      this.draw();
    };
    this.redrawn = () => this.restart(el);
    this.model.on("change:value", this.given);
    this.model.on("change:tries", this.changed);
    this.model.on("change:task", this.redrawn); // a booster's items are drawn again
    this.draw();
  }

  restart(el) {
    this.dispose();
    this.task = this.model.get("task");
    this.past = [];
    this.scored = this.told = undefined;
    this.start(el);
  }

  prepare() {}

  dispose() {
    clearTimeout(this.later);
    this.model.off("change:value", this.given);
    this.model.off("change:tries", this.changed);
    this.model.off("change:task", this.redrawn);
  }

  get value() {
    return this.model.get("value");
  }

  get tries() {
    return this.model.get("tries");
  }

  /** No key here: nothing is checked, and the feedback comes later. */
  get isLater() {
    return this.task.feedback === "later";
  }

  get result() {
    if (this.isLater) return null;
    // value and tries are replaced, never changed in place: the same list is the same answer
    if (this.scored?.tries !== this.tries)
      this.scored = { tries: this.tries, result: latest(this.rules, this.task, this.tries) };
    return this.scored.result;
  }

  // --- building -----------------------------------------------------------

  build(el) {
    this.titleId = newId("title");
    this.helpId = newId("help");
    this.status = make("p.wss-status", { role: "status" });
    this.waiting = this.isLater ? make("p.wss-next") : null;
    const how = (this.isLater && this.says.howLater) || this.says.how;
    const button = (name, act) => make("button.wss-do", { type: "button", onclick: act }, name);
    this.undoButton = button("Undo", () => this.undo());
    this.clearButton = make("button.wss-do", { type: "button", ...pressedOnce(() => this.clear()) }, "Clear");
    this.checkButton = make("button.wss-check", { type: "button", ...pressedOnce(() => this.check()) });
    this.feedback = make("section.wss-feedback", { "aria-label": `Feedback: ${this.task.title}`, hidden: true });
    this.root = make(
      `section.wss.wss-${this.task.kind}`,
      {
        "aria-labelledby": this.titleId,
        "data-lm-suppress-shortcuts": "true", // JupyterLab would take keys as its own commands
        onkeydown: (event) => this.command(event),
      },
      make("p.wss-title", { id: this.titleId }, this.task.title),
      make("p.wss-prompt", {}, this.task.prompt),
      make(
        "details.wss-help",
        {},
        make("summary", {}, how[0]),
        make("p", { id: this.helpId }, how[1]),
      ),
      ...this.makeBody(),
      ...(this.task.written ? [make("p.wss-credit", {}, this.task.written)] : []),
      make(
        "div.wss-bar",
        {},
        this.status,
        ...this.makeTools(),
        make(
          "div.wss-actions",
          { role: "group", "aria-label": "Actions" },
          ...this.makeActions(),
          this.undoButton,
          this.clearButton,
          this.checkButton,
        ),
        this.waiting,
      ),
      this.feedback,
    );
    el.replaceChildren(this.root);
  }

  makeTools() {
    return [];
  }

  makeActions() {
    return [];
  }

  // --- drawing ------------------------------------------------------------

  draw() {
    const { result } = this;
    this.drawBody(result);
    const empty = same(this.value, this.rules.empty);
    this.undoButton.disabled = !this.past.length;
    this.clearButton.textContent = result?.open ? "Start again" : "Clear";
    this.clearButton.disabled = empty && !result?.open;
    this.checkButton.textContent = this.isLater ? LATER.check : (this.says.check ?? (result ? "Check again" : "Check"));
    this.checkButton.hidden = Boolean(result?.open);
    if (this.isLater) this.waiting.textContent = LATER[this.handedOver()];
    if (this.told === result) return;
    this.told = result;
    this.drawFeedback(result);
  }

  drawFeedback(result) {
    clearTimeout(this.later);
    this.feedback.hidden = !result;
    if (!result) return this.feedback.replaceChildren();
    const list = make("ol.wss-rows");
    const folded = make("ol.wss-rows");
    const summary = make("summary");
    const aside = make("details.wss-aside", { hidden: true }, summary, folded);
    let left = 0;
    const add = (rows, from) => {
      rows.forEach((row, i) => {
        const away = (this.task.aside ?? []).includes(row.verdict);
        left += away;
        (away ? folded : list).append(this.makeRow(row, from + i + 1));
      });
      aside.hidden = !left;
      summary.textContent = `${this.says.aside ?? "Also worth a look"}: ${left}`;
    };
    add(result.rows.slice(0, AT_ONCE), 0);
    // the rest of a very long list comes right after, so that the click is answered first
    if (result.rows.length > AT_ONCE)
      requestAnimationFrame(() => {
        this.later = setTimeout(() => this.told === result && add(result.rows.slice(AT_ONCE), AT_ONCE));
      });
    this.feedback.replaceChildren(
      make("p.wss-summary", {}, result.summary),
      list,
      aside,
      make("p.wss-next", {}, result.open ? this.says.open : this.says.again),
    );
  }

  makeRow(row, number) {
    const where = `${row.line}${row.quote ? ` “${row.quote}”` : ""}`;
    return make(
      `li.wss-row.wss-v-${row.verdict}`,
      { value: number },
      make(
        "p.wss-where",
        {},
        make(
          "button.wss-goto",
          { type: "button", onclick: () => this.showRow(row), "aria-label": `Show: ${where}` },
          where,
        ),
        " ",
        make("strong.wss-verdict", {}, this.task.verdicts[row.verdict]),
      ),
      make("p", {}, row.text),
    );
  }

  say(text) {
    this.status.textContent = text;
  }

  // --- changing -----------------------------------------------------------

  /** A new answer; false when it is the one that stands already. */
  set(value, how = "") {
    if (same(value, this.value)) return false;
    if (!(how && how === this.how)) this.past.push(this.value); // a run of typing is one step
    this.how = how;
    this.put(value);
    return true;
  }

  put(value) {
    this.mine = value;
    this.model.set("value", value);
    this.model.save_changes();
  }

  /** A button that switches itself off must not take the keyboard's place with it. */
  keepFocus() {
    const here = document.activeElement;
    if (!this.root.contains(here) || here.disabled || here.hidden) this.home().focus({ preventScroll: true });
  }

  /** Keys that work wherever the focus is in the exercise. */
  command(event) {
    if (event.defaultPrevented || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select")) return; // typing is typing
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.shiftKey) return;
    this.undo();
    event.preventDefault();
    event.stopPropagation();
  }

  undo() {
    if (!this.past.length) return this.say("Nothing to undo.");
    this.how = "";
    this.put(this.past.pop());
    this.say("Undone.");
    this.keepFocus();
  }

  clear() {
    const over = this.result?.open;
    if (over) this.model.set("tries", []);
    if (!this.set(this.rules.empty)) this.model.save_changes();
    this.cleared();
    this.say(over ? this.says.restarted : this.says.cleared);
    this.keepFocus();
  }

  cleared() {}

  checking() {}

  /** How the answer stands: begun, done, or changed since. */
  handedOver() {
    const last = this.tries.at(-1);
    return last === undefined ? "begin" : same(last, this.value) ? "done" : "changed";
  }

  check() {
    this.checking();
    const says = this.isLater ? LATER : this.says;
    const { tries, value } = this;
    const answer = JSON.stringify(value);
    if (answer === JSON.stringify(tries[tries.length - 1] ?? this.rules.empty) && this.insisted !== answer) {
      this.insisted = answer; // an empty or unchanged answer may be meant: ask once
      return this.say(tries.length ? says.unchanged : says.empty);
    }
    this.insisted = "";
    if (this.isLater) {
      if (tries.length && same(tries.at(-1), value)) return this.say(LATER.unchanged);
      if (tries.length === MOST_TRIES) return this.say(LATER.most);
    }
    this.model.set("tries", [...tries, value]);
    this.model.save_changes();
    this.checked();
    if (this.isLater) return this.say(LATER.saved);
    if (this.result.open && !this.root.contains(document.activeElement)) this.clearButton.focus();
    this.say(`${this.result.summary} ${this.says.below ?? "The reasons are below."}`);
  }

  checked() {}
}

/** What anywidget and the static host call. */
export const widget = (View, empty) => ({
  empty,
  render({ model, el }) {
    const view = new View(model);
    view.start(el);
    return () => view.dispose();
  },
});
