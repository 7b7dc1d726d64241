"""Tables for a spreadsheet: every cell quoted, and none that a spreadsheet would run.

A cell is text, a number, or empty. Text that a spreadsheet could take for a formula gets a ``'``
in front, as OWASP advises (https://owasp.org/www-community/attacks/CSV_Injection); spaces,
controls and what is not seen are looked past, and full-width forms of the signs count, too. A
real number stays a number. What a learner wrote is in no table: only codes, counts, verdicts and
the names of files.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from .grades import Grade
from .records import Problem, TaskResult

SIGNS = frozenset("=+-@＝＋－＠")
BREAKS = "\t\r\n"
GRADES = ("learner", "files", "lms", "grade", "done", "begun", "tasks", "reason", "note")
FIRST_TRY = ("first_try", "first_try_tasks")
DETAILS = (
    "learner",
    "case",
    "task",
    "kind",
    "state",
    "checks",
    "first_score",
    "last_score",
    "item",
    "first_verdict",
    "last_verdict",
    "over",
    "reason",
)
PROBLEMS = ("file", "code", "counted", "learner", "reason", "tell")


@lru_cache(maxsize=20_000, typed=True)  # a large class repeats the same few thousand
def cell(value: str | int | float | None) -> str:
    """A value as it can safely stand in a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    if not isinstance(value, str):
        return str(value)
    text = value.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "")
    seen = next((c for c in text if c in BREAKS or unicodedata.category(c)[0] not in "ZC"), "")
    return f"'{text}" if seen and (seen in SIGNS or seen in BREAKS) else text


class Table:
    """A CSV file, written row by row; UTF-8, with a byte order mark where Excel shall read it."""

    def __init__(self, path: Path, columns: Sequence[str], bom: bool = False):
        self._file = path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="")
        self._rows = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._width = len(columns)
        self.add(columns)

    def add(self, row: Iterable) -> None:
        cells = list(map(cell, row))
        if len(cells) != self._width:
            raise ValueError(f"A row of {len(cells)} cells in a table of {self._width} columns.")
        self._rows.writerow(cells)

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *fault) -> None:
        self._file.close()


def grades_columns(first_try: bool) -> tuple[str, ...]:
    return GRADES + FIRST_TRY if first_try else GRADES


def grade_row(grade: Grade, first_try: bool) -> tuple:
    """One learner: the grade in per cent, or blank with a reason."""
    row = (
        grade.learner,
        " | ".join(grade.files),
        grade.lms,
        grade.percent,
        grade.done,
        grade.begun,
        grade.tasks,
        grade.reason,
        grade.note,
    )
    return (*row, grade.first_try, grade.scored) if first_try else row


def detail_rows(result: TaskResult, kind: str) -> Iterable[tuple]:
    """One row for each item of a task, or one for a task with nothing to say of items."""
    head = (result.learner, result.case, result.task, kind, result.state, result.checks)
    scores = tuple(None if s is None else 100.0 * s for s in (result.first, result.last))
    for item in result.items or (None,):
        of_item = (item.item, item.first, item.last) if item else ("", "", "")
        yield (*head, *scores, *of_item, result.over, result.problem)


def problem_row(problem: Problem) -> tuple:
    counted = "yes" if problem.counted else "no"
    return problem.name, problem.code, counted, problem.learner, problem.reason, problem.tell
