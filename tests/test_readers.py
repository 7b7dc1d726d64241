"""The invented readers: their data, alpha by hand and by code, and what the chapter says."""

from __future__ import annotations

import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from whosaysso import answers, exercises, tasks
from whosaysso import case as cases
from whosaysso.case import CASES, CaseError, load
from whosaysso.readers import INVENTED, agreement, disagreement, readers, readings
from whosaysso.scoring import krippendorff
from whosaysso.words import word_grid

NAMES = ("Ash", "Bo", "Cam", "Dee")
ALL = "S9-S19"


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


def letters(where: str, round: str = "first") -> dict[tuple[str, str], str]:
    """(line, word) → the four letters, from the table that people see."""
    return {(row[0], row[1]): "".join(row[2:6]) for row in readers(where, round).tables[0].rows}


# --- the data -----------------------------------------------------------------------


def test_every_table_says_that_the_readers_are_invented(monkeypatch):
    data = readings(load())
    assert data.invented.startswith(INVENTED) and "measured" in data.invented
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    for shown in (
        readers(),
        readers(ALL),
        agreement(ALL),
        agreement("S10-S11", "loaded", round="rules"),
    ):
        assert data.invented in repr(shown)
        assert data.invented in shown._repr_html_()


def test_every_reader_has_a_habit_and_marks_in_every_round():
    data = readings(load())
    assert tuple(reader.name for reader in data.readers) == NAMES
    who, told = readers().tables
    assert [row[0] for row in who.rows] == list(NAMES)
    assert [row[1] for row in told.rows] == [turn.given for turn in data.rounds]
    assert [turn.id for turn in data.rounds] == ["first", "rules", "adjectives"]
    for turn in data.rounds:
        assert all(data.marks[turn.id][reader.id] for reader in data.readers)


FAULTS = {
    "not said to be invented": (
        'invented = "Invented for teaching',
        'invented = "Four readers',
        "readers.toml: invented must begin with the words “Invented for teaching”.",
    ),
    "unknown lines": ('lines = "S9-S19"', 'lines = "S9-S99"', "readers.toml, lines: idlib-2020: "),
    "unknown code": ('"irony"]', '"sarcasm"]', "readers.toml: unknown code 'sarcasm'."),
    "unknown field": ('id = "ash"', 'id = "ash"\nage = 4', "reader ash: unknown field 'age'."),
    "no habit": (
        'habit = "marks every word that is grim"',
        'habit = " "',
        "reader bo: the field 'habit' is missing or empty.",
    ),
    "reader twice": ('id = "bo"', 'id = "ash"', "reader ash: this id is used twice."),
    "unknown reader": (
        "[marks.rules.dee]",
        "[marks.rules.eli]",
        "readers.toml, marks.rules: unknown reader 'eli'; use ash, bo, cam, dee.",
    ),
    "unknown round": (
        'id = "adjectives"',
        'id = "adverbs"',
        "readers.toml, marks: unknown round 'adjectives'; use first, rules, adverbs.",
    ),
    "a line they did not read": (
        'label = { S12 = ["militants"], S16 =',
        'label = { S2 = ["week"], S16 =',
        "marks.first.ash.label: unknown line 'S2'; use S9, ",
    ),
    "words not there": (
        '{ S12 = ["militants"], S16 = ["Evil dictator"] }',
        '{ S12 = ["soldiers"], S16 = ["Evil dictator"] }',
        "marks.first.ash.label, S12: the words 'soldiers' stand 0 times in the line; ",
    ),
    "words there twice": (
        '["had fled the village"], S11 = ["became ',
        '["had fled the village"], S11 = ["the", "became ',
        "marks.first.cam.loaded, S11: the words 'the' stand 2 times in the line; ",
    ),
    "no word": ('S11 = ["only real"], S16', 'S11 = ["–"], S16', "'–' is no word of a line."),
    "no list": (
        'S11 = ["only real"], S16',
        'S11 = "only real", S16',
        "marks.first.dee.loaded, S11: give a list of words.",
    ),
    "two codes on one word": (
        'loaded = { S11 = ["only real"], S16 = ["Evil"]',
        'loaded = { S11 = ["only real"], S16 = ["Evil dictator"]',
        "marks.first.dee.label, S16: a word of 'dictator' has a mark already; ",
    ),
    "no TOML": ('lines = "S9-S19"', "lines = ", "readers.toml: not readable as TOML ("),
}


@pytest.mark.parametrize(("old", "new", "said"), FAULTS.values(), ids=FAULTS)
def test_bad_data_stops_with_one_sentence(copy, old, new, said):
    path = copy / "readers.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8", newline="\n")
    with pytest.raises(CaseError) as fault:
        readings(load(folder=copy))
    assert said in str(fault.value)
    assert "\n" not in str(fault.value) or "TOML" in str(fault.value)


def test_a_missing_table_and_a_missing_file_are_named(copy):
    path = copy / "readers.toml"
    text = path.read_text("utf-8")
    cut = text[: text.index("[marks.adjectives.dee]")]
    path.write_text(cut, "utf-8", newline="\n")
    with pytest.raises(CaseError, match=r"marks\.adjectives\.dee: the table is missing"):
        readings(load(folder=copy))
    path.unlink()
    with pytest.raises(CaseError, match=r"this text has no readers\.toml"):
        readings(load(folder=copy))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"where": "S1-S3"}, "The readers did not read S1; they read S9-S19."),
        ({"code": "figure"}, "There is no agreement on 'figure'; use loaded, label, irony, "),
        ({"round": "third"}, "There is no round 'third'; there are first, rules, adjectives."),
        ({"key": True}, "The key goes code by code; choose one of loaded, label, irony."),
        ({"without": "Eli"}, "There is no reader 'Eli'; there are Ash, Bo, Cam, Dee."),
    ],
)
def test_a_wrong_question_gets_one_sentence(asked, said):
    with pytest.raises(CaseError) as fault:
        agreement(**{"where": ALL, **asked})
    assert said in str(fault.value)


# --- alpha --------------------------------------------------------------------------


@pytest.mark.parametrize("round", ["first", "rules", "adjectives"])
@pytest.mark.parametrize("code", ["loaded", "label", "irony", "any", "all"])
@pytest.mark.parametrize("without", ["", "Bo"])
@pytest.mark.parametrize("where", [ALL, "S10-S11", "S17"])
def test_alpha_by_hand_is_alpha_by_code(round, code, without, where):
    found = agreement(where, code, round, without)
    assert found.alpha == krippendorff(found.units)
    assert (found.observed, found.expected) == disagreement(found.units)
    if found.alpha is None:
        assert found.expected == 0 and "not defined" in repr(found)
    else:
        assert float(1 - found.observed / found.expected) == pytest.approx(found.alpha, abs=1e-12)
        assert f"= {found.alpha:.2f}\n" in repr(found)
    assert all(sum(unit.values()) == len(NAMES) - bool(without) for unit in found.units)


def test_disagreement_by_pairs_gives_the_published_alpha():
    """Krippendorff 2011, part A: two observers, binary data, no value missing: 0.095."""
    rows = ["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"]
    pairs = zip(*(row.split() for row in rows), strict=True)
    units = [{value: pair.count(value) for value in set(pair)} for pair in pairs]
    observed, expected = disagreement(units)
    assert observed == Fraction(4, 10)
    assert round(float(1 - observed / expected), 3) == 0.095 == round(krippendorff(units), 3)


def test_the_steps_show_the_numbers_that_alpha_is_made_of():
    found = agreement("S10-S11", "loaded")
    steps = {row[0]: row[2] for row in found.tables[0].rows}
    words = len(word_grid(load().passage("S10-S11")))
    marked = sum(unit.get("loaded", 0) for unit in found.units)
    assert steps["1"] == f"{words} × 4 = {4 * words}"
    assert steps["5"] == f"loaded language {marked}, not marked {4 * words - marked}"
    top, bottom = re.match(r"(\d+) / (\d+) = ", steps["4"]).groups()
    assert Fraction(int(top), int(bottom)) == found.observed
    apart = [row[-1] for row in found.tables[1].rows]
    assert sum(int(row.split(" of ")[0]) for row in apart) == int(top)  # every word is listed
    assert apart == sorted(apart, reverse=True)


# --- the learner's own marks ----------------------------------------------------------


def test_my_marks_come_in_when_the_exercise_is_answered(desk):
    before = agreement("S16-S18", "irony", me=True)
    assert "answer the exercise on these lines first" in repr(before)
    assert before.alpha == agreement("S16-S18", "irony").alpha
    exercises.ask("readers-adjudicate")
    exercises.answer("readers-adjudicate", {"irony": ["Unfortunately"], "label": ["Evil"]})
    found = agreement("S16-S18", "irony", me=True)
    assert found.tables[0].caption.endswith("Ash, Bo, Cam, Dee, you")
    grid = word_grid(load().passage("S16-S18"))
    pairs = zip(grid, found.units, before.units, strict=True)
    own = [one.text for (_, one), now, then in pairs if now.get("irony") != then.get("irony")]
    assert own == ["Unfortunately"]
    everything = agreement("S16-S18", me=True)
    assert sum(unit.get("label", 0) for unit in everything.units) == 1 + sum(
        unit.get("label", 0) for unit in agreement("S16-S18").units
    )
    exercises.solve("readers-adjudicate")
    row = agreement("S16-S18", "irony", me=True, key=True).tables[2].rows[-1]
    assert row[0] == "you" and row[2:] == ("0", "100 of 100")


def test_my_marks_on_other_lines_are_not_taken(desk):
    exercises.ask("readers-adjudicate")
    exercises.solve("readers-adjudicate")
    assert "you" not in agreement("S16-S19", "irony", me=True).tables[0].caption


# --- what the chapter and its tasks say -------------------------------------------------


def test_the_chapter_reads_the_tables_rightly():
    first = letters(ALL)
    assert first["S18", "Unfortunately"] == "I·LL"  # two loaded, one irony, one nothing
    assert first["S10", "fled"] == "LLL·"
    assert first["S16", "Evil"] + first["S16", "dictator"] == "NLNL" + "NLNN"
    least = agreement(ALL).tables[1].rows[0]
    assert least[:2] == ("S18", "Unfortunately")
    hand = agreement("S10-S11", "loaded")
    agreed = sum(len(unit) == 1 for unit in hand.units) / len(hand.units)
    assert 0.4 < agreed < 0.6 and 0 < hand.alpha < 0.2  # about half the words; little over chance
    assert len(word_grid(load().passage("S17"))) == 10 and len(letters("S17")) == 9
    assert agreement("S17", "irony").alpha < 0
    assert {tuple(sorted(u.values())) for u in agreement("S17", "irony").units} == {
        (4,),
        (2, 2),
        (1, 3),
    }


def test_is_anything_here_gets_more_agreement_than_which_code():
    for round in ("first", "rules"):
        assert agreement(ALL, "any", round).alpha > agreement(ALL, "all", round).alpha


def test_rules_raise_agreement_and_the_adjective_rule_raises_it_for_nothing():
    alphas = [agreement(ALL, "all", round).alpha for round in ("first", "rules", "adjectives")]
    assert alphas == sorted(alphas) and alphas[2] > 0.95
    useless = agreement(ALL, "loaded", "adjectives", key=True).tables[2].rows
    useful = agreement(ALL, "loaded", "rules", key=True).tables[2].rows
    assert all(row[1] == "1 of 1" and int(row[2]) > 10 for row in useless)
    assert all(int(a[3].split()[0]) < 20 for a in useless)
    assert all(int(a[3].split()[0]) > 60 for a in useful)


def test_no_single_reader_is_the_problem():
    whole = agreement(ALL).alpha
    left = {name: agreement(ALL, without=name).alpha for name in NAMES}
    assert left["Bo"] > left["Cam"] > whole > left["Dee"] and whole > left["Ash"]
    assert max(left.values()) < 0.3


def test_the_items_of_the_sort_task_are_marks_of_the_data():
    case = load()
    data = readings(case)
    ids = {"Ash": "ash", "Bo": "bo", "Cam": "cam", "Dee": "dee"}
    items = tasks.task("readers-habits", case).own["item"]
    habits = {"ash": "swap", "bo": "grim", "cam": "wide", "dee": "face"}
    for item in items:
        reader, line = item["id"].split("-")
        assert reader in ids.values()
        where, code, words = re.fullmatch(r"(S\d+), as (\w+): (.+)", item["text"]).groups()
        assert where == line
        marked = {n for n, c in data.marks["first"][reader][line].items() if c == code}
        texts = [word.text for _, word in word_grid([case.line(line)])]
        said = re.split(r"[; ]+", words)
        assert sorted(texts[n] for n in marked) == sorted(said), item["id"]
        assert item["answer"] == habits[reader]


def test_the_model_note_has_todays_numbers():
    model = tasks.task("write-method-note").own["model"]
    shown = [f"{agreement(ALL, round=r).alpha:.2f}" for r in ("first", "rules", "adjectives")]
    assert re.findall(r"\d\.\d\d", model) == shown
