"""The days: on which day the article puts an event, and on which day other reports put it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ..case import Case, CaseError, Claim, Evidence
from ..evidence_view import from_the_outlet
from .picture import Picture, listed

CAPTION = (
    "On which day did it happen? Square: the article. Hollow square: the line gives no day, and we "
    "read it from the lines around it. Circle: other reports, with how many. A report that gives "
    "no day in the excerpt we read stands in the table only."
)
SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True)
class Dated:
    """One event: the article's days, and who puts it on which day."""

    claim: Claim
    others: tuple[tuple[str, tuple[Evidence, ...]], ...]
    undated: tuple[Evidence, ...]

    @property
    def heading(self) -> str:
        return f"{self.claim.event.name} ({self.claim.line})"

    @property
    def article(self) -> str:
        event = self.claim.event
        days = listed([short(day) for day in event.days]) if event.days else "no day"
        return f"{days} (read from the context)" if event.read_from and event.days else days

    @property
    def agreement(self) -> str:
        """Whether the days are the same, in words."""
        days = {day for day, _ in self.others}
        own = set(self.claim.event.days)
        if not own:
            return "The article gives no day."
        if days == own:
            return "The same day." if len(own) == 1 else "The same days."
        return "Other reports have another day as well." if days & own else "Another day."

    @property
    def spoken(self) -> str:
        others = [f"{short(day)} in {_reports(len(who))}" for day, who in self.others]
        return (
            f"{self.claim.event.name}: {self.article} in the article, {listed(others)}. "
            f"{self.agreement}"
        )


def events_of(case: Case) -> list[Dated]:
    """The claims that have an event, in the order of the article."""
    events = []
    for claim in (c for c in case.claims if c.event):
        days = sorted({day for row in claim.evidence for day in row.days})
        if not days:
            raise CaseError(f"claims.toml, {claim.id}: no evidence row says on which day.")
        others = tuple(
            (day, tuple(row for row in claim.evidence if day in row.days)) for day in days
        )
        undated = tuple(row for row in claim.evidence if not row.days)
        events.append(Dated(claim, others, undated))
    return events


def short(iso: str) -> str:
    """``11 Feb``, kept together on one line."""
    day = date.fromisoformat(iso)
    return f"{day.day}\u00a0{SHORT[day.month - 1]}"


def _reports(number: int) -> str:
    return f"{number} report{'' if number == 1 else 's'}"


def picture(case: Case) -> Picture:
    events = events_of(case)
    if not events:
        raise CaseError(f"{case.id}: no claim has an event, so there is no such picture.")
    every = sorted(
        {d for e in events for d in (*e.claim.event.days, *(day for day, _ in e.others))}
    )
    first, last = date.fromisoformat(every[0]), date.fromisoformat(every[-1])
    days = [(first + timedelta(n)).isoformat() for n in range((last - first).days + 1)]
    alt = (
        f"A timeline from {short(days[0])} to {short(days[-1])} {last.year}, one panel an event. "
        f"{' '.join(event.spoken for event in events)} Who says so is in the table."
    )
    hue = case.codebook.questions["sources"].hue
    questions = case.codebook.questions.values()
    return Picture(
        name="timeline",
        svg=draw(events, days, questions, hue, alt, 620, "wss-wide"),
        narrow=draw(events, days, questions, hue, alt, 360, "wss-narrow"),
        alt=alt,
        caption=CAPTION,
        columns=("Who says so", "Day", "How it is given"),
        groups=tuple((f"{e.heading}. {e.agreement}", _rows(e, case)) for e in events),
        claims=tuple((event.claim,) for event in events),
        case=case,
    )


def _rows(event: Dated, case: Case) -> tuple[tuple[str, ...], ...]:
    own = event.claim.event
    given = own.read_from or "in the line itself"
    rows = [("The article", day, given) for day in [*map(short, own.days)] or ["no day"]]
    for day, reports in event.others:
        rows += [(row.publisher, short(day), _given(row, case)) for row in reports]
    none = "none in the excerpt that we read"
    return (*rows, *((row.publisher, "no day", none) for row in event.undated))


def _given(row: Evidence, case: Case) -> str:
    own = from_the_outlet(row, case)
    return "in a report of the outlet’s own" if own else "in the report"


def draw(events, days, questions, hue, alt: str, width: int, kind: str) -> str:
    """Days as columns; each event a panel with the article's row above the others'."""
    from .sheet import SOFT, Sheet

    sheet = Sheet(width, questions)
    left = 150 if width > 500 else 84
    step = (width - left) / len(days)

    def at(day):
        return left + step * (days.index(day) + 0.5)

    y = 14
    for day in days:
        sheet.text(at(day), y, short(day), 12, bold=True, align="center")
    top, y = y + 6, y + 6
    for event in events:
        y = _panel(sheet, event, at, hue, y + 10)
    for day in days[1:]:
        x = at(day) - step / 2
        sheet.line(x, top, x, y, SOFT, 0.6, (0, (1, 3)))
    return sheet.svg(y + 6, alt, kind)


def _panel(sheet, event: Dated, at, hue, y) -> float:
    from .sheet import INK, SOFT

    sheet.line(0, y, sheet.width, y, SOFT, 0.6)
    y = sheet.lines(0, y + 16, event.heading, sheet.width, 12, 15, bold=True)
    y = sheet.lines(0, y, event.agreement, sheet.width)
    own = event.claim.event
    sheet.box(0, y - 10, sheet.width, 22, INK, alpha=0.08)
    sheet.text(6, y + 5, "The article")
    for day in own.days:
        x = at(day)
        sheet.box(x - 6, y - 5, 12, 12, "none" if own.read_from else hue, hue)
    if not own.days:
        sheet.text(sheet.width - 6, y + 5, "no day", align="right")
    y += 28
    sheet.text(6, y + 2, "Others")
    for day, who in event.others:
        sheet.circle(at(day) - 6, y - 2, 5.2, hue, hue)
        sheet.text(at(day) + 4, y + 2, f"{len(who)}", 11, bold=True)
    return y + 10
