"""Find a Chromium for the tests, or bring one; never go without."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import Error

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()


def launch(playwright):
    """A running browser, or a failed test with one sentence."""
    path = installed(playwright)
    if not path and getattr(os, "geteuid", lambda: 1)() == 0 and shutil.which("apt-get"):
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
        path = installed(playwright)
    if not path:
        run(sys.executable, "-m", "playwright", "install", "chromium")
        path = installed(playwright)
    try:
        return playwright.chromium.launch(executable_path=path, args=FLAGS)
    except Error as fault:
        reason = str(fault).strip().splitlines()[0]
        pytest.fail(
            f"No browser for the tests ({reason}); install Chromium or Chrome, or set CHROMIUM "
            "to the path of one.",
            pytrace=False,
        )


def installed(playwright) -> str | None:
    """CHROMIUM from the environment, one on the PATH, or Playwright's own."""
    chosen = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    own = playwright.chromium.executable_path
    return chosen or (own if os.path.exists(own) else None)


def run(*command):
    """Try; whether it worked shows in what is installed afterwards."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env={**os.environ, **quiet}, capture_output=True, check=False)
