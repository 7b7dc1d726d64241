"""The mark exercise in JupyterLab with a live kernel: marks travel both ways."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

CELLS = (
    'from whosaysso import ask, check\nexercise = ask("loaded-headline")\nexercise',
    'check("loaded-headline")',
    "exercise.value = []",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab of its own, with one notebook; yields the notebook's address."""
    home = tmp_path_factory.mktemp("lab")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, home / "try.ipynb")
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
    env = {k: v for k, v in os.environ.items() if k != "WHOSAYSSO_STATIC"} | settings
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
        yield f"{address}/lab/tree/try.ipynb?token={token}"
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


def test_marks_travel_both_ways(open_page, lab):
    page = open_page(lab, viewport={"width": 1200, "height": 1400})
    page.locator(".jp-Notebook").wait_for(timeout=90_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    run_cell(page, 0)
    exercise = page.locator(".wss-mark")
    exercise.wait_for(timeout=60_000)
    run_cell(page, 1)
    wait_for(page, 1, "Not answered yet.")

    # the page to Python, by mouse and by keys that JupyterLab would like to have
    exercise.locator(".wss-word").filter(has_text="Waterloo").click()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("1")
    assert "Marked 2 words: Loaded language" in exercise.get_by_role("status").inner_text()
    cells = page.locator(".jp-CodeCell").count()
    assert cells == len(CELLS), "no key reached JupyterLab's own commands"
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
