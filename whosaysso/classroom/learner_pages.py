"""A feedback page for each learner: their answers, what was said of them, and why.

The reasons are those that the exercise itself gives (``score`` of each kind), the key included:
hand the pages out when everybody has handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ..case import Case
from ..feedback import Feedback, Row
from ..kinds import KINDS
from ..kinds.rounds import first_check, last_check
from .marked import MarkChecker
from .page import render
from .records import HandIn, TaskResult

SAID = {
    "begun": "You began this and did not press Check, so nothing is said of it.",
    "missing": "Your file holds no answer to this.",
}


@dataclass(frozen=True)
class Piece:
    """Words that carry the same marks of the learner."""

    text: str
    codes: tuple[dict, ...] = ()


@dataclass(frozen=True)
class TaskPage:
    """One task on a learner's page. ``said`` stands in place of feedback where there is none."""

    built: dict
    said: str
    summary: str = ""
    first: str = ""
    lines: tuple[tuple[str, tuple[Piece, ...]], ...] = ()
    written: str = ""
    rows: tuple[tuple[Row, str, str], ...] = ()
    asides: tuple[tuple[Row, str, str], ...] = ()


def file_name(learner: str) -> str:
    """The name of a learner's page; a second person with the same code has a number in theirs."""
    return f"{learner.replace('/', '-')}.html"


def learner_page(
    hand_in: HandIn,
    results: Sequence[TaskResult],
    built: Sequence[tuple[Case, dict]],
    checkers: Sequence,
    note: str = "",
) -> str:
    """The page of one learner; ``results`` and ``checkers`` are in the order of ``built``."""
    parts = []
    for result, (_, task), checker in zip(results, built, checkers, strict=True):
        parts.append(_task_page(hand_in, result, task, checker))
    cases = {case.id: case for case, _ in built}
    return render(
        "learner.html",
        list({id(case.codebook): case.codebook for case in cases.values()}.values()),
        learner=hand_in.learner,
        receipt=hand_in.receipt,
        parts=parts,
        cases=cases,
        note=note,
    )


def _task_page(hand_in: HandIn, result: TaskResult, built: dict, checker) -> TaskPage:
    if result.state != "done":
        return TaskPage(built, result.problem or SAID.get(result.state, ""))
    document = hand_in.answers.plain()
    entry = document["cases"][built["case"]]["tasks"][built["id"]]
    kind = KINDS[built["kind"]]
    task = kind.draw(built, document) if "draw" in built else built
    start, end = _value(checker, first_check(entry)), _value(checker, last_check(entry))
    feedback = kind.score(task, end, True)
    rows = [
        (row, dict(feedback.labels)[row.verdict], _chosen(task, row, end)) for row in feedback.rows
    ]
    written = end.get("text", "") if built["kind"] in ("rewrite", "write") else ""
    return TaskPage(
        built=task,
        said=result.problem,
        summary=feedback.summary,
        first="" if start == end else _first(kind.score(task, start, True), feedback),
        lines=tuple(_lines(task, end)) if built["kind"] == "mark" else (),
        written=written,
        rows=tuple(one for one in rows if one[0].verdict not in built["aside"]),
        asides=tuple(one for one in rows if one[0].verdict in built["aside"]),
    )


def _value(checker, value):
    """Marks at the words that they quote, as they were counted; other answers as they are."""
    return checker.anchored(value) if isinstance(checker, MarkChecker) else value


def _first(first: Feedback, last: Feedback) -> str:
    return f"At your first Check: {first.summary}" if first.summary != last.summary else ""


def _chosen(task: dict, row: Row, value) -> str:
    """What the learner chose for an item of a sort task."""
    if task["kind"] != "sort":
        return ""
    given = value.get(row.item, {})
    names = {answer["id"]: answer["name"] for answer in task["answers"]}
    sure = f", {given['sure']} % sure" if "sure" in given else ""
    return f"{names[given['answer']]}{sure}" if "answer" in given else ""


def _lines(built: dict, marks: list[dict]):
    """The passage with the learner's marks."""
    codes = {code["id"]: code for code in built["codes"]}

    def on(word) -> tuple[str, ...]:
        found = {m["code"] for m in marks if m["start"] < word[1] and word[0] < m["end"]}
        return tuple(code for code in codes if code in found)

    for line in built["lines"]:
        pieces = [Piece(line["before"])] if line["before"] else []
        for ids, run in groupby(line["words"], key=on):
            run = list(run)
            text = "".join(w[2] + w[3] for w in run[:-1]) + run[-1][2]
            pieces.append(Piece(text, tuple(codes[code] for code in ids)))
            if run[-1][3]:
                pieces.append(Piece(run[-1][3]))
        yield line["id"], tuple(pieces)
