"""Marks and claims in the forms that other tools read, and marks back into a text."""

from __future__ import annotations

import json
import re
import tomllib
from base64 import urlsafe_b64decode
from pathlib import Path
from uuid import UUID

import fastjsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from whosaysso import answers, tasks
from whosaysso.case import CASES, VERDICTS, CaseError, load
from whosaysso.classroom import export, placing, typed
from whosaysso.classroom.placing import PlacingError
from whosaysso.classroom.records import HandIn
from whosaysso.kinds import KINDS

DATA = Path(__file__).parent / "data"
NAMES = sorted(path.parent.name for path in CASES.glob("*/case.toml"))
MODEL = fastjsonschema.compile(json.loads((DATA / "web-annotation.schema.json").read_text("utf-8")))
ARTICLE = load("idlib-2020")
every_case = pytest.mark.parametrize("name", NAMES)


def raw_of(data) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def items(collection: dict) -> list[dict]:
    return collection["first"]["items"]


def values(annotation: dict, purpose: str) -> list[str]:
    return [body["value"] for body in annotation["body"] if body["purpose"] == purpose]


def an_annotation(exact: str, *tags: str, prefix: str = "", suffix: str = "", start=None) -> dict:
    selector = [{"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}]
    if start is not None:
        selector.append({"type": "TextPositionSelector", "start": start, "end": start + len(exact)})
    return {
        "type": "Annotation",
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags],
        "target": {"source": "https://example.org/a-page", "selector": selector},
    }


def placed_in(case, *annotations: dict):
    return placing.place(placing.read(raw_of(list(annotations))), case)


def lost_in(case, *annotations: dict) -> str:
    placed, lost = placed_in(case, *annotations)
    assert not placed and len(lost) == 1
    return lost[0]


# --- the key as Web Annotations ---------------------------------------------------


@every_case
def test_the_key_leaves_as_the_model_demands(name):
    case = load(name)
    collection = export.of_key(case)
    assert MODEL(json.loads(raw_of(collection))) == collection
    assert collection["total"] == len(items(collection)) == len(case.spans)
    ids = {one["id"] for one in items(collection)}
    assert len(ids) == len(case.spans) and all(UUID(one) for one in ids)
    assert export.of_key(case) == collection, "the same marks give the same bytes"
    assert "draft by one annotator" in collection["label"] and case.written in collection["label"]
    for span, one in zip(case.spans, items(collection), strict=True):
        assert values(one, "tagging")[0] == span.code
        assert values(one, "commenting") == [span.why]
        assert f"tier:{span.tier}" in values(one, "tagging")
        assert one["rights"] == export.LICENCE and one["creator"] == export.AUTHORS
        quote, position = one["target"]["selector"]
        assert case.text[position["start"] : position["end"]] == quote["exact"] == span.quote


@every_case
def test_the_source_is_the_page_and_the_text_is_named_by_its_hash(name):
    case = load(name)
    target = items(export.of_key(case))[0]["target"]
    given_name = target["state"]["cached"] if case.url else target["source"]
    scheme, _, digest = given_name.partition(";")
    assert scheme == "ni:///sha-256"
    assert urlsafe_b64decode(digest + "=").hex() == case.sha256
    assert (target["source"] == case.url) == bool(case.url)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.pop("id"),
        lambda one: one.pop("target"),
        lambda one: one.update(type="Note"),
        lambda one: one.update(motivation="scolding"),
        lambda one: one["body"][0].pop("value"),
        lambda one: one["target"].pop("source"),
        lambda one: one["target"]["selector"][0].pop("exact"),
        lambda one: one["target"]["selector"][1].update(start=-1),
        lambda one: one["target"]["selector"][1].pop("end"),
        lambda one: one.update(rights="CC BY"),
        lambda one: one.update(learner="a key that the context does not know"),
    ],
)
def test_the_check_against_the_model_can_fail(spoil):
    collection = export.of_key(load("satire"))
    spoil(items(collection)[0])
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        MODEL(collection)


def test_a_teachers_own_case_gets_no_licence_and_no_author_from_us(own_case):
    collection = export.of_key(own_case)
    MODEL(collection)
    assert "rights" not in raw_of(collection).decode() and "draft" not in collection["label"]
    assert "license" not in raw_of(export.of_claims(own_case)).decode()


@pytest.fixture
def own_case(tmp_path):
    """A copy of a text of the kit in a folder of the teacher's."""
    folder = tmp_path / "own"
    folder.mkdir()
    for path in (CASES / "bypass-reply").glob("*.t*"):
        (folder / path.name).write_bytes(path.read_bytes())
    return load(folder=folder)


# --- learners' marks --------------------------------------------------------------


def a_handin(value, task: str = "loaded-headline", learner: str = "abcd-efgh", **row) -> HandIn:
    entry = answers.advance(None, None, {"kind": "mark", "value": value, "tries": []}, "")
    case = {"article": ARTICLE.sha256, "tasks": {task: entry}, **row}
    document = answers.new_document() | {"learner": learner, "cases": {"idlib-2020": case}}
    return HandIn(learner, ("one.json",), typed.of(document), "", owner="Wilhelmina", lms="4711")


def test_a_learners_marks_leave_under_the_code_alone():
    built = tasks.build(tasks.task("loaded-headline", ARTICLE), ARTICLE)
    marks = KINDS["mark"].key(built)
    collection, left = export.of_learners(ARTICLE, [a_handin(marks)])
    assert not left and MODEL(collection) and collection["total"] == len(marks)
    for one in items(collection):
        assert one["creator"] == {"type": "Person", "nickname": "abcd-efgh"}
        assert "rights" not in one and "created" not in one
        assert values(one, "tagging")[1:] == ["task:loaded-headline"]
    text = raw_of(collection).decode()
    assert not any(word in text for word in ("Wilhelmina", "4711", "one.json", "commenting"))
    at = [sel["start"] for one in items(collection) for sel in one["target"]["selector"][1:]]
    assert at == sorted(mark["start"] for mark in marks)


def test_two_learners_who_mark_alike_are_two_and_nobody_is_an_empty_collection():
    mark = KINDS["mark"].key(tasks.build(tasks.task("loaded-headline", ARTICLE), ARTICLE))[:1]
    both = [a_handin(mark), a_handin(mark, learner="ffff-0000")]
    collection, _ = export.of_learners(ARTICLE, both)
    assert len({one["id"] for one in items(collection)}) == collection["total"] == 2
    nobody, left = export.of_learners(ARTICLE, [])
    assert MODEL(nobody) and nobody["total"] == 0 and "first" not in nobody and not left


@pytest.mark.parametrize(
    ("handin", "said"),
    [
        (a_handin([{"code": "loaded", "start": 9_000_000, "end": 9_000_001}]), "catches no word"),
        (a_handin([{"code": "nonsense", "start": 0, "end": 5}]), "no code"),
        (a_handin([], task="no-such-task"), "no such task"),
        (a_handin([], article="0" * 64), "another version of the text"),
    ],
)
def test_what_cannot_be_a_mark_is_left_out_in_words(handin, said):
    collection, left = export.of_learners(ARTICLE, [handin])
    assert collection["total"] == 0 and len(left) == 1
    assert said in left[0] and left[0].startswith("abcd-efgh") and left[0].endswith(".")


# --- claims -----------------------------------------------------------------------

# The properties of schema.org's types that an export uses (schema.org, 2026), own and inherited.
THING = {"@type", "@id", "name", "url", "description", "identifier", "disambiguatingDescription"}
WORK = THING | {
    "abstract", "appearance", "author", "citation", "copyrightNotice", "creativeWorkStatus",
    "creditText", "datePublished", "license", "publisher", "review", "temporal", "text",
    "usageInfo",
}  # fmt: skip
REVIEW = WORK | {"itemReviewed", "reviewAspect", "reviewBody", "reviewRating"}
KNOWN = {
    "ClaimReview": REVIEW | {"claimReviewed"},
    "Review": REVIEW,
    "Claim": WORK,
    "CreativeWork": WORK - {"appearance"},
    "Rating": THING | {"alternateName", "author", "ratingExplanation"},
    "Organization": THING,
    None: {"name"},
}


def nodes(data):
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from nodes(value)
    elif isinstance(data, list):
        for value in data:
            yield from nodes(value)


@every_case
def test_claims_leave_with_words_for_verdicts_and_no_number(name):
    case = load(name)
    graph = export.of_claims(case)
    assert graph["@context"] == "https://schema.org"
    assert len(graph["@graph"]) == len(case.claims)
    for claim, review in zip(case.claims, graph["@graph"], strict=True):
        for node in nodes(review):
            assert set(node) <= KNOWN[node.get("@type")], node
        assert review["claimReviewed"] == review["itemReviewed"]["text"] == claim.quote
        assert review["reviewRating"] == {"@type": "Rating", "alternateName": claim.verdict}
        assert review["reviewRating"]["alternateName"] in VERDICTS
        assert "ratingValue" not in raw_of(review).decode()
        assert claim.note in review["reviewBody"] and case.written in review["reviewBody"]
        appearance = review["itemReviewed"]["appearance"]
        assert appearance["publisher"]["name"] == case.publisher
        assert appearance.get("url", "") == case.url
        span = case.attribution(claim)
        said = review["itemReviewed"]["creditText"]
        assert case.codebook.codes[span.code].name in said and (span.source or "") in said
        for row, cited in zip(claim.evidence, review["citation"], strict=True):
            assert (cited["abstract"], cited["creditText"]) == (row.says, row.who)
            assert cited["publisher"]["name"] == row.publisher
            assert cited.get("url") == (row.url if row.link and row.url else None)
            assert row.seen in cited["description"]


def test_links_stand_only_where_the_data_allows_one():
    rows = [row for claim in ARTICLE.claims for row in claim.evidence]
    allowed = {row.url for row in rows if row.link}
    closed = {row.url for row in rows if not row.link} - allowed - {ARTICLE.url}
    text = raw_of(export.of_claims(ARTICLE)).decode()
    assert closed and allowed
    assert [url for url in closed if f'"{url}"' in text] == []
    assert [url for url in allowed if url and f'"{url}"' not in text] == []


def test_a_review_has_an_address_where_the_page_has_one():
    site = "https://example.org/article.html"
    reviews = export.of_claims(ARTICLE, site)["@graph"]
    for claim, review in zip(ARTICLE.claims, reviews, strict=True):
        assert review["url"] == f"{site}#{claim.line}"
    assert not any("url" in one for one in export.of_claims(ARTICLE)["@graph"])


# --- and back ---------------------------------------------------------------------


@every_case
@pytest.mark.parametrize("hint", [True, False], ids=["with position", "by the words alone"])
def test_every_span_comes_back_to_its_place(name, hint):
    case = load(name)
    collection = export.of_key(case)
    if not hint:
        for one in items(collection):
            del one["target"]["selector"][1]
    placed, lost = placing.place(placing.read(raw_of(collection)), case)
    assert not lost
    spans = [(s.code, s.line, s.start, s.end, s.quote) for s in case.spans]
    assert [(p.code, p.line, p.start, p.end, p.quote) for p in placed] == spans


@every_case
def test_a_key_that_left_and_came_back_loads_as_it_was(name, tmp_path):
    case = load(name)
    placed, _ = placing.place(placing.read(raw_of(export.of_key(case))), case)
    folder = tmp_path / name
    folder.mkdir()
    for path in case.folder.glob("*.t*"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "spans.toml").write_text(placing.toml(placed, case), encoding="utf-8")
    assert load(folder=folder).spans == case.spans


@given(data=some.data())
def test_any_words_of_any_line_come_back(data):
    case = load(data.draw(some.sampled_from(NAMES)))
    line = data.draw(some.sampled_from(case.lines))
    start = data.draw(some.integers(line.start, line.end - 1))
    end = data.draw(some.integers(start + 1, line.end))
    assume(case.text[start:end].strip())
    quote = export.quote_of(case.text, start, end)
    around = {"prefix": quote["prefix"], "suffix": quote["suffix"]}
    [found], lost = placed_in(case, an_annotation(quote["exact"], "loaded", **around))
    assert not lost and (found.start, found.end, found.line) == (start, end, line.id)
    [row] = tomllib.loads(placing.toml([found], case))["span"]
    at = [hit.start() for hit in re.finditer(f"(?={re.escape(row['quote'])})", line.text)]
    assert line.start + at[row.get("nth", 1) - 1] == start and ("nth" in row) == (len(at) > 1)


@given(some.text(min_size=1))
def test_any_text_is_written_as_toml_reads_it(text):
    assume(text.encode("utf-8", "ignore").decode() == text)
    assert tomllib.loads(f"a = {placing._value(text)}")["a"] == text


def test_other_spaces_and_line_ends_are_no_hindrance():
    found, lost = placed_in(ARTICLE, an_annotation("American\n   Waterloo", "loaded"))
    assert not lost and found[0].quote == "American Waterloo"


def test_an_edited_page_around_the_words_is_no_hindrance():
    one = an_annotation("American Waterloo", "loaded", prefix="Share this: ", suffix=" Like")
    assert placed_in(ARTICLE, one)[0][0].line == "H2"


def repeated() -> tuple[str, list[int]]:
    """A word that stands in the article several times, and where."""
    word = "Turkish"
    at = [hit.start() for hit in re.finditer(word, ARTICLE.text)]
    assert len(at) > 2
    return word, at


def test_the_position_is_asked_only_where_the_words_leave_it_open():
    word, at = repeated()
    assert placed_in(ARTICLE, an_annotation(word, "loaded", start=at[2]))[0][0].start == at[2]
    quote = export.quote_of(ARTICLE.text, at[1], at[1] + len(word))
    around = {"prefix": quote["prefix"], "suffix": quote["suffix"]}
    one = an_annotation(word, "loaded", **around, start=at[2])
    assert placed_in(ARTICLE, one)[0][0].start == at[1]
    said = lost_in(ARTICLE, an_annotation(word, "loaded", start=at[2] + 1))
    assert f"stand {len(at)} times" in said


def test_what_cannot_be_placed_is_one_sentence_each():
    across = ARTICLE.text[ARTICLE.line("S1").end - 12 : ARTICLE.line("S2").start + 12]
    position = {"type": "TextPositionSelector", "start": 0, "end": 5}
    for annotation, said in [
        (an_annotation("no such words here", "loaded"), "are not in the text"),
        (an_annotation(across, "loaded"), "within one line"),
        (an_annotation("American Waterloo", "thrilling"), "no tag that names a code"),
        (an_annotation("   ", "loaded"), "quotes no words"),
        (an_annotation("x" * 20_000, "loaded"), "longer than a span"),
        ({"type": "Annotation", "target": "https://example.org/"}, "quotes no words"),
        ({"target": {"selector": position}, "body": []}, "a position alone is not enough"),
        ({"target": [7, None], "body": [1, {"value": 3}]}, "quotes no words"),
    ]:
        placed, lost = placed_in(ARTICLE, annotation)
        assert not placed and lost and all(one.startswith("Annotation 1") for one in lost)
        assert said in lost[0] and lost[0].endswith(".") and "\n" not in lost[0]
    hostile = lost_in(ARTICLE, an_annotation("\x1b[2J\x07 gone", "loaded"))
    assert hostile.isprintable()


def test_tags_are_ids_names_or_tiers_as_a_person_types_them():
    one = an_annotation("American Waterloo", "Loaded language", "contested", "my own tag")
    one["body"].append({"type": "TextualBody", "purpose": "commenting", "value": "Too grand."})
    [found], _ = placed_in(ARTICLE, one)
    assert found.code == "loaded"
    assert found.fields == {"tier": "contested", "why": "Too grand."}


def test_what_is_missing_stands_there_empty_and_says_what_it_takes(own_case):
    line = own_case.line("S1")
    placed, lost = placed_in(own_case, an_annotation(line.text, "loaded"))
    text = placing.toml(placed, own_case)
    assert not lost
    assert 'rule = ""  # to be filled in: loaded-emotive or ' in text
    assert 'tier = ""  # to be filled in: core or contested or decoy' in text
    (own_case.folder / "spans.toml").write_text(text, encoding="utf-8")
    again = own_case.folder.rename(own_case.folder.with_name("again"))
    with pytest.raises(CaseError, match="'tier' is missing or empty"):
        load(folder=again)


def test_ids_never_meet():
    same = [an_annotation("American Waterloo", "loaded", "id:one") for _ in range(3)]
    bad = an_annotation("American Waterloo", "loaded", "id:no id; at all")
    placed, _ = placed_in(ARTICLE, *same, bad)
    ids = [row["id"] for row in tomllib.loads(placing.toml(placed, ARTICLE))["span"]]
    assert ids == ["one", "loaded-1", "loaded-2", "loaded-3"]


def test_one_a_list_a_page_and_a_collection_are_read():
    one = an_annotation("American Waterloo", "loaded")
    page = {"type": "AnnotationPage", "items": [one]}
    collection = {"type": "AnnotationCollection", "total": 1, "first": page}
    for data in (one, [one], page, collection):
        assert placing.read(raw_of(data)) == [one]
    assert placing.read(json.dumps(one).encode("utf-16")) == [one]
    assert placing.read(raw_of({"type": "AnnotationCollection", "total": 0})) == []


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\x00\xd8", "not JSON"),
        (b"7", "no Web Annotations"),
        (b'{"first": "https://example.org/page1"}', "save that page"),
        (b"[" + b"{}," * 10_000 + b"{}]", "at most 10,000"),
        (b" " * 5_000_001, "larger than 5 MB"),
    ],
)
def test_a_file_of_something_else_is_refused_in_a_sentence(raw, said):
    with pytest.raises(PlacingError, match=said):
        placing.read(raw)
