"""Agreement of a class as a number and one plain sentence."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..scoring import krippendorff

# Krippendorff 2004 (Human Communication Research 30, 411–433) asks for .8, and for .667 where
# only tentative conclusions are drawn; the words below .667 are ours
WORDS = (
    (0.8, "The class reads alike."),
    (0.667, "The class mostly reads alike."),
    (0.333, "The class agrees in part; compare readings before you speak of right and wrong."),
    (0.0, "The class agrees little more than by chance; talk about the code itself."),
)


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha as two decimals, or "–" where it is undefined, and what it says."""

    alpha: str
    sentence: str


def agreement(alpha: float | None, n: int, any_answer: bool) -> Agreement:
    """``alpha`` of ``n`` learners; ``any_answer``: whether anybody marked or answered anything."""
    if n < 2:
        return Agreement("–", "Agreement needs two learners or more.")
    if alpha is None:
        said = "Everybody gave the same answer." if any_answer else "Nobody marked anything."
        return Agreement("–", said)
    for least, words in WORDS:
        if alpha >= least:
            return Agreement(f"{alpha:.2f}", words)
    return Agreement(f"{alpha:.2f}".replace("-", "−"), "The class agrees less than chance would.")


@dataclass(frozen=True)
class Alpha:
    """Krippendorff's alpha with the ends of its 90 % interval; None where it is undefined."""

    alpha: float | None
    low: float | None
    high: float | None


def alpha_interval(units: Sequence[Mapping[str, int]], times: int = 1000, seed: int = 1) -> Alpha:
    """Alpha of items (as in ``scoring.krippendorff``), and how far other items might move it.

    The percentile bootstrap over items: as many are drawn with replacement, ``times`` over, and the
    interval leaves out the lowest and the highest 5 % of what comes out (Zapf et al. 2016, BMC
    Medical Research Methodology 16, 93, https://doi.org/10.1186/s12874-016-0200-9). Learners
    are not drawn: one who is drawn twice would agree with themselves. The same seed gives the same
    interval. There is none where fewer than nine draws in ten can be computed.
    """
    alpha = krippendorff(units)
    if alpha is None:
        return Alpha(None, None, None)
    chance = random.Random(seed)
    drawn = (krippendorff(chance.choices(units, k=len(units))) for _ in range(times))
    found = sorted(one for one in drawn if one is not None)
    if len(found) < 0.9 * times:
        return Alpha(alpha, None, None)
    out = int(0.05 * len(found))
    return Alpha(alpha, found[out], found[-1 - out])
