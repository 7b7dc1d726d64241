"""The *mark* exercise: select words in the text and give them a code."""

from __future__ import annotations

import traitlets

from ..scoring import Feedback, is_open, score_marks
from ..tasks import key_marks
from .exercise import DIST, Exercise


class Mark(Exercise):
    """``value`` is a list of marks: ``{"code", "start", "end", "quote"}``, in code points."""

    _esm = DIST / "mark.js"

    @traitlets.validate("value")
    def _valid_value(self, proposal):
        return self._valid_marks(proposal["value"])

    @traitlets.validate("tries")
    def _valid_tries(self, proposal):
        return [self._valid_marks(marks) for marks in proposal["value"]]

    def _valid_marks(self, marks) -> list[dict]:
        """The marks as they are, or one sentence about the first that cannot be one."""
        words = [word for line in self.task["lines"] for word in line["words"]]
        codes = [code["id"] for code in self.task["codes"]]
        if not isinstance(marks, list):
            raise traitlets.TraitError(f"An answer is a list of marks, not {marks!r}.")
        for mark in marks:
            if not isinstance(mark, dict):
                raise traitlets.TraitError(
                    f"A mark is a dict with code, start and end, not {mark!r}."
                )
            code, start, end = (mark.get(name) for name in ("code", "start", "end"))
            if code not in codes:
                raise traitlets.TraitError(
                    f"This task has no code {code!r}; use {', '.join(codes)}."
                )
            if not (
                type(start) is type(end) is int
                and any(word[0] < end and start < word[1] for word in words)
            ):
                raise traitlets.TraitError(
                    f"A mark from {start!r} to {end!r} catches no word of this passage, which "
                    f"runs from {words[0][0]} to {words[-1][1]}."
                )
        return marks

    @property
    def answered(self) -> bool:
        """Marked or checked: a clean passage is rightly answered with no marks at all."""
        return bool(self.value or self.tries)

    def feedback(self) -> Feedback:
        """Feedback on the marks as they stand; the key opens as it does on the screen."""
        if not self.answered:
            return Feedback(self.task["id"], None, "Not answered yet.")
        return score_marks(self.task, self.value, is_open(self.task, self.tries))

    def solve(self) -> None:
        """Set the answer that the key gives, and open the key."""
        self.value = key_marks(self.task)
        self.tries = [self.value, self.value]
