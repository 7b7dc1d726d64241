// The twin of score.py: the same answers earn the same and hear the same.

import { isTable, percent, say, short } from "../../widgets/words.js";

export function score(task, value, reveal = false) {
  const rows = task.items.map((item) => {
    const answer = value[item.id]?.answer;
    const verdict = verdictOf(item, answer);
    const { right, open, wrong } = item.say;
    const text = isRight(verdict) || reveal ? right : verdict === "open" ? open : wrong[answer];
    return { verdict, line: item.line, quote: item.quote, text, item: item.id };
  });
  const right = rows.filter((row) => isRight(row.verdict)).length;
  const earned = right / rows.length;
  return { task: task.id, score: earned, summary: summaryOf(task, value, rows, right, earned), rows };
}

const isRight = (verdict) => verdict === "right" || verdict === "also";

function verdictOf(item, answer) {
  if (answer === undefined) return "open";
  if (item.right.includes(answer)) return answer === item.right[0] ? "right" : "also";
  return item.close.includes(answer) ? "close" : "wrong";
}

function summaryOf(task, value, rows, right, earned) {
  const parts = [say(task.summary.right, { right, all: rows.length })];
  const open = rows.filter((row) => row.verdict === "open").length;
  if (open) parts.push(say(task.summary.open, { open }));
  parts.push(say(task.summary.score, { percent: percent(earned) }));
  const stated = rows.filter((row) => row.verdict !== "open" && value[row.item].sure !== undefined);
  if (stated.length) {
    const n = stated.length;
    const total = stated.reduce((sum, row) => sum + value[row.item].sure, 0);
    const good = stated.filter((row) => isRight(row.verdict)).length;
    const mean = Math.floor((2 * total + n) / (2 * n)); // exact, halves up
    parts.push(say(task.summary.sure, { n, mean, share: percent(good / n) }));
  }
  return parts.join(" ");
}

export const complete = (task, result) => result.rows.every((row) => isRight(row.verdict));

/** Null, or the sentence that task.py's valid would say. */
export function valid(task, value) {
  if (!isTable(value)) return "An answer to this task is a table of items.";
  const items = new Set(task.items.map((item) => item.id));
  const answers = task.answers.map((answer) => answer.id);
  for (const [item, given] of Object.entries(value)) {
    if (!items.has(item)) return `This task has no item ${short(item)}.`;
    const names = isTable(given) ? Object.keys(given) : [];
    if (!names.length || names.some((name) => name !== "answer" && name !== "sure"))
      return `For ${item}, give an answer, and how sure you are if you like.`;
    if ("answer" in given && !answers.includes(given.answer))
      return `For ${item}, the answer is one of ${answers.join(", ")}.`;
    const { sure } = given;
    if ("sure" in given && !(task.confidence && Number.isInteger(sure) && 0 <= sure && sure <= 100))
      return `For ${item}, how sure is a whole number from 0 to 100, where the task asks it.`;
  }
  return null;
}
