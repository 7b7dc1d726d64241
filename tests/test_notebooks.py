"""Committed notebooks were run, in order and today; nbval would notice a changed key.

nbval itself (strict, by the settings in pyproject.toml) runs every cell of ``solutions/`` and
``exercises/`` and compares the outputs. It passes a cell that was never run, whatever the cell
prints: that gap and a few more are closed here.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from whosaysso import tasks
from whosaysso.case import load

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted([*ROOT.glob("solutions/*.ipynb"), *ROOT.glob("exercises/*.ipynb")])
TAGS = {"solution", "remove-cell", "remove-input"}

every_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}"
)


def code_cells(path: Path) -> list[dict]:
    stored = json.loads(path.read_text("utf-8"))["cells"]
    return [cell for cell in stored if cell["cell_type"] == "code"]


def test_nbval_is_on_and_strict_for_both_folders(pytestconfig):
    assert pytestconfig.getoption("nbval") and not pytestconfig.getoption("nbval_lax")
    assert {"solutions", "exercises"} <= set(pytestconfig.getini("testpaths"))


@every_notebook
def test_it_was_run_from_top_to_bottom(path):
    cells = code_cells(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        last = ast.parse("".join(cell["source"])).body[-1]
        if isinstance(last, ast.Expr):  # a cell that ends in a value shows it
            assert cell["outputs"], f"{cell['id']}: run it and store what it shows"


@every_notebook
def test_it_stores_text_and_nothing_else(path):
    assert set(json.loads(path.read_text("utf-8"))["metadata"]) <= {
        "kernelspec",
        "language_info",
        "made_from",
        "myst",
    }
    for cell in code_cells(path):
        assert set(cell["metadata"]) <= {"tags", "mystnb"}
        for output in cell["outputs"]:
            assert output["output_type"] in ("execute_result", "display_data", "stream")
            assert output.get("name") != "stderr"
            assert set(output.get("data", {})) <= {"text/plain"}
    assert "Traceback (most recent call last)" not in path.read_text("utf-8")


@every_notebook
def test_it_hides_its_code_on_the_site_and_nothing_from_nbval(path):
    for cell in code_cells(path):
        tags = set(cell["metadata"].get("tags", []))
        assert tags <= TAGS, f"{cell['id']}: a tag could tell nbval to look away"
        assert tags & {"remove-cell", "remove-input"}, f"{cell['id']}: its code shows on the site"


def test_solutions_are_stored_as_they_run_today(tmp_path):
    copies = [Path(shutil.copy(path, tmp_path)) for path in ROOT.glob("solutions/*.ipynb")]
    done = subprocess.run(
        [sys.executable, "tools/run_solutions.py", *map(str, copies)],
        cwd=ROOT,
        env={**os.environ, "WHOSAYSSO_STATIC": "1"},  # must not reach the notebooks
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for copy in copies:
        assert copy.read_bytes() == (ROOT / "solutions" / copy.name).read_bytes(), (
            f"solutions/{copy.name} is out of date: run python tools/run_solutions.py"
        )


# What nbval does when the key changes. The task is one whose line holds two core spans, so
# that one of them can change and the line still has something to mark.
NOTEBOOK, TASK = "loaded-language.ipynb", "loaded-motives"


def a_span_that_may_change():
    case = load()
    task = tasks.task(TASK, case)
    core = case.spans_in(case.passage(task.lines), task.own["codes"], ("core",))
    return next(
        span
        for span in core
        if span.code == task.own["codes"][0] and sum(other.line == span.line for other in core) > 1
    )


def other_tier(span) -> dict[str, str]:
    return {"tier": "contested"}


def other_code(span) -> dict[str, str]:
    case = load()
    code = next(code for code in tasks.task(TASK, case).own["codes"] if code != span.code)
    rule = next(rule.id for rule in case.codebook.rules.values() if rule.code == code)
    return {"code": code, "rule": rule}  # a rule belongs to one code


def rewrite(file: Path, span, fields: dict[str, str]) -> None:
    """Give one span of spans.toml other values."""
    blocks = file.read_text(encoding="utf-8").split("[[span]]")
    place = next(n for n, block in enumerate(blocks) if f'\nid = "{span.id}"\n' in block)
    for name, value in fields.items():
        old = f'\n{name} = "{getattr(span, name)}"\n'
        assert blocks[place].count(old) == 1, (span.id, name)
        blocks[place] = blocks[place].replace(old, f'\n{name} = "{value}"\n')
    file.write_text("[[span]]".join(blocks), encoding="utf-8", newline="\n")


@pytest.mark.parametrize("change", [None, other_tier, other_code])
def test_a_changed_key_makes_nbval_fail(tmp_path, change):
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "whosaysso", tmp_path / "whosaysso", ignore=ignore)
    for name in (f"solutions/{NOTEBOOK}", "tests/sanitize.cfg"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(ROOT / name, tmp_path / name)
    if change:
        span = a_span_that_may_change()
        rewrite(tmp_path / "whosaysso/cases/idlib-2020/spans.toml", span, change(span))

    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "WHOSAYSSO_"))}
    command = "-m pytest -c pytest.ini -p no:cacheprovider --nbval --nbval-current-env".split()
    command += ["--nbval-cell-timeout=60", "--nbval-sanitize-with=tests/sanitize.cfg"]
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [sys.executable, *command, f"solutions/{NOTEBOOK}"],
        cwd=tmp_path,
        env={**env, "PYTHONPATH": str(tmp_path)},  # before an installed copy
        capture_output=True,
        text=True,
    )
    assert done.returncode == (1 if change else 0), done.stdout[-3000:]
    if change:
        assert "mismatch 'text/plain'" in done.stdout  # another answer, and no broken data
        assert "CaseError" not in done.stdout
        # the check of that task, the receipt, which is made from the answers, and a rewrite
        # of the same lines if there is one
        assert re.search(r"\b[2-9] failed", done.stdout)
