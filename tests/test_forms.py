"""The two test forms are alike, and only the push tells a pushing line from a plain one."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from itertools import chain, groupby

import pytest
import textstat
from towns import change, pin

from whosaysso import forms, plot, tasks
from whosaysso.case import CaseError, load
from whosaysso.coin import CASE, FORMS
from whosaysso.kinds.sort.task import pushing

MIX = {"loaded": 5, "label": 3, "irony": 2, "appeal": 2}
LONGEST_RUN = 4
# Words that carry grammar and no content; any of them may happen to keep to one class of lines.
FUNCTION = set(
    "a an the and or but so nor of in on at to by for from with within into out up before after "
    "until since over under as than then that this these which who whom whose what when while "
    "because if not no it its he his she her they their them we our you your is are was were be "
    "been has have had do does did will would can could may might must there all any every each "
    "other another one".split()
)


def ours():
    return load(CASE)


@pytest.fixture(scope="module", params=FORMS)
def form(request):
    return forms.items(ours(), request.param)


@pytest.fixture(scope="module")
def both():
    return {name: forms.items(ours(), name) for name in FORMS}


def sides(items):
    """The pushing and the plain lines of a form."""
    return [[item for item in items if item.pushes == pushes] for pushes in (True, False)]


def ease(items) -> float:
    """Flesch reading ease, by a library of its own that counts syllables in a dictionary."""
    return textstat.flesch_reading_ease(" ".join(item.line.text for item in items))


def telltale(items, least: int = 3) -> dict:
    """Words of content that stand in so many lines of one class and in none of the other."""
    seen = defaultdict(Counter)
    for item in items:
        for word in {word.lower() for word in item.words}:
            seen[word][item.pushes] += 1
    return {
        word: dict(count)
        for word, count in seen.items()
        if word not in FUNCTION and len(count) == 1 and max(count.values()) >= least
    }


def pattern(items) -> str:
    return "".join("S" if item.pushes else "C" for item in items)


def longest_run(sequence: str) -> int:
    return max(len(list(run)) for _, run in groupby(sequence))


def changes(sequence: str) -> int:
    return sum(one != two for one, two in zip(sequence, sequence[1:], strict=False))


# --- each form ---------------------------------------------------------------


def test_half_of_the_lines_push_and_the_task_says_the_same(form):
    push, plain = sides(form)
    assert len(push) == len(plain) == 12
    built = [tasks.build(tasks.task(name, ours()), ours()) for name in FORMS]
    (task,) = [t for t in built if [i["id"] for i in t["items"]] == [i.line.id for i in form]]
    assert [i["right"] for i in task["items"]] == [[("plain", "pushes")[i.pushes]] for i in form]
    assert task["confidence"] and task["signal"] == "pushes" and task["tries"] == 1
    assert "Decoys count" in task["prompt"] and "one Check" in task["prompt"]


def test_each_pushing_line_has_one_mark_and_the_codes_have_the_same_mix(form):
    push, _ = sides(form)
    assert all(len(item.marks) == 1 and not item.decoys for item in push)
    assert Counter(item.marks[0].code for item in push) == MIX


def test_no_line_of_a_test_is_contested(form):
    for item in form:
        assert not pushing(ours(), item.line.id, ("contested",)), item.line.id


def test_as_many_lines_push_for_something_as_against(form):
    push, plain = sides(form)
    assert Counter(item.side for item in push) == {"for": 6, "against": 6}
    assert not any(item.side for item in plain)


def test_every_topic_stands_in_both_classes(form):
    push, plain = sides(form)
    assert {item.topic for item in push} == {item.topic for item in plain}
    assert set(Counter(item.topic for item in form).values()) == {3}


def test_no_place_in_the_order_gives_a_line_away(form):
    order = pattern(form)
    assert longest_run(order) <= LONGEST_RUN
    # neither alternation (23 changes of class) nor blocks (1); chance alone gives 12
    assert 7 <= changes(order) <= 17


def test_no_word_of_content_gives_a_line_away(form):
    assert not telltale(form)


def test_nothing_but_the_push_tells_the_classes_apart(form):
    """Length, long words, digits and quotation marks are alike in both."""
    push, plain = sides(form)
    assert abs(forms.mean_words(push) - forms.mean_words(plain)) <= 1
    assert abs(forms.mean_letters(push) - forms.mean_letters(plain)) <= 0.3
    assert abs(forms.share_long(push) - forms.share_long(plain)) <= 0.05
    assert abs(ease(push) - ease(plain)) <= 6
    for sign in ("“", "!"):
        assert len({sum(sign in i.line.text for i in group) for group in (push, plain)}) == 1
    numbers = [sum(bool(re.search(r"\d", i.line.text)) for i in group) for group in (push, plain)]
    assert abs(numbers[0] - numbers[1]) <= 1
    assert {16 <= len(item.words) <= 26 for item in form} == {True}


# --- the two together --------------------------------------------------------


def test_no_sentence_stands_in_both_forms_and_none_is_left_over(both):
    ids = [item.line.id for item in chain(*both.values())]
    assert len(set(ids)) == len(ids) == 48
    texts = {" ".join(item.words).lower() for item in chain(*both.values())}
    assert len(texts) == 48
    assert set(ids) == {line.id for line in ours().lines if line.kind == "sentence"}


def test_both_forms_have_the_same_marks_by_the_same_rules(both):
    a, b = both.values()
    for what in ("marks", "decoys"):
        rules = [Counter(s.rule for item in form for s in getattr(item, what)) for form in (a, b)]
        assert rules[0] == rules[1]
    decoys = [sum(bool(item.decoys) for item in form) for form in (a, b)]
    assert decoys[0] == decoys[1] >= 4


def test_over_both_forms_a_topic_says_nothing_about_the_class(both):
    push, plain = sides([*both.values()][0] + [*both.values()][1])
    assert Counter(i.topic for i in push) == Counter(i.topic for i in plain)
    assert set(Counter(i.topic for i in push).values()) == {3}


def test_both_forms_are_as_long_and_as_hard(both):
    a, b = both.values()
    assert abs(forms.mean_words(a) - forms.mean_words(b)) <= 1
    assert abs(forms.mean_letters(a) - forms.mean_letters(b)) <= 0.3
    assert abs(forms.share_long(a) - forms.share_long(b)) <= 0.05
    assert abs(ease(a) - ease(b)) <= 4
    assert all(60 <= ease(form) <= 85 for form in (a, b)), "plain English, by Flesch's own bands"


def test_no_word_of_content_gives_a_line_away_over_both_forms(both):
    assert not telltale([*chain(*both.values())])


def test_the_forms_do_not_share_their_order(both):
    a, b = (pattern(form) for form in both.values())
    same = sum(one == two for one, two in zip(a, b, strict=True))
    assert 6 <= same <= 18 and a != b[::-1]


# --- the table and its data --------------------------------------------------


def test_the_table_counts_what_the_forms_hold(both):
    table = plot("test-forms")
    groups = [group for form in both.values() for group in sides(form)]
    assert table.row("Lines") == ("12",) * 4
    assert table.row("Push: Loaded language") == ("5", "–", "5", "–")
    for name, measure in (
        ("Words in a line, mean", forms.mean_words),
        ("Letters in a word, mean", forms.mean_letters),
    ):
        assert table.row(name) == tuple(f"{measure(group):.1f}" for group in groups)
    for start in ("Push: ", "Push for", "Push against"):
        assert [row for row in table.rows if row[0].startswith(start)]
    by_code = [row[1:] for row in table.rows if row[0].startswith("Push: ")]
    assert [sum(int(row[n]) for row in by_code) for n in (0, 2)] == [12, 12]
    topics = [row[1:] for row in table.rows if row[0].startswith("Topic: ")]
    assert [sum(map(int, column)) for column in zip(*topics, strict=True)] == [12] * 4
    html = table._repr_html_()
    assert all(f">{row[0]}</th>" in html for row in table.rows)


@pytest.fixture
def copy(tmp_path):
    """A copy of the case, to break."""
    case = ours()
    shutil.copytree(case.folder, tmp_path / CASE)
    shutil.copy(case.folder.parent / "codebook.toml", tmp_path)
    return tmp_path / CASE


FAULTS = {
    "an unknown side": ('pushes = "for"', 'pushes = "under"', "unknown side 'under'"),
    "a missing topic": ('topic = "sport"', "", "the field 'topic' is missing"),
    "an unknown line": ("[S1]", "[S99]", "no line 'S99'"),
    "a misspelt field": ('topic = "sport"', 'topic = "sport"\nabuot = "it"', "unknown field"),
    "a side of a plain line": (
        'topic = "sport"',
        'topic = "sport"\npushes = "for"\nabout = "them"',
        "S1: say whom it pushes for or against, if it pushes",
    ),
    "a push with no side": (
        'pushes = "for"\nabout = "the clinic"\n',
        "",
        "S2: say whom it pushes for or against, if it pushes",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_data_about_the_lines_is_one_sentence(copy, fault):
    old, new, said = FAULTS[fault]
    change(copy / forms.FILE, old, new)
    with pytest.raises(CaseError, match=said) as stopped:
        forms.balance(load(folder=copy))
    assert "\n" not in str(stopped.value)


def test_a_form_that_is_no_test_is_a_sentence():
    with pytest.raises(CaseError, match="sort-irony is no test of lines that push"):
        forms.items(load(), "sort-irony")


def test_a_tell_tale_word_and_a_pattern_would_be_found(copy):
    text = (copy / "article.txt").read_text("utf-8")
    plain = [item.line.text for item in forms.items(ours(), FORMS[0]) if not item.pushes]
    for line in plain[:3]:
        text = text.replace(line, line[:-1] + " oddly.")
    (copy / "article.txt").write_text(text, encoding="utf-8")
    pin(copy)
    items = forms.items(load(folder=copy), FORMS[0])
    assert telltale(items) == {"oddly": {False: 3}}
    ordered = sorted(items, key=lambda item: item.pushes)
    assert longest_run(pattern(ordered)) == 12 and changes(pattern(ordered)) == 1
