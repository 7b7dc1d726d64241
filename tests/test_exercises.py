"""The verbs in a notebook: what they return, and what they say to a slip."""

from __future__ import annotations

import html

import pytest
from traitlets import TraitError

from whosaysso import CaseError, ask, check, legend, show, solve
from whosaysso import exercises as verbs
from whosaysso.case import load
from whosaysso.passages import Passage, passage_html
from whosaysso.widgets.exercise import static_form

TASK = "loaded-headline"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Each test asks anew."""
    monkeypatch.setattr(verbs, "_asked", {})


def test_ask_check_solve():
    exercise = ask(TASK)
    assert repr(exercise).startswith("Exercise “The title and the last line”, lines H1")
    assert repr(check(TASK)) == "Not answered yet."
    assert check(TASK).score is None and check(TASK).percent is None
    solve(TASK)
    feedback = check(TASK)
    assert feedback.percent == 100
    assert feedback.summary.startswith("Found")


def test_asked_again_it_is_the_same_exercise():
    first = ask(TASK)
    solve(TASK)
    assert ask(TASK) is first
    assert check(TASK).percent == 100


def test_a_checked_clean_answer_counts_as_answered():
    exercise = ask(TASK)
    exercise.tries = [[]]
    assert check(TASK).score == 0.0


@pytest.mark.parametrize(
    "answer",
    [
        "x",
        ["a"],
        [None],
        [[]],
        [{}],
        [{"code": "loaded"}],
        [{"code": "loud", "start": 7, "end": 12}],
        [{"code": "loaded", "start": "7", "end": 12}],
        [{"code": "loaded", "start": 7.0, "end": float("nan")}],
        [{"code": "loaded", "start": True, "end": 12}],
        [{"code": "loaded", "start": -5, "end": -1}],
        [{"code": "loaded", "start": 5000, "end": 5003}],
    ],
    ids=repr,
)
def test_an_answer_that_cannot_be_one_is_refused_in_a_sentence(answer):
    exercise = ask(TASK)
    with pytest.raises(TraitError) as refused:
        exercise.value = answer
    assert str(refused.value).endswith(".")
    with pytest.raises(TraitError):
        exercise.tries = [answer]
    assert exercise.value == [] and exercise.tries == []


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        (lambda: ask("nope"), "There is no task 'nope'"),
        (lambda: check("nope"), "There is no task 'nope'"),
        (lambda: ask(["a"]), "Name the task as text, not a list."),
        (lambda: ask({"a"}), "Name the task as text, not a set."),
        (lambda: check(None), "Name the task as text, not a NoneType."),
        (lambda: ask("loaded-headline", None), "Name the case as text"),
        (lambda: check("loaded-headline", ["b"]), "Name the case as text"),
        (lambda: show("S1", case=7), "Name the case as text"),
        (lambda: check(TASK), 'Run the cell with ask("loaded-headline") first.'),
        (lambda: show("S99"), "no lines 'S99'"),
        (lambda: show(7), "Name the lines as text"),
        (lambda: show("S1", layers=None), "Name the layers as text"),
        (lambda: show("S1", layers="loud"), "There is no layer 'loud'"),
        (lambda: legend(of="marks"), 'A legend is of="codes" or of="grades", not of=\'marks\'.'),
        (lambda: show("S1", case="atlantis"), "there is no such case"),
    ],
)
def test_slips_get_a_sentence(slip, said):
    with pytest.raises(CaseError, match="^[^\\n]*$") as stopped:
        slip()
    assert said in str(stopped.value)


def test_to_call_check_is_the_one_check_of_a_test(monkeypatch):
    """Nobody reads the reasons first and presses the button of the widget afterwards."""
    monkeypatch.setattr(verbs, "_asked", {})
    test = ask("test-a", "test-lines")
    assert check("test-a", "test-lines").summary == "Not answered yet." and not test.tries
    test.value = {"S1": {"answer": "pushes"}}
    asked = check("test-a", "test-lines")
    assert not asked.rows and not test.tries
    assert asked.summary.startswith("Not answered: 23 of 24 items. A test has one Check")
    test.value = {**test.value, "S2": {"answer": "plain"}}
    assert not check("test-a", "test-lines").rows, "another answer is asked about again"
    told = check("test-a", "test-lines")
    assert len(told.rows) == 24 and test.tries == [test.value]
    test.value = test.kind.key(test.task)
    assert check("test-a", "test-lines").score == 1 and len(test.tries) == 1


def test_a_finished_test_is_checked_at_once_and_other_exercises_keep_their_tries(monkeypatch):
    monkeypatch.setattr(verbs, "_asked", {})
    test, plain = ask("test-b", "test-lines"), ask("sort-irony")
    test.value = test.kind.key(test.task)
    assert check("test-b", "test-lines").score == 1 and test.tries == [test.value]
    plain.value = plain.kind.key(plain.task)
    assert check("sort-irony").score == 1 and not plain.tries


def test_the_legend_of_grades_is_the_codebooks(monkeypatch):
    book, report = load().codebook, legend(of="grades")
    source, information = report.tables
    assert dict(source.rows) == book.grades
    assert [f"{grade} – {text}" for grade, text in information.rows] == [
        row.text for row in book.information.values()
    ]
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    assert all(text in html.unescape(report._repr_html_()) for text in book.grades.values())


def test_the_passage_reads_as_text_and_marks_every_span():
    passage = show("S6-S8", layers="loaded, label")
    assert repr(passage).splitlines()[0].strip().startswith("S6  On February 10")
    html = passage._repr_html_()
    spans = passage.case.spans_in(passage.lines, ("loaded", "label"))
    assert html.count("<tr class=") == len(spans)
    for span in spans:
        assert f"wss-u-{span.code}" in html


def test_case_data_is_never_read_as_html(tmp_path):
    """A case may come from anybody: its words are shown, never run."""
    from towns import change, copy_town

    from whosaysso import tasks
    from whosaysso.case import load
    from whosaysso.kinds import mark

    bad = "<script>alert(1)</script>"
    folder = copy_town(tmp_path)
    change(folder.parent / "codebook.toml", 'letter = "L"', f'letter = "{bad}"')
    change(folder / "spans.toml", "Is the plan mad, or disliked?", bad)
    change(folder / "tasks" / "town.toml", "The bypass", bad)
    change(folder / "case.toml", "Free to use.", bad)
    change(folder / "case.toml", "A tester", bad)
    case = load(folder=folder)
    task = tasks.build(tasks.tasks(case)["town-words"], case)
    passage = Passage(case, case.lines, tuple(case.codebook.codes), switches=True)
    for shown in (passage_html(passage), static_form(task).split("</script>", 1)[1]):
        assert "<script" not in shown
    assert static_form(task).count("<script") == 1
    assert repr(mark.score(task, mark.key(task)))


def test_the_static_form_is_for_the_book_only(monkeypatch):
    monkeypatch.delenv("WHOSAYSSO_STATIC", raising=False)
    data, _ = ask(TASK)._repr_mimebundle_()
    assert "text/html" not in data
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    data, _ = ask(TASK)._repr_mimebundle_()
    assert "data-wss-task" in data["text/html"]


def test_the_legend_names_every_code():
    text, html = repr(legend()), legend()._repr_html_()
    for code in load().codebook.codes.values():
        assert f"{code.letter} ({code.stroke} line)  {code.name}: {code.mark_when}" in text
        assert html.count(f'class="wss-u wss-u-{code.id}"') == 1
