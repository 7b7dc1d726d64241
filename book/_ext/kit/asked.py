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


def practices(text: str) -> list[tuple[str, Case, Task]]:
    """(heading above it, text, task) of each exercise of a chapter's page. Raises CaseError."""
    found = []
    for one in ASKED.finditer(text):
        heading = re.findall(r"^## (.+)$", text[: one.start()], re.MULTILINE)[-1]
        case = load(one[2]) if one[2] else load()
        found.append((heading, case, task(one[1], case)))
    return found


def numbered(text: str) -> dict[tuple[str, str], str]:
    """(text, task) → “Practice 2”, for the exercises under such a heading."""
    return {
        (case.id, one.id): number[0]
        for heading, case, one in practices(text)
        if (number := re.match(r"Practice \d+", heading))
    }


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
