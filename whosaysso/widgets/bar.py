"""The bar “Your answers” in a notebook, and what ``hand_in`` leaves there."""

from __future__ import annotations

import os
from collections.abc import Callable

import anywidget
import traitlets

from ..answers import MIME
from ..feedback import Fault
from .exercise import DIST

MOST_NOTES = 5  # the newest are shown; the files they speak of stay


class Answers(anywidget.AnyWidget):
    """Save, load, forget, and the code of a card, in a kernel; the page draws the same without one.

    ``load`` takes the bytes of a file, ``forget`` nothing, ``use_code`` what was typed; each
    returns one sentence, and the last may raise one. The file to save is made in the browser from
    ``document`` when its button is pressed.
    """

    _esm = DIST / "answers.js"
    _css = DIST / "kit.css"
    document = traitlets.Dict().tag(sync=True)
    place = traitlets.Unicode().tag(sync=True)
    notes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    coded = traitlets.Bool(help="Whether the code is one that stays.").tag(sync=True)
    handed = traitlets.Unicode(help="Receipt of what the last hand_in() wrote.").tag(sync=True)

    def __init__(
        self,
        load: Callable[[bytes], str],
        forget: Callable[[], str],
        use_code: Callable[[str], str],
    ):
        super().__init__()
        self._load, self._forget, self._use_code = load, forget, use_code
        self.on_msg(Answers._answer)

    def show(self, document: dict, place: str, notes: list[str], coded: bool) -> None:
        with self.hold_sync():
            self.document, self.place, self.notes = document, place, notes[-MOST_NOTES:]
            self.coded = coded

    def _answer(self, content, buffers) -> None:
        """A button on the screen asked for something; say how it went."""
        match content, buffers:
            case {"do": "load", "ask": number}, [raw]:
                self.send({"ask": number, "said": self._load(bytes(raw))})
            case {"do": "forget", "ask": number}, _:
                self.handed = ""
                self.send({"ask": number, "said": self._forget()})
            case {"do": "code", "ask": number, "code": str(code)}, _:
                try:
                    said = self._use_code(code)
                except Fault as fault:
                    said = str(fault)
                self.send({"ask": number, "said": said})

    def __repr__(self) -> str:
        return "Your answers: open this notebook in Jupyter."


class HandIn:
    """One sentence, the bar, and the answer document where answers are kept."""

    def __init__(self, sentence: str, bar: Answers, document: dict | None):
        self.sentence, self.bar, self.document = sentence, bar, document

    def __repr__(self) -> str:
        if self.document is None:
            return self.sentence
        return (
            f"{self.sentence} This cell holds your answers as they are now: after a change run it "
            "again, then save the notebook."
        )

    def _repr_mimebundle_(self, **kwargs):
        if os.environ.get("WHOSAYSSO_STATIC") == "1":
            return {"text/plain": repr(self), "text/html": "<div data-wss-answers></div>"}, {}
        data, metadata = self.bar._repr_mimebundle_(**kwargs)
        block = {} if self.document is None else {MIME: self.document}
        return {**data, "text/plain": repr(self), **block}, metadata
