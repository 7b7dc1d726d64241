"""*Rewrite*: say it straight and keep the facts."""

from .score import complete, find, score
from .task import EMPTY, FIELDS, build, key, keyless, page, read, valid

__all__ = [
    "EMPTY",
    "FIELDS",
    "build",
    "complete",
    "find",
    "key",
    "keyless",
    "page",
    "read",
    "score",
    "valid",
]
