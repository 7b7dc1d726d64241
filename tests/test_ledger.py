"""Ledgers: what their cells accept, what answers earn, and that both languages agree.

``vectors/ledger.json`` holds answers with what they must earn and hear, worked out by hand, and
values that must be refused. Both run through Python and through the bundled module in Chromium.
"""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from towns import DATA, change

from whosaysso import tasks
from whosaysso.case import CaseError, load
from whosaysso.feedback import AnswerError
from whosaysso.kinds import is_open, ledger
from whosaysso.kinds.ledger.task import NOT_STATED, _bare, plain
from whosaysso.scoring import percent
from whosaysso.widgets import Ledger
from whosaysso.widgets.exercise import DIST, RefusedAnswer, static_form

VECTORS = json.loads((Path(__file__).parent / "vectors" / "ledger.json").read_text("utf-8"))
ANSWERS, BAD = VECTORS["answers"], VECTORS["bad"]


def ledgers(case) -> dict[str, dict]:
    found = tasks.tasks(case).values()
    return {task.id: tasks.build(task, case) for task in found if task.kind == "ledger"}


BUILT = ledgers(load(folder=DATA / "harbour")) | ledgers(load(folder=DATA / "town"))
KIT = ledgers(load())
FIGURES, SOURCES = BUILT["harbour-figures"], BUILT["harbour-sources"]


def cells(task: dict) -> list[tuple[str, str]]:
    return [(row["id"], column) for row in task["rows"] for column in row["accept"]]


def told(feedback) -> list[list[str]]:
    """The rows of cells that are filled; empty cells are many."""
    return [[r.item, r.verdict, r.text] for r in feedback.rows if r.verdict != "open"]


def as_json(feedback) -> dict:
    names = ("verdict", "line", "quote", "text", "item")
    rows = [{name: getattr(row, name) for name in names} for row in feedback.rows]
    shown = {"task": feedback.task, "score": feedback.score, "summary": feedback.summary}
    return {**shown, "rows": rows}


# --- what a cell accepts --------------------------------------------------


def accepted(row: int, task: dict = FIGURES) -> dict:
    return task["rows"][row - 1]["accept"]


def test_a_row_of_the_article_asks_for_all_that_its_count_may_state():
    assert accepted(1) == {
        "unit": ["crates"],
        "status": ["lost"],
        "place": ["pier"],
        "from": ["2021-03-03"],
        "to": ["2021-03-03"],
        "low": ["1200"],
        "high": ["1200"],
        "who": ["the Harbor Defense Office"],
        "information": ["i2", "i3"],
    }


def test_a_report_is_graded_by_its_route_and_the_claim_by_what_reports_say():
    for row in (1, 4, 5):
        assert "grade" not in accepted(row)
    assert accepted(2)["grade"] == ["A"] and "information" not in accepted(2)
    for row in (4, 5):
        assert "information" not in accepted(row), "no other row speaks of these claims"


def test_what_the_data_leave_out_is_not_stated():
    assert accepted(3)["low"] == [NOT_STATED] and accepted(3)["high"] == ["700"]
    assert accepted(5)["status"] == [NOT_STATED]
    assert accepted(4)["place"] == accepted(4)["from"] == [NOT_STATED]


def test_a_verb_that_the_words_lack_is_ours_and_neither_answer_is_wrong(tmp_path):
    folder = copied(tmp_path)
    claims = folder / "claims.toml"
    change(claims, 'status = "lost", low = 1200', 'status = "sunk", low = 1200')
    change(claims, 'status = "lost", high = 700', 'status = "sunk", high = 700')
    task = ledgers(load(folder=folder))["harbour-figures"]
    for row in (1, 3):
        assert accepted(row, task)["status"] == [NOT_STATED, "sunk"]
        said = task["rows"][row - 1]["say"]["status"]
        assert said.startswith("These words do not state it.") and "“sunk”" in said
    assert accepted(2, task)["status"] == ["lost"]


def test_a_cell_that_nobody_could_get_wrong_is_not_asked():
    """Four rows count people who walk; to say so and to say "not stated" would both be right."""
    town = load("bypass")
    march = tasks.build(tasks.task("town-ledger-march", town), town)
    assert "status" not in [column["id"] for column in march["columns"]]
    assert all("status" not in row["accept"] | row["say"] for row in march["rows"])
    for task in [march, *BUILT.values(), *KIT.values()]:
        for column in task["columns"]:
            ids = {option["id"] for option in column["options"]}
            for row in task["rows"]:
                assert not ids or set(row["accept"].get(column["id"], [])) != ids


def test_reports_with_one_origin_do_not_confirm_each_other():
    week = load("week-report")
    task = tasks.build(tasks.task("report-figures", week), week)
    assert accepted(2, task)["information"] == ["i2"]
    assert task["rows"][1]["say"]["information"].endswith("so nothing confirms it yet.")


def test_a_title_is_no_part_of_a_name_but_other_words_are():
    assert _bare("President Ann Lee") == _bare("Ann Lee")
    assert _bare("The Harbor Defense Office") == _bare("Harbor Defence Office")
    assert _bare("the Free Syrian Army") != _bare("the Syrian Army")


def test_one_speaker_is_one_choice_however_the_reports_spell_the_name():
    week = load("week-report")
    task = tasks.build(tasks.task("report-figures", week), week)
    assert accepted(2, task)["who"] == accepted(3, task)["who"]
    assert accepted(1, task)["who"] == accepted(5, task)["who"]
    for built in (ledgers(week) | ledgers(load("bypass")) | KIT).values():
        for column in built["columns"]:
            names = [option["id"].casefold() for option in column["options"]]
            if column["id"] == "who":
                assert not [(a, b) for a in names for b in names if a != b and a.endswith(b)]


def test_people_that_no_word_names_may_be_left_unstated():
    week = load("week-report")
    task = tasks.build(tasks.task("report-figures", week), week)
    assert accepted(2, task)["unit"] == ["Turkish personnel", NOT_STATED]
    assert "“Not stated” is right, too." in task["rows"][1]["say"]["unit"]
    assert accepted(1, task)["unit"] == ["Turkish soldiers"]


def test_about_a_number_leaves_both_ends_open():
    town = load("bypass")
    task = tasks.build(tasks.task("town-ledger-march", town), town)
    assert accepted(2, task)["low"] == accepted(2, task)["high"] == ["250", NOT_STATED]
    assert accepted(4, task)["high"] == ["268"]


def test_where_two_grades_fit_the_words_both_are_right():
    case = load()
    task = tasks.build(tasks.task("ledger-neutralised", case), case)
    assert accepted(2, task)["grade"] == ["D", "C"]
    assert task["rows"][1]["say"]["grade"].startswith("D or C. ")


def test_the_dead_are_killed_in_the_words_of_a_ledger():
    case = load()
    task = tasks.build(tasks.task("ledger-figures", case), case)
    assert "14 dead" in "".join(task["rows"][2]["text"])
    assert accepted(3, task)["status"] == ["killed"]


def test_a_day_is_said_only_if_that_very_day_is():
    """Row 3 says 13 March; the first day of its count, 3 March, is not in its words."""
    assert accepted(2)["from"] == ["2021-03-03"]
    assert accepted(3)["from"] == [NOT_STATED, "2021-03-03"]
    assert accepted(3)["to"] == ["2021-03-13"]


def test_up_to_a_day_is_a_last_day(tmp_path):
    folder = copied(tmp_path)
    change(folder / "tasks/ledger.toml", "evidence = 1", "evidence = 1\ncount = 2")
    row = ledgers(load(folder=folder))["harbour-figures"]["rows"][1]
    assert row["label"] == "Row 2: S1, another report: the figure 5"
    assert row["accept"]["to"] == ["2021-03-13"] and row["accept"]["low"] == ["5"]


def test_rows_and_options_can_be_told_apart():
    for task in [*BUILT.values(), *KIT.values()]:
        labels = [row["label"] for row in task["rows"]]
        assert len(set(labels)) == len(labels)
        for column in task["columns"]:
            ids = [option["id"] for option in column["options"]]
            assert len(set(ids)) == len(ids)
            assert (column["kind"] == "choice") == bool(ids)
            assert any(column["id"] in row["accept"] for row in task["rows"]), column["id"]


def test_one_may_always_choose_what_the_row_does_not_have():
    for task in [*BUILT.values(), *KIT.values()]:
        for column in task["columns"]:
            ids = [option["id"] for option in column["options"]]
            if column["id"] in ("unit", "status", "place", "who"):
                assert ids[-1] == NOT_STATED and ids[:-1] == sorted(ids[:-1], key=str.casefold)
            if column["id"] == "source":
                assert "nobody" in ids
            for row in task["rows"]:
                if column["kind"] == "choice":
                    assert set(row["accept"].get(column["id"], [])) <= set(ids)


def test_what_a_learner_reads_holds_the_words_of_its_claim():
    case = load()
    for name, task in KIT.items():
        if task["about"] != "figures":
            continue
        figures = tasks.task(name, case).own["figures"]
        for row, figure in zip(task["rows"], figures, strict=True):
            claim, evidence = case.claim(figure["claim"]), figure.get("evidence", 0)
            wanted = claim.evidence[evidence - 1].says if evidence else case.line(claim.line).text
            assert "".join(row["text"]) == wanted


@pytest.mark.parametrize(
    ("kind", "text", "same"),
    [
        ("number", "5", "5"),
        ("number", "005", "5"),
        ("number", "1,234", "1234"),
        ("number", "1 234 567", "1234567"),
        ("number", "1\u00a0234", "1234"),
        ("number", "1\u202f234", "1234"),
        ("number", "1\u2009234", "1234"),
        ("number", " 12 ", "12"),
        ("number", "2,5", "2,5"),
        ("number", "1 2", "1 2"),
        ("number", "1.234", "1.234"),
        ("number", "٥", "٥"),
        ("number", "-5", "-5"),
        ("number", "5\n", "5\n"),
        ("number", "9" * 13, "9" * 13),
        ("number", NOT_STATED, NOT_STATED),
        ("day", " 2021-03-03 ", "2021-03-03"),
        ("day", "2,021", "2,021"),
    ],
)
def test_numbers_are_read_as_people_write_them(kind, text, same):
    assert plain(kind, text) == same


# --- bad data -------------------------------------------------------------


def copied(to: Path) -> Path:
    """The harbour and its codebook, for a test to change."""
    shutil.copy(DATA / "codebook.toml", to / "codebook.toml")
    return Path(shutil.copytree(DATA / "harbour", to / "harbour"))


FIRST = 'about = "figures"\n\n[[task.figure]]\nclaim = "C01"\n'
FAULTS = {
    "about nothing": ('about = "figures"', "", "about = None; use figures or sources"),
    "about something else": ('about = "figures"', 'about = ["x"]', "use figures or sources"),
    "spans of figures": ('"figures"', '"figures"\nspans = []', "'spans' is for about = 'sources'"),
    "figures of sources": (
        'spans = ["named-office"',
        'figure = []\nspans = ["named-office"',
        "[[task.figure]] is for about = 'figures'",
    ),
    "no figure table": (FIRST, FIRST.replace("[[task.figure]]\n", ""), "unknown field 'claim'"),
    "unknown claim": (FIRST, FIRST.replace("C01", "C77"), "there is no claim 'C77'"),
    "claim outside the lines": ('lines = "S1-S3"', 'lines = "S2"', "C01 stands in S1, which is"),
    "claim that is no text": (FIRST, FIRST.replace('"C01"', "1"), "there is no claim 1"),
    "misspelt field": (FIRST, FIRST + "cuont = 1\n", "a figure has claim, evidence"),
    "evidence that is not there": (
        "evidence = 2",
        "evidence = 3",
        "C01: there is no evidence row 3",
    ),
    "evidence that is no number": (
        "evidence = 2",
        "evidence = true",
        "C01: there is no evidence row True",
    ),
    "count that is not there": (
        "evidence = 2",
        "evidence = 2\ncount = 2",
        "C01, evidence 2: there is no count 2",
    ),
    "count zero": (FIRST, FIRST + "count = 0\n", "C01, the article: there is no count 0"),
    "claim that counts nothing": (
        FIRST,
        FIRST.replace("C01", "C04"),
        "C04, the article: there is no count 1",
    ),
    "no spans": ('spans = ["named-office", "vague-fishers", "none-nets"]', "", "the list 'spans'"),
    "empty spans": ('["named-office", "vague-fishers", "none-nets"]', "[]", "the list 'spans'"),
    "unknown span": ('"named-office"', '"named-mayor"', "there is no span 'named-mayor'"),
    "field of another kind": ('about = "sources"', 'about = "sources"\nby = "own"', "field 'by'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_task_stops_with_one_sentence(tmp_path, fault):
    old, new, message = FAULTS[fault]
    folder = copied(tmp_path)
    change(folder / "tasks/ledger.toml", old, new)
    with pytest.raises(CaseError) as stopped:
        tasks.tasks(load(folder=folder))
    said = str(stopped.value)
    assert message in said and said.startswith("ledger.toml, harbour-")
    assert "\n" not in said and said.endswith(".")


def test_a_span_that_is_no_source_stops_with_one_sentence():
    case = load()
    row = {"lines": "all", "about": "sources", "spans": ["label-evil-dictator"]}
    with pytest.raises(CaseError, match="here: label-evil-dictator is no mark of a source."):
        ledger.read(row, "here", case)
    row = {"lines": "S1", "about": "sources", "spans": ["named-turkish-defense-ministry"]}
    with pytest.raises(CaseError, match="stands in S10, which is not in 'lines'."):
        ledger.read(row, "here", case)


@pytest.mark.parametrize("table", ["information", "upgrade"])
def test_a_codebook_without_grades_stops_the_ledger_that_needs_them(tmp_path, table):
    folder = copied(tmp_path)
    book = folder.parent / "codebook.toml"
    parts = book.read_text("utf-8").split("\n\n")
    kept = "\n\n".join(part for part in parts if f"[[{table}]]" not in part)
    book.write_text(kept, encoding="utf-8")
    with pytest.raises(CaseError, match=rf"the codebook has no \[\[{table}\]\] tables\.$"):
        tasks.tasks(load(folder=folder))


# --- scores ---------------------------------------------------------------


@pytest.mark.parametrize("vector", ANSWERS, ids=lambda v: v["name"])
def test_python_agrees_with_the_vectors(vector):
    task = BUILT[vector["task"]]
    ledger.valid(task, vector["value"])
    feedback = ledger.score(task, vector["value"], vector["reveal"])
    assert percent(feedback.score) == vector["percent"]
    assert told(feedback) == vector["rows"]
    assert len(feedback.rows) == len(cells(task)), "every cell has its row"


@pytest.mark.parametrize("name", [*BUILT, *KIT])
def test_the_key_is_valid_and_complete(name):
    task = {**BUILT, **KIT}[name]
    answer = ledger.key(task)
    ledger.valid(task, answer)
    feedback = ledger.score(task, answer)
    assert feedback.score == 1.0 and ledger.complete(task, feedback)
    assert {row.verdict for row in feedback.rows} == {"right"}
    assert is_open(task, [answer])
    for row, column in cells(task):
        less = {**answer, row: {c: v for c, v in answer[row].items() if c != column}}
        assert not ledger.complete(task, ledger.score(task, less)), (row, column)


@pytest.mark.parametrize("name", [*BUILT, *KIT])
def test_every_accepted_value_is_right(name):
    task = {**BUILT, **KIT}[name]
    for row in task["rows"]:
        for column, values in row["accept"].items():
            assert len(set(values)) == len(values)
            for n, value in enumerate(values):
                answer = {row["id"]: {column: value}}
                ledger.valid(task, answer)
                verdicts = [[i, v] for i, v, _ in told(ledger.score(task, answer))]
                assert verdicts == [[f"{row['id']}:{column}", "also" if n else "right"]]


@pytest.mark.parametrize("name", [*BUILT, *KIT])
def test_no_hint_gives_the_value_away(name):
    """Before the last try a wrong or empty cell hears a question that any row could hear."""
    task = {**BUILT, **KIT}[name]
    hints = {column["id"]: column["hint"] for column in task["columns"]}
    wrong = {}
    for row in task["rows"]:
        for column in task["columns"]:
            accepted = row["accept"].get(column["id"])
            offered = [o["id"] for o in column["options"]] or ["9999", "2001-01-01"]
            value = next((one for one in offered if one not in (accepted or offered)), None)
            if value:
                wrong.setdefault(row["id"], {})[column["id"]] = value
    for answer in ({}, wrong):
        feedback = ledger.score(task, answer)
        assert feedback.score == 0.0
        for row in feedback.rows:
            assert row.text == hints[row.item.split(":")[1]]


def test_no_figure_is_given_in_our_own_voice():
    for task in [*BUILT.values(), *KIT.values()]:
        for row in task["rows"]:
            for column in ("low", "high"):
                assert row["say"].get(column, "This text")[:8] in (
                    "This tex",
                    "In this ",
                    "The word",
                )


def test_feedback_can_be_read_as_text():
    feedback = ledger.score(FIGURES, {"r1": {"low": "12"}})
    assert "Row 1: S1, the article “Lowest number: 12” – Not this. What is the" in repr(feedback)
    assert feedback.summary == "Right cells: 0 of 43. Empty: 42. Score: 0 of 100."


# --- values that cannot be ------------------------------------------------


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: json.dumps(bad["value"])[:50])
def test_an_impossible_value_is_refused_in_a_sentence(bad):
    with pytest.raises(AnswerError) as refused:
        ledger.valid(FIGURES, bad["value"])
    assert str(refused.value) == bad["says"]


@pytest.mark.parametrize(
    "value",
    [
        {"r1": {"low": "9" * 201}},
        {"r1": {"low": "x" * 1_000_000}},
        {"r1": {"low": "\ud800"}},
        {"r1": {"low": b"5"}},
        {"r1": {"low": float("nan")}},
        {1: {"low": "5"}},
        {"r1": {1: "5"}},
        {"x" * 1_000_000: {}},
        {f"r{n}": {"low": "5"} for n in range(2, 10_000)},
    ],
    ids=lambda value: repr(value)[:40],
)
def test_the_widget_keeps_the_last_good_value(value):
    good = {"r1": {"low": "5"}}
    widget = Ledger(FIGURES, value=good)
    for name, bad in (("value", value), ("tries", [value])):
        with pytest.raises(RefusedAnswer) as refused:
            setattr(widget, name, bad)
        said = str(refused.value)
        assert said.endswith(".") and "\n" not in said and len(said) < 200 and said.isprintable()
    assert widget.value == good and widget.tries == []


def test_the_widget_checks_and_solves():
    widget = Ledger(FIGURES)
    assert repr(widget.feedback()) == "Not answered yet."
    widget.value = {"r1": {"low": "1,200"}}
    assert widget.feedback().percent == 2
    widget.solve()
    assert widget.feedback().percent == 100


def test_words_in_a_cell_stay_words():
    task = json.loads(json.dumps(FIGURES))
    answer = {"r1": {"low": "<script>alert(1)</script>"}}
    ledger.valid(task, answer)
    assert "<script>" in repr(ledger.score(task, answer))


# --- the page without scripts ---------------------------------------------


@pytest.mark.parametrize("name", [*BUILT, *KIT])
def test_the_page_has_room_for_every_cell_and_every_answer(name):
    task = {**BUILT, **KIT}[name]
    before, answers = ledger.page(task).split("<details>")
    assert (
        before.count("<td></td>") == len(cells(task)) == answers.count("<li>") - len(task["rows"])
    )
    for column in task["columns"]:
        assert all(ledger.task.escape(o["name"]) in before for o in column["options"])


def test_case_data_are_never_read_as_html(tmp_path):
    bad = "<script>alert(1)</script>"
    folder = copied(tmp_path)
    change(folder / "claims.toml", 'unit = "boats"', f'unit = "{bad}"')
    change(folder / "claims.toml", 'publisher = "The Mole"', f'publisher = "{bad}"')
    change(folder / "claims.toml", "The office’s own list.", bad)
    change(folder / "spans.toml", "Who counted?", bad)
    change(folder.parent / "codebook.toml", "any source at all", bad)
    for task in ledgers(load(folder=folder)).values():
        form = static_form(task)
        assert form.count("<script") == 1 and "<script" not in form.split("</script>", 1)[1]
        assert bad in json.dumps(task)


# --- both languages -------------------------------------------------------


@pytest.fixture(scope="module")
def module(browser):
    """A page with the bundled ES module loaded as ``window.kit``."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>vectors</title>")
    page.evaluate(
        "async (source) => { window.kit = await import("
        "URL.createObjectURL(new Blob([source], {type: 'text/javascript'}))); }",
        (DIST / "ledger.js").read_text(encoding="utf-8"),
    )
    yield page
    page.close()


SCORE = """([task, answers]) => answers.map(([value, reveal]) => {
  const result = kit.score(task, value, reveal);
  return [result, kit.complete(task, result), kit.valid(task, value)];
})"""


def both(module, task: dict, answers: list) -> None:
    """Score the answers in the browser and here; nothing may differ."""
    here = []
    for value, reveal in answers:
        ledger.valid(task, value)
        feedback = ledger.score(task, value, reveal)
        here.append([as_json(feedback), ledger.complete(task, feedback), None])
    assert module.evaluate(SCORE, [task, answers]) == here


@pytest.mark.parametrize("name", {v["task"]: 0 for v in ANSWERS})
def test_the_module_agrees_on_the_vectors(module, name):
    mine = [v["value"] for v in ANSWERS if v["task"] == name]
    both(module, BUILT[name], [[value, reveal] for value in mine for reveal in (True, False)])


@pytest.mark.parametrize("name", [*BUILT, *KIT])
def test_the_module_agrees_on_the_key_and_on_nothing(module, name):
    task = {**BUILT, **KIT}[name]
    key = ledger.key(task)
    both(module, task, [[value, reveal] for value in (key, {}) for reveal in (True, False)])


def test_the_module_agrees_on_random_answers(module):
    """420 answers with right, wrong, strange and missing cells, over all ledgers."""
    chance = random.Random(2020)
    strange = [
        "5",
        "1,200",
        "1 200",
        "12,00",
        " ",
        "2021-03",
        "x",
        "😀",
        "<b>",
        "9" * 200,
        "\u00a05",
    ]
    strange += ["1\u202f200", "00900", "ميناء", "not stated", "Not stated", "2021-03-03 "]
    seen = set()
    for task in [*BUILT.values(), *KIT.values()]:
        options = {c["id"]: [o["id"] for o in c["options"]] for c in task["columns"]}
        answers = []
        for _ in range(60):
            value = {}
            for row in task["rows"]:
                filled = {
                    column: chance.choice(
                        values if chance.random() < 0.4 else options[column] or strange
                    )
                    for column, values in row["accept"].items()
                    if chance.random() < 0.7
                }
                if filled:
                    value[row["id"]] = filled
            answers.append([value, chance.random() < 0.5])
            seen |= {row.verdict for row in ledger.score(task, value).rows}
        both(module, task, answers)
    assert seen == {"right", "also", "wrong", "open"}


def test_the_module_refuses_what_python_refuses_with_the_same_words(module):
    long = [{"value": {"r1": {"low": "😀" * n}}} for n in (200, 201)]
    values = [bad["value"] for bad in [*BAD, *long]]
    said = module.evaluate(
        "([task, values]) => values.map((value) => kit.valid(task, value))", [FIGURES, values]
    )
    assert said == [bad["says"] for bad in BAD] + [
        None,
        "A cell holds text of 1 to 200 characters.",
    ]
    ledger.valid(FIGURES, values[-2])
    with pytest.raises(AnswerError, match="1 to 200"):
        ledger.valid(FIGURES, values[-1])
    half = "(task) => kit.valid(task, {r1: {low: '\\ud800'}})"
    assert "nobody can see" in module.evaluate(half, FIGURES)
