"""The doors at the top of an exercise page: where to work, and what each place forgets."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from pathlib import Path
from urllib.parse import quote

from docutils import nodes


def doors(repository: str, release: str, notebook: str, content: bytes) -> str:
    """HTML for the doors of one notebook.

    ``repository`` is "owner/name" or empty, ``notebook`` the path in the repository. Without a
    repository there is no Binder door: a door that leads nowhere is worse than none. The
    notebook itself (some kilobytes) is in the link, because a page opened from the disk may
    not offer another file for download.
    """
    items = []
    if repository:
        image = f"https://mybinder.org/v2/gh/{repository}/{quote(release, safe='')}"
        address = f"{image}?labpath={quote(notebook, safe='')}"
        items.append(
            door(
                f'<a href="{escape(address)}">Open in Binder</a>',
                "A full notebook with Python, in your browser. The first start may take minutes. "
                "It is lost when the tab closes: save your answers as a file first.",
            )
        )
    name = notebook.rsplit("/", 1)[-1]
    items += [
        door(
            "<strong>Work on this page</strong>",
            "Nothing to wait for. Your browser keeps your answers on this computer, but not for "
            "ever: save them at the foot of the page.",
        ),
        door(
            f'<a href="data:application/x-ipynb+json;base64,{b64encode(content).decode()}"'
            f' download="{escape(name)}">'
            "Download the notebook</a>",
            "For Jupyter on your own computer, with the kit installed. Your answers are kept in "
            "my-answers.json beside it.",
        ),
        door(
            '<button type="button" data-print>Print this page</button>',
            "For pen and paper. Nothing answers back: compare with a neighbour.",
            classes="door pst-js-only",
        ),
    ]
    return f'<ul class="doors" aria-label="Ways to do this exercise">{"".join(items)}</ul>'


def door(way: str, note: str, classes: str = "door") -> str:
    return f'<li class="{classes}">{way}<span>{note}</span></li>'


def add_doors(app, doctree):
    """Put the doors under the title of each exercise page, while it is read."""
    docname = app.env.docname
    if not docname.startswith("exercises/"):
        return
    title = next(doctree.findall(nodes.title), None)
    if title is None:
        return
    html = doors(
        app.config.kit_repository,
        app.config.kit_release,
        f"{docname}.ipynb",
        Path(app.env.doc2path(docname)).read_bytes(),
    )
    title.parent.insert(title.parent.index(title) + 1, nodes.raw("", html, format="html"))


def setup(app):
    app.connect("doctree-read", add_doors)
