"""The claim ledger in a browser: filter and sort by keyboard, and everything without scripts."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from whosaysso.case import VERDICTS, load

LEDGER = "book/evidence/claim-ledger.html"


def shown(page) -> list[str]:
    """The ids of the claims that can be seen, in the order of the page."""
    return [c.get_attribute("id")[6:] for c in page.locator(".claim:visible").all()]


def of(verdict: str) -> list[str]:
    return [claim.id for claim in load().claims if claim.verdict == verdict]


def choose(page, name: str, value: str) -> None:
    """Choose with the keyboard alone: go to the top of the list, then down until it says so."""
    field = page.locator(f".claims-tools select[name={name}]")
    field.focus()
    page.keyboard.press("Home")
    for _ in range(60):
        if field.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value!r} is not among the choices of {name}")


@pytest.fixture
def ledger(http_site, open_page):
    page = open_page(http_site + LEDGER)
    yield page
    assert not page.faults and not page.foreign


def test_without_scripts_every_claim_is_there_and_no_filter(http_site, open_page):
    page = open_page(http_site + LEDGER, java_script_enabled=False)
    assert shown(page) == [claim.id for claim in load().claims]
    assert page.locator(".reports > li:visible").count() == sum(
        len(claim.evidence) for claim in load().claims
    )
    assert page.locator(".claims-tools").count() == 1
    assert not page.locator(".claims-tools").is_visible()


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_is_chosen_by_keyboard_and_counted_aloud(ledger, verdict):
    choose(ledger, "verdict", verdict)
    assert shown(ledger) == of(verdict)
    said = ledger.locator(".claims-tools output")
    assert said.get_attribute("aria-live") == "polite"
    number, total = len(of(verdict)), len(load().claims)
    assert said.text_content() == f"{number} of {total} claims are shown."


def test_a_question_a_code_and_a_line_filter(ledger):
    case = load()
    choose(ledger, "mark", "figures")
    some = shown(ledger)
    assert "C22" in some and 0 < len(some) < len(case.claims)
    choose(ledger, "mark", "vague-source")
    vague = [c.id for c in case.claims if case.attribution(c).code == "vague-source"]
    assert sorted(shown(ledger)) == sorted(vague)
    choose(ledger, "line", "S32")
    lines = [c.id for c in case.claims if c.line == "S32" and c.id in vague]
    assert shown(ledger) == lines


def test_sorting_moves_the_claims_themselves(ledger):
    choose(ledger, "sort", "verdict")
    assert shown(ledger) == [claim for verdict in VERDICTS for claim in of(verdict)]
    ledger.locator(".claims-tools select[name=sort]").focus()
    ledger.keyboard.press("ArrowUp")
    assert shown(ledger) == [claim.id for claim in load().claims]


def test_one_key_shows_all_again(ledger):
    choose(ledger, "verdict", "contradicted")
    ledger.locator(".claims-tools button[type=reset]").focus()
    ledger.keyboard.press("Enter")
    ledger.wait_for_function("document.querySelectorAll('.claim[hidden]').length === 0")
    assert shown(ledger) == [claim.id for claim in load().claims]
    assert "#" not in ledger.url


def test_a_choice_that_nothing_fits_says_so(ledger):
    choose(ledger, "verdict", "contradicted")
    choose(ledger, "line", "H1")
    assert not shown(ledger)
    assert ledger.locator("output").text_content().startswith("None of the")


def test_the_address_keeps_the_choice(ledger, http_site, open_page):
    choose(ledger, "verdict", "not found")
    choose(ledger, "sort", "verdict")
    again = open_page(ledger.url)
    assert again.locator("select[name=verdict]").input_value() == "not found"
    assert shown(again) == of("not found")
    strange = open_page(http_site + LEDGER + "#verdict=<b>&sort=up")
    assert shown(strange) == [claim.id for claim in load().claims]


def test_a_link_to_a_hidden_claim_shows_it(ledger):
    choose(ledger, "verdict", "contradicted")
    ledger.evaluate("location.hash = '#claim-C15-2'")
    ledger.wait_for_function("document.querySelector('#claim-C15').checkVisibility()")
    assert shown(ledger) == [claim.id for claim in load().claims]
    assert ledger.locator("#claim-C15-2").evaluate("e => e.getBoundingClientRect().top") < 900


def test_paper_shows_the_claims_and_no_filter(ledger):
    ledger.emulate_media(media="print")
    assert not ledger.locator(".claims-tools").is_visible()
    assert len(shown(ledger)) == len(load().claims)


def test_no_page_keeps_an_unmade_link_and_chapters_lead_to_claims(site):
    for path in site.rglob("*.html"):
        assert 'href="kit:' not in path.read_text("utf-8"), path.name
    figures = BeautifulSoup((site / "book/figures.html").read_text("utf-8"), "html.parser")
    links = [a["href"] for a in figures.select('a[href*="claim-ledger.html#claim-"]')]
    assert {"evidence/claim-ledger.html#claim-C22", "evidence/claim-ledger.html#claim-C15"} <= {
        *links
    }
