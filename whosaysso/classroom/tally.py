"""Check hand-ins against a plan, and count: rows for each learner, and sums that can be added.

A ``Batch`` of some hand-ins and a ``Batch`` of others add up to the ``Batch`` of all, so a class
can be cut anyhow and counted anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .. import tasks
from ..assignment import Assignment
from ..case import Case, CaseError
from .marked import MarkChecker
from .records import Batch, HandIn, TaskTally
from .results import Checker, Look, SortChecker


@dataclass(frozen=True)
class Plan:
    """What is checked: the tasks in the order of their cases, and the texts they belong to."""

    checkers: tuple[Checker, ...]
    articles: Mapping[str, str]

    @property
    def tasks(self) -> tuple[tuple[str, str], ...]:
        """Case and task of each."""
        return tuple((one.case, one.task) for one in self.checkers)


def make_plan(
    cases: Iterable[Case],
    chosen: Iterable[tuple[str, str]] | None = None,
    released: Assignment | None = None,
) -> Plan:
    """A plan for these cases: all their tasks, or the ``chosen`` ones as (case id, task id).

    ``released`` is the assignment as learners got it: it says which cases went out without
    their key, and whether feedback came later.

    Of chosen tasks in a case that is not given, nothing is known, and ``CaseError`` says so.
    """
    cases = sorted(cases, key=lambda case: case.id)
    wanted = None if chosen is None else set(chosen)
    checkers = []
    later = released is not None and released.is_later
    for case in cases:
        keyless = released is not None and released.article(case.id) is not None
        for name, task in tasks.tasks(case).items():
            if wanted is None or (case.id, name) in wanted:
                checkers.append(checker(task, case, keyless, later))
    if wanted:
        unknown = wanted - {(one.case, one.task) for one in checkers}
        if unknown:
            case_id, name = min(unknown)
            raise CaseError(f"There is no task {name!r} in {case_id!r}.")
    return Plan(tuple(checkers), {case.id: case.sha256 for case in cases})


def checker(task: tasks.Task, case: Case, neutral: bool = False, later: bool = False) -> Checker:
    """Make ready to check many answers to one task.

    ``neutral`` names its items as a keyless release does; ``later`` says that learners were told
    nothing before the feedback was opened.
    """
    built = tasks.build(task, case, neutral)
    if task.kind == "mark":
        found = MarkChecker(built, case.text)
    else:
        found = SortChecker(built) if task.kind == "sort" else Checker(built)
    found.neutral, found.later = neutral, later
    return found


def check_batch(handins: Iterable[HandIn], plan: Plan) -> Batch:
    """The result of every task of the plan for every hand-in, in their order, and the counts."""
    looks: list[list[Look]] = [[] for _ in plan.checkers]
    desks = [(one.look, own.append) for one, own in zip(plan.checkers, looks, strict=True)]
    for handin in handins:
        for look, keep in desks:
            keep(look(handin))
    batch, columns = Batch(), []
    for one, own in zip(plan.checkers, looks, strict=True):
        rows, tally = one.settle(own)
        columns.append(rows)
        batch.tallies[one.case, one.task] = tally
    batch.results = [row for rows in zip(*columns, strict=True) for row in rows]
    return batch


def add(total: Batch, more: Batch) -> Batch:
    """Add a batch to a total, rows after rows; returns the total, which is changed."""
    total.results += more.results
    total.problems += more.problems
    for place, tally in more.tallies.items():
        _add(total.tallies.setdefault(place, TaskTally.empty()), tally)
    return total


def _add(total: TaskTally, more: TaskTally) -> None:
    for name in ("states", "sure", "detection"):
        getattr(total, name).update(getattr(more, name))
    for name in ("verdicts", "choices", "scores"):
        for turn, count in getattr(more, name).items():
            getattr(total, name).setdefault(turn, Counter()).update(count)
    for turn, codes in more.words.items():
        for code, count in codes.items():
            total.words.setdefault(turn, {}).setdefault(code, Counter()).update(count)
