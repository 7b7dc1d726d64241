"""The evidence pages: every claim and every report is there, each with its owner, none made up."""

from __future__ import annotations

import re
import shutil
from datetime import date
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from small_book import build
from towns import DATA, change

from whosaysso import case as cases
from whosaysso import plot, show
from whosaysso.case import CASES, CaseError, load
from whosaysso.claim_links import SCHEME, claims_of
from whosaysso.claims_view import against, grades, ledger, marks_of, named
from whosaysso.context import PARTS, context, in_time, later, shared_days
from whosaysso.context_view import part
from whosaysso.evidence_view import MONTHS, dated, day
from whosaysso.pictures.timeline import events_of

OUTLETS = ("southfront", "globalresearch", "patreon.", "paypal.")
PAGES = ("claim-ledger", "week-in-context", "left-out", "done-well")
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def in_book(monkeypatch):
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")


@pytest.fixture
def page(in_book):
    """The claim ledger as the book shows it."""
    return BeautifulSoup(ledger()._repr_html_(), "html.parser")


@pytest.fixture
def parts(in_book):
    """The parts of the context as the book shows them."""
    return {name: BeautifulSoup(part(name)._repr_html_(), "html.parser") for name in PARTS}


def every_row():
    """All evidence rows that some page shows."""
    rows = [row for claim in load().claims for row in claim.evidence]
    return rows + [row for entry in context().entries for row in entry.evidence]


# --- the claim ledger ------------------------------------------------------------------


def test_every_claim_is_there_once_with_each_of_its_rows(page):
    case = load()
    shown = page.select(".claim")
    assert [section["id"] for section in shown] == [f"claim-{c.id}" for c in case.claims]
    for claim, section in zip(case.claims, shown, strict=True):
        assert section.select_one(".claim-words q").text == claim.quote
        assert section.select_one(".verdict").text == claim.verdict == section["data-verdict"]
        assert words(claim.note) in words(section.dl.text)
        assert words(named(case, claim)) in words(section.dl.text)
        rows = section.select(".reports > li")
        assert len(rows) == len(claim.evidence)
        for report, item in zip(claim.evidence, rows, strict=True):
            text = words(item.text)
            for stated in (report.publisher, report.says, report.grade_reason, dated(report)):
                assert words(stated) in text, (claim.id, stated)
            assert f"Source grade {report.grade}:" in text and f"Seen: {report.seen}." in text


def test_every_place_has_a_name_of_its_own(page):
    ids = [tag["id"] for tag in page.find_all(id=True)]
    rows = sum(len(claim.evidence) for claim in load().claims)
    assert len(ids) == len(set(ids)) == len(load().claims) + rows


def test_what_was_not_seen_is_marked(page):
    for claim in load().claims:
        for n, report in enumerate(claim.evidence, 1):
            text = page.find(id=f"claim-{claim.id}-{n}").text
            assert ("title not seen" in text) == (report.title is None)
            assert ("date not seen" in text) == (report.date is None)


def test_contradicted_says_by_whom(page):
    contradicted = [claim for claim in load().claims if claim.verdict == "contradicted"]
    assert contradicted
    for claim in contradicted:
        assert claim.contradicted_by, f"{claim.id}: say which rows"
        text = page.find(id=f"claim-{claim.id}").dl.text
        assert "Contradicted by" in text and against(claim) in text
        for number in claim.contradicted_by:
            assert claim.evidence[number - 1].publisher in against(claim)
    assert page.text.count("Contradicted by") == len(contradicted)


def test_whom_the_article_names_is_derived_from_its_marks():
    case = load()
    assert named(case, case.claim("C18")) == "“Pro-government sources” (vague source)"
    assert named(case, case.claim("C19")).startswith("nobody")
    for claim in case.claims:
        code = case.attribution(claim).code
        assert code in marks_of(case, claim)
        assert len({"named-source", "vague-source", "no-source"} & {*marks_of(case, claim)}) == 1


def test_the_text_form_has_the_same_claims_and_rows():
    text = words(repr(ledger()))
    for claim in load().claims:
        assert f"{claim.id}, line {claim.line}" in text and words(claim.note) in text
        assert all(words(report.says) in text for report in claim.evidence)


def test_the_grades_are_those_of_the_codebook(in_book):
    html = grades()._repr_html_()
    for grade, meaning in load().codebook.grades.items():
        assert grade in html and meaning in html


def test_outside_the_book_there_is_text_and_no_link(monkeypatch):
    monkeypatch.delenv("WHOSAYSSO_STATIC", raising=False)
    assert ledger()._repr_html_() is None and part("groups")._repr_html_() is None
    for shown in (show("S11-S14", layers="figure"), plot("timeline"), plot("casualty-ranges")):
        assert SCHEME not in shown._repr_html_()


# --- links -----------------------------------------------------------------------------


def test_only_pages_that_may_be_linked_are_links(page, parts):
    for soup in (page, *parts.values()):
        for link in soup.select("a"):
            if not link["href"].startswith(SCHEME):
                rows = [row for row in every_row() if row.url == link["href"]]
                assert rows and all(row.link for row in rows), link["href"]
                assert "noopener" in link["rel"]
    named_only = [row for row in every_row() if not row.link]
    assert len(named_only) > 40
    everything = str(page) + "".join(map(str, parts.values()))
    for row in named_only:
        assert row.url not in everything.replace("&amp;", "&"), row.url


def test_a_page_is_linked_everywhere_or_nowhere():
    flags: dict[str, set[bool]] = {}
    for row in every_row():
        flags.setdefault(row.url, set()).add(row.link)
    assert [url for url, found in flags.items() if len(found) > 1] == []


def test_pages_of_the_outlets_and_of_those_who_collect_for_them_are_no_links():
    own = [row for row in every_row() if any(o in urlsplit(row.url).hostname for o in OUTLETS)]
    assert len(own) > 20 and not any(row.link for row in own)
    collecting = [row for row in every_row() if "thesaker" in row.url or "help-south" in row.url]
    assert collecting and not any(row.link for row in collecting)


def test_pages_that_announce_footage_are_no_links():
    announced = re.compile(r"\bvideos?\b|footage|- watch", re.IGNORECASE)
    rows = [row for row in every_row() if announced.search(f"{row.title or ''} {row.url}")]
    assert len(rows) > 5
    assert not [row.url for row in rows if row.link]


def test_marks_of_figures_and_pictures_lead_to_their_claims(in_book):
    case = load()
    for span in (s for s in case.spans if s.code == "figure"):
        html = show(span.line, layers="figure")._repr_html_()
        for claim in claims_of(case, span):
            assert f'href="{SCHEME}claim/{claim.id}"' in html
    for picture in ("casualty-ranges", "sourcing", "timeline"):
        soup = BeautifulSoup(plot(picture)._repr_html_(), "html.parser")
        assert soup.select(f'th a[href^="{SCHEME}claim/"]'), picture
        assert not soup.select(f'svg a[href^="{SCHEME}"]')


def test_a_text_without_a_page_of_claims_has_no_such_links(in_book):
    assert SCHEME not in show("all", layers="all", case="week-report")._repr_html_()


def test_the_role_and_a_figure_lead_to_claims(tmp_path):
    html, fault = build(
        tmp_path, "# One\n\n{claim}`C22` and {span}`figure-14-dead-45`.\n", name="book/one"
    )
    assert not fault
    text = BeautifulSoup(html, "html.parser").select_one("section p")
    assert text.text == "C22 and “14 dead and 45 injured” (S14, C22)."
    found = [link["href"] for link in text.select("a")]
    assert found == [
        "evidence/claim-ledger.html#claim-C22",
        "article.html#S14",
        "evidence/claim-ledger.html#claim-C22",
    ]


def test_a_link_from_a_cell_is_made_relative(tmp_path):
    cell = '# One\n\n<a href="kit:claim/C15">a</a> <a href="kit:line/S3">b</a>\n'
    html, fault = build(tmp_path, cell, name="exercises/one")
    assert not fault
    links = [a["href"] for a in BeautifulSoup(html, "html.parser").select("section p a")]
    assert links == ["../book/evidence/claim-ledger.html#claim-C15", "../book/article.html#S3"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("{claim}`C99`", "there is no claim 'C99'"),
        ("{claim}`week-report:R01`", "only the article’s claims have a page"),
        ('<a href="kit:page/x">x</a>', "no such place as kit:page/x"),
    ],
)
def test_a_link_to_nowhere_stops_a_strict_build(tmp_path, words, said):
    html, fault = build(tmp_path, f"# One\n\n{words}\n")
    assert html is None and said in fault


# --- days ------------------------------------------------------------------------------


def test_a_report_puts_an_event_on_a_day_that_its_row_states():
    """The row's date, the days that it tells of, or a day or weekday in what it says."""
    seen = 0
    for claim in load().claims:
        for row in claim.evidence:
            for iso in row.days:
                one, seen = date.fromisoformat(iso), seen + 1
                stated = (
                    row.date == iso
                    or (row.refers_to or "") == iso
                    or f"{one.day} {MONTHS[one.month - 1]}" in row.says
                    or WEEKDAYS[one.weekday()] in row.says
                )
                assert stated, (claim.id, row.publisher, iso)
    assert seen > 25


def test_the_articles_days_stand_in_the_line_or_say_where_they_were_read():
    case = load()
    events = [claim for claim in case.claims if claim.event]
    assert len(events) >= 8
    for claim in events:
        line = case.line(claim.line).text
        for iso in claim.event.days:
            one = date.fromisoformat(iso)
            stands = f"{MONTHS[one.month - 1]} {one.day}" in line
            assert stands != bool(claim.event.read_from), claim.id


def test_the_timeline_has_every_event_and_every_report():
    case, picture = load(), plot("timeline")
    events = [claim for claim in case.claims if claim.event]
    assert len(picture.groups) == len(events) == len(events_of(case))
    for claim, (heading, rows) in zip(events, picture.groups, strict=True):
        assert heading.startswith(f"{claim.event.name} ({claim.line})")
        own = [row for row in rows if row[0] == "The article"]
        assert len(own) == max(1, len(claim.event.days))
        given = sum(max(1, len(report.days)) for report in claim.evidence)
        assert len(rows) - len(own) == given
        assert {row[0] for row in rows[len(own) :]} == {r.publisher for r in claim.evidence}
        days = {d for report in claim.evidence for d in report.days}
        agreed = days == set(claim.event.days)
        assert ("The same day" in heading) == agreed
        if shared_days(claim):
            assert agreed
    assert "The article gives no day." in repr(picture)


def test_the_timeline_runs_from_the_first_day_to_the_last():
    picture = plot("timeline")
    for svg in (picture.svg, picture.narrow):
        drawn = re.findall(r">(\d+\u00a0Feb)<", svg)
        assert drawn == [f"{n}\u00a0Feb" for n in range(10, 15)]


@pytest.fixture
def copy(tmp_path):
    """A copy of the article's case, to be changed."""
    cases._load.cache_clear()
    return shutil.copytree(CASES / "idlib-2020", tmp_path / "idlib-2020")


def test_a_changed_day_changes_the_timeline(copy):
    before = plot("timeline", load(folder=copy))
    change(copy / "claims.toml", 'days = ["2020-02-13"]', 'days = ["2020-02-12"]')
    cases._load.cache_clear()
    after = plot("timeline", load(folder=copy))
    assert before.svg != after.svg and before.narrow != after.narrow and before.alt != after.alt


def test_a_case_without_events_says_so():
    with pytest.raises(CaseError, match="town: no claim has an event"):
        plot("timeline", load(folder=DATA / "town"))


CLAIM_FAULTS = {
    "no day": ('days = ["2020-02-13"]', 'days = ["13 February"]', "is not a day such as"),
    "an impossible day": ('days = ["2020-02-13"]', 'days = ["2020-02-31"]', "is not a day such as"),
    "another form": ('days = ["2020-02-13"]', 'days = "2020-02-13"', "must be a list"),
    "no reason": ("days = [], read_from =", "days = [], why =", "unknown field 'why'"),
    "no such row": ("contradicted_by = [1, 2, 3]", "contradicted_by = [1, 9]", "no evidence row 9"),
    "another verdict": (
        'verdict = "contradicted"',
        'verdict = "disputed"',
        "contradicted_by is for the verdict contradicted",
    ),
}


@pytest.mark.parametrize("fault", CLAIM_FAULTS)
def test_bad_days_and_rows_stop_the_load(copy, fault):
    old, new, said = CLAIM_FAULTS[fault]
    change(copy / "claims.toml", old, new)
    cases._load.cache_clear()
    with pytest.raises(CaseError, match="^claims.toml, C") as stopped:
        load(folder=copy)
    assert said in str(stopped.value)


def test_dates_in_words():
    assert day("2020-02-11") == "11 February 2020"
    assert day("2020-02") == "February 2020" and day("2018") == "2018"
    assert day("2020-02-10/2020-02-11") == "10 February 2020 to 11 February 2020"


# --- the context -----------------------------------------------------------------------


def test_every_entry_is_on_its_page_once_with_each_of_its_rows(parts):
    around = context()
    for name in PARTS:
        entries = around.part(name)
        shown = parts[name].select(".entry")
        assert [section["id"] for section in shown] == [entry.id for entry in entries]
        for entry, section in zip(entries, shown, strict=True):
            assert section.h3.text == entry.name
            rows = section.select(".reports > li")
            assert len(rows) == len(entry.evidence)
            for report, item in zip(entry.evidence, rows, strict=True):
                assert words(report.says) in words(item.text)
                assert report.publisher in item.text and words(dated(report)) in words(item.text)
            assert len(section.select("q")) >= len(entry.spans) + len(entry.claims)
    assert sum(len(around.part(name)) for name in PARTS) == len(around.entries) > 30


def test_what_is_left_out_was_reported_in_time(parts):
    around = context()
    for entry in around.part("left-out"):
        timely = [row for row in entry.evidence if in_time(row, around.reported_by)]
        assert timely or entry.undated, entry.id
        assert entry.absent, f"{entry.id}: which words does the article not have?"
        text = parts["left-out"].find(id=entry.id).text
        assert text.count("reported by 14 February 2020") == len(timely)
        assert not any(later(row, around.reported_by) for row in entry.evidence), entry.id


def test_a_later_report_is_marked_so(parts):
    around = context()
    rows = [row for entry in around.part("background") for row in entry.evidence]
    late = [row for row in rows if later(row, around.reported_by)]
    assert 0 < len(late) < len(rows)
    assert parts["background"].text.count("later than the article") == len(late)


def test_no_figure_about_people_stands_in_our_own_voice(root):
    """Names and notes of entries, and the pages, give no number of people."""
    for entry in context().entries:
        for own in (entry.name, entry.note, entry.undated or ""):
            bare = re.sub(
                r"\d+(?: to \d+)? [A-Z][a-z]+(?: \d{4})?|\b20\d\d\b|\b[CS]\d\d\b", "", own
            )
            assert not re.search(r"\d", bare), (entry.id, own)
    for name in PAGES:
        text = (root / "book/evidence" / f"{name}.md").read_text("utf-8").split("\n---\n", 1)[1]
        text = re.sub(r"```.*?```|\{\w+\}`[^`]*`", "", text, flags=re.DOTALL)
        bare = re.sub(r"\d+ [A-Z][a-z]+ \d{4}|\]\([^)]*\)", "", text)
        assert not re.search(r"\d", bare), re.findall(r".*\d.*", bare)


def test_no_page_says_regime_or_terrorist_outside_quotation(root):
    banned = re.compile(r"\b(?:regime|terrorists?|martyrs?)\b", re.IGNORECASE)
    quoted = re.compile(r"“[^”]*”|‘[^’]*’")
    for entry in context().entries:
        for own in (entry.name, entry.note):
            assert not banned.search(quoted.sub("", own)), entry.id
    for name in PAGES:
        assert not banned.search((root / "book/evidence" / f"{name}.md").read_text("utf-8")), name


CONTEXT_FAULTS = {
    "a part": ('part = "groups"', 'part = "crowds"', "unknown part 'crowds'"),
    "a field": ('note = "Described as', 'notes = "Described as', "unknown field 'notes'"),
    "an id": ('id = "tip"', 'id = "hts"', "hts: this id is used twice"),
    "a grade": ('grade = "C"', 'grade = "Z"', "unknown grade 'Z'"),
    "an address": ('url = "https://ctc', 'url = "ctc', "is not a web address"),
    "a claim": ('rests_on = ["C16"]', 'rests_on = ["C99"]', "there is no claim 'C99'"),
    "a row": ('rests_on = ["C29/1"]', 'rests_on = ["C29/9"]', "C29 has no evidence row 9"),
    "a day": ('reported_by = "2020-02-14"', 'reported_by = "soon"', "must be a day"),
    "too late": ('reported_by = "2020-02-14"', 'reported_by = "2020-02-09"', "is dated 2020-02-09"),
    "a word": ('absent = ["Taftanaz"', 'absent = ["Nayrab"', "'Nayrab' does stand in line S9"),
    "a span": ('id = "hedge-very-questionable" }', 'id = "hedge-no" }', "finds nothing for"),
    "nothing": ('verdict = "corroborated" }', 'verdict = "proven" }', "finds nothing for"),
}


@pytest.mark.parametrize("fault", CONTEXT_FAULTS)
def test_bad_context_is_refused_in_one_sentence(copy, fault):
    old, new, said = CONTEXT_FAULTS[fault]
    change(copy / "context.toml", old, new)
    with pytest.raises(CaseError, match="^context.toml") as stopped:
        context(load(folder=copy))
    assert said in str(stopped.value) and str(stopped.value).endswith((".", ")"))


def test_a_case_without_a_context_says_so():
    with pytest.raises(CaseError, match="context.toml: the file is missing from town"):
        context(load(folder=DATA / "town"))
