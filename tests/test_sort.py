"""Sort exercises: where items and key come from, what answers earn, and both languages alike.

``vectors/sort.json`` holds answers with what they must earn and hear, worked out by hand, and
values that must be refused. Both run through Python and through the bundled module in Chromium.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path

import pytest
from exercise_page import town_task
from towns import DATA, change, copy_town

from whosaysso import tasks
from whosaysso.case import VERDICTS, CaseError, load
from whosaysso.feedback import AnswerError
from whosaysso.kinds import is_open, sort
from whosaysso.widgets import Sort
from whosaysso.widgets.exercise import DIST, RefusedAnswer, static_form

VECTORS = json.loads((Path(__file__).parent / "vectors" / "sort.json").read_text("utf-8"))
ANSWERS, BAD = VECTORS["answers"], VECTORS["bad"]
FERRY = DATA / "sorting" / "ferry"  # no codebook beside it, so the kit's own is used


def sorts(case) -> dict[str, dict]:
    found = tasks.tasks(case).values()
    return {task.id: tasks.build(task, case) for task in found if task.kind == "sort"}


BUILT = {**sorts(load(folder=FERRY)), "town-sort-own": town_task("town-sort-own")}
KIT = sorts(load())
EVERY = {**BUILT, **KIT}
DOUBT, OWN, VERDICT = BUILT["ferry-doubt"], BUILT["town-sort-own"], BUILT["ferry-verdicts"]


def as_json(feedback) -> dict:
    names = ("verdict", "line", "quote", "text", "item")
    rows = [{name: getattr(row, name) for name in names} for row in feedback.rows]
    shown = {"task": feedback.task, "score": feedback.score, "summary": feedback.summary}
    return {**shown, "rows": rows}


def right(task: dict) -> dict[str, list[str]]:
    return {item["id"]: item["right"] for item in task["items"]}


# --- items and key ---------------------------------------------------------


def test_all_takes_what_the_layers_have_an_answer_for():
    assert list(right(BUILT["ferry-sources"])) == ["C01", "C02", "C03", "C04", "C05", "C06"]
    assert list(right(DOUBT)) == ["hedge-may", "hedge-clear", "mock-perhaps"]
    assert list(right(VERDICT)) == ["C01", "C02", "C03", "C04", "C05"], "C06 has no evidence"


def test_all_irony_is_every_mark_of_irony():
    case = load(folder=FERRY)
    row = {"lines": "S3-S6", "by": "irony", "items": "all"}
    assert sort.read(row, "here", case)["items"] == [
        "irony-wonderful",
        "irony-penguins",
        "irony-glorious",
        "irony-same",
    ]


def test_the_key_comes_from_code_tier_rule_and_verdict():
    assert right(BUILT["ferry-sources"]) == {
        "C01": ["named"],
        "C02": ["none"],
        "C03": ["vague"],
        "C04": ["named", "vague"],
        "C05": ["none"],
        "C06": ["none"],
    }
    assert right(DOUBT) == {
        "hedge-may": ["hedge"],
        "hedge-clear": ["booster"],
        "mock-perhaps": ["mock"],
    }
    assert right(BUILT["ferry-irony"]) == {
        "irony-wonderful": ["ironic"],
        "irony-glorious": ["cannot-tell", "ironic"],
        "loaded-clumsy": ["sincere"],
        "irony-same": ["sincere"],
    }
    assert right(VERDICT) == {
        "C01": ["corroborated"],
        "C02": ["disputed"],
        "C03": ["contradicted"],
        "C04": ["partly"],
        "C05": ["not-found"],
    }


def test_an_item_stands_in_its_line_past_emoji_and_arabic():
    for task in EVERY.values():
        for item in task["items"]:
            assert item["text"][1] == item["quote"]
            assert not item["around"] or "".join(item["text"]) in item["around"]
    pump = BUILT["ferry-irony"]["items"][0]
    assert pump["text"] == ["Sources say 😀 that the pump, ", "so wonderful", ", broke twice."]
    assert pump["around"].startswith("The harbour office said") and "العبّارة" in pump["around"]


def test_evidence_says_who_through_whom_when_and_how_good():
    said = {item["id"]: item["evidence"] for item in VERDICT["items"]}
    assert said["C02"] == [
        {
            "who": "A captain, via Coast Radio",
            "date": "",
            "says": "The captain says it was on time.",
            "grade": "B",
            "link": "https://example.org/radio",
        },
        {
            "who": "The Mole",
            "date": "April 2021",
            "says": "It came an hour late.",
            "grade": "C",
            "link": "",
        },
    ]
    assert said["C05"] == []
    assert not any(item["evidence"] for item in DOUBT["items"])


def test_the_signal_is_passed_on_and_one_answer_may_carry_it():
    assert OWN["signal"] == "pushes" and DOUBT["signal"] == ""
    assert [item["line"] for item in OWN["items"]] == ["Item 1", "Item 2"]


def test_a_test_has_one_check_and_practice_two():
    wrong = {item["id"]: {"answer": "plain"} for item in OWN["items"]}
    assert not sort.complete(OWN, sort.score(OWN, wrong))
    assert OWN["tries"] == 1 and is_open(OWN, [wrong])
    assert all(task["tries"] == 2 for task in BUILT.values() if not task["signal"])


def test_verdicts_are_the_five_of_the_case_and_neighbours_know_each_other():
    case_words = dict(zip([a["id"] for a in VERDICT["answers"]], VERDICTS, strict=True))
    for answer in VERDICT["answers"]:
        assert answer["name"].lower() == case_words[answer["id"]]
    close = sort.task.CLOSE
    assert set(close) == set(case_words)
    for one, others in close.items():
        assert one not in others and all(one in close[other] for other in others)


# --- bad data ---------------------------------------------------------------


def copied(to: Path) -> Path:
    return Path(shutil.copytree(FERRY, to / "ferry"))


FERRY_FAULTS = {
    "by nothing": ('by = "doubt"\n', "", "by = None; use one of attribution, doubt, irony"),
    "by something else": ('by = "doubt"', 'by = ["doubt"]', "by = ['doubt']; use one of"),
    "confidence is text": ("confidence = true", 'confidence = "yes"', "confidence must be true"),
    "signal is a number": ('by = "doubt"', 'by = "doubt"\nsignal = 0', "signal is the id of an"),
    "signal is no answer": (
        'by = "doubt"',
        'by = "doubt"\nsignal = "pushes"',
        "signal = 'pushes' is none of the answers",
    ),
    "answers of its own": (
        'by = "doubt"',
        'by = "doubt"\nanswer = []',
        "[[task.answer]] is for by = 'own' only",
    ),
    "items of its own": ('by = "doubt"', 'by = "doubt"\nitem = []', "[[task.item]] is for"),
    "no items": ('items = "all"\n', "", "the list 'items' is missing or empty"),
    "some other word": ('items = "all"', 'items = "most"', "the list 'items' is missing"),
    "nothing in these lines": (
        'lines = "S1-S6"\nby = "doubt"',
        'lines = "S6"\nby = "doubt"',
        "the list 'items' is missing or empty",
    ),
    "item twice": ('"irony-same"]', '"irony-glorious"]', "an item stands twice in the list"),
    "unknown claim": ('items = "all"', 'items = ["C77"]', "there is no claim 'C77'"),
    "item is a number": ('"irony-same"]', "5]", "there is no span 5"),
    "item is a table": ('"irony-same"]', "{ id = 5 }]", "there is no span {'id': 5}"),
    "unknown span": ('"irony-same"]', '"irony-x"]', "there is no span 'irony-x'"),
    "outside the lines": (
        'lines = "S3-S6"',
        'lines = "S4-S6"',
        "irony-wonderful stands in S3, which is not in 'lines'",
    ),
    "a loaded word as a hedge": (
        'by = "doubt"\nitems = "all"',
        'by = "doubt"\nitems = ["loaded-clumsy"]',
        "loaded-clumsy is no hedge, booster or mock hedge",
    ),
    "a claim with nothing to judge by": (
        'by = "verdict"\nitems = "all"',
        'by = "verdict"\nitems = ["C06"]',
        "C06 has no evidence to judge by",
    ),
    "a joke under another code": (
        '"loaded-clumsy"',
        '"mock-perhaps"',
        "mock-perhaps is a joke under another code",
    ),
    "words shared with irony": (
        '"loaded-clumsy"',
        '"none-stayed"',
        "none-stayed shares words with irony-same, so it is not simply sincere",
    ),
    "unknown field": ("confidence = true", "confidence = true\nhints = 1", "unknown field 'hints'"),
}


def stopped(folder: Path) -> str:
    with pytest.raises(CaseError) as fault:
        tasks.tasks(load(folder=folder))
    said = str(fault.value)
    assert "\n" not in said and said.endswith("."), said
    return said


@pytest.mark.parametrize("fault", FERRY_FAULTS)
def test_a_bad_task_stops_with_one_sentence(tmp_path, fault):
    old, new, message = FERRY_FAULTS[fault]
    folder = copied(tmp_path)
    change(folder / "tasks/sort.toml", old, new)
    said = stopped(folder)
    assert said.startswith("sort.toml, ferry-") and message in said


def test_a_word_that_only_looks_like_a_hedge_is_not_sorted_as_one(tmp_path):
    folder = copied(tmp_path)
    text = (folder / "spans.toml").read_text("utf-8")
    old = 'quote = "may"\ntier = "core"'
    assert old in text
    (folder / "spans.toml").write_text(text.replace(old, old.replace("core", "decoy")), "utf-8")
    assert list(right(sorts(load(folder=folder))["ferry-doubt"])) == ["hedge-clear", "mock-perhaps"]
    change(
        folder / "tasks/sort.toml",
        'by = "doubt"\nitems = "all"',
        'by = "doubt"\nitems = ["hedge-may"]',
    )
    assert "hedge-may is no hedge" in stopped(folder)


OWN_FAULTS = {
    "a list of ids": ('signal = "pushes"', 'items = ["pool"]', "not a list of ids"),
    "one answer": (
        '[[task.answer]]\nid = "plain"\nname = "Plain"\nhint = "No word carries a feeling."\n',
        "",
        "give two to 9 [[task.answer]] tables",
    ),
    "no hint": ('hint = "No word carries a feeling."\n', "", "answer plain: the field 'hint' is"),
    "blank name": ('name = "Plain"', 'name = " "', "answer plain: the field 'name' is missing"),
    "answer id twice": ('id = "plain"', 'id = "pushes"', "answer pushes: this id is used twice"),
    "answer without id": ('id = "plain"\n', "", "answer number 2: the field 'id' is missing"),
    "odd id": ('id = "pool"', 'id = "__proto__"', "an id is letters, digits and hyphens"),
    "odd answer id": ('id = "plain"', 'id = "a b"', "an id is letters, digits and hyphens"),
    "more of an answer": ('name = "Plain"', 'name = "Plain"\nkey = "1"', "unknown field 'key'"),
    "no why": ('why = "A time is a time."', "", "item bus: the field 'why' is missing"),
    "text is a number": (
        'text = "The pool, that bottomless pit, opens in May."',
        "text = 5",
        "'text'",
    ),
    "no text and no span": (
        'text = "The <b>bus</b> leaves at nine."',
        "",
        "item bus: the field 'text'",
    ),
    "a text and a span": ('id = "bus"', 'id = "bus"\nspan = "loaded-madness"', "keep one of them"),
    "unknown span": (
        'text = "The <b>bus</b> leaves at nine."',
        'span = "loaded-sad"',
        "item bus: town: there is no span 'loaded-sad'",
    ),
    "a claim and a span": (
        'text = "The <b>bus</b> leaves at nine."',
        'claim = "C01"\nspan = "loaded-madness"',
        "item bus: it has a span and a claim; keep one of them",
    ),
    "unknown claim of an item": (
        'text = "The <b>bus</b> leaves at nine."',
        'claim = "C99"',
        "item bus: town: there is no claim 'C99'",
    ),
    "a span of another line": (
        'text = "The <b>bus</b> leaves at nine."',
        'span = "loaded-crazy"',
        "which is not in 'lines'",
    ),
    "item id twice": ('id = "bus"', 'id = "pool"', "item pool: this id is used twice"),
    "unknown answer": ('answer = "plain"', 'answer = "flat"', "bus: there is no answer 'flat'"),
    "unknown other answer": ('also = ["pushes"]', 'also = ["flat"]', "there is no answer 'flat'"),
    "other answer is text": ('also = ["pushes"]', 'also = "pushes"', "also is a list of answers"),
    "other answer is a number": ('also = ["pushes"]', "also = 5", "also is a list of answers"),
    "right twice": ('also = ["pushes"]', 'also = ["plain"]', "'plain' is given as right twice"),
}


@pytest.mark.parametrize("fault", OWN_FAULTS)
def test_a_bad_task_of_its_own_items_stops_with_one_sentence(tmp_path, fault):
    old, new, message = OWN_FAULTS[fault]
    town = copy_town(tmp_path)
    change(town / "tasks/sort.toml", old, new)
    said = stopped(town)
    assert said.startswith("sort.toml, town-sort-own") and message in said


def test_an_item_of_its_own_may_fetch_the_words_of_a_span():
    """The article's words stay in the case folder; the key and the reason are the task's."""
    case, task = load(), KIT["sort-irony-targets"]
    for item in task["items"]:
        assert "".join(item["text"]) == case.line(item["line"]).text
        assert item["text"][1] == item["quote"]
        assert item["around"] == "" or item["quote"] in item["around"]
    assert {item["quote"] for item in task["items"]} <= {span.quote for span in case.spans}


def test_items_and_answers_of_its_own_are_tables(tmp_path):
    case = load(folder=FERRY)
    row = {"lines": "S1", "by": "own", "answer": "pushes", "item": []}
    with pytest.raises(
        CaseError, match=r"here: write each answer as a \[\[task.answer\]\] table\."
    ):
        sort.read(row, "here", case)
    answers = [{"id": f"a{n}", "name": "A", "hint": "B."} for n in range(10)]
    with pytest.raises(CaseError, match=r"give two to 9 \[\[task.answer\]\] tables\."):
        sort.read({**row, "answer": answers}, "here", case)
    with pytest.raises(CaseError, match=r"give at least one \[\[task.item\]\] table\."):
        sort.read({**row, "answer": answers[:9]}, "here", case)


# --- scores -----------------------------------------------------------------


@pytest.mark.parametrize("vector", ANSWERS, ids=lambda v: v["name"])
def test_python_agrees_with_the_vectors(vector):
    task = BUILT[vector["task"]]
    sort.valid(task, vector["value"])
    feedback = sort.score(task, vector["value"], vector["reveal"])
    assert feedback.summary == vector["summary"]
    assert [[r.item, r.verdict, r.line, r.quote, r.text] for r in feedback.rows] == vector["rows"]
    assert feedback.summary.split("Score: ")[1].startswith(f"{feedback.percent} of 100.")


@pytest.mark.parametrize("name", EVERY)
def test_the_key_is_valid_complete_and_opens_at_once(name):
    task = EVERY[name]
    answer = sort.key(task)
    sort.valid(task, answer)
    feedback = sort.score(task, answer)
    assert feedback.score == 1.0 and sort.complete(task, feedback)
    assert {row.verdict for row in feedback.rows} == {"right"}
    assert is_open(task, [answer])
    for item in answer:
        less = {other: given for other, given in answer.items() if other != item}
        assert not sort.complete(task, sort.score(task, less)), item
        assert not is_open(task, [less] * (task["tries"] - 1)), item
        assert is_open(task, [less] * task["tries"]), item


@pytest.mark.parametrize("name", EVERY)
def test_every_answer_earns_what_the_key_says_and_no_hint_gives_the_key_away(name):
    task = EVERY[name]
    ids = [one["id"] for one in task["answers"]]
    for item in task["items"]:
        assert list(item["say"]["wrong"]) == [one for one in ids if one not in item["right"]]
        for answer in ids:
            (row,) = [
                row
                for row in sort.score(task, {item["id"]: {"answer": answer}}).rows
                if row.item == item["id"]
            ]
            assert (row.verdict in ("right", "also")) == (answer in item["right"])
            assert (row.verdict == "also") == (answer in item["right"][1:])
            if row.verdict in ("wrong", "close"):
                assert item["say"]["right"] not in row.text
                chosen = next(one for one in task["answers"] if one["id"] == answer)
                assert f"{chosen['name']}? The test: “{chosen['hint']}”" in row.text
                assert row.text.startswith("Close: ") == (row.verdict == "close")
                for other in task["answers"]:
                    assert other is chosen or other["hint"] not in row.text


# --- values that cannot be ---------------------------------------------------


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: json.dumps(bad["value"])[:60])
def test_an_impossible_value_is_refused_in_a_sentence(bad):
    with pytest.raises(AnswerError) as refused:
        sort.valid(BUILT[bad.get("task", "ferry-doubt")], bad["value"])
    assert str(refused.value) == bad["says"]


@pytest.mark.parametrize(
    "value",
    [
        {"x" * 1_000_000: {"answer": "hedge"}},
        {"\ud800": {"answer": "hedge"}},
        {"hedge-may": {"answer": "x" * 1_000_000}},
        {"hedge-may": {"answer": "\ud800"}},
        {"hedge-may": {"answer": "hedge", "sure": float("nan")}},
        {"hedge-may": {"answer": "hedge", "sure": 10**400}},
        {"hedge-may": {"answer": "hedge", "sure": 50.0}},
        {"hedge-may": {"answer": {"hedge"}}},
        {"hedge-may": {1: "hedge"}},
        {1: {"answer": "hedge"}},
        {f"item-{n}": {"answer": "hedge"} for n in range(10_000)},
    ],
    ids=lambda value: repr(value)[:50],
)
def test_the_widget_keeps_the_last_good_value(value):
    good = {"hedge-may": {"answer": "booster", "sure": 5}}
    widget = Sort(DOUBT, value=good)
    for name, bad in (("value", value), ("tries", [value])):
        with pytest.raises(RefusedAnswer) as refused:
            setattr(widget, name, bad)
        said = str(refused.value)
        assert said.endswith(".") and "\n" not in said and len(said) < 200 and said.isprintable()
    assert widget.value == good and widget.tries == []


def test_the_widget_checks_and_solves():
    widget = Sort(DOUBT)
    assert repr(widget.feedback()) == "Not answered yet."
    widget.value = {"hedge-may": {"answer": "hedge"}}
    assert "1. S1 “may” – Right. Hedge. It may also stay away." in repr(widget.feedback())
    assert "2. S2 “It is clear that” – Not answered. Choose an answer." in repr(widget.feedback())
    widget.solve()
    assert widget.feedback().percent == 100 and widget.value == sort.key(DOUBT)


def test_answers_can_be_typed_short():
    assert sort.spell(DOUBT, {"hedge-may": "hedge", "hedge-clear": ("mock", 40)}) == {
        "hedge-may": {"answer": "hedge"},
        "hedge-clear": {"answer": "mock", "sure": 40},
    }
    whole = {"hedge-may": {"answer": "hedge", "sure": 5}}
    assert sort.spell(DOUBT, whole) == whole
    slips = [["hedge"], "hedge", None, {"hedge-may": ("hedge", 5, 6)}, {"hedge-may": ()}, {5: "x"}]
    for slip in [*slips, {"hedge-may": None}, {"hedge-may": 5}, {"hedge-may": ({}, 5)}]:
        widget = Sort(DOUBT)
        with pytest.raises(RefusedAnswer):
            widget.value = sort.spell(DOUBT, slip)
        assert widget.value == {}


# --- the page without scripts -------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_the_page_has_boxes_for_every_item_and_every_reason(name):
    task = EVERY[name]
    before, answers = sort.page(task).split("<details>")
    assert before.count("☐") == len(task["items"]) * len(task["answers"])
    assert before.count("How sure? ____ %") == len(task["items"]) * task["confidence"]
    assert answers.count("<li>") == len(task["items"])
    escape = sort.task.escape
    for item in task["items"]:
        assert escape(item["say"]["right"]) in answers
        assert escape(item["say"]["right"]) not in before
        assert f"<strong>{escape(item['quote'])}</strong>" in before
        for row in item["evidence"]:
            assert f"(source grade {row['grade']}): {escape(row['says'])}" in before
            named = f'rel="noopener noreferrer">{escape(row["who"])}</a>'
            assert escape(row["who"]) in before and (not row["link"] or named in before)


def test_what_is_not_to_be_linked_is_named_only():
    html = sort.page(VERDICT)
    assert "The Mole, April 2021 (source grade C)" in html and "mole" not in html
    assert html.count("<a ") == 4


def test_case_data_are_never_read_as_html(tmp_path):
    bad = "<script>alert(1)</script>"
    folder = copied(tmp_path)
    change(folder / "claims.toml", 'publisher = "The Mole"', f'publisher = "{bad}"')
    change(folder / "claims.toml", "The captain says it was on time.", bad)
    change(folder / "claims.toml", "One says late, one says not.", bad)
    change(folder / "claims.toml", 'date = "2021-04-02"', f'date = "{bad}"')
    change(folder / "claims.toml", "https://example.org/log", "https://example.org/'\\\"><b>")
    change(folder / "spans.toml", "Clear to whom?", bad)
    change(folder / "tasks/sort.toml", "Who says so on the ferry?", bad)
    for task in sorts(load(folder=folder)).values():
        form = static_form(task)
        assert form.count("<script") == 1 and "<script" not in form.split("</script>", 1)[1]
        for tag in ("<i>", "<u>", "<b>"):
            assert tag not in form.split("</script>", 1)[1]
    own = static_form(OWN).split("</script>", 1)[1]
    assert "<b>" not in own and "&lt;b&gt;bus&lt;/b&gt;" in own


# --- the tasks of the kit -------------------------------------------------------


def test_the_kit_has_a_task_of_each_kind_and_each_answer_is_right_somewhere():
    own = {name: task for name, task in KIT.items() if "draw" not in task}
    assert {"sort-sources", "sort-doubt", "sort-irony", "sort-verdicts"} <= set(own)
    for name, task in own.items():
        assert 6 <= len(task["items"]) <= 10
        firsts = {item["right"][0] for item in task["items"]}
        assert firsts == {answer["id"] for answer in task["answers"]}, name
    assert KIT["sort-doubt"]["confidence"] and KIT["sort-verdicts"]["confidence"]


def test_no_item_asks_about_the_dead():
    """Death figures are no matter for points."""
    case = load()
    for name in ("sort-sources", "sort-verdicts"):
        for item in KIT[name]["items"]:
            assert case.claim(item["id"]).kind != "casualty", item["id"]


def test_prompts_and_hints_are_whole_sentences():
    for task in KIT.values():
        assert task["prompt"].endswith((".", "?"))
        for answer in task["answers"]:
            assert re.fullmatch(r"[A-Z].*\.", answer["hint"])
            assert re.fullmatch(r"[A-Z][a-z, ]+(: [a-z ]+A?B?[a-z ]*)?", answer["name"])


# --- both languages --------------------------------------------------------------


@pytest.fixture(scope="module")
def module(browser):
    """``ask(what, ...)``: evaluate with the bundled module as ``kit``; arguments go as JSON text,
    so that nothing between the two languages mends them."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>vectors</title>")
    page.evaluate(
        "async (source) => { window.kit = await import("
        "URL.createObjectURL(new Blob([source], {type: 'text/javascript'}))); }",
        (DIST / "sort.js").read_text(encoding="utf-8"),
    )

    def ask(what: str, *given):
        source = f"(text) => {{ const a = JSON.parse(text); return {what}; }}"
        return page.evaluate(source, json.dumps(given))

    yield ask
    page.close()


def both(module, task: dict, answers: list) -> None:
    """Score the answers in the browser and here; nothing may differ."""
    here = []
    for value, reveal in answers:
        sort.valid(task, value)
        feedback = sort.score(task, value, reveal)
        here.append([as_json(feedback), sort.complete(task, feedback), None])
    there = module(
        "a[1].map(([value, reveal]) => { const r = kit.score(a[0], value, reveal);"
        " return [r, kit.complete(a[0], r), kit.valid(a[0], value)]; })",
        task,
        answers,
    )
    assert there == here


@pytest.mark.parametrize("name", BUILT)
def test_the_module_agrees_on_the_vectors(module, name):
    mine = [[v["value"], v["reveal"]] for v in ANSWERS if v["task"] == name]
    assert mine
    both(module, BUILT[name], mine)


@pytest.mark.parametrize("name", EVERY)
def test_the_module_agrees_on_the_key_and_on_nothing(module, name):
    task = EVERY[name]
    both(module, task, [[v, reveal] for v in (sort.key(task), {}) for reveal in (True, False)])


def test_the_module_agrees_on_random_answers(module):
    """450 answers with right, close, wrong and missing ones, and every way of being sure."""
    chance = random.Random(9)
    seen = set()
    for task in EVERY.values():
        choices = [answer["id"] for answer in task["answers"]]
        answers = []
        for _ in range(50):
            value = {}
            for item in chance.sample(task["items"], len(task["items"])):
                given = {}
                if chance.random() < 0.8:
                    given["answer"] = chance.choice(choices)
                if task["confidence"] and chance.random() < 0.7:
                    given["sure"] = chance.randrange(101)
                if given:
                    value[item["id"]] = given
            answers.append([value, chance.random() < 0.5])
            seen |= {row.verdict for row in sort.score(task, value).rows}
        both(module, task, answers)
    assert seen == {"right", "also", "close", "wrong", "open"}


def test_the_module_refuses_what_python_refuses_with_the_same_words(module):
    for bad in BAD:
        task = BUILT[bad.get("task", "ferry-doubt")]
        for place in ("kit.valid", "kit.default.valid"):
            assert module(f"{place}(a[0], a[1])", task, bad["value"]) == bad["says"]


@pytest.mark.parametrize(
    ("case", "task"), [("week-report", "trust-week"), ("bypass", "town-trust")]
)
def test_a_trust_check_asks_for_trust_where_the_evidence_bears_it(case, task):
    """Three items or more to lean on, by the claims' own verdicts, and as real the others."""
    source = load(case)
    built = tasks.build(tasks.task(task, source), source)
    rows = {row["id"]: source.claim(row["claim"]) for row in tasks.task(task, source).own["item"]}
    leans = [item["id"] for item in built["items"] if item["right"] == ["lean"]]
    assert len(leans) >= 3 and len(built["items"]) > len(leans)
    for item in built["items"]:
        claim = rows[item["id"]]
        assert [row["says"] for row in item["evidence"]] == [row.says for row in claim.evidence]
        assert item["quote"] == claim.quote
        assert (item["id"] in leans) == (claim.verdict == "corroborated"), claim.id
        assert item["id"] not in leans or len(claim.evidence) >= 2
        assert "lean" not in item["right"][1:]
