"""The write exercise: its data, what it says of an answer, and the two languages side by side.

``vectors/write.json`` holds answers and what must be said of them, worked out by hand, and bad
values with their sentence. Python and the bundled module in Chromium must both agree with it.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from exercise_page import town_task
from towns import change, copy_town

from whosaysso import tasks
from whosaysso.case import CaseError, load
from whosaysso.feedback import AnswerError
from whosaysso.kinds import is_open, write
from whosaysso.widgets import Write
from whosaysso.widgets.exercise import DIST

VECTORS = json.loads((Path(__file__).parent / "vectors" / "write.json").read_text("utf-8"))
GOOD, BAD = VECTORS["good"], VECTORS["bad"]
BUILT = {name: town_task(name) for name in ("town-letter", "town-form")}
named = pytest.mark.parametrize


def kit() -> list[dict]:
    case = load()
    return [tasks.build(t, case) for t in tasks.tasks(case).values() if t.kind == "write"]


def plain(feedback) -> dict:
    """Feedback as the JSON that the module returns."""
    rows = [
        {"verdict": r.verdict, "line": r.line, "quote": r.quote, "text": r.text, "item": r.item}
        for r in feedback.rows
    ]
    return {
        "task": feedback.task,
        "score": feedback.score,
        "summary": feedback.summary,
        "rows": rows,
    }


@pytest.fixture(scope="module")
def module(browser):
    """``ask(what, ...)``: evaluate with the bundled module as ``kit``; arguments go as JSON text,
    so that nothing between the two languages mends them."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>vectors</title>")
    page.evaluate(
        "async (source) => { window.kit = await import("
        "URL.createObjectURL(new Blob([source], {type: 'text/javascript'}))); }",
        (DIST / "write.js").read_text(encoding="utf-8"),
    )

    def ask(what: str, *given):
        source = f"(text) => {{ const a = JSON.parse(text); return {what}; }}"
        return page.evaluate(source, json.dumps(given))

    yield ask
    page.close()


# --- what is said ---------------------------------------------------------


@named("vector", GOOD, ids=lambda v: v["name"])
def test_python_agrees_with_the_vectors(vector):
    task = BUILT[vector["task"]]
    write.valid(task, vector["value"])
    feedback = write.score(task, vector["value"], vector["reveal"])
    assert feedback.score is None and feedback.percent is None
    assert feedback.summary == vector["summary"]
    assert [[r.verdict, r.item, r.line, r.text] for r in feedback.rows] == vector["rows"]


@named("vector", GOOD, ids=lambda v: v["name"])
def test_the_module_agrees_with_python(vector, module):
    task, value, reveal = BUILT[vector["task"]], vector["value"], vector["reveal"]
    there = module("kit.score(a[0], a[1], a[2])", task, value, reveal)
    assert there == plain(write.score(task, value, reveal))
    assert module("kit.valid(a[0], a[1])", task, value) is None
    assert not module("kit.complete(a[0], a[1])", task, there)


@named("vector", BAD, ids=lambda v: v["name"])
def test_a_bad_answer_gets_the_same_sentence_on_both_sides(vector, module):
    task = BUILT["town-letter"]
    with pytest.raises(AnswerError) as refused:
        write.valid(task, vector["value"])
    assert str(refused.value) == vector["says"]
    assert module("kit.valid(a[0], a[1])", task, vector["value"]) == vector["says"]


def test_the_two_agree_on_random_answers(module):
    """400 answers at random: odd characters, some criteria rated, in any order."""
    chance = random.Random(39)
    letters = "ab .,\n\t’-\u00a0\u2009\u200b\u3000\ufeff\u0085\u001d\u2028ß😀🚧شİ<>&{}"
    every = [*BUILT.values(), *kit()]
    for task in every:
        answers = []
        for _ in range(80):
            value = {}
            if chance.random() < 0.9:
                value["text"] = "".join(chance.choices(letters, k=chance.randrange(300)))
            rated = chance.sample(task["criteria"], chance.randrange(len(task["criteria"]) + 1))
            if rated:
                value["rubric"] = {c["id"]: chance.randrange(len(c["levels"])) for c in rated}
            answers.append((value, chance.random() < 0.5))
        there = module("a[1].map(([v, reveal]) => kit.score(a[0], v, reveal))", task, answers)
        assert there == [plain(write.score(task, *answer)) for answer in answers]
        assert not any(module("a[1].map(([v]) => kit.valid(a[0], v))", task, answers))
    assert len(every) == len(BUILT) + len(kit()) >= 7


def test_words_are_parted_by_the_same_characters_in_both_languages(module):
    parting = [n for n in range(0x3100) if write.task.count(f"a{chr(n)}b") == 2]
    assert parting == module(
        "[...Array(0x3100).keys()].filter(n => "
        "kit.score(a[0], {text: `a${String.fromCharCode(n)}b`})"
        ".summary.startsWith('Words in your text: 2.'))",
        BUILT["town-letter"],
    )
    assert parting == [n for n in range(0x3100) if chr(n).isspace()], "what Python calls a space"


# --- in a notebook --------------------------------------------------------


def test_nothing_is_ever_scored_and_one_submit_opens_the_model():
    exercise = Write(BUILT["town-letter"])
    assert exercise.feedback().summary == "Not answered yet."
    exercise.value = {"text": "How was the cost counted?"}
    before = exercise.feedback()
    assert before.score is None and "model ends" not in repr(before)
    exercise.tries = [exercise.value]
    assert is_open(exercise.task, exercise.tries)
    exercise.value = {**exercise.value, "rubric": {"question": 1, "polite": 1}}
    after = exercise.feedback()
    assert after.score is None
    assert after.summary == "Words in your text: 5. Your own rating: 2 of 4."
    assert "The model ends with a question." in repr(after)
    exercise.solve()
    assert exercise.value["text"] == exercise.task["model"]
    assert exercise.feedback().score is None
    assert "Your own rating: 4 of 4." in repr(exercise.feedback())


def test_feedback_on_a_page_is_escaped(monkeypatch):
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    exercise = Write(BUILT["town-letter"])
    exercise.solve()
    html = exercise.feedback()._repr_html_()
    assert "<i>" not in html and "<u>" not in html
    assert "&lt;i&gt;cost&lt;/i&gt;" in html and "&lt;u&gt;cost&lt;/u&gt;" in html


def test_the_page_for_readers_without_scripts_is_whole_and_escaped():
    html = write.page(BUILT["town-letter"])
    for tag in ("<b>", "<i>", "<u>"):
        assert tag not in html
    before, folded = html.split("<details>")
    assert "The luckless mayor said" in before and 'class="wss-room"' in before
    assert "counted?" not in before and "It is warm" not in before, "the answer is folded away"
    assert "One answer, not the answer" in folded
    for words in ("&lt;b&gt;cost&lt;/b&gt;", "It insults.", "It is warm and short.", "says dear."):
        assert words in folded
    assert "Who: … When: …" in write.page(BUILT["town-form"]).split("<details>")[0]


# --- data -----------------------------------------------------------------

FAULTS = {
    "no model": (
        'model = "Who: the builders. When: on Monday."\n',
        "",
        "the field 'model' is missing or empty.",
    ),
    "blank model": (
        "Who: the builders. When: on Monday.",
        " ",
        "the field 'model' is missing or empty.",
    ),
    "model no text": (
        '"Who: the builders. When: on Monday."',
        "5",
        "town-form, model: A text is made of letters.",
    ),
    "model too long": (
        "Who: the builders. When: on Monday.",
        "a" * 10_001,
        "town-form, model: This text has more than 10,000 characters; make it shorter.",
    ),
    "model short of its own advice": (
        "least = 4",
        "least = 8",
        "out of its own range.",
    ),
    "model past its own advice": ("least = 4\nmost = 9", "most = 3", "out of its own range."),
    "least above most": ("least = 4", "least = 10", "least = 10 is above most = 9."),
    "least is text": ("least = 4", 'least = "4"', "least is a whole number of words."),
    "most is true": ("most = 9", "most = true", "most is a whole number of words."),
    "most below nothing": ("most = 9", "most = -9", "most is a whole number of words."),
    "starter no text": ('"Who: … When: …"', "[]", "town-form, starter: A text is made of letters."),
    "starter with NUL": (
        "Who: … When: …",
        "a\\u0000",
        "town-form, starter: This text holds a character",
    ),
    "unknown field": ("most = 9", 'most = 9\nnote = "x"', "unknown field 'note'."),
    "criterion without levels": (
        'levels = ["No.", "Yes."]\n',
        "",
        "whole: a criterion has id, asks, levels and shown, and no more.",
    ),
    "criterion with more": (
        'shown = "Both parts are there."',
        'shown = "Both parts are there."\npoints = 3',
        "whole: a criterion has id, asks, levels and shown, and no more.",
    ),
    "criterion without id": (
        'id = "whole"\n',
        "",
        "criterion without id: a criterion has id, asks, levels and shown, and no more.",
    ),
    "blank question": ("Is all of it filled in?", " ", "whole: id, asks and shown are text."),
    "one level": (
        '["No.", "Yes."]',
        '["No."]',
        "whole: levels is a list of two or more sentences.",
    ),
    "blank level": (
        '["No.", "Yes."]',
        '["No.", ""]',
        "whole: levels is a list of two or more sentences.",
    ),
    "level no text": (
        '["No.", "Yes."]',
        "[0, 1]",
        "whole: levels is a list of two or more sentences.",
    ),
    "id used twice": ('id = "polite"', 'id = "question"', "question: this id is used twice."),
    "criterion no table": (
        '[[task.criterion]]\nid = "whole"\nasks = "Is all of it filled in?"\n'
        'levels = ["No.", "Yes."]\nshown = "Both parts are there."\n',
        'criterion = ["whole"]\n',
        "give at least one [[task.criterion]] table.",
    ),
}


@named("fault", FAULTS)
def test_bad_data_stops_with_one_sentence(tmp_path, fault):
    town = copy_town(tmp_path)
    old, new, message = FAULTS[fault]
    change(town / "tasks" / "write.toml", old, new)
    with pytest.raises(CaseError) as stopped:
        tasks.tasks(load(folder=town))
    said = str(stopped.value)
    assert said.startswith("write.toml, town-") and message in said
    assert "\n" not in said and said.endswith(".")


def test_the_tasks_of_the_kit_hold_together():
    found = {task["id"]: task for task in kit()}
    assert {"write-memo", "write-irony", "write-fair-range", "write-claim-review"} <= set(found)
    for task in found.values():
        write.valid(task, write.key(task))
        assert all(len(one["levels"]) == 3 for one in task["criteria"])
        for text in every_text(task["criteria"]):
            assert text.endswith((".", "?")) or re.fullmatch(r"[a-z]+", text), text


def every_text(part):
    if isinstance(part, str):
        yield part
    elif isinstance(part, int):
        return
    else:
        for inner in part.values() if isinstance(part, dict) else part:
            yield from every_text(inner)


def test_their_words_are_ours():
    """No eight words of the article in a row, in prompt, starter, rubric or model answer."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[^\W_]+", text.lower())
        return {tuple(words[n : n + 8]) for n in range(len(words) - 7)}

    article = set().union(*(runs(line.text) for line in load().lines))
    for task in kit():
        ours = [task[name] for name in ("prompt", "starter", "model")]
        for text in [*ours, *every_text(task["criteria"])]:
            assert not runs(text) & article, text
        assert runs(task["passage"][0]["text"]) & article, "the passage itself would be found"


def numbers_of(case) -> set[int]:
    """Every number that the claims of a case and the reports about them give."""
    given = [one for claim in case.claims for one in (claim, *claim.evidence)]
    counts = [count for one in given for count in one.counts]
    return {number for count in counts for number in (count.low, count.high)}


def test_every_figure_in_them_is_one_of_the_claim():
    """The task on a range types its areas; they must be the counts of claim C05, and no others."""
    claim = load().claim("C05")
    voices = [*claim.counts, *(c for row in claim.evidence for c in row.counts)]
    known = {str(number) for c in voices for number in (c.low, c.high) if number is not None}
    for task in kit():
        text = " ".join([task["prompt"], task["model"]])
        figures = {found.replace(",", "") for found in re.findall(r"\d[\d,]*(?= km²)", text)}
        assert figures <= known
        rest = re.sub(r"\d[\d,]* km²", "", text)
        others = [
            int(n.replace(",", "")) for n in re.findall(r"(?<![SC\d.])\d[\d,]*(?!\.?\d)", rest)
        ]
        theirs = numbers_of(load(task["case"]))
        assert all(n <= 250 or 2000 < n < 2030 or n in theirs for n in others), task["id"]
        assert figures == ({"600", "1160", "2000"} if "²" in task["model"] else set())
