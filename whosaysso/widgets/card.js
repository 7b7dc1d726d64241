// The report card: the twin of card.py. It looks up its tables and sentences, adds,
// multiplies and takes square roots, which both languages round alike.

import { make, newId } from "./dom.js";

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
const points = (share) => String(percent(share)).replace("-", "−");
const percent = (share) => Math.floor(share * 100 + 0.5);

/** The card's four sections from an answer document. */
export function reportOf(data, answers) {
  const checked = data.tasks
    .map((task) => [task, answers.cases?.[task.case]?.tasks?.[task.id]])
    .filter(([task, entry]) => entry && (!task.right || entry.kind === "sort") && firstOf(entry) !== undefined);
  return [practice(data, checked), next(data, checked), sureness(data, checked), changed(data, checked)];
}

const firstOf = (entry) => (entry.first?.length ? entry.first : entry.tries)[0];
const lastOf = (entry) => (entry.tries.length ? entry.tries : entry.first).at(-1);
const isRight = (task, item, value) => task.right[item].includes(value[item]?.answer);
const rightOf = (task, value) => Object.keys(task.right).filter((item) => isRight(task, item, value)).length;
const ofAll = (task, value) => Object.keys(task.right).filter((item) => !task.drawn || item in value).length;
const section = (heading, sentences, columns = [], rows = []) => ({ heading, sentences, columns, rows });

function practice({ say, tasks }, checked) {
  if (!checked.length) return section(say.practice, [say.none]);
  const rows = [...checked]
    .sort(([, a], [, b]) => (a.began < b.began ? -1 : a.began > b.began ? 1 : 0)) // as they were met
    .filter(([task]) => task.right)
    .map(([task, entry]) => [
      task.title,
      task.text,
      ...[firstOf(entry), lastOf(entry)].map((value) => {
        const of = ofAll(task, value);
        return of ? fill(say.right, { right: rightOf(task, value), of }) : say["right-none"];
      }),
    ]);
  const done = fill(say.done, { done: checked.length, count: tasks.length });
  return section(
    say.practice,
    rows.length ? [done, say.first] : [done],
    rows.length ? say["columns-practice"] : [],
    rows,
  );
}

const LEAST = 8; // items answered before the card says what to practise

/** Subjects by the share of first answers that were right, the lowest first. */
function next({ say }, checked) {
  const found = new Map(Object.keys(say.skills).map((skill) => [skill, { right: 0, of: 0 }]));
  for (const [task, entry] of checked) {
    const value = firstOf(entry);
    for (const [item, skill] of Object.entries(task.skill ?? {})) {
      if (value[item]?.answer === undefined) continue;
      const row = found.get(skill);
      row.of += 1;
      if (isRight(task, item, value)) row.right += 1;
    }
  }
  const known = [...found].filter(([, { of }]) => of);
  if (known.reduce((sum, [, { of }]) => sum + of, 0) < LEAST)
    return section(say.next, [say["next-none"]]);
  known.sort(([, a], [, b]) => a.right / a.of - b.right / b.of); // equals keep their order
  const rows = known.map(([skill, row]) => {
    const [name, where] = say.skills[skill];
    return [name, fill(say.right, row), where];
  });
  const [skill, lowest] = known[0];
  const [name, where] = say.skills[skill];
  const said = lowest.right === lowest.of ? say["next-fine"] : fill(say["next-said"], { name, where });
  return section(say.next, [said, say["next-note"]], say["columns-next"], rows);
}

function sureness({ say, shares }, checked) {
  const sure = [];
  const right = [];
  for (const [task, entry] of checked) {
    const value = firstOf(entry);
    for (const item of Object.keys(task.sure ? task.right : {}))
      if (value[item]?.sure !== undefined) {
        sure.push(value[item].sure);
        right.push(isRight(task, item, value));
      }
  }
  if (!sure.length) return section(say.sure, [say["sure-none"]]);
  const found = brier(sure, right, shares);
  const sentences = [
    fill(say["sure-said"], {
      n: found.n,
      mean: percent(found.mean),
      share: percent(found.share),
      word: say.words[found.word],
    }),
    fill(say["sure-range"], { low: points(found.low), high: points(found.high) }),
  ];
  const rows = ["brier", "reliability", "resolution", "uncertainty"].map((name) => [
    say[name][0],
    decimal(found[name], 100),
    say[name][1],
  ]);
  return section(say.sure, sentences, say["columns-sure"], rows);
}

/** See scoring.brier: sums of whole numbers, bins from the lowest value up. */
function brier(sure, right, shares) {
  const n = right.length;
  const bins = new Map();
  let squares = 0;
  let stated = 0;
  let hits = 0;
  sure.forEach((value, i) => {
    const good = right[i] ? 1 : 0;
    squares += (value - 100 * good) ** 2;
    stated += value;
    hits += good;
    const [size, goods] = bins.get(value) ?? [0, 0];
    bins.set(value, [size + 1, goods + good]);
  });
  let reliability = 0;
  let resolution = 0;
  for (const [value, [size, good]] of [...bins].sort(([a], [b]) => a - b)) {
    const off = value * size - 100 * good;
    const apart = good * n - hits * size;
    reliability += (off * off) / (10000 * size);
    resolution += (apart * apart) / (n * n * size);
  }
  const mean = stated / (100 * n);
  const share = hits / n;
  const [shareLow, shareHigh] = [shares[n][hits], 1 - shares[n][n - hits]];
  const [low, high] = [mean - shareHigh, mean - shareLow];
  return {
    n,
    mean,
    share,
    low,
    high,
    brier: squares / (10000 * n),
    reliability: reliability / n,
    resolution: resolution / n,
    uncertainty: (hits * (n - hits)) / (n * n),
    word: word(low, high, "less sure than right", "surer than right"),
  };
}

const word = (low, high, below, above) => (low > 0 ? above : high < 0 ? below : "too close to call");

function changed({ say, z, z90 }, checked) {
  const tests = checked.filter(([task, entry]) => task.signal && isTaken(task, firstOf(entry))); // sort() keeps the order of equals
  tests.sort(([, a], [, b]) => (a.began < b.began ? -1 : a.began > b.began ? 1 : 0));
  if (tests.length < 2) return section(say.change, [say[tests.length ? "change-one" : "change-none"]]);
  const counts = [tests[0], tests.at(-1)].map(([task, entry]) => countsOf(task, firstOf(entry)));
  const [before, after] = counts.map((four) => detection(z, ...four));
  const d = difference(z90, before.d, before.dError, after.d, after.dError);
  const c = difference(z90, before.c, before.cError, after.c, after.cError);
  const sentences = [
    fill(say["change-d"], { word: say.words[word(...d, "less sharp", "sharper")] }),
    fill(say["change-c"], { word: say.words[word(...c, "more suspicious", "more trusting")] }),
    say["change-note"],
  ];
  const of = (right, all) => fill(say.right, { right, of: all });
  const interval = ([low, high]) => fill(say.interval, { low: decimal(low, 10), high: decimal(high, 10) });
  const rows = [
    [say.hits, ...counts.map((four) => of(four[0], four[1])), ""],
    [say["false-alarms"], ...counts.map((four) => of(four[2], four[3])), ""],
    [say.d, decimal(before.d, 10), decimal(after.d, 10), interval(d)],
    [say.c, decimal(before.c, 10), decimal(after.c, 10), interval(c)],
  ];
  return section(say.change, sentences, say["columns-change"], rows);
}

/** Whether a test counts: half of its signals and half of its noises are answered, at least. */
function isTaken(task, value) {
  const all = Object.values(task.signal);
  const half = (lines) => Math.max(1, Math.ceil(lines / 2));
  const signals = all.filter(Boolean).length;
  const [, hit, , noise] = countsOf(task, value);
  return hit >= half(signals) && noise >= half(all.length - signals);
}

/** Hits, signals, false alarms, noises, of the items that are answered. */
function countsOf(task, value) {
  const items = Object.entries(task.signal).filter(([item]) => value[item]?.answer !== undefined);
  const signals = items.filter(([, signal]) => signal);
  const noises = items.filter(([, signal]) => !signal);
  const hits = signals.filter(([item]) => isRight(task, item, value)).length;
  const alarms = noises.filter(([item]) => !isRight(task, item, value)).length;
  return [hits, signals.length, alarms, noises.length];
}

function detection(z, hits, signals, alarms, noises) {
  const [zHit, hitPart] = z[signals][hits];
  const [zFalse, falsePart] = z[noises][alarms];
  const error = Math.sqrt(hitPart + falsePart);
  return { d: zHit - zFalse, c: 0 - (zHit + zFalse) / 2, dError: error, cError: error / 2 };
}

function difference(z90, x, xError, y, yError) {
  const margin = z90 * Math.sqrt(xError * xError + yError * yError);
  return [y - x - margin, y - x + margin];
}

/** Halves rounded up, as in card.py: toFixed and Python's format do not agree. */
function decimal(value, of) {
  const parts = Math.floor(value * of + 0.5);
  const all = Math.abs(parts);
  const rest = String(all % of).padStart(String(of).length - 1, "0");
  return `${parts < 0 ? "−" : ""}${Math.floor(all / of)}.${rest}`;
}

/** Draw the card into an element. */
export function drawCard(el, data, answers) {
  const title = newId("card");
  el.replaceChildren(
    make(
      "section.wss.wss-card",
      { "aria-labelledby": title },
      make("p.wss-title", { id: title }, data.say.title),
      ...reportOf(data, answers).map(({ heading, sentences, columns, rows }) =>
        make(
          "div.wss-card-part",
          {},
          make("p.wss-card-heading", {}, heading),
          ...sentences.map((text) => make("p", {}, text)),
          rows.length ? tableOf(heading, columns, rows) : null,
        ),
      ),
    ),
  );
}

function tableOf(caption, columns, rows) {
  const head = columns.map((name) => make("th", { scope: "col" }, name));
  const body = rows.map(([name, ...cells]) =>
    make("tr", {}, make("th", { scope: "row" }, name), ...cells.map((cell) => make("td", {}, cell))),
  );
  return make(
    "div.wss-scroll",
    { tabindex: "0", role: "region", "aria-label": `Numbers: ${caption}` },
    make("table.wss-spans", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)),
  );
}

export default {
  render({ model, el }) {
    const draw = () => drawCard(el, model.get("data"), model.get("answers"));
    model.on("change:answers", draw);
    draw();
    return () => model.off("change:answers", draw);
  },
};
