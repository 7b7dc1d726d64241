"""The built pages as files: links, pictures, titles, and no address of another host."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import PAGES, TOC

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
