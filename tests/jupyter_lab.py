"""A JupyterLab of its own for a test, with a live kernel, and what a learner does in it."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

IDLE = "Python 3 (ipykernel) | Idle"


@dataclass(frozen=True)
class Lab:
    home: Path
    server: str
    token: str

    def address(self, path: str) -> str:
        # a workspace of its own, else the tabs of the last one come back with it
        return f"{self.server}/lab/workspaces/{Path(path).stem}/tree/{path}?token={self.token}"


@contextmanager
def serve(home: Path, notebooks: Mapping[str, Sequence[str]]) -> Iterator[Lab]:
    """A running JupyterLab in ``home`` with these notebooks: path → the source of each cell."""
    for name, cells in notebooks.items():
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


def wait_for(page, number: int, words: str) -> None:
    """Wait until the output of a cell has these words."""
    place = page.locator(".jp-CodeCell").nth(number).locator(".jp-OutputArea")
    place.filter(has_text=words).wait_for(timeout=30_000)


def first_exercise(page, kind: str):
    """The exercise of the first cell, once the notebook is there and the cell has run."""
    page.locator(".jp-Notebook").wait_for(timeout=90_000)
    page.get_by_text(IDLE).wait_for(timeout=60_000)
    run_cell(page, 0)
    exercise = page.locator(f".wss-{kind}")
    exercise.wait_for(timeout=60_000)
    return exercise


def exercise_after_restart(page, kind: str):
    """Restart the kernel with the toolbar's button, run the first cell again: its exercise."""
    page.locator(f".wss-{kind}").evaluate("node => (node.dataset.old = 'yes')")
    page.keyboard.press("Escape")
    page.locator(".jp-NotebookPanel-toolbar [data-jp-item-name='restart']").click()
    page.locator(".jp-Dialog").locator(".jp-mod-accept").click()
    page.locator(".jp-Dialog").wait_for(state="detached")
    page.get_by_text(IDLE).wait_for(timeout=60_000)
    run_cell(page, 0)
    exercise = page.locator(f".wss-{kind}:not([data-old])")
    exercise.wait_for(timeout=60_000)
    return exercise


def wait_until(there: Callable[[], bool], seconds: int = 30) -> None:
    for _ in range(seconds * 10):
        if there():
            return
        time.sleep(0.1)
    pytest.fail("It did not come in time.")
