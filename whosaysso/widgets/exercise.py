"""What every exercise widget shares: its state, its plain-text form and its static form.

In JupyterLab the widget view is shown. While the book is built (``WHOSAYSSO_STATIC=1``, set
by the book's Sphinx extension) the widget writes itself as HTML instead: the task as data for
the site script, and, for a reader without scripts, the exercise and its folded answers. That
form holds the key, so it is written for the book only and never into a saved notebook.
"""

from __future__ import annotations

import json
import os
from copy import deepcopy
from dataclasses import dataclass
from html import escape
from pathlib import Path

import anywidget
import traitlets

from ..feedback import AnswerError, Feedback
from ..kinds import KINDS, is_open
from ..kinds.task import LATER, short

DIST = Path(__file__).parent / "dist"
MOST_TRIES = 20
UNFINISHED = (
    "Not answered: {left} of {all} items. A test has one Check: answer them first, or check "
    "again to end it as it is."
)


class RefusedAnswer(AnswerError, traitlets.TraitError):
    """An answer refused by the widget; as a TraitError it makes traitlets keep the last one."""


class Exercise(anywidget.AnyWidget):
    """A task, the learner's answer (``value``) and the answers at each Check (``tries``)."""

    _css = DIST / "kit.css"
    task = traitlets.Dict().tag(sync=True)
    # neither Any, which lets None past the checks below, nor List, whose own refusal of
    # something else shows all of it, with a traceback
    value = traitlets.TraitType().tag(sync=True)
    tries = traitlets.TraitType().tag(sync=True)

    pool: dict | None = None  # of a booster: all the items that ``task`` was drawn from
    insisted = None  # the unfinished answer to a test that was asked about

    def __init__(self, task: dict, **state):
        empty = deepcopy(KINDS[task["kind"]].EMPTY)
        super().__init__(task=task, **{"value": empty, "tries": [], **state})

    @property
    def kind(self):
        """The module with the rules of this kind of exercise."""
        return KINDS[self.task["kind"]]

    @traitlets.validate("value")
    def _valid_value(self, proposal):
        return self._valid(proposal["value"])

    @traitlets.validate("tries")
    def _valid_tries(self, proposal):
        tries = proposal["value"]
        if not isinstance(tries, list):
            raise RefusedAnswer(f"The Checks are a list of answers, not {short(tries)}.")
        if len(tries) > MOST_TRIES:
            raise RefusedAnswer(f"These are {len(tries)} Checks; at most {MOST_TRIES} are kept.")
        return [self._valid(value) for value in tries]

    def _valid(self, value):
        try:
            kept = json.loads(json.dumps(value, allow_nan=False)) == value  # keys that are text
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, TypeError, RecursionError):
            kept = False
        if not kept:
            raise RefusedAnswer(
                f"An answer is made of text, whole numbers, lists and dicts; {short(value)} "
                "holds something else."
            )
        try:
            self.kind.valid(self.task, value)
        except AnswerError as fault:
            raise RefusedAnswer(str(fault)) from None
        return value

    @property
    def is_later(self) -> bool:
        """There is no key here: the answer is kept, and feedback comes later."""
        return self.task.get("feedback") == LATER

    @property
    def answered(self) -> bool:
        """Touched or checked: a clean passage is rightly answered with no marks at all."""
        return bool(self.value != self.kind.EMPTY or self.tries)

    def feedback(self) -> Feedback:
        """Feedback on the answer as it stands; the key opens as it does on the screen."""
        if not self.answered:
            return Feedback(self.task["id"], None, "Not answered yet.")
        if self.is_later:
            done = "" if self.tries else " Press “I am done” when you have finished."
            return Feedback(self.task["id"], None, f"Saved. Feedback comes later.{done}")
        return self.kind.score(self.task, self.value, is_open(self.task, self.tries))

    def check(self) -> Feedback:
        """Feedback on the answer as it stands; of a test this is its one Check.

        As on the screen, a test with open items is asked about once.
        """
        test = self.task.get("signal")
        if not test or self.tries or not self.answered:
            return self.feedback()
        items = self.task["items"]
        left = sum("answer" not in self.value.get(item["id"], {}) for item in items)
        if left and self.insisted != self.value:
            self.insisted = deepcopy(self.value)
            said = UNFINISHED.format(left=left, all=len(items))
            return Feedback(self.task["id"], None, said)
        self.tries = [self.value]
        return self.feedback()

    def solve(self) -> None:
        """Set the answer that the key gives, and open the key."""
        if self.is_later:
            raise AnswerError("The key of this exercise is not here; feedback comes later.")
        self.value = self.kind.key(self.task)
        self.tries = [self.value] * self.task["tries"]

    def __repr__(self) -> str:
        title, where = self.task.get("title", ""), self.task.get("where", "")
        lines = "" if where == "all" else f", lines {where}"
        return f"Exercise “{title}”{lines}: open this notebook in Jupyter."

    def _repr_mimebundle_(self, **kwargs):
        if os.environ.get("WHOSAYSSO_STATIC") == "1":
            return {"text/plain": repr(self), "text/html": static_form(self.task)}, {}
        return super()._repr_mimebundle_(**kwargs)


def static_form(task: dict) -> str:
    """The exercise as HTML: readable as it stands, and mounted by the site script."""
    data = json.dumps(task, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    kind = KINDS[task["kind"]]
    shown = kind.draw(task, {"cases": {}}) if "draw" in task else task
    written = f'<p class="wss-credit">{escape(task["written"])}</p>' if task["written"] else ""
    return (
        f'<div class="wss-task" data-wss-task="{escape(task["id"])}">'
        f'<script type="application/json">{data}</script>'
        f'<div class="wss"><p class="wss-title">{escape(task["title"])}</p>'
        f'<p class="wss-prompt">{escape(task["prompt"])}</p>'
        f"{kind.page(shown)}{written}</div></div>"
    )


@dataclass(frozen=True)
class Forms:
    """Both forms of a test, for the static page: the site script shows the learner's one."""

    turn: str
    tasks: list[dict]

    def __repr__(self) -> str:
        return f"Test, {self.turn} form: open this notebook in Jupyter."

    def _repr_html_(self) -> str:
        note = '<p class="wss-scriptless">Do Test A at the start and Test B at the end.</p>'
        forms = "".join(static_form(task) for task in self.tasks)
        return f'<div data-wss-forms="{escape(self.turn)}">{note}{forms}</div>'
