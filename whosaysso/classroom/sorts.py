"""A sort task as a class answered it, and, for a test, how well the class tells push from plain."""

from __future__ import annotations

from dataclasses import dataclass

from ..scoring import krippendorff
from .agreement import Agreement, agreement
from .guard import Guard
from .measures import Mean, class_detection
from .records import TaskTally


@dataclass(frozen=True)
class SortRow:
    """An item: how many chose each answer, which answers are right, and why.

    ``right`` sums up cells, so it is empty under a guard.
    """

    line: str
    quote: str
    cells: tuple[tuple[str, bool], ...]
    open: str
    right: str
    why: str


@dataclass(frozen=True)
class Number:
    """A mean with its interval in words."""

    name: str
    mean: str
    interval: str
    said: str


@dataclass(frozen=True)
class TestView:
    n: int
    numbers: tuple[Number, ...]
    warning: str


@dataclass(frozen=True)
class SortView:
    n: int
    answers: tuple[str, ...]
    rows: tuple[SortRow, ...]
    unseen: int
    drawn: bool
    agreement: Agreement
    test: TestView | None


def sort_view(built: dict, tally: TaskTally, n: int, guard: Guard) -> SortView:
    """A built sort task with the counts of ``n`` learners who checked it."""
    choices = tally.choices.get("first", {})
    ids = [answer["id"] for answer in built["answers"]]
    drawn = "draw" in built
    grid, rows = [], []
    for item in built["items"]:
        counts = [choices.get((item["id"], answer), 0) for answer in ids]
        given = sum(counts)
        if drawn and not guard.enough(given):
            continue  # of a booster's pool each learner meets a few items only
        grid.append(dict(zip(ids, counts, strict=True)))
        rows.append(_row(item, ids, counts, given if drawn else n, guard))
    alpha = krippendorff(grid)
    return SortView(
        n=n,
        answers=tuple(answer["name"] for answer in built["answers"]),
        rows=tuple(rows),
        unseen=len(built["items"]) - len(rows),
        drawn=drawn,
        agreement=agreement(alpha, n, any(map(sum, (row.values() for row in grid)))),
        test=_test(tally, guard) if built["signal"] else None,
    )


def _row(item: dict, ids: list[str], counts: list[int], n: int, guard: Guard) -> SortRow:
    *cells, left = guard.row([*counts, n - sum(counts)])
    right = sum(k for answer, k in zip(ids, counts, strict=True) if answer in item["right"])
    return SortRow(
        item["line"],
        item["quote"],
        tuple((cell, answer in item["right"]) for answer, cell in zip(ids, cells, strict=True)),
        left,
        "" if guard.least else guard.count(right, n),
        item["say"]["right"],
    )


def _test(tally: TaskTally, guard: Guard) -> TestView | None:
    n = sum(tally.detection.values())
    if not guard.enough(n):
        return None
    d, c = class_detection(tally.detection)
    told = d.side(
        "The class takes plain lines for pushing ones more often than the other way round.",
        "The class tells pushing lines from plain ones better than chance.",
        "Too close to call: this may be chance.",
    )
    leans = c.side(
        "The class leans to “it pushes”.",
        "The class leans to “it is plain”.",
        "No clear leaning.",
    )
    numbers = (
        number("d′: telling the two apart", d, told),
        number("c: below 0 they say “pushes” often, above 0 seldom", c, leans),
    )
    return TestView(n, numbers, d.warning)


def number(name: str, found: Mean, said: str) -> Number:
    """A mean as text; what it says only where it can carry a conclusion."""
    interval = "–" if found.low is None else f"{tenths(found.low)} to {tenths(found.high)}"
    return Number(name, tenths(found.mean), interval, said if found.tells else "no conclusion")


def tenths(value: float) -> str:
    """One decimal, with a minus sign and no minus zero."""
    return f"{round(value, 1) + 0.0:.1f}".replace("-", "−")
