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

/** Attributes of a button that takes something away: a held key or a double click is one press. */
export const pressedOnce = (act) => ({
  onclick: (event) => event.detail > 1 || act(),
  onkeydown: (event) => event.repeat && event.key === "Enter" && event.preventDefault(),
});

let counter = 0;

/** A new id for this page, for aria references. */
export const newId = (name) => `wss-${name}-${++counter}`;
