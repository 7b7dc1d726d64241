// The twin of score.py: the same cells earn the same and hear the same.

import { isTable, percent, say, short } from "../../widgets/words.js";

const LONGEST = 200; // characters of a cell, as in task.py
export const NOT_STATED = "not stated";
const NUMBER = /^([0-9]{1,12}|[0-9]{1,3}([, \u00a0\u2009\u202f][0-9]{3}){1,3})$/;
const HIDDEN = // halves of characters, controls, and what turns a line around
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/u;

/** What was typed or pasted, as it can be kept. */
export const clean = (text) => [...text].filter((character) => !HIDDEN.test(character)).join("");

/** A cell as it is compared: "1,234" and "1 234" are 1234, and spaces around do not count. */
export function plain(kind, text) {
  const trimmed = text.replace(/^ +| +$/g, "");
  if (kind !== "number" || !NUMBER.test(trimmed)) return trimmed;
  return String(Number(trimmed.replace(/[^0-9]/g, "")));
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
          quote: verdict !== "open" ? `${column.name}: ${shown(column, text)}` : column.name,
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
  const given = plain(kind, text);
  if (!given) return "open";
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
      if (HIDDEN.test(text)) return "A cell holds a character that nobody can see; type it again.";
      const { kind, options } = task.columns.find(({ id }) => id === column);
      if (kind === "choice" && !options.some(({ id }) => id === text))
        return `In row ${name}, choose one of the words offered for ${column}.`;
    }
  }
  return null;
}

/** Whether the text is a day, or a month, of the calendar. */
function isDay(text) {
  if (!/^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$/.test(text)) return false;
  const [year, month, day = 1] = text.split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1; // a day too many is one of the next month
}

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
    if (!isDay(text)) return "Write the day as year-month-day, for example 1999-12-31.";
    const from = column.id === "to" && isDay(of("from")) ? of("from") : "";
    const both = Math.min(from.length, text.length); // a month holds its days
    if (from.slice(0, both) > text.slice(0, both)) return "The last day is before the first.";
  }
  return null;
}

/**
 * The bars of the range chart, one for each row. An end is a number, "open" where it is said
 * not to be stated, or null where nothing is filled in yet or the number cannot be.
 */
export function bars(task, value) {
  return task.rows.map((row) => {
    const cells = value[row.id] ?? {};
    const end = (id) => {
      const text = plain("number", cells[id] ?? "");
      return text === NOT_STATED ? "open" : NUMBER.test(text) ? Number(text) : null;
    };
    let [low, high] = [end("low"), end("high")];
    if (typeof low === "number" && typeof high === "number" && low > high) low = high = null;
    return { row, low, high, who: cells.who ?? "", status: cells.status ?? "" };
  });
}
