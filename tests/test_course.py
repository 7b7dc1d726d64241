"""Every chapter of the course has all its parts, and the road's minutes are those of the pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from kit.course import CourseError, pages
from small_book import build

COURSE = pages(ROOT)
# The first page has no recall: nothing is taught yet. The article is the text, not a chapter.
CHAPTERS = [page for page in COURSE if page.slug not in ("start", "article")]
FENCE = re.compile(r"^(?P<indent> *)(?P<marks>:{3,}|`{3,})(?P<rest>.*)$")

every_page = pytest.mark.parametrize("page", COURSE, ids=lambda page: page.slug)
every_chapter = pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.slug)


def text_of(page) -> str:
    """The page as a learner has it: notes for teachers are folded away and not counted here."""
    text = (ROOT / f"{page.name}.md").read_text("utf-8")
    return re.sub(r"^```\{teacher-note\}.*?^```\n", "", text, flags=re.MULTILINE | re.DOTALL)


def boxes(text: str, kind: str) -> list[str]:
    """The contents of the boxes whose class is ``kind``."""
    form = rf"^:::\{{admonition\}}[^\n]*\n:class: {kind}\n(.*?)^:::$"
    return re.findall(form, text, re.MULTILINE | re.DOTALL)


def section(text: str, heading: str) -> str:
    """What stands below a heading, down to the next one of its rank or to the closing box."""
    form = rf"^## {heading}[^\n]*\n(.*?)(?=^## |^:::\{{admonition\}}|\Z)"
    found = re.findall(form, text, re.MULTILINE | re.DOTALL)
    assert len(found) == 1, f"one heading “{heading}”, please"
    return found[0]


@every_page
def test_a_page_of_the_course_says_once_what_you_learn_and_how_long_it_takes(page):
    text = text_of(page)
    assert len(boxes(text, "aims")) == 1
    assert re.findall(r"· (\d+) minutes", text)[0] == str(page.minutes)
    assert 10 <= page.minutes <= 60
    verbs = re.findall(r"^- \*\*(\w+)\*\*", boxes(text, "aims")[0], re.MULTILINE)
    assert 3 <= len(verbs) <= 5, "aims begin with a verb that can be seen"
    assert not {"understand", "learn", "appreciate"} & set(verbs)


@every_page
def test_a_page_of_the_course_ends_with_three_things_and_where_to_go(page):
    text = text_of(page)
    keep = boxes(text, "keep")
    assert len(keep) == 1
    assert len(re.findall(r"^(?:\d\.|-) \S", keep[0], re.MULTILINE)) == 3
    assert section(text, "Where next").strip().endswith((".", ")", "?"))


@every_chapter
def test_a_chapter_closes_with_its_process(page):
    debrief = section(text_of(page), "What you did")
    assert 30 <= len(re.findall(r"[^\W_]+", debrief)) <= 250
    assert debrief.count("You ") + debrief.count("you ") >= 3, "it names what the reader did"


@every_chapter
def test_a_chapter_asks_three_questions_and_folds_each_why(page):
    recall = section(text_of(page), "Without looking back")
    assert re.findall(r"^(\d)\. ", recall, re.MULTILINE) == ["1", "2", "3"]
    questions = re.split(r"^\d\. ", recall, flags=re.MULTILINE)[1:]
    for question in questions:
        asked, *folded = re.split(r"^ *:::\{dropdown\} ", question, flags=re.MULTILINE)
        assert len(folded) == 1, question
        assert asked.rstrip().endswith("?")
        heading, answer = folded[0].split("\n", 1)
        assert "why" in heading.lower()
        assert 12 <= len(re.findall(r"[^\W_]+", answer)) <= 80


@every_chapter
def test_recall_of_chapter_and_notebook_differ(page):
    path = ROOT / "solutions" / f"{page.slug}.ipynb"
    if not path.is_file():
        pytest.skip("this chapter has no notebook")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    notebook = "\n".join("".join(cell["source"]) for cell in cells)
    for line in section(text_of(page), "Without looking back").split("\n"):
        if re.match(r"\d\. ", line):
            assert line[3:] not in notebook


@every_chapter
def test_a_chapter_has_a_half_worked_step_before_its_last_practice(page):
    text = text_of(page)
    half = re.search(r"half.worked", text, re.IGNORECASE)
    assert half, "worked, half-worked, independent"
    assert half.start() < text.rindex("\nask(")


@every_chapter
def test_the_page_and_its_notebook_name_the_same_minutes(page):
    path = ROOT / "solutions" / f"{page.slug}.ipynb"
    said = re.search(r"minutes here, (\d+) for the exercise", text_of(page))
    assert bool(said) == path.is_file()
    if said:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        time = re.search(
            r"\*\*Time:\*\* (\d+) minutes", "".join("".join(c["source"]) for c in cells)
        )
        assert time[1] == said[1]


@every_page
def test_each_page_leads_to_the_next(page):
    after = COURSE[COURSE.index(page) + 1 :]
    if after:
        assert f"({after[0].slug}.md)" in section(text_of(page), "Where next")


def test_no_page_of_the_course_types_the_minutes_of_the_course():
    total = str(sum(page.minutes for page in COURSE))
    for path in (ROOT / "book").rglob("*.md"):
        assert not re.search(rf"\b{total}\s+minutes", path.read_text("utf-8")), path.name


def test_the_start_page_shows_every_page_and_the_sum(site):
    page = BeautifulSoup((site / "book/start.html").read_text("utf-8"), "html.parser")
    shown = [item.get_text() for item in page.select("ul.road > li")]
    minutes = [int(re.search(r"(\d+) minutes$", item.strip())[1]) for item in shown]
    assert len(shown) == len(COURSE)
    for item, one in zip(shown, COURSE, strict=True):
        assert one.title in item
    assert f"they take {sum(minutes)} minutes" in " ".join(page.get_text().split())


# --- the road and the role ------------------------------------------------------------


PAGE = (
    "---\norphan: true\n---\n\n# {title}\n\n*{question}*\n\n"
    ":::{{admonition}} By the end · {n} minutes\n:class: aims\nYou can.\n:::\n"
)


def course_of(folder: Path, **faults) -> None:
    """Two pages of a course: 20 and 15 minutes."""
    (folder / "_toc.yml").write_text(
        "parts:\n- chapters:\n  - file: book/one\n  - file: book/two\n- chapters:\n"
        "  - file: book/other\n",
        encoding="utf-8",
    )
    two = PAGE.format(title="Two", question="What then?", n=15)
    for old, new in faults.items():
        two = two.replace(old, new)
    (folder / "book").mkdir()
    (folder / "book/two.md").write_text(two, encoding="utf-8")


def first_page(folder: Path, more: str) -> tuple:
    """Build the first page of that course, with something below it."""
    course_of(folder)
    text = PAGE.format(title="One", question="What first?", n=20) + more
    return build(folder, text, "myst_enable_extensions = ['colon_fence']", name="book/one")


def test_the_road_and_the_sum_are_read_from_the_pages(tmp_path):
    html, fault = first_page(
        tmp_path, "\nIn all {course}`minutes`, {course}`two`.\n\n```{road}\n```\n"
    )
    assert not fault
    page = BeautifulSoup(html, "html.parser")
    assert "In all 35, 15." in page.get_text()
    items = page.select("ul.road > li")
    assert [i.get_text() for i in items] == [
        "One – What first? · 20 minutes",
        "Two – What then? · 15 minutes",
    ]
    assert [a["href"] for a in items[1].select("a")] == ["two.html"]
    assert not items[0].select("a"), "the page itself needs no link"


def test_an_unknown_page_stops_a_strict_build_with_a_sentence(tmp_path):
    html, fault = first_page(tmp_path, "\n{course}`three`\n")
    assert html is None and "no page 'three'; use minutes, one, two." in fault


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("15 minutes", "a while", "does not say how many minutes"),
        ("*What then?*", "What then?", "a line in italics below it"),
        (":class: aims", ":class: note", "does not say how many minutes"),
    ],
)
def test_a_page_without_its_minutes_is_refused(tmp_path, old, new, said):
    course_of(tmp_path, **{old: new})
    (tmp_path / "book/one.md").write_text(PAGE.format(title="One", question="Q?", n=20), "utf-8")
    with pytest.raises(CourseError, match=said):
        pages(tmp_path)
    (tmp_path / "book/two.md").unlink()
    with pytest.raises(CourseError, match="there is no book/two.md"):
        pages(tmp_path)


def test_the_town_road_shows_nothing_of_the_war(root):
    """A page for those who want no war never falls back on the article."""
    cells = [
        line
        for page in (root / "book/town").glob("*.md")
        for line in page.read_text("utf-8").splitlines()
        if re.match(r"(ask|show)\(", line)
    ]
    assert len(cells) > 15
    assert all("bypass" in line for line in cells)
    roles = [
        role
        for page in (root / "book/town").glob("*.md")
        for role in re.findall(r"\{(?:span|line|about)\}`([^`]+)`", page.read_text("utf-8"))
    ]
    assert roles and all(role.startswith("bypass") for role in roles)
