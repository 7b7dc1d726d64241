"""The rewrite exercise: what is found in a text, and the two languages side by side.

``vectors/rewrite.json`` holds answers and what they must earn, worked out by hand, and bad
values with their sentence. ``data/rewrites`` holds rewrites of the kit's passages as people
write them, with what a fair reader finds in each. Python and the bundled module in Chromium
must both agree with both.
"""

from __future__ import annotations

import json
import random
import shutil
import time
import tomllib
import unicodedata
from pathlib import Path

import pytest
import traitlets
from towns import change

from whosaysso import tasks
from whosaysso.case import CASES, CaseError, load
from whosaysso.feedback import AnswerError
from whosaysso.kinds import is_open, rewrite
from whosaysso.kinds.rewrite.text import fold, sentences, words
from whosaysso.scoring import percent
from whosaysso.widgets import Rewrite
from whosaysso.widgets.exercise import DIST

HERE = Path(__file__).parent
MARKET = HERE / "data" / "market"
VECTORS = json.loads((HERE / "vectors" / "rewrite.json").read_text("utf-8"))
GOOD, BAD = VECTORS["good"], VECTORS["bad"]


def rewrites(case) -> dict[str, dict]:
    found = tasks.tasks(case).values()
    return {t.id: tasks.build(t, case) for t in found if t.kind == "rewrite"}


BUILT = rewrites(load(folder=MARKET))
KIT = {}
for path in sorted(CASES.glob("*/case.toml")):
    KIT |= rewrites(load(path.parent.name))
STRAIGHT = BUILT["market-straight"]
named = pytest.mark.parametrize


def plain(feedback) -> dict:
    """Feedback as the JSON that the module returns."""
    rows = [
        {"verdict": r.verdict, "line": r.line, "quote": r.quote, "text": r.text, "item": r.item}
        for r in feedback.rows
    ]
    return {
        "task": feedback.task,
        "score": feedback.score,
        "summary": feedback.summary,
        "rows": rows,
    }


def asker(browser, source: Path):
    """A page, and ``ask(what, ...)``: evaluate with a module as ``kit`` and arguments ``a``.

    Arguments go as JSON text, so that nothing between the two languages mends them.
    """
    page = browser.new_page()
    page.set_content("<!doctype html><title>vectors</title>")
    page.evaluate(
        "async (source) => { window.kit = await import("
        "URL.createObjectURL(new Blob([source], {type: 'text/javascript'}))); }",
        source.read_text(encoding="utf-8"),
    )

    def ask(what: str, *given):
        code = f"(text) => {{ const a = JSON.parse(text); return {what}; }}"
        return page.evaluate(code, json.dumps(given))

    return page, ask


@pytest.fixture(scope="module")
def module(browser):
    """The bundled module, as anywidget loads it."""
    page, ask = asker(browser, DIST / "rewrite.js")
    yield ask
    page.close()


@pytest.fixture(scope="module")
def texts(browser):
    """The module that parts words and sentences."""
    page, ask = asker(browser, Path(rewrite.__file__).parent / "text.js")
    yield ask
    page.close()


# --- what is said ---------------------------------------------------------


@named("vector", GOOD, ids=lambda v: v["name"])
def test_python_agrees_with_the_vectors(vector):
    task = BUILT[vector["task"]]
    rewrite.valid(task, vector["value"])
    feedback = rewrite.score(task, vector["value"], vector["reveal"])
    assert " ".join(row.verdict for row in feedback.rows) == vector["verdicts"]
    assert feedback.summary == vector["summary"]
    if feedback.score is not None:
        assert vector["summary"].endswith(f"Score: {percent(feedback.score)} of 100.")
    assert rewrite.complete(task, feedback) == vector["complete"]


@named("vector", GOOD, ids=lambda v: v["name"])
def test_the_module_agrees_with_python(vector, module):
    task, value, reveal = BUILT[vector["task"]], vector["value"], vector["reveal"]
    there = module("kit.score(a[0], a[1], a[2])", task, value, reveal)
    assert there == plain(rewrite.score(task, value, reveal))
    assert module("kit.valid(a[0], a[1])", task, value) is None
    assert module("kit.complete(a[0], a[1])", task, there) == vector["complete"]
    one, two = (is_open(task, [value] * n) for n in (1, 2))
    assert one == vector["complete"] and two, "the key opens with all found, or after two tries"


@named("vector", BAD, ids=lambda v: v["name"])
def test_a_bad_answer_gets_the_same_sentence_on_both_sides(vector, module):
    with pytest.raises(AnswerError) as refused:
        rewrite.valid(STRAIGHT, vector["value"])
    assert str(refused.value) == vector["says"]
    assert module("kit.valid(a[0], a[1])", STRAIGHT, vector["value"]) == vector["says"]


@named("letter", ["a", "İ", "ش", "🌧"])
def test_a_text_has_ten_thousand_characters_at_most(letter, module):
    said = "This text has more than 10,000 characters; make it shorter."
    for value in ({"text": letter * 10_000}, {"overruled": {"rents": f"a b c {letter * 9_994}"}}):
        rewrite.valid(STRAIGHT, value)
        assert module("kit.valid(a[0], a[1])", STRAIGHT, value) is None
    for size in (10_001, 2**20):
        for value in ({"text": letter * size}, {"overruled": {"rents": letter * size}}):
            with pytest.raises(AnswerError) as refused:
                rewrite.valid(STRAIGHT, value)
            assert str(refused.value) == said
            assert module("kit.valid(a[0], a[1])", STRAIGHT, value) == said


def test_first_check_gives_the_reason_and_the_second_a_wording():
    value = {"text": "The clueless council spoke of stalls."}
    first, second = (
        {row.item: row.text for row in rewrite.score(STRAIGHT, value, reveal).rows}
        for reveal in (False, True)
    )
    assert first["rents"] == "Its words were not found together in one sentence."
    assert first["label-clueless"] == "The word takes the trust away."
    assert second["rents"] == (
        "Its words were not found together in one sentence. One way to say it: "
        "“On May 3, traders said that rents had risen by 20 percent.”"
    )
    assert second["council-stalls"].endswith("“The council said that 1,200 stalls were let.”")
    assert second["label-clueless"].endswith("You could write: the council.")
    assert second["loaded-heroic"] == first["loaded-heroic"] == "These words are gone."
    untouched = {row.item: row.text for row in rewrite.score(STRAIGHT, {}, True).rows}
    assert untouched["irony-genius"].endswith("You could leave it out.")


def test_a_quotation_in_a_wording_gets_single_marks():
    fair = KIT["rewrite-threat"]["say"]["threat"]["fair"]
    assert fair.startswith("One way to say it: “He also said") and fair.endswith("harmed.”")
    assert fair.count("“") == fair.count("”") == 1 and "‘hit regime forces everywhere’" in fair


def test_an_overruled_line_shows_the_reason_and_nothing_of_the_key():
    value = {"overruled": {"label-clueless": "They say so themselves."}}
    row = next(r for r in rewrite.score(STRAIGHT, value, True).rows if r.item == "label-clueless")
    assert (row.verdict, row.text) == ("overruled", "Your reason: They say so themselves.")
    assert STRAIGHT["verdicts"]["overruled"] == "You overrule this"


def test_the_panel_never_calls_a_text_neutral_or_right():
    for task in [*BUILT.values(), *KIT.values()]:
        ours = [*task["verdicts"].values(), *task["summary"].values()]
        ours += [say[name] for say in task["say"].values() for name in say if name != "left"]
        for word in ("neutral", "unbiased", "objective", "correct", "right", "wrong", "false"):
            assert not any(word in words(text) for text in ours), word


def test_random_answers_agree(module):
    """Heaps of forms, pushing words, marks and odd letters: no row may differ."""
    chance = random.Random(2020)
    odd = [*".,;:!?…“”\"«»’'-–\n\t\u00a0\u200b", *"1,200 4,00 Dr. no. é İ ß شارع 😀".split()]
    total = 0
    for task in [*BUILT.values(), *KIT.values()]:
        pool = [form for fact in task["facts"] for part in fact["parts"] for form in part]
        pool += [form for fact in task["facts"] for form in fact["unless"]]
        pool += [form for s in task["sources"] for name in ("names", "cues") for form in s[name]]
        pool += [part for span in task["spans"] for part in span["must"]] * 3
        ids = [one["id"] for name in ("facts", "sources", "spans") for one in task[name]]
        answers = []
        for _ in range(100):
            parts = chance.choices(pool, k=chance.randrange(1, 60))
            parts += chance.choices(odd, k=chance.randrange(20)) + task["model"].split(" ")
            chance.shuffle(parts)
            value = {}
            if chance.random() < 0.95:
                value["text"] = chance.choice((" ", "", " . ")).join(parts)[:9_999]
            over = chance.sample(ids, chance.randrange(min(4, len(ids) + 1)))
            if over:
                value["overruled"] = {name: "I see it there." for name in over}
            answers.append((value, chance.random() < 0.5))
        there = module("a[1].map(([v, reveal]) => kit.score(a[0], v, reveal))", task, answers)
        for (value, reveal), answer in zip(answers, there, strict=True):
            assert answer == plain(rewrite.score(task, value, reveal)), value
        assert module("a[1].map(([v]) => kit.valid(a[0], v))", task, answers) == [None] * 100
        total += len(answers)
    assert total == 100 * (len(BUILT) + len(KIT))


def test_a_long_text_is_scored_while_one_types(module):
    """10,000 characters that make the most sentences, the most titles, the most numbers."""
    task = KIT["rewrite-two-totals"]
    for text in ("a\n" * 5_000, "a. " * 3_333, "1,234 " * 1_666, "“" * 10_000, ". " * 5_000):
        began = time.perf_counter()
        here = rewrite.score(task, {"text": text}, True)
        assert time.perf_counter() - began < 5
        there, took = module(
            "(() => { const began = performance.now();"
            " const found = kit.score(a[0], {text: a[1]}, true);"
            " return [found, performance.now() - began]; })()",
            task,
            text,
        )
        assert there == plain(here)
        assert took < 2000, f"{took:.0f} ms for {text[:6]!r}"


# --- words and sentences --------------------------------------------------

SENTENCES = {
    "One. Two! Three? Four": ["one", "two", "three", "four"],
    "He said “no way.” They left.": ["he said no way", "they left"],
    "Mr. Smith met Dr. No on Feb. 12. Then A. B. Cole left.": [
        "mr smith met dr no on feb 12",
        "then a b cole left",
    ],
    "The town is Anna’s. It rains.": ["the town is anna s", "it rains"],
    "It cost 2.5 or 1,234,567 in 2020. More later.": [
        "it cost 2 5 or 1234567 in 2020",
        "more later",
    ],
    "First line\nsecond line\n\n\nthird": ["first line", "second line", "third"],
    "Well… perhaps… not": ["well", "perhaps", "not"],
    "U.S. forces left. So did others.": ["u s forces left", "so did others"],
    "...": [],
    "": [],
    "Really?! (Yes.) Good.": ["really", "yes", "good"],
    "No gap.Next word": ["no gap next word"],
    "12,34 and 1,2345 and 1,234": ["12 , 34 and 1 , 2345 and 1234"],
}


@named("text", SENTENCES, ids=lambda t: t[:20] or "empty")
def test_sentences(text, texts):
    assert [" ".join(s.words) for s in sentences(text)] == SENTENCES[text]
    assert texts("kit.sentences(a[0]).map((s) => s.words.join(' '))", text) == SENTENCES[text]


@named(
    ("text", "inside"),
    [
        ('say "a b" c', "a b"),
        ("say “a b” c", "a b"),
        ("say «a b» c", "a b"),
        ("say „a b“ c", "a b"),
        ("say ‘a b’ c", ""),
        ("say “a b. c” d", "a b c"),
        ("say “a b\nc” d", "a b d"),
        ("say a” b", "b"),
    ],
)
def test_what_stands_in_quotation_marks(text, inside, texts):
    found = [w for s in sentences(text) for w, q in zip(s.words, s.quoted, strict=True) if q]
    assert " ".join(found) == inside
    there = texts("kit.sentences(a[0]).map((s) => s.words.filter((_, n) => s.quoted[n]))", text)
    assert " ".join(word for line in there for word in line) == inside


@named(
    ("text", "same"),
    [
        ("Erdoğan", "erdogan"),
        ("ERDOĞAN", "erdogan"),
        ("İdlib IDLIB idlib", "idlib idlib idlib"),
        ("km²", "km2"),
        ("Café, naïve", "cafe naive"),
        ("Turkey’s Turkey's", "turkey s turkey s"),
        ("counter-attack counter–attack", "counter attack counter attack"),
        ("1,234 12,345 1,234,567 1,23", "1234 12345 1234567 1 23"),
        ("snake_case", "snake case"),
        ("ΟΔΟΣ", "οδος"),
        ("Straße", "straße"),
        ("😀 🇸🇾 👩‍🚒", ""),
        ("٤٠٠ ４００", "٤٠٠ 400"),
        ("שלום 你好 नमस्ते", "שלום 你好 नमसत"),
    ],
)
def test_words_as_they_are_compared(text, same, texts):
    assert " ".join(words(text)) == same
    assert texts("kit.words(a[0]).join(' ')", text) == same


def test_every_character_makes_the_same_words_in_both_languages(texts):
    """All of Unicode that both sides know; they may know different editions of it."""
    known = [n for n in range(0x110000) if unicodedata.category(chr(n)) not in ("Cn", "Cs", "Co")]
    there = texts(
        "a[0].map((n) => /\\p{Cn}/u.test(String.fromCodePoint(n)) ? null"
        " : kit.words(`a${String.fromCodePoint(n)}B`).join(' '))",
        known,
    )
    differ = [
        hex(n)
        for n, found in zip(known, there, strict=True)
        if found is not None and found != " ".join(words(f"a{chr(n)}B"))
    ]
    assert sum(found is not None for found in there) > 100_000
    assert len(differ) <= 5 and all(int(n, 16) >= 0x11000 for n in differ), differ


def test_long_random_texts_fold_alike(texts):
    chance = random.Random(7)
    letters = [chr(n) for n in range(0x20, 0x2100) if unicodedata.category(chr(n)) != "Cn"]
    given = ["".join(chance.choices(letters, k=500)) for _ in range(100)]
    assert texts("a[0].map(kit.fold)", given) == [fold(text) for text in given]


# --- rewrites as people write them ----------------------------------------


def people() -> list[tuple[str, dict]]:
    found = []
    for path in sorted((HERE / "data" / "rewrites").glob("*.toml")):
        rows = tomllib.loads(path.read_text("utf-8"))["rewrite"]
        found += [(path.stem, row) for row in rows]
    return found


PEOPLE = people()


def text_of(task: dict, row: dict) -> str:
    if "text" in row:
        return row["text"]
    text = task["original"]
    for old, new in row["edits"]:
        assert old in text, f"{old!r} is not in the passage"
        text = text.replace(old, new, 1)
    return text


def judged(task: dict, by: dict) -> dict[str, set[str]]:
    """What is lost, unattributed and left; a fact that is lost takes its sources with it."""
    lost = set(by.get("lost", []))
    return {
        "lost": lost,
        "unattributed": set(by.get("unattributed", []))
        | {source["id"] for source in task["sources"] if source["fact"] in lost},
        "left": set(by.get("left", [])),
    }


@named(("name", "row"), PEOPLE, ids=[f"{name}, {row['name']}" for name, row in PEOPLE])
def test_the_checker_finds_what_a_fair_reader_finds(name, row):
    task = KIT[name]
    found = rewrite.find(task, text_of(task, row))
    got = {
        "lost": {one for one, good in found.facts.items() if not good},
        "unattributed": {one for one, good in found.sources.items() if not good},
        "left": {one for one, stands in found.spans.items() if stands},
    }
    reader = judged(task, row)
    ids = {*found.facts, *found.sources, *found.spans}
    assert set().union(*reader.values()) <= ids, "a misspelt id would test nothing"
    if "limit" not in row:
        assert got == reader
        return
    assert row["limit"].endswith(".") and got == judged(task, row["checker"])
    assert got != reader, "the lists have learnt this one: it is no limit any more"


def test_there_are_enough_of_them_and_most_are_within_the_limits():
    for name in KIT:
        rows = [row for task, row in PEOPLE if task == name]
        assert len(rows) >= 30, name
        assert len({row["name"] for row in rows}) == len(rows), "names tell rewrites apart"
        assert all(
            set(row)
            <= {"name", "text", "edits", "lost", "unattributed", "left", "limit", "checker"}
            for row in rows
        )
        assert sum("limit" in row for row in rows) < len(rows) / 3
        fair = [row for row in rows if not row.keys() & {"lost", "unattributed", "left"}]
        missed = [row["name"] for row in fair if "limit" in row]
        assert len(fair) >= 15 and len(missed) < len(fair) / 2, missed


def test_each_line_of_the_panel_is_found_and_not_found_by_some_rewrite():
    for name, task in KIT.items():
        found = [rewrite.find(task, text_of(task, row)) for one, row in PEOPLE if one == name]
        for part in ("facts", "sources", "spans"):
            for one in task[part]:
                seen = {getattr(each, part)[one["id"]] for each in found}
                assert seen == {True, False}, f"{name}, {one['id']}"


def test_the_page_finds_the_same(module):
    for name, task in KIT.items():
        rows = [text_of(task, row) for one, row in PEOPLE if one == name]
        there = module("a[1].map((text) => kit.find(a[0], text))", task, rows)
        here = [rewrite.find(task, text) for text in rows]
        assert there == [
            {"facts": one.facts, "sources": one.sources, "spans": one.spans} for one in here
        ]


# --- the tasks of the kit -------------------------------------------------


def test_the_tasks_of_the_kit_hold_together():
    names = "rewrite-threat rewrite-two-totals rewrite-first-attack town-rewrite-traffic"
    assert set(KIT) == set(names.split())
    for task in KIT.values():
        model = rewrite.key(task)
        rewrite.valid(task, model)
        feedback = rewrite.score(task, model, True)
        assert feedback.score == 1.0 and rewrite.complete(task, feedback)
        assert task["spans"] and task["sources"] and task["limit"]
        untouched = rewrite.score(task, {}, False)
        assert [row.item for row in untouched.rows if row.verdict == "left"] == [
            span["id"] for span in task["spans"]
        ], "the passage as it stands has every one of its pushing words"


def test_no_form_of_the_kit_stands_twice_or_cannot_be_found():
    for task in KIT.values():
        lists = [part for fact in task["facts"] for part in (*fact["parts"], fact["unless"])]
        lists += [source[name] for source in task["sources"] for name in ("names", "cues")]
        for forms in lists:
            folded = [words(form) for form in forms]
            assert len(set(folded)) == len(folded), forms
            for form in forms:
                assert rewrite.text.has([form], sentences(form)[0]), form


# --- in a notebook and without scripts ------------------------------------


def test_in_a_notebook_two_checks_open_the_wordings():
    exercise = Rewrite(STRAIGHT)
    assert exercise.feedback().summary == "Not answered yet."
    exercise.value = {"text": "The council said 1,200 stalls were let."}
    assert "One way to say it" not in repr(exercise.feedback())
    exercise.tries = [exercise.value, exercise.value]
    assert "One way to say it" in repr(exercise.feedback())
    exercise.solve()
    assert exercise.feedback().percent == 100
    exercise.value = {"overruled": dict.fromkeys(STRAIGHT["say"], "I see it otherwise.")}
    assert exercise.feedback().score is None and exercise.feedback().percent is None


@named(
    "bad", [{"text": float("nan")}, {"text": b"a"}, {1: "a"}, {"text": "a", "overruled": {"x": []}}]
)
def test_what_no_file_can_hold_is_refused_and_the_last_answer_stays(bad):
    good = {"text": "Rain fell."}
    exercise = Rewrite(BUILT["market-rain"], value=good)
    with pytest.raises(traitlets.TraitError) as refused:
        exercise.value = bad
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)
    assert exercise.value == good


def test_feedback_on_a_page_is_escaped(monkeypatch):
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    reasons = {"overruled": {"stalls": "<img src=x> is no reason."}}
    html = Rewrite(STRAIGHT, value=reasons, tries=[reasons]).feedback()._repr_html_()
    assert "<b>20" not in html and "<img" not in html
    assert "&lt;b&gt;20&lt;/b&gt;" in html and "&lt;img src=x&gt; is no reason." in html


def test_the_page_for_readers_without_scripts_is_whole_and_escaped():
    html = rewrite.page(STRAIGHT)
    assert "<b>" not in html and "&lt;b&gt;20&lt;/b&gt;" in html
    before, folded = html.split("<details>")
    assert "The heroic traders said" in before and 'class="wss-room"' in before
    assert "Use at most 25 words." in before and "at most" not in rewrite.page(BUILT["market-rain"])
    assert "The bins were moved" not in before and "Praise is" not in before
    for text in (
        "The bins were moved.",
        "Praise is the writer’s.",
        "You could write: the council.",
    ):
        assert text in folded


# --- data -----------------------------------------------------------------

RAIN = 'model = "Rain fell."\n'
FAULTS = {
    "limit is text": ("limit = 25", 'limit = "25"', "limit is a whole number of words."),
    "limit is true": ("limit = 25", "limit = true", "limit is a whole number of words."),
    "limit below nothing": ("limit = 25", "limit = -1", "limit is a whole number of words."),
    "limit below the model": (
        "limit = 25",
        "limit = 23",
        "the model answer is above the limit of 23 words.",
    ),
    "no model": (RAIN, "", "the field 'model' is missing or empty."),
    "blank model": (RAIN, 'model = " "\n', "the field 'model' is missing or empty."),
    "model is a number": (RAIN, "model = 1\n", "the field 'model' is missing or empty."),
    "model without a fact": (
        RAIN,
        'model = "Snow fell."\n',
        "market-rain, rain: the model answer does not hold this fact.",
    ),
    "model without a source": (
        "The council said that",
        "It was said that",
        "market-straight, council-stalls: the model answer does not name this source.",
    ),
    "model that pushes": (
        "The council said",
        "The clueless council said",
        "market-straight, label-clueless: the model answer still has these words.",
    ),
    "unknown field of a task": (RAIN, RAIN + 'facts = "x"\n', "unknown field 'facts'."),
    "fact no table": (
        '[[task.fact]]\nid = "rain"\nsays = "Rain fell."\nparts = [["rain", "rained"]]\n'
        'unless = ["no rain"]\n',
        'fact = ["rain"]\n',
        "write each fact as a [[task.fact]] table.",
    ),
    "no fact": (
        '\n[[task.fact]]\nid = "rain"\nsays = "Rain fell."\nparts = [["rain", "rained"]]\n'
        'unless = ["no rain"]\n',
        "",
        "give at least one [[task.fact]] table.",
    ),
    "fact without an id": (
        'id = "rain"\nsays',
        "says",
        "fact number 1: the field 'id' is missing or empty.",
    ),
    "fact without words": (
        'says = "Rain fell."\n',
        "",
        "fact rain: the field 'says' is missing or empty.",
    ),
    "fact with blank words": (
        'says = "Rain fell."',
        'says = " "',
        "fact rain: the field 'says' is missing or empty.",
    ),
    "fact with a number for an id": (
        'id = "rain"\nsays',
        "id = 7\nsays",
        "fact 7: the field 'id' is missing or empty.",
    ),
    "fact with more": (
        'says = "Rain fell."',
        'says = "Rain fell."\npoints = 3',
        "fact rain: unknown field 'points'.",
    ),
    "fact used twice": ('id = "stalls"', 'id = "rents"', "fact rents: this id is used twice."),
    "no parts": (
        'parts = [["rain", "rained"]]',
        "parts = []",
        "rain: parts is a list of lists of forms.",
    ),
    "an empty part": (
        'parts = [["rain", "rained"]]',
        'parts = [["rain"], []]',
        "rain: parts is a list of lists of forms.",
    ),
    "a part that is a form": (
        'parts = [["rain", "rained"]]',
        'parts = ["rain"]',
        "rain: parts is a list of lists of forms.",
    ),
    "a form without words": (
        'parts = [["rain", "rained"]]',
        'parts = [["rain", "–"]]',
        "rain: parts is a list of lists of forms.",
    ),
    "a form that is a number": (
        'parts = [["rain", "rained"]]',
        "parts = [[20]]",
        "rain: parts is a list of lists of forms.",
    ),
    "unless is a form": ('unless = ["no rain"]', 'unless = "no"', "unless is a list of forms."),
    "unless is empty": ('unless = ["no rain"]', "unless = []", "unless is a list of forms."),
    "source without names": (
        'names = ["traders", "trader", "stallholders"]\n',
        "",
        "source traders: the field 'names' is missing or empty.",
    ),
    "source with empty cues": (
        'cues = ["said", "say", "according to"]',
        "cues = []",
        "traders: cues is a list of forms.",
    ),
    "source of nothing": ('facts = ["rents"]', "facts = []", "facts is a list of fact ids."),
    "source of no list": ('facts = ["rents"]', 'facts = "rents"', "facts is a list of fact ids."),
    "source of an unknown fact": (
        'facts = ["rents"]',
        'facts = ["rain"]',
        "traders: there is no fact 'rain'.",
    ),
    "source of one fact twice": (
        'facts = ["rents"]',
        'facts = ["rents", "rents"]',
        "two lines of the panel would have the id 'traders-rents'.",
    ),
}


def stop(tmp_path, *changes) -> str:
    """The sentence that the changed market stops with."""
    shutil.copy(HERE / "data" / "codebook.toml", tmp_path / "codebook.toml")
    market = Path(shutil.copytree(MARKET, tmp_path / "market"))
    for old, new in changes:
        change(market / "tasks" / "rewrite.toml", old, new)
    with pytest.raises(CaseError) as stopped:
        tasks.tasks(load(folder=market))
    said = str(stopped.value)
    assert said.startswith("rewrite.toml, market-") and "\n" not in said and said.endswith(".")
    return said


@named("fault", FAULTS)
def test_bad_data_stops_with_one_sentence(tmp_path, fault):
    old, new, message = FAULTS[fault]
    assert message in stop(tmp_path, (old, new))


@named("name", ["traders-rents", "loaded-heroic"])
def test_no_two_lines_of_the_panel_have_one_id(tmp_path, name):
    changes = [('id = "stalls"', f'id = "{name}"'), ('facts = ["stalls"]', f'facts = ["{name}"]')]
    assert f"two lines of the panel would have the id {name!r}." in stop(tmp_path, *changes)


def test_the_market_itself_loads():
    assert list(BUILT) == ["market-straight", "market-rain"]
    assert [span["id"] for span in STRAIGHT["spans"]] == [
        "loaded-heroic",
        "label-clueless",
        "irony-genius",
    ], "core spans of wording in these lines; no decoy, no contested one, no source, no heading"
    assert [source["id"] for source in STRAIGHT["sources"]] == ["traders-rents", "council-stalls"]


def test_a_passage_that_nobody_changed_has_no_score_and_one_word_changed_has(module):
    """Doing nothing must not look good: much of a passage is as asked before anybody begins."""
    for task in (*BUILT.values(), *KIT.values()):
        if rewrite.complete(task, rewrite.score(task, {})):
            continue  # a passage with nothing to change is right as it is
        text = task["original"]
        spaced = "  " + text.replace(" ", "\n", 3) + "\n"
        for value in ({}, {"text": text}, {"text": spaced}):
            feedback = rewrite.score(task, value)
            assert feedback.score is None and "no score" in feedback.summary
            assert module("kit.score(a[0], a[1])", task, value) == plain(feedback)
        assert rewrite.score(task, {"text": f"{text} Really."}).score is not None
