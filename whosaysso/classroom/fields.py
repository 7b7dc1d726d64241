"""A ledger, rewrite or write task as a class answered it: verdicts for each cell or fact.

What learners wrote themselves is not here: free text stands on their own feedback pages only.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..kinds import KINDS
from .guard import Guard
from .records import TaskTally


@dataclass(frozen=True)
class FieldView:
    """``labels`` are the verdicts that occur; ``rows``: where, what, and a cell for each."""

    n: int
    labels: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]


def field_view(built: dict, tally: TaskTally, n: int, guard: Guard) -> FieldView:
    """The fields are those that the kind itself speaks of when nothing is filled in."""
    kind = KINDS[built["kind"]]
    counts = tally.verdicts.get("first", {})
    used = [v for v in built["verdicts"] if any(counts.get(key) for key in counts if key[1] == v)]
    # a fact can be found or not, never "still there": such cells are no count of anybody
    able = _verdicts(kind, built, kind.EMPTY) | _verdicts(kind, built, kind.key(built))
    rows = []
    for row in kind.score(built, kind.EMPTY).rows:
        own = [v for v in used if (row.item, v) in able or counts.get((row.item, v))]
        cells = guard.row([counts.get((row.item, verdict), 0) for verdict in own])
        said = dict(zip(own, cells, strict=True))
        rows.append((row.line, row.quote, tuple(said.get(verdict, "–") for verdict in used)))
    return FieldView(n, tuple(built["verdicts"][v] for v in used), tuple(rows))


def _verdicts(kind, built: dict, value) -> set[tuple[str, str]]:
    return {(row.item, row.verdict) for row in kind.score(built, value).rows}
