"""What every exercise widget shares: its state, its plain-text form and its static form.

In JupyterLab the widget view is shown. While the book is built (``WHOSAYSSO_STATIC=1``, set
by the book's Sphinx extension) the widget writes itself as HTML instead: the task as data for
the site script, and, for a reader without scripts, the passage and its folded answers. That
form holds the key, so it is written for the book only and never into a saved notebook.
"""

from __future__ import annotations

import json
import os
from html import escape
from pathlib import Path

import anywidget
import traitlets

DIST = Path(__file__).parent / "dist"


class Exercise(anywidget.AnyWidget):
    """A task, the learner's answer (``value``) and the answers at each Check (``tries``)."""

    _css = DIST / "kit.css"
    task = traitlets.Dict().tag(sync=True)
    value = traitlets.List().tag(sync=True)
    tries = traitlets.List().tag(sync=True)

    def __repr__(self) -> str:
        title, where = self.task.get("title", ""), self.task.get("where", "")
        return f"Exercise “{title}”, lines {where}: open this notebook in Jupyter."

    def _repr_mimebundle_(self, **kwargs):
        if os.environ.get("WHOSAYSSO_STATIC") == "1":
            return {"text/plain": repr(self), "text/html": static_form(self.task)}, {}
        return super()._repr_mimebundle_(**kwargs)


def static_form(task: dict) -> str:
    """The exercise as HTML: readable as it stands, and mounted by the site script."""
    data = json.dumps(task, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    lines = "".join(
        f'<p class="wss-line"><span class="wss-no">{escape(line["id"])}</span>'
        f'<span class="wss-text" dir="auto">{escape(_line_text(line))}</span></p>'
        for line in task["lines"]
    )
    codes = ", ".join(escape(code["name"]) for code in task["codes"])
    answers = "".join(
        f"<li>{escape(item['line'])} <q>{escape(item['quote'])}</q> {escape(_answer(item))}</li>"
        for item in task["items"]
        if item["role"] != "aside"
    ) + "".join(f"<li>{escape(line)} {escape(text)}</li>" for line, text in task["clean"].items())
    return (
        f'<div class="wss-task" data-wss-task="{escape(task["id"])}">'
        f'<script type="application/json">{data}</script>'
        f'<div class="wss"><p class="wss-title">{escape(task["title"])}</p>'
        f'<p class="wss-prompt">{escape(task["prompt"])} (Codes: {codes}.)</p>'
        f'<div class="wss-words">{lines}</div>'
        f"<details><summary>Answers with reasons</summary><ol>{answers}</ol></details>"
        "</div></div>"
    )


def _line_text(line: dict) -> str:
    return line["before"] + "".join(word[2] + word[3] for word in line["words"])


def _answer(item: dict) -> str:
    return item["text"]["hit" if item["role"] == "core" else item["role"]]
