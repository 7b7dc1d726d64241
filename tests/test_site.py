"""The built pages as files: links, pictures, titles, and no address of another host."""

from __future__ import annotations

import json
import re
from functools import cache
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import PAGES, TOC
from small_book import build as small_book

FOREIGN = re.compile(r"^(?:https?:)?//")
# In style sheets: url(//…), url("https://…"), @import "https://…"
FOREIGN_CSS = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"])((?:https?:)?//[^'")]+)""")


def written(site):
    """Every page of the site; the theme keeps templates of its own among the static files."""
    return [path for path in site.rglob("*.html") if "_static" not in path.parts]


@cache
def soup(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def test_the_pages_of_the_toc_are_built_and_nothing_else(site):
    found = {p.relative_to(site).as_posix() for p in site.rglob("*.html")}
    assert {p for p in found if "/" in p and not p.startswith("_")} == set(PAGES)


def test_solutions_come_last_and_never_after_an_exercise():
    first = next(n for n, name in enumerate(TOC) if name.startswith("solutions/"))
    assert all(name.startswith("solutions/") for name in TOC[first:])
    assert not TOC[first - 1].startswith("exercises/"), "an exercise must not lead to an answer"


def test_no_page_loads_anything_from_another_host(site):
    hits = []
    for path in written(site):
        page = soup(path)
        for tag in page.find_all(["script", "img", "iframe", "source", "object", "embed", "link"]):
            address = tag.get("src") or tag.get("href") or tag.get("data") or ""
            if FOREIGN.match(address) and "canonical" not in (tag.get("rel") or []):
                hits.append((path.name, address))
        for style in [*page.find_all("style"), *page.find_all(style=True)]:
            hits += [(path.name, a) for a in FOREIGN_CSS.findall(style.get("style") or style.text)]
    for path in site.rglob("*.css"):
        hits += [(path.name, a) for a in FOREIGN_CSS.findall(path.read_text("utf-8"))]
    assert not hits


def test_every_internal_link_and_anchor_resolves(site):
    dead = []
    for path in written(site):
        for tag in soup(path).find_all(["a", "area", "link", "script", "img"]):
            address = tag.get("href") or tag.get("src") or ""
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or address in ("", "#"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                dead.append((path.name, address, "no such file"))
            elif parts.fragment and target.suffix == ".html":
                name = unquote(parts.fragment)
                if not soup(target).find(id=name) and not soup(target).find(
                    "a", attrs={"name": name}
                ):
                    dead.append((path.name, address, "no such anchor"))
    assert not dead


@pytest.mark.parametrize("name", PAGES)
def test_no_id_stands_twice_on_a_page(site, name):
    ids = [tag["id"] for tag in soup(site / name).find_all(id=True)]
    assert sorted({i for i in ids if ids.count(i) > 1}) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_has_a_real_alternative(site, name):
    pictures = soup(site / name).find_all(["img", "svg"])
    faults = [(str(p)[:120], fault) for p in pictures if (fault := fault_of(p))]
    assert not faults


def fault_of(picture) -> str | None:
    """Why a reader who cannot see this picture gets nothing, or None."""
    if any(t.get("aria-hidden") == "true" for t in [picture, *picture.parents]):
        return None
    if picture.name == "svg":
        if picture.get("role") != "img":
            return (
                'an inline picture needs role="img", or aria-hidden="true" when it only decorates'
            )
        named = picture.get("aria-labelledby", "").split()
        page = list(picture.parents)[-1]
        words = picture.get("aria-label") or " ".join(
            found.get_text(" ") for i in named if (found := page.find(id=i))
        )
    else:
        if picture.get("role") == "presentation":
            return None
        words = picture.get("alt", "")
    if not words.strip():
        return "no alternative"
    if re.search(r"\.(svg|png|jpe?g|webp)$|^\S*/\S*$|^<", words.strip()):
        return f"{words!r} is a path, not an alternative"
    return None if len(words.split()) >= 3 else f"{words!r} says too little"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_title_a_heading_and_a_description(site, name):
    page = soup(site / name)
    assert page.title.text.strip()
    assert len(page.select("article h1")) == 1
    description = page.find("meta", attrs={"name": "description"})
    assert description and len(description["content"]) >= 20, "no description in the front matter"


@pytest.mark.parametrize("name", PAGES)
def test_no_page_carries_a_traceback(site, name):
    assert "Traceback (most recent call last)" not in (site / name).read_text("utf-8")


def test_the_themes_icon_script_is_shadowed(site):
    """1.5 MB on every page if the theme ever renames it."""
    scripts = {p.name: p.stat().st_size for p in (site / "_static" / "scripts").glob("*.js")}
    assert scripts["fontawesome.js"] < 1000
    assert max(scripts.values()) < 100_000


# --- the list on the left, and the search ---------------------------------------------------

SHELVED = ("book/teachers/sheets/", "book/teachers/slides/", "book/teachers/keys/")


def listed(site, name: str) -> set[str]:
    """The pages that the list on the left of a page leads to."""
    links = soup(site / f"{name}.html").select("nav.bd-docs-nav a.reference")
    here = (site / name).parent
    led = {(here / link["href"]).resolve() for link in links if not link["href"].startswith("#")}
    return {path.relative_to(site.resolve()).with_suffix("").as_posix() for path in led}


def test_the_list_on_the_left_has_every_page_but_sheets_slides_and_keys(site):
    folded = {name for name in TOC if name.startswith(SHELVED)}
    assert len(folded) > 30
    others = set(TOC) - folded - {TOC[0]}
    assert listed(site, TOC[0]) == others
    assert listed(site, "book/town/words") | {"book/town/words"} == others


@pytest.mark.parametrize("name", ["sheets-and-keys", "sheets/irony", "slides/irony", "keys/irony"])
def test_sheets_slides_and_keys_are_listed_while_one_of_them_is_open(site, name):
    page = f"book/teachers/{name}"
    assert listed(site, page) | {page} == set(TOC[1:])
    (fold,) = soup(site / f"{page}.html").select("nav.bd-docs-nav summary")
    assert fold["aria-label"] == "Pages below “Sheets, slides and keys”"


def index(site) -> dict:
    text = (site / "searchindex.js").read_text("utf-8")
    return json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))


def found(index: dict) -> set[str]:
    """The pages that a word or a title of the search leads to."""
    numbers = set()
    for words in (index["terms"], index["titleterms"]):
        for places in words.values():
            numbers.update([places] if isinstance(places, int) else places)
    return {index["docnames"][number] for number in numbers}


def test_the_search_finds_every_page_but_answers_sheets_and_slides(site):
    unsearched = (*SHELVED, "book/teachers/sheet-", "solutions/")
    assert found(index(site)) == {name for name in TOC if not name.startswith(unsearched)}


def test_a_pattern_that_names_no_page_stops_the_build(tmp_path):
    html, fault = small_book(tmp_path, "# T\n\nWords.\n", "kit_unsearched = ['answers/*']")
    assert html is None and "kit_unsearched: no page is named 'answers/*'" in fault
    html, fault = small_book(tmp_path, "# T\n\nWords.\n", "kit_unsearched = ['exercises/*']")
    assert html and not fault
