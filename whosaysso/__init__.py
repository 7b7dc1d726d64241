"""Who Says So? – one war report, read closely.

The verbs that notebooks and chapters use: ``show`` a passage, ``plot`` a picture, ``ask`` an
exercise (``ask_form`` one of two tests), ``check`` it, ``solve`` it with the public key (or
``answer`` it from a cell), and ``hand_in`` the answers. ``use_code`` takes the code of a
teacher's card, ``open_feedback`` the one that opens feedback that comes later. ``legend`` explains
the marks.

Each verb is fetched when it is first used: reading the data, as the command ``whosaysso`` does,
needs no Jupyter.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .case import CaseError
    from .codes import legend
    from .exercises import (
        answer,
        ask,
        ask_form,
        check,
        hand_in,
        open_feedback,
        solve,
        use_code,
    )
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
    "use_code",
]

# Where a verb lives, if not among the exercises.
_HOMES = {"CaseError": "case", "legend": "codes", "plot": "figures", "show": "passages"}
_NOTEBOOK = ("anywidget", "ipywidgets", "traitlets", "IPython")


def __getattr__(name: str):
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        home = import_module(f".{_HOMES.get(name, 'exercises')}", __name__)
    except ModuleNotFoundError as fault:
        if fault.name not in _NOTEBOOK:
            raise
        raise ImportError(
            f"{name} needs the notebook parts of the kit, and {fault.name} is not installed. "
            'Install them with: pip install "whosaysso[notebook]"',
            name=fault.name,
        ) from None
    globals()[name] = getattr(home, name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
