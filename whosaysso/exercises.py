"""The verbs for exercises: ``ask`` shows a task, ``check`` tells how it went."""

from __future__ import annotations

from . import tasks
from .case import CaseError, load
from .feedback import Feedback
from .widgets import WIDGETS, Exercise

_asked: dict[tuple[str, str], Exercise] = {}


def ask(task_id: str, case: str = "idlib-2020") -> Exercise:
    """Show an exercise, by the id of its task; asked again, it is the same one, marks and all."""
    source = load(case)
    task = tasks.task(task_id, source)
    if (case, task_id) not in _asked:
        _asked[case, task_id] = WIDGETS[task.kind](tasks.build(task, source))
    return _asked[case, task_id]


def check(task_id: str, case: str = "idlib-2020") -> Feedback:
    """What is right, what is not, and why, for the exercise as it stands."""
    return _shown(task_id, case).feedback()


def solve(task_id: str, case: str = "idlib-2020") -> None:
    """Put the key's answer into an exercise. The keys of this kit are public."""
    _shown(task_id, case).solve()


def _shown(task_id: str, case: str) -> Exercise:
    tasks.task(task_id, load(case))  # an unknown id is the first thing to say
    if (case, task_id) not in _asked:
        raise CaseError(f'Run the cell with ask("{task_id}") first.')
    return _asked[case, task_id]
