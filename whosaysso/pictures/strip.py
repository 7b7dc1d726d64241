"""The whole article as a strip, from its first word to its last: where each code falls."""

from __future__ import annotations

from dataclasses import dataclass

from ..case import Case
from ..words import words_of
from .picture import Picture, listed

CAPTION = (
    "Where each code falls in the article, from left to right. Filled: sure mark (core). Hollow: "
    "contested. Dotted: decoy. A thin line runs over the words that a source carries. From the "
    "dotted upright on comes the page around the text."
)


@dataclass(frozen=True)
class Mark:
    """A span as word numbers; ``reach`` takes in the words that a source carries."""

    code: str
    tier: str
    words: tuple[int, int]
    reach: tuple[int, int]


@dataclass(frozen=True)
class Stretch:
    """A line as word numbers."""

    id: str
    first: int
    end: int


def strip_data(case: Case) -> tuple[list[Mark], list[Stretch]]:
    """Spans and lines, counted in words from the article's first."""
    words, stretches = [], []
    for line in case.lines:
        here = words_of(line)[1]
        stretches.append(Stretch(line.id, len(words), len(words) + len(here)))
        words += here

    def numbers(start, end):
        inside = [n for n, word in enumerate(words) if word.start < end and start < word.end]
        return inside[0], inside[-1] + 1

    marks = [Mark(s.code, s.tier, numbers(s.start, s.end), numbers(*s.extent)) for s in case.spans]
    return marks, stretches


def picture(case: Case) -> Picture:
    book = case.codebook
    marks, lines = strip_data(case)
    groups, said = [], []
    for question in book.questions.values():
        rows = []
        for code in (c for c in book.codes.values() if c.question == question.id):
            spans = [s for s in case.spans if s.code == code.id]
            counts = {tier: sum(s.tier == tier for s in spans) for tier in book.tiers}
            where = ", ".join(dict.fromkeys(s.line for s in spans)) or "no line"
            rows.append((f"{code.letter} {code.name}", *map(str, counts.values()), where))
            said.append(f"{code.name}: {listed([f'{n} {tier}' for tier, n in counts.items()])}.")
        groups.append((question.text, tuple(rows)))
    alt = (
        f"The article from its first word to its last, lines {lines[0].id} to {lines[-1].id}, "
        f"with one row a code. {' '.join(said)} The lines are in the table."
    )
    return Picture(
        name="strip",
        svg=draw(marks, lines, book, alt, 620, 1, "wss-wide"),
        narrow=draw(marks, lines, book, alt, 360, 3, "wss-narrow"),
        alt=alt,
        caption=CAPTION,
        columns=("Code", *(tier.capitalize() for tier in book.tiers), "Lines"),
        groups=tuple(groups),
    )


def draw(marks, lines, codebook, alt: str, width: int, panels: int, kind: str) -> str:
    """One row a code; folded into panels of about as many words where there is less room."""
    from .sheet import Sheet

    sheet = Sheet(width, codebook.questions.values())
    y, rest, part = 0, list(lines), lines[-1].end / panels
    folds = []
    for panel in range(1, panels + 1):
        here = [line for line in rest if (line.first + line.end) / 2 <= part * panel]
        folds.append(rest if panel == panels else here)
        rest = rest[len(here) :]
    scale = (width - _left(width) - 8) / max(fold[-1].end - fold[0].first for fold in folds)
    for fold in folds:
        y = _panel(sheet, marks, fold, codebook, y, scale) + 12
    return sheet.svg(y - 6, alt, kind)


def _left(width: int) -> int:
    """Room for the names of the codes."""
    return 120 if width > 500 else 114


def _panel(sheet, marks, lines, codebook, y, scale) -> float:
    from .sheet import DOTS

    left, lane = _left(sheet.width), 21 if sheet.width > 500 else 17
    first, end = lines[0].first, lines[-1].end

    def at(word):
        return left + (word - first) * scale

    y += 12
    _axis(sheet, lines, at, y)
    top = y + 4
    for question in codebook.questions.values():
        y += 17
        sheet.text(0, y, question.text, 10, bold=True, colour=question.hue)
        y += 5
        for code in (c for c in codebook.codes.values() if c.question == question.id):
            middle = y + lane / 2
            sheet.line(left, middle, at(end), middle, thick=0.4)
            sheet.text(2, middle + 4, code.letter, 11, bold=True, colour=question.hue)
            sheet.text(16, middle + 4, code.name, 10)
            for mark in marks:
                if mark.code == code.id and first <= mark.words[0] < end:
                    _mark(sheet, mark, at, middle, lane - 7, question.hue)
            y += lane
    for line in lines:
        if line.id == "N1":
            sheet.line(at(line.first), top, at(line.first), y, thick=1.2, dash=DOTS)
    return y


def _axis(sheet, lines, at, y) -> None:
    """Where the page furniture begins, the first line, and every fifth."""
    taken = []
    for line in sorted(lines, key=lambda line: line.id != "N1"):
        x = at(line.first)
        named = line is lines[0] or line.id == "N1" or int(line.id[1:]) % 5 == 0
        if named and x < sheet.width - 20 and all(abs(x - other) >= 27 for other in taken):
            sheet.text(x, y, line.id, 10)
            taken.append(x)


def _mark(sheet, mark: Mark, at, middle, height, hue) -> None:
    (first, last), top = mark.words, middle - height / 2
    for start, stop in ((mark.reach[0], first), (last, mark.reach[1])):
        if start < stop:
            sheet.line(at(start), middle, at(stop), middle, hue, 2)
    x, width = at(first), max(at(last) - at(first), 3)
    if mark.tier == "core":
        sheet.box(x, top, width, height, hue)
    elif mark.tier == "contested":
        sheet.box(x + 0.7, top + 0.7, max(width - 1.4, 3), height - 1.4, edge=hue)
    elif width > 8:
        sheet.box(x + 0.7, top + 0.7, width - 1.4, height - 1.4, edge=hue, dash=(0, (1, 1.2)))
    else:
        x += width / 2
        sheet.line(x, top, x, top + height, hue, 3, (0, (0.8, 0.8)))
