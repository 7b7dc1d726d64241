// The claim ledger: filter and sort what stands on the page. Without this script all claims are
// there, in the order of the article, and the filters stay hidden. The choice is kept in the
// address (#verdict=disputed&sort=verdict), so that it can be passed on; #claim-C15 shows a claim.

const FILTERS = ["verdict", "mark", "line"];

/** Whether a claim fits a choice; an empty choice fits all. */
export const fits = (claim, choice) =>
  (!choice.verdict || claim.verdict === choice.verdict) &&
  (!choice.mark || claim.marks.split(" ").includes(choice.mark)) &&
  (!choice.line || claim.line === choice.line);

/** How many claims are shown, as a sentence. */
export function counted(shown, total) {
  if (shown === total) return `All ${total} claims are shown.`;
  if (!shown) return `None of the ${total} claims fits. Change a filter, or show all claims.`;
  return shown === 1 ? `1 of ${total} claims is shown.` : `${shown} of ${total} claims are shown.`;
}

class Ledger {
  constructor(root) {
    this.form = root.querySelector("form");
    this.list = root.querySelector(".claims-list");
    this.claims = [...this.list.children];
    this.verdicts = [...this.form.elements.verdict.options].map(({ value }) => value);
    this.form.hidden = false;
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    // the browser empties the fields after this event
    this.form.addEventListener("reset", () => setTimeout(() => this.changed()));
    addEventListener("hashchange", () => this.arrive());
    this.arrive();
  }

  get choice() {
    return Object.fromEntries([...FILTERS, "sort"].map((name) => [name, this.form.elements[name].value]));
  }

  changed() {
    const kept = Object.entries(this.choice).filter(([name, value]) => value && !(name === "sort" && value === "line"));
    const hash = kept.length ? `#${new URLSearchParams(kept)}` : " ";
    history.replaceState(null, "", hash === " " ? location.pathname + location.search : hash);
    this.show();
  }

  /** Follow the address: to a claim, or to a choice. Other addresses change nothing. */
  arrive() {
    const hash = location.hash.slice(1);
    const claim = this.claims.find(({ id }) => hash === id || hash.startsWith(`${id}-`));
    if (claim) {
      if (!claim.hidden) return;
      this.form.reset();
      this.show();
      document.getElementById(hash).scrollIntoView();
    } else if (hash.includes("=")) {
      const wanted = new URLSearchParams(hash);
      for (const name of [...FILTERS, "sort"]) {
        const field = this.form.elements[name];
        const value = wanted.get(name) ?? "";
        const known = [...field.options].some((option) => option.value === value);
        field.value = known ? value : field.options[0].value;
      }
      this.show();
    }
  }

  show() {
    const choice = this.choice;
    const place = (claim) => (choice.sort === "verdict" ? this.verdicts.indexOf(claim.dataset.verdict) : 0);
    const order = [...this.claims].sort((a, b) => place(a) - place(b)); // equal ones keep their order
    const before = [...this.list.children];
    if (order.some((claim, n) => claim !== before[n])) this.list.append(...order);
    for (const claim of this.claims) claim.hidden = !fits(claim.dataset, choice);
    const shown = this.claims.filter(({ hidden }) => !hidden).length;
    this.form.querySelector("output").textContent = counted(shown, this.claims.length);
  }
}

export const mountClaims = (root = document) =>
  [...root.querySelectorAll("[data-claims]")].map((place) => new Ledger(place));
