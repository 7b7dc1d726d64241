"""Exercises are made from solutions, today's, and carry no answer."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from whosaysso import tasks
from whosaysso.case import CASES, load
from whosaysso.kinds import KINDS

ROOT = Path(__file__).parent.parent
NAMES = sorted(path.name for path in (ROOT / "solutions").glob("*.ipynb"))
LONG = 3  # from this many words on, a phrase of the key is no accident
MARKERS = {"# BEGIN SOLUTION": 1, "# END SOLUTION": -1}


def make(*options, **env):
    return subprocess.run(
        [sys.executable, "tools/make_exercises.py", *map(str, options)],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The exercises made again, with the book's flag set: it must not reach them."""
    folder = tmp_path_factory.mktemp("made")
    done = make("--to", folder, WHOSAYSSO_STATIC="1")
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


def cells(path: Path) -> list[dict]:
    found = json.loads(path.read_text("utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in found]


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def plain(text: str) -> str:
    """Words only, in small letters, so that no quotation mark or line break hides a phrase."""
    return " " + " ".join(re.findall(r"[^\W_]+", text.lower())) + " "


def strings(part) -> list[str]:
    """Every text in a notebook: sources, outputs and metadata, with split lines joined."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, dict):
        return [text for pair in part.items() for value in pair for text in strings(value)]
    if isinstance(part, list):
        if part and all(isinstance(line, str) for line in part):
            return ["".join(part)]
        return [text for value in part for text in strings(value)]
    return []


def all_words(path: Path) -> str:
    return "|".join(plain(text) for text in strings(json.loads(path.read_text("utf-8"))))


SHOWN = ("id", "kind", "title", "prompt", "case", "where", "article", "verdicts", "summary")
SHOWN += ("written",)


def is_sentence(text: str) -> bool:
    """A reason, a hint or an answer in words; not the name of a column, an id or an address."""
    return " " in text and text.rstrip()[-1:] in tuple(".?!”") and len(text.split()) >= LONG


def key_texts(names: set[str]) -> set[str]:
    """What would give these texts' keys away: reasons, fair wordings, longer phrases of the key."""
    texts = set()
    for case in map(load, sorted(names)):
        texts.update(span.why for span in case.spans)
        for task in tasks.tasks(case).values():
            built = tasks.build(task, case)
            own = {name: part for name, part in built.items() if name not in SHOWN}
            texts.update(filter(is_sentence, strings(own)))
        phrases = [p for span in case.spans for p in (span.quote, span.fair) if p]
        texts.update(phrase for phrase in phrases if len(plain(phrase).split()) >= LONG)
    return {plain(text) for text in texts}


def every_case() -> list:
    return [load(path.parent.name) for path in sorted(CASES.glob("*/case.toml"))]


def asked(name: str) -> set[str]:
    """The cases whose exercises a notebook asks."""
    source = "\n".join(cell["source"] for cell in cells(ROOT / "solutions" / name))
    found = re.findall(r'^ask\("[\w-]+"(?:, "([\w-]+)")?\)', source, re.MULTILINE)
    assert found, f"{name} asks nothing"
    return {case or "idlib-2020" for case in found}


def given_away(name: str, text: str) -> list[str]:
    return sorted(key for key in key_texts(asked(name)) if key in text)


def test_every_solution_has_its_exercise_and_back():
    assert NAMES
    assert sorted(path.name for path in (ROOT / "exercises").glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_is_what_its_solution_gives_today(made, name):
    committed = (ROOT / "exercises" / name).read_bytes()
    assert committed == (made / name).read_bytes(), (
        f"exercises/{name} is out of date: run python tools/make_exercises.py"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_exercise_runs_to_the_end_and_says_so(made, name):
    checks = [c for c in cells(made / name) if c["source"].split("\n")[-1].startswith("check(")]
    assert len(checks) >= 2
    for cell in checks:
        assert [o["data"] for o in cell["outputs"]] == [{"text/plain": ["Not answered yet."]}]


@pytest.mark.parametrize("name", NAMES)
def test_markers_are_balanced_and_every_check_is_of_a_solved_task(name):
    for cell in cells(ROOT / "solutions" / name):
        steps = [MARKERS[line] for line in cell["source"].split("\n") if line in MARKERS]
        assert steps == [1, -1] * (len(steps) // 2), cell["id"]
        if "check(" in cell["source"] and "solution" in tags(cell):
            assert "answer(" in cell["source"], cell["id"]  # a first try, for the solution only
        elif "check(" in cell["source"]:
            assert steps and "solve(" in cell["source"], cell["id"]


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_says_where_it_comes_from(name):
    notebook = json.loads((ROOT / "exercises" / name).read_text("utf-8"))
    assert notebook["metadata"]["made_from"] == f"solutions/{name}"
    code = [c for c in cells(ROOT / "exercises" / name) if c["cell_type"] == "code"]
    assert code[0]["source"].startswith(f"# Made from solutions/{name}; edit there.\n")


@pytest.mark.parametrize("name", NAMES)
def test_no_exercise_gives_anything_away(name):
    path = ROOT / "exercises" / name
    raw, text = path.read_text("utf-8"), all_words(path)
    for word in ("solve", "BEGIN SOLUTION", "END SOLUTION", "text/html", '"solution"'):
        assert word not in raw, word
    assert given_away(name, text) == []
    removed = [c["source"] for c in cells(ROOT / "solutions" / name) if "solution" in tags(c)]
    lines = [line for source in removed for line in source.split("\n")]
    paragraphs = [plain(line) for line in lines if not line.startswith("check(")]
    assert [p for p in paragraphs if len(p.split()) > LONG and p in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_search_would_find_what_solutions_show(name):
    assert len(given_away(name, all_words(ROOT / "solutions" / name))) >= 10


def notebook(source: str, kind: str = "code", tag: str | None = None) -> str:
    cell = {"cell_type": kind, "id": "one", "metadata": {}, "source": source}
    if tag:
        cell["metadata"]["tags"] = [tag]
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


HERE = "solutions/bad.ipynb, cell 1 (one): "
BROKEN = {
    "unclosed": (
        notebook("# BEGIN SOLUTION\n1\n2"),
        HERE + "BEGIN SOLUTION has no END SOLUTION after it; add it.\n",
    ),
    "nested": (
        notebook("# BEGIN SOLUTION\n1\n# BEGIN SOLUTION\n# END SOLUTION\n# END SOLUTION\n2"),
        HERE + "BEGIN SOLUTION stands inside another; end the first one before.\n",
    ),
    "not opened": (
        notebook("1\n# END SOLUTION"),
        HERE + "END SOLUTION has no BEGIN SOLUTION before it; add it.\n",
    ),
    "misspelt": (
        notebook("#begin solution\n1\n# END SOLUTION\n2"),
        HERE + "'#begin solution' is not understood; ",
    ),
    "in prose": (
        notebook("BEGIN SOLUTION\nText.", "markdown"),
        HERE + "'BEGIN SOLUTION' is not understood; ",
    ),
    "wrong tag": (
        notebook("1", tag="Solution"),
        HERE + "the tag 'Solution' is not understood; ",
    ),
    "nothing left": (notebook("# BEGIN SOLUTION\n1\n# END SOLUTION"), HERE + "no line is left; "),
    "nothing to hide": (notebook("1"), "solutions/bad.ipynb: nothing is marked as solution"),
    "exercise stops": (
        notebook("# BEGIN SOLUTION\nx = 1\n# END SOLUTION\nx"),
        "the exercise of solutions/bad.ipynb, cell 1 (one): stops with NameError: ",
    ),
    "no notebook": ("{}", "bad.ipynb: this is not a notebook; "),
    "no ids": (
        notebook("1").replace('"id": "one", ', ""),
        "bad.ipynb: its cells have no ids; ",
    ),
}


@pytest.mark.parametrize(("content", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_notebook_is_refused_in_one_sentence(tmp_path, content, said):
    source, target = tmp_path / "solutions", tmp_path / "exercises"
    source.mkdir()
    (source / "bad.ipynb").write_text(content, encoding="utf-8")
    done = make("--from", source, "--to", target)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert not list(target.glob("*"))


def test_a_solution_drives_every_kind_from_a_wrong_answer_to_the_full_one():
    """First what a learner may well answer, with its feedback; then the key's answer."""
    known = {task.id: task.kind for case in every_case() for task in tasks.tasks(case).values()}
    kinds = set()
    for name in NAMES:
        seen = {}
        for cell in cells(ROOT / "solutions" / name):
            for verb, task in re.findall(r'^(answer|solve)\(\s*"([\w-]+)"', cell["source"], re.M):
                if verb == "answer":
                    seen[task] = "".join(cell["outputs"][0]["data"]["text/plain"]).split("\n")[0]
                elif task in seen:
                    full = "".join(cell["outputs"][0]["data"]["text/plain"]).split("\n")[0]
                    assert full != seen[task], task
                    kinds.add(known[task])
    assert kinds == set(KINDS)
