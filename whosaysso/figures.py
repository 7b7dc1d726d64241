"""Pictures drawn from a case's data, each with its numbers written out.

``plot("casualty-ranges")`` shows what the article and others say about casualties, ``"strip"``
where each code falls, ``"sourcing"`` who is named for the claims. Every picture carries a
written alternative and a table with the same numbers; nothing in them is typed in.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from .case import VERDICTS, Case, CaseError, Claim, Count, load
from .numbers import SOURCING
from .passages import STYLE
from .words import words_of

CASUALTY = ("killed", "injured", "killed or injured", "neutralised")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True)
class Picture:
    """A picture with its written alternative; shows itself in a notebook and in the book.

    ``alt`` says what is to be seen, ``groups`` holds every number: a heading and rows of
    cells. ``narrow`` is the same picture for a narrow column.
    """

    name: str
    svg: str
    alt: str
    caption: str
    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    narrow: str = ""

    def __repr__(self) -> str:
        written = [self.caption, "", self.alt, "", " | ".join(self.columns)]
        for heading, rows in self.groups:
            written += ["", heading, *("  " + " | ".join(row) for row in rows)]
        return "\n".join(written)

    def _repr_html_(self) -> str:
        # the book links the stylesheet once; a notebook needs it with the picture
        in_book = os.environ.get("WHOSAYSSO_STATIC") == "1"
        style = "" if in_book else f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
        head = "".join(f'<th scope="col">{escape(column)}</th>' for column in self.columns)
        body = []
        for heading, rows in self.groups:
            title = f'<th scope="rowgroup" colspan="{len(self.columns)}">{escape(heading)}</th>'
            cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
            filled = "".join(f"<tr>{row}</tr>" for row in cells)
            body.append(f"<tbody><tr>{title}</tr>{filled}</tbody>")
        return (
            f'{style}<figure class="wss wss-figure">'
            f"<figcaption>{escape(self.caption)}</figcaption>{self.svg}{self.narrow}"
            "<details><summary>The same as a table</summary>"
            f'<div class="wss-scroll" tabindex="0" role="region" '
            f'aria-label="Table for the picture {self.name}"><table class="wss-spans">'
            f"<thead><tr>{head}</tr></thead>{''.join(body)}</table></div></details></figure>"
        )


def plot(name: str, case: str = "idlib-2020") -> Picture:
    """Draw a picture of a case: ``"casualty-ranges"``, ``"strip"`` or ``"sourcing"``."""
    if name not in PICTURES:
        raise CaseError(f"There is no picture {name!r}; use {', '.join(PICTURES)}.")
    from . import drawing  # here, so that only a drawn picture needs matplotlib

    with drawing.steady():
        return PICTURES[name](case if isinstance(case, Case) else load(case), drawing)


def _and(parts) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


# --- casualty-ranges ------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """One figure and who gives it: a row of the picture."""

    who: str
    count: Count
    units: tuple[str, ...]
    reports: tuple[str, ...]
    own: bool = False

    @property
    def drawn(self) -> bool:
        """Only casualties share a scale; attacks, say, are another kind of thing."""
        known = self.count.low is not None or self.count.high is not None
        return known and self.count.status in CASUALTY

    @property
    def number(self) -> str:
        """The figure as it was said; where it was a word, also what we draw for it."""
        words, low = self.count.words(), self.count.low
        bare = not any(c.isdigit() for c in words) and low is not None
        if not bare:
            return words
        return f"{words} ({low:,})" if low == self.count.high else f"{words} ({low:,} or more)"

    @property
    def label(self) -> str:
        return self.number if self.drawn else f"{self.number} – not drawn"

    @property
    def counted(self) -> str:
        return " / ".join(self.units) or "not stated"

    @property
    def what(self) -> str:
        details = [self.counted, self.count.place, when(self.count)]
        said = f"{self.count.status or 'status not stated'}: {', '.join(d for d in details if d)}"
        return f"{said} ({len(self.reports)} reports)" if len(self.reports) > 1 else said


@dataclass(frozen=True)
class Group:
    """A casualty claim with its figures, the article's own first."""

    claim: Claim
    rows: tuple[Figure, ...]

    @property
    def heading(self) -> str:
        return f"{self.claim.line}: “{self.claim.quote}”"

    @property
    def verdict(self) -> str:
        if self.claim.verdict == "not found":
            others = len(self.rows) > sum(row.own for row in self.rows)
            rest = " The rows after the article’s own are other figures." if others else ""
            return f"Not found: we saw no other report that gives this.{rest}"
        return f"Others’ reports: {self.claim.verdict}."


def casualty_groups(case: Case) -> list[Group]:
    """The casualty claims; one row for the same figure from the same mouth, never a sum."""
    groups = []
    for claim in (c for c in case.claims if c.kind == "casualty"):
        named = case.attribution(claim).source
        article = f"The article, citing “{named}”" if named else "The article, naming nobody"
        said = [(article, count, None) for count in claim.counts]
        said += [(row.who, count, row.publisher) for row in claim.evidence for count in row.counts]
        merged: dict[tuple, list] = {}
        for who, count, report in said:
            same = (
                who, report is None, count.status, count.low, count.high, count.said,
                count.place, count.start, count.end, count.as_of,
            )  # fmt: skip
            merged.setdefault(same, []).append((count, report))
        rows = [
            Figure(
                who=same[0],
                count=found[0][0],
                units=tuple(dict.fromkeys(c.unit for c, _ in found if c.unit)),
                reports=tuple(dict.fromkeys(report for _, report in found if report)),
                own=same[1],
            )
            for same, found in merged.items()
        ]
        mouths = list(dict.fromkeys(row.who for row in rows))
        rows.sort(key=lambda row: (not row.own, mouths.index(row.who)))
        groups.append(Group(claim, tuple(rows)))
    return groups


def when(count: Count) -> str:
    """The days that a figure covers, in words."""
    if count.start and count.start == count.end:
        return f"on {_day(count.start)}"
    parts = (("from", count.start), ("to", count.end), ("up to", count.as_of))
    return " ".join(f"{word} {_day(day)}" for word, day in parts if day) or "days not stated"


def _day(iso: str) -> str:
    year, *rest = iso.split("-")
    month = MONTHS[int(rest[0]) - 1] if rest else ""
    day = str(int(rest[1])) if len(rest) > 1 else ""
    return " ".join(part for part in (day, month, year) if part)


def _casualties(case: Case, drawing) -> Picture:
    groups = casualty_groups(case)
    said = []
    for group in groups:
        own = [f"{r.number} {r.count.status}" for r in group.rows if r.own] or ["no figure"]
        article = next((r.who for r in group.rows if r.own), "The article")
        others = len({row.who for row in group.rows if not row.own})
        said.append(
            f"Line {group.claim.line}. {article}: {_and(own)}. "
            f"Others who give figures: {others}. {group.verdict}"
        )
    alt = (
        "Casualty figures by who gives them, one panel a claim. "
        f"{' '.join(said)} All figures are in the table."
    )
    caption = (
        "Casualty figures, by who gives them. Every figure is the word of the one named beside "
        "it. Each claim has a scale of its own, from 0: compare rows of one claim only, and only "
        "where they count the same people on the same days. Nothing here is added up."
    )
    tables = tuple(
        (
            f"{group.heading} {group.verdict}",
            tuple(
                (
                    row.who,
                    f"{row.number} {row.count.status or ''}".strip(),
                    row.counted,
                    ", ".join(part for part in (row.count.place, when(row.count)) if part),
                    "; ".join(row.reports) or "the article",
                )
                for row in group.rows
            ),
        )
        for group in groups
    )
    questions = case.codebook.questions
    draw = (groups, questions.values(), questions["figures"].hue, alt)
    return Picture(
        name="casualty-ranges",
        svg=drawing.draw_ranges(*draw, 740, "wss-wide"),
        narrow=drawing.draw_ranges(*draw, 360, "wss-narrow"),
        alt=alt,
        caption=caption,
        columns=("Who says so", "Figure", "Who is counted", "Where and when", "Read in"),
        groups=tables,
    )


# --- strip ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """A span as word numbers; ``reach`` takes in the words that a source carries."""

    code: str
    tier: str
    first: int
    last: int
    reach_first: int
    reach_last: int


@dataclass(frozen=True)
class Stretch:
    """A line as word numbers; ``begins`` where the page furniture starts."""

    id: str
    first: int
    words: int
    begins: bool


def strip_data(case: Case) -> tuple[list[Mark], list[Stretch]]:
    words, stretches = [], []
    for line in case.lines:
        here = words_of(line)[1]
        furniture = line.kind == "furniture"
        begins = furniture and all(s.id[0] != "N" for s in stretches)
        stretches.append(Stretch(line.id, len(words), len(here), begins))
        words += here

    def bounds(start, end):
        inside = [n for n, word in enumerate(words) if word.start < end and start < word.end]
        return inside[0], inside[-1] + 1

    return [
        Mark(s.code, s.tier, *bounds(s.start, s.end), *bounds(*s.extent)) for s in case.spans
    ], stretches


def _strip(case: Case, drawing) -> Picture:
    book = case.codebook
    marks, lines = strip_data(case)
    groups, said = [], []
    for question in book.questions.values():
        rows = []
        for code in (c for c in book.codes.values() if c.question == question.id):
            spans = [s for s in case.spans if s.code == code.id]
            counts = [sum(s.tier == tier for s in spans) for tier in book.tiers]
            where = ", ".join(dict.fromkeys(s.line for s in spans)) or "no line"
            rows.append((f"{code.letter} {code.name}", *map(str, counts), where))
            tiers = _and([f"{n} {tier}" for n, tier in zip(counts, book.tiers)])
            said.append(f"{code.name}: {tiers}.")
        groups.append((question.text, tuple(rows)))
    alt = (
        f"The article from its first word to its last, lines {lines[0].id} to {lines[-1].id}, "
        f"with one row a code. {' '.join(said)} The lines are in the table."
    )
    caption = (
        "Where each code falls in the article, from left to right. Filled: core. Hollow: "
        "contested. Dotted: decoy. A thin line runs over the words that a source carries. "
        "After the dotted upright (N) comes the page around the text."
    )
    draw = (marks, lines, book, alt)
    return Picture(
        name="strip",
        svg=drawing.draw_strip(*draw, 740, 1, "wss-wide"),
        narrow=drawing.draw_strip(*draw, 360, 3, "wss-narrow"),
        alt=alt,
        caption=caption,
        columns=("Code", *(tier.capitalize() for tier in book.tiers), "Lines"),
        groups=tuple(groups),
    )


# --- sourcing -------------------------------------------------------------------------------


def _sourcing(case: Case, drawing) -> Picture:
    total, blocks, groups, said = len(case.claims), [], [], []
    for code in SOURCING:
        claims = [claim for claim in case.claims if case.attribution(claim).code == code]
        rows = [(v, [c for c in claims if c.verdict == v]) for v in VERDICTS]
        heading = f"{case.codebook.codes[code].name}: {len(claims)} of {total} claims"
        blocks.append((heading, [(verdict, len(found)) for verdict, found in rows]))
        groups.append(
            (
                heading,
                tuple(
                    (v, str(len(found)), ", ".join(dict.fromkeys(c.line for c in found)) or "none")
                    for v, found in rows
                ),
            )
        )
        said.append(f"{heading}, {_and([f'{len(found)} {v}' for v, found in rows])}.")
    caption = (
        "Whom the article names for its claims, and what we found in other reports. Each square "
        "is one claim. A claim with no source can be right, and one with a named source wrong: "
        "a source only lets you check."
    )
    questions = case.codebook.questions
    alt = f"Squares, one for each claim, by who is named for it. {' '.join(said)}"
    return Picture(
        name="sourcing",
        svg=drawing.draw_sourcing(
            blocks, questions.values(), questions["sources"].hue, alt, "wss-only"
        ),
        alt=alt,
        caption=caption,
        columns=("What other reports say", "Claims", "Lines"),
        groups=tuple(groups),
    )


PICTURES: dict[str, Callable] = {
    "casualty-ranges": _casualties,
    "strip": _strip,
    "sourcing": _sourcing,
}
