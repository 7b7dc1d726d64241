// The write exercise: a text box; once submitted, a model answer and a rubric to rate oneself by.

import { make, newId } from "../../widgets/dom.js";
import { ExerciseView, widget } from "../../widgets/exercise.js";
import { TextBox } from "../../widgets/textbox.js";
import { complete, count, score, valid } from "./score.js";

const rules = { score, complete, empty: {} };

class WriteView extends ExerciseView {
  rules = rules;
  says = {
    how: [
      "How it works",
      "Write in the box, then press Submit. A model answer and a rubric appear; rate your own text with them. " +
        "No machine marks it, and you can go on writing.",
    ],
    howLater: ["How it works", "Write in the box. The model answer and the rubric come with the feedback, later."],
    check: "Submit",
    empty: "You have written nothing yet. To see the model answer all the same, press Submit again.",
    unchanged: "",
    cleared: "Your text is gone. Undo brings it back.",
    restarted: "Started again: text and rating are gone.",
    again: "",
    open: "The rating is yours alone. Start again if you want another go.",
    below: "The model answer and the rubric are below.",
  };

  makeBody() {
    const { task } = this;
    const lines = task.passage.map(({ id, text }) =>
      make("p.wss-line", {}, make("span.wss-no", {}, id), make("span.wss-text", { dir: "auto" }, text)),
    );
    this.words = make("span.wss-count");
    this.box = new TextBox("Your text", (text) => this.write(text), this.words, () => this.drawCount());
    this.rubric = make("div.wss-rubric", { hidden: true });
    return [make("div.wss-words", {}, ...lines), this.box.node, this.rubric];
  }

  write(text) {
    const value = { ...this.value, text };
    if (text === this.task.starter && !value.rubric) delete value.text;
    this.set(value, "typing");
  }

  drawBody(result) {
    const { task } = this;
    const text = this.value.text ?? task.starter;
    this.box.show(text);
    this.drawCount();
    this.rubric.hidden = !result;
    if (!result) return this.rubric.replaceChildren();
    if (!this.rubric.firstChild) this.rubric.append(...this.makeRubric());
    for (const input of this.rubric.querySelectorAll("input"))
      input.checked = this.value.rubric?.[input.dataset.criterion] === Number(input.value);
  }

  drawCount() {
    const { least, most } = this.task;
    const asked = [least && `at least ${least}`, most && `at most ${most}`].filter(Boolean).join(", ");
    this.words.textContent = `Words: ${count(this.box.text)}${asked && ` (${asked})`}`;
  }

  /** The rating comes after submitting, so the feedback follows the answer as it stands. */
  get result() {
    return this.tries.length && !this.isLater ? { ...score(this.task, this.value, true), open: true } : null;
  }

  makeRubric() {
    return [
      make("section.wss-model", { "aria-label": `One answer: ${this.task.title}` }, make("p.wss-title", {}, "One answer, not the answer"), make("p", { dir: "auto" }, this.task.model)),
      ...this.task.criteria.map((one) => {
        const group = newId("level");
        return make(
          "fieldset.wss-item",
          {},
          make("legend", {}, one.asks),
          make("p.wss-shown", {}, one.shown),
          ...one.levels.map((level, n) => {
            const input = make("input", { type: "radio", name: group, value: String(n), onchange: () => this.rate(one.id, n) });
            input.dataset.criterion = one.id;
            return make("label.wss-choice", {}, input, `${n}: ${level}`);
          }),
        );
      }),
    ];
  }

  rate(id, level) {
    this.set({ ...this.value, rubric: { ...this.value.rubric, [id]: level } });
    this.say(this.result.summary);
  }

  /** The rubric itself shows the rows; below it the summary is enough. */
  drawFeedback(result) {
    this.feedback.hidden = !result;
    this.feedback.replaceChildren(
      ...(result ? [make("p.wss-summary", {}, result.summary), make("p.wss-next", {}, this.says.open)] : []),
    );
  }

  checking() {
    this.box.flush();
  }

  /** What was typed in the last moment is kept, even if the page is left at once. */
  dispose() {
    this.box.flush();
    super.dispose();
  }

  home() {
    return this.box.input;
  }

  showRow() {}
}

export { complete, score, valid };
export default { ...widget(WriteView, rules.empty), valid };
