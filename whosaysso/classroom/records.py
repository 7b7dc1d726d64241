"""What the parts of the classroom hand to each other: plain records, safe to send to a process.

Those of which a class has thousands are structs of msgspec, made in a fraction of the time that
a frozen dataclass takes. Nothing in a record is a path: a hand-in is known by the name it has in
the teacher's own folder or zip, and that name is shown to the teacher alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from msgspec import Struct

from .typed import Document

ROUNDS = ("first", "last")  # Checks


class Found(Struct, frozen=True, gc=False):
    """A file that may be a hand-in.

    ``name`` is its name below the folder or zip, as text that is safe to print, with ``/`` between
    folders and ``!`` before a member of a zip. ``owner`` is what the folder pattern of an LMS says
    of whose it is ("" elsewhere), ``lms`` the number or login that the LMS uses for the person.
    ``where`` is how ``files.read`` gets at the bytes (for a process pool: no open file): a path,
    or of a member of a zip its path and where in it the member lies.
    """

    name: str
    owner: str = ""
    lms: str = ""
    where: str | tuple = ""


@dataclass(frozen=True)
class Problem:
    """A file that could not be used, or that needs a look.

    ``code`` is short and stable ("too-large", "not-json" …), ``reason`` one sentence for the
    teacher, ``tell`` one sentence to forward to the learner. ``counted`` says whether its answers
    are in the report all the same (a flag), or not (a refusal).
    """

    name: str
    code: str
    reason: str
    tell: str
    learner: str = ""
    counted: bool = False


class HandIn(Struct, frozen=True, gc=False):
    """One learner's answers: of several files the newest of each answer.

    ``answers`` is None once they are checked and let go. ``names`` are the files that they come
    from, ``receipt`` the code that the learner saw.
    """

    learner: str
    names: tuple[str, ...]
    answers: Document | None
    receipt: str
    owner: str = ""
    lms: str = ""


class ItemResult(Struct, frozen=True, gc=False):
    """One item of a task: the verdict at the first Check and at the last, "" for none.

    The verdicts are those of the task's kind (mark: hit, short, wide, wrong, miss, and the
    contested ones; sort: right, also, close, wrong, open; …).
    """

    item: str
    first: str
    last: str


class TaskResult(Struct, frozen=True, gc=False):
    """How one learner answered one task.

    ``state`` is "done" (checked at least once), "begun", "missing" (nothing in the file) or
    "unread" (something that this task cannot hold: ``problem`` says why). Scores are 0.0–1.0, or
    None where nothing is scored or nothing could be read; unread is never 0. ``over`` counts
    marks that no key item speaks of.
    """

    learner: str
    case: str
    task: str
    state: str
    checks: int = 0
    first: float | None = None
    last: float | None = None
    over: int = 0
    items: tuple[ItemResult, ...] = ()
    problem: str = ""


@dataclass
class TaskTally:
    """Counts over a class for one task; two of them add up, in any order, to the same.

    Rounds are "first" and "last" Check. ``words``: {round: {code: Counter of word number →
    learners}} for a mark task; ``verdicts``: {round: Counter of (item, verdict)}; ``choices``:
    {round: Counter of (item, answer)} for a sort task; ``sure``: Counter of (per cent, right);
    ``detection``: Counter of (hits, signals, false alarms, noises), one a learner who took
    the test (``card.is_taken``), of the lines answered; ``scores``: {round: Counter of per cent}.
    """

    states: Counter = field(default_factory=Counter)
    words: dict[str, dict[str, Counter]] = field(default_factory=dict)
    verdicts: dict[str, Counter] = field(default_factory=dict)
    choices: dict[str, Counter] = field(default_factory=dict)
    sure: Counter = field(default_factory=Counter)
    detection: Counter = field(default_factory=Counter)
    scores: dict[str, Counter] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> TaskTally:
        """A tally that adds nothing."""
        return cls(
            words={turn: {} for turn in ROUNDS},
            verdicts={turn: Counter() for turn in ROUNDS},
            choices={turn: Counter() for turn in ROUNDS},
            scores={turn: Counter() for turn in ROUNDS},
        )


@dataclass
class Batch:
    """What ``tally.check_batch`` makes of some hand-ins: rows in their order, and counts."""

    results: list[TaskResult] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tallies: dict[tuple[str, str], TaskTally] = field(default_factory=dict)
