"""JupyterLab with a live kernel: marks travel both ways, answers stay beside the notebook."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

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


@dataclass(frozen=True)
class Lab:
    home: Path
    server: str
    token: str

    def address(self, path: str) -> str:
        # a workspace of its own, else the tabs of the last one come back with it
        return f"{self.server}/lab/workspaces/{Path(path).stem}/tree/{path}?token={self.token}"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab of its own: ``home``, its folder, and ``address(path)`` of what is in it."""
    home = tmp_path_factory.mktemp("lab")
    for name, cells in NOTEBOOKS.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        (home / name).parent.mkdir(exist_ok=True)
        nbformat.write(notebook, home / name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    settings = {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    # as a learner's: a kernel that finds itself in a test keeps no answers
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "WHOSAYSSO_"))}
    env |= settings
    log = home / "log.txt"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--port={port}", f"--IdentityProvider.token={token}", "--ip=127.0.0.1"]
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=home, env=env, stdout=out, stderr=out)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(120):
            try:
                with urllib.request.urlopen(f"{address}/api?token={token}", timeout=2) as answer:
                    json.load(answer)
                    break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail(f"JupyterLab did not start: {log.read_text()[-1500:]}", pytrace=False)
        yield Lab(home, address, token)
    finally:
        server.terminate()
        server.wait(timeout=20)


def run_cell(page, number: int) -> None:
    """Click into a cell's editor and run it."""
    page.locator(".jp-CodeCell").nth(number).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def output(page, number: int) -> str:
    return page.locator(".jp-CodeCell").nth(number).locator(".jp-OutputArea").inner_text()


def wait_for(page, number: int, words: str) -> None:
    place = page.locator(".jp-CodeCell").nth(number).locator(".jp-OutputArea")
    place.filter(has_text=words).wait_for(timeout=30_000)


def opened(page):
    """The exercise of the first cell, once the notebook is there and the cell has run."""
    page.locator(".jp-Notebook").wait_for(timeout=90_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    run_cell(page, 0)
    exercise = page.locator(".wss-mark")
    exercise.wait_for(timeout=60_000)
    return exercise


def test_marks_travel_both_ways(open_page, lab):
    page = open_page(lab.address("try.ipynb"), viewport={"width": 1200, "height": 1400})
    exercise = opened(page)
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
    exercise = opened(page)
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
    page.keyboard.press("Escape")
    page.locator(".jp-NotebookPanel-toolbar [data-jp-item-name='restart']").click()
    page.locator(".jp-Dialog").locator(".jp-mod-accept").click()
    page.locator(".jp-Dialog").wait_for(state="detached")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.evaluate("document.querySelector('.wss-mark').dataset.old = 'yes'")
    run_cell(page, 0)
    exercise = page.locator(".wss-mark:not([data-old])")
    exercise.wait_for(timeout=60_000)
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


def wait_until(there, seconds: int = 30) -> None:
    for _ in range(seconds * 10):
        if there():
            return
        time.sleep(0.1)
    pytest.fail("It did not come in time.")
