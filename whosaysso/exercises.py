"""The verbs for exercises: ``ask`` shows a task, ``check`` tells how it went."""

from __future__ import annotations

from . import tasks
from .case import CaseError, load
from .scoring import Feedback
from .widgets import Mark

KINDS = {"mark": Mark}
_asked: dict[str, Mark] = {}


def ask(task_id: str, case: str = "idlib-2020") -> Mark:
    """Show an exercise, by the id of its task."""
    source = load(case)
    task = tasks.task(task_id, source)
    _asked[task_id] = KINDS[task.kind](task=tasks.build(task, source))
    return _asked[task_id]


def check(task_id: str) -> Feedback:
    """What is right, what is not, and why, for the exercise as it stands."""
    return _shown(task_id).feedback()


def solve(task_id: str) -> None:
    """Put the key's answer into an exercise. The keys of this kit are public."""
    _shown(task_id).solve()


def _shown(task_id: str) -> Mark:
    if task_id not in _asked:
        raise CaseError(f'Run the cell with ask("{task_id}") first.')
    return _asked[task_id]
