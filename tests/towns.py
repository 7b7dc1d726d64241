"""A small invented case for tests, and a way to break it on purpose."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

DATA = Path(__file__).parent / "data"


def copy_town(to: Path) -> Path:
    """The town case and its codebook, copied so that a test may change them."""
    shutil.copy(DATA / "codebook.toml", to / "codebook.toml")
    return Path(shutil.copytree(DATA / "town", to / "town"))


def change(file: Path, old: str, new: str) -> None:
    """Replace words of a file; the words must be there, or the test would test nothing."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def pin(folder: Path) -> None:
    """Write the article's present hash into case.toml."""
    about = folder / "case.toml"
    found = hashlib.sha256((folder / "article.txt").read_bytes()).hexdigest()
    lines = [
        f'sha256 = "{found}"' if line.startswith("sha256") else line
        for line in about.read_text(encoding="utf-8").splitlines()
    ]
    about.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
