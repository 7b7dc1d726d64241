"""A small table that shows itself: as lined-up text in a notebook, as HTML in the book."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Table:
    """Rows of text under column names. ``caption`` says what the table holds, ``notes`` follow."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        lines = [self.columns, *self.rows]
        widths = [max(len(cells[n]) for cells in lines) for n in range(len(self.columns))]
        aligned = (
            "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
            for cells in lines
        )
        return "\n".join([self.caption, *(aligned if self.rows else ()), *self.notes])

    def html(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self.rows
        )
        name = escape(self.caption)
        table = (
            f'<div class="wss-scroll" tabindex="0" role="region" aria-label="{name}">'
            f'<table class="wss-spans"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
            "</div>"
        )
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<p><strong>{name}</strong></p>{table if self.rows else ''}{notes}"


@dataclass(frozen=True)
class Report:
    """Tables and a last word, for people."""

    tables: tuple[Table, ...]
    end: str = ""

    def __repr__(self) -> str:
        return "\n\n".join([*(table.text() for table in self.tables), *filter(None, [self.end])])

    def _repr_html_(self) -> str | None:
        """For the book only: saved notebooks keep plain text."""
        if os.environ.get("WHOSAYSSO_STATIC") != "1":
            return None
        end = f'<p class="wss-credit">{escape(self.end)}</p>' if self.end else ""
        return f'<div class="wss">{"".join(table.html() for table in self.tables)}{end}</div>'
