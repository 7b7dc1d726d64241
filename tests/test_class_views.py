"""What the class page says of a task, from counts made by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from whosaysso import tasks
from whosaysso.case import load
from whosaysso.classroom.fields import field_view
from whosaysso.classroom.guard import OPEN, SHARED
from whosaysso.classroom.marks import mark_view
from whosaysso.classroom.page import ClassData, class_page
from whosaysso.classroom.records import Problem, TaskTally
from whosaysso.classroom.sorts import sort_view

N = 20


def built(name: str, case: str = "idlib-2020") -> dict:
    source = load(case)
    return tasks.build(tasks.task(name, source), source)


@pytest.fixture
def doubt() -> dict:
    return built("figures-doubt")


def role(task: dict, name: str) -> list[dict]:
    return [item for item in task["items"] if item["role"] == name]


def marked(**words) -> TaskTally:
    return TaskTally(words={"first": {code: Counter(n) for code, n in words.items()}})


def plain_words(task: dict, code: str) -> list[int]:
    """Words of which the key says nothing for this code or its question."""
    spoken = set(task["outside"][code]).union(*task["core"].values())
    return [n for n in range(sum(len(line["words"]) for line in task["lines"])) if n not in spoken]


def panel(view, code: str):
    return next(one for one in view.panels if one.code["id"] == code)


def test_words_that_a_quarter_marked_and_the_key_lacks_are_to_be_checked(doubt):
    first, second = plain_words(doubt, "hedge")[:2]
    core = doubt["core"]["figure"][0]
    tally = marked(hedge={first: 5, second: 4, core: 19})
    own = panel(mark_view(doubt, tally, N, OPEN), "hedge")
    assert [phrase.count for phrase in own.check] == ["5 of 20 (25 %)"]
    assert [phrase.count for phrase in own.most][:2] == ["19 of 20 (95 %)", "5 of 20 (25 %)"]


def test_neither_the_core_nor_what_never_counts_is_to_be_checked(doubt):
    spoken = set(doubt["outside"]["hedge"]).union(*doubt["core"].values())
    view = mark_view(doubt, marked(hedge=dict.fromkeys(spoken, N)), N, OPEN)
    assert panel(view, "hedge").check == ()


def test_words_side_by_side_with_one_count_are_one_phrase_and_lines_are_never_joined(doubt):
    size = len(doubt["lines"][0]["words"])
    counts = {size - 2: 9, size - 1: 9, size: 9}
    own = panel(mark_view(doubt, marked(hedge=counts), N, OPEN), "hedge")
    assert sorted((phrase.line, len(phrase.text.split())) for phrase in own.most) == [
        (doubt["lines"][0]["id"], 2),
        (doubt["lines"][1]["id"], 1),
    ]


def test_the_passage_is_whole_in_every_panel(doubt):
    lines = {line["id"]: line for line in doubt["lines"]}
    counts = {n: n % 7 for n in range(40)}
    for own in mark_view(doubt, marked(hedge=counts), N, OPEN).panels:
        for name, pieces in own.lines:
            whole = lines[name]["before"] + "".join(w[2] + w[3] for w in lines[name]["words"])
            assert "".join(piece.text for piece in pieces) == whole


def test_what_became_of_a_phrase_adds_up_to_the_class(doubt):
    item = role(doubt, "core")[0]
    verdicts = Counter({(item["id"], v): k for v, k in (("hit", 9), ("short", 2), ("wide", 1))})
    verdicts[item["id"], "wrong"] = 3
    view = mark_view(doubt, TaskTally(verdicts={"first": verdicts}), N, OPEN)
    assert view.items[0].first == ("9", "3", "3", "5")
    assert view.items[0].parts == (45, 15, 15, 25)
    assert view.items[0].last == ("0", "0", "0", "20")


def test_a_contested_phrase_near_half_is_the_one_to_discuss(doubt):
    contested, core = role(doubt, "contested"), role(doubt, "core")
    verdicts = Counter({(core[0]["id"], "hit"): 10, (contested[0]["id"], "contested"): 14})
    view = mark_view(doubt, TaskTally(verdicts={"first": verdicts}), N, OPEN)
    assert (view.discuss.quote, view.discuss.kind) == (contested[0]["quote"], "contested")
    verdicts[contested[0]["id"], "contested"] = 19  # hardly anybody differs
    view = mark_view(doubt, TaskTally(verdicts={"first": verdicts}), N, OPEN)
    assert (view.discuss.quote, view.discuss.kind) == (core[0]["quote"], "in the key")
    assert view.discuss.count == "10 of 20 (50 %)"


def test_where_everybody_agrees_there_is_nothing_to_discuss(doubt):
    verdicts = Counter({(item["id"], "hit"): N for item in role(doubt, "core")})
    assert mark_view(doubt, TaskTally(verdicts={"first": verdicts}), N, OPEN).discuss is None


def test_a_shared_page_gives_no_sum_beside_hidden_cells(doubt):
    core = role(doubt, "core")[0]
    verdicts = Counter({(core["id"], "hit"): 10})
    view = mark_view(doubt, TaskTally(verdicts={"first": verdicts}), N, SHARED)
    assert view.discuss.count == "" and view.items[0].parts == ()
    assert view.items[0].first == ("not shown", "fewer than 5", "fewer than 5", "10")
    small = marked(hedge={plain_words(doubt, "hedge")[0]: 4})
    own = panel(mark_view(doubt, small, N, SHARED), "hedge")
    assert not own.most and not own.all
    assert not any(piece.step for _, pieces in own.lines for piece in pieces)


def test_answers_are_counted_for_each_item_and_the_right_ones_named():
    task = built("sort-sources")
    item = next(one for one in task["items"] if len(one["right"]) == 2)
    ids = [answer["id"] for answer in task["answers"]]
    counts = Counter({(item["id"], ids[0]): 8, (item["id"], ids[1]): 5, (item["id"], ids[2]): 3})
    view = sort_view(task, TaskTally(choices={"first": counts}), N, OPEN)
    row = next(row for row in view.rows if row.quote == item["quote"])
    assert [cell for cell, _ in row.cells] == ["8", "5", "3"] and row.open == "4"
    assert {ids[n] for n, (_, right) in enumerate(row.cells) if right} == set(item["right"])
    assert row.right == "13 of 20 (65 %)"
    assert view.test is None
    shared = sort_view(task, TaskTally(choices={"first": counts}), N, SHARED)
    assert all(row.right == "" for row in shared.rows)


def test_of_a_booster_only_the_items_that_somebody_met_are_listed():
    task = built("booster-one-irony")
    item, answer = task["items"][3], task["answers"][0]["id"]
    view = sort_view(
        task, TaskTally(choices={"first": Counter({(item["id"], answer): 6})}), N, OPEN
    )
    assert [row.quote for row in view.rows] == [item["quote"]]
    assert view.rows[0].open == "0" and view.unseen == len(task["items"]) - 1


def test_a_test_tells_the_class_only_when_it_is_large_enough():
    task = built("test-a", "test-lines")
    many = Counter({(11, 12, 1, 12): 5, (10, 12, 2, 12): 5})
    view = sort_view(task, TaskTally(detection=many), 10, OPEN)
    assert view.test.numbers[0].said.startswith("The class tells pushing lines from plain ones")
    assert view.test.warning == ""
    few = sort_view(task, TaskTally(detection=Counter({(11, 12, 2, 12): 3})), 3, OPEN)
    assert few.test.numbers[0].said == "no conclusion"
    assert few.test.warning.startswith("Fewer than 8 learners")


def test_fields_that_cannot_have_a_verdict_show_a_dash():
    task = built("rewrite-threat")
    verdicts = Counter({("day", "kept"): 12, ("day", "lost"): 8})
    verdicts[task["spans"][0]["id"], "gone"] = N
    view = field_view(task, TaskTally(verdicts={"first": verdicts}), N, OPEN)
    assert view.labels == ("Found", "Not found", "No longer there")
    assert view.rows[0][2] == ("12", "8", "–")
    assert view.rows[-1][2] == ("–", "–", "20")


def test_a_case_of_a_teacher_is_shown_with_its_own_codebook(root: Path):
    town = load(folder=root / "tests/data/town")
    every = [(town, tasks.build(task, town)) for task in tasks.tasks(town).values()]
    tallies = {(town.id, one["id"]): TaskTally(states=Counter(done=3)) for _, one in every}
    problem = Problem("<b>.json", "empty", "This <i>file</i> is empty.", "Again.")
    text = class_page(ClassData(every, 3, tallies, [problem]))
    assert "&lt;b&gt;.json" in text and "<b>.json" not in text and "<i>" not in text
    for _, one in every:
        assert f'id="{town.id}--{one["id"]}"' in text
