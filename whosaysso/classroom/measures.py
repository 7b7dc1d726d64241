"""What a class as a whole shows: means of its learners with an interval, in plain words.

A mean comes with the 90 % interval of Student's t (Student 1908, Biometrika 6, 1–25): mean ±
t·s/√n over the learners' own values. The spread s between learners holds both how they differ
and how little a few items can say of one of them, so nothing is assumed about either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import atan, cos, fsum, pi, sin, sqrt

from ..scoring import (
    DULLER,
    SHARPER,
    SUSPICIOUS,
    TOO_CLOSE,
    TRUSTING,
    Z90,
    detection,
)

LEAST = 8  # learners behind a conclusion
MANY = 1000  # from here on t is the normal quantile to three digits
TOO_FEW = (
    f"Fewer than {LEAST} learners: no conclusion is drawn. An interval needs values whose mean "
    "behaves regularly, and with so few one learner’s test can turn the result."
)
ALIKE = "All learners had the same result, so there is no spread to make an interval from."


@dataclass(frozen=True)
class Mean:
    """A mean over ``n`` learners and its 90 % interval (None with fewer than two)."""

    n: int
    mean: float
    low: float | None
    high: float | None

    @property
    def tells(self) -> bool:
        """Whether a conclusion may rest on it: enough learners, who are not all alike."""
        return self.n >= LEAST and self.low is not None and self.low < self.high

    @property
    def warning(self) -> str:
        """Why no conclusion may rest on it, or nothing."""
        if self.n < LEAST:
            return TOO_FEW
        return "" if self.tells else ALIKE

    def side(self, below: str, above: str, between: str = TOO_CLOSE) -> str:
        """The word for where the interval lies: below zero, above it, or around it."""
        if not self.tells:
            return between
        if self.low > 0:
            return above
        return below if self.high < 0 else between


def mean(values: Mapping[float, int]) -> Mean:
    """The mean of values and how many learners have each; the order does not matter."""
    n = sum(values.values())
    if not n:
        raise ValueError("There are no values; a mean needs at least one.")
    if len(values) == 1:  # nothing is rounded, so that it shows that they are all alike
        [value] = values
        return Mean(n, value, value, value) if n > 1 else Mean(n, value, None, None)
    middle = fsum(value * k for value, k in values.items()) / n
    spread = sqrt(fsum(k * (value - middle) ** 2 for value, k in values.items()) / (n - 1))
    margin = t90(n - 1) * spread / sqrt(n)
    return Mean(n, middle, middle - margin, middle + margin)


def class_detection(counts: Mapping[tuple[int, int, int, int], int]) -> tuple[Mean, Mean]:
    """d′ and c of a class, from (hits, signals, false alarms, noises) and how many had each.

    Each learner has a d′ and a c of their own (``scoring.detection``, log-linear correction),
    and the mean of these is taken. To pool the answers first would understate d′ wherever
    learners differ in how readily they say “pushes” (Macmillan & Creelman 2005, chapter 13).
    """
    d, c = Counter(), Counter()
    for four, k in counts.items():
        found = detection(*four)
        d[found.d] += k
        c[found.c] += k
    return mean(d), mean(c)


@dataclass(frozen=True)
class ClassChange:
    """The mean change from one test to the next within the same learners, with its words."""

    d: Mean
    c: Mean

    @property
    def d_word(self) -> str:
        return self.d.side(DULLER, SHARPER)

    @property
    def c_word(self) -> str:
        return self.c.side(SUSPICIOUS, TRUSTING)


def class_change(pairs: Mapping[tuple, int]) -> ClassChange:
    """The change over (counts before, counts after) of learners, each as in ``detection``."""
    d, c = Counter(), Counter()
    for (before, after), k in pairs.items():
        old, new = detection(*before), detection(*after)
        d[new.d - old.d] += k
        c[new.c - old.c] += k
    return ClassChange(mean(d), mean(c))


def difference(one: Mean, other: Mean) -> Mean:
    """How much larger the mean of one group is than that of another, other learners.

    Each group keeps a spread of its own, and the degrees of freedom are those of Welch (1947,
    Biometrika 34, 28–35), rounded down, which makes the interval a little wider. ``n`` is that of
    the smaller group: a conclusion needs enough learners in both.
    """
    middle, n = one.mean - other.mean, min(one.n, other.n)
    if one.low is None or other.low is None:
        return Mean(n, middle, None, None)
    parts = [((each.high - each.low) / 2 / t90(each.n - 1)) ** 2 for each in (one, other)]
    if not any(parts):
        return Mean(n, middle, middle, middle)
    below = sum(part * part / (each.n - 1) for part, each in zip(parts, (one, other), strict=True))
    margin = t90(int(fsum(parts) ** 2 / below)) * sqrt(fsum(parts))
    return Mean(n, middle, middle - margin, middle + margin)


def t90(freedom: int) -> float:
    """The 0.95 quantile of Student's t, by halving; the share below it is a finite sum.

    Abramowitz & Stegun 1964, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
    """
    if freedom >= MANY:
        return Z90
    low, high = 0.0, 7.0  # 6.314 with one degree of freedom is the largest
    for _ in range(50):
        middle = (low + high) / 2
        if _within(middle, freedom) < 0.9:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """The chance that Student's t lies between −t and t."""
    angle = atan(t / sqrt(freedom))
    square = cos(angle) ** 2
    odd = freedom % 2
    term = cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for n in range(3 if odd else 2, freedom - 1, 2):
        term *= square * (n - 1) / n
        total += term
    if odd:
        return 2 / pi * (angle + sin(angle) * total)
    return sin(angle) * total


@dataclass(frozen=True)
class Bin:
    """Answers with a stated confidence from ``low`` to ``high`` per cent; ``mean`` is their own."""

    low: int
    high: int
    mean: float
    n: int
    right: int


@dataclass(frozen=True)
class Sureness:
    """Stated confidence against what was right, over all answers of a class. Shares 0.0–1.0."""

    n: int
    confidence: float
    right: float
    brier: float
    bins: tuple[Bin, ...]


def sureness(counts: Mapping[tuple[int, bool], int]) -> Sureness | None:
    """Calibration of pooled answers, from (per cent, right) and how often; None for none.

    The answers of one learner hang together, so no interval is given. The Brier score is the
    mean of (confidence − right)² (Brier 1950, Monthly Weather Review 78, 1–3).
    """
    n = sum(counts.values())
    if not n:
        return None
    squares = stated = hits = 0
    bins: dict[int, list[int]] = {}
    for (percent, good), k in counts.items():
        squares += k * (percent - 100 * bool(good)) ** 2
        stated += k * percent
        hits += k * bool(good)
        row = bins.setdefault(min(percent // 10, 9), [0, 0, 0])
        row[0] += k
        row[1] += k * percent
        row[2] += k * bool(good)
    rows = tuple(
        Bin(10 * ten, 100 if ten == 9 else 10 * ten + 9, said / size, size, good)
        for ten, (size, said, good) in sorted(bins.items())
    )
    return Sureness(n, stated / (100 * n), hits / n, squares / (10000 * n), rows)
