// Small words that every kind needs: the same in Python and here.

/** The sentence with its {fields} filled in. */
export const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** A score of 0–1 as 0–100, halves rounded up. */
export const percent = (score) => Math.floor(score * 100 + 0.5);

/** Text as it can stand in a sentence, however long or strange; the twin of kinds/task.py. */
export function short(text) {
  let shown = "";
  for (const character of [...text.slice(0, 82)].slice(0, 41)) {
    const code = character.codePointAt(0);
    if (code >= 32 && code < 127) shown += character;
    else if (code < 256) shown += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code < 65536) shown += `\\u${code.toString(16).padStart(4, "0")}`;
    else shown += `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return shown.length > 40 ? `“${shown.slice(0, 39)}…”` : `“${shown}”`;
}

export const isTable = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const LONGEST = 10_000; // characters of a text; kinds/task.py has the same

/** Null, or what makes a learner's text impossible. */
export function validText(text) {
  if (typeof text !== "string") return "A text is made of letters.";
  const length = [...text].length;
  if (length > LONGEST) return `This text has more than ${LONGEST.toLocaleString("en")} characters; make it shorter.`;
  if (/\p{Surrogate}/u.test(text)) return "This text holds half a character; type it again.";
  if (text.includes("\0")) return "This text holds a character with no meaning (NUL); type it again.";
  return null;
}
