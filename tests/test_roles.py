"""Roles in chapters: exact words, working links, and bad data stops a strict build."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from kit.roles import quoted
from small_book import build

from whosaysso.case import load
from whosaysso.numbers import number


def test_roles_fetch_words_links_and_numbers(tmp_path):
    span = load().spans[0]
    page = f"# One\n\n{{span}}`{span.id}` and {{line}}`S6` and {{number}}`spans loaded core`.\n"
    html, fault = build(tmp_path, page, name="book/article")
    assert not fault
    text = BeautifulSoup(html, "html.parser").select_one("section p")
    assert text.text == f"“{span.quote}” ({span.line}) and S6 and {number('spans loaded core')}."
    assert [a["href"] for a in text.select("a")] == [f"#{span.line}", "#S6"]


def test_about_shows_what_the_case_file_says(tmp_path):
    case = load()
    html, fault = build(tmp_path, "# One\n\n{about}`terms` {about}`url`\n")
    assert not fault
    text = BeautifulSoup(html, "html.parser").select_one("section p")
    assert text.text == f"{case.terms} {case.url}"
    assert [a["href"] for a in text.select("a")] == [case.url]


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("{span}`loaded-lukless`", "no span 'loaded-lukless'"),
        ("{line}`S99`", "no line 'S99'"),
        ("{number}`spans lodaed`", "unknown word 'lodaed'"),
        ("{about}`folder`", "no field 'folder' to show"),
    ],
)
def test_bad_data_stops_a_strict_build_with_a_sentence(tmp_path, role, said):
    html, fault = build(tmp_path, f"# One\n\n{role}\n")
    assert html is None and said in fault


def test_quotation_marks_outside_differ_from_those_inside():
    assert quoted("plain") == "“plain”"
    assert quoted("the “hit” list") == "‘the “hit” list’"
