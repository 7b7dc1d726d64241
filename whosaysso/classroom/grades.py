"""What a learner's work comes to: how much is done, or, on request, the scores of first tries.

The keys of the kit's own texts are public, so completion is the grade, and a score counts only
where a teacher asks for it. Nothing is made up: what could not be read or is not there makes a
blank with a reason, never a 0. ``overrides`` are a teacher's own lines and are applied last.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import fsum

from msgspec.structs import replace

from .records import HandIn, Problem, TaskResult

FILE = "overrides.csv"
COLUMNS = ("learner", "case", "task", "score", "state", "note")
STATES = ("done", "begun", "missing", "excused")
MOST_BYTES = 5_000_000
LONGEST = 2_000  # characters of a note


@dataclass(frozen=True)
class Grade:
    """One row of ``grades.csv``. ``percent`` and ``first_try`` are 0–100, or None with a reason.

    ``scored`` counts the tasks behind ``first_try``; ``note`` is the teacher's, from overrides.
    """

    learner: str
    percent: float | None
    reason: str = ""
    files: tuple[str, ...] = ()
    lms: str = ""
    done: int | None = None
    begun: int | None = None
    tasks: int | None = None
    first_try: float | None = None
    scored: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Override:
    """A teacher's word on one task of a learner, or, with no task, on the whole grade."""

    line: int
    learner: str
    case: str
    task: str
    score: float | None
    state: str
    note: str


@dataclass
class Overrides:
    """The lines of ``overrides.csv`` that can be used, and what is wrong with the others."""

    lines: dict[tuple[str, str, str], Override] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def apply(self, results: Sequence[TaskResult]) -> list[TaskResult]:
        """The results of one learner as the teacher wants them."""
        return [self._applied(result) for result in results]

    def _applied(self, result: TaskResult) -> TaskResult:
        self.used.add(result.learner)
        found = self.lines.get((result.learner, result.case, result.task))
        if found is None:
            return result
        if found.score is not None:
            score = found.score / 100
            result = replace(result, state="done", first=score, last=score, problem="")
        if found.state:
            result = replace(result, state=found.state, problem="")
        return result

    def whole(self, learner: str) -> Override | None:
        """The line that sets a learner's whole grade."""
        return self.lines.get((learner, "", ""))

    def notes(self, learner: str) -> str:
        """The teacher's notes on a learner, in the order of the file."""
        said = [one.note for one in self.lines.values() if one.learner == learner and one.note]
        return " | ".join(said)

    def unmatched(self) -> list[Problem]:
        """Lines about learners of whom there is no hand-in; asked once all are seen."""
        return [
            _problem(f"Line {one.line} is about {one.learner}, of whom there is no hand-in.")
            for one in self.lines.values()
            if one.learner not in self.used
        ]


def grade(
    hand_in: HandIn,
    results: Sequence[TaskResult],
    overrides: Overrides | None = None,
    first_try: bool = False,
) -> Grade:
    """The grade of one learner from all tasks that count; ``results`` as overrides left them."""
    counted = [result for result in results if result.state != "excused"]
    done = [result for result in counted if result.state == "done"]
    scores = [result.first for result in done if result.first is not None]
    tried = 100 * fsum(scores) / len(scores) if scores else None
    percent, reason = _percent(counted, done, tried, first_try)
    whole = overrides and overrides.whole(hand_in.learner)
    if whole:
        percent, reason = whole.score, "" if whole.score is not None else reason
    return Grade(
        learner=hand_in.learner,
        percent=percent,
        reason=reason,
        files=hand_in.names,
        lms=hand_in.lms,
        done=len(done),
        begun=sum(result.state == "begun" for result in counted),
        tasks=len(counted),
        first_try=tried,
        scored=len(scores),
        note=overrides.notes(hand_in.learner) if overrides else "",
    )


def _percent(counted, done, tried, first_try) -> tuple[float | None, str]:
    unread = [result for result in counted if result.state == "unread"]
    if not counted:
        return None, "Every task is excused."
    if unread:
        one = unread[0]
        return None, f"{len(unread)} of {len(counted)} tasks could not be read: {one.problem}"
    if all(result.state == "missing" for result in counted):
        return None, "The file holds no answer to these tasks."
    if not first_try:
        return 100 * len(done) / len(counted), ""
    if tried is None:
        return None, "No task with a score was checked."
    return tried, ""


def ungraded(problems: Iterable[Problem]) -> list[Grade]:
    """A row with a blank grade for each file that could not be used at all."""
    return [
        Grade(learner=problem.learner, percent=None, reason=problem.reason, files=(problem.name,))
        for problem in problems
        if not problem.counted
    ]


def read_overrides(raw: bytes, tasks: Iterable[tuple[str, str]]) -> Overrides:
    """The lines of ``overrides.csv``; a bad line is one sentence and changes nothing.

    Columns: learner, case, task, score (0–100), state (done, begun, missing or excused), note.
    With case and task empty, score is the whole grade. Commas, semicolons or tabs, as the
    spreadsheet likes.
    """
    found, known = Overrides(), set(tasks)
    if len(raw) > MOST_BYTES:
        found.problems.append(_problem("It is larger than 5 MB, so no line of it was used."))
        return found
    text = _text(raw)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = [(n, row) for n, row in _rows(text, mark) if any(cell.strip() for cell in row)]
    except csv.Error as fault:
        found.problems.append(_problem(f"It cannot be read as a table ({fault})."))
        return found
    if not rows:
        return found
    head = [name.strip().lower() for name in rows[0][1]]
    missing = [name for name in COLUMNS[:3] if name not in head]
    if missing:
        said = f"Its first line has no column {missing[0]!r}; begin with {','.join(COLUMNS)}."
        found.problems.append(_problem(said))
        return found
    for number, row in rows[1:]:
        cells = dict(zip(head, (value.strip().removeprefix("'") for value in row), strict=False))
        try:
            one = _override(number, cells, known)
            key = one.learner, one.case, one.task
            if key in found.lines:
                raise ValueError(f"says the same as line {found.lines[key].line}")
            found.lines[key] = one
        except ValueError as fault:
            found.problems.append(_problem(f"Line {number} {fault}; it was left out."))
    return found


def _override(number: int, cells: dict[str, str], known: set) -> Override:
    learner, case, task, score, state, note = (cells.get(name, "") for name in COLUMNS)
    if not learner:
        raise ValueError("names no learner")
    if bool(case) != bool(task):
        raise ValueError("names a case or a task without the other")
    if case and (case, task) not in known:
        raise ValueError(f"names {case}:{task}, which is no task of this report"[:200])
    if not score and not state:
        raise ValueError("gives neither a score nor a state")
    if state and state not in STATES:
        raise ValueError(f"gives the state {state[:40]!r}; use {', '.join(STATES)}")
    if state and not case:
        raise ValueError("gives a state with no task; a whole grade takes a score")
    if score and state not in ("", "done"):
        raise ValueError(f"gives a score to a task that is {state}")
    try:
        value = float(score.replace(",", ".")) if score else None
    except ValueError:
        value = -1.0
    if value is not None and not 0 <= value <= 100:
        raise ValueError(f"gives the score {score[:40]!r}; use a number from 0 to 100")
    return Override(number, learner.lower(), case, task, value, state, note[:LONGEST])


def _rows(text: str, mark: str):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    for row in reader:
        yield reader.line_num, row


def _text(raw: bytes) -> str:
    """What a spreadsheet saved: UTF-8, UTF-16 with its mark, or the old code page."""
    utf16 = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return raw.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _problem(reason: str) -> Problem:
    return Problem(FILE, "override-line", reason, "", counted=True)
