"""The report card: what it says of an answer file, in Python and in the browser alike."""

from __future__ import annotations

import json
import random

import pytest
from axe_playwright_python.sync_playwright import Axe

from whosaysso import scoring
from whosaysso.card import SAY, as_text, card_data, hundredths, report, tenths
from whosaysso.case import load
from whosaysso.widgets.card import static_card
from whosaysso.widgets.exercise import DIST

SIGNALS = [f"p{n}" for n in range(12)]
NOISES = [f"q{n}" for n in range(12)]


def test_form(name: str) -> dict:
    """A test of 12 lines that push and 12 plain ones."""
    right = {item: ["pushes"] for item in SIGNALS} | {item: ["plain"] for item in NOISES}
    signal = {item: item in SIGNALS for item in right}
    skill = {item: ("irony" if n % 6 == 5 else "words") for n, item in enumerate(SIGNALS)}
    skill |= dict.fromkeys(NOISES, "plain")
    head = {"case": "idlib-2020", "id": name, "title": name, "text": "A text"}
    return head | {"right": right, "signal": signal, "skill": skill, "sure": True}


test_form.__test__ = False
DATA = {
    "tasks": [
        {"case": "idlib-2020", "id": "words", "title": "Words", "text": "A text"},
        {
            "case": "idlib-2020",
            "id": "sources",
            "title": "Sources",
            "text": "A text",
            "right": {"a": ["named"], "b": ["vague"], "c": ["none", "vague"]},
            "skill": {"a": "sources", "b": "sources", "c": "sources"},
            "sure": True,
        },
        {
            "case": "idlib-2020",
            "id": "booster",
            "title": "Booster",
            "text": "Boosters",
            "right": {f"x{n}": [("named", "vague", "none")[n % 3]] for n in range(40)},
            "skill": {f"x{n}": "sources" for n in range(30)},
            "drawn": True,
            "sure": True,
        },
        test_form("form-b"),
        test_form("form-a"),
    ],
    "z": {str(n): scoring.z_table(n) for n in range(6, 13)},
    "shares": {str(n): scoring.share_table(n) for n in range(1, 100)},
    "z90": scoring.Z90,
    "say": SAY,
}


def answers(**tasks) -> dict:
    names = {"form_a": "form-a", "form_b": "form-b"}
    return {"cases": {"idlib-2020": {"tasks": {names.get(k, k): v for k, v in tasks.items()}}}}


def entry(*tries, began="2026-01-01T10:00:00Z", first=None) -> dict:
    return {
        "kind": "sort",
        "tries": list(tries),
        "began": began,
        **({"first": first} if first else {}),
    }


def answered(hits: int, alarms: int, sure: int | None = None) -> dict:
    """An answer to a form: the first so many signals named, the first so many noises mistaken."""
    value = {item: "pushes" if n < hits else "plain" for n, item in enumerate(SIGNALS)}
    value |= {item: "pushes" if n < alarms else "plain" for n, item in enumerate(NOISES)}
    more = {} if sure is None else {"sure": sure}
    return {item: {"answer": answer, **more} for item, answer in value.items()}


def said(document: dict) -> str:
    return as_text(report(DATA, document))


def test_nothing_done_says_so_and_invents_no_number():
    text = said({})
    assert SAY["none"] in text and SAY["sure-none"] in text and SAY["change-none"] in text
    assert not any(character.isdigit() for character in text)


def test_the_first_check_counts_and_a_new_round_does_not_replace_it():
    wrong = {"a": {"answer": "none"}}
    right = {"a": {"answer": "named"}, "b": {"answer": "vague"}, "c": {"answer": "vague"}}
    assert "Sources | A text | 0 of 3 | 3 of 3" in said(answers(sources=entry(wrong, right)))
    again = answers(sources=entry(right, first=[wrong, wrong]))
    assert "Sources | A text | 0 of 3 | 3 of 3" in said(again)
    cleared = answers(sources=entry(first=[wrong, right]))
    assert "Sources | A text | 0 of 3 | 3 of 3" in said(cleared)


def test_an_answer_that_was_never_checked_is_not_counted():
    assert SAY["none"] in said(answers(sources=entry()))


@pytest.mark.parametrize(
    ("before", "after", "d_word", "c_word"),
    [
        ((7, 5), (12, 0), "sharper", "too close to call"),
        ((12, 0), (7, 5), "less sharp", "too close to call"),
        ((5, 1), (11, 7), "too close to call", "more suspicious"),
        ((11, 7), (5, 1), "too close to call", "more trusting"),
        ((7, 5), (8, 4), "too close to call", "too close to call"),
    ],
)
def test_the_four_words_and_the_fifth(before, after, d_word, c_word):
    document = answers(
        form_a=entry(answered(*before), began="2026-01-01T10:00:00Z"),
        form_b=entry(answered(*after), began="2026-02-01T10:00:00Z"),
    )
    text = said(document)
    assert SAY["change-d"].format(word=d_word) in text
    assert SAY["change-c"].format(word=c_word) in text


def test_the_earlier_test_is_before_whatever_its_name():
    document = answers(
        form_a=entry(answered(12, 0), began="2026-02-01T10:00:00Z"),
        form_b=entry(answered(7, 5), began="2026-01-01T10:00:00Z"),
    )
    assert SAY["change-d"].format(word="sharper") in said(document)


def test_a_test_counts_the_lines_that_are_answered():
    """Who leaves out a grim line is compared all the same."""
    short = answered(7, 5)
    del short["q11"], short["p3"]
    text = said(answers(form_a=entry(short), form_b=entry(answered(12, 0))))
    assert SAY["change-one"] not in text
    assert "6 of 11" in text and " of 12" in text


def test_a_test_with_half_of_its_plain_lines_open_is_not_compared():
    short = answered(7, 5)
    for item in NOISES[:7]:
        del short[item]
    document = answers(form_a=entry(short), form_b=entry(answered(12, 0)))
    assert SAY["change-one"] in said(document)


def test_what_to_practise_next_is_where_fewest_first_answers_were_right():
    wrong = {"a": {"answer": "none"}, "b": {"answer": "none"}, "c": {"answer": "named"}}
    text = said(answers(form_a=entry(answered(12, 3)), sources=entry(wrong, {})))
    name, where = SAY["skills"]["sources"]
    assert SAY["next-said"].format(name=name, where=where) in text
    part = text.split(SAY["next"])[1].split(SAY["sure"])[0].strip().splitlines()
    rows = [line for line in part if " of " in line and "|" in line]
    assert [row.split(" | ")[:2] for row in rows] == [
        [name, "0 of 3"],
        [SAY["skills"]["plain"][0], "9 of 12"],
        [SAY["skills"]["words"][0], "10 of 10"],
        [SAY["skills"]["irony"][0], "2 of 2"],
    ]
    assert SAY["next-fine"] in said(answers(form_a=entry(answered(12, 0))))
    assert SAY["next-none"] in said(answers(sources=entry(wrong)))


def test_a_booster_counts_the_items_that_were_drawn():
    value = {"x0": {"answer": "named"}, "x1": {"answer": "none"}}
    assert "Booster | Boosters | 1 of 2 | 1 of 2" in said(answers(booster=entry(value)))
    lost = value | {"gone": {"answer": "named"}}
    assert "Booster | Boosters | 1 of 2 | 1 of 2" in said(answers(booster=entry(lost)))


def test_a_booster_that_was_checked_empty_is_said_in_words():
    empty = answers(booster=entry({}))
    assert (
        "Booster | Boosters | checked, and nothing answered | checked, and nothing answered"
        in said(empty)
    )


def test_confidence_against_what_was_right():
    text = said(answers(form_a=entry(answered(6, 6, sure=90))))
    assert "In 24 answers you said how sure you were: 90 % on average" in text
    assert "50 % were right. The result: surer than right." in text
    modest = said(answers(form_a=entry(answered(12, 0, sure=50))))
    assert "less sure than right" in modest
    assert "between −" in modest  # a minus sign, not a hyphen
    fair = said(answers(form_a=entry(answered(9, 3, sure=75))))
    assert "too close to call" in fair.split(SAY["change"])[0]


def test_decimals_round_halves_up_on_both_sides():
    assert [tenths(v) for v in (0.25, -0.25, 1.04, -0.04, 12.0)] == [
        "0.3",
        "−0.2",
        "1.0",
        "0.0",
        "12.0",
    ]
    assert hundredths(0.125) == "0.13" and hundredths(0.005) == "0.01"


@pytest.fixture(scope="module")
def module(browser):
    page = browser.new_page()
    page.set_content("<!doctype html><title>card</title>")
    source = (DIST / "card.js").read_text(encoding="utf-8")
    page.evaluate(
        "async (source) => { window.kit = await import("
        "URL.createObjectURL(new Blob([source], {type: 'text/javascript'}))); }",
        source,
    )
    yield page
    page.close()


def plain(sections) -> list[dict]:
    return [
        {
            "heading": s.heading,
            "sentences": list(s.sentences),
            "columns": list(s.columns),
            "rows": [list(row) for row in s.rows],
        }
        for s in sections
    ]


def random_document(chance: random.Random) -> dict:
    def value(task):
        share = 0.1 if task.get("drawn") else 0.95
        return {
            item: {"answer": chance.choice(["named", "vague", "none", "pushes", "plain"])}
            | ({"sure": chance.randrange(0, 101, 5)} if chance.random() < 0.7 else {})
            for item in task["right"]
            if chance.random() < share
        }

    tasks = {}
    for task in DATA["tasks"][1:]:
        if chance.random() < 0.2:
            continue
        full = task["id"].startswith("form") and chance.random() < 0.7
        make = (
            (lambda: answered(chance.randrange(13), chance.randrange(13), chance.randrange(101)))
            if full
            else (lambda task=task: value(task))
        )
        tries = [make() for _ in range(chance.randrange(3))]
        began = f"2026-0{chance.randrange(1, 4)}-01T10:00:00Z"
        first = [make()] if chance.random() < 0.2 else None
        tasks[task["id"]] = entry(*tries, began=began, first=first)
    return {"cases": {"idlib-2020": {"tasks": tasks}}}


def test_what_a_task_cannot_hold_is_not_counted(module):
    marks = entry([{"code": "loaded", "start": 0, "end": 3}]) | {"kind": "mark"}
    cells = entry({"a": {"answer": "named", "sure": "abc"}}) | {"kind": "ledger"}
    unasked = entry({"a": {"answer": "named", "sure": 50}})
    data = DATA | {"tasks": [{**DATA["tasks"][1], "sure": False}], "shares": {}}
    for one in (marks, cells, unasked):
        here = report(data, answers(sources=one))
        assert here[2].sentences == (SAY["sure-none"],)
        assert (here[0].sentences == (SAY["none"],)) == (one is not unasked)
        there = module.evaluate(
            "([data, doc]) => kit.reportOf(data, doc)", [data, answers(sources=one)]
        )
        assert there == plain(here)


def test_the_page_says_the_same_as_python(module):
    chance = random.Random(12)
    documents = [{}, {"cases": {}}] + [random_document(chance) for _ in range(300)]
    there = module.evaluate(
        "([data, all]) => all.map((one) => kit.reportOf(data, one))", [DATA, documents]
    )
    here = [plain(report(DATA, document)) for document in documents]
    assert there == here
    assert sum(bool(card[3]["rows"]) for card in here) > 30  # many had two full tests
    assert sum(bool(card[1]["rows"]) for card in here) > 100


def test_the_kit_s_own_data_reads_every_task():
    data = card_data([load()])
    assert {task["id"] for task in data["tasks"]} >= {"sort-sources", "loaded-headline"}
    sorts = [task for task in data["tasks"] if "right" in task]
    assert len(sorts) >= 4 and all(all(task["right"].values()) for task in sorts)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_on_a_page_has_no_barriers(open_page, tmp_path, scheme):
    for name in ("site.js", "kit.css"):
        (tmp_path / name).write_bytes((DIST / name).read_bytes())
    document = answers(
        form_a=entry(answered(7, 5, 80)),
        form_b=entry(answered(12, 0, 70), began="2026-02-01T10:00:00Z"),
    )
    page_file = tmp_path / "page.html"
    page_file.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Card</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="kit.css"><body><main><h1>Card</h1>{static_card(DATA)}'
        '</main><script src="site.js"></script></body></html>',
        encoding="utf-8",
    )
    page = open_page(
        page_file.as_uri(), color_scheme=scheme, viewport={"width": 320, "height": 800}
    )
    assert page.get_by_text(SAY["none"]).is_visible()
    page.evaluate(
        "([key, text]) => localStorage.setItem(key, text)",
        ["who-says-so/answers", json.dumps(full_document(document))],
    )
    page.reload()
    card = page.get_by_role("region", name=SAY["title"])
    assert card.get_by_text("Telling lines that push from plain ones: sharper.").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]


def full_document(document: dict) -> dict:
    """The document as the browser's storage holds it, with all that its schema asks for."""
    for case in document["cases"].values():
        case["article"] = load().sha256
        for one in case["tasks"].values():
            one |= {"kind": "sort", "value": one["tries"][-1], "count": 1, "saved": one["began"]}
    return {
        "format": "who-says-so/answers",
        "version": 1,
        "kit": "0.1.0",
        "learner": "abcd-efgh",
        **document,
    }
