"""nbgrader's own programs on an exercise, and points that are read as data."""

from __future__ import annotations

import csv
import json

import nbformat
import pytest
from teacher_case import own_case

from tools.bench_graders import run, with_answers
from whosaysso import answers
from whosaysso.assignment import AssignmentError
from whosaysso.case import load
from whosaysso.classroom.graders import grader_source, points
from whosaysso.classroom.release import built_task
from whosaysso.kinds import KINDS

TASK = "loaded-headline"


def document(value, tries=1, task=TASK, kind="mark", article=None) -> dict:
    entry = answers.advance(
        None, None, {"kind": kind, "value": value, "tries": [value] * tries}, answers.now()
    )
    row = {"article": article or load().sha256, "tasks": {task: entry}}
    return answers.new_document() | {"cases": {load().id: row}}


@pytest.fixture(scope="module")
def key():
    return KINDS["mark"].key(built_task(TASK, load()))


# --- nbgrader itself --------------------------------------------------------------


@pytest.fixture(scope="module")
def course(tmp_path_factory, key):
    """A course with four learners, made and graded by nbgrader in an environment of its own."""
    course = tmp_path_factory.mktemp("course")
    (course / "source").mkdir()
    made = grader_source("nbgrader", [TASK], course / "source" / "ps1", grade="first-try")
    (name,) = made.manifest["notebooks"]
    run("nbgrader", ["nbgrader", "generate_assignment", "ps1"], course)
    notebook = json.loads((course / "release" / "ps1" / name).read_text("utf-8"))
    cheat = json.loads(json.dumps(notebook))
    cheat["cells"][1]["source"] = (
        "".join(cheat["cells"][1]["source"])
        + "\nclass list(list):\n    __contains__ = lambda *a: True"
    )
    handed = {
        "all": (notebook, document(key), True),
        "part": (notebook, document(key[:1]), True),
        "block": (notebook, document(key), False),  # the notebook alone, with what hand_in() left
        "nothing": (notebook, None, False),
        "cheat": (cheat, document([]), True),
    }
    for learner, (book, given, as_file) in handed.items():
        folder = course / "submitted" / learner / "ps1"
        folder.mkdir(parents=True)
        raw = json.dumps(book).encode() if given is None else with_answers(book, given)
        (folder / name).write_bytes(raw)
        if as_file:
            (folder / "my-answers.json").write_bytes(answers.file_bytes(given))
    run("nbgrader", ["nbgrader", "autograde", "ps1"], course)
    run("nbgrader", ["nbgrader", "export"], course)
    return course


def test_the_students_copy_has_the_exercise_and_no_key(course):
    (path,) = (course / "release" / "ps1").glob("*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    (graded,) = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
    assert (
        graded.source == "# This cell gives the points for the exercise above. Leave it as it is."
    )
    assert graded.metadata.nbgrader.points == 10 and graded.metadata.nbgrader.locked
    assert any(cell.source == f'ask("{TASK}", "idlib-2020")' for cell in notebook.cells)


def test_nbgrader_gives_whole_and_partial_credit(course):
    with (course / "grades.csv").open(encoding="utf-8") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"all": 10, "part": 4, "block": 10, "nothing": 0, "cheat": 0}


def test_a_hand_in_without_answers_says_so_where_the_points_would_be(course):
    (path,) = (course / "autograded" / "nothing" / "ps1").glob("*.ipynb")
    assert "neither my-answers.json nor a notebook with answers" in path.read_text("utf-8")


# --- points, and the sources ---------------------------------------------------------


def put(folder, given) -> None:
    (folder / "my-answers.json").write_bytes(answers.file_bytes(given))


def test_points_are_the_share_of_the_first_try_or_completion(tmp_path, key):
    put(tmp_path, document(key[:1]))
    assert points(TASK, 10, folder=tmp_path) == 4
    assert points(TASK, 10, grade="completion", folder=tmp_path) == 10
    put(tmp_path, document(key, tries=0))
    assert points(TASK, 10, grade="completion", folder=tmp_path) == 0, "begun, and never checked"


def test_the_newest_of_file_and_notebook_counts(tmp_path, key):
    old, new = document(key[:1]), document(key)
    new["cases"]["idlib-2020"]["tasks"][TASK]["count"] = 7
    put(tmp_path, old)
    block = with_answers({"cells": [{"source": "hand_in()"}]}, new)
    (tmp_path / "a (1).ipynb").write_bytes(block)
    assert points(TASK, 10, folder=tmp_path) == 10


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (None, "neither my-answers.json nor"),
        (b"{", "stops in the middle"),
        (b"[]", "neither an answer file of this kit nor"),
        (answers.file_bytes(document([], article="0" * 64)), "another version of the text"),
        (answers.file_bytes(document({}, kind="sort")), "another kind"),
        (answers.file_bytes(document([{"code": "loud", "start": 7, "end": 14}])), "no code “loud”"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_and_no_number(tmp_path, raw, said):
    if raw is not None:
        (tmp_path / "my-answers.json").write_bytes(raw)
    with pytest.raises(AssignmentError, match=said):
        points(TASK, 10, folder=tmp_path)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b'{"cells": 3}', b'{"cells": [[]]}'])
def test_a_notebook_that_is_none_holds_no_answers(tmp_path, raw):
    (tmp_path / "x.ipynb").write_bytes(raw)
    with pytest.raises(AssignmentError, match=r"^x\.ipynb: This (file|notebook) is "):
        points(TASK, 10, folder=tmp_path)


def test_a_file_with_no_answer_in_it_earns_nothing(tmp_path):
    put(tmp_path, answers.new_document())
    assert points(TASK, 10, folder=tmp_path) == 0


@pytest.mark.parametrize("grader", ["nbgrader", "otter"])
def test_a_case_of_ones_own_is_graded_and_stays_keyless_for_learners(tmp_path, grader):
    case = own_case(tmp_path / "mine")
    made = grader_source(grader, ["town-words", "town-letter"], tmp_path / "ps", case=case)
    (name,) = made.manifest["notebooks"]
    notebook = nbformat.read(made.folder / name, as_version=4)
    nbformat.validate(notebook)
    calls = [c.source for c in notebook.cells if c.cell_type == "code" and "points(" in c.source]
    assert len(calls) == (2 if grader == "nbgrader" else 8)
    assert all(json.dumps(str(case)) in call for call in calls), "the key is read where it lies"
    assert {"case-town.json", "manifest.json", "article.txt"} <= set(made.files)
    assert not [file for file in made.files if file.endswith((".whl", ".toml", ".sealed"))]
    built = built_task("town-words", load(folder=case))
    entry = {"kind": "mark", "value": [], "tries": [[], KINDS["mark"].key(built)]}
    row = {"article": load(folder=case).sha256}
    row["tasks"] = {"town-words": answers.advance(None, None, entry, answers.now())}
    put(tmp_path, answers.new_document() | {"cases": {"town": row}})
    assert points("town-words", 10, case, folder=tmp_path) == 10, "the last answer handed over"


def test_otter_gets_a_hidden_test_for_each_step_of_credit(tmp_path):
    made = grader_source("otter", [TASK], tmp_path / "ps", grade="first-try")
    notebook = nbformat.read(made.folder / made.manifest["notebooks"][0], as_version=4)
    raw = [cell.source.splitlines()[0] for cell in notebook.cells if cell.cell_type == "raw"]
    assert raw == [
        "# ASSIGNMENT CONFIG",
        "# BEGIN QUESTION",
        "# BEGIN TESTS",
        "# END TESTS",
        "# END QUESTION",
    ]
    tests = [cell.source for cell in notebook.cells if "BEGIN TEST CONFIG" in cell.source]
    steps = [test.rpartition(">= ")[2] for test in tests]
    assert steps == ["2.5", "5.0", "7.5", "10.0"]
    assert all("hidden: true" in test and "points: 2.5" in test for test in tests)


def test_an_unknown_grader_is_a_sentence(tmp_path):
    with pytest.raises(AssignmentError, match="nbgrader or otter"):
        grader_source("okpy", [TASK], tmp_path / "ps")
