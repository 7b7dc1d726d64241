// The sort exercise: each item gets one of a few answers, by mouse, finger or number key.

import { make, newId } from "../../widgets/dom.js";
import { ExerciseView, widget } from "../../widgets/exercise.js";
import { draw, prune } from "./draw.js";
import { complete, score, valid } from "./score.js";

const rules = { score, complete, empty: {} };
const STEP = 5; // points of confidence
const TEST_SAYS = {
  empty: "You have answered nothing yet. A test has one Check: press it again only to give the test up and see the answers.",
  open: "All reasons are shown. This first go is the one that counts on your report card; Start again is for practice.",
};

class SortView extends ExerciseView {
  rules = rules;
  isTest = Boolean(this.task.signal); // then there is one Check
  says = {
    how: [
      "How to sort",
      "Choose one answer for each item. Keys: Tab goes from item to item, arrows or a number choose an answer, " +
        "Control and Z undoes. A number also moves on to the next item without an answer." +
        (this.task.confidence ? " On the slider, arrows say how sure you are; the space bar takes the value shown." : ""),
    ],
    empty: "You have answered nothing yet. If you want to see the answers, press Check again.",
    unchanged: "These are the answers you have just checked. Change them, or press again to see the key.",
    cleared: "All answers are gone. Undo brings them back.",
    restarted: "Started again: all answers are gone.",
    again: "You have one more try. Change what you like and check again; then every reason is shown.",
    open: "All reasons are shown. Start again if you want another go.",
    ...(this.isTest ? TEST_SAYS : {}),
  };

  makeBody() {
    this.parts = new Map(this.task.items.map((item) => [item.id, this.makeItem(item)]));
    this.progress = make("p.wss-progress");
    return [
      make(
        "dl.wss-hints",
        {},
        ...this.task.answers.flatMap(({ name, hint }) => [make("dt", {}, name), make("dd", {}, hint)]),
      ),
      make("div.wss-words.wss-items", {}, ...[...this.parts.values()].map((part) => part.box)),
      this.progress,
    ];
  }

  makeItem(item) {
    const group = newId("answer");
    const [before, words, after] = item.text;
    const verdict = make("strong.wss-verdict");
    const inputs = this.task.answers.map(({ id }) =>
      make("input", { type: "radio", name: group, value: id, onchange: () => this.answer(item, id) }),
    );
    const choices = this.task.answers.map(({ name, key }, n) =>
      make("label.wss-choice", {}, inputs[n], make("span.wss-keycap", { "aria-hidden": "true" }, key), name),
    );
    const sure = this.task.confidence ? this.makeSure(item) : null;
    const box = make(
      "fieldset.wss-item",
      { onkeydown: (event) => this.key(event, item) },
      make(
        "legend",
        {},
        make("span.wss-no", {}, `${item.line} `),
        make("span", { dir: "auto" }, before, make("b", {}, words), after),
        " ",
        // bold type is silent
        before || after ? make("span.wss-unseen", { dir: "auto" }, `To judge: “${words}”. `) : null,
        verdict,
      ),
      item.around
        ? make("details.wss-around", {}, make("summary", {}, "Show the paragraph around it"), make("p", { dir: "auto" }, item.around))
        : null,
      item.evidence.length ? this.makeEvidence(item) : null,
      make("div.wss-choices", {}, ...choices),
      sure?.node,
    );
    return { box, inputs, verdict, sure };
  }

  makeEvidence(item) {
    return make(
      "ul.wss-evidence",
      { "aria-label": "What other reports say" },
      ...item.evidence.map(({ who, date, says, grade, link }) =>
        make(
          "li",
          {},
          link ? make("a", { href: link, rel: "noopener noreferrer" }, who) : who,
          `${date ? `, ${date}` : ""} (source grade ${grade}): ${says}`,
        ),
      ),
    );
  }

  makeSure(item) {
    const id = newId("sure");
    const said = make("span.wss-said", { "aria-hidden": "true" }); // the slider says it itself
    const input = make("input", {
      id,
      type: "range",
      min: "0",
      max: "100",
      step: String(STEP),
      oninput: () => this.sure(item, Number(input.value)),
      // 50 may be meant, though nothing moved; no click, which the label would pass on
      onpointerup: () => this.sure(item, Number(input.value)),
      onkeydown: (event) => {
        if (event.key !== " ") return;
        event.preventDefault(); // the page would scroll
        this.sure(item, Number(input.value));
      },
    });
    return { input, said, node: make("p.wss-sure", {}, make("label", { for: id }, "How sure are you?"), input, said) };
  }

  drawBody(result) {
    const checked = this.tries.at(-1);
    let done = 0;
    for (const [n, item] of this.task.items.entries()) {
      const given = this.value[item.id] ?? {};
      const { inputs, verdict, sure, box } = this.parts.get(item.id);
      for (const input of inputs) input.checked = input.value === given.answer;
      if (given.answer !== undefined) done += 1;
      if (sure) {
        const text = given.sure === undefined ? "not given" : `${given.sure} %`;
        if (Number(sure.input.value) !== (given.sure ?? 50)) sure.input.value = String(given.sure ?? 50);
        sure.input.setAttribute("aria-valuetext", given.sure === undefined ? text : `${given.sure} % sure`);
        sure.said.textContent = text;
        sure.node.classList.toggle("wss-unset", given.sure === undefined);
      }
      const row = checked?.[item.id]?.answer === given.answer ? result?.rows[n] : null; // not of another answer
      verdict.textContent = row ? `${n + 1}: ${this.task.verdicts[row.verdict]}` : "";
      box.dataset.verdict = row?.verdict ?? "";
    }
    this.progress.textContent = `${done} of ${this.task.items.length} answered.`;
  }

  /** A test has one Check, so one that leaves items open is asked about once. */
  check() {
    const answer = JSON.stringify(this.value);
    const all = this.task.items.length;
    const open = this.task.items.filter(({ id }) => this.value[id]?.answer === undefined).length;
    if (!this.isTest || !open || open === all || this.insisted === answer) return super.check();
    this.insisted = answer;
    this.say(
      `Not answered: ${open} of ${all} items. A test has one Check: answer them first, or press Check again to end it as it is.`,
    );
  }

  home() {
    return this.focusable(this.parts.get(this.task.items[0].id));
  }

  /** Of a radio group only the chosen one, or else the first, is in the order of Tab. */
  focusable({ inputs }) {
    return inputs.find((input) => input.checked) ?? inputs[0];
  }

  showRow(row) {
    const part = this.parts.get(row.item);
    part.box.scrollIntoView({ block: "center" });
    this.focusable(part).focus({ preventScroll: true });
  }

  answer(item, answer) {
    this.give(item, { ...this.value[item.id], answer });
    const { name } = this.task.answers.find(({ id }) => id === answer);
    this.say(`${item.line}: ${name}. ${this.progress.textContent}`);
  }

  sure(item, sure) {
    this.give(item, { ...this.value[item.id], sure }, `sure ${item.id}`); // one move, one step back
  }

  give(item, given, how) {
    this.set({ ...this.value, [item.id]: given }, how);
  }

  /** Choices and sliders are no typing: Control and Z undoes there, too. */
  command(event) {
    const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (!undo || event.altKey || event.shiftKey || event.repeat || event.target.tagName !== "INPUT")
      return super.command(event);
    this.undo();
    event.preventDefault();
    event.stopPropagation();
  }

  key(event, item) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const answer = this.task.answers.find(({ key }) => key === event.key);
    if (!answer) return;
    event.preventDefault();
    event.stopPropagation();
    this.answer(item, answer.id);
    const items = this.task.items;
    const here = items.indexOf(item);
    const next = [...items.slice(here + 1), ...items.slice(0, here)].find(
      ({ id }) => this.value[id]?.answer === undefined,
    );
    const part = this.parts.get((next ?? item).id);
    this.focusable(part).focus({ preventScroll: true });
    part.box.scrollIntoView({ block: "nearest" });
  }
}

export { complete, draw, prune, score, valid };
export default { ...widget(SortView, rules.empty), valid };
