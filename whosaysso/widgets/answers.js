// The answer document: the twin of answers.py. The schema is compiled while this is bundled,
// and so are KIT and the codes of the texts; see tools/bundle.py.

import { sha256 } from "@noble/hashes/sha2.js"; // the browser's own is missing on plain http
import allowed from "answers-schema";

export const FORMAT = "who-says-so/answers";
export const VERSION = 1;
export const NAME = "my-answers.json";
export const MOST_BYTES = 5_000_000;
const MOST_TRIES = 20;
const MOST_WRITES = 1_000_000_000;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// What can be wrong with a file, as the end of a sentence that begins with its name.
const LARGE = "is larger than 5 MB";
const BROKEN = "is not JSON, or only a part of it";
const FOREIGN = "is not an answer file of this kit";
const NEWER = "comes from a newer version of the kit";
const OLDER = "comes from a version of the kit that is no longer read";
const FORM = "holds something that an answer file cannot hold";
const ELSEWHERE = "holds no answers to the texts of this kit";
const otherText = (name) => `holds answers to another version of the text ${name}`;

export const TOO_LARGE = `This file ${LARGE}, so nothing was loaded.`;
export const OTHER_LEARNER =
  "This file carries another code than your answers here; save and forget those first, then load it.";
export const NO_CODE = "A code is eight letters and digits, such as ab12-cd34; read your card again.";
export const otherCode = (code) =>
  `Your answers here carry the code ${code} already, so it stays; ` +
  "to begin again with the code of your card, save and forget them first.";
export const carried = (code) => `Your code is ${code}; what you answer here carries it.`;
export const FORGOTTEN = "Forgotten: your answers, your code and every copy that was set aside.";

/** From a version to the next: {1: function} takes a document of version 1 to version 2. */
const MIGRATIONS = {};

/** What is wrong with a document, as the end of a sentence. */
export class Unfit extends Error {}

const fail = (what) => {
  throw new Unfit(what);
};

// --- bytes ------------------------------------------------------------------

/** JSON with sorted keys; without an indent it is RFC 8785 for what a document may hold. */
function written(data, indent = null, margin = "\n") {
  if (typeof data !== "object" || data === null) return JSON.stringify(data);
  const inner = indent === null ? "" : margin + indent;
  const colon = indent === null ? ":" : ": ";
  const list = Array.isArray(data);
  // not by a sorted copy: an object puts keys that look like numbers first
  const parts = list
    ? data.map((one) => written(one, indent, inner))
    : Object.keys(data)
        .sort()
        .map((key) => `${JSON.stringify(key)}${colon}${written(data[key], indent, inner)}`);
  const [open, close] = list ? "[]" : "{}";
  return parts.length ? `${open}${inner}${parts.join(`,${inner}`)}${indent === null ? "" : margin}${close}` : open + close;
}

export const canonical = (data) => written(data);
export const fileText = (document) => `${written(document, " ")}\n`;

/** Bits in Crockford's base32, five from each step, the first ones first. */
function crockford(bytes, length) {
  let code = "";
  for (let bit = 0; bit < 5 * length; bit += 5) {
    const pair = (bytes[bit >> 3] << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    code += CROCKFORD[(pair >> (11 - (bit & 7))) & 31];
  }
  return code;
}

/** 60 bits of the SHA-256 of the answers alone: no code, no kit, no counts, no times. */
export function receipt({ format, version, cases }) {
  const bare = {};
  for (const [id, { article, tasks }] of Object.entries(cases)) {
    bare[id] = { article, tasks: {} };
    for (const [task, { kind, value, tries, first }] of Object.entries(tasks))
      bare[id].tasks[task] = { kind, value, tries, ...(first ? { first } : {}) };
  }
  const bytes = new TextEncoder().encode(canonical({ format, version, cases: bare }));
  return crockford(sha256(bytes), 12).match(/.{4}/g).join("-");
}

// --- the document -------------------------------------------------------------

/** An empty document with a code drawn at random: 40 bits, derived from nothing. */
export function newDocument() {
  const code = crockford(crypto.getRandomValues(new Uint8Array(5)), 8).toLowerCase();
  return { format: FORMAT, version: VERSION, kit: KIT, learner: `${code.slice(0, 4)}-${code.slice(4)}`, cases: {} };
}

/** A learner's code as people write it, or null: see read_code in answers.py. */
export function readCode(text) {
  const typed = text.replace(/[\s\u2010-\u2015-]/g, "").toLowerCase();
  if (!/[0-9]/.test(typed)) return null; // it may be a name
  const plain = typed.replace(/[il]/g, "1").replaceAll("o", "0");
  return /^[0-9a-hjkmnp-tv-z]{8}$/.test(plain) ? `${plain.slice(0, 4)}-${plain.slice(4)}` : null;
}

export const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

const same = (a, b) => canonical(a) === canonical(b);

/** A field of a table that came from outside, where “constructor” is a name like any other. */
const own = (table, name) => (table && Object.hasOwn(table, name) ? table[name] : undefined);

/** What a document holds of one task, or undefined. */
export const entryOf = (document, id, task) => own(own(document.cases, id)?.tasks, task);

/** The entry after one more write: see advance in answers.py. */
export function advance(theirs, seen, answer, time) {
  if (!theirs) return { ...answer, count: 1, began: time, saved: time };
  const known = seen?.tries ?? [];
  const goesOn = same(answer.tries.slice(0, known.length), known);
  const first = theirs.first ?? (goesOn ? [] : theirs.tries);
  let tries = goesOn ? [...theirs.tries, ...answer.tries.slice(known.length)] : answer.tries;
  if (tries.length > MOST_TRIES) tries = [...tries.slice(0, MOST_TRIES - 1), tries.at(-1)];
  return {
    ...answer,
    tries,
    ...(first.length ? { first } : {}),
    count: Math.min(theirs.count + 1, MOST_WRITES),
    began: theirs.began,
    saved: time,
  };
}

/** A document with one answer written into it; the document itself when nothing is new. */
export function withAnswer(document, seen, { case: id, article, task, ...answer }, time) {
  const row = own(document.cases, id) ?? { article, tasks: {} };
  const theirs = own(row.tasks, task);
  if (theirs && Object.keys(answer).every((name) => same(theirs[name], answer[name]))) return document;
  return withEntry({ ...document, kit: KIT }, id, row, task, advance(theirs, seen, answer, time));
}

export const withEntry = (document, id, row, task, entry) => ({
  ...document,
  cases: { ...document.cases, [id]: { ...row, tasks: { ...row.tasks, [task]: entry } } },
});

export function withoutAnswer(document, id, task) {
  const { [task]: _, ...tasks } = document.cases[id].tasks;
  return { ...document, cases: { ...document.cases, [id]: { ...document.cases[id], tasks } } };
}

/** Our document with each entry of theirs that is newer or that we have not got. */
export function merge(ours, theirs) {
  let merged = ours;
  for (const [id, row] of Object.entries(theirs.cases)) {
    merged = { ...merged, cases: { ...merged.cases, [id]: own(merged.cases, id) ?? { ...row, tasks: {} } } };
    for (const [task, entry] of Object.entries(row.tasks)) {
      const old = entryOf(merged, id, task);
      if (!old || isNewer(entry, old)) merged = withEntry(merged, id, merged.cases[id], task, entry);
    }
  }
  return merged;
}

function isNewer(a, b) {
  if (a.count !== b.count) return a.count > b.count;
  if (a.saved !== b.saved) return a.saved > b.saved;
  return canonical(a) > canonical(b); // only so that a draw ends alike on both sides
}

/** How many entries are not what they were. */
export function changes(before, after) {
  let count = 0;
  for (const [id, { tasks }] of Object.entries(after.cases))
    for (const [task, entry] of Object.entries(tasks)) {
      const old = entryOf(before, id, task);
      if (!old || !same(old, entry)) count += 1;
    }
  return count;
}

/** What to say of a file that was merged. */
export function loaded(newer, wrong) {
  if (wrong) return `Loaded what fits: this file ${wrong}.`;
  if (!newer) return "Nothing in this file is newer than your answers here.";
  return `Loaded: ${newer} ${newer === 1 ? "answer" : "answers"}.`;
}

// --- reading ------------------------------------------------------------------

/** The document in a file; Unfit otherwise. */
export function parse(bytes) {
  if (bytes.length > MOST_BYTES) fail(LARGE);
  return parseText(decode(bytes));
}

export function parseText(text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    fail(BROKEN);
  }
  return check(migrate(data));
}

function decode(bytes) {
  const [a, b] = bytes;
  let coding = "utf-8";
  if ((a === 0xff && b === 0xfe) || (a && b === 0)) coding = "utf-16le";
  else if ((a === 0xfe && b === 0xff) || a === 0) coding = "utf-16be";
  try {
    return new TextDecoder(coding, { fatal: true }).decode(bytes); // it takes the byte order mark away
  } catch {
    return fail(BROKEN);
  }
}

const isTable = (data) => typeof data === "object" && data !== null && !Array.isArray(data);

/** A document of any version that is still read, as one of today's; Unfit otherwise. */
export function migrate(data, migrations = MIGRATIONS, version = VERSION) {
  if (!isTable(data) || data.format !== FORMAT) fail(FOREIGN);
  if (!Number.isInteger(data.version)) fail(FORM);
  if (data.version > version) fail(NEWER);
  while (data.version < version) {
    const step = migrations[data.version] ?? fail(OLDER);
    data = { ...step(data), version: data.version + 1 };
  }
  return data;
}

/** The document, if the schema allows it and its text can be written; Unfit otherwise. */
export const check = (document) => (allowed(document) && !isTorn(document) ? document : fail(FORM));

/** Whether some text holds half a pair of surrogates, which no file can hold. */
function isTorn(data) {
  if (typeof data === "string") return /\p{Cs}/u.test(data);
  return typeof data === "object" && Object.values(data).some(isTorn); // keys are ASCII by the schema
}

/**
 * The document without the cases whose text is another one today, and what is wrong with it.
 * `articles` gives the SHA-256 of each text we know; a case we do not know stays. Unfit where
 * there are cases and none is both known and right, unless `strict` is false.
 */
export function fit(document, articles, strict = true) {
  const cases = {};
  let wrong = "";
  let known = false;
  for (const [id, row] of Object.entries(document.cases).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const article = own(articles, id);
    if (article !== undefined && article !== row.article) {
      wrong ||= otherText(id);
      continue;
    }
    cases[id] = row;
    known ||= article !== undefined;
  }
  if (strict && Object.keys(document.cases).length && !known) fail(wrong || ELSEWHERE);
  return { document: { ...document, cases }, wrong };
}
