// Marks as word sets: pure functions that add and remove them.
// A mark is {code, start, end, quote}; start and end are the article's code points, taken
// from the words as they came. A mark never crosses a line.

import { lineOf, markedWords, quote, runs, wordsOf } from "./score.js";

/** Word sets by code, in the order of the task's codes. */
export function byCode(task, marks) {
  const words = wordsOf(task);
  return new Map(task.codes.map(({ id }) => [id, markedWords(words, marks, id)]));
}

/** Marks from word sets, merged, in code order and then text order. */
export function toMarks(task, sets) {
  const words = wordsOf(task);
  const lines = lineOf(task);
  return task.codes.flatMap(({ id }) =>
    runs(sets.get(id), lines).map(([first, last]) => ({
      code: id,
      start: words[first][0],
      end: words[last][1],
      quote: quote(words, first, last),
    })),
  );
}

/** Give words first…last a code; if all of them have it already, take it off. */
export function toggleMark(task, marks, code, first, last) {
  const sets = byCode(task, marks);
  const chosen = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  const on = !chosen.every((n) => sets.get(code).has(n));
  for (const n of chosen) on ? sets.get(code).add(n) : sets.get(code).delete(n);
  return { marks: toMarks(task, sets), on };
}

/** Take every code off words first…last. */
export function removeMarks(task, marks, first, last) {
  const sets = byCode(task, marks);
  for (const set of sets.values()) for (let n = first; n <= last; n++) set.delete(n);
  return toMarks(task, sets);
}
