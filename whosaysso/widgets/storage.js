// Where the static page keeps answers: the browser's storage, shared with every other tab, and
// the page's own memory where the browser keeps nothing. Nothing that was kept is written over
// unread: what cannot be read is moved aside.

import {
  canonical,
  carried,
  changes,
  check,
  entryOf,
  fit,
  FORGOTTEN,
  loaded,
  merge,
  newDocument,
  NO_CODE,
  now,
  OTHER_LEARNER,
  otherCode,
  parse,
  parseText,
  readCode,
  Unfit,
  withAnswer,
  withEntry,
  withoutAnswer,
} from "./answers.js";

export const KEY = "who-says-so/answers";
const ASIDE = `${KEY}/aside-`;
const KEPT =
  "Your answers are kept in this browser, on this computer. " +
  "Browsers may delete them after about a week without a visit, so save them.";
const BLOCKED =
  "This browser keeps nothing for these pages: your answers last until you close or reload this page, so save them.";
const FULL =
  "This browser has no room left: your newest answers last until you close or reload this page, so save them.";

/** The browser's storage said no; the message is for the learner. */
class Refused extends Error {}

function use(act) {
  try {
    return act(localStorage); // naming it can throw, and so can every use
  } catch (fault) {
    throw new Refused(fault?.name === "QuotaExceededError" ? FULL : BLOCKED);
  }
}

const set = (key, text) => use((storage) => storage.setItem(key, text));
const remove = (key) => use((storage) => storage.removeItem(key));
const asides = () => use((storage) => Object.keys(storage).filter((key) => key.startsWith(ASIDE)));

const isCoded = ({ cases, learner }, drawn) => learner !== drawn || Object.keys(cases).length > 0;

/** Keep a text under the first free number. */
function setAside(text) {
  const taken = asides();
  let number = 1;
  while (taken.includes(ASIDE + number)) number += 1;
  set(ASIDE + number, text);
}

export class Kept {
  /** `articles`: the SHA-256 of each text that is known here. */
  constructor(articles) {
    this.articles = articles;
    this.notes = [];
    this.trouble = "";
    this.raw = null; // the stored text as we last knew it, and what it held
    this.kept = this.blank();
    this.fresh = new Map(); // answers that are not in the storage yet
    this.seen = new Map();
    this.document = this.kept;
    this.update();
    this.homeless = Boolean(this.trouble); // a code that is drawn anew on each page is no coin
  }

  get place() {
    return this.trouble || KEPT;
  }

  /** The code that chooses a test form; as in Python, where nothing is kept Test A is first. */
  get coin() {
    return this.homeless ? "0" : this.document.learner;
  }

  /** Whether the code is one that stays: of a card, or of answers that are kept. */
  get coded() {
    return isCoded(this.document, this.drawn);
  }

  /** An empty document; while it keeps the code that it drew, there is nothing to store. */
  blank() {
    const document = newDocument();
    this.drawn = document.learner;
    return document;
  }

  /** Take in what is stored, and store what is new; in memory where the browser refuses. */
  update() {
    try {
      this.takeIn();
      this.store(this.withFresh());
      this.trouble = "";
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      this.trouble = fault.message;
    }
    this.document = this.withFresh();
  }

  takeIn() {
    const raw = use((storage) => storage.getItem(KEY));
    if (raw === this.raw) return;
    let document;
    if (raw === null) document = this.blank(); // forgotten in another tab
    else {
      try {
        const found = fit(parseText(raw), this.articles, false);
        document = found.document;
        if (found.wrong) {
          setAside(raw);
          this.notes.push(`What this browser kept ${found.wrong}: they were left out, and set aside.`);
        }
      } catch (fault) {
        if (!(fault instanceof Unfit)) throw fault;
        setAside(raw);
        remove(KEY);
        this.notes.push(`What this browser kept ${fault.message}, so it was set aside.`);
        this.raw = null; // what we last knew stands, and is stored again
        return;
      }
    }
    this.raw = raw;
    this.kept = document;
  }

  withFresh() {
    let document = this.kept;
    for (const [key, answer] of this.fresh) document = withAnswer(document, this.seen.get(key), answer, now());
    return document;
  }

  store(document) {
    const text = canonical(document);
    if (text !== this.raw && (this.raw !== null || isCoded(document, this.drawn))) {
      set(KEY, text);
      this.raw = text;
    }
    this.kept = document;
    for (const [key, { case: id, task }] of this.fresh) this.seen.set(key, entryOf(document, id, task));
    this.fresh.clear();
  }

  /** What is kept of one task; later writes go on from there. */
  entry({ case: id, id: task }) {
    const entry = entryOf(this.document, id, task);
    this.seen.set(`${id} ${task}`, entry);
    return entry;
  }

  /** Keep one answer; returns the entry that stands now, or undefined for what cannot be kept. */
  keep({ case: id, article, id: task, kind }, value, tries) {
    const answer = { case: id, article, task, kind, value, tries };
    try {
      check(withAnswer(newDocument(), undefined, answer, now()));
    } catch (fault) {
      if (!(fault instanceof Unfit)) throw fault;
      this.trouble = `This answer ${fault.message}, so it is not kept.`; // nor does it stop the others
      return undefined;
    }
    this.fresh.set(`${id} ${task}`, answer);
    this.update();
    return entryOf(this.document, id, task);
  }

  /** Take out an answer that its exercise refuses, or all but `rest`, once what was stored is set aside. */
  leaveOut({ case: id, id: task, title }, why, rest = null) {
    this.notes.push(`${rest ? "A part of the kept answer" : "The kept answer"} to “${title}” was left out: ${why}`);
    try {
      if (this.raw !== null) setAside(this.raw);
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      return; // it stays where it is, unread
    }
    this.fresh.delete(`${id} ${task}`);
    if (rest) this.seen.set(`${id} ${task}`, rest);
    else this.seen.delete(`${id} ${task}`);
    this.kept = rest ? withEntry(this.kept, id, this.kept.cases[id], task, rest) : withoutAnswer(this.kept, id, task);
    this.update();
  }

  /** `refusal(id, task, entry)`: why an exercise here cannot hold an answer, as a sentence, or null. */
  async load(bytes, refusal = () => null) {
    let given;
    try {
      given = fit(parse(bytes), this.articles);
    } catch (fault) {
      if (!(fault instanceof Unfit)) throw fault;
      return `This file ${fault.message}, so nothing was loaded.`;
    }
    this.update();
    const mine = this.document;
    let theirs = given.document;
    const { learner } = theirs;
    if (Object.keys(mine.cases).length && learner !== mine.learner) return OTHER_LEARNER;
    const left = []; // what is refused must not take the place of an answer here
    for (const [id, { tasks }] of Object.entries(theirs.cases))
      for (const [task, entry] of Object.entries(tasks)) {
        const why = refusal(id, task, entry);
        if (!why) continue;
        theirs = withoutAnswer(theirs, id, task);
        left.push(why);
      }
    const merged = { ...merge(mine, theirs), learner };
    this.fresh.clear(); // they are in it
    this.homeless = false;
    this.kept = merged;
    this.update();
    return [loaded(changes(mine, merged), given.wrong), ...left, this.trouble].join(" ").trim();
  }

  /** Carry the code of a teacher's card, while nothing is answered: see use_code in answers.py. */
  async useCode(text) {
    const code = readCode(text);
    if (code === null) return NO_CODE;
    this.update();
    const { cases, learner } = this.document;
    if (Object.keys(cases).length && learner !== code) return otherCode(learner);
    this.homeless = false;
    this.kept = { ...this.kept, learner: code };
    this.update();
    return [carried(code), this.trouble].join(" ").trim();
  }

  async forget() {
    this.fresh.clear();
    this.seen.clear();
    this.notes = [];
    this.raw = null;
    this.kept = this.blank();
    this.document = this.kept;
    try {
      for (const key of [KEY, ...asides()]) remove(key);
      this.trouble = "";
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      this.trouble = fault.message;
    }
    return FORGOTTEN;
  }
}
