// The twin of score.py: the same cells earn the same and hear the same.

import { isTable, percent, say, short } from "../../widgets/words.js";

const LONGEST = 200; // characters of a cell, as in task.py
export const NOT_STATED = "not stated";

/** A cell as it is compared: "1,234" and "1 234" are 1234, and spaces around do not count. */
export function plain(kind, text) {
  const trimmed = text.replace(/^ +| +$/g, "");
  if (kind !== "number") return trimmed;
  const bare = trimmed.replace(/[, \u00a0\u2009\u202f]/g, "");
  return /^[0-9]{1,12}$/.test(bare) ? String(Number(bare)) : trimmed;
}

export function score(task, value, reveal = false) {
  const rows = task.rows.flatMap((row) =>
    task.columns
      .filter(({ id }) => row.accept[id])
      .map((column) => {
        const text = value[row.id]?.[column.id] ?? "";
        const verdict = verdictOf(column.kind, row.accept[column.id], text);
        const told = reveal || isRight(verdict);
        return {
          verdict,
          line: row.label,
          quote: text ? `${column.name}: ${shown(column, text)}` : column.name,
          text: told ? row.say[column.id] : column.hint,
          item: `${row.id}:${column.id}`,
        };
      }),
  );
  const right = rows.filter((row) => isRight(row.verdict)).length;
  const open = rows.filter((row) => row.verdict === "open").length;
  const earned = right / rows.length;
  const parts = [say(task.summary.right, { right, all: rows.length })];
  if (open) parts.push(say(task.summary.open, { open }));
  parts.push(say(task.summary.score, { percent: percent(earned) }));
  return { task: task.id, score: earned, summary: parts.join(" "), rows };
}

const isRight = (verdict) => verdict === "right" || verdict === "also";
const shown = (column, text) => column.options.find(({ id }) => id === text)?.name ?? text;

function verdictOf(kind, accepted, text) {
  if (!text) return "open";
  const given = plain(kind, text);
  if (given === accepted[0]) return "right";
  return accepted.includes(given) ? "also" : "wrong";
}

export const complete = (task, result) => result.rows.every((row) => isRight(row.verdict));

/** Null, or the sentence that task.py's valid would say. */
export function valid(task, value) {
  if (!isTable(value)) return "An answer to this task is a table of rows.";
  for (const [name, cells] of Object.entries(value)) {
    const row = task.rows.find(({ id }) => id === name);
    if (!row) return `This ledger has no row ${short(name)}.`;
    if (!isTable(cells) || !Object.keys(cells).length) return `Row ${name} is a table of cells.`;
    for (const [column, text] of Object.entries(cells)) {
      if (!Object.hasOwn(row.accept, column)) return `Row ${name} has no cell ${short(column)}.`;
      if (typeof text !== "string" || !text || [...text].length > LONGEST)
        return `A cell holds text of 1 to ${LONGEST} characters.`;
      if (/\p{Surrogate}|\0/u.test(text)) return "A cell holds half a character; type it again.";
    }
  }
  return null;
}

const DAY = /^\d{4}-\d{2}(-\d{2})?$/;

/** What is wrong with a cell as it stands, whatever the key says; or null. */
export function fault(task, row, cells, column) {
  const of = (id) => plain(task.columns.find((one) => one.id === id).kind, cells[id] ?? "");
  const text = of(column.id);
  if (!text || text === NOT_STATED) return null;
  if (column.kind === "number") {
    if (!/^[0-9]+$/.test(text)) return "This is not a whole number.";
    if (column.id === "high" && /^[0-9]+$/.test(of("low")) && Number(of("low")) > Number(text))
      return "The highest number is below the lowest.";
  }
  if (column.kind === "day") {
    const real = DAY.test(text) && !Number.isNaN(Date.parse(text)) && new Date(`${text}`).toISOString().startsWith(text);
    if (!real) return "Write the day as 2020-02-10.";
    if (column.id === "to" && DAY.test(of("from")) && of("from") > text) return "The last day is before the first.";
  }
  return null;
}

/** The bars of the range chart: one for each row with a number; null ends are open. */
export function bars(task, value) {
  return task.rows.map((row) => {
    const cells = value[row.id] ?? {};
    const number = (id) => (/^[0-9]+$/.test(plain("number", cells[id] ?? "")) ? Number(plain("number", cells[id])) : null);
    const [low, high] = [number("low"), number("high")];
    return { row, low, high, who: cells.who ?? "", status: cells.status ?? "" };
  });
}
