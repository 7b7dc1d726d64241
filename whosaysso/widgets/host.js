// The static page's host: mounts each exercise on a stand-in model, with no kernel.
// The task comes as JSON in the page (see exercise.py); what stood there for readers
// without scripts is replaced.

import { KINDS } from "./kinds.js";

/** The five methods of a widget model, over plain data. */
export function standIn(data) {
  const listeners = {};
  return {
    get: (name) => data[name],
    set(name, value) {
      data[name] = value;
      for (const act of listeners[`change:${name}`] ?? []) act();
    },
    on: (event, act) => (listeners[event] ??= []).push(act),
    off: (event, act) => (listeners[event] = (listeners[event] ?? []).filter((a) => a !== act)),
    save_changes() {},
  };
}

export function mountAll(root = document) {
  for (const place of root.querySelectorAll("[data-wss-task]")) {
    const data = place.querySelector("script[type='application/json']");
    if (!data) continue; // mounted before
    try {
      const task = JSON.parse(data.textContent);
      KINDS[task.kind].render({ model: standIn({ task, value: KINDS[task.kind].empty, tries: [] }), el: place });
    } catch (fault) {
      console.error(`The exercise ${place.dataset.wssTask} could not be shown.`, fault);
    }
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => mountAll());
else mountAll();
