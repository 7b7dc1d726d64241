// The static page's host: mounts each exercise on a stand-in model, with no kernel, keeps what
// is answered in the browser's storage, and puts the bar “Your answers” at the end of the page.
// A task comes as JSON in the page (see exercise.py); what stood there for readers without
// scripts is replaced.

import { Bar } from "./bar.js";
import { draw, prune } from "../kinds/sort/draw.js";
import { drawCard } from "./card.js";
import { mountClaims } from "./claims.js";
import { formOf } from "./coin.js";
import { make } from "./dom.js";
import { KINDS } from "./kinds.js";
import { Kept, KEY } from "./storage.js";

const LOST = "This booster no longer has some of its items.";
const TEXT = "script[type='application/json']";

/** The five methods of a widget model, over plain data; `save` is called with the data. */
export function standIn(data, save = () => {}) {
  const listeners = {};
  return {
    get: (name) => data[name],
    set(name, value) {
      data[name] = value;
      for (const act of listeners[`change:${name}`] ?? []) act();
    },
    on: (event, act) => (listeners[event] ??= []).push(act),
    off: (event, act) => (listeners[event] = (listeners[event] ?? []).filter((a) => a !== act)),
    save_changes: () => save(data),
  };
}

/** The places on the page that have data of theirs; one that cannot be read costs no other. */
function read(root, name) {
  const found = [];
  for (const place of root.querySelectorAll(`[data-wss-${name}]`)) {
    const text = place.querySelector(TEXT);
    if (!text) continue; // mounted before
    attempt(place, () => found.push({ place, data: JSON.parse(text.textContent) }));
  }
  return found;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** What makes an entry impossible for a task, or null. */
function faultOf(task, { kind, value, tries, first = [] }) {
  if (kind !== task.kind) return "It belongs to an exercise of another kind.";
  const { valid } = KINDS[task.kind];
  let fault = null;
  if (valid) for (const one of [value, ...tries, ...first]) fault ??= valid(task, one);
  return fault;
}

function attempt(place, act) {
  try {
    act();
  } catch (fault) {
    const { wssTask } = place.dataset;
    console.error(`${wssTask ? `The exercise ${wssTask}` : "The report card"} could not be shown.`, fault);
  }
}

class Page {
  constructor(root) {
    this.exercises = read(root, "task").map(({ place, data }) => ({ place, task: data }));
    this.cards = read(root, "card");
    this.forms = [...root.querySelectorAll("[data-wss-forms]")];
    const articles = Object.fromEntries(this.exercises.map(({ task }) => [task.case, task.article]));
    this.kept = new Kept({ ...ARTICLES, ...articles });
    for (const exercise of this.exercises) attempt(exercise.place, () => this.mount(exercise));
    const at = root.querySelector("[data-wss-answers]") ?? this.end(root);
    if (at) this.bar = new Bar(at, this.store());
    this.draw();
    addEventListener("storage", ({ key }) => (key === KEY || key === null) && this.again());
    addEventListener("pageshow", ({ persisted }) => persisted && this.again());
  }

  mount(exercise) {
    const { place } = exercise;
    const task = this.drawn(exercise);
    const data = { task, ...this.restored(task, exercise.task) };
    const model = standIn(data, () => this.keep(exercise));
    KINDS[task.kind].render({ model, el: place });
    exercise.model = model;
  }

  /** The task, or of a booster the one with this learner's items. */
  drawn({ task }) {
    return task.draw ? draw(task, this.kept.document) : task;
  }

  /** The kept answer to a task, or an empty one; what the exercise refuses is left out. */
  restored(task, pool) {
    const { empty } = KINDS[task.kind];
    let entry = this.kept.entry(task);
    if (!entry) return { value: empty, tries: [] };
    const rest = pool.draw ? prune(pool, entry) : entry;
    if (!same(rest, entry)) {
      this.kept.leaveOut(task, LOST, rest);
      entry = rest;
    }
    const fault = faultOf(task, entry);
    if (fault === null) return { value: entry.value, tries: entry.tries };
    this.kept.leaveOut(task, fault);
    return { value: empty, tries: [] };
  }

  /** Why an exercise of this page cannot hold an answer from a file, or null. */
  refusal(id, name, entry) {
    const { task } = this.exercises.find(({ task: one }) => one.case === id && one.id === name) ?? {};
    const fault = task ? faultOf(task, task.draw ? prune(task, entry) : entry) : null;
    return fault && `The answer to “${task.title}” in this file was left out: ${fault}`;
  }

  keep(exercise) {
    const { model, task } = exercise;
    const tries = model.get("tries");
    const entry = this.kept.keep(task, model.get("value"), tries);
    if (entry && !same(entry.tries, tries)) model.set("tries", entry.tries); // another tab checked too
    this.show((other) => other !== exercise && other.task.id === task.id);
    this.draw();
  }

  /** Bring what is kept into the exercises. */
  show(isMeant = () => true) {
    for (const exercise of this.exercises) {
      const { model, place } = exercise;
      if (!model || !isMeant(exercise)) continue;
      attempt(place, () => {
        const task = this.drawn(exercise);
        if (task.draw && !same(task, model.get("task"))) model.set("task", task);
        for (const [name, value] of Object.entries(this.restored(task, exercise.task)))
          if (!same(model.get(name), value)) model.set(name, value);
      });
    }
  }

  draw() {
    for (const pair of this.forms) {
      pair.querySelector(".wss-scriptless")?.remove();
      const mine = formOf(this.kept.coin, pair.dataset.wssForms);
      for (const form of pair.querySelectorAll("[data-wss-task]")) form.hidden = form.dataset.wssTask !== mine;
    }
    this.bar?.draw();
    for (const { place, data } of this.cards) attempt(place, () => drawCard(place, data, this.kept.document));
  }

  again() {
    this.kept.update();
    this.show();
    this.draw();
  }

  store() {
    const { kept } = this;
    const after = async (said) => {
      const sentence = await said;
      this.show();
      this.draw();
      return sentence;
    };
    return {
      get document() {
        return kept.document;
      },
      get place() {
        return kept.place;
      },
      get notes() {
        return kept.notes;
      },
      get coded() {
        return kept.coded;
      },
      handed: "",
      load: (bytes) => after(kept.load(bytes, (...one) => this.refusal(...one))),
      forget: () => after(kept.forget()),
      useCode: (text) => after(kept.useCode(text)),
    };
  }

  /** A place for the bar, after everything else on a page with an exercise. */
  end(root) {
    const last = this.exercises.at(-1)?.place;
    const at = last && make("div");
    last?.closest("article, main, body").append(at);
    return at;
  }
}

export const mountAll = (root = document) => {
  mountClaims(root);
  return new Page(root);
};

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => mountAll());
else mountAll();
