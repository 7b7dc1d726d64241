"""The same hand-ins through nbgrader and otter-grader: CPU seconds a submission.

    python tools/bench_graders.py [--count 10] [--ours SECONDS]

Each grader runs in an environment of its own (pins in ``tests/graders``), made once below
``_build``. CPU time is that of the grader and of all its children; ``each`` is what one more
submission costs – the difference between a run of all and a run of one, so that starting up is
no part of it – and ``whole`` is the run of all, divided.

``plain`` is nbgrader at its lightest: the same answers as a list in a cell, compared with the key
by a few lines that import nothing. The other rows run the kit's own notebook. ``--ours`` is the
figure to compare with; without it, the whole chain of the report on the same answers is timed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

from whosaysso import answers
from whosaysso.case import load
from whosaysso.classroom.collect import check_class, survey
from whosaysso.classroom.files import find
from whosaysso.classroom.graders import grader_source
from whosaysso.classroom.release import built_task
from whosaysso.classroom.tally import make_plan
from whosaysso.kinds import KINDS

ROOT = Path(__file__).parent.parent
PINS = ROOT / "tests" / "graders"
ENVIRONMENTS = ROOT / "_build" / "graders"
NAMES = ("loaded-headline", "sort-verdicts")  # two tasks a submission
COUNT = 10
OTTER_LOOP = (  # its own interface for many files: lighter than a command for each
    "import sys; from otter.api import grade_submission\n"
    "for path in sys.argv[2:]: grade_submission(path, sys.argv[1], quiet=True)"
)


class GraderFault(Exception):
    """A grader that cannot be installed or does not run; the message is one sentence."""


@dataclass(frozen=True)
class Cost:
    """CPU seconds a submission, children included."""

    name: str
    each: float
    whole: float


def environment(grader: str) -> Path:
    """The programs of a grader (``bin``), installed once for its pins."""
    pins = PINS / f"{grader}.txt"
    place = ENVIRONMENTS / grader
    programs, stamp = place / ("Scripts" if os.name == "nt" else "bin"), place / "pins.txt"
    if stamp.exists() and stamp.read_bytes() == pins.read_bytes():
        return programs
    venv.create(place, clear=True, with_pip=True)
    pip = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "-r", pins], capture_output=True, text=True)
    if done.returncode:
        fault = [line for line in done.stderr.splitlines() if "ERROR" in line]
        raise GraderFault(f"{grader} could not be installed: {' '.join(fault)[:300]}")
    stamp.write_bytes(pins.read_bytes())
    return programs


def run(grader: str, command: list, folder: Path) -> str:
    """Run a program of a grader's environment; returns what it said."""
    programs = environment(grader)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WHOSAYSSO", "PYTEST", "COV"))}
    env = kept | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),  # no settings of whoever runs this
    }
    done = subprocess.run(
        [programs / command[0], *command[1:]], cwd=folder, env=env, capture_output=True, text=True
    )
    said = done.stdout + done.stderr
    if done.returncode:
        raise GraderFault(f"{command[0]} {command[1]} stopped: {said.strip()[-1500:]}")
    return said


def submissions(count: int = COUNT) -> list[dict]:
    """Answer documents that differ: each learner has a few more right answers than the last."""
    made = []
    for number in range(count):
        document = answers.new_document()
        row = {"article": load().sha256, "tasks": {}}
        for name in NAMES:
            built = built_task(name, load())
            value = KINDS[built["kind"]].key(built)
            if isinstance(value, list):
                value = value[: 1 + number % len(value)]
            given = {"kind": built["kind"], "value": value, "tries": [value]}
            row["tasks"][name] = answers.advance(None, None, given, answers.now())
        document["cases"][load().id] = row
        made.append(document)
    return made


def with_answers(notebook: dict, document: dict) -> bytes:
    """A notebook as a learner hands it in: the cell with hand_in() holds the document."""
    shown = {"text/plain": "Handed in.", answers.MIME: document}
    output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": shown}
    cells = [
        cell | {"outputs": [output]} if "".join(cell["source"]) == "hand_in()" else cell
        for cell in notebook["cells"]
    ]
    return json.dumps(notebook | {"cells": cells}).encode()


def nbgrader_cost(documents: list[dict], plain: bool = False) -> Cost:
    """What ``nbgrader autograde`` takes."""
    with tempfile.TemporaryDirectory() as scratch:
        course = Path(scratch)
        (course / "source").mkdir()
        write = _plain_source if plain else _kit_source
        name, fill = write(course / "source" / "ps1")
        run("nbgrader", ["nbgrader", "generate_assignment", "ps1"], course)
        notebook = json.loads((course / "release" / "ps1" / name).read_text("utf-8"))

        def grade(chosen: list[dict]) -> float:
            for folder in ("submitted", "autograded"):
                shutil.rmtree(course / folder, ignore_errors=True)
            for number, document in enumerate(chosen):
                folder = course / "submitted" / f"s{number}" / "ps1"
                folder.mkdir(parents=True)
                (folder / name).write_bytes(fill(notebook, document))
            return _cpu(lambda: run("nbgrader", ["nbgrader", "autograde", "ps1"], course))

        return _cost(f"nbgrader{', plain' if plain else ''}", grade, documents)


def otter_cost(documents: list[dict]) -> Cost:
    """What otter takes for the same notebooks, through its Python interface."""
    with tempfile.TemporaryDirectory() as scratch:
        course = Path(scratch)
        made = grader_source("otter", list(NAMES), course / "source", grade="first-try")
        name = made.manifest["notebooks"][0]
        run("otter", ["otter", "assign", f"source/{name}", "dist"], course)
        (tests,) = (course / "dist" / "autograder").glob("*.zip")
        notebook = json.loads((course / "dist" / "student" / name).read_text("utf-8"))

        def grade(chosen: list[dict]) -> float:
            paths = [course / f"s{number}.ipynb" for number in range(len(chosen))]
            for path, document in zip(paths, chosen, strict=True):
                path.write_bytes(with_answers(notebook, document))
            return _cpu(lambda: run("otter", ["python", "-c", OTTER_LOOP, tests, *paths], course))

        return _cost("otter", grade, documents)


def our_cost(documents: list[dict], rounds: int = 100) -> Cost:
    """The report's whole chain on the same answers: find, read, decode, check, score, count."""
    case = load()
    plan = make_plan([case], {(case.id, name) for name in NAMES})
    with tempfile.TemporaryDirectory() as folder:
        for number, document in enumerate(documents):
            (Path(folder) / f"{number}.json").write_bytes(answers.file_bytes(document))

        def check() -> None:
            for _ in check_class(survey(find(Path(folder))[0]), plan):
                pass

        check()  # compiles the types
        began = time.process_time()
        for _ in range(rounds):
            check()
        each = (time.process_time() - began) / rounds / len(documents)
    return Cost("the kit's report, from the files", each, each)


def costs(count: int = COUNT) -> list[Cost]:
    """nbgrader at its lightest, nbgrader and otter with the kit's notebook."""
    documents = submissions(count)
    return [
        nbgrader_cost(documents, plain=True),
        nbgrader_cost(documents),
        otter_cost(documents),
    ]


def _cost(name: str, grade, documents: list[dict]) -> Cost:
    one, every = grade(documents[:1]), grade(documents)
    return Cost(name, (every - one) / (len(documents) - 1), every / len(documents))


def _cpu(act) -> float:
    def used() -> float:
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        return spent.ru_utime + spent.ru_stime

    before = used()
    act()
    return used() - before


def _kit_source(to: Path):
    made = grader_source("nbgrader", list(NAMES), to, grade="first-try", assignment_id="ps1")
    return made.manifest["notebooks"][0], with_answers


def _plain_source(to: Path):
    """Two list answers and two cells that compare them with the key, in plain Python."""
    from whosaysso.classroom.graders import _code, _nbgrader_cell
    from whosaysso.classroom.notebooks import _notebook, _words

    cells = [_words("text", load().text)]
    for number, name in enumerate(NAMES):
        key = _bare(KINDS["mark" if not number else "sort"].key(built_task(name, load())))
        about = {"grade": False, "grade_id": f"answer-{number}", "locked": False}
        about |= {"schema_version": 3, "solution": True, "task": False}
        cells.append(_code(f"answer-{number}", f"answer_{number} = []", nbgrader=about))
        (test,) = _nbgrader_cell(str(number), "", 10)
        test["source"] = (
            f"### BEGIN HIDDEN TESTS\nkey = {key!r}\n"
            f"hit = [a for a in answer_{number} if a in key]\n"
            "10 * len(hit) / len(key)\n### END HIDDEN TESTS"
        )
        cells.append(test)
    to.mkdir()
    (to / "ps.ipynb").write_text(json.dumps(_notebook(cells)), "utf-8")

    def fill(notebook: dict, document: dict) -> bytes:
        rows = document["cases"][load().id]["tasks"]
        given = {f"answer-{n}": _bare(rows[name]["value"]) for n, name in enumerate(NAMES)}
        filled = [
            cell | {"source": f"{cell['id'].replace('-', '_')} = {given[cell['id']]!r}"}
            if cell["id"] in given
            else cell
            for cell in notebook["cells"]
        ]
        return json.dumps(notebook | {"cells": filled}).encode()

    return "ps.ipynb", fill


def _bare(value) -> list:
    if isinstance(value, list):
        return [[mark["code"], mark["start"], mark["end"]] for mark in value]
    return [[item, given["answer"]] for item, given in value.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU a submission: nbgrader, otter, and ours.")
    parser.add_argument("--count", type=int, default=COUNT, help="submissions, 2 or more")
    parser.add_argument("--ours", type=float, help="CPU seconds a submission to compare with")
    options = parser.parse_args()
    if options.count < 2:
        sys.exit("Give --count 2 or more: one run is compared with another.")
    ours = options.ours or our_cost(submissions(options.count)).each
    print(f"ours: {ours * 1000:.3f} ms CPU a submission")
    print(f"{'':18} {'each':>8} {'whole':>8} {'each, times ours':>18}")
    for cost in costs(options.count):
        ratio = f"{cost.each / ours:,.0f}"
        print(f"{cost.name:18} {cost.each:7.2f}s {cost.whole:7.2f}s {ratio:>18}")


if __name__ == "__main__":
    try:
        main()
    except GraderFault as fault:
        sys.exit(str(fault))
