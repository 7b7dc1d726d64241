"""How learners answered a task: the scores and verdicts of the task's own kind, without sentences.

For each task a ``Checker`` is made once. It looks at one hand-in after the other, and ``settle``
then makes the rows and the counts of all that it has seen; that of a mark task (``marked.py``)
needs them together. Where the answer is not a possible one the state is "unread" and there is no
score: what could not be read is never 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct, to_builtins

from ..card import counts, is_taken
from ..feedback import AnswerError
from ..kinds import KINDS
from ..kinds.rounds import counted, last_check
from ..scoring import percent
from . import typed
from .records import ROUNDS, HandIn, ItemResult, TaskResult, TaskTally

OTHER_KIND = "It belongs to an exercise of another kind."
OTHER_TEXT = "It belongs to another version of the text."
MOST_ITEMS = 5_000  # rows of verdicts that are remembered, for each task


class Check(Struct, gc=False):
    """What one Check earns. ``verdicts`` has one for each of ``items``."""

    value: object
    score: float | None
    items: tuple[str, ...]
    verdicts: tuple[str, ...]


class Look(Struct, gc=False):
    """What one hand-in holds for a task: ``state`` and ``problem`` as in ``TaskResult``.

    Where it is "done", the first and the last Check, in the form that the checker settles; the
    same object where both are the same answer.
    """

    learner: str
    state: str
    checks: int = 0
    problem: str = ""
    first: object = None
    last: object = None


class Checker:
    """Checks with the functions of the task's kind: ledger, rewrite, write."""

    neutral = later = False

    def __init__(self, built: dict):
        self.built = built
        self.case, self.task, self.kind = built["case"], built["id"], built["kind"]
        self.article = built["article"]
        self._known: dict[tuple, tuple[ItemResult, ...]] = {}

    def look(self, handin: HandIn) -> Look:
        """What the learner of a hand-in gave for this task."""
        row = handin.answers.cases.get(self.case)
        entry = row and row.tasks.get(self.task)
        if not entry or not typed.is_answered(entry):
            return Look(handin.learner, "missing")
        checks = len(entry.tries) + len(entry.first or ())
        try:
            if row.article != self.article:
                raise AnswerError(OTHER_TEXT)
            if typed.KIND[type(entry)] != self.kind:
                raise AnswerError(OTHER_KIND)
            first, last, problem = self._checks(entry, handin)
        except AnswerError as fault:
            return Look(handin.learner, "unread", checks, str(fault))
        if first is None:
            return Look(handin.learner, "begun", checks, problem)
        return Look(handin.learner, "done", checks, problem, first, last)

    def settle(self, looks: Sequence[Look]) -> tuple[list[TaskResult], TaskTally]:
        """A row for each look, in their order, and the counts of all."""
        tally = TaskTally.empty()
        tally.states = Counter(look.state for look in looks)
        done = [look for look in looks if look.first is not None]
        for turn in ROUNDS:
            self._count(tally, turn, [getattr(look, turn) for look in done])
        return [self._row(look) for look in looks], tally

    def result(self, handin: HandIn) -> TaskResult:
        """The row of one hand-in alone."""
        return self.settle([self.look(handin)])[0][0]

    def _row(self, look: Look) -> TaskResult:
        first, last = look.first, look.last
        if first is None:
            return self._unscored(look)
        return TaskResult(
            look.learner,
            self.case,
            self.task,
            look.state,
            look.checks,
            first.score,
            last.score,
            0,
            self._items(first.items, first.verdicts, last.verdicts),
            look.problem,
        )

    def _unscored(self, look: Look) -> TaskResult:
        learner, state, checks = look.learner, look.state, look.checks
        return TaskResult(learner, self.case, self.task, state, checks, problem=look.problem)

    def _count(self, tally: TaskTally, turn: str, checks: Sequence[Check]) -> None:
        count_scores(tally.scores[turn], (check.score for check in checks))
        tally.verdicts[turn].update(
            pair for check in checks for pair in zip(check.items, check.verdicts, strict=True)
        )

    def _checks(self, entry: typed.Entry, handin: HandIn) -> tuple[Check | None, Check | None, str]:
        """First and last Check and what to say of lost marks; ``AnswerError`` if impossible."""
        kind, entry = KINDS[self.kind], to_builtins(entry)
        for value in [entry["value"], *entry["tries"], *entry.get("first", [])]:
            kind.valid(self.built, value)
        if (start := counted(entry, self.later)) is None:
            return None, None, ""
        task = kind.draw(self.built, handin.answers.plain()) if "draw" in self.built else self.built
        first = self._check(task, start)
        end = last_check(entry)
        return first, first if end == start else self._check(task, end), ""

    def _check(self, task: dict, value) -> Check:
        feedback = KINDS[self.kind].score(task, value, True)
        items = tuple(row.item for row in feedback.rows)
        return Check(value, feedback.score, items, tuple(row.verdict for row in feedback.rows))

    def _items(self, items, first, last) -> tuple[ItemResult, ...]:
        """Both verdicts on each item; what several learners share is made once."""
        key = items, first, last
        found = self._known.get(key)
        if found is None:
            if len(self._known) > MOST_ITEMS:
                self._known.clear()
            pairs = zip(items, first, last, strict=True)
            found = self._known[key] = tuple(ItemResult(*one) for one in pairs)
        return found


def count_scores(total: Counter, scores: Iterable[float | None]) -> None:
    for score, people in Counter(scores).items():
        if score is not None:
            total[percent(score)] += people


class SortChecker(Checker):
    """The verdicts are a table: item, answer → verdict."""

    def __init__(self, built: dict):
        super().__init__(built)
        kind, names = KINDS["sort"], [answer["id"] for answer in built["answers"]]
        self.right = {item["id"]: item["right"] for item in built["items"]}
        self.signal = (
            {item: right[0] == built["signal"] for item, right in self.right.items()}
            if built.get("signal")
            else {}
        )
        self.table = {item["id"]: {None: "open"} for item in built["items"]}
        for name in names:
            value = {item: {"answer": name} for item in self.table}
            for row in kind.score(built, value, True).rows:
                self.table[row.item][name] = row.verdict

    def _check(self, task: dict, value: dict) -> Check:
        items = tuple(item["id"] for item in task["items"])
        verdicts = tuple(
            self.table[item][value[item].get("answer") if item in value else None] for item in items
        )
        right = verdicts.count("right") + verdicts.count("also")
        return Check(value, right / len(verdicts), items, verdicts)

    def _count(self, tally: TaskTally, turn: str, checks: Sequence[Check]) -> None:
        super()._count(tally, turn, checks)
        tally.choices[turn].update(
            (item, given["answer"])
            for check in checks
            for item, given in check.value.items()
            if "answer" in given
        )
        if turn == "first":  # confidence and detection: later Checks have seen the key
            for check in checks:
                self._count_first(tally, check.value)

    def _count_first(self, tally: TaskTally, value: dict) -> None:
        for item, given in value.items():
            if "sure" in given:
                tally.sure[given["sure"], given.get("answer") in self.right[item]] += 1
        test = {"right": self.right, "signal": self.signal}
        if self.signal and is_taken(test, value):
            tally.detection[counts(test, value)] += 1
