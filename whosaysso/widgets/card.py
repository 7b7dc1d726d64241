"""The report card in a notebook; on the static page the site script draws the same."""

from __future__ import annotations

import json
import os

import anywidget
import traitlets

from ..card import as_text, report
from .exercise import DIST


class Card(anywidget.AnyWidget):
    """``data`` from ``card.card_data``; ``answers``: the answer document as it is now."""

    _esm = DIST / "card.js"
    _css = DIST / "kit.css"
    data = traitlets.Dict().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return as_text(report(self.data, self.answers))

    def _repr_mimebundle_(self, **kwargs):
        if os.environ.get("WHOSAYSSO_STATIC") == "1":
            return {"text/plain": repr(self), "text/html": static_card(self.data)}, {}
        return super()._repr_mimebundle_(**kwargs)


def static_card(data: dict) -> str:
    """The place of the card on a page; without scripts there are no answers to report."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<div data-wss-card><script type="application/json">{text}</script>'
        "<noscript><p>The report card needs scripts: it reads the answers kept in your browser."
        "</p></noscript></div>"
    )
