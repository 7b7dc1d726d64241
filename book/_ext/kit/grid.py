"""A table of docutils nodes with a name, head cells and cells of nodes."""

from __future__ import annotations

from docutils import nodes


def table(
    name: str,
    head: list[str],
    rows: list[list[list[nodes.Node]]],
    widths: list[int],
    kind: str = "",
):
    """``rows`` hold cells, a cell is a list of block nodes; ``widths`` are shares of the line.

    Returns a table with ``name`` as its caption, or without a caption where that is empty;
    ``kind`` holds further classes.
    """
    group = nodes.tgroup(cols=len(head))
    for width in widths:
        group += nodes.colspec(colwidth=width)
    group += nodes.thead("", _row([[nodes.paragraph("", title)] for title in head]))
    group += nodes.tbody("", *(_row(cells) for cells in rows))
    caption = [nodes.title("", name)] if name else []
    return nodes.table("", *caption, group, classes=["shelf", *kind.split()])


def said(words: str) -> list[nodes.Node]:
    """A cell of plain words; nothing in them is markup, and their quotation marks stay."""
    return [nodes.paragraph("", "", plain(words))]


def plain(words: str) -> nodes.inline:
    return nodes.inline("", words, support_smartquotes=False)


def _row(cells: list[list[nodes.Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))
