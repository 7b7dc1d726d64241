"""Which counts a page may show: all of them to the teacher, none under five where it is shared.

The rule for a shared page, row by row (cells of one row add up to a known number of learners):

1. A count under five is hidden, 0 as well: it reads “fewer than 5”.
2. What is hidden must not follow from what is shown. So further cells of the row are hidden,
   the smallest first, until at least two are hidden and five learners or more stand behind them.
3. A count beside a known whole (“12 of 30”) is a row of two cells: it and the rest. Where the rest
   is under five, it reads “all but fewer than 5”.

The rule is that of small cells with complementary suppression as statistical offices use it
(Hundepool et al. 2012, Statistical Disclosure Control, chapter 4). It guards each row by itself;
who has two reports of one class, or knows some answers already, can learn more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..scoring import percent

LEAST = 5
FEW, MOST, HIDDEN = f"fewer than {LEAST}", f"all but fewer than {LEAST}", "not shown"


@dataclass(frozen=True)
class Guard:
    """``least``: counts below it are hidden; 0 hides nothing."""

    least: int = 0

    def enough(self, n: int) -> bool:
        """Whether anything may be told of so many learners."""
        return n >= max(self.least, 1)

    def count(self, k: int, of: int) -> str:
        """``k`` of ``of`` learners, with the share."""
        if not self.open(k, of):
            return FEW if k < self.least else MOST
        return f"{k} of {of} ({percent(k / of)} %)" if of else "0"

    def open(self, k: int, of: int) -> bool:
        """Whether a count beside a known whole may be shown."""
        return min(k, of - k) >= self.least

    def row(self, counts: Sequence[int]) -> list[str]:
        """The cells of a row whose sum is known."""
        hidden = self.hidden(counts)
        return [
            str(k) if n not in hidden else FEW if k < self.least else HIDDEN
            for n, k in enumerate(counts)
        ]

    def hidden(self, counts: Sequence[int]) -> set[int]:
        """The places of a row that are not shown."""
        hidden = {n for n, k in enumerate(counts) if k < self.least}
        rest = sorted((k, n) for n, k in enumerate(counts) if n not in hidden)
        while hidden and rest and (len(hidden) < 2 or sum(counts[n] for n in hidden) < self.least):
            hidden.add(rest.pop(0)[1])
        return hidden


OPEN, SHARED = Guard(), Guard(LEAST)
