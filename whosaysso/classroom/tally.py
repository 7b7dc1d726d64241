"""Check hand-ins against a plan, and count: rows for each learner, and sums that can be added.

A ``Batch`` of some hand-ins and a ``Batch`` of others add up to the ``Batch`` of all, so a class
can be cut anyhow and counted anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from operator import is_

from .. import tasks
from ..assignment import Assignment
from ..card import counts, is_taken
from ..case import Case, CaseError
from ..scoring import percent
from .records import Batch, HandIn, TaskTally
from .results import Check, Checker, SortChecker, checker

ROUNDS = ("first", "last")


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


def check_batch(handins: Iterable[HandIn], plan: Plan) -> Batch:
    """The result of every task of the plan for every hand-in, in their order, and the counts."""
    batch = Batch()
    seen: list[list[tuple[Check, Check]]] = [[] for _ in plan.checkers]
    states: list[Counter] = [Counter() for _ in plan.checkers]
    for handin in handins:
        for one, state, checks in zip(plan.checkers, states, seen, strict=True):
            answered = one.answered(handin)
            batch.results.append(answered.result)
            state[answered.result.state] += 1
            if answered.first is not None:
                checks.append((answered.first, answered.last))
    for one, state, checks in zip(plan.checkers, states, seen, strict=True):
        batch.tallies[one.case, one.task] = _tally(one, state, checks)
    return batch


def empty_tally() -> TaskTally:
    """A tally that adds nothing."""
    return TaskTally(
        words={name: {} for name in ROUNDS},
        verdicts={name: Counter() for name in ROUNDS},
        choices={name: Counter() for name in ROUNDS},
        scores={name: Counter() for name in ROUNDS},
    )


def add(total: Batch, more: Batch) -> Batch:
    """Add a batch to a total, rows after rows; returns the total, which is changed."""
    total.results += more.results
    total.problems += more.problems
    for place, tally in more.tallies.items():
        _add(total.tallies.setdefault(place, empty_tally()), tally)
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


def _tally(one: Checker, states: Counter, pairs: list[tuple[Check, Check]]) -> TaskTally:
    """The counts of one task, from everybody's first and last Check."""
    tally = empty_tally()
    tally.states = states
    firsts, lasts = [first for first, _ in pairs], [last for _, last in pairs]
    _count(tally, "first", one, firsts)
    if all(map(is_, firsts, lasts)):  # one Check each
        for counts_of in (tally.words, tally.verdicts, tally.choices, tally.scores):
            counts_of["last"] = deepcopy(counts_of["first"])
    else:
        _count(tally, "last", one, lasts)
    if isinstance(one, SortChecker):
        for first in firsts:
            _count_first(tally, one, first)
    return tally


def _count(tally: TaskTally, turn: str, one: Checker, checks: Sequence[Check]) -> None:
    scores = Counter(check.score for check in checks)
    for score, people in scores.items():
        if score is not None:
            tally.scores[turn][percent(score)] += people
    tally.verdicts[turn] = _verdicts(checks)
    if one.kind == "mark":
        tally.words[turn] = _words(checks)
    elif one.kind == "sort":
        tally.choices[turn] = Counter(
            (item, given["answer"])
            for check in checks
            for item, given in check.value.items()
            if "answer" in given
        )


def _verdicts(checks: Sequence[Check]) -> Counter:
    """How often each item has each verdict. Checks with the same items are counted by column."""
    alike: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for check in checks:
        alike.setdefault(check.items, []).append(check.verdicts)
    count: Counter = Counter()
    for items, rows in alike.items():
        for item, column in zip(items, zip(*rows, strict=True), strict=True):
            for verdict, people in Counter(column).items():
                count[item, verdict] += people
    return count


def _words(checks: Sequence[Check]) -> dict[str, Counter]:
    """For each code how many learners marked each word; runs that many made are counted once."""
    runs: dict[str, list[tuple[int, int]]] = {}
    for check in checks:
        for code, own in check.runs.items():
            if code in runs:
                runs[code] += own
            else:
                runs[code] = list(own)
    words: dict[str, Counter] = {}
    for code, every in runs.items():
        words[code] = count = Counter()
        for (first, last), people in Counter(every).items():
            for word in range(first, last + 1):
                count[word] += people
    return words


def _count_first(tally: TaskTally, one: SortChecker, check: Check) -> None:
    """Confidence and detection: of the first Check alone, since later ones have seen the key."""
    value = check.value
    for item, given in value.items():
        if "sure" in given:
            tally.sure[given["sure"], given.get("answer") in one.right[item]] += 1
    test = {"right": one.right, "signal": one.signal}
    if one.signal and is_taken(test, value):
        tally.detection[counts(test, value)] += 1
