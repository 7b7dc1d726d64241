"""Give out an assignment: a folder for learners, with its manifest.

The kit's own cases are practice: their keys are in the package, for everybody. A case of your own
is released **without its key**: learners get the built tasks as ``tasks.keyless`` leaves them, the
widgets keep the answers, and the feedback is sealed until you give out its code.

Nothing is written until all of it is known to be good; a folder that is not empty is refused.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .. import answers, assignment, tasks
from ..assignment import Assignment, AssignmentError
from ..case import CASES, Case, load
from . import notebooks
from .seal import new_code, open_sealed, seal
from .wheel import PACKAGE, write_wheel

GRADES = ("completion", "first-try")
PINS = Path(__file__).with_name("learner.txt")
PUBLIC = (
    "The key of this case is public: it is in the package that learners install, so the grade "
    "counts completion and the feedback is practice."
)
PUBLIC_FIRST = (
    "The key of this case is public: it is in the package that learners install. A grade for the "
    "first try trusts that nobody looked."
)
PUBLIC_LATER = (
    "Feedback comes later, but the key of this case is public: it is in the package that "
    "learners install, and whoever looks can find it."
)
OWN = "Your key is not in this folder, and not in the package that learners install."


@dataclass(frozen=True)
class Released:
    """A release: its folder, its manifest, and what to tell the teacher.

    ``code`` opens the sealed feedback and ``code_file`` holds it, beside the folder and never in
    it; both are empty where nothing was sealed.
    """

    folder: Path
    manifest: dict
    files: tuple[str, ...]
    notes: tuple[str, ...]
    code: str = ""
    code_file: Path | None = None

    @property
    def assignment(self) -> str:
        return self.manifest["assignment"]


def release(
    names: list[str],
    to: Path | str,
    *,
    case: str | Path = "idlib-2020",
    feedback: bool | None = None,
    grade: str = "completion",
    assignment_id: str = "",
    sealed: bool = True,
) -> Released:
    """Write the folder ``to`` for learners.

    ``names`` are ids of tasks of the ``case``, or names of the kit's exercise notebooks; none
    means all tasks. ``case`` is the id of a case of the kit or the path of a folder of your own.
    ``feedback`` shows reasons at each Check (for the kit's cases only, where it is the default);
    without it a learner's answers are kept, and the feedback comes later: ``sealed`` puts it into
    the folder, locked. Raises ``AssignmentError`` or ``CaseError``, one sentence, and writes
    nothing then.
    """
    to, source = Path(to).absolute(), find_case(case)
    own = is_own(source)
    if own and feedback:
        raise AssignmentError(
            "Practice feedback would give your key to every learner; release your own case "
            "without it, and open the feedback later."
        )
    if grade not in GRADES:
        raise AssignmentError(f"There is no grade {grade!r}; use {' or '.join(GRADES)}.")
    if assignment_id and not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,59}", assignment_id, re.ASCII):
        raise AssignmentError("An assignment's id is up to 60 letters, digits, dots and hyphens.")
    later = own or feedback is False
    books, asked = _notebooks(names, source, own, later)
    manifest = {
        "format": assignment.FORMAT,
        "version": assignment.VERSION,
        "assignment": assignment_id or _new_id(),
        "kit": answers.KIT,
        "feedback": "later" if later else "now",
        "grade": grade,
        "notebooks": sorted(books),
        "cases": _cases(asked, source, own),
    }
    code_file = code_path(to) if later and sealed else None
    _refuse_to_overwrite(to, code_file)
    code = new_code() if code_file else ""
    files = dict(books)
    if own:
        files |= _keyless_case(source, manifest)
    if code:
        manifest["sealed"] = assignment.SEALED
        files[assignment.SEALED] = seal(_content(manifest, source), code)
    files[assignment.NAME] = _json(manifest)
    files["README.txt"] = _readme(manifest, source, own).encode()
    written = _write(to, files, later, code_file, _code_words(manifest, code, to))
    return Released(to, manifest, written, _notes(own, later, grade, code_file), code, code_file)


def find_case(case: str | Path) -> Case:
    """A case of the kit by its id, or one of your own by the path of its folder."""
    folder = Path(case)
    if not isinstance(case, Path) and (CASES / case / "case.toml").is_file():
        return load(case)
    if folder.is_dir():
        return load(folder=folder.absolute())
    return load(str(case))  # its sentence names the cases that there are


def is_own(case: Case) -> bool:
    """Whether it is a teacher's own case, whose key is nobody else's."""
    return not case.folder.resolve().is_relative_to(PACKAGE.resolve())


def built_task(task_id: str, case: Case) -> dict:
    """The task with its key, under the names that learners answered it with.

    Whoever scores the answers to a released case takes its tasks from here.
    """
    return tasks.build(tasks.task(task_id, case), case, neutral=is_own(case))


def seal_feedback(
    folder: Path | str, *, case: str | Path = "idlib-2020", to: Path | str | None = None
) -> tuple[Path, str]:
    """Seal the feedback on a release into the folder ``to`` (default: the release's own).

    Returns the file and its new code, which is written nowhere: keep it.
    """
    manifest, source = _given(folder).manifest, find_case(case)
    path = Path(to or folder) / assignment.SEALED
    code = new_code()
    path.write_bytes(seal(_content(manifest, source), code))
    return path, code


def open_for_all(folder: Path | str, code: str, to: Path | str | None = None) -> Path:
    """Write the sealed feedback of a release as an open file, for a class without the code."""
    given = _given(folder)
    try:
        raw = (given.folder / assignment.SEALED).read_bytes()
    except OSError:
        raise AssignmentError(f"There is no {assignment.SEALED} in {given.folder.name}.") from None
    content = open_sealed(raw, code)
    path = Path(to or folder) / assignment.OPEN
    head = {"format": assignment.OPEN_FORMAT, "version": assignment.VERSION}
    path.write_bytes(_json(head | content))
    return path


def code_path(to: Path) -> Path:
    """Where the code of a release is kept: beside the learners' folder."""
    return to.with_name(f"{to.name}-code.txt")


def _given(folder: Path | str) -> Assignment:
    given = assignment.here(Path(folder))
    if given is None:
        raise AssignmentError(f"{Path(folder).name} is no released folder: it has no manifest.")
    return given


def _new_id() -> str:
    text = answers.crockford(secrets.randbits(50), 10).lower()
    return f"{text[:5]}-{text[5:]}"


def _notebooks(
    names: list[str], case: Case, own: bool, later: bool
) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    """The notebooks as files, and the tasks (case, id) that they ask."""
    known = tasks.tasks(case)
    files, asked, chosen = {}, [], []
    for name in dict.fromkeys(names or known):
        if name in known:
            chosen.append(known[name])
        elif own:
            tasks.task(name, case)  # its sentence names the tasks that there are
        else:
            stem = notebooks.known(name)
            notebook, its = notebooks.kit_notebook(stem, later)
            files[f"{stem}.ipynb"] = notebooks.notebook_bytes(notebook)
            asked += its
    if not chosen and not files:
        raise AssignmentError(f"{case.id} has no tasks yet; write some in its folder tasks.")
    for task in chosen:
        if own and task.own.get("by") == "drawn":
            raise AssignmentError(
                f"{task.id} draws its items from other texts, so it cannot be released without "
                "its key."
            )
    if chosen:
        name = f"{case.id}.ipynb"
        files[name] = notebooks.notebook_bytes(notebooks.task_notebook(chosen, case, own, later))
        asked += [(case.id, task.id) for task in chosen]
    return files, list(dict.fromkeys(asked))


def _cases(asked: list[tuple[str, str]], source: Case, own: bool) -> dict:
    """By case: the hash of its text, its tasks, and the file that holds them where one does."""
    if own and (CASES / source.id).exists():
        raise AssignmentError(f"The kit has a case {source.id!r} already; give yours another id.")
    if own and not re.fullmatch(r"[A-Za-z0-9][\w-]{0,59}", source.id, re.ASCII):
        raise AssignmentError(f"case.toml, {source.id}: an id is letters, digits and hyphens.")
    rows: dict = {}
    for case_id, task_id in asked:
        case = source if case_id == source.id else load(case_id)
        row = rows.setdefault(case_id, {"article": case.sha256, "tasks": []})
        row["tasks"].append(task_id)
    if own:
        rows[source.id]["file"] = f"case-{source.id}.json"
    return rows


def _keyless_case(case: Case, manifest: dict) -> dict[str, bytes]:
    row = manifest["cases"][case.id]
    content = {
        "format": assignment.CASE_FORMAT,
        "version": assignment.VERSION,
        "case": case.id,
        "article": case.sha256,
        "tasks": {name: tasks.keyless(built_task(name, case)) for name in row["tasks"]},
    }
    return {row["file"]: _json(content), "article.txt": (case.folder / "article.txt").read_bytes()}


def _content(manifest: dict, source: Case) -> dict:
    """What is sealed: every task of the assignment with its key and its reasons."""
    found: dict = {}
    for case_id, row in manifest["cases"].items():
        case = source if case_id == source.id else load(case_id)
        if case.sha256 != row["article"]:
            raise AssignmentError(
                f"{case_id}: the text is not the one that was released; put the original back."
            )
        found[case_id] = {name: tasks.opened(built_task(name, case)) for name in row["tasks"]}
    return {"assignment": manifest["assignment"], "tasks": found}


def _refuse_to_overwrite(to: Path, code_file: Path | None) -> None:
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise AssignmentError(f"{to.name} is there already and not empty; name a new folder.")
    if code_file and code_file.exists():
        raise AssignmentError(
            f"{code_file.name} holds the code of an earlier release; move it, or name another "
            "folder."
        )
    if not to.parent.is_dir():
        raise AssignmentError(f"There is no folder {to.parent.name} to put {to.name} into.")


def _write(
    to: Path, files: dict[str, bytes], later: bool, code_file: Path | None, code_words: str
) -> tuple[str, ...]:
    """All of the folder at once, so that a stop in the middle leaves none."""
    draft = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=to.parent))
    try:
        for name, raw in files.items():
            (draft / name).write_bytes(raw)
        wheel = write_wheel(draft)
        (draft / "requirements.txt").write_text(_requirements(wheel, later), "utf-8")
        draft.chmod(0o755)
        if code_file:  # before the folder: no seal is ever without its code
            code_file.write_text(code_words, "utf-8")
        if to.exists():
            to.rmdir()  # empty: looked at before
        draft.rename(to)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if code_file:
            code_file.unlink(missing_ok=True)
        raise
    return tuple(sorted(path.name for path in to.iterdir()))


def _requirements(wheel: str, later: bool) -> str:
    """The pins of a learner's environment and the kit itself, from this folder."""
    pins = [
        line.split("#")[0].strip()
        for line in PINS.read_text("utf-8").splitlines()
        if not line.startswith("#") and (later or not line.startswith("cryptography"))
    ]
    return "\n".join([*pins, f"./{wheel}", ""])


def _json(data: dict) -> bytes:
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def _notes(own: bool, later: bool, grade: str, code_file: Path | None) -> tuple[str, ...]:
    public = PUBLIC_FIRST if grade == "first-try" else PUBLIC
    notes = [OWN] if own else [public, *([PUBLIC_LATER] if later else [])]
    if code_file:
        notes.append(f"The code that opens the feedback is in {code_file.name}. Keep it.")
    return tuple(notes)


def _code_words(manifest: dict, code: str, to: Path) -> str:
    return (
        f"{code}\n\n"
        f"This code opens the feedback of the assignment {manifest['assignment']}, which lies "
        f"sealed in the folder {to.name}.\n"
        "Keep this file, and keep it out of that folder. Give out the code when all answers are "
        "in.\nWithout it nobody can open that feedback, but you can seal it again.\n"
    )


def _readme(manifest: dict, case: Case, own: bool) -> str:
    later = manifest["feedback"] == "later"
    books = ", ".join(manifest["notebooks"])
    feedback = (
        "Your answers are saved as you go. Press “I am done” under an exercise when you have\n"
        "finished it. Feedback comes later: your teacher will give you a code, and the last cell\n"
        "of the notebook says what to do with it."
        if later
        else "Press Check under an exercise, read the reasons, and try again."
    )
    text = f"\nThe text: {case.title} ({case.publisher}). {case.terms}\n" if own else ""
    return f"""WHO SAYS SO?

Open first: {books}
{text}
TO BEGIN, ONCE
You need Python 3.11 or newer. Open a terminal in this folder and type:

    python -m pip install -r requirements.txt

TO WORK
    python -m jupyter lab

Open the notebook and choose Run, Run All Cells. Keep all files of this folder together.

{feedback}

Your answers are in the file my-answers.json, in this folder. No name is asked for. Nothing is
sent anywhere until you hand it in.

TO HAND IN
Run the cell with hand_in(), save the notebook, and hand in my-answers.json or the notebook.

Assignment: {manifest["assignment"]}
"""
