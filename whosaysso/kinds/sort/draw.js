// Draw the items of a booster: the twin of draw.py.

import { isTable } from "../../widgets/words.js";

const entryOf = (document, name, task) => {
  const entry = document.cases?.[name]?.tasks?.[task];
  return entry?.kind === "sort" ? entry : undefined; // a file may hold anything
};
const firstCheck = (entry) => (entry?.first?.length ? entry.first : entry?.tries)?.[0];
const isRight = (item, answer) => item.right.includes(answer?.answer);

/** The task with its items, for the learner whose answers the document holds. */
export function draw(pool, document) {
  const entry = entryOf(document, pool.case, pool.id);
  const answers = entry ? [entry.value, ...entry.tries, ...(entry.first ?? [])] : [];
  const mine = new Set(answers.flatMap((answer) => Object.keys(answer)));
  const before = pool.after ? firstCheck(entryOf(document, pool.case, pool.after)) : undefined;
  const spared = !Object.entries(pool.war).some(([home, names]) =>
    names.some((name) => document.cases?.[home]?.tasks?.[name]),
  );
  const place = (item) => {
    if (mine.has(item.id)) return 0;
    if (before && item.id in before) return isRight(item, before[item.id]) ? 4 : 1;
    const [home, task, name] = item.from;
    const seen = firstCheck(entryOf(document, home, task));
    if (seen === undefined) return item.signal ? 5 : 3;
    return isRight(item, seen[name]) ? 4 : 2;
  };
  const openTo = pool.items.map((item, n) => [item, n]).filter(([item]) => !(spared && item.war) || mine.has(item.id));
  const order = openTo.map(([item, n]) => [place(item), n]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const count = Math.max(pool.draw, pool.items.filter(({ id }) => mine.has(id)).length);
  const chosen = order.slice(0, count).map(([, n]) => n);
  return { ...pool, items: chosen.sort((a, b) => a - b).map((n) => pool.items[n]) };
}

/** The entry without answers to items that the pool no longer holds. */
export function prune(pool, entry) {
  const known = new Set(pool.items.map((item) => item.id));
  const rest = (answer) =>
    // a file may hold anything; it is refused as a whole
    isTable(answer) ? Object.fromEntries(Object.entries(answer).filter(([item]) => known.has(item))) : answer;
  const rounds = ["tries", "first"].filter((name) => name in entry).map((name) => [name, entry[name].map(rest)]);
  return { ...entry, value: rest(entry.value), ...Object.fromEntries(rounds) };
}
