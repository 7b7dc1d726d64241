"""Where a mark stands: its code and its first and last word, found by the words that it quotes.

A place is one number, so that the marks of a class can be laid out as a table. Offsets that do not
fit their quote are put right where the quote stands at one place only; else the mark is lost.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from operator import attrgetter

from msgspec import to_builtins
from msgspec.structs import replace

from ..kinds import KINDS
from .typed import Mark

NOWHERE = -1  # the place of a lost mark
MOST_SEEN = 100_000  # marks that are remembered
SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " "}
)
_known = attrgetter("start", "end", "quote", "code")


class Places:
    """The places in the lines of one mark task."""

    def __init__(self, built: dict, text: str):
        self.built = {name: built[name] for name in ("lines", "codes")}  # for ``valid``
        self.text = text
        self.words = [word for line in built["lines"] for word in line["words"]]
        self.starts = [word[0] for word in self.words]
        self.ends = [word[1] for word in self.words]
        self.codes = {code["id"]: number for number, code in enumerate(built["codes"])}
        self._seen: dict[tuple, int] = {}

    def parts(self, place):
        """Number of the code, first and last word; of one place or of an array of them."""
        size = len(self.words)
        return place // size**2, place // size % size, place % size

    def mark(self, place: int) -> dict:
        """The mark that has this place, with its words."""
        number, first, last = self.parts(place)
        return {
            "code": list(self.codes)[number],
            "start": self.starts[first],
            "end": self.ends[last],
            "quote": KINDS["mark"].quote(self.words, first, last),
        }

    def find(self, marks: list[Mark]) -> list[int]:
        """The place of each mark; ``AnswerError`` where one is impossible."""
        found = list(map(self._seen.get, map(_known, marks)))
        if None in found:
            found = [
                self._place(mark) if place is None else place
                for mark, place in zip(marks, found, strict=True)
            ]
        return found

    def _place(self, mark: Mark) -> int:
        """The place of a mark, looked up and remembered."""
        known = start, end, quote, code = _known(mark)
        if known in self._seen:
            return self._seen[known]
        starts, ends = self.starts, self.ends
        if len(self._seen) > MOST_SEEN:
            self._seen.clear()
        if quote and (start < 0 or self.text[start:end] != quote):
            place = self._anchor(start, end, quote)
            if code not in self.codes or "\0" in quote:
                self._refuse(replace(mark, start=starts[0], end=ends[-1]))
            if place is None:
                self._seen[known] = NOWHERE
                return NOWHERE
            start, end = place
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        if first > last or end > ends[-1] or code not in self.codes:
            self._refuse(replace(mark, start=start, end=end))
        size = len(self.words)
        self._seen[known] = place = (self.codes[code] * size + first) * size + last
        return place

    def _refuse(self, mark: Mark) -> None:
        """``AnswerError`` in the words of the kind."""
        KINDS["mark"].valid(self.built, [to_builtins(mark)])
        raise AssertionError(f"The kind takes a mark that the checker does not: {mark}")

    def _anchor(self, start: int, end: int, quote: str) -> tuple[int, int] | None:
        """Where a quote stands whose offsets do not fit, if that is at one place only.

        Quotation marks, spaces and composed letters may have been changed on the way, and a mark
        over several lines quotes their words only.
        """
        text, wanted = self.text.translate(SAME), _same(quote)
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end) - 1
        if 0 <= start < end and first <= last < len(self.words):
            here = (_same(text[start:end]), _same(KINDS["mark"].quote(self.words, first, last)))
            if wanted in here:
                return start, end
        low = self.starts[0]
        at = text.find(wanted, low, self.ends[-1])
        if not wanted.strip() or at < 0 or text.find(wanted, at + 1, self.ends[-1]) >= 0:
            return None
        return at, at + len(wanted)


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(SAME)
