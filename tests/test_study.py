"""The study kit: known values, refusal of small classes, nobody named, nothing run."""

from __future__ import annotations

import json
import random
import shutil
import sys
import zipfile
from collections import Counter
from math import sqrt
from statistics import stdev

import nbformat
import pytest
from conftest import ROOT

from whosaysso import answers
from whosaysso.case import load
from whosaysso.classroom import measures
from whosaysso.classroom.agreement import alpha_interval
from whosaysso.classroom.simulated import simulated_class
from whosaysso.classroom.sizes import (
    classes_needed,
    kit_spread,
    learners_needed,
    sizes,
    spread_of_change,
)
from whosaysso.classroom.study import study
from whosaysso.coin import CASE, form_of
from whosaysso.feedback import Fault
from whosaysso.scoring import detection, krippendorff
from whosaysso.tasks import build, tasks

BUILT = {name: build(task, load(CASE)) for name, task in tasks(load(CASE)).items()}


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    """A simulated class with the course and one without."""
    course = simulated_class(gain=1.2, seed=7, to=tmp_path_factory.mktemp("course"))
    waiting = simulated_class(gain=0.0, seed=8, to=tmp_path_factory.mktemp("waiting"))
    return course, waiting


@pytest.fixture(scope="module")
def found(classes):
    return study(*classes)


def hand_in(folder, code: str, *tests: tuple[int, int, int]) -> None:
    """A file with one or two tests in the order of the coin: (hits, false alarms, sure)."""
    entries = {}
    for turn, (hits, alarms, sure) in zip(("first", "second"), tests, strict=False):
        built = BUILT[form_of(code, turn)]
        value, left = {}, {True: hits, False: alarms}
        for item in built["items"]:
            signal = item["right"][0] == built["signal"]
            pushes = left[signal] > 0
            left[signal] -= pushes
            value[item["id"]] = {"answer": "pushes" if pushes else "plain", "sure": sure}
        when = f"2026-03-0{1 + len(entries)}T09:00:00Z"
        entries[built["id"]] = {"kind": "sort", "value": value, "tries": [value], "count": 1}
        entries[built["id"]] |= {"began": when, "saved": when}
    document = answers.new_document() | {"learner": code}
    document["cases"] = {CASE: {"article": load(CASE).sha256, "tasks": entries}}
    (folder / f"{code}.json").write_bytes(answers.file_bytes(document))


def codes(n: int) -> list[str]:
    return [f"{text[:4]}-{text[4:]}" for text in (f"abcdef{k:02}" for k in range(n))]


# --- known values --------------------------------------------------------------------------


def test_d_c_and_calibration_are_those_of_the_answers(tmp_path):
    rows = [(6 + k % 3, 4, 80, 9 + k % 4, 3 - k % 2, 70) for k in range(10)]
    for code, row in zip(codes(10), rows, strict=True):
        hand_in(tmp_path, code, row[:3], row[3:])
    course = study(tmp_path).course
    assert (course.both, sum(course.began)) == (10, 10) and min(course.began) > 0
    before = [detection(row[0], 12, row[1], 12) for row in rows]
    after = [detection(row[3], 12, row[4], 12) for row in rows]
    changes = [new.d - old.d for old, new in zip(before, after, strict=True)]
    shown = course.measured
    assert shown.d.before.mean == pytest.approx(sum(one.d for one in before) / 10)
    assert shown.c.after.mean == pytest.approx(sum(one.c for one in after) / 10)
    margin = 1.833 * stdev(changes) / sqrt(10)  # t with 9 degrees of freedom, as printed
    assert shown.d.change.low == pytest.approx(sum(changes) / 10 - margin, abs=1e-3)
    right = [(row[0] + 12 - row[1]) / 24 for row in rows]
    assert shown.surer.before.mean == pytest.approx(0.8 - sum(right) / 10)
    brier = [share * 0.04 + (1 - share) * 0.64 for share in right]
    assert shown.brier.before.mean == pytest.approx(sum(brier) / 10)


def test_a_class_that_learned_is_told_from_one_that_waited(found):
    assert found.course.measured.words.d_word == "sharper"
    assert found.waiting.measured.words.d_word == "too close to call"
    d, c = found.difference
    assert d.low > 0 and c.low < 0 < c.high
    assert "grew more with the course" in repr(found)


def test_the_difference_of_two_groups_has_welchs_interval():
    one = [1.0, 1.4, 0.6, 2.0, 1.1, 0.9, 1.6, 1.2]
    other = [0.1, 0.4, -0.3, 0.6, 0.2, 0.9, -0.1, 0.0, 0.3]
    found = measures.difference(*(measures.mean(Counter(values)) for values in (one, other)))
    parts = [stdev(values) ** 2 / len(values) for values in (one, other)]
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / 7 + parts[1] ** 2 / 8)
    assert 13 < freedom < 14  # rounded down; the table has 1.771 there
    assert found.n == 8
    assert found.high - found.mean == pytest.approx(1.771 * sqrt(sum(parts)), abs=1e-3)


def test_alpha_stands_in_its_interval_and_the_interval_in_the_data():
    alike = [Counter(a=9, b=1), Counter(b=8, a=2), Counter(a=10), Counter(b=10)] * 3
    found = alpha_interval(alike)
    assert found.alpha == krippendorff(alike)
    assert 0 < found.low < found.alpha < found.high < 1
    assert alpha_interval(alike) == found != alpha_interval(alike, seed=2)
    narrow = alpha_interval(alike * 4)
    assert narrow.high - narrow.low < 0.6 * (found.high - found.low)
    assert alpha_interval([Counter(a=5)] * 4).alpha is None


# --- who counts ----------------------------------------------------------------------------


def test_who_missed_a_test_is_counted_and_not_compared(tmp_path):
    every = codes(12)
    for code in every[:9]:
        hand_in(tmp_path, code, (8, 4, 80), (10, 2, 80))
    for code in every[9:11]:
        hand_in(tmp_path, code, (8, 4, 80))
    path = tmp_path / f"{every[11]}.json"
    hand_in(tmp_path, every[11], (8, 4, 80), (10, 2, 80))
    document = json.loads(path.read_text("utf-8"))
    first = document["cases"][CASE]["tasks"][form_of(every[11], "first")]
    for value in (first["value"], first["tries"][0]):
        value.pop(next(iter(value)))  # one line left open
    path.write_bytes(answers.file_bytes(document))
    course = study(tmp_path).course
    assert (course.read, course.both, course.first_only, course.second_only) == (12, 9, 2, 1)
    assert "18 % of those with a first test have no second one" in repr(study(tmp_path))


def test_a_small_class_is_refused_in_words_and_no_number_is_given(tmp_path):
    for n, code in enumerate(codes(measures.LEAST), 1):
        hand_in(tmp_path, code, (8, 4, 80), (7 + n % 5, 2, 80))
        shown = study(tmp_path)
        assert (shown.course.measured is None) == (n < measures.LEAST)
        said = repr(shown)
        assert ("No number is given" in said) == (n < measures.LEAST)
        assert ("d′" in said) == (n == measures.LEAST)


def test_a_small_waiting_group_is_not_compared(classes, tmp_path):
    hand_in(tmp_path, codes(1)[0], (8, 4, 80), (9, 2, 80))
    shown = study(classes[0], tmp_path)
    assert shown.course.measured and shown.difference is None
    assert "Waiting: 1 learner with both tests" in repr(shown)


def test_a_class_that_is_all_alike_gets_no_word(tmp_path):
    for code in codes(9):
        hand_in(tmp_path, code, (6, 6, 50), (12, 0, 50))
    shown = study(tmp_path)
    assert shown.course.measured.words.d_word == "too close to call"
    assert measures.ALIKE in repr(shown)


def test_no_learner_is_named(found, classes, monkeypatch):
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    for path in (path for folder in classes for path in folder.glob("*.json")):
        code = json.loads(path.read_text("utf-8"))["learner"]
        for said in (repr(found), found._repr_html_()):
            assert code not in said and path.stem not in said


# --- steady and safe -----------------------------------------------------------------------


def test_the_same_files_give_the_same_study_from_a_folder_and_from_a_zip(classes, tmp_path):
    again = simulated_class(gain=1.2, seed=7, to=tmp_path)
    bytes_of = [
        sorted((p.name, p.read_bytes()) for p in one.iterdir()) for one in (classes[0], again)
    ]
    assert bytes_of[0] == bytes_of[1]
    assert study(again) == study(classes[0])
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for path in again.iterdir():
            archive.write(path, path.name)
    assert study(tmp_path / "class.zip").course.measured == study(again).course.measured


def test_a_hostile_file_is_a_problem_and_never_a_crash(classes, tmp_path):
    folder = shutil.copytree(classes[0], tmp_path / "class")
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", "utf-8")
    (folder / "evil.pkl").write_bytes(b"cos\nsystem\n(S'echo'\ntR.")
    (folder / "deep.json").write_bytes(b"[" * 200_000)
    (folder / "half.json").write_bytes(b'{"format": "who-says-so/answers", "vers')
    (folder / "<script>alert(1)</script>.json".replace("/", "")).write_bytes(b"\xff\xfe\x00")
    wrong = json.loads(next(classes[0].iterdir()).read_text("utf-8"))
    wrong["learner"] = "zzzz-zzzz"
    for entry in wrong["cases"][CASE]["tasks"].values():
        entry["value"] = entry["tries"][0] = {"no such line": {"answer": "pushes"}}
    (folder / "wrong.json").write_bytes(answers.file_bytes(wrong))
    shown, clean = study(folder), study(classes[0])
    assert not (tmp_path / "ran").exists()
    assert shown.course.measured == clean.course.measured
    assert len(shown.course.problems) >= 4 and not clean.course.problems
    assert "script" not in repr(shown)


def test_what_cannot_be_studied_is_said_in_a_sentence(tmp_path, classes):
    with pytest.raises(Fault, match="no file or folder"):
        study(tmp_path / "nowhere")
    with pytest.raises(Fault, match="cannot be compared with itself"):
        study(classes[0], classes[0])
    assert "0 learners with both tests" in repr(study(tmp_path))


def test_the_page_shows_tables_and_escapes_what_they_hold(classes, tmp_path, monkeypatch):
    assert study(classes[0])._repr_html_() is None  # a saved notebook keeps plain text
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    folder = shutil.copytree(classes[0], tmp_path / "3 < 4 & 5")
    html = study(folder)._repr_html_()
    assert '<th scope="col">' in html and "3 &lt; 4 &amp; 5" in html


# --- the notebook --------------------------------------------------------------------------

NOTEBOOK = ROOT / "study" / "measure-your-class.ipynb"


def run_notebook(folder):
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import run_solutions
    finally:
        sys.path.pop(0)
    notebook = run_solutions.read(NOTEBOOK)
    if folder is not None:
        cell = next(cell for cell in notebook.cells if cell["id"] == "folder")
        assert len(cell["source"].splitlines()) == 1
        cell["source"] = f"folder = {str(folder)!r}"
    run_solutions.run(notebook, NOTEBOOK.name, NOTEBOOK.parent)
    return notebook


def test_the_notebook_is_stored_as_it_runs_today_and_nbval_watches_it(pytestconfig):
    assert "study" in pytestconfig.getini("testpaths")
    assert nbformat.writes(run_notebook(None)) + "\n" == NOTEBOOK.read_text("utf-8")


def test_a_teacher_changes_one_line_and_gets_the_study_of_their_own_class(classes):
    cells = {cell["id"]: cell for cell in run_notebook(classes[1]).cells}
    assert cells["study"]["outputs"][0]["data"]["text/plain"] == repr(study(classes[1]))


# --- sizes ---------------------------------------------------------------------------------

# Cohen 1988, Statistical Power Analysis, table 2.4.1: n per group, power .80, two-sided .05 for
# d = 0.2, 0.5 and 0.8; and one-sided .05, which is where a 90 % interval leaves zero out
PRINTED = {(0.2, 0.95): 393, (0.5, 0.95): 64, (0.8, 0.95): 26, (0.2, 0.9): 310, (0.5, 0.9): 50}
PRINTED |= {(0.8, 0.9): 20}


@pytest.mark.parametrize(("d", "confidence"), PRINTED)
def test_sizes_are_as_printed(d, confidence):
    found = learners_needed(d, 1, groups=2, confidence=confidence)
    assert abs(found - PRINTED[d, confidence]) <= 1


@pytest.mark.parametrize("groups", [1, 2])
def test_four_studies_of_five_see_the_change_that_the_size_was_made_for(groups):
    chance, n, seen = random.Random(3), learners_needed(0.5, 1, groups=groups), 0
    for _ in range(1000):
        found = measures.mean(Counter(chance.gauss(0.5, 1) for _ in range(n)))
        if groups == 2:
            other = measures.mean(Counter(chance.gauss(0, 1) for _ in range(n)))
            found = measures.difference(found, other)
        seen += found.low > 0
    assert 760 <= seen <= 840


def test_the_spread_is_what_simulated_tests_show():
    chance = random.Random(4)

    def d(true: float) -> float:
        hits = sum(chance.gauss(true / 2, 1) > 0 for _ in range(12))
        return detection(hits, 12, sum(chance.gauss(-true / 2, 1) > 0 for _ in range(12)), 12).d

    changes = [d(1.5) - d(1.5) for _ in range(3000)]
    assert spread_of_change(12, 12, 1.5, differing=0) == pytest.approx(stdev(changes), rel=0.05)
    assert spread_of_change(40, 40) < spread_of_change(12, 12) == kit_spread()


def test_whole_classes_need_more_and_never_fewer_than_two():
    assert classes_needed(89, 25, 0.1) == 13  # 89 × 3.4 / 25 = 12.1
    assert classes_needed(50, 25, 0) == 2 == classes_needed(8)


def test_a_size_that_cannot_be_is_refused():
    for wrong in ((0, 1), (0.5, 0), (0.5, -1), (float("nan"), 1)):
        with pytest.raises(Fault):
            learners_needed(*wrong)
    with pytest.raises(Fault):
        learners_needed(0.5, 1, groups=3)
    with pytest.raises(Fault):
        learners_needed(0.5, 1, confidence=90)
    with pytest.raises(Fault):
        classes_needed(30, 0)
    assert learners_needed(5, 1) == measures.LEAST


def test_the_table_of_sizes_falls_as_the_change_grows():
    [table] = sizes().tables
    alone = [int(row[1]) for row in table.rows]
    assert alone == sorted(alone, reverse=True) and alone[-1] >= measures.LEAST
