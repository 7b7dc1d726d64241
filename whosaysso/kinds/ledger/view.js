// The ledger exercise: rows to read, cells to fill, and a range chart that draws what is filled.

import { make, newId } from "../../widgets/dom.js";
import { ExerciseView, widget } from "../../widgets/exercise.js";
import { NOT_STATED, bars, clean, complete, fault, score, valid } from "./score.js";

const rules = { score, complete, empty: {} };
const SVG = "http://www.w3.org/2000/svg";
const EDGE = 30; // pixels at both ends of the chart, for arrows
const BEGUN = /^[0-9]{1,4}(-[0-9]?|-[0-9]{2}-[0-9]?)?$/; // a day that is still being typed

const form = (column) => (column.kind === "day" ? "year-month-day" : "");

class LedgerView extends ExerciseView {
  rules = rules;
  says = {
    how: [
      "How to fill the ledger",
      "Read each text, then fill its cells from its words alone. Where they do not say it, choose what says just that, “not stated” " +
        "or “nobody”: it is then the right answer. Keys: Tab goes from cell to cell.",
    ],
    empty: "No cell is filled yet. If you want to see the values, press Check again.",
    unchanged: "These are the cells you have just checked. Change them, or press again to see every value.",
    cleared: "All cells are empty. Undo brings them back.",
    restarted: "Started again: all cells are empty.",
    again: "You have one more try. Change what you like and check again; then every value is shown.",
    open: "Every value is shown with its reason. Start again if you want another go.",
    aside: "Right and empty cells",
  };

  makeBody() {
    this.cells = new Map();
    const rows = this.task.rows.map((row) => this.makeRowBox(row));
    this.chart = make("figure.wss-chart");
    return [this.makeOffered(), make("div.wss-words.wss-items", {}, ...rows), ...(this.task.about === "figures" ? [this.chart] : [])];
  }

  /** For paper only: a select that is printed shows none of its words. */
  makeOffered() {
    const choices = this.task.columns.filter(({ options }) => options.length);
    const items = choices.map(({ name, options }) =>
      make("li", {}, make("strong", {}, name), `: ${options.map((option) => option.name).join("; ")}`),
    );
    return make("ul.wss-offered", {}, ...items);
  }

  makeRowBox(row) {
    const [before, words, after] = row.text;
    const cells = this.task.columns.filter(({ id }) => row.accept[id]).map((column) => this.makeCell(row, column));
    return make(
      "fieldset.wss-item",
      {},
      make("legend", {}, make("strong", {}, row.label), ` (${row.who})`),
      make("p.wss-text", { dir: "auto" }, before, make("b", {}, words), after),
      make("div.wss-cells", {}, ...cells),
    );
  }

  makeCell(row, column) {
    const id = newId("cell");
    const noteId = newId("note");
    const note = make("span.wss-cell-note", { id: noteId });
    const change = () => this.fill(row, column, input.value, `typing ${row.id}:${column.id}`);
    const common = { id, "aria-describedby": noteId };
    const input =
      column.kind === "choice"
        ? make(
            "select",
            { ...common, onchange: change },
            make("option", { value: "" }, "choose …"),
            ...column.options.map((option) => make("option", { value: option.id }, option.name)),
          )
        : make("input", {
            ...common,
            type: "text",
            maxlength: "40",
            inputmode: column.kind === "number" ? "numeric" : null,
            autocomplete: "off",
            oninput: change,
            onblur: () => this.left(row, column),
          });
    const missing =
      column.kind === "choice"
        ? null
        : make("button.wss-small", {
            type: "button",
            "aria-pressed": "false",
            "aria-label": `${column.name}: not stated`,
            onclick: () => this.fill(row, column, this.at(row, column) === NOT_STATED ? "" : NOT_STATED),
          }, "not stated");
    const node = make("div.wss-cell", {}, make("label", { for: id }, column.name), input, missing, note);
    this.cells.set(`${row.id}:${column.id}`, { node, input, missing, note, row, column });
    return node;
  }

  at(row, column) {
    return this.value[row.id]?.[column.id] ?? "";
  }

  fill(row, column, typed, how = "") {
    const text = clean(typed);
    const cells = { ...this.value[row.id], [column.id]: text };
    if (!text.trim()) delete cells[column.id];
    const value = { ...this.value, [row.id]: cells };
    if (!Object.keys(cells).length) delete value[row.id];
    this.set(value, column.kind === "choice" ? "" : how);
    this.speak(row, column);
  }

  /** What is wrong with a cell as it stands; of a day still being typed nothing is said yet. */
  faultOf(row, column, input) {
    const begun = column.kind === "day" && document.activeElement === input && BEGUN.test(input.value);
    return begun ? null : fault(this.task, row, this.value[row.id] ?? {}, column);
  }

  speak(row, column) {
    const wrong = this.faultOf(row, column, this.cells.get(`${row.id}:${column.id}`).input);
    const text = wrong ? `${column.name}: ${wrong}` : "";
    if (text !== this.status.textContent) this.say(text); // the same words are not said twice
  }

  /** The cell was left: a day that was begun is now as it stands. */
  left(row, column) {
    const { input, note } = this.cells.get(`${row.id}:${column.id}`);
    if (!fault(this.task, row, this.value[row.id] ?? {}, column) || note.dataset.fault) return;
    this.drawCells(this.result);
    this.speak(row, column);
  }

  drawBody(result) {
    this.drawCells(result);
    if (this.task.about === "figures") this.drawChart();
  }

  drawCells(result) {
    const checked = this.tries[this.tries.length - 1] ?? {};
    const verdicts = new Map((result?.rows ?? []).map((row) => [row.item, row.verdict]));
    for (const [item, { node, input, missing, note, row, column }] of this.cells) {
      const text = this.at(row, column);
      const stated = text !== NOT_STATED || column.kind === "choice";
      const shown = stated ? text : "";
      if (input.value !== shown && !(stated && input.value.trim() === shown)) {
        const { selectionStart } = input;
        input.value = shown;
        if (document.activeElement === input && missing) input.setSelectionRange(selectionStart, selectionStart);
      }
      if (missing) {
        missing.setAttribute("aria-pressed", String(!stated));
        input.placeholder = stated ? form(column) : NOT_STATED; // typing takes it back
        input.classList.toggle("wss-unset", !stated);
      }
      const wrong = this.faultOf(row, column, input);
      input.setAttribute("aria-invalid", String(Boolean(wrong)));
      note.dataset.fault = wrong ?? "";
      // a cell that was changed since the last Check is not yet judged; an open key stays in sight
      const judged = result?.open || (checked[row.id]?.[column.id] ?? "") === text;
      const verdict = judged ? verdicts.get(item) : undefined;
      const missed = result?.open && (verdict === "wrong" || verdict === "open");
      const told = verdict ? `${this.task.verdicts[verdict]}${missed ? `. The key has: ${this.best(row, column)}` : ""}` : "";
      note.textContent = [wrong, told].filter(Boolean).join(" ");
      node.dataset.verdict = verdict ?? "";
    }
  }

  /** The value that the key has for a cell, in words. */
  best(row, column) {
    const [value] = row.accept[column.id];
    return column.options.find(({ id }) => id === value)?.name ?? value;
  }

  drawChart() {
    const all = bars(this.task, this.value);
    const isNumber = (end) => typeof end === "number";
    const drawn = all.filter(({ low, high }) => isNumber(low) || isNumber(high));
    const missing = all.filter((bar) => !drawn.includes(bar)).map(({ row }) => row.label.split(":")[0]);
    const rest = missing.length ? `No number yet: ${missing.join(", ")}.` : "";
    const caption = make(
      "figcaption",
      {},
      drawn.length ? "Your numbers as ranges; an arrow is an end that is not stated. " : "Fill in numbers, and they are drawn here. ",
      drawn.length > 1 ? "Compare rows only where they count the same people on the same days, and add none up. " : "",
      rest,
    );
    if (!drawn.length) return this.chart.replaceChildren(caption);
    const title = ({ row, who }) => `${row.label}${who ? ` – ${who}` : ""}`;
    const top = Math.max(...drawn.flatMap(({ low, high }) => [low, high].filter(isNumber))) || 1;
    const width = Math.min(Math.max(this.chart.clientWidth || 360, 240), 544); // drawn in pixels, so that letters keep their size
    const scale = (number) => EDGE + (number / top) * (width - 2 * EDGE);
    const step = 62;
    const svg = draw("svg", {
      viewBox: `0 0 ${width} ${drawn.length * step + 26}`,
      role: "img",
      "aria-label": `Range chart, from 0 to ${shown(top)}. ${drawn.map((bar) => `${title(bar)}: ${words(bar)}`).join(". ")}. ${rest}`.trim(),
    });
    drawn.forEach((bar, n) => {
      const y = n * step + 50;
      const { low, high } = bar;
      const [start, end] = [scale(isNumber(low) ? low : high), scale(isNumber(high) ? high : low)];
      const open = low === "open" || high === "open";
      svg.append(draw("text", { x: 2, y: y - 34, class: "wss-chart-label" }, cut(title(bar), width)));
      svg.append(draw("text", { x: 2, y: y - 16, class: "wss-chart-label wss-chart-words" }, cut(words(bar), width)));
      if (start < end) svg.append(draw("path", { d: `M${start} ${y}H${end}M${start} ${y - 5}v10M${end} ${y - 5}v10`, class: "wss-chart-bar" }));
      else svg.append(draw("circle", { cx: start, cy: y, r: 5, class: open ? "wss-chart-hollow" : "wss-chart-end" }));
      if (high === "open") svg.append(draw("path", { d: `M${end + 6} ${y}h18m-6 -5l6 5l-6 5`, class: "wss-chart-bar" }));
      if (low === "open") svg.append(draw("path", { d: `M${start - 6} ${y}h-18m6 -5l-6 5l6 5`, class: "wss-chart-bar" }));
    });
    const floor = drawn.length * step + 6;
    svg.append(draw("path", { d: `M${scale(0)} ${floor}H${scale(top)}`, class: "wss-chart-axis" }));
    svg.append(draw("text", { x: scale(0), y: floor + 16, class: "wss-chart-label", "text-anchor": "middle" }, "0"));
    svg.append(draw("text", { x: scale(top), y: floor + 16, class: "wss-chart-label", "text-anchor": "middle" }, shown(top)));
    this.chart.replaceChildren(caption, svg);
  }

  home() {
    return this.cells.values().next().value.input;
  }

  showRow(row) {
    const { node, input } = this.cells.get(row.item);
    node.scrollIntoView({ block: "center" });
    input.focus({ preventScroll: true });
  }
}

/** An SVG element; its text is set as text. */
function draw(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

const shown = (number) => number.toLocaleString("en");

/** A bar in words, for the eye and for the ear. */
function words({ low, high, status }) {
  const what = status && status !== NOT_STATED ? ` ${status}` : "";
  if (low === high) return `${shown(low)}${what}`;
  if (low === "open") return `up to ${shown(high)}${what}`;
  if (high === "open") return `${shown(low)} or more${what}`;
  if (low === null) return `highest ${shown(high)}, lowest still empty${what && `:${what}`}`;
  if (high === null) return `lowest ${shown(low)}, highest still empty${what && `:${what}`}`;
  return `${shown(low)} to ${shown(high)}${what}`;
}

const LETTER = 7; // pixels of a letter of the chart, or a little more
const cut = (text, width) => {
  const letters = [...text];
  const room = Math.floor(width / LETTER);
  return letters.length > room ? `${letters.slice(0, room - 1).join("")}…` : text;
};

export { complete, score, valid };
export default { ...widget(LedgerView, rules.empty), valid };
