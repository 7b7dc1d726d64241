"""Exercises in nbgrader and otter-grader: the same notebook, and one cell that gives points.

Both graders run the learner's notebook on the teacher's machine; this module does not change
that. What it adds reads the answers as data – ``my-answers.json`` beside the notebook, or the
document that ``hand_in()`` left in it – and scores them as the report does, so that a learner's
code in the notebook is no part of the score.
"""

from __future__ import annotations

import json
from pathlib import Path

from .. import answers, tasks
from ..assignment import AssignmentError
from ..case import Case
from ..feedback import AnswerError
from ..kinds import KINDS
from ..kinds.rounds import counted
from . import notebooks
from .handins import Reading, open_one, unite
from .records import Found
from .release import GRADES, Released, built_task, find_case, is_own, release

GRADERS = ("nbgrader", "otter")
LEFT_OUT = ("README.txt", "requirements.txt")  # a hub has its own
EMPTY_HANDED = ("no-block", "widgets-only", "cleared")  # a notebook that carries no answers
STEPS = 4  # otter gives a test its points or not, so partial credit is a few tests
HIDDEN = "### BEGIN HIDDEN TESTS\n{code}\n### END HIDDEN TESTS"


def points(
    task_id: str,
    most: float,
    case: str | Path = "idlib-2020",
    grade: str = "first-try",
    folder: str | Path = ".",
) -> float:
    """Points for one task, from 0 to ``most``, from the answers that lie in ``folder``.

    ``grade`` is "first-try" (the share of the score of the first Check; a task that no machine
    scores counts as done or not) or "completion". Raises ``AssignmentError`` where there is
    nothing to read: neither grader knows a blank, so a stop with a sentence must do.
    """
    if grade not in GRADES:
        raise AssignmentError(f"There is no grade {grade!r}; use {' or '.join(GRADES)}.")
    source = find_case(case)
    built = built_task(task_id, source)
    row = _document(Path(folder), source)["cases"].get(source.id)  # none: nothing answered yet
    entry = row and row["tasks"].get(task_id)
    value = counted(entry, later=is_own(source)) if entry else None
    if value is None:
        return 0.0
    kind = KINDS[built["kind"]]
    try:
        if entry["kind"] != built["kind"]:
            raise AnswerError("It belongs to an exercise of another kind.")
        kind.valid(built, value)
    except AnswerError as fault:
        raise AssignmentError(f"The answer to {task_id} cannot be read: {fault}") from None
    score = kind.score(built, value).score if grade == "first-try" else 1.0
    return round(most * (1.0 if score is None else score), 2)


def grader_source(
    grader: str,
    names: list[str],
    to: Path | str,
    *,
    case: str | Path = "idlib-2020",
    most: int = 10,
    grade: str = "completion",
    assignment_id: str = "",
) -> Released:
    """Write the source folder of an assignment for a grader: ``most`` points a task.

    It is a release with one more cell after each task. For nbgrader put it into ``source/``; for
    otter run ``otter assign`` on its notebook.
    """
    if grader not in GRADERS:
        raise AssignmentError(f"There is no grader {grader!r}; use {' or '.join(GRADERS)}.")
    source = find_case(case)
    known = tasks.tasks(source)
    chosen = [tasks.task(name, source) for name in names or known]
    made = release(
        [one.id for one in chosen],
        to,
        case=case,
        grade=grade,
        assignment_id=assignment_id,
        sealed=False,
    )
    place = str(source.folder) if is_own(source) else source.id
    book = made.folder / made.manifest["notebooks"][0]
    notebook = json.loads(book.read_text("utf-8"))
    cells = _with_questions(grader, notebook["cells"], chosen, place, most, grade)
    notebook["cells"] = cells if grader == "nbgrader" else [_otter_head(made), *cells]
    book.write_bytes(notebooks.notebook_bytes(notebook))
    for path in (*made.folder.glob("*.whl"), *(made.folder / name for name in LEFT_OUT)):
        path.unlink()
    files = tuple(sorted(path.name for path in made.folder.iterdir()))
    return Released(made.folder, made.manifest, files, made.notes)


# --- reading --------------------------------------------------------------------


def _document(folder: Path, source: Case) -> dict:
    """The newest of the answers in a folder: its answer file, else what its notebooks carry."""
    articles = {source.id: source.sha256}
    for where in (folder, _submitted(folder)):
        paths = [path for path in (where / answers.NAME,) if path.is_file()]
        paths += sorted(where.glob("*.ipynb"))
        found = [open_one(Found(path.name, where=str(path)), articles) for path in paths]
        readings = [one for one in found if isinstance(one, Reading)]
        if readings:
            return unite("", readings, articles).answers.plain()
        faults = [one for one in found if one.code not in EMPTY_HANDED]
        if faults:
            raise AssignmentError(f"{faults[0].name}: {faults[0].reason}")
    raise AssignmentError(
        f"There is neither {answers.NAME} nor a notebook with answers here; ask the learner for "
        "the file."
    )


def _submitted(folder: Path) -> Path:
    """Where nbgrader keeps the notebook as it came: it grades a copy without outputs."""
    here = folder.absolute()
    if here.parent.parent.name != "autograded":
        return here
    return here.parent.parent.parent / "submitted" / here.parent.name / here.name


# --- writing --------------------------------------------------------------------


def _with_questions(grader, cells, chosen, place, most, grade) -> list[dict]:
    made = []
    asks = {f"ask-{number}": task for number, task in enumerate(chosen, 1)}
    for cell in cells:
        made.append(cell)
        if cell["id"] in asks:
            number, task = cell["id"].removeprefix("ask-"), asks[cell["id"]]
            call = f'points("{task.id}", {most}, {json.dumps(place)}, "{grade}")'
            write = _nbgrader_cell if grader == "nbgrader" else _otter_cells
            made += write(number, call, most)
    return made


def _code(name: str, source: str, **metadata) -> dict:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def _raw(name: str, source: str) -> dict:
    return {"cell_type": "raw", "id": name, "metadata": {}, "source": source}


def _nbgrader_cell(number: str, call: str, most: int) -> list[dict]:
    """A locked test cell; its number is the partial credit."""
    code = f"from whosaysso.classroom.graders import points\n{call}"
    about = {
        "grade": True,
        "grade_id": f"points-{number}",
        "locked": True,
        "points": most,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    told = "# This cell gives the points for the exercise above. Leave it as it is.\n"
    return [_code(f"points-{number}", told + HIDDEN.format(code=code), nbgrader=about)]


def _otter_head(made: Released) -> dict:
    files = [name for name in made.files if not name.endswith((".ipynb", ".whl", ".txt"))]
    return _raw(
        "otter",
        "# ASSIGNMENT CONFIG\ninit_cell: false\nexport_cell: false\ncheck_all_cell: false\n"
        f"run_tests: false\ngenerate: true\nfiles: {json.dumps(files)}",
    )


def _otter_cells(number: str, call: str, most: int) -> list[dict]:
    """A question with a test for each step of credit, hidden from learners."""
    name = f"q{number}"
    tests = []
    for step in range(1, STEPS + 1):
        about = (
            f'""" # BEGIN TEST CONFIG\npoints: {most / STEPS}\nhidden: true\n""" # END TEST CONFIG'
        )
        code = (
            f"{about}\nfrom whosaysso.classroom.graders import points\n"
            f"{call} >= {most * step / STEPS}"
        )
        test = _code(f"{name}-test-{step}", code)
        test["outputs"] = [
            {
                "data": {"text/plain": "True"},
                "execution_count": None,
                "metadata": {},
                "output_type": "execute_result",
            }
        ]
        tests.append(test)
    return [
        _raw(f"{name}-begin", f"# BEGIN QUESTION\nname: {name}\npoints: {most}"),
        _raw(f"{name}-tests", "# BEGIN TESTS"),
        *tests,
        _raw(f"{name}-tests-end", "# END TESTS"),
        _raw(f"{name}-end", "# END QUESTION"),
    ]
