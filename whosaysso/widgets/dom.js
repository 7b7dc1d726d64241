// Small helpers to build elements. Text is always set as text, never as HTML.

/** make("p.note", {role: "status"}, "text", child) – tag, classes, attributes, children. */
export function make(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

let pressed = {}; // where and when a button as below was last pressed

/** Attributes of a button that must not act twice: a held key or a double click is one press. */
export const pressedOnce = (act) => ({
  onclick: ({ detail, timeStamp, currentTarget }) => {
    // a quick tap on something else may count as the first half of this one
    const root = currentTarget.closest(".wss");
    if (detail > 1 && root === pressed.root && timeStamp - pressed.time < 1000) return;
    pressed = { root, time: timeStamp };
    act();
  },
  onkeydown: (event) => event.repeat && event.key === "Enter" && event.preventDefault(),
});

let counter = 0;

/** A new id for this page, for aria references. */
export const newId = (name) => `wss-${name}-${++counter}`;
