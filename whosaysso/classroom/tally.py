"""Check hand-ins against a plan, and count: rows for each learner, and sums that can be added.

A ``Batch`` of some hand-ins and a ``Batch`` of others add up to the ``Batch`` of all, so a class
can be cut anyhow and counted anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .. import tasks
from ..card import counts
from ..case import Case, CaseError
from ..kinds import is_answered
from ..scoring import percent
from .records import Batch, HandIn, TaskTally
from .results import Answered, Check, Checker, SortChecker, checker

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


def make_plan(cases: Iterable[Case], chosen: Iterable[tuple[str, str]] | None = None) -> Plan:
    """A plan for these cases: all their tasks, or the ``chosen`` ones as (case id, task id).

    Of chosen tasks in a case that is not given, nothing is known, and ``CaseError`` says so.
    """
    cases = sorted(cases, key=lambda case: case.id)
    wanted = None if chosen is None else set(chosen)
    checkers = []
    for case in cases:
        for name, task in tasks.tasks(case).items():
            if wanted is None or (case.id, name) in wanted:
                checkers.append(checker(task, case))
    if wanted:
        unknown = wanted - {(one.case, one.task) for one in checkers}
        if unknown:
            case_id, name = min(unknown)
            raise CaseError(f"There is no task {name!r} in {case_id!r}.")
    return Plan(tuple(checkers), {case.id: case.sha256 for case in cases})


def held(documents: Iterable[dict]) -> set[tuple[str, str]]:
    """The tasks, as (case, task), that any of these answer documents holds an answer to."""
    return {
        (case, name)
        for document in documents
        for case, row in document["cases"].items()
        for name, entry in row["tasks"].items()
        if is_answered(entry)
    }


def check_batch(handins: Iterable[HandIn], plan: Plan) -> Batch:
    """The result of every task of the plan for every hand-in, in their order, and the counts."""
    batch = Batch(tallies={place: empty_tally() for place in plan.tasks})
    rows = [(one, batch.tallies[one.case, one.task]) for one in plan.checkers]
    for handin in handins:
        for one, tally in rows:
            answered = one.answered(handin)
            batch.results.append(answered.result)
            _count(tally, one, answered)
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


def _count(tally: TaskTally, one: Checker, answered: Answered) -> None:
    tally.states[answered.result.state] += 1
    if answered.first is None:
        return
    for turn, check in (("first", answered.first), ("last", answered.last)):
        tally.verdicts[turn].update(zip(check.items, check.verdicts, strict=True))
        if check.score is not None:
            tally.scores[turn][percent(check.score)] += 1
        if check.runs is not None:
            _count_words(tally.words[turn], check.runs)
        elif isinstance(one, SortChecker):
            tally.choices[turn].update(
                (item, given["answer"]) for item, given in check.value.items() if "answer" in given
            )
    if isinstance(one, SortChecker):
        _count_first(tally, one, answered.first)


def _count_words(words: dict[str, Counter], runs: dict[str, list[tuple[int, int]]]) -> None:
    for code, own in runs.items():
        if own:
            counter = words.setdefault(code, Counter())
            for first, last in own:
                counter.update(range(first, last + 1))


def _count_first(tally: TaskTally, one: SortChecker, check: Check) -> None:
    """Confidence and detection: of the first Check alone, since later ones have seen the key."""
    value = check.value
    for item, given in value.items():
        if "sure" in given:
            right = given.get("answer") in one.right[item]
            tally.sure[given["sure"], right] += 1
    if one.signal and all("answer" in value.get(item, {}) for item in one.right):
        tally.detection[counts({"right": one.right, "signal": one.signal}, value)] += 1
