"""Two test forms and a coin: the same choice in Python and on the page, kept with the answers."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from whosaysso import answers, coin, exercises
from whosaysso.answers import CROCKFORD
from whosaysso.case import CaseError
from whosaysso.widgets.exercise import DIST, Forms

CODES = [f"abcd-efg{symbol.lower()}" for symbol in CROCKFORD]


def test_the_coin_is_fair_and_the_second_form_is_the_other_one():
    first = Counter(coin.form_of(code, "first") for code in CODES)
    assert first == dict.fromkeys(coin.FORMS, len(CODES) / 2)
    for code in CODES:
        assert {coin.form_of(code, turn) for turn in coin.TURNS} == set(coin.FORMS)


def test_an_unknown_turn_is_a_sentence(monkeypatch):
    for static in ("0", "1"):
        monkeypatch.setenv("WHOSAYSSO_STATIC", static)
        with pytest.raises(CaseError, match="no turn 'third'; use first or second"):
            exercises.ask_form("third")


def test_in_a_kernel_the_code_in_the_file_decides(tmp_path, monkeypatch):
    path = tmp_path / "my-answers.json"
    monkeypatch.setattr(answers, "where", lambda: path)
    for code in ("abcd-efg0", "abcd-efg1"):
        document = answers.new_document() | {"learner": code}
        path.write_bytes(answers.file_bytes(document))
        monkeypatch.setattr(exercises, "_asked", {})
        shown = [exercises.ask_form(turn).task["id"] for turn in coin.TURNS]
        assert shown == [coin.form_of(code, turn) for turn in coin.TURNS]


def test_where_no_answers_are_kept_test_a_is_first(monkeypatch):
    monkeypatch.setattr(answers, "where", lambda: None)
    monkeypatch.setattr(exercises, "_asked", {})
    assert exercises.ask_form("first").task["id"] == coin.FORMS[0]


@pytest.fixture
def forms_page(tmp_path, monkeypatch):
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    for name in ("site.js", "kit.css"):
        (tmp_path / name).write_bytes((DIST / name).read_bytes())
    made = exercises.ask_form("first")
    assert isinstance(made, Forms)
    page = tmp_path / "page.html"
    page.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Test</title>'
        f'<link rel="stylesheet" href="kit.css"><body><main><h1>Test</h1>{made._repr_html_()}'
        '</main><script src="site.js"></script></body></html>',
        encoding="utf-8",
    )
    return page


def test_the_page_shows_the_form_that_python_would(open_page, forms_page):
    page = open_page(forms_page.as_uri())
    for code in CODES:
        document = answers.new_document() | {"learner": code}
        page.evaluate(
            "([key, text]) => localStorage.setItem(key, text)",
            ["who-says-so/answers", json.dumps(document)],
        )
        page.reload()
        forms = page.locator("[data-wss-task]")
        shown = [form.get_attribute("data-wss-task") for form in forms.all() if form.is_visible()]
        assert shown == [coin.form_of(code, "first")]
    assert not page.faults


def test_the_form_stays_once_it_is_begun_and_has_one_check(open_page, forms_page):
    page = open_page(forms_page.as_uri())
    for _ in range(3):
        page.reload()
        shown = page.locator("[data-wss-task]:visible")
        shown.get_by_role("radio").first.check()
        name = shown.get_attribute("data-wss-task")
        page.reload()
        assert page.locator("[data-wss-task]:visible").get_attribute("data-wss-task") == name
        assert page.locator("[data-wss-task]:visible").get_by_role("radio").first.is_checked()
        page.evaluate("localStorage.clear()")
    page.reload()  # a learner's code of its own again, before the test begins
    shown = page.locator("[data-wss-task]:visible")
    while shown.locator(".wss-check").is_visible():
        shown.locator(".wss-check").click()
    kept = json.loads(page.evaluate("localStorage.getItem('who-says-so/answers')"))
    (entry,) = kept["cases"][coin.CASE]["tasks"].values()
    assert len(entry["tries"]) == 1, "a test has one Check, and then its reasons"


def test_without_scripts_both_forms_are_there_with_a_word_on_which_is_which(open_page, forms_page):
    page = open_page(forms_page.as_uri(), java_script_enabled=False)
    assert page.locator("[data-wss-task]").count() == 2
    assert page.get_by_text("Do Test A at the start").is_visible()
