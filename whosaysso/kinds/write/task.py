"""Build a write task: a question, a rubric to judge oneself by, and one model answer.

Beside the common head a built write task has these parts:

``passage``    id and text of each line to write about
``starter``    words the box begins with, or none
``least``      advice on length in words, as ``most``; 0 for none
``criteria``   id, ``asks``, ``levels`` (a plain sentence each, from nothing to all) and ``shown``:
               where the model answer does it
``model``      one answer, shown after submitting

An answer is ``{"text", "rubric": {criterion: level}}``. No machine marks it: the levels are the
learner's own, and nothing is scored.
"""

from __future__ import annotations

import re
from html import escape

from ...case import Case, CaseError
from ...feedback import AnswerError
from ..task import Task, folded, short, valid_text

FIELDS = ("starter", "least", "most", "criterion", "model")
EMPTY: dict = {}
# As people count: what stands between spaces. Spelt out, because JavaScript's \\s is another set.
WORD = re.compile(r"[^\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")

SUMMARY = {
    "words": "Words in your text: {words}.",
    "short": "The task asks for {least} or more.",
    "long": "The task asks for {most} or fewer.",
    "rate": "Compare your text with the model answer, then rate it yourself.",
    "rated": "Your own rating: {sum} of {all}.",
}
VERDICT_LABELS = {"rated": "Your rating", "unrated": "Not rated yet"}


def read(row: dict, where: str, case: Case) -> dict:
    """The rubric, the model answer and the advice on length."""
    for name in ("least", "most"):
        if not (type(row.get(name, 0)) is int and row.get(name, 0) >= 0):
            raise CaseError(f"{where}: {name} is a whole number of words.")
    least, most = row.get("least", 0), row.get("most", 0)
    if most and least > most:
        raise CaseError(f"{where}: least = {least} is above most = {most}.")
    model = row.get("model", "")
    for name, text in (("starter", row.get("starter", "")), ("model", model)):
        try:
            valid_text(text)
        except AnswerError as fault:
            raise CaseError(f"{where}, {name}: {fault}") from None
    if not model.strip():
        raise CaseError(f"{where}: the field 'model' is missing or empty.")
    if most and count(model) > most or count(model) < least:
        raise CaseError(
            f"{where}: the model answer has {count(model)} words, out of its own range."
        )
    rows = row.get("criterion")
    if not isinstance(rows, list) or not rows or not all(isinstance(one, dict) for one in rows):
        raise CaseError(f"{where}: give at least one [[task.criterion]] table.")
    seen = set()
    for one in rows:
        name = f"{where}, {one.get('id', 'criterion without id')}"
        if set(one) != {"id", "asks", "levels", "shown"}:
            raise CaseError(f"{name}: a criterion has id, asks, levels and shown, and no more.")
        if not all(isinstance(one[f], str) and one[f].strip() for f in ("id", "asks", "shown")):
            raise CaseError(f"{name}: id, asks and shown are text.")
        levels = one["levels"]
        if not (
            isinstance(levels, list)
            and len(levels) >= 2
            and all(isinstance(level, str) and level.strip() for level in levels)
        ):
            raise CaseError(f"{name}: levels is a list of two or more sentences.")
        if one["id"] in seen:
            raise CaseError(f"{name}: this id is used twice.")
        seen.add(one["id"])
    return {
        "starter": row.get("starter", ""),
        "least": least,
        "most": most,
        "criteria": rows,
        "model": model.strip(),
    }


def build(task: Task, case: Case) -> dict:
    """The passage, the rubric and the model answer."""
    return {
        "passage": [{"id": line.id, "text": line.text} for line in case.passage(task.lines)],
        **task.own,
        "tries": 1,
        "aside": [],
        "verdicts": VERDICT_LABELS,
        "summary": SUMMARY,
    }


def count(text: str) -> int:
    """Words, as people count them: runs between spaces."""
    return len(WORD.findall(text))


def keyless(built: dict) -> dict:
    """The passage and the box; the rubric comes with the feedback, as it does after submitting."""
    shown = ("passage", "starter", "least", "most")
    return {name: built[name] for name in shown} | {"criteria": [], "model": ""}


def key(built: dict) -> dict:
    """The model answer with the highest level everywhere: it is what the levels describe."""
    rubric = {one["id"]: len(one["levels"]) - 1 for one in built["criteria"]}
    return {"text": built["model"], "rubric": rubric}


def valid(built: dict, value) -> None:
    """Say in one sentence what makes an answer impossible, if anything does."""
    if not isinstance(value, dict) or not set(value) <= {"text", "rubric"}:
        raise AnswerError("An answer to this task is a text and a rating, and no more.")
    if "text" in value:
        valid_text(value["text"])
    levels = {one["id"]: len(one["levels"]) for one in built["criteria"]}
    rubric = value.get("rubric", {})
    if not isinstance(rubric, dict):
        raise AnswerError("A rating is a table of criteria and levels.")
    unknown = [short(name) for name in rubric if name not in levels]
    if unknown:  # the first in the alphabet: JavaScript keeps keys in another order
        raise AnswerError(f"This rubric has no criterion {min(unknown)}.")
    for name, number in levels.items():
        level = rubric.get(name, 0)
        if type(level) is not int or not 0 <= level < number:
            raise AnswerError(f"For {name}, the level is a number from 0 to {number - 1}.")


def page(built: dict) -> str:
    """The passage, room to write, and folded below it rubric and model answer."""
    lines = "".join(
        f'<p class="wss-line"><span class="wss-no">{escape(line["id"])}</span>'
        f'<span class="wss-text" dir="auto">{escape(line["text"])}</span></p>'
        for line in built["passage"]
    )
    criteria = "".join(
        f"<li>{escape(one['asks'])}<ol start='0'>"
        f"{''.join(f'<li>{escape(level)}</li>' for level in one['levels'])}</ol>"
        f"<p>{escape(one['shown'])}</p></li>"
        for one in built["criteria"]
    )
    starter = (
        f'<p class="wss-note" dir="auto">{escape(built["starter"])}</p>' if built["starter"] else ""
    )
    return (f'<div class="wss-words">{lines}</div>{starter}<div class="wss-room"></div>') + folded(
        built,
        "Model answer and rubric",
        "<p>One answer, not the answer:</p>"
        f'<blockquote dir="auto">{escape(built["model"])}</blockquote><ul>{criteria}</ul>',
    )
