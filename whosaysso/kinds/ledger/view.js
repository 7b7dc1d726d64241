// The ledger exercise: rows to read, cells to fill, and a range chart that draws what is filled.

import { make, newId } from "../../widgets/dom.js";
import { ExerciseView, widget } from "../../widgets/exercise.js";
import { NOT_STATED, bars, complete, fault, score, valid } from "./score.js";

const rules = { score, complete, empty: {} };
const SVG = "http://www.w3.org/2000/svg";

class LedgerView extends ExerciseView {
  rules = rules;
  says = {
    how: [
      "How to fill the ledger",
      "Read each text, then fill its cells from its words alone. Where the text does not say it, choose “not stated”: " +
        "that is then the right answer. Keys: Tab goes from cell to cell.",
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
    const rows = this.task.rows.map((row, n) => this.makeRowBox(row, n));
    this.chart = make("figure.wss-chart");
    return [make("div.wss-words.wss-items", {}, ...rows), ...(this.task.about === "figures" ? [this.chart] : [])];
  }

  makeRowBox(row, n) {
    const [before, words, after] = row.text;
    const cells = this.task.columns.filter(({ id }) => row.accept[id]).map((column) => this.makeCell(row, column));
    return make(
      "fieldset.wss-item",
      {},
      make("legend", {}, make("span.wss-no", {}, `${n + 1} `), make("strong", {}, row.label), ` (${row.who})`),
      make("p.wss-text", { dir: "auto" }, before, make("b", {}, words), after),
      make("div.wss-cells", {}, ...cells),
    );
  }

  makeCell(row, column) {
    const id = newId("cell");
    const noteId = newId("note");
    const note = make("span.wss-cell-note", { id: noteId });
    const change = () => this.fill(row, column, input.value);
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
            placeholder: column.kind === "day" ? "2020-02-10" : null,
            autocomplete: "off",
            oninput: change,
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

  fill(row, column, text) {
    const cells = { ...this.value[row.id], [column.id]: text };
    if (!text) delete cells[column.id];
    const value = { ...this.value, [row.id]: cells };
    if (!Object.keys(cells).length) delete value[row.id];
    this.set(value, column.kind === "choice" ? "" : `typing ${row.id}:${column.id}`);
    const wrong = fault(this.task, row, cells, column);
    this.say(wrong ? `${column.name}: ${wrong}` : "");
  }

  drawBody(result) {
    const verdicts = new Map((result?.rows ?? []).map((row) => [row.item, row.verdict]));
    for (const [item, { node, input, missing, note, row, column }] of this.cells) {
      const text = this.at(row, column);
      const stated = text !== NOT_STATED || column.kind === "choice";
      const shown = stated ? text : "";
      if (input.value !== shown) input.value = shown;
      if (missing) {
        missing.setAttribute("aria-pressed", String(!stated));
        input.readOnly = !stated;
        input.classList.toggle("wss-unset", !stated);
      }
      const wrong = fault(this.task, row, this.value[row.id] ?? {}, column);
      input.setAttribute("aria-invalid", String(Boolean(wrong)));
      const verdict = verdicts.get(item);
      const missed = result?.open && (verdict === "wrong" || verdict === "open");
      const told = verdict ? `${this.task.verdicts[verdict]}${missed ? `: ${this.best(row, column)}` : ""}` : "";
      note.textContent = [wrong, told].filter(Boolean).join(" ");
      node.dataset.verdict = verdict ?? "";
    }
    if (this.task.about === "figures") this.drawChart();
  }

  /** The value that the key has for a cell, in words. */
  best(row, column) {
    const [value] = row.accept[column.id];
    return column.options.find(({ id }) => id === value)?.name ?? value;
  }

  drawChart() {
    const all = bars(this.task, this.value);
    const drawn = all.filter(({ low, high }) => low !== null || high !== null);
    const said = ({ row, low, high, who, status }) => {
      const range = low === null ? `up to ${high}` : high === null ? `${low} or more` : low === high ? `${low}` : `${low} to ${high}`;
      return `${row.label}${who ? `, ${who}` : ""}: ${range}${status ? ` ${status}` : ""}`;
    };
    const waiting = all.length - drawn.length;
    const rest = waiting ? `Rows with no number yet: ${waiting}.` : "";
    const caption = make("figcaption", {}, drawn.length ? "Your figures as ranges. " : "Fill in numbers, and they are drawn here. ", rest);
    if (!drawn.length) return this.chart.replaceChildren(caption);
    const top = Math.max(...drawn.flatMap(({ low, high }) => [low ?? 0, high ?? 0])) || 1;
    const scale = (number) => 4 + (number / top) * 272;
    const node = (name, attributes, text) => {
      const made = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      if (text) made.textContent = text;
      return made;
    };
    const step = 44;
    const svg = node("svg", {
      viewBox: `0 0 320 ${drawn.length * step + 22}`,
      role: "img",
      "aria-label": `Range chart, from 0 to ${top}. ${drawn.map(said).join(". ")}. ${rest}`,
    });
    drawn.forEach((bar, n) => {
      const y = n * step + 30;
      const [low, high] = [bar.low, bar.high];
      svg.append(node("text", { x: 4, y: y - 13, class: "wss-chart-label" }, cut(said(bar))));
      if (low !== null && high !== null && low !== high)
        svg.append(node("line", { x1: scale(low), x2: scale(high), y1: y, y2: y, class: "wss-chart-bar" }));
      if (high === null) svg.append(node("path", { d: `M${scale(low)} ${y}h26m-7 -5l7 5l-7 5`, class: "wss-chart-open" }));
      if (low === null) svg.append(node("path", { d: `M${scale(high)} ${y}h-26m7 -5l-7 5l7 5`, class: "wss-chart-open" }));
      for (const end of new Set([low, high])) if (end !== null) svg.append(node("circle", { cx: scale(end), cy: y, r: 5, class: "wss-chart-end" }));
    });
    const floor = drawn.length * step + 8;
    svg.append(node("line", { x1: 4, x2: 276, y1: floor, y2: floor, class: "wss-chart-axis" }));
    svg.append(node("text", { x: 4, y: floor + 13, class: "wss-chart-label" }, "0"));
    svg.append(node("text", { x: 276, y: floor + 13, class: "wss-chart-label", "text-anchor": "middle" }, String(top)));
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

const cut = (text) => (text.length > 54 ? `${text.slice(0, 53)}…` : text);

export { complete, score, valid };
export default { ...widget(LedgerView, rules.empty), valid };
