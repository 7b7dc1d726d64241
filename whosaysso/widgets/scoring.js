// The twin of scoring.py: the same answer gets the same marks and the same words.
// It only looks up the feedback table that Python built, and counts. No offsets are
// computed here: words carry their own, in code points (see words.py).

const WIDE = 3;

export const wordsOf = (task) => task.lines.flatMap((line) => line.words);

export const lineOf = (task) => task.lines.flatMap((line) => line.words.map(() => line.id));

/** The text from one word to another of the same line. */
export function quote(words, first, last) {
  let text = "";
  for (let n = first; n < last; n++) text += words[n][2] + words[n][3];
  return text + words[last][2];
}

/** The set of word numbers that marks of one code touch. */
export function markedWords(words, marks, code) {
  const found = new Set();
  for (const mark of marks) {
    if (mark.code !== code) continue;
    words.forEach(([start, end], n) => {
      if (start < mark.end && mark.start < end) found.add(n);
    });
  }
  return found;
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

export function scoreMarks(task, marks, reveal = false) {
  const words = wordsOf(task);
  const lines = lineOf(task);
  const asked = task.codes.map((code) => code.id);
  const marked = Object.fromEntries(asked.map((c) => [c, markedWords(words, marks, c)]));

  const [score, anyCore] = scoreOf(task, asked, marked);
  const rows = [];
  for (const item of task.items) {
    let [verdict, code] = verdictOf(task, item, asked, marked, lines);
    if (verdict === "miss" || verdict.startsWith("left-")) {
      if (!reveal || verdict === "left-aside") continue;
      verdict = verdict.replace("left-", "");
    }
    let text = item.text[verdict];
    if (verdict === "wrong") text = text[code];
    rows.push({ verdict, code: item.code, line: item.line, words: item.words, quote: item.quote, text });
  }
  rows.push(...overMarks(task, asked, marked, words, lines), ...leftAlone(task, asked, marked, lines));

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
  return { task: task.id, score, summary: summaryOf(task, score, anyCore, rows, reveal), rows };
}

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

function scoreOf(task, asked, marked) {
  const parts = [];
  for (const code of asked) {
    const core = new Set(task.core[code]);
    if (!core.size) continue;
    const outside = new Set(task.outside[code]);
    const mine = new Set([...marked[code]].filter((n) => !outside.has(n)));
    for (const [other, shared] of Object.entries(task.either[code]))
      for (const n of shared) if (marked[other].has(n)) mine.add(n);
    const both = [...mine].filter((n) => core.has(n)).length;
    parts.push((2 * both) / (mine.size + core.size));
  }
  if (parts.length) return [parts.reduce((sum, part) => sum + part, 0) / parts.length, true];
  const counted = asked.some((c) => [...marked[c]].some((n) => !task.outside[c].includes(n)));
  return [counted ? 0 : 1, false];
}

function verdictOf(task, item, asked, marked, lines) {
  const [first, last] = item.words;
  const span = range(first, last);
  const touched = asked.filter((c) => span.some((n) => marked[c].has(n)));
  if (item.role !== "core") return [touched.length ? item.role : `left-${item.role}`, null];
  const mine = new Set(span.filter((n) => marked[item.code].has(n)));
  for (const [other, shared] of Object.entries(task.either[item.code]))
    for (const n of shared) if (marked[other].has(n) && n >= first && n <= last) mine.add(n);
  if (2 * mine.size >= span.length) {
    const allowed = new Set([...task.core[item.code], ...task.outside[item.code]]);
    let extra = 0;
    for (const [a, b] of runs(marked[item.code], lines))
      if (a <= last && first <= b) extra += range(a, b).filter((n) => !allowed.has(n)).length;
    return [extra > Math.max(WIDE, span.length) ? "wide" : "hit", null];
  }
  if (mine.size) return ["short", null];
  const others = touched.filter((c) => c !== item.code);
  return others.length ? ["wrong", others[0]] : ["miss", null];
}

function overMarks(task, asked, marked, words, lines) {
  const known = new Set(task.items.flatMap((item) => range(...item.words)));
  const rows = [];
  for (const code of asked)
    for (const [first, last] of runs(marked[code], lines)) {
      if (range(first, last).some((n) => known.has(n))) continue;
      const line = lines[first];
      const text = [task.over[code], task.clean[line]].filter(Boolean).join(" ");
      rows.push({ verdict: "over", code, line, words: [first, last], quote: quote(words, first, last), text });
    }
  return rows;
}

function leftAlone(task, asked, marked, lines) {
  const touched = new Set(asked.flatMap((c) => [...marked[c]].map((n) => lines[n])));
  return Object.entries(task.clean)
    .filter(([line]) => !touched.has(line))
    .map(([line, text]) => ({ verdict: "left", code: null, line, words: null, quote: "", text }));
}

function summaryOf(task, score, anyCore, rows, reveal) {
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
  parts.push(say("score", { percent: percent(score) }));
  return parts.join(" ");
}
