"""Slides: each chapter's, from its page and its plan, full-screen and on paper without scripts."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from kit.asked import ASKED, practices
from kit.course import page, pages
from kit.slides import box, example, half_worked, spoken, to_read
from small_book import build as small_book

SHELF = ROOT / "book" / "teachers"
SLIDES = sorted((SHELF / "slides").glob("*.md"))
MADE = re.compile(r"^```\{slides\} (\S+) (\S+)$", re.MULTILINE)

every_set = pytest.mark.parametrize("path", SLIDES, ids=lambda path: path.stem)


def chapter(path) -> tuple[str, str]:
    return MADE.search(path.read_text("utf-8")).groups()


def shown(site, path):
    html = (site / f"book/teachers/slides/{path.stem}.html").read_text("utf-8")
    return BeautifulSoup(html, "html.parser").select(".slides > section")


def words(text: str) -> str:
    """Letters and digits: Markdown and curled quotation marks fall away."""
    return "".join(re.findall(r"[^\W_]", text))


def test_each_chapter_of_the_course_and_of_the_town_has_slides():
    town = {f"town/{p.stem}" for p in (ROOT / "book/town").glob("*.md") if p.stem != "index"}
    assert {chapter(path)[0] for path in SLIDES} == {one.slug for one in pages(ROOT)} | town
    text = (SHELF / "sheets-and-keys.md").read_text("utf-8")
    assert all(f"(slides/{path.stem}.md)" in text for path in SLIDES)


@every_set
def test_slides_say_what_the_chapter_and_its_plan_say(site, path):
    slug, plan = chapter(path)
    text = (ROOT / f"book/{slug}.md").read_text("utf-8")
    made = shown(site, path)
    titles = [one.h2.get_text().rstrip("#") for one in made]
    about = page(ROOT, f"book/{slug}")
    assert titles[0] == about.title and words(about.question) in words(made[0].get_text())
    assert len(made[1].select("li")) == len(re.findall(r"^- ", box(text, "aims"), re.MULTILINE))
    found = practices(text)
    assert len(found) == len(ASKED.findall(text))
    assert {f"{heading}: {one.title}" for heading, _, one in found} <= set(titles)
    for heading, case, one in found:
        shown_of = made[titles.index(f"{heading}: {one.title}")]
        read = to_read(case, one)
        lines = [line.id for line in read.lines] if read else []
        assert [row.get_text() for row in shown_of.select(".wss-no")] == lines
        assert not shown_of.select(".wss-u"), "no marks of the key"
    assert ("Half worked" in titles) == bool(half_worked(text))
    asked = spoken((SHELF / f"plans/{plan}.md").read_text("utf-8"))
    assert asked and len(made[-2].select("li")) == len(asked)
    assert words(asked[0]) in words(made[-2].get_text())
    assert len(made[-1].select("li")) == 3


@every_set
def test_lines_come_without_marks_first_and_with_their_credit(site, path):
    passage = example((ROOT / f"book/{chapter(path)[0]}.md").read_text("utf-8"))
    made = {one.h2.get_text().rstrip("#"): one for one in shown(site, path)}
    assert ("Read these lines" in made) == (passage is not None)
    if passage is None:
        return
    bare = made["Read these lines"]
    assert [one.get_text() for one in bare.select(".wss-no")] == [x.id for x in passage.lines]
    assert not bare.select(".wss-u")
    assert words(passage.case.written or passage.case.copyright) in words(bare.get_text())
    assert ("The same lines, marked" in made) == bool(passage.codes)


@every_set
def test_slides_print_one_a_page(http_site, open_page, path):
    shown = open_page(f"{http_site}book/teachers/slides/{path.stem}.html")
    printed = re.findall(rb"/Type\s*/Page\b(?!s)", shown.pdf(prefer_css_page_size=True))
    assert len(printed) == shown.locator(".slides > section").count()


def test_slides_fill_the_screen_without_scripts(http_site, open_page):
    shown = open_page(f"{http_site}book/teachers/slides/irony.html", java_script_enabled=False)
    shown.get_by_role("link", name="Full screen").click()
    box_ = shown.locator(".slides").bounding_box()
    size = shown.viewport_size
    assert (box_["width"], box_["height"]) == (size["width"], size["height"])
    first, second = (shown.locator(".slides > section").nth(n) for n in (0, 1))
    assert first.bounding_box()["y"] == 0 and second.bounding_box()["y"] >= size["height"]
    shown.keyboard.press("PageDown")
    shown.wait_for_timeout(900)
    assert abs(second.bounding_box()["y"]) < 2, "it snaps to the next one"
    shown.get_by_role("link", name="Close").click()
    assert shown.locator(".slides").bounding_box()["width"] < size["width"]


@pytest.mark.parametrize("slug", ["nowhere", "../teachers/overview"])
def test_slides_of_a_page_that_is_no_chapter_stop_a_strict_build(tmp_path, slug):
    html, fault = small_book(tmp_path, f"# T\n\n```{{slides}} {slug} irony\n```\n")
    assert html is None and f"slides: {slug}:" in fault


def test_the_arrow_keys_turn_the_slides_and_escape_closes_them(http_site, open_page):
    shown = open_page(f"{http_site}book/teachers/slides/irony.html")
    shown.get_by_role("link", name="Full screen").click()
    first, second = (shown.locator(".slides > section").nth(n) for n in (0, 1))
    shown.locator(".slides").focus()
    for key, here in (("ArrowRight", second), ("ArrowLeft", first)):
        shown.keyboard.press(key)
        shown.wait_for_timeout(900)
        assert abs(here.bounding_box()["y"]) < 2, key
    shown.keyboard.press("Escape")
    assert shown.locator(".slides").bounding_box()["width"] < shown.viewport_size["width"]


@every_set
def test_each_slide_fits_a_small_screen(http_site, open_page, path):
    shown = open_page(f"{http_site}book/teachers/slides/{path.stem}.html#slides")
    shown.set_viewport_size({"width": 1280, "height": 720})
    tall = """sections => sections.filter((one) => one.scrollHeight > innerHeight + 1)
                                  .map((one) => one.querySelector("h2").textContent)"""
    assert shown.locator(".slides > section").evaluate_all(tall) == []
