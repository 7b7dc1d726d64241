"""The article's case in a place where a test may spoil its key."""

from __future__ import annotations

import shutil
from pathlib import Path

from whosaysso.case import CASES


def copy_key(to: Path) -> Path:
    """The case with the codebook and the forms beside it; returns its folder."""
    for name in ("codebook.toml", "forms.toml"):
        shutil.copy(CASES / name, to / name)
    folder = Path(shutil.copytree(CASES / "idlib-2020", to / "idlib-2020"))
    for made_from_marks in ("swap.toml", "swap.csv"):  # tests write marks of their own
        (folder / made_from_marks).unlink(missing_ok=True)
    return folder


def cut_span(folder: Path, span_id: str) -> None:
    """Take a span out of spans.toml."""
    file = folder / "spans.toml"
    head, *rows = file.read_text("utf-8").split("[[span]]\n")
    kept = [row for row in rows if f'id = "{span_id}"\n' not in row]
    assert len(kept) == len(rows) - 1, span_id
    file.write_text("[[span]]\n".join([head, *kept]), "utf-8")


def change_span(folder: Path, span_id: str, *changes: tuple[str, str]) -> None:
    """Change fields of one span; each old text must be there."""
    file = folder / "spans.toml"
    head, *rows = file.read_text("utf-8").split("[[span]]\n")
    (at,) = [n for n, row in enumerate(rows) if f'id = "{span_id}"\n' in row]
    for old, new in changes:
        assert old in rows[at], f"{span_id}: {old!r} is not there"
        rows[at] = rows[at].replace(old, new, 1)
    file.write_text("[[span]]\n".join([head, *rows]), "utf-8")


def retier(folder: Path, span_id: str, old: str, new: str) -> None:
    change_span(folder, span_id, (f'tier = "{old}"', f'tier = "{new}"'))
