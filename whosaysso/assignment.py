"""The assignment that a notebook belongs to: ``manifest.json`` in its folder, written by a release.

    {"format", "version", "assignment", "kit", "feedback": "now" or "later",
     "grade": "completion" or "first-try", "notebooks": [names], "sealed": name, if any,
     "cases": {id: {"article": SHA-256, "tasks": [ids], "file": name, if it is released keyless}}}

A case released without its key is one more JSON file: the built tasks as ``tasks.keyless`` leaves
them. Whether the feedback is open is told by a file, too: ``feedback.sealed`` needs the teacher's
code, ``feedback.json`` is what it holds, for a teacher who hands that out instead.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from .feedback import Fault

NAME = "manifest.json"
FORMAT = "who-says-so/assignment"
CASE_FORMAT = "who-says-so/keyless-case"
OPEN_FORMAT = "who-says-so/open-feedback"
VERSION = 1
SEALED = "feedback.sealed"
OPEN = "feedback.json"
DAMAGED = "{name} is damaged or missing; take a fresh copy of the assignment's folder."


class AssignmentError(Fault):
    """An assignment that cannot be used; the message is one sentence for a person."""


@dataclass(frozen=True)
class Assignment:
    """What the manifest in a folder says, and the files that it names."""

    folder: Path
    manifest: dict

    @property
    def is_later(self) -> bool:
        return self.manifest["feedback"] == "later"

    def article(self, case: str) -> str | None:
        """SHA-256 of the text of a case that is released here without its key."""
        row = self.manifest["cases"].get(case, {})
        return row.get("article") if "file" in row else None

    def task(self, task_id: str, case: str) -> dict | None:
        """A task of a case that is released here without its key; None for any other case."""
        row = self.manifest["cases"].get(case, {})
        if "file" not in row:
            return None
        known = read_json(self.folder / Path(row["file"]).name, CASE_FORMAT)["tasks"]
        if task_id not in known:
            raise AssignmentError(f"There is no task {task_id!r}; there are {', '.join(known)}.")
        return known[task_id]

    def feedback(self, code: str) -> dict[tuple[str, str], dict]:
        """The tasks with their keys, by case and id; ``code`` is the teacher's."""
        path = self.folder / OPEN
        if path.exists() and not code:
            content = read_json(path, OPEN_FORMAT)
        else:
            from .classroom.seal import open_sealed  # here: it needs cryptography

            path = self.folder / SEALED
            try:
                raw = path.read_bytes()
            except OSError:
                raise AssignmentError(
                    f"{SEALED} is not in the folder of this notebook; ask your teacher for it."
                ) from None
            content = open_sealed(raw, code)
        if content.get("assignment") != self.manifest["assignment"]:
            raise AssignmentError(f"{path.name} belongs to another assignment.")
        return {
            (case, task_id): built
            for case, rows in content["tasks"].items()
            for task_id, built in rows.items()
        }


def here(folder: Path | None = None) -> Assignment | None:
    """The assignment of this folder (the notebook's), or None where there is none."""
    folder = Path(folder) if folder else Path.cwd()
    path = folder / NAME
    try:
        data = json.loads(path.read_bytes())
    except OSError:
        return None
    except (ValueError, RecursionError):
        raise AssignmentError(DAMAGED.format(name=NAME)) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        return None  # somebody else's manifest.json
    return Assignment(folder, _checked(read_json(path, FORMAT)))


def read_json(path: Path, form: str) -> dict:
    """The content of a file of an assignment."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or data.get("format") != form:
        raise AssignmentError(DAMAGED.format(name=path.name))
    if data.get("version") != VERSION:
        raise AssignmentError(f"{path.name} comes from another version of the kit; install that.")
    return data


def _checked(manifest: dict) -> dict:
    cases = manifest.get("cases")
    good = (
        isinstance(manifest.get("assignment"), str)
        and manifest.get("feedback") in ("now", "later")
        and isinstance(cases, dict)
        and all(isinstance(row, dict) for row in cases.values())
        and all(isinstance(row.get("file", ""), str) for row in cases.values())
    )
    if not good:
        raise AssignmentError(DAMAGED.format(name=NAME))
    return manifest
