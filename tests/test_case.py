"""The data: the real case holds together, and bad data stops with one plain sentence."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from pathlib import Path

import pytest
from towns import change, copy_town, pin

from whosaysso import case as cases
from whosaysso import tasks
from whosaysso.case import ATTRIBUTION, CaseError, Count, load
from whosaysso.passages import show
from whosaysso.widgets.exercise import static_form

ARTICLE_SHA256 = "2e288fe36d38ec065368bfbe4e5ae5d359ad80f9612bcc57506939c5eff4dc4c"


@pytest.fixture
def town(tmp_path) -> Path:
    return copy_town(tmp_path)


CASES = sorted(path.parent.name for path in cases.CASES.glob("*/case.toml"))

# --- the cases of the kit -------------------------------------------------


def test_article_is_the_pinned_text():
    case = load()
    assert hashlib.sha256(case.text.encode()).hexdigest() == ARTICLE_SHA256 == case.sha256
    assert len(case.text) == 6181


def test_lines_are_numbered_and_cover_the_article():
    case = load()
    ids = [line.id for line in case.lines]
    assert ids[:2] == ["H1", "H2"]
    assert [i for i in ids if i[0] == "S"] == [f"S{n}" for n in range(1, 41)]
    assert [i for i in ids if i[0] == "N"] == [f"N{n}" for n in range(1, len(ids) - 41)]
    covered = set()
    for line in case.lines:
        assert case.text[line.start : line.end] == line.text == line.text.strip()
        assert covered.isdisjoint(range(line.start, line.end))
        covered.update(range(line.start, line.end))
    left = {c for n, c in enumerate(case.text) if n not in covered and not c.isspace()}
    assert left == {"*"}, "only the divider belongs to no line"


@pytest.mark.parametrize("name", CASES)
def test_spans_quote_the_article_exactly(name):
    case = load(name)
    for span in case.spans:
        line = case.line(span.line)
        assert case.text[span.start : span.end] == span.quote
        assert line.start <= span.start < span.end <= line.end
        assert case.codebook.rules[span.rule].code == span.code
        if span.content is not None:
            assert case.text[span.content_start : span.content_end] == span.content


@pytest.mark.parametrize("name", CASES)
def test_spans_say_what_a_learner_needs(name):
    for span in load(name).spans:
        assert 15 <= len(span.why) <= 420, span.id
        assert span.why.rstrip().endswith((".", "?", "!", "”", ")")), span.id
        ends = re.findall(r"[.?!](?=[”)]*(?:\s|$))", span.why)
        assert 1 <= len(ends) <= 3, f"{span.id}: one to three sentences"
        if span.code in ("loaded", "label"):
            assert span.fair, span.id
        if span.code == "irony":
            assert span.serves, span.id
        if span.code in ("loaded", "label", "appeal") and span.tier != "decoy":
            assert span.technique, span.id


@pytest.mark.parametrize("name", CASES)
def test_every_span_has_a_tier_of_its_rule(name):
    case = load(name)
    for span in case.spans:
        assert span.tier in case.codebook.rules[span.rule].tiers, (span.id, span.rule)


def test_the_words_of_a_rule_name_its_tiers():
    """Beside core, or where it is the only one, a tier is told in the rule's own text."""
    for rule in load().codebook.rules.values():
        for tier in ("contested", "decoy"):
            assert (tier in rule.text.lower()) == (tier in rule.tiers), (rule.id, tier)
        if "core" not in rule.tiers:
            assert "Always" in rule.text, rule.id


def test_every_tier_of_a_rule_is_used():
    """Over all texts: a tier that no span has would be an empty promise."""
    used = {(s.rule, s.tier) for name in CASES for s in load(name).spans}
    book = load().codebook
    assert used == {(rule.id, tier) for rule in book.rules.values() for tier in rule.tiers}


def test_echoed_insult_is_read_as_irony():
    """A key that takes the echo for the writer's own insult turns the text round."""
    case = load()
    label = case.span("label-evil-dictator")
    twins = [s for s in case.spans if s.code == "irony" and s.start <= label.start < s.end]
    assert twins and all(s.tier == "core" for s in twins)
    for word in ("echo", "mock"):
        if word in label.why.lower():
            break
    else:
        pytest.fail("the label's explanation does not say that the words are an echo")


def test_every_rule_is_used_and_every_code_has_core_spans():
    case = load()
    used = {s.rule for s in case.spans}
    assert set(case.codebook.rules) == used
    core = Counter(s.code for s in case.spans if s.tier == "core")
    assert set(core) == set(case.codebook.codes)


@pytest.mark.parametrize("name", CASES)
def test_every_claim_resolves_to_exactly_one_attribution(name):
    case = load(name)
    for claim in case.claims:
        span = case.attribution(claim)
        assert span.code in ATTRIBUTION and span.line == claim.line
        start, end = span.extent
        same = [
            s
            for s in case.spans
            if s.code in ATTRIBUTION
            and s.extent[0] <= claim.start
            and claim.end <= s.extent[1]
            and s.extent[1] - s.extent[0] == end - start
        ]
        assert same == [span]


def test_claims_are_all_there_with_their_evidence():
    case = load()
    assert [c.id for c in case.claims] == [f"C{n:02}" for n in range(1, 51)]
    assert sum(len(c.evidence) for c in case.claims) == 177
    verdicts = Counter(c.verdict for c in case.claims)
    assert set(verdicts) == set(cases.VERDICTS)
    for claim in case.claims:
        if claim.verdict in ("corroborated", "contradicted", "disputed"):
            assert claim.evidence, claim.id
        for row in claim.evidence:
            assert row.seen == "excerpt"
            assert "not shown" not in (row.title or "") and "from URL" not in (row.title or "")
            own = "southfront.org" in row.url or "globalresearch.ca" in row.url
            assert not (own and row.link), f"{claim.id}: {row.url} must not be a live link"


def test_counts_read_as_words():
    words = {
        "not stated": Count(),
        "5": Count(low=5, high=5),
        "5–6": Count(low=5, high=6),
        "at least 2,000": Count(low=2000),
        "up to 40": Count(high=40),
        "hundreds": Count(low=200, said="hundreds"),
    }
    for said, count in words.items():
        assert count.words() == said


@pytest.mark.parametrize("name", CASES)
def test_case_files_of_the_kit_load_and_their_tasks_build(name):
    case = load(name)
    assert case.id == name
    for task in tasks.tasks(case).values():
        tasks.build(task, case)


@pytest.mark.parametrize("name", [name for name in CASES if name != "idlib-2020"])
def test_a_text_made_for_the_kit_says_so_everywhere(name):
    """Shown, asked or printed, every block of it carries the words."""
    case = load(name)
    assert case.written.startswith("Written for teaching") and not case.url
    blocks = [show("all", layers="all", case=name)._repr_html_(), repr(show("all", case=name))]
    for task in tasks.tasks(case).values():
        built = tasks.build(task, case)
        blocks += [static_form(built), built["written"]]
    for block in blocks:
        assert case.written in html.unescape(block)


# --- passages -------------------------------------------------------------


def test_passages_by_line():
    case = load()
    assert [line.id for line in case.passage("S6-S8, S2")] == ["S2", "S6", "S7", "S8"]
    assert case.passage("all") == case.lines
    for wrong in ("S8-S6", "S99", "", "S1-", "-S3", "S1-S0"):
        with pytest.raises(CaseError, match="no lines"):
            case.passage(wrong)


# --- bad data -------------------------------------------------------------

FAULTS = {
    "quote not found": (
        "spans.toml",
        'quote = "luckless"',
        'quote = "lucky"',
        "spans.toml, loaded-luckless: the words 'lucky' are not in line S1.",
    ),
    "quote ambiguous": (
        "spans.toml",
        'quote = "crazy"\nnth = 1',
        'quote = "crazy"',
        "spans.toml, loaded-crazy: the words 'crazy' stand 2 times in line S5; add nth",
    ),
    "nth too large": ("spans.toml", "nth = 1", "nth = 3", "loaded-crazy: nth = 3"),
    "unknown code": (
        "spans.toml",
        'code = "label"',
        'code = "lable"',
        "spans.toml, label-experts: unknown code 'lable'",
    ),
    "unknown tier": (
        "spans.toml",
        'tier = "contested"',
        'tier = "maybe"',
        "spans.toml, loaded-fumed: unknown tier 'maybe'",
    ),
    "unknown rule": (
        "spans.toml",
        'rule = "label-ridicule"',
        'rule = "none-such"',
        "spans.toml, label-experts: unknown rule 'none-such'",
    ),
    "a rule without tiers": (
        "../codebook.toml",
        'tiers = ["core", "contested", "decoy"]',
        "tiers = []",
        "codebook.toml, loaded-emotive: the list 'tiers' is missing or empty",
    ),
    "a rule with an unknown tier": (
        "../codebook.toml",
        'tiers = ["core", "contested", "decoy"]',
        'tiers = ["core", "maybe"]',
        "codebook.toml, loaded-emotive: unknown tier 'maybe'",
    ),
    "rule of another code": (
        "spans.toml",
        'rule = "label-ridicule"',
        'rule = "irony-echo"',
        "spans.toml, label-experts: rule 'irony-echo' is for 'irony', not for 'label'",
    ),
    "duplicate id": (
        "spans.toml",
        'id = "loaded-luckless"',
        'id = "loaded-madness"',
        "spans.toml, loaded-madness: this id is used twice",
    ),
    "missing field": (
        "spans.toml",
        'why = "Who saw it?"\n',
        "",
        "spans.toml, none-residents: the field 'why' is missing or empty",
    ),
    "missing fair wording": (
        "spans.toml",
        'fair = "the engineers"\n',
        "",
        "spans.toml, label-experts: the field 'fair' is missing or empty",
    ),
    "misspelt field": (
        "spans.toml",
        'fair = "the engineers"',
        'fare = "the engineers"',
        "spans.toml, label-experts: unknown field 'fare'",
    ),
    "cue outside the quote": (
        "spans.toml",
        'cue = "claimed"',
        'cue = "shouted"',
        "spans.toml, vague-experts: the cue 'shouted' is not in the quote",
    ),
    "broken TOML": ("spans.toml", "[[span]]", "[[span", "spans.toml: not readable as TOML"),
    "must that is no list": (
        "spans.toml",
        'quote = "luckless"',
        'quote = "luckless"\nmust = "luck"',
        "spans.toml, loaded-luckless: the field 'must' must be a list",
    ),
    "empty must": (
        "spans.toml",
        'quote = "luckless"',
        'quote = "luckless"\nmust = [""]',
        "spans.toml, loaded-luckless: the must '' is not in the quote",
    ),
    "must that stands twice": (
        "spans.toml",
        'quote = "luckless"',
        'quote = "luckless"\nmust = ["s"]',
        "spans.toml, loaded-luckless: the must 's' stands 2 times in the quote",
    ),
    "misspelt table": (
        "spans.toml",
        "[[span]]",
        "[[spam]]",
        "spans.toml, at the top: unknown field 'spam'",
    ),
    "unknown kind": (
        "claims.toml",
        'kind = "event"',
        'kind = "evnt"',
        "claims.toml, C02: unknown kind 'evnt'",
    ),
    "counts that are no list": (
        "claims.toml",
        'note = "No other report was found."',
        'note = "No other report was found."\ncounts = 3',
        "claims.toml, C02: the field 'counts' must be a list",
    ),
    "count of nobody": (
        "claims.toml",
        ', unit = "euros"}]\n\n',
        "}]\n\n",
        "claims.toml, C01: the field 'unit' is missing",
    ),
    "date that is none": (
        "claims.toml",
        "low = 2900000",
        'from = "Monday", low = 2900000',
        "claims.toml, C01, evidence 1: from = 'Monday' is not a date",
    ),
    "unknown line": (
        "claims.toml",
        'line = "S4"',
        'line = "S44"',
        "claims.toml, C02: unknown line 'S44'",
    ),
    "unknown verdict": (
        "claims.toml",
        'verdict = "not found"',
        'verdict = "false"',
        "claims.toml, C02: unknown verdict 'false'",
    ),
    "unknown grade": (
        "claims.toml",
        'grade = "A"',
        'grade = "Z"',
        "claims.toml, C01, evidence 1: unknown grade 'Z'",
    ),
    "range backwards": (
        "claims.toml",
        "low = 3000000, high = 3000000",
        "low = 9, high = 3",
        "claims.toml, C01: the range 9 to 3 runs backwards",
    ),
    "information grade for an unknown verdict": (
        "../codebook.toml",
        'fits = ["not found"]',
        'fits = ["not found", "false"]',
        "codebook.toml, i6: unknown word in fits 'false'; use one of corroborated",
    ),
    "verdict without an information grade": (
        "../codebook.toml",
        'fits = ["not found"]',
        "fits = []",
        "codebook.toml: no information fits 'not found'",
    ),
    "information grade with a misspelt field": (
        "../codebook.toml",
        'fits = ["not found"]',
        'verdicts = ["not found"]',
        "codebook.toml, i6: unknown field 'verdicts'",
    ),
    "upgrade for what is no source code": (
        "../codebook.toml",
        'fits = ["no-source"]',
        'fits = ["loaded"]',
        "codebook.toml, any-source: unknown word in fits 'loaded'",
    ),
    "upgrade whose fits is no list": (
        "../codebook.toml",
        'fits = ["named-source", "vague-source"]',
        'fits = "named-source"',
        "codebook.toml, how: the field 'fits' must be a list",
    ),
    "claim without attribution": (
        "spans.toml",
        'content = "40 shops will close."\n',
        "",
        "claims.toml, C02: its words lie in no attribution span of S4",
    ),
    "article changed": (
        "article.txt",
        "Monday",
        "Tuesday",
        "article.txt, town: the text has changed",
    ),
    "opening words not found": (
        "case.toml",
        'S3 = "Work"',
        'S3 = "Play"',
        "case.toml, S3: the opening words 'Play' are not found",
    ),
    "task with an unknown code": (
        "tasks/town.toml",
        'codes = ["loaded", "label"]',
        'codes = ["loud"]',
        "town.toml, town-words: unknown code 'loud'",
    ),
    "clean line without a reason": (
        "tasks/town.toml",
        'S2 = "Its one strong word is open to debate."\n',
        "",
        "town.toml, town-words: line S2 has nothing to mark",
    ),
    "task with unknown lines": (
        "tasks/town.toml",
        'lines = "H1, S1-S5"',
        'lines = "S1-S50"',
        "town.toml, town-words: town: no lines 'S1-S50'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_data_stops_with_one_sentence(town, fault):
    file, old, new, message = FAULTS[fault]
    change(town / file, old, new)
    with pytest.raises(CaseError) as stopped:
        tasks.tasks(load(folder=town))
    said = str(stopped.value)
    assert message in said
    assert "\n" not in said.strip()


def test_missing_file_is_named(town):
    (town / "claims.toml").unlink()
    with pytest.raises(CaseError, match="claims.toml: the file is missing from town"):
        load(folder=town)


def test_unknown_case_names_those_there_are():
    with pytest.raises(CaseError, match="no such case; the kit has .*idlib-2020"):
        load("atlantis")


def test_equal_attributions_stop_the_load(town):
    change(
        town / "spans.toml",
        'content = "40 shops will close."',
        'content = "40 shops will close."\ntier = "core"\nrule = "source-vague"\nwhy = "Which?"\n\n'
        '[[span]]\nid = "vague-again"\ncode = "vague-source"\nline = "S4"\n'
        'quote = "The so-called experts claimed that 40 shops will close."\n'
        'source = "experts"',
    )
    with pytest.raises(CaseError, match="C02: attribution spans .* hold its words equally"):
        load(folder=town)


def test_an_article_that_is_not_utf8_stops_the_load(town):
    (town / "article.txt").write_bytes("Bypass ümlaut".encode("latin-1"))
    pin(town)
    with pytest.raises(CaseError, match="article.txt, town: the text is not UTF-8"):
        load(folder=town)


def test_offsets_are_code_points(town):
    """An emoji is one code point, whatever JavaScript says."""
    case = load(folder=town)
    madness = case.span("loaded-madness")
    assert "🚧" in case.text[: madness.start]
    assert case.text[madness.start : madness.end] == "madness"
    change(town / "article.txt", "🚧", "x")
    pin(town)
    cases._load.cache_clear()
    assert load(folder=town).span("loaded-madness").start == madness.start
