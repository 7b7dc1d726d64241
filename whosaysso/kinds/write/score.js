// The twin of score.py. Nothing is scored: length and the learner's own rating are told.

import { isTable, say, short, validText } from "../../widgets/words.js";

const WORD = /[^\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu; // as task.py

/** Words, as people count them: runs between spaces. */
export const count = (text) => text.match(WORD)?.length ?? 0;

export function score(task, value, reveal = false) {
  const rubric = value.rubric ?? {};
  const rows = task.criteria.map(({ id, asks, levels, shown }) => {
    const level = rubric[id];
    const rated = level !== undefined;
    const text = [rated ? `${level}: ${levels[level]}` : "", reveal ? shown : ""].filter(Boolean).join(" ");
    return { verdict: rated ? "rated" : "unrated", line: asks, quote: "", text, item: id };
  });
  return { task: task.id, score: null, summary: summaryOf(task, value, rubric), rows };
}

function summaryOf(task, value, rubric) {
  const words = count(value.text ?? task.starter);
  const parts = [say(task.summary.words, { words })];
  if (words < task.least) parts.push(say(task.summary.short, task));
  if (task.most && words > task.most) parts.push(say(task.summary.long, task));
  if (Object.keys(rubric).length === task.criteria.length) {
    const all = task.criteria.reduce((sum, one) => sum + one.levels.length - 1, 0);
    const sum = Object.values(rubric).reduce((a, b) => a + b, 0);
    parts.push(say(task.summary.rated, { sum, all }));
  } else parts.push(task.summary.rate);
  return parts.join(" ");
}

export const complete = () => false;

/** Null, or the sentence that task.py's valid would say. */
export function valid(task, value) {
  if (!isTable(value) || Object.keys(value).some((name) => name !== "text" && name !== "rubric"))
    return "An answer to this task is a text and a rating, and no more.";
  if ("text" in value) {
    const fault = validText(value.text);
    if (fault) return fault;
  }
  const rubric = "rubric" in value ? value.rubric : {};
  if (!isTable(rubric)) return "A rating is a table of criteria and levels.";
  const ids = task.criteria.map(({ id }) => id);
  const unknown = Object.keys(rubric).filter((name) => !ids.includes(name));
  if (unknown.length) return `This rubric has no criterion ${unknown.map(short).sort()[0]}.`;
  for (const { id, levels } of task.criteria) {
    const level = Object.hasOwn(rubric, id) ? rubric[id] : 0;
    if (!Number.isInteger(level) || level < 0 || level >= levels.length)
      return `For ${id}, the level is a number from 0 to ${levels.length - 1}.`;
  }
  return null;
}
