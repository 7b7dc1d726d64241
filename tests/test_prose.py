"""Words of a text stand in its case folder only: prose, notebooks and code fetch them."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from whosaysso.case import CASES, load

RUN = 8  # this many article words in a row are a copy


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[n : n + RUN]) for n in range(len(found) - RUN + 1)}


@pytest.fixture(scope="module")
def article_runs():
    """Runs of the lines of every text of the kit; a run never joins two lines."""
    cases = (load(path.parent.name) for path in CASES.glob("*/case.toml"))
    return set().union(*(runs(line.text) for case in cases for line in case.lines))


def kept_files(root):
    """Every text file that git keeps or would keep, but for the case itself."""
    for name in names(root):
        if not name.startswith("whosaysso/cases/") and (root / name).is_file():
            try:
                yield name, typed(name, (root / name).read_text("utf-8"))
            except UnicodeDecodeError:
                continue  # a picture


def names(root) -> list[str]:
    if not (root / ".git").exists():  # a downloaded archive: no hidden and no built files
        found = (p.relative_to(root).as_posix() for p in root.rglob("*"))
        return [name for name in found if not re.search(r"(^|/)[._]", name)]
    command = "git -c safe.directory=* ls-files --cached --others --exclude-standard -z".split()
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode()
    return [name for name in listed.split("\0") if name]


def typed(name: str, text: str) -> str:
    """What a person typed: of a notebook its sources, not the outputs it stored."""
    if not name.endswith(".ipynb"):
        return text
    return "\n\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])


def test_no_file_copies_the_article(root, article_runs):
    copies = {name: run for name, text in kept_files(root) for run in runs(text) & article_runs}
    assert not copies


def test_a_copy_would_be_found(article_runs):
    line = next(line for line in load().lines if len(words(line.text)) > 12)
    copied = "He wrote: " + line.text.upper().replace(" ", "\n")
    assert runs(copied) & article_runs
    notebook = json.dumps({"cells": [{"source": [line.text], "outputs": []}]})
    assert runs(typed("a.ipynb", notebook)) & article_runs
    stored = json.dumps({"cells": [{"source": ["show()"], "outputs": [{"text": line.text}]}]})
    assert not runs(typed("a.ipynb", stored)) & article_runs
