"""Score a rewrite: what was found of its facts and sources, and which pushing words still stand.

The score is the share of the panel's lines that are as asked: facts found, sources found, pushing
words gone. Lines that the learner overrules are taken out of the count; with all of them out
there is no score. With no fact found the score is 0: an empty page has no pushing words either.
``score.js`` is the same in JavaScript; ``tests/vectors`` holds the two equal, and
``tests/data/rewrites`` holds the forms honest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...feedback import Feedback, Row
from ...scoring import percent
from .text import Sentence, form, has, places, sentences, words

GOOD = ("kept", "attributed", "gone")


@dataclass(frozen=True)
class Found:
    """By id: whether a fact is found, whether its source is, whether a span still stands."""

    facts: dict[str, bool]
    sources: dict[str, bool]
    spans: dict[str, bool]


def find(task: dict, text: str) -> Found:
    """What the checker finds in a text. It knows words, not meanings."""
    lines = sentences(text)
    where = {one["id"]: [s for s in lines if _holds(one, s)] for one in task["facts"]}
    return Found(
        facts={name: bool(held) for name, held in where.items()},
        sources={
            one["id"]: any(_reports(one, s) for s in where[one["fact"]]) for one in task["sources"]
        },
        spans={one["id"]: any(_stands(task, one, s) for s in lines) for one in task["spans"]},
    )


def _holds(fact: dict, sentence: Sentence) -> bool:
    return all(has(part, sentence) for part in fact["parts"]) and not has(fact["unless"], sentence)


def _reports(source: dict, sentence: Sentence) -> bool:
    return has(source["names"], sentence) and has(source["cues"], sentence)


def _stands(task: dict, span: dict, sentence: Sentence) -> bool:
    """Every must-word stands in the sentence; quoting somebody who is named is fair."""
    quoting = any(_reports(source, sentence) for source in task["sources"])
    for part in span["must"]:
        wanted = form(part)
        at = places(wanted, sentence)
        if quoting:
            at = [n for n in at if not all(sentence.quoted[n : n + len(wanted)])]
        if not at:
            return False
    return True


def examples(task: dict, model: str) -> dict[str, str]:
    """For each fact and source, the sentence of the model that has it."""
    pieces = re.split(r"(?<=[.!?]) +", model)
    chosen = {}
    for piece in pieces:
        found = find(task, piece)
        for name, good in (found.facts | found.sources).items():
            if good:
                chosen.setdefault(name, piece)
    for one in (*task["facts"], *task["sources"]):
        chosen.setdefault(one["id"], model)
    return chosen


def count(text: str) -> int:
    """Words of a rewrite: runs of letters and digits."""
    return len(words(text))


def is_untouched(task: dict, value: dict, rows: list[Row]) -> bool:
    """Whether this is the passage itself where something in it was to be changed.

    It keeps every fact, so it would earn a good part of a score that nobody has worked for.
    """
    same = value.get("text", task["original"]).split() == task["original"].split()
    worked = value.get("overruled") or all(row.verdict in GOOD for row in rows)
    return same and not worked


def score(task: dict, value: dict, reveal: bool = False) -> Feedback:
    """A row for each line of the panel. ``reveal`` adds a fair wording where one is needed."""
    text = value.get("text", task["original"])
    overruled = value.get("overruled", {})
    found = find(task, text)
    rows = []
    for one in task["facts"]:
        verdict = "kept" if found.facts[one["id"]] else "lost"
        rows.append(_row(task, one["id"], "Fact", one["says"], verdict, overruled, reveal))
    for one in task["sources"]:
        verdict = "attributed" if found.sources[one["id"]] else "unattributed"
        label = f"{one['says']}: {one['of']}"
        rows.append(_row(task, one["id"], "Source", label, verdict, overruled, reveal))
    for one in task["spans"]:
        verdict = "left" if found.spans[one["id"]] else "gone"
        rows.append(_row(task, one["id"], one["line"], one["quote"], verdict, overruled, reveal))
    counted = [row for row in rows if row.verdict != "overruled"]
    good = sum(row.verdict in GOOD for row in counted)
    kept = any(found.facts.values()) or any(one["id"] in overruled for one in task["facts"])
    earned = None
    untouched = is_untouched(task, value, rows)
    if counted and not untouched:
        earned = good / len(counted) if kept else 0.0
    summary = _summary(task, text, rows, earned, kept, untouched)
    return Feedback(task["id"], earned, summary, tuple(rows), tuple(task["verdicts"].items()))


def _row(task, name, line, quote, verdict, overruled, reveal) -> Row:
    say = task["say"][name]
    if name in overruled:
        return Row("overruled", line, quote, f"Your reason: {overruled[name]}", item=name)
    text = say[verdict]
    if reveal and verdict not in GOOD:
        text = f"{text} {say['fair']}"
    return Row(verdict, line, quote, text, item=name)


def _summary(task, text, rows, earned, kept, untouched) -> str:
    say = task["summary"]
    verdicts = [row.verdict for row in rows]
    out = {name: verdicts.count(name) for name in task["verdicts"]}
    parts = [say["facts"].format(found=out["kept"], all=out["kept"] + out["lost"])]
    if task["sources"]:
        asked = out["attributed"] + out["unattributed"]
        parts.append(say["sources"].format(found=out["attributed"], all=asked))
    if task["spans"]:
        parts.append(say["spans"].format(left=out["left"], all=out["left"] + out["gone"]))
    used = count(text)
    parts.append(say["words"].format(words=used))
    if task["limit"] and used > task["limit"]:
        parts.append(say["limit"].format(limit=task["limit"]))
    if out["overruled"]:
        parts.append(say["overruled"].format(n=out["overruled"]))
    if untouched:
        parts.append(say["untouched"])
    elif not kept:
        parts.append(say["empty"])
    if earned is not None:
        parts.append(say["score"].format(percent=percent(earned)))
    return " ".join(parts)


def complete(task: dict, feedback: Feedback) -> bool:
    """Every line of the panel is as asked or overruled, and the text is within its limit."""
    over = task["limit"] and task["summary"]["limit"].format(limit=task["limit"])
    good = all(row.verdict in (*GOOD, "overruled") for row in feedback.rows)
    return good and not (over and over in feedback.summary)
