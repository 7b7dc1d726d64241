"""The pictures: every number of the data is in them, in words too, and nothing else is."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree

import matplotlib
import pytest
from towns import DATA, change, copy_town

from whosaysso import case as cases
from whosaysso import plot
from whosaysso.case import VERDICTS, CaseError, Count, load
from whosaysso.figures import PICTURES
from whosaysso.pictures.ranges import SHAPES, groups_of, when

ROAD = """counts = [
  {status = "killed", low = 7, high = 7, unit = "badgers", from = "2020-02-10", to = "2020-02-10"},
  {status = "injured", low = 200, unit = "badgers", said = "hundreds"},
]"""
COUNCIL = """counts = [
  {status = "killed", low = 5, high = 9, unit = "badgers", place = "the bypass"},
  {status = "injured", high = 40, unit = "badgers", said = "nearly 40"},
  {status = "killed or injured", low = 0, high = 0, unit = "badgers", said = "none"},
  {status = "neutralised", unit = "badgers"},
  {status = "closed", low = 1000, high = 1000, unit = "roads"},
]"""


@pytest.fixture
def badgers(tmp_path):
    """The folder of a case whose first claim has figures of every shape."""
    folder = copy_town(tmp_path)
    claims = folder / "claims.toml"
    change(claims, 'kind = "money"', 'kind = "casualty"')
    change(
        claims,
        'counts = [{status = "spent", low = 3000000, high = 3000000, unit = "euros"}]',
        ROAD,
    )
    change(claims, 'counts = [{status = "spent", low = 2900000, unit = "euros"}]', COUNCIL)
    return folder


def draw(name: str, folder):
    cases._load.cache_clear()  # the test has just changed the file
    return plot(name, load(folder=folder))


def texts(svg: str) -> list[str]:
    return [part.text for part in ElementTree.fromstring(svg).iter() if part.tag.endswith("}text")]


def on_scale(picture, words: str) -> bool:
    """In the picture of casualties, other things stand in the table only."""
    return picture.name != "casualty-ranges" or any(status in words for status in SHAPES)


def layouts(picture) -> list[str]:
    return [svg for svg in (picture.svg, picture.narrow) if svg]


# --- every picture --------------------------------------------------------------------------


@pytest.fixture(scope="module", params=PICTURES)
def picture(request):
    return plot(request.param)


def test_it_has_a_written_alternative(picture):
    for svg in layouts(picture):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img" and root.get("aria-label") == picture.alt
    written = repr(picture)
    assert picture.caption in written and picture.alt in written
    html = picture._repr_html_()
    assert html.count("<figure") == html.count("<figcaption>") == html.count("<table") == 1
    cells = [cell for _, rows in picture.groups for row in rows for cell in row]
    assert cells and all(cell in written for cell in cells)
    assert html.count("<td>") == len(cells)


def test_it_is_small_and_safe_to_set_into_a_page(picture):
    for svg in layouts(picture):
        assert len(svg.encode()) <= 60_000
        assert not re.search(r'\bid=|url\(|<style|<script|href|clip|font-family:|class="mpl', svg)
        colours = set(re.findall(r"(?:fill|stroke):([^;\"]+)", svg))
        page = r"none|currentColor|var\(--wss-muted, currentColor\)|var\(--wss-\w+, #[0-9a-f]{6}\)"
        assert not [c for c in colours if not re.fullmatch(page, c)]


def test_its_text_is_readable_on_a_phone(picture):
    svg = picture.narrow or picture.svg
    width = float(re.search(r'viewBox="0 0 (\S+)', svg)[1])
    sizes = [float(size) for size in re.findall(r"font-size:([\d.]+)px", svg)]
    assert min(sizes) * 360 / width >= 9


def test_it_is_the_same_each_time_whatever_the_readers_settings(picture):
    with matplotlib.rc_context({"font.size": 30, "savefig.bbox": "tight", "path.snap": False}):
        assert plot(picture.name) == picture


def test_the_numbers_of_the_table_are_in_the_drawing(picture):
    if picture.name == "strip":  # it shows places; its numbers stand in words and in the table
        assert all(row[1] in picture.alt for _, rows in picture.groups for row in rows)
        return
    for svg in layouts(picture):
        drawn = " ".join(texts(svg)).replace("+)", " or more)")
        for _, rows in picture.groups:
            assert all(row[1] in drawn for row in rows if on_scale(picture, row[1]))


def test_a_notebook_gets_the_stylesheet_and_the_book_does_not(monkeypatch):
    picture = plot("sourcing")
    monkeypatch.delenv("WHOSAYSSO_STATIC", raising=False)
    assert "<style>" in picture._repr_html_()
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    assert "<style>" not in picture._repr_html_()


def test_an_unknown_picture_is_named():
    with pytest.raises(CaseError, match="no picture 'pie'; use casualty-ranges, strip, sourcing"):
        plot("pie")


def test_matplotlib_is_loaded_only_to_draw():
    code = "import sys, whosaysso; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- casualty figures -----------------------------------------------------------------------


def test_every_figure_of_a_casualty_claim_appears_with_its_mouth():
    picture, case = plot("casualty-ranges"), load()
    claims = [claim for claim in case.claims if claim.kind == "casualty"]
    assert len(picture.groups) == len(claims) > 0
    drawn = [" ".join(texts(svg)) for svg in layouts(picture)]
    for claim, (heading, rows) in zip(claims, picture.groups, strict=True):
        assert f"Line {claim.line}." in picture.alt
        assert heading.startswith(claim.line) and claim.verdict in heading
        given = [("the article", count, "the article") for count in claim.counts]
        given += [(e.who, count, e.publisher) for e in claim.evidence for count in e.counts]
        for who, count, read_in in given:
            assert [
                row
                for row in rows
                if who.lower() in row[0].lower()
                and row[1].startswith(f"{count.words()} {count.status}")
                and row[2] == count.unit
                and read_in in row[4].split("; ")
            ], (claim.id, who, count)
            shown = [f"{count.words()} {count.status}" in words for words in drawn]
            assert all(shown) if count.status in SHAPES else not any(shown)
        own = [row[4] == "the article" for row in rows]
        assert own == sorted(own, reverse=True), "the article's own figures come first"


def test_no_report_is_counted_or_merged_away():
    case = load()
    for group in groups_of(case):
        given = sum(len(row.counts) for row in group.claim.evidence)
        assert sum(len(figure.reports) for figure in group.figures) == given


def test_not_found_is_said_in_words():
    case, picture = load(), plot("casualty-ranges")
    missing = [c for c in case.claims if c.kind == "casualty" and c.verdict == "not found"]
    assert missing
    for words in [picture.alt, *(" ".join(texts(svg)) for svg in layouts(picture))]:
        assert words.count("(not found)") == len(missing)


def test_figures_of_every_shape(badgers):
    picture = draw("casualty-ranges", badgers)
    ((heading, rows),) = picture.groups
    assert heading.endswith("What we found: corroborated.")
    assert [row[:2] for row in rows] == [
        ("The article, citing “mayor”", "7 killed"),
        ("The article, citing “mayor”", "hundreds injured (200 or more)"),
        ("Town council", "5–9 killed"),
        ("Town council", "nearly 40 injured"),
        ("Town council", "none killed or injured (0)"),
        ("Town council", "not stated neutralised"),
        ("Town council", "1,000 closed"),
    ]
    for svg in layouts(picture):
        drawn = texts(svg)
        assert "not stated neutralised" in drawn
        assert not any("1,000" in text for text in drawn), "roads have no place among badgers"
        assert {"hundreds injured (200+)", "nearly 40 injured", "7 killed"} <= set(drawn)


def test_nothing_is_added_up(badgers):
    picture = draw("casualty-ranges", badgers)
    for total in (7 + 200, 7 + 5, 7 + 9, 9 + 40, 7 + 40):
        assert not re.search(rf"\b{total}\b", repr(picture) + " ".join(texts(picture.svg)))


def test_a_changed_count_changes_the_picture(badgers):
    before = draw("casualty-ranges", badgers)
    change(badgers / "claims.toml", "low = 7, high = 7", "low = 8, high = 8")
    after = draw("casualty-ranges", badgers)
    assert before.svg != after.svg and before.narrow != after.narrow
    assert "7 killed" in before.alt and "8 killed" in after.alt and "7 killed" not in repr(after)


def test_a_changed_verdict_changes_the_picture(badgers):
    change(badgers / "claims.toml", 'verdict = "corroborated"', 'verdict = "not found"')
    picture = draw("casualty-ranges", badgers)
    assert "(not found)" in picture.alt
    assert "(not found)" in " ".join(texts(picture.svg))


def test_a_case_without_casualties_says_so():
    with pytest.raises(CaseError, match="town: no claim is of the kind casualty"):
        draw("casualty-ranges", DATA / "town")


def test_days_in_words():
    def plain(**days):
        return when(Count(**days)).replace("\u00a0", " ")

    assert plain() == "dates not stated"
    assert plain(start="2020-02-10", end="2020-02-10") == "on 10 Feb 2020"
    assert plain(start="2020-02-03", end="2020-02-12") == "from 3 Feb to 12 Feb 2020"
    assert plain(start="2019-12-19", as_of="2020-02") == "from 19 Dec 2019 up to Feb 2020"


# --- the strip ------------------------------------------------------------------------------


def test_the_strip_names_every_code_and_counts_every_span():
    picture, case = plot("strip"), load()
    rows = [row for _, rows in picture.groups for row in rows]
    codes = case.codebook.codes.values()
    assert [row[0] for row in rows] == [f"{code.letter} {code.name}" for code in codes]
    for code, row in zip(codes, rows, strict=True):
        spans = [span for span in case.spans if span.code == code.id]
        for tier, shown in zip(case.codebook.tiers, row[1:4], strict=True):
            assert int(shown) == sum(span.tier == tier for span in spans)
        assert set(row[4].split(", ")) == ({span.line for span in spans} or {"no line"})
        assert f"{code.name}: {row[1]} core" in picture.alt
        for svg in layouts(picture):
            assert {code.letter, code.name} <= set(texts(svg))


def test_the_strip_shows_the_tier(tmp_path):
    folder = copy_town(tmp_path)
    before = draw("strip", folder)
    change(folder / "spans.toml", 'tier = "core"', 'tier = "contested"')
    after = draw("strip", folder)
    assert before.svg != after.svg and before.alt != after.alt


# --- sourcing -------------------------------------------------------------------------------


def test_sourcing_counts_every_claim_once():
    picture, case = plot("sourcing"), load()
    rows = [row for _, rows in picture.groups for row in rows]
    assert sum(int(row[1]) for row in rows) == len(case.claims)
    assert [row[0] for row in rows] == [*VERDICTS] * 3
    for heading, _ in picture.groups:
        assert heading in picture.alt and heading in texts(picture.svg)


def test_a_square_for_each_claim(tmp_path):
    folder = copy_town(tmp_path)
    change(folder / "claims.toml", 'verdict = "not found"', 'verdict = "corroborated"')
    picture = draw("sourcing", folder)
    squares = ElementTree.fromstring(picture.svg).findall("{http://www.w3.org/2000/svg}path")
    assert len(squares) == len(load(folder=folder).claims)
