"""*Write*: free text, judged by the learner."""

from .score import complete, score
from .task import EMPTY, FIELDS, build, key, keyless, page, read, valid

__all__ = [
    "EMPTY",
    "FIELDS",
    "build",
    "complete",
    "key",
    "keyless",
    "page",
    "read",
    "score",
    "valid",
]
