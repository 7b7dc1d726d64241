"""Which exercises a chapter asks: those of its page, and those of its notebook after them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from whosaysso.case import Case, load
from whosaysso.kinds.task import Task
from whosaysso.tasks import task

ASKED = re.compile(r'^ask\("([\w-]+)"(?:, "([\w-]+)")?\)', re.MULTILINE)


def asked(root: Path, slug: str) -> list[tuple[Case, Task]]:
    """(text, task) of ``book/<slug>.md`` and ``solutions/<name>.ipynb``, each once, in order.

    Raises OSError without such a page, CaseError for a task that is not there.
    """
    found = dict.fromkeys(
        one for path in sources(root, slug) for one in ASKED.findall(_cells(path))
    )
    cases = {name: load(name) if name else load() for _, name in found}
    return [(cases[name], task(task_id, cases[name])) for task_id, name in found]


def sources(root: Path, slug: str) -> list[Path]:
    """The files that say what a chapter asks."""
    notebook = root / "solutions" / f"{slug.replace('/', '-')}.ipynb"
    return [root / "book" / f"{slug}.md", *([notebook] if notebook.is_file() else [])]


def of_reference(reference: str) -> tuple[Case, Task]:
    """A task by name; another text stands before it with a colon. Raises CaseError."""
    case_id, _, task_id = reference.strip().rpartition(":")
    case = load(case_id) if case_id else load()
    return case, task(task_id, case)


def _cells(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
