"""Whatever is set as an answer: one sentence and the last good answer, or harmless text.

Every kind of exercise is tried with the first task of its kind in the kit. A kind without a
task fails here.
"""

from __future__ import annotations

import json
import math
import re
from html.parser import HTMLParser

import nbformat
import pytest
from bad_values import ALONE, spoilt
from nbclient import NotebookClient
from traitlets import TraitError

from whosaysso import tasks
from whosaysso.case import load
from whosaysso.feedback import AnswerError
from whosaysso.kinds import KINDS
from whosaysso.widgets import WIDGETS
from whosaysso.widgets.exercise import DIST, MOST_TRIES, static_form

LARGEST = 300_000  # bytes of an answer and its Checks, as JSON; a text is 10,000 characters at most

every_kind = pytest.mark.parametrize("kind", KINDS)


def first_task(kind: str) -> dict:
    case = load()
    for task in tasks.tasks(case).values():
        if task.kind == kind:
            return tasks.build(task, case)
    pytest.fail(f"The kit has no task of the kind {kind} to try.", pytrace=False)


def bad_values(task: dict) -> dict[str, object]:
    """Name → value, for one task: what stands alone, and the key's answer spoilt."""
    good = KINDS[task["kind"]].key(task)
    found = {**ALONE, **{f"key, {name}": value for name, value in spoilt(good)}}
    assert len(ALONE) >= 40 and len(found) > len(ALONE)
    return found


def fault_of(said: str) -> str | None:
    """What keeps a message from being one plain sentence for a person."""
    if len(said) > 300:
        return f"{len(said)} characters"
    if not said.isprintable():
        return "not printable"
    if not said.endswith("."):
        return "no full stop"
    if re.search(r"[.!?] +[A-Z]", said):
        return "more than one sentence"
    return None


class Elements(HTMLParser):
    """The names of the elements of a page, and what scripts it runs."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        names = sorted(name for name, _ in attributes)
        self.found.append((tag, *names))


def set_plainly(widget, name: str, value) -> None:
    setattr(widget, name, value)


def set_from_the_page(widget, name: str, value) -> None:
    """As a message from the front end comes in."""
    widget.set_state({name: value})


def is_json(value) -> bool:
    """Whether a message or a file can carry it to or from a page, and it arrives the same."""
    try:
        return json.loads(json.dumps(value, allow_nan=False)) == value
    except (ValueError, TypeError, RecursionError):
        return False


@every_kind
@pytest.mark.parametrize("name", ["value", "tries"])
@pytest.mark.parametrize("setting", [set_plainly, set_from_the_page])
def test_one_sentence_or_harmless_and_the_last_good_answer_stays(monkeypatch, kind, setting, name):
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    task = first_task(kind)
    good = KINDS[kind].key(task)
    plain_rows = allowed_elements(task)
    faults, refused, kept = [], 0, 0
    for what, bad in bad_values(task).items():
        widget = WIDGETS[kind](task, value=good, tries=[good])
        given = bad if name == "value" or what in ALONE else [good, bad]
        if setting is set_from_the_page and not is_json(given):
            continue
        try:
            setting(widget, name, given)
        except TraitError as fault:
            refused += 1
            wrong = fault_of(str(fault))
            if wrong:
                faults.append(f"{what}: {wrong}: {str(fault)[:400]!r}")
            if (widget.value, widget.tries) != (good, [good]):
                faults.append(f"{what}: the last good answer is gone")
            continue
        except Exception as fault:  # any other would be a traceback in a notebook
            faults.append(f"{what}: {type(fault).__name__}: {str(fault)[:200]!r}")
            continue
        kept += 1
        wrong = harm(widget, plain_rows)
        if wrong:
            faults.append(f"{what}: kept, and {wrong}")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)
    assert refused >= 40 and kept >= 1


def harm(widget, plain_rows: set[tuple]) -> str | None:
    """What an answer that was not refused does, if it is anything but harmless text."""
    if not is_json(widget.value) or not is_json(widget.tries):
        return "no file could hold it"
    if len(json.dumps([widget.value, widget.tries])) > LARGEST:
        return "it is too big to keep"
    try:
        feedback = widget.feedback()
        text, html = f"{widget!r} {feedback!r}", feedback._repr_html_()
        text.encode()
    except Exception as fault:  # whatever it is, a learner would see a traceback
        return f"feedback stops with {type(fault).__name__}: {str(fault)[:200]}"
    if not set(Elements(html).found) <= plain_rows:
        return "its words became elements of the page"
    if widget._repr_mimebundle_()[0]["text/html"] != static_form(widget.task):
        return "it got into the page of the book"
    return None


def allowed_elements(task: dict) -> set[tuple]:
    """The elements of the feedback on the key's own answer, and on the untouched one."""
    kind = KINDS[task["kind"]]
    known = [kind.score(task, value, True) for value in (kind.key(task), kind.EMPTY)]
    return {element for feedback in known for element in Elements(feedback._repr_html_()).found}


@every_kind
def test_more_checks_than_are_kept_are_refused(kind):
    task = first_task(kind)
    good = KINDS[kind].key(task)
    widget = WIDGETS[kind](task, value=good, tries=[good])
    widget.tries = [good] * MOST_TRIES
    for setting in (set_plainly, set_from_the_page):
        with pytest.raises(TraitError, match=r"^These are 21 Checks; at most 20 are kept\.$"):
            setting(widget, "tries", [good] * (MOST_TRIES + 1))
        assert len(widget.tries) == MOST_TRIES


@every_kind
def test_the_page_says_what_python_says(browser, kind):
    """``valid`` of the bundled module and of the package, over everything that JSON can carry."""
    task = first_task(kind)
    page = browser.new_page()
    page.set_content("<!doctype html><title>bad values</title>")
    page.evaluate(
        "async (source) => { window.kit = await import("
        "URL.createObjectURL(new Blob([source], {type: 'text/javascript'}))); }",
        (DIST / f"{kind}.js").read_text(encoding="utf-8"),
    )
    values = {what: bad for what, bad in bad_values(task).items() if is_json(bad)}
    values["the key"], values["untouched"] = KINDS[kind].key(task), KINDS[kind].EMPTY
    assert len(values) >= 40
    page.evaluate("text => { window.task = JSON.parse(text); }", json.dumps(task))
    faults = []
    for what, value in values.items():
        here = None
        try:
            KINDS[kind].valid(task, value)
        except AnswerError as fault:
            here = str(fault)
        for place in ("kit.valid", "kit.default.valid"):
            there = page.evaluate(f"text => {place}(task, JSON.parse(text))", json.dumps(value))
            if there != here:
                faults.append(f"{what}: Python {here!r}, {place} {there!r}")
    page.close()
    assert not faults, f"{len(faults)} differ:\n" + "\n".join(faults)
    assert here is None, "the untouched answer is a good one"


BAD_CELLS = {
    "letters": "'letters'",
    "nothing": "None",
    "half": "0.5",
    "not a number": "[float('nan')]",
    "set": "{1}",
    "10,000 of nothing": "[None] * 10_000",
    "1 MB": "'m' * 2**20",
    "backwards": "{'\\u202egnorw': 1}",
}


def test_a_notebook_shows_one_line_and_no_traceback(tmp_path, monkeypatch):
    """In a kernel of its own, as a learner would see it."""
    monkeypatch.setenv("WHOSAYSSO_ANSWERS", "off")
    monkeypatch.delenv("WHOSAYSSO_STATIC", raising=False)
    cells, made = [], []
    for kind in KINDS:
        cells.append(f"from whosaysso import ask, check\nit = ask({first_task(kind)['id']!r});")
        for name in ("value", "tries"):
            for what, bad in BAD_CELLS.items():
                made.append((len(cells), f"{kind}.{name}, {what}"))
                cells.append(f"it.{name} = {bad}")
        made.append((len(cells), f"{kind}.tries, 21"))
        cells.append("it.tries = [it.value] * 21")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(
        notebook, allow_errors=True, timeout=60, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    expected = dict(made)
    faults = []
    for number, cell in enumerate(notebook.cells):
        errors = [out for out in cell.outputs if out.output_type == "error"]
        if number not in expected:
            assert not errors, errors
            continue
        shown = "\n".join(line for error in errors for line in error.traceback)
        if len(cell.outputs) != 1 or not errors:
            faults.append(
                f"{expected[number]}: {len(cell.outputs)} outputs, {len(errors)} refusals"
            )
        elif fault_of(shown):
            faults.append(f"{expected[number]}: {fault_of(shown)}: {shown[:200]!r}")
    assert not faults, "\n".join(faults)


def test_a_fault_would_be_found():
    """The test's own eyes: each of these would count as a fault above."""
    for said in (
        "No full stop",
        "Two. Sentences.",
        "Line\nend.",
        "Back\u202ewards.",
        "m" * 300 + ".",
    ):
        assert fault_of(said), said
    assert fault_of("One sentence, “quoted”.") is None
    assert Elements("<p class='a'>&lt;img src=x&gt;</p><img src=x onerror=y>").found == [
        ("p", "class"),
        ("img", "onerror", "src"),
    ]
    assert not is_json((1,)) and not is_json({1: 2}) and not is_json(math.nan)
    assert is_json({"text": "a"})
