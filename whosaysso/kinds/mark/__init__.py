"""*Mark*: select words in the text and give them a code."""

from .score import complete, score
from .task import EMPTY, FIELDS, build, key, keyless, page, quote, read, spell, valid

__all__ = [
    "EMPTY",
    "FIELDS",
    "build",
    "complete",
    "key",
    "keyless",
    "page",
    "quote",
    "read",
    "score",
    "spell",
    "valid",
]
