"""Cut a line of text into words: the units that marks, keys and scores share.

A word is a run without spaces, less the punctuation at its edges, so that a mark one comma
too wide is the same mark. Offsets are code points into the article. JavaScript never counts
characters: it gets these words and hands their offsets back unchanged, which is why an emoji
or Arabic text in an article cannot shift a mark.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .case import Line


@dataclass(frozen=True)
class Word:
    """A word with its offsets, and the text between it and the next word of its line."""

    start: int
    end: int
    text: str
    after: str


def words_of(line: Line) -> tuple[str, list[Word]]:
    """What stands before the first word of a line, and its words in order."""
    bounds = []
    for run in re.finditer(r"\S+", line.text):
        start, end = run.span()
        while start < end and _is_edge(line.text[start]):
            start += 1
        while end > start and _is_edge(line.text[end - 1]):
            end -= 1
        if start < end:
            bounds.append((start, end))
    if not bounds:
        return line.text, []
    following = [start for start, _ in bounds[1:]] + [len(line.text)]
    words = [
        Word(line.start + a, line.start + b, line.text[a:b], line.text[b:c])
        for (a, b), c in zip(bounds, following, strict=True)
    ]
    return line.text[: bounds[0][0]], words


def word_grid(lines) -> list[tuple[str, Word]]:
    """Every word of these lines in order, each with the id of its line."""
    return [(line.id, word) for line in lines for word in words_of(line)[1]]


def _is_edge(character: str) -> bool:
    """Punctuation is trimmed; letters, digits, marks and symbols such as emoji are kept."""
    return unicodedata.category(character).startswith("P")
