"""One file of answers, run through scoring.py and through the bundled module in Chromium.

``vectors/mark.json`` holds answers and what they must earn, worked out by hand. Both sides
must agree with it and with each other, word for word.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from whosaysso import tasks
from whosaysso.case import load
from whosaysso.kinds import is_open, mark
from whosaysso.scoring import percent
from whosaysso.widgets.exercise import DIST

HERE = Path(__file__).parent
VECTORS = json.loads((HERE / "vectors" / "mark.json").read_text(encoding="utf-8"))
TOWN = load(folder=HERE / "data" / "town")


def mark_tasks(case):
    return [tasks.build(t, case) for t in tasks.tasks(case).values() if t.kind == "mark"]


BUILT = {task["id"]: task for task in mark_tasks(TOWN)}


def marks_of(task: dict, wanted: list[list]) -> list[dict]:
    """Marks written as [code, first word, last word], words numbered through the passage."""
    words = [word for line in task["lines"] for word in line["words"]]
    return [
        {
            "code": code,
            "start": words[first][0],
            "end": words[last][1],
            "quote": mark.quote(words, first, last),
        }
        for code, first, last in wanted
    ]


def plain(feedback) -> dict:
    """Feedback as the JSON that the module returns."""
    return {
        "task": feedback.task,
        "score": feedback.score,
        "summary": feedback.summary,
        "rows": [
            {
                "verdict": row.verdict,
                "code": row.code,
                "line": row.line,
                "words": list(row.words) if row.words else None,
                "quote": row.quote,
                "text": row.text,
            }
            for row in feedback.rows
        ],
    }


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_python_agrees_with_the_vectors(vector):
    task = BUILT[vector["task"]]
    feedback = mark.score(task, marks_of(task, vector["marks"]), vector["reveal"])
    assert percent(feedback.score) == vector["percent"]
    assert [[r.verdict, r.line, r.quote] for r in feedback.rows] == vector["rows"]


@pytest.fixture(scope="module")
def module(browser, tmp_path_factory):
    """A page with the bundled ES module loaded as ``window.kit``."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>vectors</title>")
    source = (DIST / "mark.js").read_text(encoding="utf-8")
    page.evaluate(
        "async (source) => { window.kit = await import("
        "URL.createObjectURL(new Blob([source], {type: 'text/javascript'}))); }",
        source,
    )
    yield page
    page.close()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_the_module_agrees_with_python(vector, module):
    task = BUILT[vector["task"]]
    marks = marks_of(task, vector["marks"])
    there = module.evaluate(
        "([task, marks, reveal]) => kit.score(task, marks, reveal)",
        [task, marks, vector["reveal"]],
    )
    assert there == plain(mark.score(task, marks, vector["reveal"]))
    for tries in ([marks], [[], marks]):
        opened = module.evaluate("([task, tries]) => kit.latest(task, tries).open", [task, tries])
        assert opened == is_open(task, tries)


def test_the_two_agree_on_every_task_of_the_kit(module):
    """The key, nothing, everything, and each code over everything, on the real tasks."""
    case = load()
    for task in mark_tasks(case):
        lines = [line["words"] for line in task["lines"] if line["words"]]
        all_over = [
            {"code": c["id"], "start": words[0][0], "end": words[-1][1], "quote": ""}
            for c in task["codes"]
            for words in lines
        ]
        first = task["codes"][0]["id"]
        answers = [
            mark.key(task),
            [],
            all_over,
            [m for m in all_over if m["code"] == first],
            mark.key(task)[::2],
        ]
        for marks in answers:
            there = module.evaluate(
                "([task, marks]) => kit.score(task, marks, true)", [task, marks]
            )
            assert there == plain(mark.score(task, marks, True)), task["id"]


def test_the_two_agree_on_random_answers(module):
    """300 answers at random, with overlaps, lines and codes mixed: no row may differ."""
    case, chance = load(), random.Random(2020)
    for task in mark_tasks(case):
        words = [word for line in task["lines"] for word in line["words"]]
        answers = []
        for _ in range(20):
            marks = []
            for _ in range(chance.randrange(1, 9)):
                first = chance.randrange(len(words))
                last = min(len(words) - 1, first + chance.randrange(12))
                code = chance.choice(task["codes"])["id"]
                marks.append({"code": code, "start": words[first][0], "end": words[last][1]})
            answers.append((marks, chance.random() < 0.5))
        there = module.evaluate(
            "([task, answers]) => answers.map(([m, reveal]) => kit.score(task, m, reveal))",
            [task, answers],
        )
        assert there == [plain(mark.score(task, *answer)) for answer in answers], task["id"]


def test_marks_keep_code_points_past_emoji_and_arabic(module):
    """JavaScript counts UTF-16 units; the marks it makes must still quote the article."""
    task = BUILT["town-words"]
    words = [word for line in task["lines"] for word in line["words"]]
    for n in range(len(words)):
        made = module.evaluate(
            "([task, n]) => kit.toggleMark(task, [], 'loaded', n, n).marks", [task, n]
        )
        assert len(made) == 1
        assert TOWN.text[made[0]["start"] : made[0]["end"]] == made[0]["quote"] == words[n][2]
    last = len(words) - 1
    whole = module.evaluate(
        "([task, last]) => kit.toggleMark(task, [], 'loaded', 0, last).marks", [task, last]
    )
    assert len(whole) == len(task["lines"]), "a mark over several lines becomes one for each"
    for made in whole:
        assert TOWN.text[made["start"] : made["end"]] == made["quote"]
