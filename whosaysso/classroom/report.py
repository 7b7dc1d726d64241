"""Write the report of a class: read the hand-ins, count, and put pages and tables into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from .. import tasks as case_tasks
from ..assignment import Assignment
from ..card import counts, is_taken
from ..case import Case, CaseError
from ..coin import CASE, FORMS, form_of
from ..feedback import Fault
from . import collect, files, folder, gradebook, grades, tables
from .guard import SHARED
from .handins import Reading, gather_some, open_one
from .learner_pages import file_name, learner_page
from .page import ClassData, class_page
from .records import Batch, HandIn, Problem, TaskResult
from .tally import Plan, add, make_plan

CLASS, SHARE, FEEDBACK = "class.html", "class-share.html", "feedback"


@dataclass(frozen=True)
class Summary:
    """What was written. ``notes`` are sentences that the teacher should read."""

    folder: Path
    learners: int
    tasks: int
    refused: int
    flagged: int
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()
    filled: gradebook.Filled | None = None

    def __str__(self) -> str:
        said = [
            f"{self.learners} hand-ins, {self.tasks} tasks.",
            f"Files that could not be used: {self.refused}. Files to look at: {self.flagged}.",
            *self.notes,
        ]
        if self.filled:
            done = self.filled
            said.append(
                f"{done.system}: {done.filled} grades filled into “{done.column}”, "
                f"{done.replaced} of them over another value; {len(done.unfilled)} not."
            )
            said += done.unfilled
        return "\n".join(said)


def write(
    source: Path,
    to: Path,
    *,
    cases: Sequence[Case],
    tasks: Sequence[str] | None = None,
    names: Path | None = None,
    fill: Path | None = None,
    column: str | None = None,
    feedback: bool = False,
    share: bool = False,
    first_try: bool = False,
    bom: bool = False,
    processes: int = 1,
    dask: object | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    note: str = "",
    released: Assignment | None = None,
) -> Summary:
    """Read the hand-ins in a folder, zip or file and write the report into the folder ``to``.

    ``cases`` are the texts of the assignment, ``tasks`` those that count (``"task"`` or
    ``"case:task"``); by default those that anybody in the class answered. ``fill`` is an
    exported gradebook, of which a filled copy is written, ``column`` its column, ``names`` a list
    of codes and people. ``share`` adds a page without codes, names and small counts,
    ``feedback`` a page for each learner. ``progress`` is told what is done, how far, and of how
    many. ``note`` stands in the titles. ``released`` is the assignment that learners worked on, if
    it was released.

    The same input makes the same bytes. The old report stands until the new one is whole;
    ``overrides.csv`` in it is applied and kept. Raises ``Fault`` in one sentence.
    """
    source, to = Path(source), Path(to)
    _apart(source, to)
    folder.check(to)
    if fill:
        gradebook.check(fill, column, names)
    found, problems = files.find(source)
    step = _told(progress, "Reading", len(found))
    surveyed = collect.survey(found, processes, dask, step)
    plan = make_plan(cases, _chosen(cases, tasks, surveyed.held), released)
    overrides = _overrides(to, plan)
    with folder.replaced(to) as fresh:
        made = _Report(fresh.path, plan, cases, overrides, first_try, bom)
        made.data.note, made.data.chosen = note, tasks is not None
        step = _told(progress, "Checking", len(surveyed.groups))
        made.check(collect.check_class(surveyed, plan, processes, dask, step))
        problems = made.finish([*problems, *surveyed.problems])
        pages = [(CLASS, class_page(made.data))]
        if share:
            pages.append((SHARE, class_page(made.data, SHARED)))
        for name, text in pages:
            _page(fresh.path / name, text)
        if feedback:
            _feedback(fresh.path / FEEDBACK, surveyed, made, progress)
        filled, notes = _filled(fresh.path, fill, column, names, made.grades)
    notes += [f"You had edited this, so it was kept: {name}." for name in fresh.kept]
    return Summary(
        folder=to,
        learners=made.data.learners,
        tasks=len(plan.tasks),
        refused=sum(not one.counted for one in problems),
        flagged=sum(one.counted for one in problems),
        files=fresh.files,
        notes=tuple(notes),
        filled=filled,
    )


@dataclass
class _Report:
    """A report on its way: tables are written as results come in, counts are added up."""

    path: Path
    plan: Plan
    cases: Sequence[Case]
    overrides: grades.Overrides
    first_try: bool
    bom: bool
    grades: list[grades.Grade] = field(default_factory=list)
    total: Batch = field(default_factory=Batch)

    def __post_init__(self) -> None:
        by_id = {case.id: case for case in self.cases}
        known = {case_id: case_tasks.tasks(case) for case_id, case in by_id.items()}
        built = [
            (
                by_id[one.case],
                case_tasks.build(known[one.case][one.task], by_id[one.case], one.neutral),
            )
            for one in self.plan.checkers
        ]
        self.data = ClassData(built=built, first_try=self.first_try)
        self.kinds = {(one["case"], one["id"]): one["kind"] for _, one in built}
        self.signals = {
            (one["case"], one["id"]): {
                item["id"]: item["right"][0] == one["signal"] for item in one["items"]
            }
            for _, one in built
            if one["kind"] == "sort" and one["signal"]
        }

    def check(self, parts: Iterable[collect.Checked]) -> None:
        """Take in some learners after others, and write ``details.csv`` as they come."""
        with self._table("details.csv", tables.DETAILS) as details:
            for part in parts:
                own = {hand_in.learner: hand_in for hand_in in part.handins}
                for learner, results in _by_learner(part.batch.results):
                    self._learner(own[learner], results, details)
                part.batch.results = []  # they are in the table
                add(self.total, part.batch)
        self.data.tallies = self.total.tallies

    def _learner(self, hand_in: HandIn, results: list[TaskResult], details) -> None:
        self.data.learners += 1
        self._change(hand_in.learner, results)
        for result in results:
            self.data.again[result.case, result.task] += (
                result.state == "done" and result.checks > 1
            )
        results = self.overrides.apply(results)
        for result in results:
            for row in tables.detail_rows(result, self.kinds[result.case, result.task]):
                details.add(row)
        self.grades.append(grades.grade(hand_in, results, self.overrides, self.first_try))

    def _change(self, learner: str, results: list[TaskResult]) -> None:
        """Count a learner who took both of the kit's tests; the coin knows which came first."""
        code = learner.partition("/")[0]
        order = [(CASE, form_of(code, turn)) for turn in ("first", "second")]
        counted = {
            place: _detected(result, self.signals[place])
            for result in results
            if (place := (result.case, result.task)) in order and place in self.signals
        }
        if len(counted) == len(FORMS) and all(counted.values()):
            self.data.changes[tuple(counted[place] for place in order)] += 1

    def finish(self, problems: list[Problem]) -> list[Problem]:
        """Write ``grades.csv`` and ``problems.csv``; returns every problem, the refused first."""
        every = [
            *problems,
            *self.total.problems,
            *self.overrides.problems,
            *self.overrides.unmatched(),
        ]
        every.sort(key=lambda one: (one.counted, one.name, one.code, one.learner, one.reason))
        self.data.problems = every
        columns = tables.grades_columns(self.first_try)
        with self._table("grades.csv", columns) as table:
            for grade in [*self.grades, *grades.ungraded(every)]:
                table.add(tables.grade_row(grade, self.first_try))
        with self._table("problems.csv", tables.PROBLEMS) as table:
            for problem in every:
                table.add(tables.problem_row(problem))
        return every

    def _table(self, name: str, columns) -> tables.Table:
        return tables.Table(self.path / name, columns, self.bom)


def _by_learner(results: list[TaskResult]) -> Iterator[tuple[str, list[TaskResult]]]:
    for learner, own in groupby(results, key=lambda result: result.learner):
        yield learner, list(own)


def _detected(result: TaskResult, signals: dict[str, bool]) -> tuple | None:
    """Hits, signals, false alarms and noises of a test that counts as taken, else None."""
    value = {
        item.item: {"answer": item.first in ("right", "also")}
        for item in result.items
        if item.first != "open"
    }
    test = {"signal": signals, "right": dict.fromkeys(signals, (True,))}
    return counts(test, value) if is_taken(test, value) else None


def _apart(source: Path, to: Path) -> None:
    """A report inside the hand-ins would be read as hand-ins the next time."""
    here, there = source.resolve(), to.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise Fault("Keep the report and the hand-ins apart: neither folder may hold the other.")


def _chosen(cases, wanted, held) -> list[tuple[str, str]]:
    """The tasks that count, as (case, task)."""
    known = [(case.id, name) for case in cases for name in case_tasks.tasks(case)]
    if wanted is None:
        return [place for place in known if place in held]
    chosen = []
    for name in wanted:
        fits = [place for place in known if name in (place[1], ":".join(place))]
        if len(fits) != 1:
            said = "stands in more than one text; write case:task" if fits else "is not there"
            raise CaseError(f"The task {name!r} {said}.")
        chosen += fits
    return chosen


def _overrides(to: Path, plan: Plan) -> grades.Overrides:
    path = to / grades.FILE
    if not path.is_file():
        return grades.Overrides()
    try:
        with path.open("rb") as file:
            raw = file.read(grades.MOST_BYTES + 1)
    except OSError as fault:
        raise Fault(f"{grades.FILE} cannot be read ({fault.strerror or 'it is in use'}).") from None
    return grades.read_overrides(raw, plan.tasks)


def _feedback(to: Path, surveyed: collect.Survey, made: _Report, progress) -> None:
    """A page for each learner, for which the answers are read once more."""
    to.mkdir()
    step = _told(progress, "Writing pages", len(surveyed.groups))
    plan = made.plan
    for group in surveyed.groups:
        readings = [open_one(found, plan.articles) for found in group]
        readings = [reading for reading in readings if isinstance(reading, Reading)]
        for hand_in in gather_some(readings, plan.articles)[0]:
            results = [one.result(hand_in) for one in plan.checkers]
            page = learner_page(hand_in, results, made.data.built, plan.checkers, made.data.note)
            _page(to / file_name(hand_in.learner), page)
        if step:
            step(1)


def _filled(to: Path, fill, column, names, rows) -> tuple[gradebook.Filled | None, list[str]]:
    """Fill a copy of the gradebook; where nobody matches, the report stands all the same."""
    if not fill:
        return None, []
    try:
        target = to / f"filled-{Path(fill).name}"
        return gradebook.fill(fill, rows, to=target, column=column, names=names), []
    except gradebook.GradebookError as fault:
        return None, [str(fault)]


def _page(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n", errors="backslashreplace")


def _told(progress, what: str, of: int) -> Callable[[int], None] | None:
    """Add up steps, for who wants to know how far it is."""
    if progress is None:
        return None
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        progress(what, done, of)

    return step
