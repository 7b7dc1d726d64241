"""Who Says So? – one war report, read closely.

The verbs that notebooks and chapters use: ``show`` a passage, ``plot`` a picture, ``ask`` an
exercise, ``check`` it, and ``solve`` it with the public key. ``legend`` explains the marks.
"""

from .case import CaseError
from .codes import legend
from .exercises import ask, check, solve
from .figures import plot
from .passages import show

__all__ = ["CaseError", "ask", "check", "legend", "plot", "show", "solve"]
