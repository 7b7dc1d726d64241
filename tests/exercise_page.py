"""A bare page with exercises on it, as the book would write them, to play with in Chromium."""

from __future__ import annotations

from pathlib import Path

from whosaysso import tasks
from whosaysso.case import load
from whosaysso.widgets.exercise import DIST, static_form

DATA = Path(__file__).parent / "data"


def town_task(name: str) -> dict:
    town = load(folder=DATA / "town")
    return tasks.build(tasks.tasks(town)[name], town)


def write_page(to: Path, *built: dict) -> Path:
    """An HTML file with its own copies of the script and the stylesheet."""
    for name in ("site.js", "kit.css"):
        (to / name).write_bytes((DIST / name).read_bytes())
    forms = "".join(static_form(task) for task in built)
    page = to / "page.html"
    page.write_text(
        '<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>Exercises</title><link rel="stylesheet" href="kit.css">'
        "<style>html[data-theme=dark] body { background: #14181e; color: #ced6dd;"
        " --pst-color-background: #14181e; --pst-color-surface: #222832;"
        " --pst-color-text-base: #ced6dd; --pst-color-text-muted: #9ca4af;"
        " --pst-color-link: #7ab8f5; --pst-color-border: #48566b }</style></head>"
        f"<body><main><h1>Exercises</h1>{forms}</main>"
        '<script src="site.js"></script></body></html>',
        encoding="utf-8",
    )
    return page
