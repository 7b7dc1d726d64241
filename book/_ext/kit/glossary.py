"""The glossary, from one file: English terms with words of other languages and their direction.

```{word-list} glossary.toml```     a file beside the page

The file has ``[[language]]`` tables (``id``: a language tag; ``name``, ``dir``: ltr or rtl) and
``[[term]]`` tables (``en``, ``means``, and a word for each language). Where ``reviewed`` of a
language is empty, its column says that a native speaker has still to read it.
"""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective


class GlossaryError(ValueError):
    """A glossary that cannot be shown; the message is one sentence for a person."""


def read(path: Path) -> tuple[list[dict], list[dict]]:
    """(languages, terms), complete. Raises GlossaryError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise GlossaryError(f"{path.name}: not readable as TOML ({fault}).") from None
    languages, terms = data.get("language", []), data.get("term", [])
    for one in languages:
        if set(one) != {"id", "name", "dir", "reviewed"} or one["dir"] not in ("ltr", "rtl"):
            raise GlossaryError(
                f"{path.name}: a language has id, name, dir (ltr or rtl), reviewed."
            )
    fields = {"en", "means", *(one["id"] for one in languages)}
    for term in terms:
        if set(term) != fields or not all(isinstance(w, str) and w.strip() for w in term.values()):
            name, lacking = term.get("en", "a term"), ", ".join(sorted(fields ^ set(term)))
            raise GlossaryError(
                f"{path.name}, {name}: a field is missing, empty or too many {lacking}."
            )
    names = [term["en"].casefold() for term in terms]
    if not names or names != sorted(set(names)):
        raise GlossaryError(f"{path.name}: terms stand in the order of the alphabet, each once.")
    return languages, terms


def page(languages: list[dict], terms: list[dict]) -> str:
    """The table as HTML; docutils knows no language and no direction of a cell."""
    awaits = "awaits a native speaker’s review"
    head = "".join(
        f'<th scope="col">{escape(one["name"])}<br><small>'
        f"{escape('read by ' + one['reviewed'] if one['reviewed'] else awaits)}</small></th>"
        for one in languages
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(term["en"])}</th><td>{escape(term["means"])}</td>'
        + "".join(
            f'<td lang="{one["id"]}" dir="{one["dir"]}">{escape(term[one["id"]])}</td>'
            for one in languages
        )
        + "</tr>"
        for term in terms
    )
    return (
        '<div class="pst-scrollable-table-container" tabindex="0" role="region" '
        'aria-label="Glossary"><table class="table shelf words"><thead><tr>'
        '<th scope="col">English</th><th scope="col">What it means here</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


class WordList(SphinxDirective):
    required_arguments = 1

    def run(self):
        path = Path(self.env.doc2path(self.env.docname)).parent / self.arguments[0]
        self.env.note_dependency(str(path))
        try:
            return [nodes.raw("", page(*read(path)), format="html")]
        except GlossaryError as fault:
            return [self.state_machine.reporter.warning(str(fault), line=self.lineno)]


def setup(app):
    app.add_directive("word-list", WordList)
