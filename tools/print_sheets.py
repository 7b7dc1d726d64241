"""Print every sheet of the built book as PDF for A4, in normal and in large print.

    python tools/print_sheets.py             all sheets, from _build/html into _build/sheets
    python tools/print_sheets.py irony       one sheet, by its name

A sheet is a page of the teacher's shelf whose name or folder says so. Build the book first. The
pages are opened from this machine only, and printed by the Chromium that the tests use.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from chromium import launch  # noqa: E402

# The older sheets have no box for it; the style sheet looks for a box that is ticked.
LARGE = """() => {
  let box = document.querySelector("#large-print");
  if (!box) {
    box = Object.assign(document.createElement("input"), {type: "checkbox", id: "large-print"});
    box.hidden = true;
    document.body.append(box);
  }
  box.checked = true;
}"""
SIZES = {"normal": None, "large": LARGE}


def sheets(site: Path) -> list[Path]:
    """The built pages that hold a sheet, in the order of their names."""
    shelf = site / "book" / "teachers"
    return sorted([*shelf.glob("sheets/*.html"), *shelf.glob("sheet-*.html")])


def name_of(page: Path) -> str:
    return page.stem.removeprefix("sheet-")


def write(page: Page, folder: Path, name: str) -> list[Path]:
    """Print a page that is open in each size; returns the files."""
    written = []
    for size, change in SIZES.items():
        if change:
            page.evaluate(change)
        path = folder / f"{name}-{size}.pdf"
        page.pdf(path=path, format="A4")
        written.append(path)
    return written


@contextmanager
def served(site: Path):
    """The address of the site on this machine."""
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="names of sheets, such as irony; without: all")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "sheets")
    given = parser.parse_args()
    found = {name_of(page): page for page in sheets(given.site)}
    if not found:
        sys.exit(f"There is no sheet in {given.site}; build the book first: make book.")
    for name in given.names:
        if name not in found:
            sys.exit(f"There is no sheet {name!r}; there are {', '.join(found)}.")
    given.out.mkdir(parents=True, exist_ok=True)
    with served(given.site) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for name in given.names or found:
            page = browser.new_page()
            page.goto(address + found[name].relative_to(given.site).as_posix())
            for path in write(page, given.out, name):
                print(path.name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
