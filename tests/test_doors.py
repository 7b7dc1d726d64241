"""The doors of an exercise page, with the repository's address set and unset."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import PAGES
from kit.doors import doors
from small_book import build

EXERCISES = [name for name in PAGES if name.startswith("exercises/")]


NOTEBOOK = ("exercises/one.ipynb", b'{"cells": []}')


def links(html):
    return [a["href"] for a in BeautifulSoup(html, "html.parser").select(".doors a")]


def test_unset_there_is_no_binder_door_and_no_dead_link():
    assert len(links(doors("", "", *NOTEBOOK))) == 1
    assert links(doors("", "", *NOTEBOOK))[0].startswith("data:application/x-ipynb+json;base64,")


def test_set_binder_comes_first_and_opens_this_notebook_at_the_release():
    binder, download = links(doors("owner/kit", "v0.1.0", *NOTEBOOK))
    assert binder == "https://mybinder.org/v2/gh/owner/kit/v0.1.0?labpath=exercises%2Fone.ipynb"
    assert download.startswith("data:")


def test_each_door_says_what_it_waits_for_or_forgets():
    page = BeautifulSoup(doors("owner/kit", "v1", *NOTEBOOK), "html.parser")
    notes = [door.span.text for door in page.select(".door")]
    assert len(notes) == 4 and all(len(note) > 40 for note in notes)
    assert "minutes" in notes[0] and "lost" in notes[0]


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_page_of_this_site_opens_with_its_doors(site, name):
    page = BeautifulSoup((site / name).read_text("utf-8"), "html.parser")
    assert "doors" in page.select_one("article h1").find_next_sibling().get("class", [])


SET = "kit_repository = 'owner/kit'\n"


@pytest.mark.parametrize(
    ("settings", "binder"), [("", False), (f"{SET}kit_release = 'v0.1.0'", True)]
)
def test_the_setting_reaches_the_page(tmp_path, settings, binder):
    html, fault = build(tmp_path, "# One\n\nText.\n", settings)
    assert not fault
    assert 'class="doors"' in html
    assert ("https://mybinder.org/v2/gh/owner/kit/v0.1.0?" in html) == binder
    assert ("mybinder" in html) == binder


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (SET, "Binder needs a tag"),
        ("kit_repository = 'https://example.org/kit'\nkit_release = 'v1'", "without an address"),
    ],
)
def test_half_a_setting_stops_the_build_with_a_sentence(tmp_path, settings, said):
    html, fault = build(tmp_path, "# One\n\nText.\n", settings)
    assert said in fault


@pytest.mark.parametrize("way", ["http", "disk"])
def test_the_download_is_this_very_notebook(root, http_site, site, open_page, way):
    name = EXERCISES[0]
    page = open_page((http_site if way == "http" else site.as_uri() + "/") + name)
    with page.expect_download() as download:
        page.locator(".doors a[download]").click()
    notebook = root / name.replace(".html", ".ipynb")
    assert download.value.suggested_filename == notebook.name
    assert Path(download.value.path()).read_bytes() == notebook.read_bytes()


def test_the_print_door_prints(http_site, open_page):
    page = open_page(http_site + EXERCISES[0])
    page.evaluate("window.print = () => { window.printed = true }")
    page.locator("[data-print]").click()
    assert page.evaluate("window.printed")
