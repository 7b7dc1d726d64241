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
        words = [word for line in self.task.get("lines", []) for word in line["words"]]
        codes = [code["id"] for code in self.task.get("codes", [])]
        for mark in proposal["value"]:
            start, end = mark.get("start"), mark.get("end")
            if mark.get("code") not in codes:
                raise traitlets.TraitError(
                    f"This task has no code {mark.get('code')!r}; use {', '.join(codes)}."
                )
            if not (type(start) is type(end) is int and words[0][0] <= start < end <= words[-1][1]):
                raise traitlets.TraitError(
                    f"A mark from {start!r} to {end!r} is not in this passage, which runs "
                    f"from {words[0][0]} to {words[-1][1]}."
                )
        return proposal["value"]

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
