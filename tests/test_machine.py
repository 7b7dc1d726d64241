"""The machine of word lists: its rules, its committed output, its score, and its errors."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from whosaysso import answers, exercises, tasks
from whosaysso import case as cases
from whosaysso.case import CASES, CaseError, load
from whosaysso.key import compare, words_in
from whosaysso.kinds.mark.score import score
from whosaysso.kinds.task import Task
from whosaysso.machine import (
    FILE,
    RULES,
    against_machine,
    machine,
    matches,
    output,
    rules,
    run,
    try_machine,
    written,
)
from whosaysso.numbers import number

WHOLE = "H1-S40"


@pytest.fixture
def desk(monkeypatch):
    """Exercises of our own, kept in memory."""
    monkeypatch.setattr(exercises, "_asked", {})
    monkeypatch.setattr(exercises, "_open", None)
    monkeypatch.setattr(answers, "where", lambda environ=None: None)


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the case, to be spoilt."""
    folder = tmp_path / "idlib-2020"
    shutil.copytree(CASES / "idlib-2020", folder)
    yield folder
    cases._load.cache_clear()


def marked(line: str, code: str) -> list[str]:
    return [m.quote for m in output(load()) if (m.line, m.code) == (line, code)]


# --- the output ---------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(CASES.glob(f"*/{FILE}")), ids=lambda p: p.parent.name)
def test_the_committed_output_is_what_the_rules_give_today(path):
    case = load(path.parent.name)
    assert path.read_bytes() == written(case).encode(), "run python tools/run_machine.py"
    assert output(case) == run(case)


def test_the_tool_writes_it(tmp_path, root):
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "whosaysso", tmp_path / "whosaysso", ignore=ignore)
    (tmp_path / "tools").mkdir()
    shutil.copy(root / "tools/run_machine.py", tmp_path / "tools")
    made = tmp_path / "whosaysso/cases/idlib-2020" / FILE
    made.unlink()
    command = [sys.executable, "tools/run_machine.py", "idlib-2020"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert made.read_bytes() == (root / "whosaysso/cases/idlib-2020" / FILE).read_bytes()
    command[-1] = "nowhere"
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "there is no such case" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_it_leaves_the_page_furniture_alone_and_has_marks_by_every_rule():
    marks = output(load())
    assert not [m for m in marks if m.line.startswith("N")]
    assert {m.rule for m in marks} == {rule.id for rule in rules()}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (None, "this text has no machine.json; make it again with "),
        ("{", "machine.json: not readable as JSON; "),
        ({"article": "0"}, "machine.json: it was made from another text; "),
        ({"marks": [{"line": "S1"}]}, "machine.json: a mark does not fit the text; "),
        ({"marks": 4}, "machine.json: a mark does not fit the text; "),
        ({"moved": 1}, "machine.json: a mark does not fit the text; "),
    ],
)
def test_bad_output_is_refused_in_one_sentence(copy, change, said):
    path = copy / FILE
    if change is None:
        path.unlink()
    elif isinstance(change, str):
        path.write_text(change, "utf-8")
    else:
        data = json.loads(path.read_text("utf-8"))
        if change.pop("moved", 0):
            data["marks"][0]["start"] += 1
        path.write_text(json.dumps(data | change), "utf-8")
    with pytest.raises(CaseError) as fault:
        output(load(folder=copy))
    assert said in str(fault.value) and "\n" not in str(fault.value)


# --- the rules -----------------------------------------------------------------------

FAULTS = {
    "code": ('code = "irony"', 'code = "sarcasm"', "scare-quotes: unknown code 'sarcasm'; use "),
    "kind": (
        '"irony"\nkind = "quoted"',
        '"irony"\nkind = "model"',
        "scare-quotes: unknown kind 'model'; use words",
    ),
    "field": (
        '"figure"\nkind = "digits"',
        '"figure"\nkind = "digits"\nwords = ["a"]',
        "digits has no field 'words'.",
    ),
    "twice": ('"brutal",', '"brutal", "brutal",', "emotive: 'brutal' stands twice in 'words'."),
    "capital": ('"brutal",', '"Brutal",', "emotive: 'Brutal' is no word in small letters."),
    "empty": (
        'text = "A digit.',
        'text = ""\n#',
        "digits: the field 'text' is missing",
    ),
    "id": ('id = "names"', 'id = "emotive"', "emotive: this id is used twice."),
    "top": ("[[rule]]", "[[rules]]", "the file holds [[rule]] tables and nothing else."),
    "TOML": ("[[rule]]", "[rule", "not readable as TOML ("),
}


@pytest.mark.parametrize(("old", "new", "said"), FAULTS.values(), ids=FAULTS)
def test_bad_rules_stop_with_one_sentence(tmp_path, old, new, said):
    text = RULES.read_text("utf-8")
    assert old in text
    path = tmp_path / "machine.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CaseError) as fault:
        rules(path=path)
    assert str(fault.value).startswith("machine.toml") and said in str(fault.value)


def test_a_missing_list_and_a_missing_file_are_named(tmp_path):
    path = tmp_path / "machine.toml"
    path.write_text('[[rule]]\nid = "a"\ncode = "hedge"\nkind = "words"\ntext = "A."\n', "utf-8")
    with pytest.raises(CaseError, match="the list 'words' is missing or empty"):
        rules(path=path)
    path.unlink()
    with pytest.raises(CaseError, match="the file is missing"):
        rules(path=path)


def said_of(sentence: str) -> list[tuple[str, str]]:
    return [row[:2] for row in try_machine(sentence).tables[0].rows]


def test_each_kind_of_rule_does_what_it_says():
    assert ("Mainstream media", "Label") in said_of("Mainstream media slept.")
    assert said_of("On Route 9 it rained.") == [("9", "Figure")]
    assert said_of("The “fresh air” cost us.") == [("fresh air", "Irony")]
    assert "Irony" not in [code for _, code in said_of("She said that the “fresh air” cost us.")]
    assert said_of("At noon Ana Prado soon said no.") == [("Ana Prado soon said", "Named source")]
    assert said_of("nobody said no.") == []
    assert "marks nothing" in repr(try_machine("It rained."))
    with pytest.raises(CaseError, match="Give the machine a sentence"):
        try_machine(" ")


# --- the score -------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["loaded", "figure", "hedge", "named-source", "irony"])
def test_f1_is_the_score_that_a_learner_would_get_for_these_marks(code):
    """One code by itself: the mark exercise gives the same number for the same marks."""
    case = load()
    own = {"codes": [code], "clean": {}}
    built = tasks.build(Task("x", case.id, "mark", "x", "x", WHOLE, own), case)
    built["clean"] = {line["id"]: "plain" for line in built["lines"]}
    marks = [{"code": code, "start": m.start, "end": m.end} for m in run(case) if m.code == code]
    alone = compare(case, WHOLE, words_in(case, WHOLE, marks, [code]))[code]
    assert alone.f1 == pytest.approx(score(built, marks).score)


def test_a_mark_beside_the_words_that_count_is_told_so():
    rows = machine("S11", key=True).tables[0].rows
    assert ("S11", "attack", "Loaded language", "Loaded language, core at “only”") in rows
    missed = [row for row in rows if row[2] == "nothing"]
    assert [row[3] for row in missed] == ["Loaded language, core"]


def test_counts_add_up():
    for match in matches(load(), WHOLE).values():
        assert match.found | match.missed == match.key and not match.found & match.over
        assert match.contested[0] <= match.contested[1] and match.decoys[0] <= match.decoys[1]


def test_a_learner_gets_the_same_table(desk):
    before = against_machine("S34-S40", "hedge")
    assert len(before.tables) == 2 and "your own row" in repr(before)
    exercises.ask("machine-you")
    exercises.answer("machine-you", {"hedge": ["claimed", "Likely"], "irony": ["victorious"]})
    after = against_machine("S34-S40", "hedge")
    assert after.tables[2].rows == (
        ("Hedge or booster", "2", "1", "1", "0", "67 of 100", "0 of 0", "1 of 2"),
    )
    assert ("S40", "seem", "missed") in after.tables[3].rows
    every = against_machine("S34-S40")
    assert [row[0] for row in every.tables[1].rows] == ["Irony", "Hedge or booster"]


def test_a_code_without_a_rule_is_refused():
    with pytest.raises(CaseError, match="The machine has no rule for 'appeal'; it has loaded, "):
        against_machine("S1", "appeal")


def test_tables_stand_in_the_book_and_not_in_saved_notebooks(monkeypatch):
    assert machine("S10")._repr_html_() is None
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    html = machine("S10", key=True)._repr_html_()
    assert html.count("<th scope") == 4 and 'role="region"' in html


# --- what the chapter says of its errors ---------------------------------------------------


def test_hedges_come_off_best_and_every_mock_hedge_is_taken_for_one():
    found = matches(load(), WHOLE)
    assert max(found.values(), key=lambda m: m.f1).code == "hedge"
    mocks = [s for s in load().spans if s.rule == "hedge-mock"]
    assert found["hedge"].decoys == (len(mocks), len(mocks)) and len(mocks) >= 2


def test_irony_is_not_found_and_its_rule_finds_a_quotation():
    case = load()
    assert matches(case, WHOLE)["irony"].found == frozenset()
    quoted = [s for s in case.spans if s.rule == "label-quoted"]
    for mark in (m for m in output(case) if m.code == "irony"):
        assert any(s.start <= mark.start and mark.end <= s.end for s in quoted)


def test_quoted_names_are_taken_for_the_writers():
    touched, every = matches(load(), WHOLE)["label"].decoys
    assert touched == every - 1 == 3


def test_loaded_language_does_worst_of_what_it_finds_and_misses_idioms():
    case, found = load(), matches(load(), WHOLE)
    some = [match for match in found.values() if match.found]
    assert min(some, key=lambda m: m.f1).code == "loaded"
    assert len(found["loaded"].over) > len(found["loaded"].found)
    for span_id in ("loaded-played-into-hands", "loaded-save-face", "loaded-american-waterloo"):
        span = case.span(span_id)
        marks = [m for m in output(case) if m.code == "loaded"]
        assert not [m for m in marks if m.start < span.end and span.start < m.end]


def test_grim_plain_words_are_marked_as_loaded_and_only_is_missed():
    assert {"killed", "injured"} <= set(marked("S11", "loaded"))
    assert "only" not in marked("S11", "loaded")
    assert {"shot", "killed"} == set(marked("S32", "loaded"))
    assert {"violence", "hostilities"} == set(marked("S36", "loaded"))
    assert "airstrikes" in marked("S37", "loaded")


def test_dates_and_roads_are_taken_for_figures():
    assert marked("S15", "figure") == ["12", "M5"]
    over = matches(load(), WHOLE)["figure"].over
    assert len(over) > 8


def test_a_number_goes_to_the_wrong_side():
    assert marked("S24", "named-source") == ["Turkish media campaign claiming"]
    spans = [s for s in load().spans if s.line == "S24" and s.code == "vague-source"]
    assert [s.source for s in spans] == ["the Russian side"]


def test_worked_lines_are_as_the_chapter_tells_them():
    assert marked("S10", "named-source") == ["The Turkish Defense Ministry even announced"]
    assert marked("S10", "label") == ["regime"]
    assert marked("S12", "named-source") and marked("S12", "vague-source")  # two codes at once
    assert "unconfirmed" in marked("S12", "hedge")
    assert not [m for m in output(load()) if m.line == "S13"]
    joke = said_of("Presumably the goalkeeper was admiring the clouds on 3 May.")
    assert [words for words, _ in joke] == ["Presumably", "3", "May"]
    assert not {"no-source", "appeal"} & {rule.code for rule in rules()}


def test_the_exercise_counts_as_its_worked_answer_says():
    match = matches(load(), "S14-S18")["figure"]
    assert (len(match.key), len(match.found), len(match.over)) == (5, 3, 5)


def test_the_items_of_the_sort_task_are_marks_of_the_output():
    case, kinds = load(), {}
    names = {"named source": "named-source"}
    for item in tasks.task("machine-errors", case).own["item"]:
        head, words = item["text"].split(": ", 1)
        line, code = head.split(", as ")
        code = names.get(code, code)
        assert item["id"] == f"{line}-{code}" and words in marked(line, code)
        mark = next(m for m in output(case) if (m.line, m.code, m.quote) == (line, code, words))
        kinds[item["id"]] = (item["answer"], mark)
    assert {"fine", "quoted", "joke", "grim", "number", "voice"} == {k for k, _ in kinds.values()}

    def key(mark, tier, code=None):
        return [
            s
            for s in case.spans_in([case.line(mark.line)], (code or mark.code,), (tier,))
            if any(a < mark.end and mark.start < b for a, b in s.must_ranges)
        ]

    for answer, mark in kinds.values():
        assert bool(key(mark, "core")) == (answer == "fine") or answer == "voice"
        if answer == "quoted":
            assert key(mark, "decoy")
        if answer == "joke":
            assert key(mark, "decoy") or key(mark, "core", "irony")


def test_numbers_for_prose_count_the_lists():
    listed = [rule for rule in rules() if rule.code == "loaded"]
    assert number("listed loaded") == sum(len(rule.words) for rule in listed) > 40
    assert number("listed") == sum(len(rule.words) for rule in rules())
