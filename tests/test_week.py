"""Two texts of the kit about the article's week: nothing in them is made up.

``week-report`` is plain and names its sources, ``week-mirror`` leans the other way than the
article. What either says rests on evidence of ``idlib-2020``; only the wording is the kit's.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict

import pytest
from towns import change

from whosaysso.case import ATTRIBUTION, CASES, CaseError, load

TEXTS = ("week-report", "week-mirror")
HELD = ("corroborated", "partly corroborated")
NUMBERS = dict(zip("one two three four five six seven".split(), range(1, 8), strict=True))
NUMBERS["another"] = 1
MASS = {"dozens": 24}  # claims.toml of the article reads the word so
TITLES = {"president", "nato’s", "nato"}  # who they are; not what they said
PRONOUNS = {"he": "Erdoğan", "it": "AP"}


def meet(one, other) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def behind(case, extent):
    """The claims whose words meet these characters."""
    return [c for c in case.claims if meet((c.start, c.end), extent)]


def rows(claims):
    return [row for claim in claims for row in claim.evidence]


def text(row) -> str:
    return " ".join(filter(None, (row.publisher, row.speaker, row.title, row.says)))


def missing_names(source: str, found: str) -> set[str]:
    """Capitalised words of a source that the evidence does not have."""
    source = PRONOUNS.get(source.lower(), source)
    names = {w for w in re.findall(r"[^\W\d_]+(?:’s)?", source) if w[0].isupper()}
    known = {w.lower() for w in re.findall(r"[^\W\d_]+", found)}
    names = {n for n in names if n.lower() not in TITLES and n.lower() != "the"}
    return {n for n in names if n.removesuffix("’s").lower() not in known}


def numbers(words: str) -> list[int]:
    found = re.findall(r"\d[\d,]*|[^\W\d_]+", words.lower())
    return [
        NUMBERS.get(w, MASS.get(w)) or int(w.replace(",", ""))
        for w in found
        if w in NUMBERS or w in MASS or w[0].isdigit()
    ]


def inside(number: int, count) -> bool:
    low = count.low if count.low is not None else 0
    return low <= number and (count.high is None or number <= count.high)


# --- what the claims rest on ----------------------------------------------


@pytest.mark.parametrize("name", TEXTS)
def test_every_claim_rests_on_rows_of_the_article_s_claims(name):
    article = load()
    for claim in load(name).claims:
        assert claim.rests_on and claim.evidence, claim.id
        borrowed = []
        for where in claim.rests_on:
            kit_case, claim_id, *row = re.split("[:/]", where)
            assert kit_case == article.id
            found = article.claim(claim_id).evidence
            borrowed += [found[int(row[0]) - 1]] if row else found
        assert claim.evidence == tuple(borrowed), f"{claim.id} has evidence of its own"
        assert all(e.url for e in claim.evidence)


def test_the_report_rests_on_what_other_reports_corroborate():
    article = load()
    for claim in load("week-report").claims:
        for where in claim.rests_on:
            found = article.claim(re.split("[:/]", where)[1])
            assert found.verdict in HELD, f"{claim.id} rests on {where}, which is {found.verdict}"


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_is_stated_that_is_no_claim(name):
    """Each clause that a source carries, or that none does, holds words of some claim."""
    case = load(name)
    for span in case.spans:
        contested = span.code == "no-source" and span.rule == "none-comment"
        if span.code in ATTRIBUTION and not contested:
            assert behind(case, span.extent), span.id


# --- sources, figures, quotations ------------------------------------------


@pytest.mark.parametrize("name", TEXTS)
def test_named_sources_stand_in_the_evidence(name):
    case = load(name)
    spans = [s for s in case.spans if s.code == "named-source"]
    assert len(spans) > 10
    for span in spans:
        found = " ".join(map(text, rows(behind(case, span.extent))))
        assert not missing_names(span.source, found), span.id


@pytest.mark.parametrize("name", TEXTS)
def test_figures_lie_inside_the_evidence(name):
    case = load(name)
    spans = [s for s in case.spans if s.code == "figure" and s.tier == "core"]
    assert len(spans) > 6
    for span in spans:
        counts = [c for row in rows(behind(case, (span.start, span.end))) for c in row.counts]
        stated = numbers(span.quote.split(" on ")[0])
        assert stated, span.id
        for number in stated:
            assert any(inside(number, count) for count in counts), f"{span.id}: {number}"


@pytest.mark.parametrize("name", TEXTS)
def test_counts_of_claims_lie_inside_the_evidence(name):
    counted = [claim for claim in load(name).claims if claim.counts]
    assert len(counted) > 5
    for claim in counted:
        for count in claim.counts:
            known = [c for row in claim.evidence for c in row.counts if c.status == count.status]
            assert any(inside(count.low, k) for k in known), f"{claim.id}: {count.words()}"
            high = count.high
            assert high is None or any(inside(high, k) for k in known), claim.id
            for day in filter(None, (count.start, count.end, count.as_of)):
                days = {d for k in known for d in (k.start, k.end, k.as_of)}
                days |= {row.date for row in claim.evidence}
                assert day in days, f"{claim.id}: {day}"


@pytest.mark.parametrize("name", TEXTS)
def test_every_number_of_the_text_is_a_figure_or_a_date(name):
    """So that no number escapes the tests above."""
    case = load(name)
    months = r"(?: and \d+)? (?:January|February|March)"
    for line in case.lines:
        if line.kind == "heading":
            continue
        bare = re.sub(
            rf"\b\d+{months}|\b(?:19|20)\d\d\b|M5\b", lambda m: "#" * len(m[0]), line.text
        )
        for found in re.finditer(r"\d[\d,]*", bare):
            place = (line.start + found.start(), line.start + found.end())
            assert any(s.code == "figure" and meet((s.start, s.end), place) for s in case.spans), (
                f"{line.id}: {found[0]}"
            )


@pytest.mark.parametrize("name", TEXTS)
def test_no_quotation_is_made_up(name):
    known = (CASES / "idlib-2020" / "claims.toml").read_text("utf-8") + load().text
    found = re.findall("[“‘]([^”’]+)[”’]", load(name).text)
    assert found
    for words in found:
        assert words in known, words


# --- the plain report ------------------------------------------------------


def test_no_figure_of_the_report_stands_in_its_own_voice():
    case = load("week-report")
    named = [s.extent for s in case.spans if s.code == "named-source" and s.tier == "core"]
    for span in case.spans:
        if span.code == "figure" and span.tier == "core":
            assert any(a <= span.start and span.end <= b for a, b in named), span.id
    for line in case.lines:
        if line.kind == "sentence":
            assert any(s.code == "named-source" for s in case.spans if s.line == line.id), line.id


def test_the_report_has_no_sure_push():
    case = load("week-report")
    core = {s.code for s in case.spans if s.tier == "core"}
    assert core == {"named-source", "figure", "hedge"}


# --- the text that leans the other way --------------------------------------


def test_the_mirror_has_every_move_and_things_to_credit():
    case = load("week-mirror")
    assert {s.code for s in case.spans if s.tier == "core"} == set(case.codebook.codes)
    tiers = {s.tier for s in case.spans}
    assert tiers == set(case.codebook.tiers)
    meant = [s for s in case.spans if s.rule == "hedge-softener"]
    assert len(meant) >= 5 and any(s.rule == "hedge-mock" for s in case.spans)


def test_the_same_words_have_the_same_tier_in_all_three_texts():
    """One rule, one form of words, one tier: whoever is named."""
    tiers = defaultdict(set)
    for name in ("idlib-2020", *TEXTS):
        for span in load(name).spans:
            words = re.sub(r"[^\w\s-]|\bthe\b", "", span.quote.casefold()).split()
            tiers[span.rule, " ".join(words)].add(span.tier)
    shared = {key: found for key, found in tiers.items() if len(found) > 1}
    assert not shared


@pytest.mark.parametrize("word", ["regime", "Pro-", "pro-", " media"])
def test_a_wording_form_is_judged_alike_wherever_it_stands(word):
    """A tag with "regime" or "pro-", a whole trade as one block: one tier outside quotations."""
    tiers = defaultdict(set)
    for name in ("idlib-2020", *TEXTS):
        for span in load(name).spans:
            if span.code == "label" and word in span.quote:
                tiers[span.rule].add(span.tier)
    assert tiers and all(len(found) == 1 for found in tiers.values()), dict(tiers)


def test_the_word_regime_is_never_left_unmarked():
    for name in TEXTS:
        case = load(name)
        for found in re.finditer("regime", case.text, re.IGNORECASE):
            assert any(
                s.code == "label" and s.start <= found.start() and found.end() <= s.end
                for s in case.spans
            ), case.text[found.start() - 30 : found.end() + 10]


# --- bad data ---------------------------------------------------------------

FAULTS = {
    "no such form": ("idlib-2020:C30/8", "C30", "rests_on takes words such as"),
    "no such claim": ("idlib-2020:C30/8", "idlib-2020:C99", "idlib-2020: there is no claim"),
    "no such row": ("idlib-2020:C30/8", "idlib-2020:C30/70", "C30 has no evidence row 70"),
    "no such text": ("idlib-2020:C30/8", "atlantis:C30", "case.toml: the file is missing"),
    "a written text": ("idlib-2020:C30/8", "week-report:R01", "week-report was written for the"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_claim_that_rests_on_nothing_stops_the_load(tmp_path, fault):
    old, new, message = FAULTS[fault]
    folder = shutil.copytree(CASES / "week-mirror", tmp_path / "week-mirror")
    change(folder / "claims.toml", old, new)
    with pytest.raises(CaseError, match="^claims.toml, M02: ") as stopped:
        load(folder=folder)
    assert message in str(stopped.value)


def test_a_published_text_has_evidence_of_its_own(tmp_path):
    folder = shutil.copytree(CASES / "week-mirror", tmp_path / "week-mirror")
    about = (folder / "case.toml").read_text("utf-8")
    about = re.sub("^written = .*$", 'url = "https://example.org"', about, flags=re.MULTILINE)
    (folder / "case.toml").write_text(about, "utf-8")
    with pytest.raises(CaseError, match="M01: rests_on is for texts written for the kit"):
        load(folder=folder)
