"""The lesson's plan adds up, and its sheet prints as two pages without answers."""

from __future__ import annotations

import re

SHEET = "book/teachers/sheet-loaded-language.html"
# A row of the plan: the minute it starts, then how long it takes.
ROW = re.compile(r"^\| (\d+) \| (\d+) \|", re.MULTILINE)


def test_the_plan_fills_fifty_minutes_without_a_gap(root):
    text = (root / "book/teachers/lesson-loaded-language.md").read_text("utf-8")
    steps = [(int(start), int(minutes)) for start, minutes in ROW.findall(text)]
    clock = 0
    for start, minutes in steps:
        assert start == clock, f"the step at minute {start} should start at {clock}"
        clock += minutes
    assert clock == 50
    assert "| | **50** |" in text


def test_the_sheet_prints_as_two_pages_with_nothing_around_it(http_site, open_page):
    page = open_page(http_site + SHEET)
    for paper in ("A4", "Letter"):
        pages = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=paper))
        assert len(pages) == 2, paper
    page.emulate_media(media="print")
    assert page.locator(".sheet").count() == 2
    for gone in ("article h1", "article h2", ".bd-footer", ".print", ".wss-credit"):
        assert not any(found.is_visible() for found in page.locator(gone).all()), gone
    assert page.locator(".sheet .credit").first.is_visible()


def test_the_sheet_holds_no_answers(http_site, open_page):
    page = open_page(http_site + SHEET)
    assert page.locator(".wss-line").count() == 16
    assert page.locator(".wss-u, .wss-spans").count() == 0
