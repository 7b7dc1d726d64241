"""The parts of a case's context as lists for a page: whose words, when, and by which route."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape

from .case import Case, CaseError, Evidence
from .claim_links import claim_link, has_page, line_link, linked
from .context import Context, Entry, context, in_time, later
from .evidence_view import day, row_html, row_text


@dataclass(frozen=True)
class Part:
    """The entries of one part; shows itself as text, and as lists in the book."""

    context: Context
    name: str

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.context.part(self.name)

    def __repr__(self) -> str:
        return "\n\n".join(_text(entry, self.context) for entry in self.entries)

    def _repr_html_(self) -> str | None:
        """For the book only: saved notebooks keep plain text."""
        if os.environ.get("WHOSAYSSO_STATIC") != "1":
            return None
        entries = "".join(_html(entry, self.context) for entry in self.entries)
        return f'<div class="wss context">{entries}</div>'


def part(name: str, case: str | Case = "idlib-2020") -> Part:
    """``groups``, ``called``, ``background``, ``outlets``, ``left-out`` or ``done-well``."""
    found = Part(context(case), name)
    if not found.entries:
        raise CaseError(f"{found.context.case.id}: its context has nothing under {name!r}.")
    return found


def when_known(entry: Entry, row: Evidence, until: str) -> str:
    """A word about a row's date: it may have come after the text."""
    if entry.part == "left-out" and in_time(row, until):
        return f"reported by {day(until)}"
    return "later than the article" if later(row, until) else ""


def _text(entry: Entry, around: Context) -> str:
    case = around.case
    lines = [f"{entry.name}. {entry.note}", *([entry.undated] if entry.undated else [])]
    lines += [f"  Line {span.line}: “{span.quote}” {span.why}" for span in entry.spans]
    lines += [
        f"  {claim.id}, line {claim.line}: “{claim.quote}” {claim.verdict}"
        for claim in entry.claims
    ]
    for row in entry.evidence:
        known = when_known(entry, row, around.reported_by)
        lines.append(f"  {row_text(row, case)}" + (f" ({known})" if known else ""))
    return "\n".join(lines)


def _html(entry: Entry, around: Context) -> str:
    case = around.case
    undated = f" {escape(entry.undated)}" if entry.undated else ""
    return (
        f'<section class="entry" id="{entry.id}"><h3>{escape(entry.name)}</h3>'
        f"<p>{linked(entry.note, case)}{undated}</p>"
        f"{_shown(entry, case)}{_reports(entry, around)}</section>"
    )


def _reports(entry: Entry, around: Context) -> str:
    """The rows; those that stand under a claim lead there."""
    if not entry.evidence:
        return ""
    rows = "".join(
        row_html(row, around.case, after=when_known(entry, row, around.reported_by))
        for row in entry.evidence
    )
    claims = {one.split("/")[0] for one in entry.rests_on}
    links = ", ".join(claim_link(claim) for claim in around.case.claims if claim.id in claims)
    more = f"<p>In the claim ledger: {links}.</p>" if links and has_page(around.case) else ""
    return f'<ul class="reports">{rows}</ul>{more}'


def _shown(entry: Entry, case: Case) -> str:
    """The words of the text that an entry is about, with their reason or verdict."""
    items = [
        f"<li><q>{escape(span.quote, quote=False)}</q> {line_link(span.line)}. "
        f"{escape(span.why, quote=False)}</li>"
        for span in entry.spans
    ]
    items += [
        f"<li><q>{escape(claim.quote, quote=False)}</q> {line_link(claim.line)}: "
        f"{escape(claim.verdict)}, {claim_link(claim)}.</li>"
        for claim in entry.claims
    ]
    return f"<ul>{''.join(items)}</ul>" if items else ""
