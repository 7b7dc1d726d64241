// Draw the items of a booster: the twin of draw.py.

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
  const place = (item) => {
    if (mine.has(item.id)) return 0;
    if (before && item.id in before) return isRight(item, before[item.id]) ? 4 : 1;
    const [home, task, name] = item.from;
    const seen = firstCheck(entryOf(document, home, task));
    if (seen === undefined) return item.signal ? 5 : 3;
    return isRight(item, seen[name]) ? 4 : 2;
  };
  const order = pool.items.map((item, n) => [place(item), n]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const count = Math.max(pool.draw, pool.items.filter(({ id }) => mine.has(id)).length);
  const chosen = order.slice(0, count).map(([, n]) => n);
  return { ...pool, items: chosen.sort((a, b) => a - b).map((n) => pool.items[n]) };
}
