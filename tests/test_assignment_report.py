"""From a teacher's own text to its grades: released without its key, answered, and reported."""

from __future__ import annotations

import csv
import json
from copy import deepcopy

import pytest
from teacher_case import own_case

from whosaysso import answers, assignment, tasks
from whosaysso.case import load
from whosaysso.classroom import report
from whosaysso.classroom.release import release
from whosaysso.kinds import KINDS

NOW = "2026-03-02T10:00:00Z"


@pytest.fixture
def own(tmp_path):
    return own_case(tmp_path / "mine")


def handed_in(folder, released, case, learner, rounds):
    """An answer file of somebody who was done once for each round: {task: [values]}."""
    keyless = json.loads((released.folder / f"case-{case.id}.json").read_bytes())["tasks"]
    assert rounds.keys() <= keyless.keys()
    entries = {
        name: {
            "kind": keyless[name]["kind"],
            "value": values[-1],
            "tries": values,
            "count": len(values),
            "began": NOW,
            "saved": NOW,
        }
        for name, values in rounds.items()
    }
    document = answers.new_document() | {
        "learner": learner,
        "cases": {case.id: {"article": case.sha256, "tasks": entries}},
    }
    (folder / f"{learner}.json").write_bytes(answers.file_bytes(answers.check(document)))


def rows(path, name):
    with (path / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keys(case):
    """The right answer to each task, under the names that a keyless release gives to its items."""
    found = {}
    for name, task in tasks.tasks(case).items():
        built = tasks.build(task, case, neutral=True)
        found[name] = KINDS[task.kind].key(built)
    return found


def written(tmp_path, own, rounds_of):
    """The rows of details.csv for one learner of this class."""
    case = load(folder=own)
    made = release([], tmp_path / "class", case=own)
    given = tmp_path / "in"
    given.mkdir()
    handed_in(given, made, case, "ab12-cd34", rounds_of(keys(case)))
    listed = [f"{case.id}:{name}" for name in made.manifest["cases"][case.id]["tasks"]]
    report.write(
        given,
        tmp_path / "report",
        cases=[case],
        tasks=listed,
        first_try=True,
        feedback=True,
        released=assignment.here(made.folder),
    )
    return {row["task"]: row for row in rows(tmp_path / "report", "details.csv")}


def test_the_key_under_the_released_names_is_all_right(tmp_path, own):
    details = written(tmp_path, own, lambda key: {name: [value] for name, value in key.items()})
    scores = {row["first_score"] for row in details.values()} - {""}
    assert {row["state"] for row in details.values()} == {"done"}
    assert scores == {"100"}
    (grade,) = rows(tmp_path / "report", "grades.csv")
    assert (grade["done"], grade["tasks"], grade["reason"]) == (
        str(len(details)),
        str(len(details)),
        "",
    )
    assert list((tmp_path / "report" / "feedback").iterdir())


def test_with_feedback_later_the_last_word_before_it_counts(tmp_path, own):
    """Nobody was told anything between two times of “I am done”."""

    kinds = {name: task.kind for name, task in tasks.tasks(load(folder=own)).items()}
    empty = {n: KINDS[kind].EMPTY for n, kind in kinds.items() if kind in ("mark", "sort")}
    details = written(
        tmp_path, own, lambda key: {name: [deepcopy(empty[name]), key[name]] for name in empty}
    )
    assert {details[name]["first_score"] for name in empty} == {"100"}


def test_without_the_release_the_items_have_other_names(tmp_path, own):
    """Or else this file tests nothing: the names of a keyless release are not those of the key."""
    case = load(folder=own)
    sort = {name: value for name, value in keys(case).items() if name.startswith("town-sort")}
    built = {name: tasks.build(tasks.tasks(case)[name], case) for name in sort}
    assert any(
        value.keys() != {item["id"] for item in built[name]["items"]}
        for name, value in sort.items()
    )
