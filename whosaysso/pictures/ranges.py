"""The casualty figures as ranges, by who gives them. Nothing is ever added up."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from ..case import Case, CaseError, Claim, Count
from .picture import Picture, listed

CAPTION = (
    "Casualty figures, by who gives them. Every figure is the word of the one named beside it. "
    "Each claim has a scale of its own, from 0: compare rows of one claim only, and only where "
    "they count the same people on the same days. Nothing here is added up. Figures of other "
    "things, such as targets hit, stand in the table only."
)
SHAPES = {
    "killed": "circle",
    "injured": "triangle",
    "killed or injured": "diamond",
    "neutralised": "square",
}
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True)
class Figure:
    """One figure and who gives it; ``own`` is the article's own."""

    who: str
    count: Count
    reports: tuple[str, ...]
    own: bool

    @property
    def casualty(self) -> bool:
        """Only casualties share a scale; attacks, say, are another kind of thing."""
        return self.count.status in SHAPES

    @property
    def drawn(self) -> bool:
        stated = self.count.low is not None or self.count.high is not None
        return stated and self.casualty

    @property
    def words(self) -> str:
        """``14 killed``; for a word such as hundreds, also the number that we draw."""
        number, low = self.count.words(), self.count.low
        said = f"{number} {self.count.status or ''}".strip()
        if low is None or any(sign.isdigit() for sign in number):
            return said
        return f"{said} ({low:,})" if low == self.count.high else f"{said} ({low:,} or more)"

    @property
    def counted(self) -> str:
        return self.count.unit or "who is counted is not stated"

    @property
    def where_and_when(self) -> str:
        return ", ".join(part for part in (self.count.place, when(self.count)) if part)

    @property
    def about(self) -> str:
        """Whom, where and when the figure counts; figures that share this share a row."""
        reports = f" ({len(self.reports)} reports)" if len(self.reports) > 1 else ""
        return f"{self.counted}, {self.where_and_when}{reports}"


@dataclass(frozen=True)
class Group:
    """A casualty claim with its figures, the article's own first."""

    claim: Claim
    figures: tuple[Figure, ...]

    @property
    def heading(self) -> str:
        return f"{self.claim.line}: “{self.claim.quote}”"

    @property
    def verdict(self) -> str:
        if self.claim.verdict != "not found":
            return f"What we found: {self.claim.verdict}."
        others = " The rows below the article’s are other figures."
        found = others if any(not figure.own for figure in self.figures) else ""
        return f"What we found: no other report that gives this (not found).{found}"

    @property
    def spoken(self) -> str:
        """The panel in a sentence or two."""
        own = [figure for figure in self.figures if figure.own]
        article = own[0].who if own else "The article"
        words = listed([figure.words for figure in own] or ["no figure"])
        others = len({figure.who for figure in self.figures if not figure.own})
        return (
            f"Line {self.claim.line}. {article}: {words}. "
            f"Others who give figures: {others}. {self.verdict}"
        )


def groups_of(case: Case) -> list[Group]:
    """The casualty claims; the same figure from the same mouth is one row."""
    groups = []
    for claim in (c for c in case.claims if c.kind == "casualty"):
        source = case.attribution(claim).source
        article = f"The article, citing “{source}”" if source else "The article, naming nobody"
        said = [(article, count, None) for count in claim.counts]
        said += [(row.who, count, row.publisher) for row in claim.evidence for count in row.counts]
        merged: dict[tuple[str, Count], list[str]] = {}
        for who, count, report in said:
            merged.setdefault((who, count), []).append(report)
        figures = [
            Figure(who[:1].upper() + who[1:], count, tuple(filter(None, reports)), None in reports)
            for (who, count), reports in merged.items()
        ]
        mouths = list(dict.fromkeys(figure.who for figure in figures))
        topics = list(dict.fromkeys((figure.who, figure.about) for figure in figures))
        figures.sort(key=lambda f: (not f.own, mouths.index(f.who), topics.index((f.who, f.about))))
        groups.append(Group(claim, tuple(figures)))
    return groups


def when(count: Count) -> str:
    """The days that a figure covers, in words."""
    if count.start and count.start == count.end:
        return f"on {_day(count.start)}"
    days = (("from", count.start), ("to", count.end), ("up to", count.as_of))
    stated = [(word, day) for word, day in days if day]
    one_year = len({day[:4] for _, day in stated}) == 1
    parts = [f"{word} {_day(day, one_year and day != stated[-1][1])}" for word, day in stated]
    return " ".join(parts) or "dates not stated"


def _day(iso: str, without_year: bool = False) -> str:
    """A day or a month, kept together on one line."""
    year, *rest = iso.split("-")
    parts = [str(int(number)) for number in rest[1:]] + [MONTHS[int(m) - 1] for m in rest[:1]]
    return "\u00a0".join(parts if without_year and parts else [*parts, year])


def picture(case: Case) -> Picture:
    groups = groups_of(case)
    if not groups:
        raise CaseError(
            f"{case.id}: no claim is of the kind casualty, so there is no such picture."
        )
    alt = (
        "Casualty figures by who gives them, one panel a claim. "
        f"{' '.join(group.spoken for group in groups)} All figures are in the table."
    )
    tables = tuple(
        (
            f"{group.heading} {group.verdict}",
            tuple(
                (f.who, f.words, f.counted, f.where_and_when, "; ".join(f.reports) or "the article")
                for f in group.figures
            ),
        )
        for group in groups
    )
    questions = case.codebook.questions
    return Picture(
        name="casualty-ranges",
        svg=draw(groups, questions, alt, 620, "wss-wide"),
        narrow=draw(groups, questions, alt, 360, "wss-narrow"),
        alt=alt,
        caption=CAPTION,
        columns=("Who says so", "Figure", "Who or what is counted", "Where and when", "Read in"),
        groups=tables,
        claims=tuple((group.claim,) for group in groups),
        case=case,
    )


def draw(groups, questions, alt: str, width: int, kind: str) -> str:
    """Each claim a panel with a scale of its own, from 0."""
    from .sheet import Sheet

    sheet, hue = Sheet(width, questions.values()), questions["figures"].hue
    used = {figure.count.status for group in groups for figure in group.figures}
    y = _key(sheet, [status for status in SHAPES if status in used], hue)
    for group in groups:
        y = sheet.lines(0, y + 30, group.heading, width, 12.5, 16, bold=True)
        y = sheet.lines(0, y, group.verdict, width)
        y = _panel(sheet, [figure for figure in group.figures if figure.casualty], hue, y)
    return sheet.svg(y + 4, alt, kind)


def _key(sheet, statuses, hue) -> float:
    """What shapes and arrows mean: words, shape, then start, end and arrows of the mark."""
    from .sheet import wide

    keys = [(status, SHAPES[status], 0, 0, 0, 0) for status in statuses]
    keys += [
        ("lowest to highest", "circle", 0, 26, 0, 0),
        ("or more", "circle", 0, 0, 26, 0),
        ("or fewer", "circle", 26, 26, 0, -26),
    ]
    x, y = 6, 14
    for words, shape, start, end, more, less in keys:
        room = max(end, more) + 11
        if x + room + wide(words) > sheet.width:
            x, y = 6, y + 19
        _mark(sheet, shape, x + start, x + end, y - 4, hue, more, less)
        sheet.text(x + room, y, words)
        x += room + wide(words) + 22
    return y


def _panel(sheet, figures, hue, y) -> float:
    from matplotlib.ticker import MaxNLocator

    from .sheet import DOTS, INK, SOFT

    beside = sheet.width > 500  # else the words stand above their points
    left, right = (300 if beside else 12), sheet.width - 40
    column = (left if beside else sheet.width) - 14
    most = max((n for f in figures if f.drawn for n in (f.count.low, f.count.high) if n), default=1)
    ticks = [t for t in MaxNLocator(4, integer=True).tick_values(0, most) if t >= 0]

    def at(number):
        return left + (right - left) * number / ticks[-1]

    y += 6
    for tick in ticks:
        sheet.text(at(tick), y, f"{tick:,.0f}", 10, align="center", colour=SOFT)
    y, last = y + 5, None
    rows = [(key, list(row)) for key, row in groupby(figures, lambda f: (f.who, f.about, f.own))]
    top = y
    for (who, about, own), row in rows:
        start = y
        words = y + 14
        if who != last:
            words = sheet.lines(6, words, who, column, 11, bold=True)
        words, last = sheet.lines(6, words, about, column, 10.5, 13) - 8, who
        lanes = y if beside else words
        y = max(words, lanes + 17 * len(row)) + (3 if beside else 6)
        if own:
            sheet.box(0, start, sheet.width, y - start, INK, alpha=0.08)
        for n, figure in enumerate(row):
            _point(sheet, figure, at, lanes + 17 * n + 10, hue)
    for tick in ticks:
        sheet.line(at(tick), top, at(tick), y, thick=0.6, dash=DOTS)
    return y


def _point(sheet, figure: Figure, at, y, hue) -> None:
    """One figure on its scale, with its words beside it."""
    from .sheet import wide

    words = figure.words.replace(" or more)", "+)")
    if not figure.drawn:
        sheet.text(at(0) - 5, y + 4, words, bold=True)
        return
    low, high = figure.count.low, figure.count.high
    start, end = at(high if low is None else low), at(low if high is None else high)
    more = 26 if high is None else 0
    less = -min(26, max(16, end - at(0))) if low is None else 0
    _mark(sheet, SHAPES[figure.count.status], start, end, y, hue, more, less)
    if end + more + 11 + wide(words, 11, True) <= sheet.width:
        sheet.text(end + more + 11, y + 4, words, bold=True)
    else:
        sheet.text(start + less - 11, y + 4, words, bold=True, align="right")


def _mark(sheet, shape, start, end, y, hue, more=0, less=0) -> None:
    """A point; a bar from end to end; or a hollow point with an arrow to where it is open."""
    if start < end:  # two shapes would run into one where the ends are near
        sheet.line(start, y, end, y, hue, 1.8)
        for x in (start, end):
            sheet.line(x, y - 5, x, y + 5, hue, 1.8)
        return
    for reach, way in ((more, 1), (less, -1)):
        if reach:
            tip = end + reach
            sheet.line(end + 6 * way, y, tip - 5 * way, y, hue, 1.8)
            sheet.polygon([(tip - 7 * way, y - 4), (tip, y), (tip - 7 * way, y + 4)], hue)
    fill = "none" if more or less else hue
    if shape == "circle":
        sheet.circle(start, y, 4.6, fill, hue)
    else:
        corners = {
            "triangle": [(-5.2, 4.2), (5.2, 4.2), (0, -5)],
            "diamond": [(-6, 0), (0, -6), (6, 0), (0, 6)],
            "square": [(-4.4, -4.4), (4.4, -4.4), (4.4, 4.4), (-4.4, 4.4)],
        }[shape]
        sheet.polygon([(start + dx, y + dy) for dx, dy in corners], fill, hue)
