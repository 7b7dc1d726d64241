"""Make exercises/ from solutions/: take the answers out, run what is left, store it.

    python tools/make_exercises.py [--from DIR] [--to DIR]

What a learner must not see is marked in the solution in one of two ways:

* a whole cell has the tag ``solution``: it is left out;
* lines of a code cell stand between ``# BEGIN SOLUTION`` and ``# END SOLUTION``: they are
  left out with their markers. What such a cell says of a blank exercise is no news on a page
  whose widget has a Check button, so the site hides it (``remove-cell``).

A marker or tag that would not be understood stops the work: an answer would slip through.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from run_solutions import ROOT, SOLUTIONS, NotebookFault, place, read, run, write

# Any spelling is found, so that a slip of the pen is refused and not published.
MARKER = re.compile(r"\b(begin|end)[ _-]*solution\b", re.IGNORECASE)
MARKERS = {"# BEGIN SOLUTION": True, "# END SOLUTION": False}


def derive(notebook, name: str) -> None:
    """Turn a solution, in place, into its exercise, not yet run."""
    cells, cut = [], False
    for number, cell in enumerate(notebook.cells, 1):
        where = place(name, number, cell)
        tags = cell.metadata.get("tags", [])
        for tag in tags:
            if "solution" in tag.lower() and tag != "solution":
                raise NotebookFault(f'{where}: the tag {tag!r} is not understood; use "solution".')
        if "solution" in tags:
            cut = True
            continue
        source = without_answers(cell, where)
        if source != cell.source:
            cut = True
            cell.source = source
            cell.metadata["tags"] = ["remove-cell"]
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cells.append(cell)
    if not cut:
        raise NotebookFault(f"{name}: nothing is marked as solution, so nothing was taken out.")
    notebook.cells = cells
    rename(notebook)
    notebook.metadata["made_from"] = name
    first = next((cell for cell in cells if cell.cell_type == "code"), None)
    if first:
        first.source = f"# Made from {name}; edit there.\n{first.source}"


def without_answers(cell, where: str) -> str:
    """The cell's text without its solution blocks; unbalanced markers are refused."""
    kept, inside = [], False
    for line in cell.source.splitlines():
        if not MARKER.search(line):
            if not inside:
                kept.append(line)
            continue
        begins = MARKERS.get(line.strip())
        if begins is None or cell.cell_type != "code":
            raise NotebookFault(
                f"{where}: {line.strip()!r} is not understood; write # BEGIN SOLUTION or "
                '# END SOLUTION in a code cell, or give the cell the tag "solution".'
            )
        if begins and inside:
            raise NotebookFault(
                f"{where}: BEGIN SOLUTION stands inside another; end the first one before."
            )
        if not begins and not inside:
            raise NotebookFault(f"{where}: END SOLUTION has no BEGIN SOLUTION before it; add it.")
        inside = begins
    if inside:
        raise NotebookFault(f"{where}: BEGIN SOLUTION has no END SOLUTION after it; add it.")
    if len(kept) == len(cell.source.splitlines()):
        return cell.source
    text = "\n".join(kept).strip("\n")
    if not text:
        raise NotebookFault(f'{where}: no line is left; give the whole cell the tag "solution".')
    return text


def rename(notebook) -> None:
    """“Solution: …” becomes “Exercise: …”, in the title and in the page's description."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\A# Solution\b", "# Exercise", cell.source)
            break
    about = notebook.metadata.get("myst", {}).get("html_meta", {})
    if "description" in about:
        about["description"] = re.sub(r"\ASolution\b", "Exercise", about["description"])


def main() -> None:
    parser = argparse.ArgumentParser(description="Make exercises/ from solutions/.")
    parser.add_argument("--from", dest="source", type=Path, default=SOLUTIONS)
    parser.add_argument("--to", type=Path, default=ROOT / "exercises")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    for path in sorted(options.source.glob("*.ipynb")):
        name = f"solutions/{path.name}"
        notebook = read(path)
        derive(notebook, name)
        run(notebook, f"the exercise of {name}", options.to)
        write(notebook, options.to / path.name)
        print(f"{options.to / path.name}: made")


if __name__ == "__main__":
    try:
        main()
    except NotebookFault as fault:
        sys.exit(str(fault))
