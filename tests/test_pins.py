"""Versions agree wherever they are written."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions, version
from itertools import chain

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version


def pins(path) -> dict[str, str]:
    """Package → exact version; a line that pins nothing exactly is a fault."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line and not line.startswith("-"):
            name, exact, number = line.partition("==")
            assert exact and number, f"{path.name}: {line!r} is not an exact pin"
            found[re.sub(r"[-_.]+", "-", name).lower()] = number.strip()
    return found


@pytest.fixture
def required(root):
    return pins(root / "requirements.txt")


def test_constraints_hold_every_requirement_at_its_version(root, required):
    held = pins(root / "constraints.txt")
    assert {name: held.get(name) for name in required} == required
    assert "whosaysso" not in held


def test_binder_is_a_part_of_the_pins_and_has_what_the_package_needs(root, required):
    binder = pins(root / "binder" / "requirements.txt")
    assert binder.items() <= required.items()
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    learner = project["dependencies"] + project["optional-dependencies"]["notebook"]
    for needed in map(Requirement, learner):
        assert needed.specifier.contains(binder[needed.name]), needed
    python = (root / "binder" / "runtime.txt").read_text("utf-8").strip()
    assert f">={python.removeprefix('python-')}" == project["requires-python"]


def test_every_part_of_the_kit_is_pinned(root, required):
    """``-e .`` brings the base alone; the parts are in the list, each at a version that fits."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    parts = project["optional-dependencies"]
    assert set(parts) == {"notebook", "classroom", "dask"}
    for needed in map(Requirement, chain(project["dependencies"], *parts.values())):
        assert needed.specifier.contains(required[needed.name]), needed


def test_what_runs_here_is_what_is_pinned(required):
    assert {name: version(name) for name in required} == required


def test_the_citation_has_the_version_of_the_package(root):
    package = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    cited = re.search(r"^version: (\S+)", (root / "CITATION.cff").read_text("utf-8"), re.M)
    assert cited[1] == package == version("whosaysso")
    assert re.search(
        rf"^## {re.escape(package)}\b", (root / "CHANGELOG.md").read_text("utf-8"), re.M
    )
    assert Version(package)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "LICENSE-CONTENT.md"])
def test_the_papers_name_no_file_that_is_missing(root, name):
    """Links and pictures, and every path in backquotes that ends like a file or folder."""
    text = (root / name).read_text("utf-8")
    named = re.findall(r"\]\(([^)#\s]+)\)", text) + re.findall(r"`([\w./-]+(?:/|\.\w{2,5}))`", text)
    here = [
        path for path in named if "://" not in path and not path.startswith((".venv", "_build"))
    ]
    assert here
    missing = [p for p in here if not any(root.glob(p)) and not any(root.glob(f"**/{p}"))]
    assert not [p for p in missing if "your-subject" not in p]


def test_every_pin_installs_on_the_oldest_python_we_promise(root):
    """A release may need 3.11.5 where Debian has 3.11.2: then the whole install fails."""
    oldest = "3.11.0"
    too_new = [
        f"{package.name} {package.version} needs Python {needs}"
        for package in distributions()
        if (needs := package.metadata.get("Requires-Python"))
        and not SpecifierSet(needs).contains(oldest)
    ]
    assert not too_new
