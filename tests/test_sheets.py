"""The sheets: every chapter's, credited, without answers, and printed by one command."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from kit.asked import asked, of_reference
from kit.likely import entries
from kit.sheets import sheet

from whosaysso.case import CaseError
from whosaysso.tasks import build

SHELF = ROOT / "book" / "teachers"
SHEETS = sorted((SHELF / "sheets").glob("*.md"))
SIDE = re.compile(r"^```\{sheet\} (.+?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LIST = SHELF / "sheets-and-keys.md"

every_sheet = pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)


def sides(path) -> list[list[tuple[str, str]]]:
    """(reference, prompt) of the tasks of each side."""
    return [entries(body.splitlines()) for _, body in SIDE.findall(path.read_text("utf-8"))]


def shown(site, path) -> list[BeautifulSoup]:
    page = (site / f"book/teachers/sheets/{path.stem}.html").read_text("utf-8")
    return BeautifulSoup(page, "html.parser").select(".sheet")


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def test_one_page_leads_to_every_sheet_and_key():
    text = LIST.read_text("utf-8")
    for path in [*SHEETS, *(SHELF / "keys").glob("*.md"), *SHELF.glob("sheet-*.md")]:
        assert f"({path.relative_to(SHELF).as_posix()})" in text, path.stem


def test_each_key_but_one_has_a_sheet_in_the_same_folder():
    """The lesson's sheet on loaded language is older and stands beside its lesson."""
    keys = {path.stem for path in (SHELF / "keys").glob("*.md")}
    assert keys - {path.stem for path in SHEETS} == {"loaded-language"}


@every_sheet
def test_the_tasks_of_a_sheet_are_those_of_its_chapter(path):
    slug = path.stem.replace("town-", "town/")
    known = {task.id for _, task in asked(ROOT, slug)}
    wanted = {of_reference(name)[1].id for side in sides(path) for name, _ in side}
    assert wanted and wanted <= known


@every_sheet
def test_a_sheet_shows_its_lines_with_numbers_and_its_credit(site, path):
    made = shown(site, path)
    assert len(made) == len(sides(path))
    for side, wanted in zip(made, sides(path), strict=True):
        words = squeezed(side.get_text())
        assert side.select_one(".blank"), "a place for a name"
        for name, _ in wanted:
            case, task = of_reference(name)
            built = build(task, case)
            for line in case.passage(task.lines) if task.kind == "mark" else ():
                assert squeezed(line.id + line.text) in words
            for item in built.get("items", []) if task.kind == "sort" else ():
                assert squeezed("".join(item["text"])) in words
            credits = squeezed(" ".join(one.get_text() for one in side.select(".credit")))
            assert squeezed(case.written or case.copyright) in credits
            assert squeezed(case.written or case.url) in credits
        assert side.select("hr.write, .blank, td, .wss-items")


def answers(built: dict) -> list[str]:
    """Sentences that only a key says."""
    if built["kind"] == "mark":
        said = [text for one in built["items"] for text in one["text"].values()]
        return [one for one in said if isinstance(one, str)] + list(built["clean"].values())
    if built["kind"] == "sort":
        return [item["say"]["right"] for item in built["items"]]
    if built["kind"] == "ledger":
        return [say for row in built["rows"] for say in row["say"].values()]
    if built["kind"] == "write":
        return [built["model"], *(one["shown"] for one in built["criteria"])]
    return [built["model"], *(text for say in built["say"].values() for text in say.values())]


@every_sheet
def test_no_sheet_holds_an_answer(site, path):
    made = shown(site, path)
    for side, wanted in zip(made, sides(path), strict=True):
        words = squeezed(side.get_text())
        assert not side.select("details, .wss-u, .wss-spans:not(.wss-blank)")
        for name, _ in wanted:
            case, task = of_reference(name)
            found = [one for one in answers(build(task, case)) if len(one.split()) > 5]
            assert found, f"{name}: nothing to look for"
            for one in found:
                assert squeezed(one) not in words, (name, one)


def test_an_answer_on_a_sheet_would_be_found():
    case, task = of_reference("sort-irony")
    built = build(task, case)
    page = sheet("T", [("sort-irony", "")]) + f"<p>{answers(built)[0]}</p>"
    words = squeezed(BeautifulSoup(page, "html.parser").get_text())
    assert any(squeezed(one) in words for one in answers(built))


def test_a_towns_sheet_has_no_war_in_it():
    for path in SHEETS:
        for name, _ in (one for side in sides(path) for one in side):
            case, task = of_reference(name)
            if path.stem.startswith("town-"):
                assert case.written and not case.tells_of_war(case.passage(task.lines)), name


# The size in pixels of all words on the sheets, but for credits and the numbers of lines.
SIZES = """() => {
  const sizes = {};
  for (const one of document.querySelectorAll(".sheet *:not(.credit, .credit *, .wss-no)")) {
    const own = [...one.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim());
    if (own.join("") && one.checkVisibility()) {
      sizes[own.join(" ").slice(0, 40)] = parseFloat(getComputedStyle(one).fontSize);
    }
  }
  return sizes;
}"""


@every_sheet
def test_a_sheet_prints_alone_and_grows_in_large_print(http_site, open_page, path):
    page = open_page(f"{http_site}book/teachers/sheets/{path.stem}.html")
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))
    promised = re.search(r"^(Two|Three) sides of A4", path.read_text("utf-8"), re.MULTILINE)
    assert (
        pages == len(sides(path)) if promised else len(sides(path)) < pages <= 2 * len(sides(path))
    )
    page.emulate_media(media="print")
    assert not any(one.is_visible() for one in page.locator("article h1, .print, label").all())
    assert all(one.is_visible() for one in page.locator(".sheet .credit").all())
    before = min(page.evaluate(SIZES).values())
    page.emulate_media(media="screen")
    page.get_by_label("Large print").check()
    page.emulate_media(media="print")
    small = {words: size for words, size in page.evaluate(SIZES).items() if size < 24}
    assert not small and before * 1.5 < 24  # pixels: 18 points
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_the_prompt_for_paper_replaces_the_exercises_own():
    made = sheet("T", [("sort-irony", "Tick <one> box.")])
    assert "Tick &lt;one&gt; box." in made and "Does the writer mean" not in made
    with pytest.raises(CaseError, match="There is no task 'no-such-task'"):
        sheet("T", [("no-such-task", "")])


def test_one_command_prints_sheets_as_pdf_in_two_sizes(site, tmp_path):
    command = [sys.executable, "tools/print_sheets.py", "--site", str(site), "--out", str(tmp_path)]
    done = subprocess.run(
        [*command, "irony", "substitute"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    names = ["irony-large.pdf", "irony-normal.pdf", "substitute-large.pdf", "substitute-normal.pdf"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    pages = {
        path.stem: len(re.findall(rb"/Type\s*/Page\b(?!s)", path.read_bytes()))
        for path in tmp_path.iterdir()
    }
    assert pages["irony-large"] > pages["irony-normal"] >= 2
    assert pages["substitute-large"] > pages["substitute-normal"] == 2
    refused = subprocess.run(
        [*command, "nothing"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("There is no sheet 'nothing'; there are ")


def test_a_sheet_and_the_key_name_the_practice_of_the_chapter(site):
    sheets = "".join(one.get_text() for one in shown(site, SHELF / "sheets/figures.md"))
    key = (site / "book/teachers/keys/figures.html").read_text("utf-8")
    for name in ("Practice 1: Words that count", "Practice 3: Doubt, and who gets it"):
        assert name in sheets and name in key
    assert "A. Practice 1: " in sheets and "A. Words" in sheet(
        "T", [("figures-encounters", "")] * 2
    )
