// The twin of text.py: words and sentences of a learner's text.

const END = /[.!?…]+["”’)\]»]*[ \t]+|\n+/g;
const TITLE = /(?:^|[^a-z'’])(?:[a-z]|mr|mrs|ms|dr|st|gen|col|lt|no|feb|pres)\.$/;
const TITLE_SIZE = 6; // characters: the longest title, its dot and what stands before
const THOUSANDS = /([0-9]),(?=[0-9]{3}(?![0-9]))/g;
const TOKEN = /["“”„«»,;:]|[\p{L}\p{N}]+/gu;
const QUOTES = "\"“”„«»";
const BREAKS = ",;:"; // no form reaches across one: "deaths 400, injured 900" has no "400 injured"

/** Small letters without accents, and numbers without their commas. */
export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase().replace(THOUSANDS, "$1");

const tokens = (folded) => folded.match(TOKEN) ?? [];

/** The folded words of a form or a text. */
export const words = (text) => tokens(fold(text)).filter((token) => !(QUOTES + BREAKS).includes(token));

const known = new Map();

/** The words of a form that stands in a task; each is asked for in every sentence. */
export function form(text) {
  if (!known.has(text)) known.set(text, words(text));
  return known.get(text);
}

/** The sentences of a text: folded words and breaks, and for each whether it stands in quotation marks. */
export function sentences(raw) {
  const text = fold(raw);
  const cuts = [];
  let start = 0;
  for (const end of text.matchAll(END)) {
    const [mark] = end;
    const from = Math.max(start, end.index + 1 - TITLE_SIZE);
    if (mark.replace(/[ \t]+$/, "") === "." && TITLE.test(text.slice(from, end.index + 1))) continue;
    cuts.push([start, end.index + mark.length, mark.includes("\n")]);
    start = end.index + mark.length;
  }
  cuts.push([start, text.length, true]);
  const found = [];
  let inside = false;
  for (const [first, last, paragraph] of cuts) {
    const sentence = { words: [], quoted: [] };
    for (const token of tokens(text.slice(first, last))) {
      if (QUOTES.includes(token)) inside = !inside;
      else {
        sentence.words.push(token);
        sentence.quoted.push(inside);
      }
    }
    if (sentence.words.length) found.push(sentence);
    inside = inside && !paragraph;
  }
  return found;
}

/** Where the words of a form begin in a sentence. */
export function places(wanted, sentence) {
  const found = [];
  for (let n = 0; n + wanted.length <= sentence.words.length; n++)
    if (wanted.every((word, i) => sentence.words[n + i] === word)) found.push(n);
  return found;
}

/** Whether any of the forms stands in the sentence. */
export const has = (forms, sentence) => forms.some((one) => places(form(one), sentence).length > 0);
