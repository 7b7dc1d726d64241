"""A report folder that changes as a whole: a stop in the middle leaves the old report as it was.

The new report is written beside the old one and takes its place at the end. ``report.json``
lists what the report wrote, with hashes. So a file that a teacher put there, ``overrides.csv`` for
one, is carried over, and so is a file that a teacher has edited, under another name.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from ..feedback import Fault
from .grades import FILE as OVERRIDES

LIST = "report.json"
FORMAT = "who-says-so/report"


class FolderError(Fault):
    """A place where no report can be written; the message is one sentence for a teacher."""


@dataclass
class Fresh:
    """The folder to write into. ``kept`` names edited files, as they are called from now on."""

    path: Path
    kept: list[str] = field(default_factory=list)
    files: tuple[str, ...] = ()


@contextmanager
def replaced(to: Path) -> Iterator[Fresh]:
    """A fresh folder that takes the place of ``to`` when the block ends without a fault."""
    to = Path(os.path.realpath(to))
    aside = to.with_name(f".{to.name}.old")
    if not to.exists() and aside.is_dir():
        os.rename(aside, to)  # a run was stopped between its last two steps
    check(to)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        for left in to.parent.glob(f".{to.name}.new-*"):
            shutil.rmtree(left, ignore_errors=True)  # of a run that was stopped
        fresh = Fresh(Path(mkdtemp(prefix=f".{to.name}.new-", dir=to.parent)))
    except OSError as fault:
        raise FolderError(f"No report can be written there ({_reason(fault)}).") from None
    try:
        yield fresh
        fresh.files = tuple(_names(fresh.path))
        _write_list(fresh)
        if to.exists():
            _carry_over(to, fresh)
        _swap(fresh.path, to, aside)
    except BaseException as fault:
        shutil.rmtree(fresh.path, ignore_errors=True)
        if not isinstance(fault, OSError):
            raise
        raise FolderError(
            f"The report could not be written ({_reason(fault)}); what was there is as it was."
        ) from None


def check(to: Path) -> None:
    """Say in one sentence why ``to`` cannot hold a report, if it cannot."""
    if not to.exists():
        return
    if not to.is_dir():
        raise FolderError(f"{to.name} is a file; name a folder for the report.")
    if not (to / LIST).exists() and {entry.name for entry in to.iterdir()} - {OVERRIDES}:
        raise FolderError(
            f"The folder {to.name} holds other things than a report; name an empty or a new one."
        )


def _names(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _write_list(fresh: Fresh) -> None:
    listed = {name: _hash(fresh.path / name) for name in fresh.files}
    text = json.dumps({"format": FORMAT, "files": listed}, indent=1, sort_keys=True) + "\n"
    (fresh.path / LIST).write_text(text, encoding="utf-8", newline="\n")


def _ours(to: Path) -> dict[str, str]:
    """What the old report wrote; nothing where its list cannot be read, so all is kept."""
    try:
        listed = json.loads((to / LIST).read_text(encoding="utf-8"))["files"]
        return {str(name): str(value) for name, value in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _carry_over(to: Path, fresh: Fresh) -> None:
    ours = _ours(to)
    for name in _names(to):
        if name == LIST or (name in ours and _hash(to / name) == ours[name]):
            continue
        target = fresh.path / name
        if name in ours or os.path.lexists(target):
            target = _edited(target, to)
            fresh.kept.append(target.relative_to(fresh.path).as_posix())
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(to / name, target, follow_symlinks=False)


def _edited(target: Path, to: Path) -> Path:
    """A free name for a file that a teacher has edited."""
    number = 1
    while True:
        more = f" {number}" if number > 1 else ""
        free = target.with_name(f"{target.stem} (edited{more}){target.suffix}")
        if not os.path.lexists(free) and not os.path.lexists(to / free.name):
            return free
        number += 1


def _swap(new: Path, to: Path, aside: Path) -> None:
    if not to.exists():
        os.rename(new, to)
        return
    shutil.rmtree(aside, ignore_errors=True)
    try:
        os.rename(to, aside)
    except OSError as fault:
        raise FolderError(
            f"The old report cannot be replaced ({_reason(fault)}); close its files and try again."
        ) from None
    try:
        os.rename(new, to)
    except OSError:
        os.rename(aside, to)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _hash(path: Path) -> str:
    if path.is_symlink():
        return f"link:{os.readlink(path)}"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reason(fault: OSError) -> str:
    return fault.strerror or "it is in use"
