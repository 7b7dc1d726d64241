"""The table of namings, and of the readers of the exchanged copy, as text and as HTML."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import groupby

from . import swap
from .case import Case, CaseError, load
from .naming import Naming, Table, namings, said
from .passages import anchor, stylesheet


@dataclass(frozen=True)
class Shown:
    """Rows under headings; shows itself in a terminal, in a notebook and in the book.

    A cell is text, or a list of (words, Naming) whose lines become links in the book.
    """

    case: Case
    label: str
    head: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple, ...]], ...]

    def __repr__(self) -> str:
        lines = []
        for title, rows in self.groups:
            lines += [title] if title else []
            lines += ["  " + " | ".join(_plain(cell) for cell in row) for row in rows]
        return "\n".join([*lines, *filter(None, [self.case.written])])

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.head)
        bodies = []
        for title, rows in self.groups:
            span = len(self.head)
            top = f'<tr><th colspan="{span}" scope="rowgroup">{escape(title)}</th></tr>'
            cells = "".join(
                f"<tr>{''.join(f'<td>{_html(self.case, cell)}</td>' for cell in row)}</tr>"
                for row in rows
            )
            bodies.append(f"<tbody>{top if title else ''}{cells}</tbody>")
        note = f"<p><strong>{escape(self.case.written)}</strong></p>" if self.case.written else ""
        return (
            f'{stylesheet()}<div class="wss wss-names">{note}'
            f'<div class="wss-scroll" tabindex="0" role="region" aria-label="{escape(self.label)}">'
            f'<table class="wss-spans"><thead><tr>{head}</tr></thead>{"".join(bodies)}'
            "</table></div></div>"
        )


def names(by: str = "actor", case: str = "idlib-2020") -> Shown:
    """Every naming of a text: ``by`` actor, a row each; or ``by`` form, a row for each form."""
    table = namings(case)
    if by == "actor":
        return _by_actor(table)
    if by == "form":
        return _by_form(table)
    raise CaseError('Show the names by "actor" or by "form".')


def swapped(case: str = "idlib-2020") -> Shown:
    """The key beside the marks of two readers of the copy with exchanged actors."""
    source = load(case)
    head = ("Words of the article", "Key", "Reader 1", "Reader 2", "What follows")
    if not swap.has_marks(source):
        return Shown(source, "Key and readers", head, (("Nobody has marked a copy yet.", ()),))
    rows = swap.compare(source)
    counted = Counter(row.verdict for row in rows)
    total = "; ".join(f"{verdict}: {number}" for verdict, number in counted.most_common())
    groups = [(f"{len(rows)} rows. {total}.", ())]
    for line, kept in groupby(rows, key=lambda row: row.line):
        cells = ((r.words, f"{r.code}, {r.key}", *r.readers, r.verdict) for r in kept)
        groups.append((f"Line {line}", tuple(cells)))
    return Shown(source, "Key and readers", head, tuple(groups))


def mark_of(naming: Naming) -> str:
    """The mark of a naming in words, with what stands round it."""
    words = said(naming.mark)
    if naming.quoted:
        words += " (in quotation marks)"
    return words + (" (in irony)" if naming.ironic else "")


def _by_actor(table: Table) -> Shown:
    groups = []
    for actor in table.actors.values():
        rows = [n for n in table.namings if n.actor == actor]
        labels = sum(n.labelled for n in rows)
        title = f"{actor.name}: {_count(len(rows), 'naming')}, {_count(labels, 'label')}"
        cells = tuple(([("", n)], n.words, n.form.name, mark_of(n)) for n in rows)
        groups.append((title, cells))
    head = ("Line", "Words", "Form", "Mark in the key")
    return Shown(table.case, "Every naming, by actor", head, tuple(groups))


def _by_form(table: Table) -> Shown:
    groups = []
    for form in table.forms.forms.values():
        rows = [n for n in table.namings if n.form == form]
        if not rows:
            continue
        rule = f"label, {form.tier}; rule {form.rule}" if form.rule else "not marked"
        cells = tuple(
            (
                actor.name,
                [(f"“{n.words}”" + (" in quotation marks" if n.quoted else ""), n) for n in kept],
            )
            for actor in table.actors.values()
            if (kept := [n for n in rows if n.actor == actor])
        )
        groups.append((f"{form.name}: {rule}. {form.reason}", cells))
    head = ("Actor", "Words and lines")
    return Shown(table.case, "Every naming, by form", head, tuple(groups))


def _count(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _plain(cell) -> str:
    if isinstance(cell, str):
        return cell
    return ", ".join(f"{words} {naming.line}".strip() for words, naming in cell)


def _html(case: Case, cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    return ", ".join(
        f"{escape(words)} {_link(case, naming.line)}".strip() for words, naming in cell
    )


def _link(case: Case, line_id: str) -> str:
    """A link for pages that lie beside the article; a notebook has no such page."""
    if os.environ.get("WHOSAYSSO_STATIC") != "1":
        return line_id
    page = f"texts/{case.id}.html" if case.written else "article.html"
    return f'<a class="line-link" href="{page}#{anchor(case, case.line(line_id))}">{line_id}</a>'
