"""How many learners a study needs, before anybody is asked to take part."""

from __future__ import annotations

from math import ceil, comb, sqrt
from statistics import NormalDist

from ..case import load
from ..coin import CASE
from ..feedback import Fault
from ..scoring import detection
from ..tables import Report, Table
from ..tasks import build, tasks
from .measures import LEAST

POWER = 0.8  # a study that misses what is there more than once in five is not worth the asking
CONFIDENCE = 0.9  # of the intervals in the report
D = 1.5  # a guess, until classes are measured: well above chance, with room above
DIFFERING = 0.5  # likewise: how far true changes of d′ stray among learners
ALIKE = 0.1  # likewise: how alike learners of one class are, as an intraclass correlation
CLASS = 25


def learners_needed(
    change: float, spread: float, *, groups: int = 1, confidence: float = CONFIDENCE
) -> int:
    """Learners with both tests that show a mean change of this size, in each group.

    With so many, the interval leaves zero out in 80 of 100 studies. ``change`` and ``spread``, the
    standard deviation of the change among learners, are in the same unit. ``groups``: 1 for
    before and after in one group, 2 for the difference between two groups of equal size.

    n = g·(z₁ + z₂)²·(spread/change)² + z₁²/(2g), with z₁ the normal quantile of the interval and z₂
    that of the power: the normal formula with the correction for Student's t (Guenther 1981, The
    American Statistician 35, 243–244). Never fewer than ``measures.LEAST``. Raises ``Fault`` for
    numbers that cannot be.
    """
    if not spread > 0 or not abs(change) > 0:
        raise Fault("A change of 0 cannot be seen; give a change and a spread that are not 0.")
    if groups not in (1, 2):
        raise Fault(f"A study has 1 or 2 groups, not {groups!r}.")
    if not 0.5 <= confidence < 1:
        raise Fault(f"A confidence of {confidence!r} cannot be; use 0.9, or 0.95.")
    normal = NormalDist()
    wide, sure = normal.inv_cdf((1 + confidence) / 2), normal.inv_cdf(POWER)
    n = groups * ((wide + sure) * spread / change) ** 2 + wide * wide / (2 * groups)
    return max(LEAST, ceil(n))


def classes_needed(learners: int, size: int = CLASS, alike: float = ALIKE) -> int:
    """Whole classes of this size that a group needs in place of so many single learners.

    Learners of one class share a teacher and a timetable, so each adds less: n grows by
    1 + (size − 1)·alike (Donner, Birkett & Buck 1981, American Journal of Epidemiology 114,
    906–914), where ``alike`` is the intraclass correlation. Never fewer than two: of a single
    class nobody can say what is the course and what is the class.
    """
    if size < 1 or not 0 <= alike <= 1:
        raise Fault("A class has a learner or more, and alike lies between 0 and 1.")
    return max(2, ceil(learners * (1 + (size - 1) * alike) / size))


def spread_of_change(
    signals: int, noises: int, d: float = D, differing: float = DIFFERING
) -> float:
    """The standard deviation of the change of d′ that two tests of so many items will show.

    Every outcome of a test is counted with its chance, for learners of this ``d`` who say
    “pushes” neither too often nor too seldom. ``differing`` is how far their true changes stray.
    """
    normal = NormalDist()
    hit, alarm = normal.cdf(d / 2), normal.cdf(-d / 2)
    middle = square = 0.0
    for hits in range(signals + 1):
        for alarms in range(noises + 1):
            chance = _chance(signals, hits, hit) * _chance(noises, alarms, alarm)
            found = detection(hits, signals, alarms, noises).d
            middle += chance * found
            square += chance * found * found
    return sqrt(2 * (square - middle * middle) + differing * differing)


def _chance(n: int, k: int, p: float) -> float:
    return comb(n, k) * p**k * (1 - p) ** (n - k)


def kit_spread() -> float:
    """``spread_of_change`` for the kit's own tests."""
    case = load(CASE)
    built = build(next(iter(tasks(case).values())), case)
    signals = sum(item["right"][0] == built["signal"] for item in built["items"])
    return spread_of_change(signals, len(built["items"]) - signals)


def sizes(spread: float | None = None) -> Report:
    """A table: how many learners show which change of d′, alone and against a waiting group."""
    spread = kit_spread() if spread is None else spread
    rows = []
    for tenth in (2, 3, 4, 5, 7, 10):
        alone, beside = (learners_needed(tenth / 10, spread, groups=groups) for groups in (1, 2))
        classes = classes_needed(beside)
        rows.append((f"{tenth / 10:.1f}", str(alone), f"2 × {beside}", f"2 × {classes}"))
    columns = (
        "True change of d′",
        "Before and after, one group",
        "Two groups, learners drawn by lot",
        f"Two groups, whole classes of {CLASS}",
    )
    notes = (
        f"Learners with both tests; the last column counts classes. The table rests on a spread "
        f"of {spread:.2f} between the changes of learners, and in the last column on classes "
        f"that are alike to {ALIKE}. Both are guesses until classes have been measured. Invite "
        "a quarter more than you need, since some will miss a test.",
    )
    return Report(
        (Table("How many learners show a change, four times in five", columns, tuple(rows), notes),)
    )
