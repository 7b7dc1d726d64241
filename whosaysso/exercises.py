"""The verbs for exercises: ``ask`` shows a task, ``check`` tells how it went, ``hand_in`` ends.

What a learner answers is kept at once (see ``answers.py``), and ``ask`` brings it back.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from . import answers, assignment, coin, tasks
from .card import card_data
from .case import CASES, Case, CaseError, load
from .feedback import AnswerError, Feedback
from .kinds import KINDS, is_answered
from .widgets import WIDGETS, Exercise
from .widgets.bar import Answers, HandIn
from .widgets.card import Card
from .widgets.exercise import Forms

LOST = "This booster no longer has some of its items."

_asked: dict[tuple[str, str], Exercise] = {}
_opened: dict[tuple[str, str], dict] = {}  # tasks with their keys, once the teacher's code is in
_articles: dict[str, str] = {}  # of the cases asked from here: SHA-256 of the text


@dataclass
class _Desk:
    """The exercises asked here with the file they are kept in and, once handed in, the bar."""

    asked: dict
    file: answers.AnswerFile
    bar: Answers | None = None
    cards: list[Card] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    restoring: bool = False

    def refresh(self) -> None:
        if self.bar:
            self.bar.show(self.file.document, self.file.place, self.notes, self.file.has_code)
        for card in self.cards:
            card.answers = deepcopy(self.file.document)

    @contextmanager
    def quietly(self):
        """What is restored is no write."""
        self.restoring = True
        try:
            yield
        finally:
            self.restoring = False


_open: _Desk | None = None


def ask(task_id: str, case: str | Path = "idlib-2020") -> Exercise:
    """Show an exercise, by the id of its task; asked again, it is the same one, marks and all.

    ``case`` is one of the kit's, one that a teacher released into this folder, or the path of a
    case folder of your own.
    """
    built = _built(task_id, case)
    place = built["case"], task_id
    if place not in _asked:
        exercise = WIDGETS[built["kind"]](_as_given(built))
        exercise.pool = built if "draw" in built else None
        _restore(exercise)
        exercise.observe(_keep, names=["value", "tries"])
        _asked[place] = exercise
    _say_notes(_desk())
    return _asked[place]


def open_feedback(code: str = "") -> None:
    """Open the feedback on an assignment with the code that your teacher gives out."""
    given = assignment.here()
    if given is None:
        raise assignment.AssignmentError(
            f"There is no {assignment.NAME} here, so there is no feedback to open; "
            "put this notebook back into the folder that you were given."
        )
    _opened.update(given.feedback(code))
    for place, exercise in _asked.items():
        if place in _opened:
            built = _opened[place]
            exercise.pool = built if "draw" in built else None
            exercise.task = built
            _draw(exercise)
    print("The feedback is open: each exercise that you were done with now gives its reasons.")


def ask_form(turn: str) -> Exercise | Forms:
    """Show a test: ``"first"`` the form that a coin chose for this learner, ``"second"`` the other.

    While the book is built the page gets both, and the site script shows the one. Where no
    answers are kept, as while notebooks are tested, nobody is there to toss for: Test A is first.
    """
    if os.environ.get("WHOSAYSSO_STATIC") == "1":
        coin.form_of("0", turn)  # an unknown turn is a sentence here, too
        source = load(coin.CASE)
        return Forms(turn, [tasks.build(tasks.task(form, source), source) for form in coin.FORMS])
    file = _desk().file
    learner = file.read()["learner"] if file.path else "0"
    return ask(coin.form_of(learner, turn), coin.CASE)


def check(task_id: str, case: str | Path = "idlib-2020") -> Feedback:
    """What is right, what is not, and why, for the exercise as it stands.

    Of a test this is its one Check, as the button is.
    """
    return _shown(task_id, case).check()


def answer(task_id: str, value, case: str | Path = "idlib-2020") -> None:
    """Answer an exercise from a cell, as a learner would on the screen, without a Check.

    A mark exercise takes ``{code: [words]}`` and a sort exercise ``{item: answer}`` or
    ``{item: (answer, how sure)}``; the others take their value as it is.
    """
    exercise = _shown(task_id, case)
    spell = getattr(exercise.kind, "spell", None)
    exercise.value = spell(exercise.task, value) if spell else value


def solve(task_id: str, case: str | Path = "idlib-2020") -> None:
    """Put the key's answer into an exercise. The keys of this kit are public."""
    _shown(task_id, case).solve()


def report_card() -> Card:
    """The card of the answers kept here, as they are now; it follows later ones."""
    desk = _desk()
    cases = sorted(path.parent.name for path in CASES.glob("*/case.toml"))
    card = Card(data=card_data(map(load, cases)), answers=desk.file.read())
    desk.cards.append(card)
    return card


def kept_marks(case: Case, where: str, codes) -> list[dict] | None:
    """The learner's own marks on these lines, or None where there are none to take.

    They come from a mark exercise that asks for all these codes on all these lines; of several,
    from the one answered last.
    """
    lines, answered = {line.id for line in case.passage(where)}, []
    for task in tasks.tasks(case).values():
        if (
            task.kind == "mark"
            and set(codes) <= set(task.own["codes"])
            and lines <= {line.id for line in case.passage(task.lines)}
        ):
            entry = _desk().file.entry(case.id, task.id)
            if entry and is_answered(entry):
                answered.append((entry["saved"], task.id, entry["value"]))
    return max(answered)[2] if answered else None


def hand_in() -> HandIn:
    """Put the answers as they are now into the notebook, under a receipt.

    Shown as the last line of a cell, it writes the answer document into the cell's output. With
    answers off, as while notebooks are tested, it says the same and writes no document.
    """
    desk = _desk()
    document = desk.file.read()
    kept = {
        (case, task): entry
        for case, row in document["cases"].items()
        for task, entry in row["tasks"].items()
    }
    answered = {name for name, entry in kept.items() if is_answered(entry)}
    here, done = len(answered & _asked.keys()), len(answered)
    sentence = "No exercise is answered yet."
    if done:
        more = f", and {done - here} elsewhere" if done > here else ""
        sentence = f"{here} of {len(_asked)} exercises here answered{more}."
        sentence += f" Receipt: {desk.file.receipt()}."
    block = document if done and desk.file.path else None
    desk.bar = desk.bar or Answers(_load, _forget, _use_code)
    desk.bar.handed = desk.file.receipt() if block else ""
    _say_notes(desk)
    desk.refresh()
    return HandIn(sentence, desk.bar, block)


def use_code(code: str) -> None:
    """Carry the code of your teacher's card, before your first answer; no name is needed."""
    print(_use_code(code))


def _shown(task_id: str, case: str | Path) -> Exercise:
    place = _built(task_id, case)["case"], task_id  # an unknown id is the first thing to say
    if place not in _asked:
        raise CaseError(f'Run the cell with ask("{task_id}") first.')
    return _asked[place]


def _built(task_id: str, case: str | Path) -> dict:
    """The task as data, from where it is: opened, released into this folder, or in a case."""
    built, is_id = None, isinstance(case, str)
    if is_id and isinstance(task_id, str):  # whatever else it is, the case or the task refuses it
        if (case, task_id) in _opened:
            return _opened[case, task_id]
        given = assignment.here()
        built = given.task(task_id, case) if given else None
    if built is None:
        own = isinstance(case, Path) or (is_id and ("/" in case or os.sep in case))
        source = load(folder=Path(case)) if own else load(case)
        built = tasks.build(tasks.task(task_id, source), source)
    _articles[built["case"]] = built["article"]
    return built


def _as_given(built: dict) -> dict:
    """The task as the learner gets it: without its key while the feedback is to come later."""
    given = assignment.here()
    later = given is not None and given.is_later and (built["case"], built["id"]) not in _opened
    return tasks.keyless(built) if later else built


# --- between the exercises, their file and the bar -------------------------------


def _desk() -> _Desk:
    """Opened with the first exercise; other exercises have another file."""
    global _open
    if _open is None or _open.asked is not _asked:
        _open = _Desk(_asked, answers.AnswerFile(answers.where(), _article))
    return _open


def _article(case: str) -> str | None:
    if case in _articles:
        return _articles[case]
    given = assignment.here()
    try:
        return (given and given.article(case)) or load(case).sha256
    except CaseError:
        return None


def _keep(change) -> None:
    """A learner's or a cell's change goes into the file, and comes back merged."""
    desk, exercise = _desk(), change.owner
    if desk.restoring:
        return
    task, value, tries = exercise.task, exercise.value, exercise.tries
    entry = desk.file.keep(task["case"], task["article"], task["id"], task["kind"], value, tries)
    if entry and entry["tries"] != tries:
        _draw(exercise)  # another kernel may have checked other items of a booster
        with desk.quietly():
            exercise.tries = entry["tries"]
    desk.refresh()


def _draw(exercise: Exercise) -> None:
    if exercise.pool:
        exercise.task = _as_given(exercise.kind.draw(exercise.pool, _desk().file.document))


def _restore(exercise: Exercise) -> None:
    """Bring a kept answer back, or empty the exercise where there is none."""
    desk, task = _desk(), exercise.task
    entry = desk.file.entry(task["case"], task["id"])
    if exercise.pool and entry:
        rest = exercise.kind.prune(exercise.pool, entry)
        if rest != entry:
            desk.file.leave_out(task["case"], task["id"], task["title"], LOST, rest)
            entry = rest
    _draw(exercise)
    task = exercise.task
    value = exercise.kind.EMPTY if entry is None else entry["value"]
    tries = [] if entry is None else entry["tries"]
    try:
        _valid(task, entry)
        with desk.quietly():
            exercise.value, exercise.tries = deepcopy(value), tries
    except AnswerError as fault:
        desk.file.leave_out(task["case"], task["id"], task["title"], str(fault))


def _valid(task: dict, entry: dict | None) -> None:
    """``AnswerError`` where this exercise cannot hold the entry."""
    if entry is None:
        return
    if entry["kind"] != task["kind"]:
        raise AnswerError("It belongs to an exercise of another kind.")
    for one in [entry["value"], *entry["tries"], *entry.get("first", [])]:
        KINDS[task["kind"]].valid(task, one)


def _refusal(case: str, task_id: str, entry: dict) -> str:
    exercise = _asked.get((case, task_id))
    try:
        if exercise and exercise.pool:
            _valid(exercise.pool, exercise.kind.prune(exercise.pool, entry))
        elif exercise:
            _valid(exercise.task, entry)
    except AnswerError as fault:
        return f"The answer to “{exercise.task['title']}” in this file was left out: {fault}"
    return ""


def _load(raw: bytes) -> str:
    desk = _desk()
    try:
        said = desk.file.load(raw, _refusal)
    except answers.AnswerFileError as fault:
        return str(fault)
    for exercise in list(_asked.values()):
        _restore(exercise)
    desk.refresh()
    return " ".join([said, *desk.file.take_notes()])


def _forget() -> str:
    desk = _desk()
    said = desk.file.forget()
    desk.notes.clear()
    for exercise in list(_asked.values()):
        _restore(exercise)
    desk.refresh()
    return said


def _use_code(code: str) -> str:
    """``AnswerFileError`` for what is no code, or where answers carry another one."""
    desk = _desk()
    before = desk.file.read()["learner"]
    said = desk.file.use_code(code)
    for exercise in list(_asked.values()):
        _restore(exercise)  # a booster's items are drawn with the code
    desk.refresh()
    tests = any((coin.CASE, form) in _asked for form in coin.FORMS)
    again = " Run the cell with the test again." if tests and said and before != code else ""
    return said + again


def _say_notes(desk: _Desk) -> None:
    """What was set aside is said once, in words, below the cell that found it."""
    notes = desk.file.take_notes()
    for note in notes:
        print(note)
    desk.notes += notes
