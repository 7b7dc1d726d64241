"""The notebooks of a release: an exercise notebook of the kit, or one made for chosen tasks."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

from .. import coin
from ..assignment import AssignmentError
from ..case import Case
from ..kinds.task import Task

EXERCISES = Path(__file__).parent.parent.parent / "exercises"  # in the kit's repository only
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
ASKED = re.compile(r"""\bask\(\s*["']([\w-]+)["']\s*(?:,\s*["']([\w-]+)["'])?""")
FORMS = re.compile(r"\bask_form\(")
INSIDE = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")  # a link to a page that stays at home
HAND_IN = """## Hand in

Run the next cell when you are done, and again after any change. Then save the notebook. Hand in \
the file `my-answers.json` that you find beside it, or the notebook."""
OPEN = """## Feedback

Feedback comes later. When your teacher gives you the code, take away the `#` in the next cell, \
put the code between the quotation marks, and run the cells again from the top."""
OPENING = '# open_feedback("CODE")'


def is_notebook(name: str) -> bool:
    return (EXERCISES / f"{name.removesuffix('.ipynb')}.ipynb").is_file()


def names() -> list[str]:
    """The exercise notebooks that can be given out."""
    return sorted(path.stem for path in EXERCISES.glob("*.ipynb"))


def kit_notebook(name: str, later: bool) -> tuple[dict, list[tuple[str, str]]]:
    """An exercise notebook of the kit with no outputs, and the tasks (case, id) that it asks."""
    notebook = json.loads((EXERCISES / f"{name}.ipynb").read_text("utf-8"))
    asked = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            source = INSIDE.sub(r"\1", source)
        else:
            cell["outputs"], cell["execution_count"] = [], None
            source = re.sub(r"\A# Made from .*\n", "", source)
            asked += [(case or "idlib-2020", task) for task, case in ASKED.findall(source)]
            if FORMS.search(source):
                asked += [(coin.CASE, form) for form in coin.FORMS]
        cell["source"] = source
        cell["metadata"] = {}
    cells = notebook["cells"]
    if later:
        cells += _opening()
    return _notebook(cells), list(dict.fromkeys(asked))


def task_notebook(tasks: list[Task], case: Case, own: bool, later: bool) -> dict:
    """A short introduction, the text, one cell for each task, and the hand-in."""
    verbs = ["ask", "hand_in", *([] if own else ["show"])]
    cells = [
        _words("intro", f"# {_plain(case.title)}\n\n{_credit(case)}"),
        _code("verbs", f"from whosaysso import {', '.join(verbs)}"),
    ]
    if own:
        cells.append(_words("text", f"## The text\n\n{_text(case)}"))
    else:
        cells.append(_code("text", f'show("all", case="{case.id}")'))
    for number, task in enumerate(tasks, 1):
        cells.append(_words(f"task-{number}", f"## {number}. {_plain(task.title)}"))
        cells.append(_code(f"ask-{number}", f'ask("{task.id}", "{case.id}")'))
    cells += [_words("hand-in", HAND_IN), _code("hand-in-now", "hand_in()")]
    return _notebook(cells + (_opening() if later else []))


def notebook_bytes(notebook: dict) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def known(name: str) -> str:
    """The name of an exercise notebook, or a sentence."""
    if not EXERCISES.is_dir():
        raise AssignmentError(
            f"{name} is no task of this case, and the kit's exercise notebooks are not here: "
            "name tasks, or work in a copy of the kit's repository."
        )
    if not is_notebook(name):
        raise AssignmentError(
            f"There is no task and no exercise notebook {name!r}; the notebooks are "
            f"{', '.join(names())}."
        )
    return name.removesuffix(".ipynb")


def _opening() -> list[dict]:
    words = _code("verbs-later", "from whosaysso import open_feedback")
    return [_words("feedback", OPEN), words, _code("open-feedback", OPENING)]


def _notebook(cells: list[dict]) -> dict:
    return {
        "cells": cells,
        "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _words(name: str, source: str) -> dict:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def _code(name: str, source: str) -> dict:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return re.sub(r"([\\`*_{}\[\]()#+!|~$-])", r"\\\1", escape(text, quote=False))


def _credit(case: Case) -> str:
    """Whose text it is, its terms, and what it contains."""
    source = f"{case.author}, {case.publisher}, {case.published}."
    lines = [source, case.url, case.copyright, case.terms, case.written, case.content_note]
    return "\n\n".join(_plain(line) for line in lines if line)


def _text(case: Case) -> str:
    return "\n\n".join(f"**{line.id}** {_plain(line.text)}" for line in case.lines)
