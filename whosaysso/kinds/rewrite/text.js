// The twin of text.py: words and sentences of a learner's text.

const END = /[.!?…]+["”’)\]»]*[ \t]+|\n+/g;
const TITLE = /(?:^|[^a-z])(?:[a-z]|mr|mrs|ms|dr|st|gen|col|lt|no|feb)\.$/;
const THOUSANDS = /([0-9]),(?=[0-9]{3}(?![0-9]))/g;
const TOKEN = /["“”„«»]|[\p{L}\p{N}]+/gu;
const QUOTES = "\"“”„«»";

/** Small letters without accents, and numbers without their commas. */
export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase().replace(THOUSANDS, "$1");

const tokens = (folded) => folded.match(TOKEN) ?? [];

/** The folded words of a form or a text. */
export const words = (text) => tokens(fold(text)).filter((token) => !QUOTES.includes(token));

/** The sentences of a text: folded words, and for each whether it stands in quotation marks. */
export function sentences(raw) {
  const text = fold(raw);
  const cuts = [];
  let start = 0;
  for (const end of text.matchAll(END)) {
    const [mark] = end;
    const title = mark.replace(/[ \t]+$/, "") === "." && TITLE.test(text.slice(start, end.index + 1));
    if (title) continue;
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

/** Where a form begins in a sentence. */
export function places(form, sentence) {
  const found = [];
  for (let n = 0; n + form.length <= sentence.words.length; n++)
    if (form.every((word, i) => sentence.words[n + i] === word)) found.push(n);
  return found;
}

/** Whether any of the forms stands in the sentence. */
export const has = (forms, sentence) => forms.some((form) => places(words(form), sentence).length > 0);
