"""Links from quoted data to the page of the claims and to the article's lines.

A cell does not know on which page it stands. So a link is written as ``kit:claim/C15`` or
``kit:line/S11``, and the book's extension turns it into a relative address, page by page. Only
the article's claims have such a page, and only the book has pages: elsewhere there is no link.
"""

from __future__ import annotations

import os
import re
from html import escape

from .case import ATTRIBUTION, Case, Claim, Span, load

SCHEME = "kit:"


def has_page(case: Case) -> bool:
    """Whether the claims of a case stand on a page of the book that is being built."""
    return os.environ.get("WHOSAYSSO_STATIC") == "1" and case is load()


def claims_of(case: Case, span: Span) -> tuple[Claim, ...]:
    """The claims that a mark is about: whose source it names, or whose words the figure meets."""
    if span.code in ATTRIBUTION:
        return tuple(c for c in case.claims if c.line == span.line and case.attribution(c) == span)
    if span.code == "figure":
        return tuple(c for c in case.claims if c.start < span.end and span.start < c.end)
    return ()


def claim_link(claim: Claim) -> str:
    return (
        f'<a class="line-link" href="{SCHEME}claim/{claim.id}" '
        f'title="What other reports say of this claim">{claim.id}</a>'
    )


def claim_links(case: Case, claims) -> str:
    """``C15, C16`` as links, or nothing where there is no page."""
    return ", ".join(map(claim_link, claims)) if claims and has_page(case) else ""


def line_link(line_id: str) -> str:
    return f'<a class="line-link" href="{SCHEME}line/{line_id}">{line_id}</a>'


def linked(words: str, case: Case) -> str:
    """Our own words as HTML; the claims and lines that they name become links."""
    if not has_page(case):
        return escape(words, quote=False)
    claims, lines = {c.id: c for c in case.claims}, {line.id for line in case.lines}

    def link(found):
        name = found[0]
        return claim_link(claims[name]) if name in claims else line_link(name)

    known = re.compile("|".join(rf"\b{one}\b" for one in sorted({*claims, *lines})))
    return known.sub(link, escape(words, quote=False))
