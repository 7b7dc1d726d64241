"""Roles that fetch words and numbers from the case, so that prose types neither.

{span}`id`      the exact quoted words, then a link to their line in the article
{line}`S6`      a link to that line
{number}`…`     a number counted from the data; grammar in whosaysso/numbers.py
{about}`terms`  what case.toml says of the article; {about}`url` is a link to the original

Another text of the kit is named first, with a colon: {span}`bypass:id`, {line}`bypass:S6`. Its
lines stand on the page book/texts/bypass.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from whosaysso.case import CaseError, load
from whosaysso.numbers import NumberError, number
from whosaysso.passages import anchor

ARTICLE = "book/article"  # the page where each line stands under its own id
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


class Span(DataRole):
    def fetch(self, span_id, case):
        span = case.span(span_id)
        # support_smartquotes: the article's own quotation marks stay as they are.
        words = nodes.inline("", quoted(span.quote), classes=["quoted"], support_smartquotes=False)
        return [words, nodes.Text(" ("), self.link(case, span.line), nodes.Text(")")]


class Line(DataRole):
    def fetch(self, line_id, case):
        return [self.link(case, line_id)]


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
    app.add_role("number", Number())
    app.add_role("about", About())
