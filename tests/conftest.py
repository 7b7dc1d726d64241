"""What the tests share: one strict build of the book, one browser, and pages that stay home."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from chromium import launch
from hypothesis import settings
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
# Every page of the book as a path below the site, so that each gets a test of its own.
TOC = re.findall(r"(?:root|file):\s*(\S+)", (ROOT / "_toc.yml").read_text("utf-8"))
PAGES = [f"{name}.html" for name in TOC]

# A busy machine is no fault of what is tested: only a test that says so fails an example for time.
settings.register_profile("kit", deadline=None)
settings.load_profile("kit")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The book, built once from a clean cache, with every warning an error."""
    out = tmp_path_factory.mktemp("site")
    program = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    strict = ["-W", "-n", "--keep-going"]
    done = subprocess.run(
        [program, "build", ".", *strict, "--path-output", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    log = done.stdout + done.stderr
    if done.returncode:
        pytest.fail(f"The book does not build without warnings.\n{faults(log)}", pytrace=False)
    return out / "_build" / "html"


def faults(log: str) -> str:
    """The lines of a build log that name a fault."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log)
    named = [
        line
        for line in plain.splitlines()
        if re.search(r"WARNING:|ERROR:|^[\w.]*Error: ", line)  # the last: a cell's own fault
    ]
    return "\n".join(dict.fromkeys(named)) or plain[-2000:]


@pytest.fixture(scope="session")
def http_site(site):
    """The site over http, on this machine only; yields its address."""
    handler = functools.partial(QuietHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """Say nothing: pytest's output is for failures."""


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """open_page(address, **context options) → a loaded page that may call no other host.

    ``page.foreign`` lists the requests that were refused, ``page.faults`` the errors on the
    console and uncaught exceptions, ``page.sent`` the answers that came.
    """
    contexts = []

    def open_(address: str, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.foreign, page.faults, page.sent = [], [], []
        page.on("response", lambda answer: page.sent.append(answer))
        page.on("console", lambda m: m.type == "error" and page.faults.append(m.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        home = ("http://127.0.0.1:", "file:", "data:", "blob:")

        def guard(route):
            if route.request.url.startswith(home):
                route.continue_()
            else:
                page.foreign.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        page.goto(address, wait_until="load")
        return page

    yield open_
    for context in contexts:
        context.close()


def pytest_terminal_summary(terminalreporter):
    """Page weights, before pytest's own closing line."""
    for report in [r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind)]:
        for name, weight in getattr(report, "user_properties", []):
            if name.endswith(".html"):
                terminalreporter.write_line(f"{weight / 1000:6.0f} KB gzipped  {name}")
