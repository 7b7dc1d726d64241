"""The copy with exchanged actors, and the table of what its readers marked."""

from __future__ import annotations

import importlib
import re

import pytest
from key_copy import copy_key, retier
from towns import change

from whosaysso.case import CaseError, load
from whosaysso.naming import namings
from whosaysso.swap import CODES, as_csv, compare, copies, has_marks, unsettled, verdict

CASE = load()


@pytest.fixture
def copy(tmp_path):
    return copy_key(tmp_path)


@pytest.fixture
def tool(root, monkeypatch):
    monkeypatch.syspath_prepend(root / "tools")
    return importlib.import_module("swap_readers")


def marks(folder, *rows):
    """Write swap.toml: reader, line, code, words."""
    text = "".join(
        f'[[mark]]\nreader = "{reader}"\nline = "{line}"\ncode = "{code}"\nwords = "{words}"\n'
        for reader, line, code, words in rows
    )
    (folder / "swap.toml").write_text(text, "utf-8")
    return load(folder=folder)


# --- the copy -------------------------------------------------------------


def test_only_names_change_and_each_keeps_its_form():
    table = namings()
    for one in copies(table):
        at, shift = one.line.start, 0
        for old_start, old_end, new_start, new_end in one.pieces:
            assert CASE.text[at:old_start] == one.text[at - one.line.start + shift : new_start]
            at, shift = old_end, new_end - (old_end - one.line.start)
        assert CASE.text[at : one.line.end] == one.text[at - one.line.start + shift :]


def test_no_exchanged_actor_keeps_a_name():
    """No name of a side is left where it stood; words that fit both sides are listed as such."""
    table = namings()
    made = {one.line.id: one for one in copies(table)}
    for naming in table.namings:
        if naming.line in made and naming.actor.counterpart:
            start, end = made[naming.line].moved(naming.start, naming.end)
            now = made[naming.line].text[start:end]
            assert now != naming.words or naming.words in table.swap["same"]


def test_it_is_four_paragraphs():
    lines = [one.line for one in copies(namings())]
    assert len({line.paragraph for line in lines}) == 4
    for line in CASE.lines:  # whole ones
        assert (line in lines) == (line.paragraph in {kept.paragraph for kept in lines})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"Turkish soldiers" = "Syrian soldiers"\n', "", "'Turkish soldiers' (S4) has no words"),
        ('= "Latakia loyalists"', '= "government forces"', "has not the form “Common word"),
        ('= "Pro-opposition sources"', '= "Opposition sources"', "has not the form “Pro-"),
        ('= "the Turks"', '= "the Turkish Army"', "has not the form “Whole people"),
        ('= "Bashar al-Assad"', '= "Evil dictator"', "stands in the text as “Insult or"),
        ("same = [", '"alike" = [', "unknown field 'alike'"),
        ('lines = "S1-S14, S30-S36"', 'lines = "S1-S14"', "names nobody in the lines"),
    ],
)
def test_a_counterpart_that_does_not_fit_stops_with_a_sentence(copy, old, new, said):
    change(copy / "actors.toml", old, new)
    with pytest.raises(CaseError) as stop:
        copies(namings(load(folder=copy)))
    assert said in str(stop.value) and "\n" not in str(stop.value)


# --- what readers get -----------------------------------------------------


def test_readers_get_the_rules_and_no_key(tool):
    made = copies(namings())
    text = tool.brief(CASE, made) + tool.paragraphs(made)
    for code in CODES:
        assert CASE.codebook.codes[code].mark_when in text
        assert CASE.codebook.codes[code].leave_when in text
        for rule in CASE.codebook.rules.values():
            if rule.code == code:
                assert rule.text in text and rule.example in text
    for span in CASE.spans:
        assert span.id not in text and span.why not in text
    for one in made:
        assert f"**{one.line.id}** {one.text}" in text


def test_readers_lists_become_marks(tool, copy, tmp_path):
    case = load(folder=copy)
    made = copies(namings(case))
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("S1 | loaded | luckless\n\nS3 | label? | the Turks\n", "utf-8")
    second.write_text(
        "Notes\n| line | code | words |\n|---|---|---|\n"
        '| S6 | irony | `Modestly` |\nS10 | label | "regime forces"\n',
        "utf-8",
    )
    (copy / "swap.toml").write_text(tool.collect([first, second], made), "utf-8")
    rows = {(row.line, row.words, row.code): row for row in compare(case)}
    assert rows["S1", "luckless", "loaded"].readers == ("loaded", "left")
    assert rows["S3", "the Syrians", "label"].readers == ("label?", "left")
    assert rows["S6", "modestly", "irony"].readers == ("left", "irony")
    assert rows["S10", "‘regime forces’", "label"].readers == ("left", "label")
    second.write_text("S99 | irony | modestly\n", "utf-8")
    with pytest.raises(CaseError, match="is not “line"):
        tool.collect([first, second], made)


# --- the table ------------------------------------------------------------


def test_where_both_differ_the_key_has_to_change(copy):
    case = marks(
        copy,
        ("1", "S1", "loaded", "luckless"),
        ("2", "S1", "label", "luckless Latakia loyalists"),
        ("1", "S4", "label", "regime forces"),
        ("2", "S4", "label", "regime forces"),
        ("1", "S7", "loaded", "directly supported"),
        ("2", "S7", "loaded", "directly"),
        ("1", "S10", "label", "‘regime forces’"),
        ("1", "S6", "label", "mainstream media"),
        ("2", "S6", "label", "Hezbollah forces"),
    )
    rows = {(row.line, row.words, row.code): row for row in compare(case)}
    assert rows["S1", "luckless", "loaded"].verdict == "one of two agrees"
    assert rows["S1", "luckless", "loaded"].readers == ("loaded", "label")
    assert rows["S1", "rebels", "label"].verdict == "contested anyway"
    assert rows["S4", "regime forces", "label"].verdict == "both differ: change the key"
    assert rows["S10", "‘regime forces’", "label"].verdict == "one of two agrees"
    assert rows["S8", "en mass", "loaded"].verdict == "both differ: change the key"
    assert rows["S6", "al-Qaeda forces", "label"].readers == ("left", "label")
    extra = rows["S7", "directly", "loaded"]
    assert (extra.key, extra.verdict) == ("unmarked", "both differ: change the key")
    said = unsettled(compare(case))
    assert any(sentence.startswith("S8 “en mass” is core loaded") for sentence in said)
    assert any(sentence.startswith("S7 “directly” is unmarked loaded") for sentence in said)


def test_a_span_that_became_contested_is_settled_and_keeps_its_history(copy):
    retier(copy, "loaded-en-mass", "core", "contested")
    case = marks(copy, ("1", "S1", "loaded", "luckless"), ("2", "S1", "loaded", "luckless"))
    with (copy / "swap.toml").open("a", encoding="utf-8") as file:
        file.write('\n[changed]\nloaded-en-mass = "core"\n')
    row = next(r for r in compare(case) if r.words == "en mass")
    assert (row.key, row.verdict) == ("contested, was core", "both differ: contested")
    assert not any("“en mass”" in sentence for sentence in unsettled(compare(case)))


def test_one_reader_is_not_enough(copy):
    case = marks(copy, ("1", "S1", "loaded", "luckless"))
    with pytest.raises(CaseError, match="marks of two readers"):
        compare(case)


def test_words_that_are_not_in_the_copy_stop_with_a_sentence(copy):
    case = marks(copy, ("1", "S1", "label", "rebels"))
    with pytest.raises(CaseError, match="the words 'rebels' are not in line S1"):
        compare(case)


def test_verdicts_in_words():
    assert verdict("core", 2, None) == "both agree"
    assert verdict("decoy", 0, None) == "both agree"
    assert verdict("decoy", 1, None) == "one of two agrees"


@pytest.mark.skipif(not has_marks(CASE), reason="no readers' marks in the case yet")
def test_the_key_gives_way_where_both_readers_differ():
    assert not unsettled(compare())


@pytest.mark.skipif(not has_marks(CASE), reason="no readers' marks in the case yet")
def test_the_committed_table_is_what_the_tool_makes():
    """Made by tools/swap_readers.py table."""
    assert (CASE.folder / "swap.csv").read_text("utf-8") == as_csv(compare())


@pytest.mark.skipif(not has_marks(CASE), reason="no readers' marks in the case yet")
def test_changes_of_the_key_are_those_that_the_readers_ask_for():
    for row in compare():
        assert not re.search(r", was", row.key) or row.verdict == "both differ: contested", row
