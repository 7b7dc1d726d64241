"""What belongs to one chapter: a line of links to its page, plan, exercise, sheet, slides and key.

```{beside} irony```     the pages of ``book/irony`` that the book has, but for the page it is on
"""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

PLACES = {
    "The chapter": ("book/{slug}",),
    "Its plan": ("book/teachers/plans/{road}",),  # one for the course's page, one for the town
    "Its exercise": ("exercises/{name}",),
    "The sheet of this chapter": (
        "book/teachers/sheets/{name}",
        "book/teachers/sheet-{name}",
    ),
    "Its slides": ("book/teachers/slides/{name}",),
    "Its key": ("book/teachers/keys/{name}",),
    "The exercise, worked": ("solutions/{name}",),
}


def places(slug: str, known: set[str]) -> dict[str, str]:
    """Title → document, for the documents that the book has. Raises KeyError without a chapter."""
    name, road = slug.replace("/", "-"), slug.partition("/")[0]
    found = {}
    for title, forms in PLACES.items():
        for form in forms:
            document = form.format(slug=slug, name=name, road=road)
            if document in known:
                found.setdefault(title, document)
    if "The chapter" not in found:
        raise KeyError(slug)
    return found


class Beside(SphinxDirective):
    required_arguments = 1

    def run(self):
        env = self.env
        try:
            found = places(self.arguments[0], env.found_docs)
        except KeyError as unknown:
            sentence = f"beside: the book has no page {unknown}."
            return [self.state_machine.reporter.warning(sentence, line=self.lineno)]
        return [linked(env, found)]


def linked(env, pages: dict[str, str]) -> nodes.paragraph:
    """A line of links from the page being read, without one to itself."""
    others = {title: document for title, document in pages.items() if document != env.docname}
    line = nodes.paragraph(classes=["beside"])
    for number, (title, document) in enumerate(others.items()):
        if number:
            line += nodes.Text(" · ")
        place = env.app.builder.get_relative_uri(env.docname, document)
        line += nodes.reference("", title, internal=True, refuri=place)
    return line


def setup(app):
    app.add_directive("beside", Beside)
