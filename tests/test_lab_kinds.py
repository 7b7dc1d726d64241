"""Sort, ledger, rewrite and write in JupyterLab: both ways, kept, restarted, brought back."""

from __future__ import annotations

import json

import pytest
from jupyter_lab import (
    exercise_after_restart,
    first_exercise,
    run_cell,
    serve,
    wait_for,
    wait_until,
)

TASKS = {
    "sort": "sort-sources",
    "ledger": "ledger-sources",
    "rewrite": "rewrite-threat",
    "write": "write-memo",
}
FROM_PYTHON = {
    "sort": '{"C04": "vague"}',
    "ledger": '{"r1": {"source": "nobody"}}',
    "rewrite": '{"text": "Set from a cell."}',
    "write": '{"text": "Set from a cell."}',
}
NOTEBOOK = "kinds/{}.ipynb"
NOTEBOOKS = {
    NOTEBOOK.format(kind): (
        f'from whosaysso import answer, ask, check\nexercise = ask("{task}")\nexercise',
        "print(exercise.value, len(exercise.tries))",
        f'answer("{task}", {FROM_PYTHON[kind]})',
    )
    for kind, task in TASKS.items()
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("lab"), NOTEBOOKS) as running:
        yield running


def answer_on_the_screen(kind: str, exercise) -> None:
    """What a learner does, by keys where JupyterLab would like to have them."""
    if kind == "sort":
        exercise.get_by_role("radio").first.focus()
        exercise.page.keyboard.press("1")
    elif kind == "ledger":
        exercise.get_by_role("combobox").first.select_option("He")
    else:
        exercise.get_by_role("textbox").first.fill("Typed by a learner.")
        exercise.page.keyboard.press("Tab")


def shown(kind: str, exercise) -> str:
    """What the screen has as the answer."""
    if kind == "sort":
        chosen = exercise.locator("input:checked").all()
        return " ".join(one.get_attribute("value") for one in chosen)
    if kind == "ledger":
        return exercise.get_by_role("combobox").first.input_value()
    return exercise.get_by_role("textbox").first.input_value()


MINE = {"sort": "named", "ledger": "He", "rewrite": "Typed by a learner."}
MINE["write"] = MINE["rewrite"]
THEIRS = {"sort": "vague", "ledger": "nobody", "rewrite": "Set from a cell."}
THEIRS["write"] = THEIRS["rewrite"]


def wait_until_shown(kind: str, exercise, text: str) -> None:
    for _ in range(100):
        if shown(kind, exercise) == text:
            return
        exercise.page.wait_for_timeout(200)
    assert shown(kind, exercise) == text


@pytest.mark.parametrize("kind", TASKS)
def test_both_ways_and_back_after_a_restart(open_page, lab, kind):
    page = open_page(lab.address(NOTEBOOK.format(kind)), viewport={"width": 1200, "height": 1800})
    exercise = first_exercise(page, kind)

    # the page to Python, and to the disk
    answer_on_the_screen(kind, exercise)
    run_cell(page, 1)
    wait_for(page, 1, MINE[kind])
    assert page.locator(".jp-CodeCell").count() == 3, "no key reached JupyterLab's own commands"
    path = lab.home / "kinds" / "my-answers.json"
    wait_until(path.exists)

    # a Check, on both sides
    exercise.get_by_role("button", name="Submit" if kind == "write" else "Check").click()
    assert exercise.locator(".wss-summary").is_visible()
    run_cell(page, 1)
    wait_for(page, 1, " 1")

    # Python to the page
    run_cell(page, 2)
    wait_until_shown(kind, exercise, THEIRS[kind])

    # a new kernel brings it back
    def kept() -> dict:
        return json.loads(path.read_bytes())["cases"]["idlib-2020"]["tasks"][TASKS[kind]]

    wait_until(lambda: THEIRS[kind] in json.dumps(kept()["value"]))
    fresh = exercise_after_restart(page, kind)
    wait_until_shown(kind, fresh, THEIRS[kind])
    assert fresh.locator(".wss-summary").is_visible()
    assert not page.foreign
