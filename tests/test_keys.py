"""The answer keys: every mark of a chapter's exercises with tier, rule, reason and fair wording."""

from __future__ import annotations

import gzip
import re

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from kit.asked import asked
from kit.course import pages
from small_book import build as small_book

from whosaysso.case import load
from whosaysso.tasks import build

SHELF = ROOT / "book" / "teachers"
KEYS = sorted((SHELF / "keys").glob("*.md"))
MOST = 320_000  # bytes of a page, gzipped

every_key = pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)


def chapter(path) -> str:
    return re.search(r"^```\{answer-key\} (\S+)$", path.read_text("utf-8"), re.MULTILINE)[1]


def shown(site, path) -> BeautifulSoup:
    return BeautifulSoup((site / f"book/teachers/keys/{path.stem}.html").read_text(), "html.parser")


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def test_each_chapter_with_exercises_has_a_key():
    course = {page.slug for page in pages(ROOT) if asked(ROOT, page.slug)}
    town = {f"town/{path.stem}" for path in (ROOT / "book/town").glob("*.md")}
    assert {chapter(path) for path in KEYS} == course | {t for t in town if asked(ROOT, t)}
    assert all(path.stem == chapter(path).replace("/", "-") for path in KEYS)


@every_key
def test_every_core_and_contested_span_of_a_chapter_is_in_its_key(site, path):
    page, count = shown(site, path), 0
    for case, task in asked(ROOT, chapter(path)):
        section = page.find(id=f"key-{task.id}")
        assert section, task.id
        if task.kind != "mark":
            continue
        rows = [squeezed(row.get_text()) for row in section.select("tbody tr")]
        for span in case.spans_in(case.passage(task.lines), task.own["codes"]):
            rule = case.codebook.rules[span.rule].text
            code = f"{case.codebook.codes[span.code].name}, {span.tier}"
            parts = [span.line, span.quote, code, rule, span.why, span.fair or ""]
            assert any(all(squeezed(part) in row for part in parts) for row in rows), span.id
            count += 1
        for line, why in task.own["clean"].items():
            assert any(row.startswith(line) and squeezed(why) in row for row in rows), line
    assert count or path.stem not in ("irony", "loaded-language", "town-words")


@every_key
def test_what_the_other_exercises_accept_is_in_the_key(site, path):
    page = shown(site, path)
    for case, task in asked(ROOT, chapter(path)):
        built, words = build(task, case), squeezed(page.find(id=f"key-{task.id}").get_text())
        if task.kind == "sort":
            rights = [item["say"]["right"] for item in built["items"]]
        elif task.kind == "ledger":
            rights = [say for row in built["rows"] for say in row["say"].values()]
        elif task.kind in ("rewrite", "write"):
            rights = [built["model"]]
        else:
            continue
        assert rights
        for right in rights:
            assert squeezed(right) in words, (task.id, right)


@every_key
def test_a_key_credits_every_text_that_it_quotes_and_stays_light(site, path):
    page = shown(site, path)
    credits = squeezed(" ".join(one.get_text() for one in page.select(".credit")))
    for case, _ in asked(ROOT, chapter(path)):
        assert squeezed(case.written or case.copyright) in credits
    html = (site / f"book/teachers/keys/{path.stem}.html").read_bytes()
    assert len(gzip.compress(html)) <= MOST


def test_a_plan_leads_to_the_key_of_its_chapter(site):
    plan = (site / "book/teachers/plans/irony.html").read_text("utf-8")
    assert 'href="../keys/irony.html"' in plan and 'href="../sheets/irony.html"' in plan


@pytest.mark.parametrize(
    ("slug", "said"), [("nowhere", "No such file"), ("quiet", "asks no exercise")]
)
def test_a_key_without_exercises_stops_a_strict_build(tmp_path, slug, said):
    (tmp_path / "book").mkdir()
    (tmp_path / "book/quiet.md").write_text("---\norphan: true\n---\n# Quiet\n", "utf-8")
    html, fault = small_book(tmp_path, f"# T\n\n```{{answer-key}} {slug}\n```\n")
    assert html is None and said in fault


def test_a_page_and_its_notebook_are_asked_once_each(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book/one.md").write_text(
        'ask("sort-irony")\n\nSay `ask("sort-doubt")`.\n\nask("sort-irony")\n'
        'ask("town-trust", "bypass")\n',
        "utf-8",
    )
    found = [(case, task.id) for case, task in asked(tmp_path, "one")]
    assert found == [(load(), "sort-irony"), (load("bypass"), "town-trust")]
