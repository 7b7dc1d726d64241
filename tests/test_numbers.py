"""Numbers for prose: counted from the data, or refused in one sentence."""

from __future__ import annotations

import pytest

from whosaysso.case import load
from whosaysso.naming import namings
from whosaysso.numbers import NumberError, number


def test_no_word_and_total_count_everything():
    assert number("spans") == number("spans total") == len(load().spans)
    assert number("claims total") == len(load().claims)


def test_words_of_one_family_widen_and_families_narrow():
    either = sum(s.code in ("loaded", "label") for s in load().spans)
    both = sum(s.code in ("loaded", "label") and s.tier == "core" for s in load().spans)
    assert number("spans loaded label") == either
    assert number("spans core label loaded") == both


def test_every_part_adds_up_to_the_whole():
    case = load()
    for what, words in {
        "spans": [
            list(case.codebook.codes),
            list(case.codebook.questions),
            ["core", "contested", "decoy"],
        ],
        "claims": [
            ["named", "vague", "none"],
            ["corroborated", "partly-corroborated", "disputed", "contradicted", "not-found"],
        ],
        "evidence": [
            list(case.codebook.grades),
            ["titled", "untitled"],
            ["dated", "undated"],
            ["linked", "unlinked"],
        ],
        "lines": [["heading", "sentence", "furniture"]],
        "namings": [
            list(namings().actors),
            list(namings().forms.forms),
            ["marked", "unmarked"],
            ["quoted", "unquoted"],
        ],
        "wordings": [list(namings().actors), ["marked", "unmarked"]],
    }.items():
        for family in words:
            assert sum(number(f"{what} {word}") for word in family) == number(what)


@pytest.mark.parametrize("query", ["", "spams", "spans lodaed", "words core", "claims core"])
def test_an_unknown_word_is_refused_in_one_sentence(query):
    with pytest.raises(NumberError) as fault:
        number(query)
    assert repr(query) in str(fault.value) and str(fault.value).endswith(".")
