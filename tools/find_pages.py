"""Write ``whosaysso/cases/pages.json``: which page asks which task, in the order of ``_toc.yml``.

The report card names the page beside each exercise, also where the pages are not there to read,
as in an installed package. ``python tools/find_pages.py``
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from whosaysso.case import CASES
from whosaysso.coin import CASE, FORMS

ROOT = Path(__file__).parent.parent
TO = CASES / "pages.json"
ASK = re.compile(r"""\bask\("([\w-]+)"(?:, (?:case=)?"([\w-]+)")?\)|\bask_form\(""")
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


def pages(root: Path = ROOT) -> list[dict]:
    """``page`` (its title) and ``tasks`` (case and id) of every page with an exercise, in order."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    found = []
    for part in toc["parts"]:
        for chapter in part["chapters"]:
            if chapter["file"].startswith("solutions/"):
                continue  # the same tasks again, for teachers
            text = _text(root, chapter["file"])
            tasks = dict.fromkeys(task for match in ASK.finditer(text) for task in _tasks(match))
            if tasks:
                found.append({"page": TITLE.search(text)[1], "tasks": list(map(list, tasks))})
    return found


def _text(root: Path, name: str) -> str:
    page = root / f"{name}.md"
    if page.is_file():
        return page.read_text(encoding="utf-8")
    cells = json.loads((root / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def _tasks(match: re.Match) -> list[tuple[str, str]]:
    task, case = match.groups()
    if task is None:  # a test: chance decides which form a page shows
        return [(CASE, form) for form in FORMS]
    return [(case or "idlib-2020", task)]


def as_json(root: Path = ROOT) -> str:
    """The file, one page a line."""
    rows = (json.dumps(page, ensure_ascii=False) for page in pages(root))
    return "[\n" + ",\n".join(rows) + "\n]\n"


if __name__ == "__main__":
    TO.write_text(as_json(), encoding="utf-8")
    print(f"{TO.relative_to(ROOT)}: {len(pages())} pages with exercises.")
