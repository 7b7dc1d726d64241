"""Notes for teachers inside the chapters: each has one, it leads on, and it is folded away."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from kit.course import pages
from small_book import build

TOWN = [f"town/{name}" for name in ("index", "words", "sources", "figures", "straight")]
CHAPTERS = [*(page.slug for page in pages(ROOT)), *TOWN]
NOTE = re.compile(r"^```\{teacher-note\} (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGE = "# T\n\n```{{teacher-note}} one\n{0}\n```\n"

every_chapter = pytest.mark.parametrize("slug", CHAPTERS)


def shown(site, slug: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"book/{slug}.html").read_text("utf-8"), "html.parser")


def small(folder, note: str, settings: str = "", plan: bool = True):
    """A book whose one chapter has a note, and a plan or none."""
    (folder / "book/teachers/plans").mkdir(parents=True)
    if plan:
        text = "---\norphan: true\n---\n# Plan\n"
        (folder / "book/teachers/plans/one.md").write_text(text, "utf-8")
    return build(folder, PAGE.format(note), settings, name="book/one")


def test_the_towns_pages_are_all_there():
    assert {f"town/{path.stem}" for path in (ROOT / "book/town").glob("*.md")} == set(TOWN)


@every_chapter
def test_a_chapter_has_one_short_note_of_its_own_before_its_last_box(slug):
    text = (ROOT / f"book/{slug}.md").read_text("utf-8")
    ((of, note),) = NOTE.findall(text)
    assert of == slug
    assert 2 <= len(re.findall(r"[.?!](?=\s)", note)) <= 7
    assert 20 <= len(note.split()) <= 80
    after = text.partition("{teacher-note}")[2].partition("\n```\n")[2]
    assert after.lstrip().startswith(":::{admonition} Three things to keep")


@every_chapter
def test_a_note_leads_to_the_plan_and_to_all_that_the_chapter_has(site, slug):
    name, road = slug.replace("/", "-"), slug.partition("/")[0]
    (line,) = shown(site, slug).select(".to-teach")
    here = site / "book" / slug
    led = {(here.parent / link["href"]).resolve() for link in line.select("a")}
    shelf = site / "book/teachers"
    all_of_it = [
        shelf / f"plans/{road}.html",
        shelf / f"slides/{name}.html",
        shelf / f"keys/{name}.html",
        shelf / f"sheets/{name}.html",
        shelf / f"sheet-{name}.html",
    ]
    assert led == {path.resolve() for path in all_of_it if path.is_file()}
    assert len(led) == {"start": 2, "article": 2, "town/index": 1}.get(slug, 4)


@every_chapter
def test_a_note_is_closed_for_everybody(site, slug):
    (note,) = shown(site, slug).select("details.teacher-note")
    assert not note.has_attr("open")
    assert note.summary.get_text() == "For teachers"


def test_the_keyboard_opens_a_note_and_paper_shows_an_open_one_alone(http_site, open_page):
    page = open_page(f"{http_site}book/irony.html")
    note = page.locator(".teacher-note")
    page.emulate_media(media="print")
    assert not note.is_visible()
    page.emulate_media(media="screen")
    words = note.locator("p").first
    assert note.is_visible() and not words.is_visible()
    note.locator("summary").focus()
    page.keyboard.press("Enter")
    assert words.is_visible()
    page.emulate_media(media="print")
    assert note.is_visible()


def test_a_chapter_is_one_click_from_its_key_and_paper_leaves_the_links_out(http_site, open_page):
    page = open_page(f"{http_site}book/irony.html")
    line = page.locator(".to-teach")
    page.emulate_media(media="print")
    assert not line.is_visible()
    page.emulate_media(media="screen")
    line.get_by_role("link", name="Its key").click()
    assert page.url.endswith("/book/teachers/keys/irony.html")


def test_the_teachers_build_opens_the_notes_and_the_usual_one_closes_them_again(
    tmp_path, monkeypatch
):
    """In one folder, one after the other: what Sphinx has kept must not defeat the change."""
    for value, is_open in ((None, False), ("1", True), ("0", False)):
        monkeypatch.delenv("WHOSAYSSO_TEACHERS", raising=False)
        if value:
            monkeypatch.setenv("WHOSAYSSO_TEACHERS", value)
        if not (tmp_path / "book").is_dir():
            html, fault = small(tmp_path, "Watch this. Leave that out.")
        else:
            html, fault = build(
                tmp_path, PAGE.format("Watch this. Leave that out."), "", "book/one"
            )
        assert not fault
        (note,) = BeautifulSoup(html, "html.parser").select("details.teacher-note")
        assert note.has_attr("open") == is_open, value
        assert "Watch this." in note.get_text()


def test_make_hands_the_teachers_wish_to_the_build():
    recipe = (ROOT / "Makefile").read_text("utf-8")
    assert "\tWHOSAYSSO_TEACHERS=$(TEACHERS) $(BIN)/jupyter-book build" in recipe


@pytest.mark.parametrize(
    ("note", "plan", "said"),
    [
        ("", True, "one: write what a teacher should know"),
        ("Watch this.", False, "one has no plan to lead to"),
    ],
)
def test_a_note_that_says_nothing_or_leads_nowhere_stops_a_strict_build(tmp_path, note, plan, said):
    html, fault = small(tmp_path, note, plan=plan)
    assert html is None and said in fault


def test_a_note_for_no_page_stops_a_strict_build(tmp_path):
    text = "# T\n\n```{teacher-note} nothing\nWatch this.\n```\n"
    html, fault = build(tmp_path, text)
    assert html is None and "no page 'nothing'" in fault
