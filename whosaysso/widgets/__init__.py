"""The exercise widgets: one Python class and one ES module a kind."""

from .exercise import DIST, Exercise


class Mark(Exercise):
    """``value``: a list of marks, ``{"code", "start", "end", "quote"}``, in code points."""

    _esm = DIST / "mark.js"


class Sort(Exercise):
    """``value``: for each item answered, ``{"answer"}`` and, where asked, ``"sure"`` (0–100)."""

    _esm = DIST / "sort.js"


class Ledger(Exercise):
    """``value``: for each row, the text of each cell that is filled."""

    _esm = DIST / "ledger.js"


class Rewrite(Exercise):
    """``value``: ``{"text"}`` and, where the learner overrules the panel, ``"overruled"``."""

    _esm = DIST / "rewrite.js"


class Write(Exercise):
    """``value``: ``{"text"}`` and, once it is submitted, ``"rubric"``: a level a criterion."""

    _esm = DIST / "write.js"


WIDGETS = {"mark": Mark, "sort": Sort, "ledger": Ledger, "rewrite": Rewrite, "write": Write}

__all__ = ["WIDGETS", "Exercise", "Ledger", "Mark", "Rewrite", "Sort", "Write"]
