"""A learner's report card: what an answer file shows, and what it cannot show.

``card_data`` gathers, once, what is needed to read an answer file: the tasks of every case,
the right answers of the *sort* items, the tables of ``scoring.py`` and the sentences.
``report`` turns that and an answer document into sentences and tables. ``widgets/card.js`` is
its twin for the page without Python; it looks up the same tables and sentences.

Only the first Check of an exercise counts here: later ones have seen feedback. A test is a
sort task that names its ``signal`` answer; the earliest and the latest one that are answered in
full are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from . import scoring, tasks
from .case import Case, load
from .kinds.rounds import first_check, last_check
from .kinds.sort.task import pushing
from .scoring import percent

SAY = {
    "title": "Your report card",
    "practice": "What you have done",
    "none": "No exercise is checked yet.",
    "done": "You have checked {done} of {count} exercises.",
    "first": "Only your first Check of an exercise counts below: later ones have seen the reasons.",
    "next": "What to practise next",
    "next-none": "Not enough to say yet: this part counts the items of sort exercises, tests and "
    "boosters.",
    "next-said": "Of your first answers the fewest were right in “{name}”. Begin there: {where}.",
    "next-fine": "All your first answers were right. Take a text of your own next.",
    "next-note": "Few items stand behind each row: a place to begin, not a verdict.",
    "columns-next": ["Subject", "First answers right", "Where to practise"],
    "skills": {
        "words": ["Words that push", "the chapter “In whose words?”"],
        "plain": ["Plain lines, left alone", "the chapter “In whose words?”"],
        "irony": ["Irony", "the chapter “Saying the opposite”"],
        "sources": ["Named, vague or no source", "the chapter “Who says so?”"],
        "doubt": ["Hedges and boosters", "the chapter “How many, and how do they know?”"],
        "verdict": ["Claims and evidence", "the chapter “How many, and how do they know?”"],
    },
    "sure": "How sure, how right",
    "sure-none": "No answer with a confidence yet. Exercises that ask how sure you are fill this "
    "part.",
    "sure-said": "In {n} answers you said how sure you were: {mean} % on average. Of these answers "
    "{share} % were right. The result: {word}.",
    "sure-range": "Chance alone could move the difference: it lies between {low} and {high} "
    "points, in 90 of 100 cases.",
    "change": "Before and after",
    "change-none": "This part needs two tests, one at the start and one at the end, each with "
    "most of its lines answered. None is done yet.",
    "change-one": "This part needs two tests, one at the start and one at the end, each with most "
    "of its lines answered. One is done.",
    "change-d": "Telling lines that push from plain ones: {word}.",
    "change-c": "How readily you say that a line pushes: {word}.",
    "change-note": "A word stands here only where chance is an unlikely reason. With so few lines "
    "most changes of one learner are too close to call, and that is a result too.",
    "columns-practice": ["Exercise", "Text", "First Check", "Last Check"],
    "right": "{right} of {of}",
    "right-none": "checked, and nothing answered",
    "columns-sure": ["Number", "Value", "What it says"],
    "brier": ["Brier score", "0 is best; always saying 50 % gives 0.25"],
    "reliability": ["Reliability", "how far your numbers lie from what happened; 0 is best"],
    "resolution": [
        "Resolution",
        "how well your numbers tell right from wrong answers; more is better",
    ],
    "uncertainty": ["Uncertainty", "how mixed right and wrong are; not in your hands"],
    "columns-change": ["Number", "Before", "After", "Change, 90 % interval"],
    "hits": "Pushing lines you named",
    "false-alarms": "Plain lines you took for pushing",
    "d": "d′: telling the two apart",
    "c": "c: below 0 you say “pushes” often, above 0 seldom",
    "interval": "{low} to {high}",
    "words": {
        "sharper": "sharper",
        "less sharp": "less sharp",
        "more suspicious": "more suspicious",
        "more trusting": "more trusting",
        "surer than right": "surer than right",
        "less sure than right": "less sure than right",
        "too close to call": "too close to call",
    },
}


@dataclass(frozen=True)
class Section:
    """A heading, sentences, and a table (columns and rows of text; both empty for none)."""

    heading: str
    sentences: tuple[str, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def card_data(cases: Iterable[Case]) -> dict:
    """What is needed to read an answer file, as JSON.

    ``tasks``: case, id, title, ``text`` (the title of the case) and, for a sort task, ``right``
    (for each item the answers that count as right), ``skill`` (for some items what they
    practise), for a booster ``drawn``, for a task that asks how sure one is ``sure``, and for a
    test ``signal`` (for each item whether it is a signal).
    ``z`` and ``shares``: the tables of ``scoring.py`` for every number of items that can occur.
    """
    rows, most, sizes = [], 0, set()
    for case in cases:
        for task in tasks.tasks(case).values():
            row = {"case": case.id, "id": task.id, "title": task.title, "text": case.title}
            if task.kind == "sort":
                built = tasks.build(task, case)
                row["right"] = {item["id"]: item["right"] for item in built["items"]}
                row["skill"] = _skills(task, case)
                if "draw" in built:
                    row["drawn"] = True
                if built["confidence"]:
                    row["sure"] = True
                    most += len(built["items"])
                if built.get("signal"):
                    row["signal"] = {i: r[0] == built["signal"] for i, r in row["right"].items()}
                    signals = sum(row["signal"].values())
                    for lines in (signals, len(row["signal"]) - signals):
                        sizes |= {*range(half(lines), lines + 1)}
            rows.append(row)
    return {
        "tasks": rows,
        "z": {str(n): scoring.z_table(n) for n in sorted(sizes) if n},
        "shares": {str(n): shares(n) for n in range(1, most + 1)},
        "z90": scoring.Z90,
        "say": SAY,
    }


def shares(n: int) -> list[int]:
    """``scoring.share_table`` in ten-thousandths, as a page carries it: the bulk of a card."""
    return [round(share * 10**scoring.SHARE_DIGITS) for share in scoring.share_table(n)]


SKILLS = {"attribution": "sources", "doubt": "doubt", "irony": "irony", "verdict": "verdict"}
LEAST = 8  # items answered before the card says what to practise


def _skills(task: tasks.Task, case: Case) -> dict[str, str]:
    """What each item of a sort task practises, where its key comes from the layers."""
    own = task.own
    if own["by"] == "drawn":
        found = {}
        for place in own["from"]:
            name, _, task_id = place.partition(":")
            other = load(name)
            skills = _skills(tasks.task(task_id, other), other)
            found |= {f"{place}:{item}": skill for item, skill in skills.items()}
        return found
    if own["by"] == "push":
        return {line_id: _push_skill(case, line_id) for line_id in own["items"]}
    skill = SKILLS.get(own["by"])
    return dict.fromkeys(own["items"], skill) if skill else {}


def _push_skill(case: Case, line_id: str) -> str:
    codes = {span.code for span in pushing(case, line_id)}
    if not codes:
        return "plain"
    return "irony" if codes == {"irony"} else "words"


def report(data: dict, answers: dict) -> tuple[Section, ...]:
    """The card's four sections from an answer document (see ``answers.py``)."""
    entries = [(task, _entry(answers, task)) for task in data["tasks"]]
    checked = [(task, entry) for task, entry in entries if entry and first_check(entry) is not None]
    return (
        _practice(data, checked),
        _next(data["say"], checked),
        _sureness(data["say"], checked),
        _change(data["say"], checked),
    )


def _entry(answers: dict, task: dict) -> dict | None:
    case = answers.get("cases", {}).get(task["case"], {})
    entry = case.get("tasks", {}).get(task["id"])
    if entry and "right" in task and entry["kind"] != "sort":  # a file may hold anything
        return None
    return entry


def _right(task: dict, value: dict) -> int:
    return sum(_is_right(task, item, value) for item in task["right"])


def _of(task: dict, value: dict) -> int:
    """How many items the task has; of a booster, how many were answered."""
    return sum(item in value for item in task["right"]) if task.get("drawn") else len(task["right"])


def _right_of(say: dict, task: dict, value: dict) -> str:
    of = _of(task, value)
    return say["right"].format(right=_right(task, value), of=of) if of else say["right-none"]


def _is_right(task: dict, item: str, value: dict) -> bool:
    return value.get(item, {}).get("answer") in task["right"][item]


def _practice(data: dict, checked: list) -> Section:
    say = data["say"]
    if not checked:
        return Section(say["practice"], (say["none"],))
    rows = tuple(
        (
            task["title"],
            task["text"],
            *(_right_of(say, task, value) for value in (first_check(entry), last_check(entry))),
        )
        for task, entry in sorted(checked, key=lambda one: one[1]["began"])  # as they were met
        if "right" in task
    )
    done = say["done"].format(done=len(checked), count=len(data["tasks"]))
    columns = tuple(say["columns-practice"]) if rows else ()
    return Section(say["practice"], (done, *([say["first"]] if rows else [])), columns, rows)


def _next(say: dict, checked: list) -> Section:
    """Subjects by the share of first answers that were right, the lowest first."""
    right, answered = dict.fromkeys(say["skills"], 0), dict.fromkeys(say["skills"], 0)
    for task, entry in checked:
        value = first_check(entry)
        for item, skill in task.get("skill", {}).items():
            if "answer" in value.get(item, {}):
                answered[skill] += 1
                right[skill] += _is_right(task, item, value)
    known = [skill for skill in answered if answered[skill]]
    if sum(answered.values()) < LEAST:
        return Section(say["next"], (say["next-none"],))
    known.sort(key=lambda skill: right[skill] / answered[skill])  # equals keep their order
    rows = tuple(
        (name, say["right"].format(right=right[skill], of=answered[skill]), where)
        for skill in known
        for name, where in [say["skills"][skill]]
    )
    name, where = say["skills"][known[0]]
    even = right[known[0]] == answered[known[0]]
    said = say["next-fine"] if even else say["next-said"].format(name=name, where=where)
    return Section(say["next"], (said, say["next-note"]), tuple(say["columns-next"]), rows)


def _sureness(say: dict, checked: list) -> Section:
    sure, right = [], []
    for task, entry in checked:
        value = first_check(entry)
        for item in task["right"] if task.get("sure") else ():
            if "sure" in value.get(item, {}):
                sure.append(value[item]["sure"])
                right.append(_is_right(task, item, value))
    if not sure:
        return Section(say["sure"], (say["sure-none"],))
    found = scoring.brier(sure, right)
    said = say["sure-said"].format(
        n=found.n,
        mean=percent(found.mean_confidence),
        share=percent(found.share_right),
        word=say["words"][found.word],
    )
    between = say["sure-range"].format(low=points(found.low), high=points(found.high))
    rows = tuple(
        (say[name][0], hundredths(getattr(found, name)), say[name][1])
        for name in ("brier", "reliability", "resolution", "uncertainty")
    )
    return Section(say["sure"], (said, between), tuple(say["columns-sure"]), rows)


def _change(say: dict, checked: list) -> Section:
    tests = sorted(
        (entry["began"], n, task, first_check(entry))
        for n, (task, entry) in enumerate(checked)
        if "signal" in task and is_taken(task, first_check(entry))
    )
    if len(tests) < 2:
        return Section(say["change"], (say["change-one" if tests else "change-none"],))
    (*_, old, first), (*_, new, last) = tests[0], tests[-1]
    both = [counts(old, first), counts(new, last)]
    before, after = (scoring.detection(*four) for four in both)
    found = scoring.change(before, after)
    sentences = (
        say["change-d"].format(word=say["words"][found.d_word]),
        say["change-c"].format(word=say["words"][found.c_word]),
        say["change-note"],
    )

    def interval(low: float, high: float) -> str:
        return say["interval"].format(low=tenths(low), high=tenths(high))

    rows = (
        (say["hits"], *(say["right"].format(right=c[0], of=c[1]) for c in both), ""),
        (say["false-alarms"], *(say["right"].format(right=c[2], of=c[3]) for c in both), ""),
        (say["d"], tenths(before.d), tenths(after.d), interval(found.d_low, found.d_high)),
        (say["c"], tenths(before.c), tenths(after.c), interval(found.c_low, found.c_high)),
    )
    return Section(say["change"], sentences, tuple(say["columns-change"]), rows)


def is_taken(task: dict, value: dict) -> bool:
    """Whether a test counts: half of its signals and half of its noises are answered, at least.

    A learner may leave lines out; with fewer lines the numbers only have wider intervals.
    """
    signals = sum(task["signal"].values())
    _, hit, _, false = counts(task, value)
    return hit >= half(signals) and false >= half(len(task["signal"]) - signals)


def half(lines: int) -> int:
    """Half of so many lines, rounded up; one at least."""
    return max(1, (lines + 1) // 2)


def counts(task: dict, value: dict) -> tuple[int, int, int, int]:
    """Hits, signals, false alarms, noises, of the items that are answered.

    A noise item answered wrongly was called a signal.
    """
    answered = [item for item in task["signal"] if "answer" in value.get(item, {})]
    signals = [item for item in answered if task["signal"][item]]
    noises = [item for item in answered if not task["signal"][item]]
    hits = sum(_is_right(task, item, value) for item in signals)
    alarms = sum(not _is_right(task, item, value) for item in noises)
    return hits, len(signals), alarms, len(noises)


def points(share: float) -> str:
    """A share as points of a hundred, with a minus sign that is one."""
    return str(percent(share)).replace("-", "−")


def tenths(value: float) -> str:
    """One decimal, halves rounded up: ``format`` and JavaScript's ``toFixed`` do not agree."""
    return _decimal(floor(value * 10 + 0.5), 10)


def hundredths(value: float) -> str:
    """Two decimals, halves rounded up."""
    return _decimal(floor(value * 100 + 0.5), 100)


def _decimal(parts: int, of: int) -> str:
    whole, rest = divmod(abs(parts), of)
    return f"{'−' if parts < 0 else ''}{whole}.{str(rest).zfill(len(str(of)) - 1)}"


def as_text(sections: tuple[Section, ...]) -> str:
    """The card in plain text."""
    lines = [SAY["title"]]
    for section in sections:
        lines += ["", section.heading, *section.sentences]
        lines += [" | ".join(row) for row in (section.columns, *section.rows) if row]
    return "\n".join(lines)
