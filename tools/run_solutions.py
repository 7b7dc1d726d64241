"""Run the notebooks in solutions/ and store their outputs, in a normal form.

    python tools/run_solutions.py [NOTEBOOK …]

The normal form makes a committed notebook the same, byte for byte, on every machine: counts
from 1, text outputs only, no times, no widget state, and no metadata but what a page needs.
``make_exercises.py`` uses the same functions.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).parent.parent
SOLUTIONS = ROOT / "solutions"
TIMEOUT = 60  # seconds a cell

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {  # no version: it would differ from one machine to the next
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
NOTEBOOK_KEYS = ("myst", "made_from")  # a page's description; where an exercise comes from
CELL_KEYS = ("tags", "mystnb")
# The widget view is drawn by a kernel's page; pictures differ with every library version.
DROPPED = ("application/vnd.jupyter.widget-view+json", "image/png", "image/jpeg")


class NotebookFault(Exception):
    """A notebook that cannot be used; the message is one sentence for a person."""


def read(path: Path):
    """A notebook whose cells have ids of their own, so that they stay the same."""
    name = f"{path.parent.name}/{path.name}"
    text = path.read_text(encoding="utf-8")
    try:
        stored = json.loads(text)  # first as it stands: nbformat would invent missing ids
        ids = [cell.get("id") for cell in stored["cells"]]
        modern = (stored["nbformat"], stored["nbformat_minor"]) >= (4, 5)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotebookFault(f"{name}: this is not a notebook; save it from Jupyter.") from None
    if not modern or None in ids:
        raise NotebookFault(f"{name}: its cells have no ids; save it from JupyterLab 4 first.")
    for cell_id in ids:
        if ids.count(cell_id) > 1:
            raise NotebookFault(f"{name}: two cells have the id {cell_id!r}; change one of them.")
    return nbformat.reads(text, as_version=4)


def run(notebook, name: str, folder: Path) -> None:
    """Run every cell in order and bring the notebook into its normal form."""
    # With the book's flag set, an exercise would write its key into the notebook.
    env = {key: value for key, value in os.environ.items() if key != "WHOSAYSSO_STATIC"}
    env["WHOSAYSSO_ANSWERS"] = "off"  # nor may anybody's own answers get into it
    notebook.metadata["kernelspec"] = nbformat.from_dict(KERNEL)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=ERROR"],  # no word about TCP for each kernel
    )
    try:
        client.execute(env=env)
    except CellExecutionError as fault:
        where = next(
            place(name, number, cell)
            for number, cell in enumerate(notebook.cells, 1)
            if any(out.output_type == "error" for out in cell.get("outputs", []))
        )
        raise NotebookFault(f"{where}: stops with {fault.ename}: {fault.evalue}") from None
    normalise(notebook, name)


def normalise(notebook, name: str) -> None:
    """Keep what readers and tests need of a notebook that has just been run."""
    metadata = notebook.metadata
    kept = {key: metadata[key] for key in NOTEBOOK_KEYS if key in metadata}
    notebook.metadata = nbformat.from_dict(
        {**kept, "kernelspec": KERNEL, "language_info": LANGUAGE}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count = 0
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata = {key: cell.metadata[key] for key in CELL_KEYS if key in cell.metadata}
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        outputs = []
        for output in cell.outputs:
            if output.get("name") == "stderr":
                where = place(name, number, cell)
                raise NotebookFault(f"{where}: writes a warning: {' '.join(output.text.split())}")
            if "execution_count" in output:
                output.execution_count = count
            if "data" in output:
                output.metadata = {}
                for kind in DROPPED:
                    output.data.pop(kind, None)
                if not output.data:
                    continue
            outputs.append(output)
        cell.outputs = outputs


def write(notebook, path: Path) -> None:
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def place(name: str, number: int, cell) -> str:
    """Where a fault is, as a message begins."""
    return f"{name}, cell {number} ({cell.id})"


def main() -> None:
    parser = argparse.ArgumentParser(description="Run solutions and store their outputs.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of solutions/")
    options = parser.parse_args()
    for path in options.notebooks or sorted(SOLUTIONS.glob("*.ipynb")):
        notebook = read(path)
        run(notebook, f"{path.parent.name}/{path.name}", path.parent)
        write(notebook, path)
        print(f"{path}: run")


if __name__ == "__main__":
    try:
        main()
    except NotebookFault as fault:
        sys.exit(str(fault))
