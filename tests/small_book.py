"""A book of one page, built with the kit's extension alone, to try settings and roles on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXTENSIONS = Path(__file__).parent.parent / "book" / "_ext"


def build(folder: Path, page: str, settings: str = "", name: str = "exercises/one"):
    """Returns (html, None), or (None, what the strict build said)."""
    (folder / "conf.py").write_text(
        f"import sys; sys.path.insert(0, {str(EXTENSIONS)!r})\n"
        "extensions = ['myst_nb', 'kit']\nhtml_theme = 'sphinx_book_theme'\n"
        f"nb_execution_mode = 'off'\nroot_doc = {name!r}\n{settings}\n",
        encoding="utf-8",
    )
    source = folder / f"{name}.md"
    source.parent.mkdir(exist_ok=True)
    source.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", str(folder), str(folder / "out")],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        return None, done.stderr
    return (folder / "out" / f"{name}.html").read_text("utf-8"), None
