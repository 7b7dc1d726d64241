"""Words and sentences of a learner's text, so simple that JavaScript can do the very same.

``text.js`` is the twin. Letters are compared without case and accents ("Erdoğan" is "erdogan"),
commas inside a number are dropped ("1,234" is "1234"), and everything that is no letter or digit
parts two words; a comma, semicolon or colon stays as a break between them. A sentence ends at
. ! ? or … before a space, unless the dot belongs to an initial or a short title; a new line ends
one, too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

END = re.compile(r"[.!?…]+[\"”’)\]»]*[ \t]+|\n+")
TITLE = re.compile(r"(?:^|[^a-z'’])(?:[a-z]|mr|mrs|ms|dr|st|gen|col|lt|no|feb|pres)\.$")
TITLE_SIZE = 6  # characters: the longest title, its dot and what stands before
THOUSANDS = re.compile(r"([0-9]),(?=[0-9]{3}(?![0-9]))")
TOKEN = re.compile(r"[\"“”„«»,;:]|[^\W_]+")
QUOTES = '"“”„«»'
BREAKS = ",;:"  # no form reaches across one: "deaths 400, injured 900" has no "400 injured"


@dataclass(frozen=True)
class Sentence:
    """Folded words and breaks, and for each whether it stands in double quotation marks."""

    words: tuple[str, ...]
    quoted: tuple[bool, ...]


def fold(text: str) -> str:
    """Small letters without accents, and numbers without their commas."""
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn"
    )
    return THOUSANDS.sub(r"\1", bare.lower())


def words(text: str) -> tuple[str, ...]:
    """The folded words of a form or a text."""
    return tuple(token for token in TOKEN.findall(fold(text)) if token not in QUOTES + BREAKS)


@lru_cache(maxsize=4096)
def form(text: str) -> tuple[str, ...]:
    """The words of a form that stands in a task; each is asked for in every sentence."""
    return words(text)


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text; quotation marks may open in one and close in another."""
    text = fold(text)
    cuts, start = [], 0
    for end in END.finditer(text):
        mark = end.group()
        title = mark.rstrip(" \t") == "." and TITLE.search(
            text[max(start, end.start() + 1 - TITLE_SIZE) : end.start() + 1]
        )
        if not title:
            cuts.append((start, end.end(), "\n" in mark))
            start = end.end()
    cuts.append((start, len(text), True))
    found, inside = [], False
    for first, last, paragraph in cuts:
        tokens, quoted = [], []
        for token in TOKEN.findall(text[first:last]):
            if token in QUOTES:
                inside = not inside
            else:
                tokens.append(token)
                quoted.append(inside)
        if tokens:
            found.append(Sentence(tuple(tokens), tuple(quoted)))
        inside = inside and not paragraph
    return found


def places(wanted: tuple[str, ...], sentence: Sentence) -> list[int]:
    """Where the words of a form begin in a sentence."""
    size, given = len(wanted), sentence.words
    return [n for n in range(len(given) - size + 1) if given[n : n + size] == wanted]


def has(forms: list[str], sentence: Sentence) -> bool:
    """Whether any of the forms stands in the sentence."""
    return any(places(form(one), sentence) for one in forms)
