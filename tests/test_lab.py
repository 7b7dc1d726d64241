"""JupyterLab with a live kernel: marks travel both ways, answers stay beside the notebook."""

from __future__ import annotations

import json
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_lab import (
    exercise_after_restart,
    first_exercise,
    run_cell,
    serve,
    wait_for,
    wait_until,
)

from whosaysso import answers

NOTEBOOKS = {
    "try.ipynb": (
        'from whosaysso import ask, check\nexercise = ask("loaded-headline")\nexercise',
        'check("loaded-headline")',
        "exercise.value = []",
    ),
    "kept/keep.ipynb": (
        'from whosaysso import ask, hand_in\nask("loaded-headline")',
        "hand_in()",
    ),
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("lab"), NOTEBOOKS) as running:
        yield running


def test_marks_travel_both_ways(open_page, lab):
    page = open_page(lab.address("try.ipynb"), viewport={"width": 1200, "height": 1400})
    exercise = first_exercise(page, "mark")
    run_cell(page, 1)
    wait_for(page, 1, "Not answered yet.")

    # the page to Python, by mouse and by keys that JupyterLab would like to have
    exercise.locator(".wss-word").filter(has_text="Waterloo").click()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("1")
    assert "Marked 2 words: Loaded language" in exercise.get_by_role("status").inner_text()
    cells = page.locator(".jp-CodeCell").count()
    assert cells == len(NOTEBOOKS["try.ipynb"]), "no key reached JupyterLab's own commands"
    run_cell(page, 1)
    wait_for(page, 1, "American Waterloo” – Found.")

    # the same words on the page and in Python
    exercise.get_by_role("button", name="Check").click()
    summary = exercise.locator(".wss-summary").inner_text()
    assert summary.startswith("Found 1 of")
    run_cell(page, 1)
    wait_for(page, 1, summary)

    # Python to the page
    run_cell(page, 2)
    exercise.locator(".wss-word .wss-u").first.wait_for(state="detached", timeout=30_000)
    assert not page.foreign, "JupyterLab and the widget call no other host"


def test_answers_are_kept_beside_the_notebook(open_page, lab):
    path = lab.home / "kept" / "my-answers.json"
    page = open_page(lab.address("kept/keep.ipynb"), viewport={"width": 1200, "height": 1600})
    exercise = first_exercise(page, "mark")
    assert not path.exists()

    # from the page to the disk
    exercise.locator(".wss-word").filter(has_text="Waterloo").click()
    page.keyboard.press("1")
    wait_until(path.exists)
    document = json.loads(path.read_bytes())
    (mark,) = document["cases"]["idlib-2020"]["tasks"]["loaded-headline"]["value"]
    assert mark["quote"] == "Waterloo"

    # handed in: the receipt on the screen, the document in the notebook
    run_cell(page, 1)
    bar = page.get_by_role("region", name="Your answers")
    bar.wait_for(timeout=60_000)
    assert bar.locator("dd").all_inner_texts() == [document["learner"], answers.receipt(document)]
    assert "This cell holds your answers as they are now" in bar.inner_text()
    wait_until(lambda: saved_block(page, lab) == document)
    with page.expect_download() as download:
        bar.get_by_role("button", name="Save my answers").click()
    saved = Path(download.value.path()).read_bytes()
    assert saved == path.read_bytes() == answers.file_bytes(document)

    # a change after that
    exercise.get_by_role("button", name="Check").click()
    bar.get_by_text("have changed since this cell was run").wait_for(timeout=30_000)
    wait_until(lambda: path.read_bytes() != saved)
    checked = path.read_bytes()

    # a new kernel
    exercise = exercise_after_restart(page, "mark")
    assert exercise.locator(".wss-word .wss-u").all_inner_texts() == ["Waterloo"]
    assert exercise.locator(".wss-summary").is_visible()
    assert path.read_bytes() == checked, "bringing back is no write"

    # forget, and load what was saved
    run_cell(page, 1)
    bar.get_by_text("This cell holds your answers as they are now").wait_for(timeout=30_000)
    bar.get_by_role("button", name="Forget my answers").click()
    bar.get_by_role("button", name="Yes, forget them all").click()
    bar.get_by_text("Forgotten: your answers").wait_for(timeout=30_000)
    assert not path.exists()
    exercise.locator(".wss-word .wss-u").first.wait_for(state="detached", timeout=30_000)
    for content, said in ((b"{", "This file is not JSON"), (saved, "Loaded: 1 answer.")):
        with page.expect_file_chooser() as chooser:
            bar.get_by_role("button", name="Load my answers").click()
        file = {"name": "any.json", "mimeType": "application/json", "buffer": content}
        chooser.value.set_files(file)
        bar.get_by_text(said).wait_for(timeout=30_000)
    exercise.locator(".wss-word .wss-u").first.wait_for(timeout=30_000)
    assert path.read_bytes() == saved
    assert not page.foreign, "JupyterLab and the widgets call no other host"


def saved_block(page, lab):
    """The answer document in the notebook on the disk, if it is there, saved once more."""
    page.keyboard.press("Control+s")
    time.sleep(1)
    notebook = nbformat.read(lab.home / "kept" / "keep.ipynb", as_version=4)
    found = [out.data.get(answers.MIME) for out in notebook.cells[1].outputs if "data" in out]
    return found[0] if found else None
