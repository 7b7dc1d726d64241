"""The tasks of a case: read from its ``tasks/*.toml`` and built as plain data.

Every sentence a learner can be told is composed here and in ``kinds/``, once. The widget and
the scores only look these sentences up, so the page with no kernel and the notebook say the same.

A task built by ``build`` is JSON. Its head is the same for every kind: ``kind``, ``id``,
``title``, ``prompt``, ``case``, ``where`` (its lines, for people), ``article`` (the text's
SHA-256) and ``written`` (that the text was made for teaching, or empty). The rest is the kind's
own: see ``kinds/*/task.py``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from weakref import WeakKeyDictionary

from .case import Case, CaseError, load
from .kinds import KINDS
from .kinds.task import LATER, Task, short

SHOWN = ("kind", "id", "title", "prompt", "case", "where", "article", "written")
HEAD = ("id", "kind", "title", "prompt", "lines")


def tasks(case: Case) -> dict[str, Task]:
    """All tasks of a case by id, checked against its lines, spans and claims.

    They are read again only when a file has changed: every exercise of a notebook asks for them.
    """
    paths = sorted((case.folder / "tasks").glob("*.toml"))
    stamp = [(path, (about := path.stat()).st_mtime_ns, about.st_size) for path in paths]
    if _known.get(case, ((), {}))[0] != stamp:
        _known[case] = stamp, _tasks(paths, case)
    return dict(_known[case][1])


_known: WeakKeyDictionary[Case, tuple[list, dict[str, Task]]] = WeakKeyDictionary()


def _tasks(paths: list[Path], case: Case) -> dict[str, Task]:
    found: dict[str, Task] = {}
    for path in paths:
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8")).get("task", [])
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise CaseError(f"{path.name}: not readable as TOML ({fault}).") from None
        for number, row in enumerate(rows, 1):
            task = _read_task(row, path.name, number, case)
            if task.id in found:
                raise CaseError(f"{path.name}, {task.id}: this task id is used twice.")
            found[task.id] = task
    return found


def task(task_id: str, case: Case | None = None) -> Task:
    """One task by its id."""
    known = tasks(case or load())
    if not isinstance(task_id, str):
        raise CaseError(f"Name the task as text, not {short(task_id)}.")
    if task_id not in known:
        raise CaseError(f"There is no task {task_id!r}; there are {', '.join(known)}.")
    return known[task_id]


def build(task: Task, case: Case, neutral: bool = False) -> dict:
    """The task as JSON-ready data, with its feedback table.

    ``neutral`` leaves no name or order in it that would tell of the key. A case that is released
    without its key is answered under these names, so whoever scores the answers builds it so.
    """
    kind = KINDS[task.kind]
    built = {
        "kind": task.kind,
        "id": task.id,
        "title": task.title,
        "prompt": task.prompt,
        "case": case.id,
        "where": task.lines.replace("-", " to "),
        "article": case.sha256,
        "written": case.written,
        **kind.build(task, case),
    }
    rename = getattr(kind, "neutral", None) if neutral else None
    return rename(built, case) if rename else built


def keyless(built: dict) -> dict:
    """A built task as somebody may have it who must not have its key.

    Only fields that are named here or in the kind's ``keyless`` get through. ``feedback`` is then
    "later": the widget keeps the answer, and there is nothing to check it with.
    """
    return {
        **{name: built[name] for name in SHOWN},
        "tries": 1,
        "aside": [],
        "verdicts": {},
        "summary": {},
        **KINDS[built["kind"]].keyless(built),
        "feedback": LATER,
    }


def opened(built: dict) -> dict:
    """A task whose key comes after the answer: what was handed over is told at once."""
    return built | {"tries": 1}


def _read_task(row: dict, file: str, number: int, case: Case) -> Task:
    where = f"{file}, {row.get('id', f'task number {number}')}"
    for name in HEAD:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise CaseError(f"{where}: the field {name!r} is missing or empty.")
    kind = KINDS.get(row["kind"])
    if kind is None:
        raise CaseError(f"{where}: unknown kind {row['kind']!r}; use {', '.join(KINDS)}.")
    for name in row:
        if name not in (*HEAD, *kind.FIELDS):
            raise CaseError(f"{where}: unknown field {name!r}.")
    try:
        case.passage(row["lines"])
    except CaseError as fault:
        raise CaseError(f"{where}: {fault}") from None
    return Task(**{name: row[name] for name in HEAD}, case=case.id, own=kind.read(row, where, case))
