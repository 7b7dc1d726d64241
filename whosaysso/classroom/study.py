"""Measure a course: what changed in a class between the kit's two tests, told with its doubt.

The files are read as for the report: data only, nothing is run. Only learners who answered both
tests in full are compared, each with themselves; the coin of ``coin.py`` says which test came
first, and only the first Check of a test counts. Of a group with fewer than ``measures.LEAST``
such learners no number is given. No learner is named: codes and file names stay inside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..card import SAY, counts, hundredths
from ..case import load
from ..coin import CASE, FORMS, form_of
from ..feedback import Fault
from ..scoring import brier
from ..tables import Report, Table
from . import collect, files
from .agreement import Alpha, alpha_interval
from .handins import Reading, gather_some, look_alike, open_one
from .measures import (
    ALIKE,
    LEAST,
    ClassChange,
    Mean,
    class_change,
    class_detection,
    difference,
    mean,
)
from .records import HandIn, Problem
from .results import SortChecker
from .tally import Plan, make_plan

TURNS = ("first", "second")


@dataclass(frozen=True)
class Test:
    """One learner's answers to one test: the four counts of ``scoring.detection``, the answer to
    each item, and how much surer than right and how far off (Brier), None without confidences."""

    __test__ = False  # the name is no wish to be collected by pytest

    counts: tuple[int, int, int, int]
    answers: tuple[tuple[str, str], ...]
    surer: float | None
    brier: float | None


@dataclass(frozen=True)
class Change:
    """A mean before, after, and of the differences of each learner; None where nobody has it."""

    before: Mean | None
    after: Mean | None
    change: Mean | None


@dataclass(frozen=True)
class Measured:
    """What may be said of a group that is large enough. ``surer`` and ``brier`` are shares."""

    d: Change
    c: Change
    words: ClassChange
    surer: Change
    brier: Change
    alpha: tuple[Alpha, Alpha]


@dataclass(frozen=True)
class Group:
    """Who took part. ``began`` counts, of those with both tests, which form came first."""

    name: str
    folder: str
    read: int
    both: int
    first_only: int
    second_only: int
    neither: int
    began: tuple[int, ...]
    problems: tuple[Problem, ...]
    measured: Measured | None

    @property
    def refusal(self) -> str:
        """Why there are no numbers, or nothing."""
        if self.measured:
            return ""
        who = "1 learner" if self.both == 1 else f"{self.both} learners"
        return (
            f"{self.name}: {who} with both tests, and fewer than {LEAST} are too few to "
            "measure. No number is given: one learner could turn it, and it would tell more "
            "about persons than about the course. Put parallel classes together, or use the "
            "tests for talking."
        )


@dataclass(frozen=True, repr=False)
class Study:
    """The groups, and the difference between their changes where there are two to compare."""

    course: Group
    waiting: Group | None = None

    @property
    def difference(self) -> tuple[Mean, Mean] | None:
        """How much more d′ and c changed with the course than without."""
        if not (self.waiting and self.waiting.measured and self.course.measured):
            return None
        pairs = zip(self._changes(self.course), self._changes(self.waiting), strict=True)
        return tuple(difference(with_it, without) for with_it, without in pairs)

    @staticmethod
    def _changes(group: Group) -> tuple[Mean, Mean]:
        return group.measured.words.d, group.measured.words.c

    def report(self) -> Report:
        groups = [group for group in (self.course, self.waiting) if group]
        tables = [_people(groups), *(_changes(group) for group in groups)]
        if self.difference:
            tables.append(_compared(*self.difference))
        return Report(tuple(tables), _end(self))

    def __repr__(self) -> str:
        return repr(self.report())

    def _repr_html_(self) -> str | None:
        return self.report()._repr_html_()


def study(folder: Path | str, waiting: Path | str | None = None) -> Study:
    """Read the answer files of a class that took the course, and of one that still waits for it.

    Each is a folder, a zip or a file, as for the report. Raises ``Fault`` where there is none, and
    where both are the same.
    """
    if waiting is not None and Path(folder).resolve() == Path(waiting).resolve():
        raise Fault("The two folders are one; a class cannot be compared with itself.")
    plan = make_plan([load(CASE)], [(CASE, form) for form in FORMS])
    course = _group("With the course", Path(folder), plan)
    return Study(course, _group("Waiting", Path(waiting), plan) if waiting is not None else None)


# --- reading -------------------------------------------------------------------------------


def _group(name: str, source: Path, plan: Plan) -> Group:
    found, problems = files.find(source)
    surveyed = collect.survey(found)
    problems = [*problems, *surveyed.problems]
    taken: Counter = Counter()
    pairs: list[tuple[Test, Test]] = []
    began: Counter = Counter()
    checkers = {one.task: one for one in plan.checkers}
    for hand_in in _handins(surveyed, plan, problems):
        code = hand_in.learner.partition("/")[0]
        forms = [form_of(code, turn) for turn in TURNS]
        tests = [_test(checkers[form], hand_in) for form in forms]
        taken[tuple(map(bool, tests))] += 1
        if all(tests):
            pairs.append(tuple(tests))
            began[forms[0]] += 1
    return Group(
        name=name,
        folder=files.shown(source.name),
        read=sum(taken.values()),
        both=len(pairs),
        first_only=taken[True, False],
        second_only=taken[False, True],
        neither=taken[False, False],
        began=tuple(began[form] for form in FORMS),
        problems=tuple(problems),
        measured=_measure(pairs) if len(pairs) >= LEAST else None,
    )


def _handins(surveyed: collect.Survey, plan: Plan, problems: list[Problem]) -> Iterator[HandIn]:
    """One learner after the other; what cannot be read, and what looks odd, is a problem."""
    slips = []
    for group in surveyed.groups:
        readings = [open_one(found, plan.articles) for found in group]
        problems += [one for one in readings if isinstance(one, Problem)]
        readings = [one for one in readings if isinstance(one, Reading)]
        some, flags, marked = gather_some(readings, plan.articles)
        problems += flags
        slips += marked
        yield from some
    problems += look_alike(slips)


def _test(one: SortChecker, hand_in: HandIn) -> Test | None:
    """A test that was answered in full at its first Check."""
    first = one.look(hand_in).first
    if first is None or any("answer" not in first.value.get(item, {}) for item in one.right):
        return None
    value = first.value
    given = {item: value[item] for item in one.right}
    sure = {item: row["sure"] for item, row in given.items() if "sure" in row}
    fit = None
    if len(sure) == len(given):
        right = [given[item]["answer"] in one.right[item] for item in sure]
        fit = brier(list(sure.values()), right)
    return Test(
        counts=counts({"right": one.right, "signal": one.signal}, value),
        answers=tuple((item, row["answer"]) for item, row in given.items()),
        surer=fit and fit.difference,
        brier=fit and fit.brier,
    )


# --- measuring -----------------------------------------------------------------------------


def _measure(pairs: list[tuple[Test, Test]]) -> Measured:
    first, second = zip(*pairs, strict=True)
    (d_old, c_old), (d_new, c_new) = (
        class_detection(Counter(test.counts for test in tests)) for tests in (first, second)
    )
    words = class_change(Counter((old.counts, new.counts) for old, new in pairs))
    return Measured(
        d=Change(d_old, d_new, words.d),
        c=Change(c_old, c_new, words.c),
        words=words,
        surer=_change((old.surer, new.surer) for old, new in pairs),
        brier=_change((old.brier, new.brier) for old, new in pairs),
        alpha=tuple(alpha_interval(_units(tests)) for tests in (first, second)),
    )


def _change(pairs: Iterable[tuple[float | None, float | None]]) -> Change:
    """Over the learners who gave a confidence everywhere; none where they are too few."""
    full = [(old, new) for old, new in pairs if old is not None and new is not None]
    if len(full) < LEAST:
        return Change(None, None, None)
    lists = zip(*((old, new, new - old) for old, new in full), strict=True)
    return Change(*(mean(Counter(values)) for values in lists))


def _units(tests: Iterable[Test]) -> list[Mapping[str, int]]:
    """For each item, in the order of their names, how many gave which answer."""
    units: dict[str, Counter] = {}
    for test in tests:
        for item, answer in test.answers:
            units.setdefault(item, Counter())[answer] += 1
    return [units[item] for item in sorted(units)]


# --- showing -------------------------------------------------------------------------------


def _people(groups: list[Group]) -> Table:
    columns = ("Group", "Learners read", "Both tests", "Only the first", "Only the second")
    columns += ("Neither in full", "Began with A, with B")
    rows, notes = [], []
    for one in groups:
        took = (one.read, one.both, one.first_only, one.second_only, one.neither)
        began = ", ".join(map(str, one.began))
        rows.append((f"{one.name} ({one.folder})", *map(str, took), began))
        refused = sum(not problem.counted for problem in one.problems)
        flagged = len(one.problems) - refused
        notes.append(
            f"{one.name}: files that could not be used: {refused}; to look at: {flagged}. "
            "The command whosaysso report names them."
            if one.problems
            else f"{one.name}: every file could be used."
        )
        left = one.first_only
        if left and one.both:
            share = round(100 * left / (left + one.both))
            notes.append(
                f"{one.name}: {share} % of those with a first test have no second one. If "
                "mostly the weaker ones stayed away, the change looks larger than it is."
            )
    took = " and ".join(f"{one.name}, {one.both} with both tests" for one in groups)
    return Table(f"Who took part: {took}", columns, tuple(rows), tuple(notes))


def _changes(group: Group) -> Table:
    if group.measured is None:
        return Table(f"{group.name}: not measured", (), (), (group.refusal,))
    found = group.measured
    rows = (
        ("d′: telling pushing lines from plain ones", *_cells(found.d)),
        ("c: below 0 says “pushes” often, above 0 seldom", *_cells(found.c)),
        ("Surer than right, points of 100", *_cells(found.surer, 100)),
        ("Brier score, 0 is best", *_cells(found.brier)),
        ("Krippendorff’s alpha of the items", *map(_alpha, found.alpha), ""),
    )
    notes = [
        SAY["change-d"].format(word=found.words.d_word),
        SAY["change-c"].format(word=found.words.c_word),
    ]
    if any(one.warning for one in (found.words.d, found.words.c)):
        notes.append(ALIKE)
    if found.surer.change is None:
        notes.append(f"Fewer than {LEAST} learners said everywhere how sure they were.")
    columns = ("Measure", "Before", "After", "Change")
    caption = f"{group.name}: {group.both} learners, means with 90 % intervals"
    return Table(caption, columns, rows, tuple(notes))


def _compared(d: Mean, c: Mean) -> Table:
    rows = tuple((name, _cell(one)) for name, one in (("d′", d), ("c", c)))
    said = d.side("grew less with the course", "grew more with the course")
    return Table(
        "The change with the course, less the change while waiting",
        ("Measure", "Difference, 90 % interval"),
        rows,
        (f"Telling lines that push from plain ones: {said}.",),
    )


def _cells(found: Change, times: int = 1) -> tuple[str, ...]:
    return tuple(_cell(one, times) for one in (found.before, found.after, found.change))


def _cell(one: Mean | None, times: int = 1) -> str:
    if one is None:
        return "–"
    return _between(one.mean * times, one.low * times, one.high * times)


def _alpha(one: Alpha) -> str:
    if one.alpha is None:
        return "–"
    return hundredths(one.alpha) if one.low is None else _between(one.alpha, one.low, one.high)


def _between(middle: float, low: float, high: float) -> str:
    return f"{hundredths(middle)} ({hundredths(low)} to {hundredths(high)})"


def _end(found: Study) -> str:
    if found.course.measured is None:
        return "Too small to measure is a result, too: report it."
    if found.difference is None:
        return (
            "One group alone shows that something changed, and not why: weeks of school, practice "
            "with the first test and the wish to please change scores, too."
        )
    return (
        "The difference speaks for the course only if lots decided who waited. The intervals "
        "know the chance between learners, not that between classes and their teachers."
    )
