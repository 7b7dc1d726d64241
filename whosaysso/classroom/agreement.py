"""Agreement of a class as a number and one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass

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
