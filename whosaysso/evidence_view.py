"""One report as a reader sees it: who published it, where, when, what it says, how we read it."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from .case import Case, Evidence
from .claim_links import linked

MONTHS = (
    "January February March April May June July August September October November December".split()
)
NOT_SEEN = "title not seen"


def day(iso: str) -> str:
    """``11 February 2020``, ``February 2020`` or ``2020``; of a range both ends."""
    if "/" in iso:
        return " to ".join(map(day, iso.split("/")))
    year, *rest = iso.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*(str(int(number)) for number in rest[1:]), *month, year])


def dated(row: Evidence) -> str:
    """When it was published, or that no date was seen; and which days it tells of."""
    published = day(row.date) if row.date else "date not seen"
    return f"{published}; tells of {day(row.refers_to)}" if row.refers_to else published


def from_the_outlet(row: Evidence, case: Case) -> bool:
    """Whether the report is the outlet's own, or a repost of it: then it is no second voice."""
    return any(name in row.publisher for name in (case.author, case.publisher))


def notes(row: Evidence, case: Case) -> list[str]:
    """Whose word it is, by which route it came, and how we saw it."""
    speaker = row.speaker and row.speaker[:1].upper() + row.speaker[1:]
    return [
        *([f"Whose word: {speaker}."] if speaker else []),
        f"Source grade {row.grade}: {row.grade_reason}",
        f"Seen: {row.seen}.",
        *(["From the outlet under study: no independent report."] * from_the_outlet(row, case)),
    ]


def row_text(row: Evidence, case: Case) -> str:
    title = f"“{row.title}”" if row.title else NOT_SEEN
    return f"{row.publisher}, {title}, {dated(row)}. {row.says} {' '.join(notes(row, case))}"


def row_html(row: Evidence, case: Case, anchor: str = "", after: str = "") -> str:
    """A list item. ``after``: a word about the row's date, such as that it came later."""
    place = f' id="{anchor}"' if anchor else ""
    source = f"<strong>{escape(row.publisher)}</strong>, {_title(row)}, {escape(dated(row))}"
    source += f" <em>({escape(after)})</em>" if after else ""
    how = " ".join(escape(note) for note in notes(row, case))
    return (
        f'<li{place}><p class="report-source">{source}</p>'
        f"<p>{linked(row.says, case)}</p>"
        f'<p class="report-how">{how}</p></li>'
    )


def _title(row: Evidence) -> str:
    """The title, as a link where one may stand; where none may, that it is only named."""
    name = f"<cite>{escape(row.title)}</cite>" if row.title else NOT_SEEN
    if not row.link:
        return f"{name} (named, not linked)"
    host = urlsplit(row.url).hostname.removeprefix("www.")
    words = name if row.title else f"page at {escape(host)}"
    link = f'<a class="external" rel="external nofollow noopener" href="{escape(row.url)}">'
    return f"{link}{words}</a>" + ("" if row.title else f" ({NOT_SEEN})")
