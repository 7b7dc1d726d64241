"""Who is called what: the same form of naming carries the same mark, whoever is named."""

from __future__ import annotations

from collections import Counter

import pytest
from bs4 import BeautifulSoup
from key_copy import change_span, copy_key, cut_span, retier
from towns import change

from whosaysso.case import CASES, CaseError, load
from whosaysso.naming import asymmetries, gaps, has_table, misfits, namings, strays
from whosaysso.naming_view import names

TEXTS = sorted(path.parent.name for path in CASES.glob("*/case.toml"))
# Every text in which two sides meet has a table. These have none:
WITHOUT = {
    "plain-flood": "one event and no two sides",
    "plain-fire": "one event and no two sides",
    "satire": "its people are invented to be laughed at",
    "test-lines": "single lines out of many texts, each with people of its own",
}
TABLES = [name for name in TEXTS if name not in WITHOUT]


def tables():
    return [namings(name) for name in TABLES]


@pytest.fixture
def copy(tmp_path):
    return copy_key(tmp_path)


def table_of(folder):
    return namings(load(folder=folder))


# --- the texts of the kit -------------------------------------------------


def test_every_text_with_two_sides_has_a_table():
    assert [name for name in TEXTS if has_table(name)] == TABLES
    assert "idlib-2020" in TABLES
    for table in tables():
        assert len({n.actor.id for n in table.namings}) > 1, table.case.id


def test_the_same_form_has_the_same_mark_whoever_is_named():
    assert not asymmetries(tables())


@pytest.mark.parametrize("name", TABLES)
def test_each_naming_has_the_mark_that_its_form_asks_for(name):
    assert not misfits(namings(name))


@pytest.mark.parametrize("name", TABLES)
def test_no_naming_hides_under_a_form_that_its_wording_does_not_fit(name):
    assert not strays(namings(name))


@pytest.mark.parametrize("name", TABLES)
def test_no_label_no_name_and_no_word_for_people_is_forgotten(name):
    assert not gaps(namings(name))


def test_namings_are_the_words_of_the_text():
    for table in tables():
        for naming in table.namings:
            line = table.case.line(naming.line)
            assert table.case.text[naming.start : naming.end] == naming.words
            assert line.start <= naming.start < naming.end <= line.end
            assert line.kind != "furniture" or naming.mark


def test_every_label_rule_has_a_form():
    """The forms leave out no label rule of the codebook."""
    forms = namings().forms
    book = load().codebook
    labels = {rule.id for rule in book.rules.values() if rule.code == "label"}
    assert {form.rule for form in forms.forms.values() if form.rule} | {forms.quoted} == labels


def test_quotation_marks_are_seen():
    quoted = {(n.line, n.words) for n in namings().namings if n.quoted}
    assert quoted == {
        ("S4", "regime forces"),
        ("S6", "opposition and anti-regime armed groups"),
        ("S10", "regime forces"),
        ("S34", "Assad regime"),
    }


# --- what a reader sees ---------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_both_tables_show_every_naming_with_a_link_to_its_line(name, monkeypatch):
    table = namings(name)
    where = Counter((n.actor.name, n.form.name, n.words, n.line) for n in table.namings)
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    seen = {"actor": Counter(), "form": Counter()}
    for by in seen:
        page = BeautifulSoup(names(by, name, up="../")._repr_html_(), "html.parser")
        for body in page.select("tbody"):
            head, *rows = body.select("tr")
            for row in rows:
                links = row.select("a")
                for link in links:
                    assert link["href"].startswith("../") and link["href"].endswith(link.text)
                cells = [cell.get_text() for cell in row.select("td")]
                if by == "actor":
                    actor = head.get_text().rpartition(":")[0]
                    seen[by][actor, cells[2], cells[1], cells[0]] += 1
                    continue
                form = head.strong.get_text().rpartition(":")[0]
                for part in cells[1].split("; "):
                    words, _, lines = part.lstrip("“").partition("”")
                    lines = lines.replace("in quotation marks (decoy)", "").split(",")
                    seen[by].update((cells[0], form, words, line.strip()) for line in lines)
        if table.case.written:
            assert table.case.written in page.get_text()
    assert seen == {"actor": where, "form": where}


def test_a_notebook_gets_no_links(monkeypatch):
    """It has no page beside it that they could lead to."""
    monkeypatch.delenv("WHOSAYSSO_STATIC", raising=False)
    assert "<a " not in names("form")._repr_html_()
    assert "S1 | Idlib rebels | Common word" in repr(names())
    with pytest.raises(CaseError, match="by .actor. or by .form."):
        names("side")


# --- the tests can fail ---------------------------------------------------


def test_the_fault_of_the_first_draft_is_found(copy):
    """One side's "pro-" sources were a contested label, the other side's were none."""
    cut_span(copy, "label-pro-government-sources")
    table = table_of(copy)
    (sentence,) = asymmetries([table])
    for words in (
        "“Pro-government sources” (idlib-2020 S12",
        "“pro-US Kurdish media sources” (idlib-2020 S34",
        "not marked",
        "label, contested",
    ):
        assert words in sentence
    assert len(misfits(table)) == 1


@pytest.mark.parametrize(
    ("span_id", "old", "new"),
    [
        ("label-locals", "contested", "core"),
        ("label-the-russians", "contested", "decoy"),
        ("label-evil-dictator", "core", "contested"),
        ("label-mainstream-media", "core", "contested"),
        ("label-assad-regime", "decoy", "contested"),
    ],
)
def test_a_changed_tier_is_found(copy, span_id, old, new):
    words = load().span(span_id).quote.strip("‘’")
    retier(copy, span_id, old, new)
    table = table_of(copy)
    found = asymmetries([table])
    assert len(found) == 1 and f"“{words}”" in found[0] and "both have the form" in found[0]
    assert len(misfits(table)) == 1


def test_another_code_for_the_same_form_is_found(copy):
    change_span(
        copy,
        "label-rebels",
        ('code = "label"', 'code = "loaded"'),
        ('rule = "label-side-or-role"', 'rule = "loaded-everyday"'),
    )
    (sentence,) = asymmetries([table_of(copy)])
    assert "“Idlib rebels”" in sentence and "loaded-everyday" in sentence


def test_a_fault_between_two_texts_is_found(copy):
    """The other text says "Pro-government sources" unmarked: the pair is named with its texts."""
    cut_span(copy, "label-pro-government-sources")
    change(copy / "case.toml", 'id = "idlib-2020"', 'id = "the-copy"')
    sentences = asymmetries([namings(), table_of(copy)])
    assert sentences and all("the-copy" in one and "idlib-2020" in one for one in sentences)


def test_a_naming_that_hides_under_another_form_is_found(copy):
    cut_span(copy, "label-pro-government-sources")
    file = copy / "actors.toml"
    change(
        file, 'pro-side = ["Pro-government sources"]', 'plain-source = ["Pro-government sources"]'
    )
    table = table_of(copy)
    assert not asymmetries([table]) and not misfits(table)
    (sentence,) = strays(table)
    assert "“Pro-government sources”" in sentence and "fits “Pro- somebody" in sentence


def test_an_echo_without_irony_is_found(copy):
    retier(copy, "irony-evil-dictator-bashar", "core", "contested")
    (sentence,) = misfits(table_of(copy))
    assert "“Evil dictator”" in sentence and "no core irony span" in sentence


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('"hackers"', "the word for people “hackers”"),
        ('"locals", ', "the label “locals” (label-locals)"),
        ('"locals", ', "the word for people “locals”"),
        ('"Ankara"', "the name “Ankara”"),
        ('country = ["Turkey"]\n', "H1: the name “Turkey”"),
        (', "Turkish"', "the name “Turkish”"),
        ('"Israeli"', "the name “Israeli”"),
        ('"MANPAD", ', "the name “MANPAD”"),
        ('own-name = ["the Israeli Air Force"]\n', "the name “Force”"),
        ('person = ["Mr. Netanyahu"]\n', "the name “Netanyahu”"),
    ],
)
def test_a_forgotten_naming_is_found(copy, words, said):
    change(copy / "actors.toml", words, "")
    found = gaps(table_of(copy))
    assert any(said in sentence for sentence in found), found


FAULTS = {
    "words that are not there": (
        "actors.toml",
        '"Ankara"',
        '"Istanbul"',
        "actors.toml, turkey: the words 'Istanbul' stand nowhere in the text",
    ),
    "unknown form": (
        "actors.toml",
        "joke-figure =",
        "joke =",
        "actors.toml, nobody: unknown form 'joke'",
    ),
    "listed twice": (
        "actors.toml",
        '["mainstream media"]',
        '["mainstream media", "mainstream media"]',
        "actors.toml, newsrooms: 'mainstream media' is listed twice",
    ),
    "unknown counterpart": (
        "actors.toml",
        'counterpart = "us"',
        'counterpart = "usa"',
        "actors.toml, russia: unknown counterpart 'usa'",
    ),
    "misspelt field": (
        "actors.toml",
        'kind = "joke"',
        'sort = "joke"',
        "actors.toml, nobody: unknown field 'sort'",
    ),
    "no such line": (
        "actors.toml",
        'lines = "S34"',
        'lines = "S94"',
        "no lines 'S94'",
    ),
    "no list": (
        "actors.toml",
        'merged = ["mainstream media"]',
        'merged = "mainstream media"',
        "actors.toml, newsrooms: give the wordings of a form as a list",
    ),
    "tier without a rule": (
        "../forms.toml",
        'rule = "label-group-merge"\n',
        "",
        "forms.toml, merged: give a rule with its tier",
    ),
    "unknown list in a pattern": (
        "../forms.toml",
        "[Tt]he {people}",
        "[Tt]he {peoples}",
        "forms.toml, whole-people: unknown list 'peoples'",
    ),
    "pattern that cannot be read": (
        "../forms.toml",
        'pattern = "[Tt]he {people}"',
        'pattern = "([Tt]he {people}"',
        "forms.toml, whole-people: the pattern cannot be read",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_data_stops_with_a_sentence(copy, fault):
    file, old, new, said = FAULTS[fault]
    change(copy / file, old, new)
    with pytest.raises(CaseError) as stop:
        table_of(copy)
    assert said in str(stop.value) and "\n" not in str(stop.value)
