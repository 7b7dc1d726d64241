"""Links that a cell wrote without knowing its page become relative addresses.

``kit:claim/C15`` leads to a claim on the page of the claims, ``kit:line/S11`` to a line of the
article (see whosaysso/claim_links.py). A link of another form stops a strict build.
"""

from __future__ import annotations

import re

from sphinx.util import logging

from whosaysso.claim_links import SCHEME

ARTICLE = "book/article"
CLAIMS = "book/evidence/claim-ledger"
PLACES = {"claim": (CLAIMS, "claim-"), "line": (ARTICLE, "")}
LINK = re.compile(rf'href="{SCHEME}([^"]*)"')
log = logging.getLogger(__name__)


def address(builder, page: str, wanted: str) -> str | None:
    """The address of ``claim/C15`` or ``line/S11`` as seen from a page, or nothing."""
    kind, slash, name = wanted.partition("/")
    if kind not in PLACES or not name:
        return None
    target, prefix = PLACES[kind]
    return f"{builder.get_relative_uri(page, target)}#{prefix}{name}"


def resolve(app, pagename, templatename, context, doctree):
    """Rewrite the links of one page when it is written."""

    def link(found):
        place = address(app.builder, pagename, found[1])
        if place is None:
            log.warning("%s: there is no such place as %s%s", pagename, SCHEME, found[1])
            return found[0]
        return f'href="{place}"'

    if "body" in context:
        context["body"] = LINK.sub(link, context["body"])


def setup(app):
    app.connect("html-page-context", resolve)
