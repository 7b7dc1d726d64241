"""Each part of the kit brings what it needs and no more: the command works without Jupyter."""

from __future__ import annotations

import ast
import email
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import whosaysso

ROOT = Path(__file__).parent.parent
JUPYTER = (
    "IPython ipykernel ipywidgets anywidget traitlets notebook nbformat nbconvert comm".split()
)
TEACHERS = "typer rich msgspec cryptography jinja2".split()
# Refuses to import what is named on the command line, and whatever begins with jupyter.
REFUSING = """
import sys
refused, code = sys.argv[1].split(","), sys.argv[2]
class Refusing:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in refused or top.startswith("jupyter"):
            raise ModuleNotFoundError(f"No module named {top!r}", name=top)
sys.meta_path.insert(0, Refusing())
sys.argv = ["whosaysso", *sys.argv[3:]]
exec(code)
"""
COMMAND = "from whosaysso.cli import main; main()"


def without(refused: list[str], code: str, *words, cwd=None) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", REFUSING, ",".join(refused), code, *map(str, words)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, env=env, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=120
    )


# --- the parts --------------------------------------------------------------------


def test_reading_the_data_needs_next_to_nothing():
    code = """
import whosaysso
from whosaysso import CaseError, answers, legend, show, tasks
from whosaysso.case import load
from whosaysso.kinds import KINDS
for task in tasks.tasks(load()).values():
    built = tasks.build(task, load())
    assert KINDS[task.kind].score(built, KINDS[task.kind].key(built), True)
answers.check(answers.new_document())
assert repr(show("S1")) and repr(legend())
"""
    done = without([*JUPYTER, *TEACHERS, "matplotlib", "numpy"], code)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", [["--help"], ["report", "--help"], ["--version"]])
def test_the_command_starts_without_jupyter(words):
    done = without([*JUPYTER, "matplotlib"], COMMAND, *words)
    assert done.returncode == 0 and "hosaysso" in done.stdout and not done.stderr


def test_the_command_works_without_jupyter(tmp_path):
    done = without([*JUPYTER, "matplotlib"], COMMAND, "export", "key", "--case", "bypass")
    assert done.returncode == 0 and json.loads(done.stdout)["total"], done.stderr
    done = without(JUPYTER, COMMAND, "release", "loaded-headline", "--to", tmp_path / "given")
    assert done.returncode == 0 and (tmp_path / "given" / "manifest.json").exists(), done.stderr
    (tmp_path / "in").mkdir()
    done = without(JUPYTER, COMMAND, "report", tmp_path / "in", "--to", tmp_path / "out")
    assert done.returncode == 0 and (tmp_path / "out" / "class.html").exists(), done.stderr


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("typer", ["--help"]),
        ("msgspec", ["export", "answers", "."]),
        ("rich", ["report", ".", "--to", "out"]),
        ("jinja2", ["codes", "1", "--to", "out"]),
    ],
)
def test_without_its_part_the_command_says_what_to_install(part, words, tmp_path):
    done = without([part], COMMAND, *words, cwd=tmp_path)
    assert done.returncode == 1 and not done.stdout
    assert done.stderr.count("\n") == 1 and 'pip install "whosaysso[classroom]"' in done.stderr
    assert part in done.stderr and not list(tmp_path.iterdir())


def test_without_its_part_a_verb_says_what_to_install():
    done = without(JUPYTER, "from whosaysso import ask")
    said = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1 and 'pip install "whosaysso[notebook]"' in said and "ask" in said


# --- the verbs --------------------------------------------------------------------


def test_every_verb_is_there_in_every_way_of_asking():
    space: dict = {}
    exec("from whosaysso import *", space)
    assert set(whosaysso.__all__) == set(space) - {"__builtins__"}
    assert set(whosaysso.__all__) <= set(dir(whosaysso))
    for name in whosaysso.__all__:
        assert getattr(whosaysso, name) is space[name] and space[name].__name__ == name
    assert whosaysso.__all__ == sorted(whosaysso.__all__)


def test_what_is_no_verb_is_not_there():
    with pytest.raises(AttributeError, match="has no attribute 'guess'"):
        whosaysso.guess  # noqa: B018
    with pytest.raises(ImportError):
        exec("from whosaysso import guess")


# --- the wheel --------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel that pip would build, and its metadata."""
    to = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "-w",
        str(to),
        str(ROOT),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    [file] = to.iterdir()
    with zipfile.ZipFile(file) as zipped:
        [about] = [one for one in zipped.namelist() if one.endswith(".dist-info/METADATA")]
        head = about.rpartition("/")[0]
        entry = zipped.read(f"{head}/entry_points.txt").decode()
        return zipped.namelist(), email.message_from_bytes(zipped.read(about)), entry


def needs(about, part: str = "") -> set[str]:
    """The packages that a part of the kit adds to the base; of no part, the base."""
    found = set()
    for needed in map(Requirement, about.get_all("Requires-Dist")):
        if (needed.marker is None) == (not part) and (
            needed.marker is None or needed.marker.evaluate({"extra": part})
        ):
            found.add(needed.name)
    return found


def test_the_wheel_asks_for_what_each_part_needs(wheel):
    _, about, entry = wheel
    assert needs(about) == {"fastjsonschema", "filelock"}
    assert needs(about, "notebook") == {"anywidget", "ipywidgets", "matplotlib"}
    assert needs(about, "classroom") == {
        "cryptography", "jinja2", "matplotlib", "msgspec", "numpy", "rich", "typer",
    }  # fmt: skip
    assert needs(about, "dask") == {"distributed"}
    assert set(about.get_all("Provides-Extra")) == {"notebook", "classroom", "dask"}
    assert "whosaysso=whosaysso.cli:main" in entry.replace(" ", "")


def test_the_wheel_holds_every_file_that_the_command_reads(wheel):
    names, _, _ = wheel
    package = ROOT / "whosaysso"
    data = [
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert len(data) > 100 and not set(data) - set(names)


def test_nothing_is_imported_that_no_part_brings():
    brought = {"markupsafe": "jinja2", "numpy": "matplotlib", "traitlets": "ipywidgets"}
    imported = set()
    for path in (ROOT / "whosaysso").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module.partition(".")[0])
    imported -= {*sys.stdlib_module_names, "whosaysso"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    parts = [project["dependencies"], *project["optional-dependencies"].values()]
    known = {Requirement(one).name for part in parts for one in part}
    assert imported >= {"typer", "anywidget", "filelock"}
    assert {brought.get(name, name) for name in imported} <= known
