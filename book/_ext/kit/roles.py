"""Roles that fetch words and numbers from the case, so that prose types neither.

{span}`id`      the exact quoted words, then a link to their line in the article
{line}`S6`      a link to that line
{claim}`C15`    a link to a claim of the article and what other reports say of it
{number}`…`     a number counted from the data; grammar in whosaysso/numbers.py
{about}`terms`  what case.toml says of the article; {about}`url` is a link to the original

A span that marks a figure of the article is followed by its claims as well.

Another text of the kit is named first, with a colon: {span}`bypass:id`, {line}`bypass:S6`. Its
lines stand on the page book/texts/bypass.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from whosaysso.case import CaseError, load
from whosaysso.claim_links import claims_of
from whosaysso.numbers import NumberError, number
from whosaysso.passages import anchor

from .links import ARTICLE, CLAIMS

TEXTS = "book/texts/"  # the pages of the other texts


def reference(env, case, line_id: str) -> nodes.reference:
    """A link from the page that is being read to a line of a text."""
    line = case.line(line_id)
    page = TEXTS + case.id if case.written else ARTICLE
    place = env.app.builder.get_relative_uri(env.docname, page)
    return nodes.reference(
        "",
        line.id,
        internal=True,
        refuri=f"{place}#{anchor(case, line)}",
        reftitle=f"Line {line.id} of {'this text' if case.written else 'the article'}",
        classes=["line-link"],
    )


class DataRole(SphinxRole):
    """A role whose bad data becomes one Sphinx warning, which a strict build refuses."""

    def run(self):
        try:
            name, colon, rest = self.text.strip().rpartition(":")
            return self.fetch(rest.strip(), load(name) if colon else load()), []
        except (CaseError, NumberError) as fault:
            message = self.inliner.reporter.warning(str(fault), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]

    def link(self, case, line_id):
        return reference(self.env, case, line_id)

    def claim(self, claim):
        place = self.env.app.builder.get_relative_uri(self.env.docname, CLAIMS)
        return nodes.reference(
            "",
            claim.id,
            internal=True,
            refuri=f"{place}#claim-{claim.id}",
            reftitle="What other reports say of this claim",
            classes=["line-link"],
        )


class Span(DataRole):
    def fetch(self, span_id, case):
        span = case.span(span_id)
        # support_smartquotes: the article's own quotation marks stay as they are.
        words = nodes.inline("", quoted(span.quote), classes=["quoted"], support_smartquotes=False)
        places = [self.link(case, span.line)]
        if span.code == "figure" and case is load():
            places += [self.claim(claim) for claim in claims_of(case, span)]
        commas = [part for place in places for part in (nodes.Text(", "), place)][1:]
        return [words, nodes.Text(" ("), *commas, nodes.Text(")")]


class Line(DataRole):
    def fetch(self, line_id, case):
        return [self.link(case, line_id)]


class ClaimLink(DataRole):
    def fetch(self, claim_id, case):
        if case is not load():
            raise CaseError(f"{case.id}: only the article’s claims have a page.")
        return [self.claim(case.claim(claim_id))]


class Number(DataRole):
    def fetch(self, query, case):
        return [nodes.Text(f"{number(query, case):,}")]


class About(DataRole):
    fields = (
        "author",
        "publisher",
        "published",
        "copyright",
        "terms",
        "use",
        "content_note",
        "written",
        "url",
    )

    def fetch(self, field, case):
        if field not in self.fields:
            known = ", ".join(self.fields)
            raise CaseError(f"case.toml has no field {field!r} to show; use {known}.")
        words = getattr(case, field)
        if field != "url":
            return [nodes.Text(words)]
        # the publisher's terms ask for a link
        return [nodes.reference("", words, refuri=words, classes=["original"])]


def quoted(words):
    """The words in quotation marks; the outer pair differs from any pair inside."""
    if any(mark in words for mark in '“”"'):
        return f"‘{words}’"
    return f"“{words}”"


def setup(app):
    app.add_role("span", Span())
    app.add_role("line", Line())
    app.add_role("claim", ClaimLink())
    app.add_role("number", Number())
    app.add_role("about", About())
