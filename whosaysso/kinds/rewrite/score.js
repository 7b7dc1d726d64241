// The twin of score.py: what is found of facts and sources, and which pushing words still stand.

import { isTable, percent, say, short, validText } from "../../widgets/words.js";
import { form, has, places, sentences, words } from "./text.js";

const GOOD = ["kept", "attributed", "gone"];
const REASON = 3; // words, as in task.py

/** By id: whether a fact is found, whether its source is, whether a span still stands. */
export function find(task, text) {
  const lines = sentences(text);
  const where = new Map(task.facts.map((fact) => [fact.id, lines.filter((one) => holds(fact, one))]));
  const table = (rows, test) => Object.fromEntries(rows.map((one) => [one.id, test(one)]));
  return {
    facts: table(task.facts, (one) => where.get(one.id).length > 0),
    sources: table(task.sources, (one) => where.get(one.fact).some((line) => reports(one, line))),
    spans: table(task.spans, (one) => lines.some((line) => stands(task, one, line))),
  };
}

const holds = (fact, line) => fact.parts.every((part) => has(part, line)) && !has(fact.unless, line);
const reports = (source, line) => has(source.names, line) && has(source.cues, line);

/** Every must-word stands in the sentence; quoting somebody who is named is fair. */
function stands(task, span, line) {
  const quoting = task.sources.some((source) => reports(source, line));
  return span.must.every((part) => {
    const wanted = form(part);
    const inQuotes = (n) => line.quoted.slice(n, n + wanted.length).every(Boolean);
    return places(wanted, line).some((n) => !quoting || !inQuotes(n));
  });
}

export const count = (text) => words(text).length;

/** Whether this is the passage itself where something in it was to be changed. */
const isUntouched = (task, value, rows) => {
  const words = (one) => one.trim().split(/\s+/).join(" ");
  const worked = Object.keys(value.overruled ?? {}).length || rows.every((row) => GOOD.includes(row.verdict));
  return words(value.text ?? task.original) === words(task.original) && !worked;
};

export function score(task, value, reveal = false) {
  const text = value.text ?? task.original;
  const overruled = value.overruled ?? {};
  const found = find(task, text);
  const rowOf = (item, line, quote, verdict) => {
    const told = task.say[item];
    if (Object.hasOwn(overruled, item))
      return { verdict: "overruled", line, quote, text: `Your reason: ${overruled[item]}`, item };
    const good = GOOD.includes(verdict);
    return { verdict, line, quote, text: reveal && !good ? `${told[verdict]} ${told.fair}` : told[verdict], item };
  };
  const rows = [
    ...task.facts.map((one) => rowOf(one.id, "Fact", one.says, found.facts[one.id] ? "kept" : "lost")),
    ...task.sources.map((one) =>
      rowOf(one.id, "Source", `${one.says}: ${one.of}`, found.sources[one.id] ? "attributed" : "unattributed"),
    ),
    ...task.spans.map((one) => rowOf(one.id, one.line, one.quote, found.spans[one.id] ? "left" : "gone")),
  ];
  const counted = rows.filter((row) => row.verdict !== "overruled");
  const good = counted.filter((row) => GOOD.includes(row.verdict)).length;
  const kept = Object.values(found.facts).some(Boolean) || task.facts.some((one) => Object.hasOwn(overruled, one.id));
  const untouched = isUntouched(task, value, rows);
  const earned = !counted.length || untouched ? null : kept ? good / counted.length : 0;
  return { task: task.id, score: earned, summary: summaryOf(task, text, rows, earned, kept, untouched), rows };
}

/** The counts of the panel in words, without a score: for a text that is still being written. */
export const counts = (task, value) =>
  summaryOf(task, value.text ?? task.original, score(task, value).rows, null, true, false);

function summaryOf(task, text, rows, earned, kept, untouched) {
  const n = (...names) => rows.filter((row) => names.includes(row.verdict)).length;
  const told = task.summary;
  const parts = [say(told.facts, { found: n("kept"), all: n("kept", "lost") })];
  if (task.sources.length)
    parts.push(say(told.sources, { found: n("attributed"), all: n("attributed", "unattributed") }));
  if (task.spans.length) parts.push(say(told.spans, { left: n("left"), all: n("left", "gone") }));
  const used = count(text);
  parts.push(say(told.words, { words: used }));
  if (task.limit && used > task.limit) parts.push(say(told.limit, task));
  if (n("overruled")) parts.push(say(told.overruled, { n: n("overruled") }));
  if (untouched) parts.push(told.untouched);
  else if (!kept) parts.push(told.empty);
  if (earned !== null) parts.push(say(told.score, { percent: percent(earned) }));
  return parts.join(" ");
}

export function complete(task, result) {
  const good = result.rows.every((row) => row.verdict === "overruled" || GOOD.includes(row.verdict));
  return good && !(task.limit && result.summary.includes(say(task.summary.limit, task)));
}

/** Null, or the sentence that task.py's valid would say. */
export function valid(task, value) {
  if (!isTable(value) || Object.keys(value).some((name) => name !== "text" && name !== "overruled"))
    return "An answer to this task is a text and reasons, and no more.";
  if ("text" in value) {
    const fault = validText(value.text);
    if (fault) return fault;
  }
  const overruled = "overruled" in value ? value.overruled : {};
  if (!isTable(overruled)) return "Reasons are a table: a line of the panel, and the reason.";
  const known = new Set([...task.facts, ...task.sources, ...task.spans].map((one) => one.id));
  for (const [name, reason] of Object.entries(overruled)) {
    if (!known.has(name)) return `This panel has no line ${short(name)}.`;
    const fault = validText(reason);
    if (fault) return fault;
    if (words(reason).length < REASON) return `For ${name}, give a reason of ${REASON} words or more.`;
  }
  return null;
}
