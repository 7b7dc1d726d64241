"""A finished picture: SVG, what it shows in words, and every number of it as a table."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape
from itertools import zip_longest

from ..case import Case, Claim
from ..claim_links import claim_links
from ..passages import STYLE


@dataclass(frozen=True)
class Picture:
    """A picture with its written alternative; shows itself in a notebook and in the book.

    ``alt`` says what is to be seen. ``groups`` holds every number: a heading and rows of
    cells. ``claims`` has, group by group, the claims that it is about: in the book they are
    links. ``narrow`` is the same picture laid out for a narrow column; the stylesheet shows
    one of the two.
    """

    name: str
    svg: str
    alt: str
    caption: str
    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    narrow: str = ""
    claims: tuple[tuple[Claim, ...], ...] = ()
    case: Case | None = None

    def __repr__(self) -> str:
        written = [self.caption, "", self.alt, "", " | ".join(self.columns)]
        for heading, rows in self.groups:
            written += ["", heading, *("  " + " | ".join(row) for row in rows)]
        return "\n".join(written)

    def _repr_html_(self) -> str:
        # the book links the stylesheet once; a notebook needs it with the picture
        in_book = os.environ.get("WHOSAYSSO_STATIC") == "1"
        style = "" if in_book else f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
        return (
            f'{style}<figure class="wss wss-figure">'
            f"<figcaption>{escape(self.caption)}</figcaption>{self.svg}{self.narrow}"
            f"<details><summary>The same as a table</summary>{self._table()}</details></figure>"
        )

    def _table(self) -> str:
        head = "".join(f'<th scope="col">{escape(column)}</th>' for column in self.columns)
        bodies = []
        links = [claim_links(self.case, claims) for claims in self.claims]
        for (heading, rows), link in zip_longest(self.groups, links, fillvalue=""):
            more = f" What other reports say: {link}." if link else ""
            title = (
                f'<th scope="rowgroup" colspan="{len(self.columns)}">'
                f'<span class="wss-over">{escape(heading)}{more}</span></th>'
            )
            cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
            filled = "".join(f"<tr>{row}</tr>" for row in cells)
            bodies.append(f"<tbody><tr>{title}</tr>{filled}</tbody>")
        return (
            '<div class="wss-scroll" tabindex="0" role="region" '
            f'aria-label="Table for the picture {escape(self.name)}"><table class="wss-spans">'
            f"<thead><tr>{head}</tr></thead>{''.join(bodies)}</table></div>"
        )


def listed(parts) -> str:
    """``a, b and c``."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
