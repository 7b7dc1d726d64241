"""Words are spelt as a list of common slips would have them: prose, notebooks, data and code.

codespell knows slips, not words: it finds what it has on its list and never judges a name, so
British and American forms both pass.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_prose import names, typed

# Words that codespell takes for slips, and what they are here.
ALLOWED = {
    "couldn": "how a rewrite’s forms write “couldn’t”: without punctuation",
    "pres": "“Pres.”, the short title of a president",
    "sade": "a Kurdish word, in the glossary",
    "sting": "a word: praise with a sting",
}
# What is not ours to spell, or is misspelt on purpose.
SKIPPED = {
    "whosaysso/widgets/dist/": "bundles, made from files that are read here",
    "book/_assets/scripts/": "somebody else’s script",
    "tests/data/rewrites/": "texts as people type them, slips included",
    "tests/test_case.py": "holds a misspelt code, to be refused",
    "tests/test_spelling.py": "holds a slip, to be found",
}


def spell(*files: Path | str, allowed=tuple(ALLOWED)) -> list[str]:
    """One line for each slip in these files."""
    command = [sys.executable, "-m", "codespell_lib", "--config", os.devnull]
    command += ["-L", ",".join(allowed)] if allowed else []
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True)
    assert done.returncode in (0, 64, 65), done.stderr
    assert "WARNING: Cannot decode" not in done.stderr, done.stderr
    return [line for line in done.stdout.splitlines() if "==>" in line]


def is_read(name: str) -> bool:
    return not name.startswith(tuple(SKIPPED))


@pytest.fixture(scope="module")
def texts(root, tmp_path_factory) -> list[Path]:
    """A copy of every file; of a notebook the words that a person typed, without its escapes."""
    folder, copies = tmp_path_factory.mktemp("spelling"), []
    for name in filter(is_read, names(root)):
        if not (root / name).is_file():
            continue  # deleted, not yet committed
        try:
            text = typed(name, (root / name).read_text("utf-8"))
        except UnicodeDecodeError:
            continue  # a picture
        copy = folder / (name.lstrip(".") + ".txt")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
        copies.append(copy)
    return copies


def test_nothing_is_misspelt(texts):
    assert len(texts) > 100
    assert spell(*texts) == []


def test_every_exception_is_needed(texts, root):
    found = [
        line.split("==>")[0].split(":")[-1].strip().lower() for line in spell(*texts, allowed=())
    ]
    assert set(found) == set(ALLOWED)
    for name in SKIPPED:
        assert (root / name).exists(), name


@pytest.mark.parametrize("end", ["md", "ipynb"])
def test_a_slip_is_found_also_behind_an_escape_of_a_notebook(tmp_path, end):
    path = tmp_path / f"one.{end}"
    text = "One\nseperate word."
    cell = json.dumps({"cells": [{"source": [text]}]})
    path.write_text(cell if end == "ipynb" else text, encoding="utf-8")
    copy = tmp_path / "copy.txt"
    copy.write_text(typed(path.name, path.read_text("utf-8")), "utf-8")
    assert len(spell(copy)) == 1


def test_both_spellings_of_english_pass(tmp_path):
    path = tmp_path / "two.md"
    path.write_text("The centre’s colour, the center’s color; neutralised, neutralized.", "utf-8")
    assert spell(path) == []
