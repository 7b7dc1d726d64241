"""Take the pictures of a class report for the page *Assign*: a simulated class, a real report.

    python tools/picture_report.py

Writes book/_assets/report-files.png and report-words.png.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tools")]

from chromium import launch  # noqa: E402
from simulate_class import NOTE, simulate  # noqa: E402

from whosaysso.case import load  # noqa: E402
from whosaysso.classroom import report  # noqa: E402

TO = ROOT / "book" / "_assets"
TASK = "loaded-first-attack"
HEIGHT = 560


def pictures(folder: Path) -> None:
    """Simulate, report, and photograph two places of the class page."""
    simulate(folder / "in", learners=30)
    cases = [load("idlib-2020"), load("test-lines")]
    report.write(folder / "in", folder / "out", cases=cases, note=NOTE)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 900, "height": HEIGHT}, color_scheme="light")
        page.goto((folder / "out" / report.CLASS).as_uri())
        task = page.locator(f"article:has([id*='{TASK}'])").first
        words = task.get_by_text("What the class marked").first
        for name, place in (("files", page.locator("#refused")), ("words", words)):
            place.evaluate("one => one.scrollIntoView()")
            raw = folder / f"{name}.png"
            page.screenshot(path=raw)
            few = Image.open(raw).convert("P", palette=Image.Palette.ADAPTIVE, colors=24)
            few.save(TO / f"report-{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        pictures(Path(folder))
