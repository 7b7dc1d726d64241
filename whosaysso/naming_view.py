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

SIGNS = (
    "“Left alone”: the reader made no mark on these words. “Not sure”: the reader made one and "
    "doubted it. “Contested anyway”: the key had left the words open before."
)


@dataclass(frozen=True)
class Words:
    """Words of a text and the lines where they stand; in the book the lines are links."""

    words: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.words} {', '.join(self.lines)}".strip()


@dataclass(frozen=True)
class Group:
    """Rows under a heading. A cell is text, or a list of ``Words``."""

    title: str
    note: str
    rows: tuple[tuple, ...]


@dataclass(frozen=True)
class Shown:
    """A table; shows itself in a terminal, in a notebook and in the book.

    ``up`` leads from the page that shows it to the folder of the article's page.
    """

    case: Case
    label: str
    head: tuple[str, ...]
    groups: tuple[Group, ...]
    up: str = ""

    def __repr__(self) -> str:
        lines = []
        for group in self.groups:
            lines.append(" ".join(filter(None, (f"{group.title}.", group.note))))
            lines += ["  " + " | ".join(_plain(cell) for cell in row) for row in group.rows]
        return "\n".join([*lines, *filter(None, [self.case.written])])

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.head)
        bodies = []
        for group in self.groups:
            note = f"<br>{escape(group.note)}" if group.note else ""
            cells = "".join(
                f"<tr>{''.join(f'<td>{self._html(cell)}</td>' for cell in row)}</tr>"
                for row in group.rows
            )
            bodies.append(
                f'<tbody><tr><th colspan="{len(self.head)}" scope="rowgroup">'
                f'<span class="wss-over"><strong>{escape(group.title)}</strong>{note}</span>'
                f"</th></tr>{cells}</tbody>"
            )
        note = f"<p><strong>{escape(self.case.written)}</strong></p>" if self.case.written else ""
        return (
            f'{stylesheet()}<div class="wss wss-names">{note}'
            f'<div class="wss-scroll" tabindex="0" role="region" aria-label="{escape(self.label)}">'
            f'<table class="wss-spans"><thead><tr>{head}</tr></thead>{"".join(bodies)}'
            "</table></div></div>"
        )

    def _html(self, cell) -> str:
        if isinstance(cell, str):
            return escape(cell)
        return "; ".join(
            f"{escape(one.words)} {', '.join(map(self._link, one.lines))}".strip() for one in cell
        )

    def _link(self, line_id: str) -> str:
        """A link to the page of the text; a notebook has no such page."""
        if os.environ.get("WHOSAYSSO_STATIC") != "1":
            return line_id
        page = f"texts/{self.case.id}.html" if self.case.written else "article.html"
        place = f"{self.up}{page}#{anchor(self.case, self.case.line(line_id))}"
        return f'<a class="line-link" href="{place}">{line_id}</a>'


def names(by: str = "actor", case: str = "idlib-2020", up: str = "") -> Shown:
    """Every naming of a text: ``by`` actor, a row each; or ``by`` form, a block for each form."""
    table = namings(case)
    if by == "actor":
        return _by_actor(table, up)
    if by == "form":
        return _by_form(table, up)
    raise CaseError('Show the names by "actor" or by "form".')


def swapped(case: str = "idlib-2020") -> Shown:
    """The key beside the marks of two readers of the copy with exchanged actors."""
    source = load(case)
    head = ("Words of the text", "Key", "Reader 1", "Reader 2", "What follows")
    label = "The key and two readers"
    if not swap.has_marks(source):
        return Shown(source, label, head, (Group("Nobody has marked a copy yet", "", ()),))
    rows = swap.compare(source)
    counted = Counter(row.verdict for row in rows).most_common()
    total = "; ".join(f"{verdict}: {number}" for verdict, number in counted)
    groups = [Group(_count(len(rows), "row"), f"{total}. {SIGNS}", ())]
    for line, kept in groupby(rows, key=lambda row: row.line):
        cells = (
            (
                r.words,
                f"{_in_words(source, r.code)}: {r.key}",
                *(_in_words(source, cell) for cell in r.readers),
                r.verdict,
            )
            for r in kept
        )
        groups.append(Group(f"Line {line}", "", tuple(cells)))
    return Shown(source, label, head, tuple(groups))


def _in_words(case: Case, cell: str) -> str:
    """Codes by their names: "label?, no-source" is "Label (not sure), No source"."""
    if cell == swap.LEFT:
        return "left alone"
    names = []
    for one in cell.split(", "):
        name = case.codebook.codes[one.removesuffix("?")].name
        names.append(f"{name} (not sure)" if one.endswith("?") else name)
    return ", ".join(names)


def mark_of(naming: Naming) -> str:
    """The mark of a naming in words, with what stands round it."""
    words = said(naming.mark)
    if naming.quoted:
        words += " (in quotation marks)"
    return words + (" (in irony)" if naming.ironic else "")


def _by_actor(table: Table, up: str) -> Shown:
    groups = []
    for actor in table.actors.values():
        rows = [n for n in table.namings if n.actor == actor]
        labels = sum(n.labelled for n in rows)
        title = f"{actor.name}: {_count(len(rows), 'naming')}, {_count(labels, 'label')}"
        cells = tuple(([Words("", (n.line,))], n.words, n.form.name, mark_of(n)) for n in rows)
        groups.append(Group(title, "", cells))
    head = ("Line", "Words", "Form", "Mark in the key")
    return Shown(
        table.case, f"Every naming in “{table.case.title}”, by actor", head, tuple(groups), up
    )


def _by_form(table: Table, up: str) -> Shown:
    groups = []
    for form in table.forms.forms.values():
        rows = [n for n in table.namings if n.form == form]
        if not rows:
            continue
        mark = f"label, {form.tier}" if form.rule else "not marked"
        rule = f" Rule: {table.case.codebook.rules[form.rule].text}" if form.rule else ""
        cells = []
        for actor in table.actors.values():
            where: dict[str, list[str]] = {}
            for n in rows:
                if n.actor == actor:
                    words = f"“{n.words}”" + (" in quotation marks (decoy)" if n.quoted else "")
                    where.setdefault(words, []).append(n.line)
            if where:
                named = [Words(words, tuple(lines)) for words, lines in where.items()]
                cells.append((actor.name, named))
        groups.append(Group(f"{form.name}: {mark}", form.reason + rule, tuple(cells)))
    head = ("Actor", "Words and lines")
    return Shown(
        table.case, f"Every naming in “{table.case.title}”, by form", head, tuple(groups), up
    )


def _count(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _plain(cell) -> str:
    return cell if isinstance(cell, str) else "; ".join(map(str, cell))
