"""Roles that fetch words and numbers from the case, so that prose types neither.

{span}`id`      the exact quoted words, then a link to their line in the article
{line}`S6`      a link to that line
{number}`…`     a number counted from the data; grammar in whosaysso/numbers.py
{about}`terms`  what case.toml says of the article; {about}`url` is a link to the original
"""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from whosaysso.case import CaseError, load
from whosaysso.numbers import NumberError, number

ARTICLE = "book/article"  # the page where each line stands under its own id


class DataRole(SphinxRole):
    """A role whose bad data becomes one Sphinx warning, which a strict build refuses."""

    def run(self):
        try:
            return self.fetch(self.text.strip()), []
        except (CaseError, NumberError) as fault:
            message = self.inliner.reporter.warning(str(fault), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]

    def link(self, line_id):
        line = load().line(line_id)
        place = self.env.app.builder.get_relative_uri(self.env.docname, ARTICLE)
        return nodes.reference(
            "",
            line.id,
            internal=True,
            refuri=f"{place}#{line.id}",
            reftitle=f"Line {line.id} of the article",
            classes=["line-link"],
        )


class Span(DataRole):
    def fetch(self, span_id):
        span = load().span(span_id)
        # support_smartquotes: the article's own quotation marks stay as they are.
        words = nodes.inline("", quoted(span.quote), classes=["quoted"], support_smartquotes=False)
        return [words, nodes.Text(" ("), self.link(span.line), nodes.Text(")")]


class Line(DataRole):
    def fetch(self, line_id):
        return [self.link(line_id)]


class Number(DataRole):
    def fetch(self, query):
        return [nodes.Text(f"{number(query):,}")]


class About(DataRole):
    fields = (
        "author",
        "publisher",
        "published",
        "copyright",
        "terms",
        "use",
        "content_note",
        "url",
    )

    def fetch(self, field):
        if field not in self.fields:
            known = ", ".join(self.fields)
            raise CaseError(f"case.toml has no field {field!r} to show; use {known}.")
        words = getattr(load(), field)
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
    app.add_role("number", Number())
    app.add_role("about", About())
