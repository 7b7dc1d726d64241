"""Who Says So? – one war report, read closely.

The verbs that notebooks and chapters use: ``show`` a passage, ``plot`` a picture, ``ask`` an
exercise (``ask_form`` one of two tests), ``check`` it, ``solve`` it with the public key (or
``answer`` it from a cell), and ``hand_in`` the answers. ``open_feedback`` takes a teacher's code
where feedback comes later. ``legend`` explains the marks.
"""

from .case import CaseError
from .codes import legend
from .exercises import answer, ask, ask_form, check, hand_in, open_feedback, solve
from .figures import plot
from .passages import show

__all__ = [
    "CaseError",
    "answer",
    "ask",
    "ask_form",
    "check",
    "hand_in",
    "legend",
    "open_feedback",
    "plot",
    "show",
    "solve",
]
