"""Every page in a real browser: quiet, self-contained, light, readable, without barriers."""

from __future__ import annotations

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PAGES

# Gzipped, with everything the page asks for. KB = 1000 bytes.
TEXT_PAGE, EXERCISE_PAGE = 320_000, 400_000
PACKED = (".woff2", ".woff", ".png", ".jpg", ".webp")  # sent as they are
EXERCISES = [name for name in PAGES if name.startswith("exercises/")]
FROM_DISK = [PAGES[0], *EXERCISES]
PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("name", PAGES)
def test_over_http_a_page_is_quiet_self_contained_and_light(
    http_site, open_page, name, record_property
):
    page = open_page(http_site + name)
    page.wait_for_timeout(200)  # late requests, if any
    assert not page.foreign
    assert not page.faults
    weight = sum(
        len(body if answer.url.split("?")[0].endswith(PACKED) else gzip.compress(body))
        for answer in page.sent
        if (body := answer.body())
    )
    record_property(name, weight)  # printed at the end of the run
    exercises = page.locator("[data-wss-task]").count()
    assert weight <= (EXERCISE_PAGE if exercises else TEXT_PAGE)


@pytest.mark.parametrize("name", FROM_DISK)
def test_from_the_disk_a_page_is_quiet_and_self_contained(site, open_page, name):
    page = open_page((site / name).as_uri())
    page.wait_for_timeout(200)
    assert not page.foreign
    assert not page.faults


def barriers(page) -> list:
    """What axe finds on a page as it stands."""
    # Without "preload": it would fetch the theme's style sheets again, by a wrong address.
    options = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [(v["id"], [node["html"][:150] for node in v["nodes"][:3]]) for v in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_barrier(http_site, open_page, name, scheme):
    # Reduced motion: no colour is caught on its way from one value to another.
    page = open_page(http_site + name, color_scheme=scheme, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    # what is folded away is read, too
    page.evaluate("document.querySelectorAll('article details').forEach(d => (d.open = true))")
    assert not barriers(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", EXERCISES)
def test_axe_finds_no_barrier_after_check(http_site, open_page, name, scheme):
    page = open_page(http_site + name, color_scheme=scheme, reduced_motion="reduce")
    for exercise in page.locator(".wss-mark").all():
        for number in (0, 3):  # some wrong marks, twice
            exercise.locator(".wss-word").nth(number).click()
            exercise.locator(".wss-code").first.click()
            exercise.locator(".wss-check").click()
        assert exercise.locator(".wss-row").count() > 0
        assert exercise.locator(".wss-key-core").count() > 0
    others = page.locator(".wss-sort, .wss-ledger, .wss-rewrite, .wss-write").all()
    assert others
    for exercise in others:
        for _ in range(4):  # an empty or unchanged answer is asked about once
            if exercise.locator(".wss-check").is_visible():
                exercise.locator(".wss-check").click()
        assert exercise.locator(".wss-summary").is_visible()
        assert not exercise.locator(".wss-check").is_visible(), "the key is open"
    page.evaluate("document.querySelectorAll('article details').forEach(d => (d.open = true))")
    assert not barriers(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_never_scrolls_sideways(http_site, open_page, name):
    page = open_page(http_site + name, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_running_text_has_about_65_to_70_characters_a_line(http_site, open_page):
    page = open_page(http_site + PAGES[0], viewport={"width": 1280, "height": 900})
    # How many characters of a long plain sentence fit on the first line of a paragraph.
    fit = page.evaluate(
        """() => {
            const p = document.createElement("p");
            p.textContent = "The quick brown fox jumps over the lazy dog and runs on. ".repeat(9);
            document.querySelector("article section").append(p);
            const range = document.createRange(), text = p.firstChild;
            let n = 1;
            for (; n < text.length; n++) {
                range.setStart(text, n - 1); range.setEnd(text, n);
                if (range.getBoundingClientRect().top > p.getBoundingClientRect().top + 20) break;
            }
            return n;
        }"""
    )
    assert 58 <= fit <= 75


def test_paper_shows_the_text_and_nothing_to_click(http_site, open_page):
    page = open_page(http_site + FROM_DISK[-1])
    page.emulate_media(media="print")
    for gone in (".bd-sidebar-primary", ".bd-header-article", ".doors", ".prev-next-footer"):
        assert page.locator(gone).count(), f"{gone} is no longer on the page"
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator("article h1").is_visible()


def test_without_scripts_an_exercise_still_has_its_text_and_folded_answers(http_site, open_page):
    page = open_page(http_site + EXERCISES[0], java_script_enabled=False)
    assert page.locator("article h1").is_visible()
    assert page.locator("[data-print]").count() and not page.locator("[data-print]").is_visible()
    form = page.locator(".wss-task").first
    assert form.locator(".wss-words").is_visible()
    answers = form.locator("details ol").last
    assert not answers.is_visible()
    form.locator("summary").last.click()
    assert answers.locator("li").first.is_visible()
