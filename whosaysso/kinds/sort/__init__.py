"""*Sort*: give each item one of a few answers."""

from .draw import draw, prune
from .score import complete, score
from .task import EMPTY, FIELDS, build, key, keyless, neutral, page, read, spell, valid

__all__ = [
    "EMPTY",
    "FIELDS",
    "build",
    "complete",
    "draw",
    "key",
    "keyless",
    "neutral",
    "page",
    "prune",
    "read",
    "score",
    "spell",
    "valid",
]
