"""The claim ledger: every claim of the article, and what other reports say of it.

The HTML is whole without a script. ``widgets/claims.js`` brings the filters to life, which stay
hidden without it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape

from .case import ATTRIBUTION, VERDICTS, Case, Claim, load
from .claim_links import line_link, linked
from .evidence_view import row_html, row_text
from .tables import Report, Table


@dataclass(frozen=True)
class Ledger:
    """All claims of a case; shows itself as text, and as a page in the book."""

    case: Case

    def __repr__(self) -> str:
        return "\n\n".join(_text(self.case, claim) for claim in self.case.claims)

    def _repr_html_(self) -> str | None:
        """For the book only: saved notebooks keep plain text."""
        if os.environ.get("WHOSAYSSO_STATIC") != "1":
            return None
        claims = "".join(_html(self.case, claim) for claim in self.case.claims)
        return (
            f'<div class="wss claims" data-claims>{_tools(self.case)}'
            f'<div class="claims-list">{claims}</div></div>'
        )


def ledger(case: str | Case = "idlib-2020") -> Ledger:
    """Every claim of a case with its evidence."""
    return Ledger(case if isinstance(case, Case) else load(case))


def grades() -> Report:
    """What the source grades mean, from the codebook."""
    book = load().codebook
    return Report(
        (
            Table(
                "What each grade means", ("Grade", "How it reached us"), tuple(book.grades.items())
            ),
        )
    )


def marks_of(case: Case, claim: Claim) -> tuple[str, ...]:
    """The codes on a claim's words in the key, decoys left out; of sources only the claim's own."""
    found = {
        span.code
        for span in case.spans
        if span.start < claim.end and claim.start < span.end
        if span.tier != "decoy" and span.code not in ATTRIBUTION
    }
    found.add(case.attribution(claim).code)
    return tuple(code for code in case.codebook.codes if code in found)


def named(case: Case, claim: Claim) -> str:
    """Whom the article names for a claim, in words."""
    span = case.attribution(claim)
    kind = case.codebook.codes[span.code].name.lower()
    return f"“{span.source}” ({kind})" if span.source else f"nobody ({kind})"


def against(claim: Claim) -> str:
    """Who contradicts a claim; empty for another verdict."""
    if claim.verdict != "contradicted":
        return ""
    numbers = claim.contradicted_by or range(1, len(claim.evidence) + 1)
    rows = [claim.evidence[number - 1] for number in numbers]
    voices = [
        f"{row.publisher}, quoting {row.speaker}" if row.speaker else row.publisher for row in rows
    ]
    return "; ".join(dict.fromkeys(voices))


def _text(case: Case, claim: Claim) -> str:
    by = f" By: {against(claim)}." if against(claim) else ""
    rows = [f"  {n}. {row_text(row, case)}" for n, row in enumerate(claim.evidence, 1)]
    return "\n".join(
        [
            f"{claim.id}, line {claim.line}: “{claim.quote}”",
            f"  Named in the article: {named(case, claim)}",
            f"  What we found: {claim.verdict}.{by} {claim.note}",
            *(rows or ["  No other report is listed."]),
        ]
    )


def _html(case: Case, claim: Claim) -> str:
    marks = marks_of(case, claim)
    questions = dict.fromkeys(case.codebook.codes[code].question for code in marks)
    by = against(claim)
    by = f"<dt>Contradicted by</dt><dd>{escape(by)}</dd>" if by else ""
    rows = "".join(
        row_html(row, case, f"claim-{claim.id}-{n}") for n, row in enumerate(claim.evidence, 1)
    )
    reports = (
        f'<ol class="reports">{rows}</ol>' if rows else "<p>No other report is listed here.</p>"
    )
    return (
        f'<section class="claim" id="claim-{claim.id}" data-verdict="{claim.verdict}" '
        f'data-line="{claim.line}" data-marks="{" ".join([*questions, *marks])}">'
        f'<h3><span class="claim-id">{claim.id}</span> '
        f'<span class="verdict">{claim.verdict}</span></h3>'
        f'<blockquote class="claim-words"><q>{escape(claim.quote, quote=False)}</q> '
        f"{line_link(claim.line)}</blockquote>"
        f"<dl><dt>Named in the article</dt><dd>{escape(named(case, claim))}</dd>"
        f"<dt>What we found</dt><dd>{linked(claim.note, case)}</dd>{by}</dl>"
        f"<h4>What other reports say</h4>{reports}</section>"
    )


def _tools(case: Case) -> str:
    """The filters; each names its choices from the data."""
    book = case.codebook
    verdicts = [(v, v) for v in VERDICTS if any(c.verdict == v for c in case.claims)]
    lines = [(line.id, line.id) for line in case.lines if _has_claim(case, line.id)]
    marks = "".join(
        f'<optgroup label="{escape(question.text)}">'
        + _options(
            [
                (question.id, "any mark of this question"),
                *((c.id, c.name) for c in book.codes.values() if c.question == question.id),
            ]
        )
        + "</optgroup>"
        for question in book.questions.values()
    )
    total = len(case.claims)
    return (
        '<form class="claims-tools" aria-label="Filter and sort the claims" hidden>'
        + _select("verdict", "What we found", _options([("", "everything"), *verdicts]))
        + _select("mark", "Marks in its words", _options([("", "any or none")]) + marks)
        + _select("line", "Line", _options([("", "all lines"), *lines]))
        + _select(
            "sort", "Order", _options([("line", "as in the article"), ("verdict", "verdict")])
        )
        + '<p class="claims-buttons"><button type="reset">Show all claims</button> '
        '<button type="button" data-print>Print what is shown</button></p>'
        f'<output aria-live="polite">All {total} claims are shown.</output></form>'
    )


def _has_claim(case: Case, line_id: str) -> bool:
    return any(claim.line == line_id for claim in case.claims)


def _select(name: str, label: str, options: str) -> str:
    return f'<label>{label} <select name="{name}">{options}</select></label>'


def _options(pairs) -> str:
    return "".join(
        f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in pairs
    )
