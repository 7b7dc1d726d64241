// The twin of score.py: the same answer gets the same marks and the same words.
// It only looks up the feedback table that Python built, and counts. No offsets are
// computed here: words carry their own, in code points (see words.py).

import { isTable, short, validText } from "../../widgets/words.js";

/** A value worked out once for each task: a text may have ten thousand words. */
const once = (work) => {
  const known = new WeakMap();
  return (task) => known.get(task) ?? (known.set(task, work(task)), known.get(task));
};

export const wordsOf = once((task) => task.lines.flatMap((line) => line.words));

export const lineOf = once((task) => task.lines.flatMap((line) => line.words.map(() => line.id)));

/** The text from one word to another of the same line. */
export function quote(words, first, last) {
  let text = "";
  for (let n = first; n < last; n++) text += words[n][2] + words[n][3];
  return text + words[last][2];
}

/** The set of word numbers that marks of one code touch. Words stand in order and apart. */
export function markedWords(words, marks, code) {
  const found = new Set();
  for (const mark of marks)
    if (mark.code === code)
      for (let n = firstAfter(words, mark.start); n < words.length && words[n][0] < mark.end; n++) found.add(n);
  return found;
}

/** The first word that ends after an offset, by halving. */
function firstAfter(words, offset) {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle][1] > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Unbroken runs of marked words, never across two lines. */
export function runs(marked, lines) {
  const found = [];
  for (const n of [...marked].sort((a, b) => a - b)) {
    const run = found[found.length - 1];
    if (run && run[1] === n - 1 && lines[n - 1] === lines[n]) run[1] = n;
    else found.push([n, n]);
  }
  return found;
}

export const percent = (score) => Math.floor(score * 100 + 0.5);

export function score(task, marks, reveal = false) {
  const words = wordsOf(task);
  const lines = lineOf(task);
  const asked = task.codes.map((code) => code.id);
  const marked = Object.fromEntries(asked.map((c) => [c, markedWords(words, marks, c)]));
  const each = (make) => Object.fromEntries(asked.map((c) => [c, make(c)]));
  const known = {
    runs: each((c) => runs(marked[c], lines)),
    earned: each((c) => earned(task, c, marked)),
    // a decoy makes no mark too long, even where it counts
    allowed: each((c) => new Set([...task.core[c], ...task.outside[c], ...task.decoys[c]])),
    counted: each((c) => new Set([...task.core[c], ...task.outside[c]])),
  };

  const [earnedScore, anyCore] = scoreOf(task, asked, marked);
  const rows = [];
  const told = Object.fromEntries(asked.map((c) => [c, new Set()])); // words a row speaks of
  for (const item of task.items) {
    const [verdict, code] = verdictOf(task, item, asked, marked, known);
    if (verdict === "miss" || verdict.endsWith("-left")) {
      if (!reveal || verdict === "aside-left") continue;
    } else
      for (const c of spokenTo(task, item, verdict, code, asked))
        for (const n of range(...item.words)) told[c].add(n);
    let text = item.text[verdict];
    // which code it is, nobody is told before the last try
    if (verdict === "wrong") text = reveal ? text[code] : task.hint || text[code];
    rows.push({ verdict, code: item.code, line: item.line, words: item.words, quote: item.quote, text });
  }
  const wide = rows.filter((row) => row.verdict === "wide");
  rows.push(...overMarks(task, asked, known, words, lines, told, wide));
  const spoken = new Set(rows.map((row) => row.line));
  rows.push(...leftAlone(task, asked, marked, lines).filter((row) => !spoken.has(row.line)));

  const order = Object.fromEntries(task.lines.map((line, n) => [line.id, n]));
  const rank = (code) => (asked.includes(code) ? asked.indexOf(code) : asked.length);
  const place = (row) => [
    order[row.line],
    row.words ? row.words[0] : -1,
    row.words ? row.words[1] : -1,
    rank(row.code),
  ];
  rows.sort((a, b) => {
    const [p, q] = [place(a), place(b)];
    const n = p.findIndex((value, i) => value !== q[i]);
    return n < 0 ? 0 : p[n] - q[n];
  });
  let extra = 0;
  for (const c of asked) {
    extra += [...marked[c]].filter((n) => !known.counted[c].has(n)).length;
  }
  let lost = 0;
  for (const c of asked) {
    lost += task.core[c].filter((n) => !known.earned[c].has(n)).length;
  }
  return { task: task.id, score: earnedScore, summary: summaryOf(task, earnedScore, anyCore, rows, reveal, extra, lost), rows };
}

/** All is found, and nothing is amiss. */
export function complete(task, result) {
  const amiss = result.rows.some((row) => task.amiss.includes(row.verdict));
  const found = result.rows.filter((row) => row.verdict === "hit").length;
  return !amiss && found === task.items.filter((item) => item.role === "core").length;
}

const FIELDS = ["code", "start", "end", "quote"];
const MOST = 2000; // marks in one answer; task.py has the same

/** Null, or the sentence that task.py's valid would say. */
export function valid(task, value) {
  const words = wordsOf(task);
  const codes = task.codes.map((code) => code.id);
  if (!Array.isArray(value)) return `An answer is a list of marks, not ${named(value)}.`;
  if (value.length > MOST)
    return `These are ${value.length.toLocaleString("en")} marks; an answer has at most ${MOST.toLocaleString("en")}.`;
  for (const mark of value) {
    if (!isTable(mark)) return `A mark is a dict with code, start and end, not ${named(mark)}.`;
    const { code, start, end } = mark;
    if (!codes.includes(code)) return `This task has no code ${named(code)}; use ${codes.join(", ")}.`;
    if (Object.keys(mark).some((name) => !FIELDS.includes(name)))
      return "A mark has a code, a start, an end and a quote, and no more.";
    const first = Number.isInteger(start) && Number.isInteger(end) ? words[firstAfter(words, start)] : undefined;
    if (!first || first[0] >= end || end > words[words.length - 1][1])
      return (
        `A mark from ${named(start)} to ${named(end)} catches no word of this passage, ` +
        `which runs from ${words[0][0]} to ${words[words.length - 1][1]}.`
      );
    const fault = "quote" in mark ? validText(mark.quote) : null;
    if (fault) return fault;
  }
  return null;
}

/** A value as Python names it: a text in quotation marks, anything else by its type. */
function named(value) {
  if (typeof value === "string") return short(value);
  if (value === null || value === undefined) return "a NoneType";
  if (typeof value === "boolean") return "a bool";
  if (typeof value === "number") return value % 1 ? "a float" : "a int"; // past 1e308 it is endless here
  return Array.isArray(value) ? "a list" : "a dict";
}

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

function scoreOf(task, asked, marked) {
  const counted = (code, words = marked[code]) => {
    const outside = new Set(task.outside[code]);
    return [...words].filter((n) => !outside.has(n));
  };
  const there = asked.filter((code) => task.core[code].length);
  const absent = asked.filter((code) => !task.core[code].length);
  const wrong = absent.reduce((sum, code) => sum + counted(code).length, 0);
  const parts = [];
  for (const code of there) {
    const core = new Set(task.core[code]);
    const mine = new Set(counted(code, earned(task, code, marked)));
    const both = [...mine].filter((n) => core.has(n)).length;
    parts.push((2 * both) / (mine.size + wrong / there.length + core.size));
  }
  if (parts.length) return [parts.reduce((sum, part) => sum + part, 0) / parts.length, true];
  return [wrong ? 0 : 1, false];
}

/** Words marked with a code, and those that overlapping core spans let another code earn. */
function earned(task, code, marked) {
  const words = new Set(marked[code]);
  for (const [other, shared] of Object.entries(task.either[code]))
    for (const n of shared) if (marked[other].has(n)) words.add(n);
  return words;
}

/** The codes whose marks this row answers; a mark with no answer gets a row of its own. */
function spokenTo(task, item, verdict, code, asked) {
  if (item.role !== "core") return asked;
  if (verdict === "wrong") return [code];
  return [item.code, ...Object.keys(task.either[item.code])];
}

function verdictOf(task, item, asked, marked, known) {
  const [first, last] = item.words;
  const span = range(first, last);
  const has = (code, numbers) => numbers.filter((n) => marked[code].has(n));
  if (item.role !== "core") {
    const touched = asked.some((c) => has(c, span).length);
    return [touched ? item.role : `${item.role}-left`, null];
  }
  const must = item.must.length;
  const mine = known.earned[item.code];
  if (2 * item.must.filter((n) => mine.has(n)).length >= must) {
    const allowed = known.allowed[item.code];
    let extra = 0;
    for (const [a, b] of known.runs[item.code])
      if (a <= last && first <= b) extra += range(a, b).filter((n) => !allowed.has(n)).length;
    return [extra > Math.max(task.wide, span.length) ? "wide" : "hit", null];
  }
  if (has(item.code, span).length) return ["short", null];
  const other = asked.find((c) => c !== item.code && 2 * has(c, item.must).length >= must);
  return other ? ["wrong", other] : ["miss", null];
}

/** Rows for marks that no other row speaks of, and for marks that are mostly plain text. */
function overMarks(task, asked, known, words, lines, told, wide) {
  const rows = [];
  // words of the key with another code are not plain text, whatever code they were given
  const key = new Set(asked.flatMap((code) => [...known.allowed[code]]));
  for (const code of asked) {
    for (const [first, last] of known.runs[code]) {
      const run = range(first, last);
      const line = lines[first];
      const row = { code, line, words: [first, last], quote: quote(words, first, last) };
      const inWide = wide.some((w) => w.code === code && w.words[0] <= last && first <= w.words[1]);
      if (!run.some((n) => told[code].has(n))) {
        const text = [task.over[code], task.clean[line]].filter(Boolean).join(" ");
        rows.push({ verdict: "over", ...row, text });
      } else if (run.filter((n) => !key.has(n)).length > task.wide && !inWide)
        rows.push({ verdict: "long", ...row, text: task.long });
    }
  }
  return rows;
}

function leftAlone(task, asked, marked, lines) {
  const touched = new Set(asked.flatMap((c) => [...marked[c]].map((n) => lines[n])));
  return Object.entries(task.clean)
    .filter(([line]) => !touched.has(line))
    .map(([line, text]) => ({ verdict: "left", code: null, line, words: null, quote: "", text }));
}

function summaryOf(task, score, anyCore, rows, reveal, extra, lost) {
  const say = (name, values) =>
    task.summary[name].replace(/\{(\w+)\}/g, (_, field) => String(values[field]));
  const count = (verdict) => rows.filter((row) => row.verdict === verdict).length;
  const core = task.items.filter((item) => item.role === "core").length;
  const found = count("hit");
  const near = count("short") + count("wide");
  const wrong = count("wrong");
  const missed = core - found - near - wrong;
  const over = count("over");
  const parts = [];
  if (anyCore) {
    parts.push(say("found", { found, core }));
    if (near) parts.push(say("near", { near }));
    if (wrong) parts.push(say("wrong", { wrong }));
    if (missed) parts.push(say(reveal ? "missed" : "hidden", { missed }));
  } else parts.push(say(score === 1 ? "blank" : "none", {}));
  if (over) parts.push(say("over", { over }));
  if (lost && found === core) parts.push(say("lost", { lost }));
  const decoys = count("decoy");
  if (decoys && Object.values(task.decoys).some((words) => words.length)) parts.push(say("decoys", { decoys }));
  if (extra) parts.push(say("extra", { extra }));
  parts.push(say("score", { percent: percent(score) }));
  return parts.join(" ");
}
