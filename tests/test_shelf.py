"""The teacher's shelf: plans whose minutes add up, wrong answers that are real, links that lead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from kit import beside, glossary, likely, timetable
from kit.course import CourseError, page, pages
from small_book import build

from whosaysso import plot
from whosaysso.case import CASES, CaseError, load
from whosaysso.mistakes import mistake
from whosaysso.tasks import tasks

SHELF = ROOT / "book" / "teachers"
PLANS = sorted((SHELF / "plans").glob("*.md"))
COURSE = pages(ROOT)
TOWN = ["town/index", "town/words", "town/sources", "town/figures", "town/straight"]
BLOCK = re.compile(r"^```\{(timetable|likely|beside)\}(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PARTS = (
    "What you need",
    "The clocks?",
    "Debrief: what you say",
    "Likely wrong answers",
    "Without devices",
)
WORDS_A_MINUTE = 130  # slow enough for a class that listens in a second language

every_plan = pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)


def blocks(path: Path, kind: str) -> list[tuple[str, list[str]]]:
    """(argument, lines) of each directive of this kind on a page."""
    found = BLOCK.findall(path.read_text("utf-8"))
    return [(what.strip(), body.splitlines()) for name, what, body in found if name == kind]


def chapters(path: Path) -> list[str]:
    """The pages that a plan is for, below ``book/``."""
    return TOWN if path.stem == "town" else [path.stem]


def exercises(name: str) -> set[tuple[str, str]]:
    """(case, task) of every exercise that a page or a notebook asks."""
    text = (ROOT / name).read_text("utf-8").replace('\\"', '"')
    asked = re.findall(r'\bask\("([\w-]+)"(?:, "([\w-]+)")?\)', text)
    tests = {("test-lines", "test-a"), ("test-lines", "test-b")} if "ask_form(" in text else set()
    return {(case or "idlib-2020", task) for task, case in asked} | tests


# --- the plans --------------------------------------------------------------------------


def test_each_chapter_of_the_course_has_a_plan_and_the_town_has_one():
    assert {path.stem for path in PLANS} == {one.slug for one in COURSE} | {"town"}


@every_plan
def test_a_plan_has_all_its_parts_and_the_title_of_its_chapter(path):
    text = path.read_text("utf-8")
    for part in PARTS:
        assert len(re.findall(rf"^## {part}", text, re.MULTILINE)) == 1, part
    assert re.search(r"^## (The quick|Homework|The quick, the slow, and homework)", text, re.M)
    chapter = next((one.title for one in COURSE if one.slug == path.stem), "The town road")
    assert f"\n# Plan: {chapter}\n" in text


@every_plan
def test_the_minutes_of_a_plan_are_those_of_its_chapter(path):
    clocks = blocks(path, "timetable")
    assert [what for what, _ in clocks] == chapters(path)
    for what, lines in clocks:
        found = timetable.steps(lines)
        assert sum(step.minutes for step in found) == page(ROOT, f"book/{what}").minutes
        assert all(step.minutes > 0 and step.happens and step.say for step in found)


@every_plan
def test_a_plan_takes_its_aims_from_the_chapter(path):
    text = path.read_text("utf-8")
    if path.stem == "town":
        return  # five pages: each states its own
    assert f"```{{include}} ../../{path.stem}.md" in text
    aims = re.search(r":class: aims\n(.*?)^:::", read(path.stem), re.DOTALL | re.MULTILINE)[1]
    assert aims.strip().splitlines()[0] not in text, "aims are not typed again"


def read(slug: str) -> str:
    return (ROOT / f"book/{slug}.md").read_text("utf-8")


@every_plan
def test_every_wrong_answer_is_one_of_the_chapters_own_exercises(path):
    found = [one for _, lines in blocks(path, "likely") for one in likely.entries(lines)]
    assert found and len({reference for reference, _ in found}) == len(found)
    asked = set().union(*(exercises(f"book/{name}.md") for name in chapters(path)))
    for name in (one.replace("/", "-") for one in chapters(path)):
        if (ROOT / f"solutions/{name}.ipynb").is_file():
            asked |= exercises(f"solutions/{name}.ipynb")
    for reference, reply in found:
        wrong = mistake(reference)
        if path.stem != "article":  # its practice of requests stands in the next chapter
            assert (wrong.case, wrong.task) in asked, reference
        assert wrong.says and wrong.did
        assert re.search(r"[“\"].{10,}", reply), f"{reference}: what do you say?"


@every_plan
def test_a_plan_names_only_practices_that_the_chapter_has(path):
    text = path.read_text("utf-8")
    chapter = "\n".join(read(name) for name in chapters(path))
    for number in re.findall(r"Practice (\d)", text):
        assert re.search(rf"^## Practice {number}\b", chapter, re.MULTILINE), number


@every_plan
def test_a_plan_fits_two_pages_of_paper(path, http_site, open_page):
    shown = open_page(f"{http_site}book/teachers/plans/{path.stem}.html")
    for paper in ("A4", "Letter"):
        sheets = re.findall(rb"/Type\s*/Page\b(?!s)", shown.pdf(format=paper))
        assert len(sheets) <= 2, paper


# --- the substitute's lesson ----------------------------------------------------------------


def spoken(text: str, step: str) -> int:
    """Words said in the script of one step: in quotation marks, on the page or in its table."""
    section = re.search(rf"^### {step}\n(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)[1]
    said = re.findall(r"[“\"]([^“”\"]+)[”\"]", section)
    return sum(len(words.split()) for words in said)


def test_the_substitute_can_say_it_all_in_the_minutes_given():
    text = (SHELF / "substitute.md").read_text("utf-8")
    ((what, lines),) = blocks(SHELF / "substitute.md", "timetable")
    found = {re.match(r"\*\*(.+?)\.?\*\*", s.happens)[1]: s for s in timetable.steps(lines)}
    assert sum(step.minutes for step in found.values()) == int(what) == 90
    scripts = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert set(scripts) == {name for name, step in found.items() if "The script" in step.say}
    for name in scripts:
        assert 20 < spoken(text, name) <= found[name].minutes * WORDS_A_MINUTE, name


def test_the_substitutes_answers_are_those_of_the_key():
    case, letters = load("bypass"), load("bypass").codebook.codes
    text = (SHELF / "substitute.md").read_text("utf-8")
    rows = re.findall(r"^\| \{span\}`bypass:([\w-]+)` \| (\w+) \|", text, re.MULTILINE)
    assert len(rows) > 10
    for span_id, answer in rows:
        span = case.span(span_id)
        if answer == "leave":
            assert span.tier == "decoy" or letters[span.code].question != "words"
        else:
            assert (span.tier, letters[span.code].letter) == ("core", answer), span_id


def test_every_core_mark_on_the_substitutes_sheet_has_an_answer():
    """L and N on the first side, S, V and O on the second: nothing on the sheet lacks one."""
    case, text = load("bypass"), (SHELF / "substitute.md").read_text("utf-8")
    shown = re.findall(r'show\("([^"]+)"', (SHELF / "sheet-substitute.md").read_text("utf-8"))
    sides = [case.passage(lines) for lines in shown]
    asked = [("loaded", "label")] * 2 + [("named-source", "vague-source", "no-source")] * 2
    for lines, codes in zip(sides, asked, strict=True):
        for span in case.spans:
            if span.line in {one.id for one in lines} and span.code in codes:
                assert span.tier != "core" or f"`bypass:{span.id}`" in text, span.id


def test_the_substitutes_sheet_prints_as_two_pages_without_answers(http_site, open_page):
    shown = open_page(http_site + "book/teachers/sheet-substitute.html")
    for paper in ("A4", "Letter"):
        sheets = re.findall(rb"/Type\s*/Page\b(?!s)", shown.pdf(format=paper))
        assert len(sheets) == 2, paper
    assert shown.locator(".wss-u, .wss-spans").count() == 0
    assert "Written for teaching" in shown.locator(".sheet .credit").first.inner_text()


# --- rubrics, glossary, pages ---------------------------------------------------------------


def test_every_task_with_a_rubric_stands_on_the_rubrics_page(site):
    shown = BeautifulSoup((site / "book/teachers/rubrics.html").read_text("utf-8"), "html.parser")
    expected = {
        f"rubric-{task.id}": task
        for path in CASES.glob("*/case.toml")
        for task in tasks(load(path.parent.name)).values()
        if task.kind in ("write", "rewrite")
    }
    assert len(expected) > 15
    found = {t["id"]: t.get_text(" ", strip=True) for t in shown.select("table[id^=rubric-]")}
    assert set(found) == set(expected)
    for name, task in expected.items():
        for criterion in task.own.get("criteria", []):
            for words in (criterion["asks"], *criterion["levels"]):
                assert " ".join(words.split()) in " ".join(found[name].split())


def test_every_term_is_complete_and_its_direction_is_marked(site):
    languages, terms = glossary.read(SHELF / "glossary.toml")
    assert [one["id"] for one in languages] == ["ar", "tr", "kmr"] and len(terms) > 20
    for term in terms:
        assert re.search(r"[\u0600-\u06ff]", term["ar"]), term["en"]
        assert not re.search(r"[\u0600-\u06ff]", term["tr"] + term["kmr"]), term["en"]
    shown = BeautifulSoup((site / "book/teachers/glossary.html").read_text("utf-8"), "html.parser")
    assert len(shown.select("td[lang=ar][dir=rtl]")) == len(terms)
    assert len(shown.select("td[lang=kmr][dir=ltr]")) == len(terms)
    assert len(shown.find_all("small", string=re.compile("awaits a native"))) == len(languages)


def test_the_overview_leads_to_every_page_of_the_shelf():
    text = (SHELF / "overview.md").read_text("utf-8") + (SHELF / "content-note.md").read_text()
    text += (SHELF / "substitute.md").read_text("utf-8")
    for path in (*PLANS, *SHELF.glob("*.md")):
        if path.stem not in ("overview", "sheet-loaded-language", "names-in-the-texts"):
            name = path.relative_to(SHELF).as_posix()
            assert f"({name}" in text, name


def test_every_correction_has_its_day_and_the_newest_comes_first():
    text = (SHELF / "corrections.md").read_text("utf-8")
    days = re.findall(r"^\| (\d{4}-\d\d-\d\d) \|(?:[^|]+\|){3}$", text, re.MULTILINE)
    assert len(days) >= 8 and days == sorted(days, reverse=True)
    assert len(days) == len(re.findall(r"^\| \d{4}", text, re.MULTILINE))


def test_links_beside_a_plan_are_those_that_the_book_has():
    known = {"book/irony", "exercises/irony", "book/teachers/sheet-irony"}
    assert list(beside.places("irony", known).values()) == [
        "book/irony",
        "exercises/irony",
        "book/teachers/sheet-irony",
    ]
    plans = {"book/teachers/plans/irony", "book/teachers/plans/town"}
    assert beside.places("irony", known | plans)["Its plan"] == "book/teachers/plans/irony"
    assert beside.places("town/words", {"book/town/words", *plans}) == {
        "The chapter": "book/town/words",
        "Its plan": "book/teachers/plans/town",
    }
    with pytest.raises(KeyError):
        beside.places("irony", {"exercises/irony"})


@every_plan
def test_a_plan_stands_beside_all_its_chapters_and_does_not_lead_to_itself(site, path):
    shown = BeautifulSoup(
        (site / f"book/teachers/plans/{path.stem}.html").read_text(), "html.parser"
    )
    lines = [{one["href"] for one in line.select("a")} for line in shown.select("p.beside")]
    wanted = [name for name in chapters(path) if name != "town/index"]  # its text links to that
    assert len(lines) == len(wanted)
    for name, led in zip(wanted, lines, strict=True):
        assert f"../../{name}.html" in led
        assert f"../slides/{name.replace('/', '-')}.html" in led
        assert not any(href in ("#", f"{path.stem}.html") for href in led)


def test_the_panel_that_care_for_learners_warns_of_is_the_last_one():
    assert "the last panel of its picture" in (SHELF / "content-note.md").read_text("utf-8")
    (last,) = plot("casualty-ranges").claims[-1]
    assert last.quote.startswith("killed a teenager")


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("sort-irony irony-modestly ironic", "the key accepts this answer"),
        ("sort-irony irony-even-announced ironic", "the key accepts this answer"),
        ("sort-irony irony-modestly sarcastic", "has no 'sarcastic'"),
        ("sort-irony nowhere ironic", "has no 'nowhere'"),
        ("no-such-task S1", "There is no task 'no-such-task'"),
        ("loaded-first-attack loaded-had-fled-village", "a contested mark is never wrong"),
        ("loaded-first-attack S11", "this line has a sure mark"),
        ("loaded-first-attack S1", "has no 'S1'"),
        ("loaded-first-attack S12 loaded", "and no answer"),
        ("ledger-neutralised r2 status=neutralised", "the key accepts this answer"),
        ("ledger-neutralised r2 status=lost", "has no 'lost'"),
        ("write-memo checking 2", "this is the highest level"),
        ("write-memo checking 7", "has no '7'"),
        ("rewrite-first-attack forty 1", "and no answer"),
        ("rewrite-first-attack fifty", "has no 'fifty'"),
        ("sort-irony", "has no ''"),
    ],
)
def test_what_is_no_wrong_answer_is_refused_in_a_sentence(reference, said):
    with pytest.raises(CaseError, match=re.escape(said)):
        mistake(reference)


def test_a_wrong_answer_comes_with_the_words_the_place_and_the_reason():
    found = mistake("bypass:town-sort-sources C09 named")
    assert (found.case, found.line, found.did) == ("bypass", "S11", "Named")
    assert found.says.startswith("Vague.") and "walkers" in found.words
    assert mistake("rewrite-first-attack unconfirmed").did == "Left out"
    assert mistake("rewrite-first-attack article-five").did == "Without its source"
    assert mistake("rewrite-first-attack loaded-became-only-real").did == "Still there"
    assert mistake("sort-outlets treasury other").line == "", "words of the task, not of the text"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["First, a greeting."], "begins with minutes"),
        (["3 | only one part"], "needs minutes"),
    ],
)
def test_a_clock_that_cannot_be_read_is_refused(lines, said):
    with pytest.raises(CourseError, match=said):
        timetable.steps(lines)


def test_a_clock_shows_when_each_step_begins(tmp_path):
    text = "# T\n\n```{timetable} 12\n5 | **One.** | Go\n  on.\n7 | Two. | *Stop.*\n```\n"
    html, fault = build(tmp_path, text)
    assert not fault
    rows = BeautifulSoup(html, "html.parser").select("table.clock tr")
    cells = [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in rows[1:]]
    assert cells == [
        ["0", "5", "One.", "Go on."],
        ["5", "7", "Two.", "Stop."],
        ["All", "12", "", ""],
    ]


@pytest.mark.parametrize(
    ("page_text", "said"),
    [
        ("```{timetable} 12\n5 | One. | Go.\n```", "take 5 minutes, not 12"),
        ("```{likely}\nsort-irony irony-modestly ironic\n“Why?”\n```", "accepts this answer"),
        ("```{rubrics} sort idlib-2020\n```", "no task of the kind 'sort'"),
        ("```{beside} nothing\n```", "no page 'nothing'"),
        ("```{word-list} none.toml\n```", "none.toml: not readable"),
    ],
)
def test_a_table_that_would_be_wrong_stops_a_strict_build(tmp_path, page_text, said):
    html, fault = build(tmp_path, f"# T\n\n{page_text}\n")
    assert html is None and said in fault


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('tr = "çağrı"', 'tr = ""', "appeal: a field is missing"),
        ('tr = "çağrı"', "", "appeal: a field is missing"),
        ('dir = "rtl"', 'dir = "up"', "a language has id, name, dir"),
        ('en = "article"', 'en = "appeal"', "in the order of the alphabet"),
        ("[[term]]", "[[term", "not readable as TOML"),
    ],
)
def test_a_glossary_with_a_gap_is_refused(tmp_path, old, new, said):
    text = (SHELF / "glossary.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "g.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(glossary.GlossaryError, match=said):
        glossary.read(tmp_path / "g.toml")


def test_minutes_of_several_pages_and_of_exercises_are_added(tmp_path):
    box = "# {0}\n\n*Q?*\n\n:::{{admonition}} A · {1} minutes here, {2} for the exercise\n"
    box += ":class: aims\nYou can.\n:::\n"
    (tmp_path / "_toc.yml").write_text("parts:\n- chapters:\n  - file: book/one\n", "utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book/two.md").write_text("---\norphan: true\n---\n" + box.format("Two", 15, 30))
    text = box.format("One", 20, 25)
    text += "\nBoth: {course}`one + two`. All: {course}`exercise one + exercise two`.\n"
    html, fault = build(tmp_path, text, "myst_enable_extensions = ['colon_fence']", name="book/one")
    assert not fault
    assert "Both: 35. All: 55." in BeautifulSoup(html, "html.parser").get_text()
