"""Which of the two test forms comes first: a coin decides, and the coin is the learner's code.

The code is drawn at random, so its last character is as good as a coin; and it is kept with the
answers, so that the other form comes at the end, on any machine. ``widgets/coin.js`` is the twin.
"""

from __future__ import annotations

from .answers import CROCKFORD
from .case import CaseError

CASE = "test-lines"
FORMS = ("test-a", "test-b")
TURNS = ("first", "second")


def form_of(learner: str, turn: str) -> str:
    """The id of the form that this learner meets ``"first"`` or ``"second"``."""
    if turn not in TURNS:
        raise CaseError(f"There is no turn {turn!r}; use first or second.")
    heads = CROCKFORD.index(learner[-1].upper()) % 2
    return FORMS[(heads + TURNS.index(turn)) % 2]
