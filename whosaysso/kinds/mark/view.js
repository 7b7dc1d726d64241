// The mark exercise: select words with mouse, finger or keys, and give them a code.

import { make } from "../../widgets/dom.js";
import { ExerciseView, latest as latestOf, numbersOf, widget } from "../../widgets/exercise.js";
import { byCode, removeMarks, toggleMark } from "./marks.js";
import { complete, lineOf, quote, score, valid, wordsOf } from "./score.js";

const rules = { score, complete, empty: [] };
const LONG = 2000; // words from which lines out of sight are not laid out

/** What is in one of two sets only. */
const apart = (a, b) => [...a].filter((n) => !b.has(n)).concat([...b].filter((n) => !a.has(n)));

class MarkView extends ExerciseView {
  rules = rules;
  says = {
    how: [
      "How to mark",
      "Mouse: drag over the words, then choose a code. Finger: tap the first word, tap the last, " +
        "choose a code. Keys: arrows move, Shift and arrows select, a number gives the code, " +
        "Delete removes it, Control and Z undoes, Enter goes to a word’s feedback. " +
        "The same code again takes it off.",
    ],
    empty: "You have marked nothing. If that is your answer, press Check again.",
    unchanged: "These are the marks you have just checked. Change them, or press again to see the key.",
    cleared: "All marks are gone. Undo brings them back.",
    restarted: "Started again: all marks are gone.",
    again: "You have one more try. Change your marks and check again; then the key is shown.",
    open: "The key is outlined in the text. Start again if you want another go.",
  };

  prepare() {
    this.words = wordsOf(this.task);
    this.lines = lineOf(this.task);
    this.cursor = 0;
    this.anchor = null; // first word of the selection; the cursor is the other end
    this.tapping = false; // a first tap is waiting for its second
    this.byKeys = false; // the cursor was moved with keys, so it stands for a selection
    this.pointer = ""; // kind of pointer, from its press until the click that follows
    this.dragging = false;
    this.release = () => {
      this.dragging = false;
      // after a finger the browser sends its focus and click late; then the pointer is done
      clearTimeout(this.forget);
      this.forget = setTimeout(() => (this.pointer = ""), 400);
    };
    window.addEventListener("pointerup", this.release);
    window.addEventListener("pointercancel", this.release); // the finger scrolls
  }

  dispose() {
    super.dispose();
    window.removeEventListener("pointerup", this.release);
    window.removeEventListener("pointercancel", this.release);
  }

  // --- building -----------------------------------------------------------

  makeBody() {
    this.list = make("div.wss-words", {
      class: `wss-words${this.words.length > LONG ? " wss-long" : ""}`,
      role: "listbox",
      "aria-multiselectable": "true",
      "aria-labelledby": this.titleId,
      "aria-describedby": this.helpId,
      onkeydown: (event) => this.key(event),
      onpointerdown: (event) => this.press(event),
      onpointerover: (event) => this.drag(event),
      onclick: (event) => this.tap(event),
      onfocusin: (event) => this.focused(event),
    });
    this.options = [];
    this.gaps = [];
    this.shown = null; // what is drawn, to redraw only what changed
    this.picked = null; // first and last word drawn as selected
    this.stop = null; // the word that Tab leads to
    for (const line of this.task.lines) {
      const text = make("span.wss-text", { dir: "auto" }, make("span", { "aria-hidden": "true" }, line.before));
      for (const word of line.words) {
        const option = make("span.wss-word", { role: "option", tabindex: "-1", "aria-selected": "false" });
        option.dataset.n = this.options.length;
        const gap = make("span.wss-gap", { "aria-hidden": "true" });
        gap.dataset.n = this.options.length;
        this.options.push(option);
        this.gaps.push(gap);
        text.append(option, gap);
      }
      this.list.append(
        make(
          "div.wss-line",
          { role: "group", "aria-label": `Line ${line.id}` },
          make("span.wss-no", { "aria-hidden": "true" }, line.id),
          text,
        ),
      );
    }
    return [this.list];
  }

  makeTools() {
    const codes = this.task.codes.map((code) =>
      make(
        `button.wss-code.wss-q-${code.question}`,
        { type: "button", "aria-keyshortcuts": code.key, title: code.when, onclick: () => this.give(code) },
        make("span.wss-keycap", { "aria-hidden": "true" }, code.key),
        make(`span.wss-u.wss-u-${code.id}`, {}, code.name),
        make("sup.wss-tag", { "aria-hidden": "true" }, code.letter),
      ),
    );
    return [make("div.wss-codes", { role: "group", "aria-label": "Give a code" }, ...codes)];
  }

  makeActions() {
    this.removeButton = make("button.wss-do", { type: "button", onclick: () => this.remove() }, "Remove");
    return [this.removeButton];
  }

  // --- drawing ------------------------------------------------------------

  get selection() {
    if (this.anchor === null) return null;
    return [Math.min(this.anchor, this.cursor), Math.max(this.anchor, this.cursor)];
  }

  drawBody(result) {
    const { task } = this;
    const sets = byCode(task, this.value);
    const old = this.shown;
    // only what changed is drawn again: a text may have ten thousand words
    const words = new Set();
    if (!old) this.words.forEach((_, n) => words.add(n));
    else
      for (const [code, set] of sets)
        for (const n of apart(set, old.sets.get(code))) for (const near of [n - 1, n, n + 1]) words.add(near);
    const same = old && old.result === result;
    const notes = same ? old.notes : this.notes(result);
    const outlined = same ? old.outlined : this.outline(result);
    if (!same) for (const map of [old?.notes, old?.outlined, notes, outlined]) for (const n of map?.keys() ?? []) words.add(n);
    for (const n of words) if (this.words[n]) this.drawWord(this.words[n], n, sets, notes, outlined);
    this.shown = { sets, result, notes, outlined };
    this.drawSelection();
  }

  /** Word → place in a phrase of the key, once it is open. */
  outline(result) {
    const outlined = new Map();
    if (result?.open)
      for (const role of ["decoy", "contested", "core"])
        for (const { words } of this.task.items.filter((item) => item.role === role))
          for (let n = words[0]; n <= words[1]; n++)
            outlined.set(n, { role, first: n === words[0], last: n === words[1] });
    return outlined;
  }

  /** The numbers of the feedback rows that speak of each word. */
  notes(result) {
    const notes = new Map();
    const numbers = numbersOf(this.task, result?.rows ?? []);
    (result?.rows ?? []).forEach((row, i) => {
      if (!row.words) return;
      for (let n = row.words[0]; n <= row.words[1]; n++)
        notes.set(n, [...(notes.get(n) ?? []), { number: numbers[i], row, last: n === row.words[1] }]);
    });
    return notes;
  }

  drawWord(word, n, sets, notes, outlined) {
    const { task } = this;
    const mine = task.codes.filter(({ id }) => sets.get(id).has(n));
    const starts = mine.filter(({ id }) => !(sets.get(id).has(n - 1) && this.lines[n - 1] === this.lines[n]));
    const goesOn = mine.filter(({ id }) => sets.get(id).has(n + 1) && this.lines[n + 1] === this.lines[n]);
    const mark = (node, codes) =>
      codes.reduce((inner, code) => make(`span.wss-u.wss-u-${code.id}`, {}, inner), node);
    const option = this.options[n];
    const gap = this.gaps[n];
    const key = outlined.get(n);
    const here = notes.get(n) ?? [];
    const ends = here.filter((note) => note.last);
    option.replaceChildren(
      ...starts.map((code) => make(`sup.wss-tag.wss-q-${code.question}`, { "aria-hidden": "true" }, code.letter)),
      mark(document.createTextNode(word[2]), mine),
    );
    const [, point, space] = word[3].match(/^(\S*)([^]*)$/); // a number stands after punctuation
    const refs = ends.map((note) => make("sup.wss-ref", {}, String(note.number)));
    gap.replaceChildren(
      ...[point && mark(document.createTextNode(point), goesOn), ...refs],
      mark(document.createTextNode(space), goesOn),
    );
    const questions = new Set(mine.map((code) => code.question));
    for (const node of [option, gap]) {
      node.className = node.className.replace(/ wss-(fill|key)-\S+/g, "");
      if (node === gap && !goesOn.length) continue;
      for (const question of questions) node.className += ` wss-fill-${question}`;
    }
    if (key) {
      option.className += ` wss-key-${key.role}`;
      if (key.first) option.className += " wss-key-first";
      if (key.last) option.className += " wss-key-last";
      else gap.className += ` wss-key-${key.role}`;
    }
    const heard = [word[2]];
    if (mine.length) heard.push(`marked ${mine.map((code) => code.name).join(" and ")}`);
    for (const note of here) heard.push(`feedback ${note.number}: ${task.verdicts[note.row.verdict]}`);
    option.setAttribute("aria-label", heard.join(", "));
  }

  drawSelection() {
    const chosen = this.selection;
    const draw = (range, on) => {
      for (let n = range[0]; n <= range[1]; n++) {
        this.options[n].setAttribute("aria-selected", String(on));
        const joined = on && n < range[1] && this.lines[n + 1] === this.lines[n];
        this.gaps[n].classList.toggle("wss-selected", joined);
      }
    };
    if (this.picked) draw(this.picked, false);
    if (chosen) draw(chosen, true);
    this.picked = chosen;
    if (this.stop !== this.cursor) {
      // only when it moves: the browser lays the page out to see what may have the focus
      if (this.stop !== null) this.options[this.stop].tabIndex = -1;
      this.options[this.cursor].tabIndex = 0;
      this.stop = this.cursor;
    }
    this.removeButton.disabled = !this.value.length;
  }

  // --- selecting ----------------------------------------------------------

  at(event) {
    const place = event.target.closest?.(".wss-word, .wss-gap"); // a gap counts to its word
    return place && this.list.contains(place) ? Number(place.dataset.n) : null;
  }

  focused(event) {
    const n = this.at(event);
    if (n === null || n === this.cursor || this.pointer) return;
    this.cursor = n; // a screen reader may move the focus by itself
    if (!this.dragging && !this.tapping) this.anchor = null;
    this.drawSelection();
  }

  select(anchor, cursor, focus = true) {
    this.anchor = anchor;
    this.cursor = cursor;
    this.drawSelection();
    if (focus) this.options[cursor].focus({ preventScroll: this.dragging });
    const chosen = this.selection;
    if (chosen) {
      const same = this.lines[chosen[0]] === this.lines[chosen[1]];
      const what = same ? `“${quote(this.words, ...chosen)}”` : `${chosen[1] - chosen[0] + 1} words`;
      this.say(`Selected: ${what}. Now choose a code.`);
    } else if (this.status.textContent.startsWith("Selected")) this.say("");
  }

  press(event) {
    if (event.button !== 0) return;
    clearTimeout(this.forget);
    this.pointer = event.pointerType;
    const n = this.at(event);
    if (n === null || event.pointerType !== "mouse") return;
    event.preventDefault(); // no text selection of the browser's own
    this.byKeys = false;
    this.tapping = false;
    this.dragging = true;
    this.select(event.shiftKey && this.anchor !== null ? this.anchor : n, n);
  }

  drag(event) {
    if (!(event.buttons & 1)) this.dragging = false;
    const n = this.at(event);
    if (this.dragging && n !== null && n !== this.cursor) this.select(this.anchor, n);
  }

  tap(event) {
    const byMouse = this.pointer === "mouse";
    this.pointer = "";
    const n = this.at(event);
    if (n === null || byMouse) return;
    this.byKeys = false;
    if (this.tapping && n !== this.anchor) {
      this.tapping = false;
      this.select(this.anchor, n);
    } else {
      this.tapping = true;
      this.select(n, n);
      this.say(`Selected: “${this.words[n][2]}”. Tap the last word, or choose a code.`);
    }
  }

  key(event) {
    if (event.altKey) return; // the browser's own
    const last = this.words.length - 1;
    const line = this.options[this.cursor].parentNode;
    const step = getComputedStyle(line).direction === "rtl" ? -1 : 1;
    const by = (n) => Math.min(last, Math.max(0, this.cursor + n));
    const inLine = (n) => this.lines[n] === this.lines[this.cursor];
    const moves = {
      ArrowLeft: () => by(-step),
      ArrowRight: () => by(step),
      ArrowUp: () => this.row(-1),
      ArrowDown: () => this.row(1),
      Home: () => (event.ctrlKey ? 0 : this.words.findIndex((_, n) => inLine(n))),
      End: () => (event.ctrlKey ? last : this.words.findLastIndex((_, n) => inLine(n))),
    };
    if (event.key in moves) {
      const to = moves[event.key]();
      this.byKeys = true;
      this.tapping = false;
      this.select(event.shiftKey ? (this.anchor ?? this.cursor) : null, to);
    } else if (event.ctrlKey || event.metaKey) return;
    else if (event.key === " ") this.select(this.anchor === null ? this.cursor : null, this.cursor);
    else if (event.key === "Escape") this.select(null, this.cursor);
    else if (event.key === "Enter") this.toFeedback();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The word nearest in the row of print above (-1) or below (1). */
  row(step) {
    const box = (n) => this.options[n].getClientRects()[0] ?? { left: 0, top: 0 };
    const from = box(this.cursor);
    let best = null;
    let top = null;
    for (let n = this.cursor + step; n >= 0 && n < this.words.length; n += step) {
      const here = box(n);
      if (Math.abs(here.top - from.top) < 4) continue;
      top ??= here.top;
      if (Math.abs(here.top - top) >= 4) break;
      const far = Math.abs(here.left - from.left);
      if (best === null || far < best.far) best = { n, far };
    }
    return best?.n ?? this.cursor;
  }

  /** Keys that work wherever the focus is in the exercise. */
  command(event) {
    if (event.defaultPrevented || event.altKey || event.repeat) return;
    const inText = this.list.contains(event.target);
    const plain = !event.ctrlKey && !event.metaKey;
    const code = plain && this.task.codes.find(({ key }) => key === event.key);
    if (code) this.give(code, inText);
    else if (plain && (event.key === "Delete" || event.key === "Backspace")) this.remove(inText);
    else return super.command(event);
    event.preventDefault();
    event.stopPropagation();
  }

  // --- changing -----------------------------------------------------------

  home() {
    return this.options[this.cursor];
  }

  chosen(byKey) {
    if (this.selection) return this.selection;
    if (byKey || this.byKeys) return [this.cursor, this.cursor];
    return null;
  }

  give(code, byKey = false) {
    const chosen = this.chosen(byKey);
    if (!chosen) return this.say("Choose the words first, then the code.");
    const { marks, on } = toggleMark(this.task, this.value, code.id, ...chosen);
    this.set(marks);
    this.tapping = false;
    const many = chosen[1] - chosen[0] + 1;
    this.say(`${on ? "Marked" : "Unmarked"} ${many} word${many > 1 ? "s" : ""}: ${code.name}.`);
  }

  remove(byKey = false) {
    const chosen = this.chosen(byKey);
    if (!chosen) return this.say("Choose the marked words first, then Remove.");
    const removed = this.set(removeMarks(this.task, this.value, ...chosen));
    this.tapping = false;
    this.say(removed ? "Removed." : "There is no mark on these words.");
    this.keepFocus();
  }

  cleared() {
    this.select(null, this.cursor, false);
  }

  checked() {
    this.select(null, this.cursor, false);
  }

  // --- between text and feedback ------------------------------------------

  showRow(row) {
    const n = row.words ? row.words[0] : this.lines.indexOf(row.line);
    this.byKeys = Boolean(row.words);
    this.select(row.words ? n : null, row.words ? row.words[1] : n);
    this.options[n].scrollIntoView({ block: "center" });
  }

  toFeedback() {
    const i = (this.result?.rows ?? []).findIndex(
      ({ words }) => words && words[0] <= this.cursor && this.cursor <= words[1],
    );
    if (i < 0) return this.say("There is no feedback on this word.");
    const row = this.feedback.querySelector(`li[value="${numbersOf(this.task, this.result.rows)[i]}"]`);
    row?.closest("details")?.setAttribute("open", "");
    row?.querySelector(".wss-goto").focus(); // none yet in the moment after a very long list
  }
}

export const latest = (task, tries) => latestOf(rules, task, tries);
export { complete, score, toggleMark, valid };
export default { ...widget(MarkView, rules.empty), valid };
