"""Numbers about learners: scores, signal detection, calibration of confidence, agreement.

Pure functions on counts, with the standard library only. Where JavaScript says the same on a
page without Python, it looks up ``z_table`` and ``share_table``, adds, multiplies and takes
square roots, all of which both languages round alike. So nothing here uses ``sum`` on floats
(from Python 3.12 on it rounds otherwise than JavaScript), and table entries are rounded to
``DIGITS`` decimals, so that a table shipped from one machine equals one made on another.

A word about a learner (“sharper”, “surer than right” …) is said only where a 90 % interval
leaves zero out. Each word by itself is said falsely to at most about one in ten learners who
have not changed; ``tests/test_measures.py`` counts it. The intervals know the chance in a few
answers, not whether one set of items is harder than another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, floor, lgamma, log, log1p, sqrt
from statistics import NormalDist

Z90 = 1.6449  # the normal quantile of 0.95: a 90 % interval leaves 5 % out on each side
DIGITS = 12
SHARE_DIGITS = 4  # of a table that a page carries for every number of items; it shows per cents

SHARPER, DULLER = "sharper", "less sharp"
SUSPICIOUS, TRUSTING = "more suspicious", "more trusting"
SURER, LESS_SURE = "surer than right", "less sure than right"
TOO_CLOSE = "too close to call"


def percent(score: float) -> int:
    """A score of 0.0–1.0 as 0–100, halves rounded up: the same rule in both languages."""
    return floor(score * 100 + 0.5)


def word_f1(mine: set, key: set) -> float:
    """How well the learner's words L match the key's words K: 2·|L ∩ K| / (|L| + |K|), 0.0–1.0.

    The harmonic mean of precision and recall (van Rijsbergen 1979, Information Retrieval,
    chapter 7), counted in words as in SQuAD (Rajpurkar et al. 2016,
    https://arxiv.org/abs/1606.05250). Nothing to mark and nothing marked is a full match, 1.0.
    """
    if not mine and not key:
        return 1.0
    return 2 * len(mine & key) / (len(mine) + len(key))


# Signal detection


@dataclass(frozen=True)
class Detection:
    """``d``: how well signals are told from noise (0 is chance). ``c``: how readily a learner
    says “signal” (below 0: often, above 0: seldom). Both, and their standard errors, in
    standard deviations of the normal model."""

    d: float
    c: float
    d_error: float
    c_error: float


@dataclass(frozen=True)
class Change:
    """After minus before, each with the ends of its 90 % interval and the word for it."""

    d: float
    d_low: float
    d_high: float
    d_word: str
    c: float
    c_low: float
    c_high: float
    c_word: str


def z_table(n: int) -> list[list[float]]:
    """For k = 0 … n answers “signal” out of n items: [z, the part of the variance of d′].

    The rate is p = (k + 0.5) / (n + 1), the log-linear correction, which keeps z finite at 0 and
    n (Hautus 1995, Behavior Research Methods, Instruments, & Computers 27, 46–51). z is its
    normal quantile, and the part is p(1 − p) / (n φ(z)²) (Gourevitch & Galanter 1967,
    Psychometrika 32, 25–33). ``detection`` uses these very numbers. Raises ``ValueError``
    unless n is a whole number from 1 up.
    """
    return [list(row) for row in _z_rows(_items(n, "items"))]


@lru_cache(maxsize=256)
def _z_rows(n: int) -> tuple[tuple[float, float], ...]:
    rows = (z_and_variance((k + 0.5) / (n + 1), n) for k in range(n + 1))
    # + 0.0 turns −0.0, which a page would show with its sign, into 0.0
    return tuple((round(z, DIGITS) + 0.0, round(part, DIGITS)) for z, part in rows)


def z_and_variance(rate: float, n: int) -> tuple[float, float]:
    """z of a rate between 0 and 1, and the variance of z when the rate comes from n answers."""
    normal = NormalDist()
    z = normal.inv_cdf(rate)
    height = normal.pdf(z)
    return z, rate * (1 - rate) / (n * height * height)


def detection(hits: int, signals: int, false_alarms: int, noises: int) -> Detection:
    """d′ and c from counts: ``hits`` of ``signals`` and ``false_alarms`` of ``noises``.

    d′ = z(H) − z(F) and c = −½(z(H) + z(F)) (Stanislaw & Todorov 1999, Behavior Research
    Methods, Instruments, & Computers 31, 137–149; Macmillan & Creelman 2005, Detection Theory,
    chapters 1 and 2), from rates with the log-linear correction. var(d′) is the sum of the
    two parts in ``z_table`` and var(c) = var(d′) / 4. Raises ``ValueError`` for counts that
    cannot be.
    """
    signals, noises = _items(signals, "signals"), _items(noises, "noises")
    z_hit, hit_part = _z_rows(signals)[_count(hits, signals, "hits", "signals")]
    z_false, false_part = _z_rows(noises)[_count(false_alarms, noises, "false alarms", "noises")]
    error = sqrt(hit_part + false_part)
    return Detection(z_hit - z_false, 0.0 - (z_hit + z_false) / 2, error, error / 2)


def change(before: Detection, after: Detection) -> Change:
    """What changed between two tests, told in a word only where the 90 % interval excludes zero.

    The interval is the difference ± 1.6449·√(var₁ + var₂). Over d′ from −1 to 4 and c from
    −1.5 to 1.5, counting every possible outcome, a learner who has not changed hears a false
    word about d′ in at most 8.3 % of cases with 12 + 12 items and 9.3 % with 20 + 20, and the same
    for c; far less often near the ends, where this variance comes out too large (Suero,
    Privado & Botella 2017, Psicológica 38, 149–175). One of the two words is false in at
    most 18 %: two questions are asked.
    """
    d, d_low, d_high = _difference(before.d, before.d_error, after.d, after.d_error)
    c, c_low, c_high = _difference(before.c, before.c_error, after.c, after.c_error)
    d_word = _word(d_low, d_high, DULLER, SHARPER)
    c_word = _word(c_low, c_high, SUSPICIOUS, TRUSTING)
    return Change(d, d_low, d_high, d_word, c, c_low, c_high, c_word)


def _difference(x: float, x_error: float, y: float, y_error: float) -> tuple[float, float, float]:
    margin = Z90 * sqrt(x_error * x_error + y_error * y_error)
    return y - x, y - x - margin, y - x + margin


def _word(low: float, high: float, below: str, above: str) -> str:
    if low > 0:
        return above
    return below if high < 0 else TOO_CLOSE


# Calibration of confidence


@dataclass(frozen=True)
class Calibration:
    """How well stated confidence fits what was right. All numbers but ``n`` are shares, 0.0–1.0;
    ``difference`` is mean confidence minus share right, with its 90 % interval and word."""

    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    mean_confidence: float
    share_right: float
    n: int
    difference: float
    low: float
    high: float
    word: str


def brier(confidences: Sequence[int], right: Sequence[bool]) -> Calibration:
    """Calibration of n answers: whole percents 0–100 that each is right, and whether it was.

    The Brier score is the mean of (confidence − right)² (Brier 1950), 0 at best. It is
    reliability − resolution + uncertainty (Murphy 1973,
    https://doi.org/10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2), with one bin for each
    distinct value stated: wider bins would leave a remainder. Sums are of whole numbers, so
    the order of the answers does not matter; bins are added from the lowest value up.

    The interval for ``difference`` takes the stated confidences as given and lets only the
    share right vary: mean confidence minus the ends of ``share_table``. A t interval of the
    differences would be of no width for a learner who says 90 on every item and has them all
    right. Raises ``ValueError`` for lists that do not fit together or hold anything else.
    """
    _check_answers(confidences, right)
    n = len(right)
    bins: dict[int, list[int]] = {}  # stated value → [answers, right answers]
    squares = stated = hits = 0
    for value, good in zip(confidences, right, strict=True):
        miss = value - 100 * good
        squares += miss * miss
        stated += value
        hits += good
        row = bins.setdefault(value, [0, 0])
        row[0] += 1
        row[1] += good
    reliability = resolution = 0.0
    for value, (size, good) in sorted(bins.items()):
        off = value * size - 100 * good
        apart = good * n - hits * size
        reliability += off * off / (10000 * size)
        resolution += apart * apart / (n * n * size)
    mean, share = stated / (100 * n), hits / n
    share_low, share_high = _share(n, hits)
    low, high = mean - share_high, mean - share_low
    return Calibration(
        brier=squares / (10000 * n),
        reliability=reliability / n,
        resolution=resolution / n,
        uncertainty=hits * (n - hits) / (n * n),
        mean_confidence=mean,
        share_right=share,
        n=n,
        difference=mean - share,
        low=low,
        high=high,
        word=_word(low, high, LESS_SURE, SURER),
    )


def share_table(n: int) -> list[float]:
    """For k = 0 … n right answers out of n: the low end of a 90 % interval for the true share.

    The high end is 1 less the low end for the n − k wrong ones.

    The exact interval (Clopper & Pearson 1934, Biometrika 26, 404–413): at
    each end, a result as far out as k has a chance of 5 %. It never promises too much, where
    Wald and Wilson intervals do near 0 and 1 (Brown, Cai & DasGupta 2001,
    Statistical Science 16, 101–133), which is where confident learners are: with 12
    items the 90 % Wilson interval misses the truth in up to 17 % of cases. Items need not be
    equally hard: a count of right answers with unequal chances strays less than the binomial
    one (Hoeffding 1956, Annals of Mathematical Statistics 27, 713–721), so the interval is
    then wider than it need be.
    """
    return [_share(n, k)[0] for k in range(_items(n, "items") + 1)]


@lru_cache(maxsize=4096)
def _share(n: int, k: int) -> tuple[float, float]:
    return _low(n, k), 1.0 - _low(n, n - k)


@lru_cache(maxsize=4096)
def _low(n: int, k: int) -> float:
    low = 0.0 if k == 0 else 1.0 - _where_tail_is_5_percent(n, n - k)
    return round(low, SHARE_DIGITS)


def _where_tail_is_5_percent(n: int, k: int) -> float:
    """The share p at which k or fewer of n have a chance of 5 %, by halving."""
    low, high = k / n, 1.0  # the chance falls from about a half to nothing
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(n, k, middle) > 0.05:
            low = middle
        else:
            high = middle
    return low


def _at_most(n: int, k: int, p: float) -> float:
    """The binomial chance of k or fewer; logarithms, so that a large n does not overflow."""
    if p <= 0.0 or p >= 1.0:
        return 1.0 if p <= 0.0 else 0.0
    chance = 0.0
    for i in range(k + 1):
        ways = lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1)
        chance += exp(ways + i * log(p) + (n - i) * log1p(-p))
    return chance


# Agreement


def krippendorff(counts: Sequence[Mapping[str, int]]) -> float | None:
    """Krippendorff's alpha for categories: 1 is full agreement, 0 what chance would give.

    ``counts`` holds, for each unit (a word, an item), how many people gave it which category;
    who gave nothing is not counted. Units with fewer than two values are left out, since
    nobody's value can be compared there. alpha = 1 − Dₒ/Dₑ with Dₒ = Σᵤ Σ꜀ nᵤ꜀(nᵤ − nᵤ꜀)/(nᵤ − 1)
    and Dₑ = Σ꜀ n꜀(n − n꜀)/(n − 1) (Krippendorff 2011, Computing Krippendorff's
    Alpha-Reliability, https://repository.upenn.edu/asc_papers/43). The cost grows with units ×
    categories, not with people.

    ``None`` where alpha is undefined: no unit has two values, so there is no pair to compare;
    or every value is the same, so chance would agree as fully and 0/0 says nothing. Raises
    ``ValueError`` for a count that is not a whole number of people.
    """
    observed, total = 0.0, 0
    totals: dict[str, int] = {}
    for unit in counts:
        for category, people in unit.items():
            if not _whole(people) or people < 0:
                raise ValueError(
                    f"{people!r} is no count for {category!r}; use a whole number from 0 up."
                )
        size = sum(unit.values())  # whole numbers: nothing is rounded
        if size < 2:
            continue
        apart = sum(people * (size - people) for people in unit.values())
        observed += apart / (size - 1)
        total += size
        for category, people in unit.items():
            totals[category] = totals.get(category, 0) + people
    apart = sum(people * (total - people) for people in totals.values())
    if apart == 0:
        return None
    return 1 - observed / (apart / (total - 1))


# Faults, each in one sentence


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _items(n: object, name: str) -> int:
    if not _whole(n) or n < 1:
        raise ValueError(f"The number of {name} is {n!r}; use a whole number from 1 up.")
    return n


def _count(k: object, n: int, name: str, of: str) -> int:
    if not _whole(k) or not 0 <= k <= n:
        raise ValueError(f"{k!r} {name} of {n} {of} cannot be; use a whole number from 0 to {n}.")
    return k


def _check_answers(confidences: Sequence, right: Sequence) -> None:
    if len(confidences) != len(right):
        raise ValueError(
            f"There are {len(confidences)} confidences for {len(right)} answers; give one for each."
        )
    if not len(right):
        raise ValueError("There are no answers; calibration needs at least one.")
    for value in confidences:
        if not _whole(value) or not 0 <= value <= 100:
            raise ValueError(f"Confidence {value!r} cannot be; use a whole number from 0 to 100.")
    for good in right:
        if not isinstance(good, bool):
            raise ValueError(
                f"{good!r} does not say whether an answer was right; use True or False."
            )
