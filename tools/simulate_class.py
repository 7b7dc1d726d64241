"""Make up the hand-ins of a class, for tests and for screenshots. Nobody answered any of this.

    python tools/simulate_class.py FOLDER
    python tools/simulate_class.py FOLDER --learners 30 --seed 7 --report REPORT

Learners differ in skill and in how readily they mark; they mark a word too much or too little, give
another code, are surer than right, and know more at the second Check. Some hand in a notebook,
some two files, two hand in the same answers, and a few files are damaged. The same seed makes
the same files. A report made with ``--report`` says in its title that the class is simulated.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from whosaysso import answers, tasks  # noqa: E402
from whosaysso.case import Case, load  # noqa: E402
from whosaysso.coin import form_of  # noqa: E402
from whosaysso.kinds import KINDS  # noqa: E402

NOTE = "simulated class, nobody answered this"
TASKS = (
    "idlib-2020:loaded-headline",
    "idlib-2020:loaded-first-attack",
    "idlib-2020:attribution-attackers",
    "idlib-2020:figures-doubt",
    "idlib-2020:sort-sources",
    "idlib-2020:sort-verdicts",
    "idlib-2020:ledger-neutralised",
    "idlib-2020:rewrite-threat",
    "idlib-2020:write-memo",
    "test-lines:test-a",
    "test-lines:test-b",
)
DAMAGED = {
    "empty.json": b"",
    "half.json": b'{"format": "who-says-so/answers", "version": 1, "kit": "0.1.0", "lear',
    "login page.ipynb": b"<!doctype html><title>Please log in</title>",
    "holiday.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00not a picture",
    "no answers.ipynb": b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
}


def simulate(
    to: Path, learners: int = 30, seed: int = 7, chosen: tuple[str, ...] = TASKS, damaged=True
) -> None:
    """Write the hand-ins of a class into a folder, as Moodle names them for download."""
    rows = [_task(name) for name in chosen]
    chance = random.Random(seed)
    to.mkdir(parents=True, exist_ok=True)
    copied = None
    for number in range(1, learners + 1):
        document = _document(rows, random.Random(f"{seed}:{number}"), number)
        if number == learners and copied and learners > 4:  # the same answers under another code
            document = {**copied, "learner": document["learner"]}
        copied = copied or document
        folder = to / f"Learner {number:02}_{1000000 + number}_assignsubmission_file_"
        folder.mkdir(exist_ok=True)
        if number % 6 == 0:
            (folder / "exercise.ipynb").write_bytes(_notebook(document))
        else:
            name = chance.choice(("my-answers.json", "my-answers (1).json", "answers.json"))
            (folder / name).write_bytes(answers.file_bytes(document))
        if number % 10 == 3:
            (folder / "older.json").write_bytes(answers.file_bytes(_older(document)))
    for number, (name, raw) in enumerate(DAMAGED.items() if damaged else (), learners + 1):
        folder = to / f"Learner {number:02}_{1000000 + number}_assignsubmission_file_"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(raw)


def _task(name: str) -> tuple[Case, dict]:
    case_id, _, task_id = name.partition(":")
    case = load(case_id)
    return case, tasks.build(tasks.task(task_id, case), case)


def _document(rows, chance: random.Random, number: int) -> dict:
    skill = min(0.95, max(0.15, chance.gauss(0.6, 0.18)))
    document = answers.new_document(chance.getrandbits(40))
    first_test = form_of(document["learner"], "first")
    for place, (case, built) in enumerate(rows):
        if chance.random() < 0.06:
            continue  # left out
        later = built.get("signal") and built["id"] != first_test
        entry = _entry(built, min(0.97, skill + 0.15) if later else skill, chance)
        day, hour = (10 if later else 3), 8 + place // 6
        when = f"2026-03-{day:02}T{hour:02}:{10 * (place % 6) + number % 10:02}"
        entry |= {"began": f"{when}:00Z", "saved": f"{when}:30Z"}
        row = document["cases"].setdefault(case.id, {"article": case.sha256, "tasks": {}})
        row["tasks"][built["id"]] = entry
    return document


def _entry(built: dict, skill: float, chance: random.Random) -> dict:
    answer = {
        "mark": _marks,
        "sort": _sorted,
        "ledger": _ledger,
        "rewrite": _rewritten,
        "write": _written,
    }[built["kind"]]
    habit = random.Random(chance.random())  # what a learner is prone to stays the same
    state = habit.getstate()
    values = []
    for effort in (0.0, 0.25)[: built["tries"]]:
        habit.setstate(state)
        values.append(answer(built, min(0.98, skill + effort), habit))
    if chance.random() < 0.25:
        values = values[:1]
    begun = chance.random() < 0.05
    entry = {"kind": built["kind"], "value": values[-1], "tries": [] if begun else values}
    return entry | {"count": 1 + len(values)}


def _marks(built: dict, skill: float, chance: random.Random) -> list[dict]:
    words = [(line["id"], *word) for line in built["lines"] for word in line["words"]]
    codes = [code["id"] for code in built["codes"]]
    spans = []
    for item in built["items"]:
        luck, wrong, edge = chance.random(), chance.random(), chance.choice((-1, 0, 0, 0, 1))
        likely = {"core": skill, "contested": 0.5, "decoy": 0.8 - skill}.get(item["role"], 0.1)
        if luck < likely:
            code = item["code"] if item["code"] in codes else codes[0]
            if wrong < 0.25 * (1 - skill):
                code = codes[(codes.index(code) + 1) % len(codes)]
            spans.append((code, item["words"][0], max(*item["words"][:1], item["words"][1] + edge)))
    for first in range(0, len(words), 7):
        liked = len(words[first][3]) > 7  # long words tempt
        if chance.random() < (1 - skill) * (0.75 if liked else 0.12):
            spans.append((codes[0], first, first))
    marks = []
    for code, first, last in spans:
        while last >= len(words) or words[last][0] != words[first][0]:
            last -= 1  # a mark stays in its line
        quote = "".join(w[3] + w[4] for w in words[first:last]) + words[last][3]
        marks.append(
            {"code": code, "start": words[first][1], "end": words[last][2], "quote": quote}
        )
    return marks


def _sorted(built: dict, skill: float, chance: random.Random) -> dict:
    names = [answer["id"] for answer in built["answers"]]
    items = built["items"][: built["draw"]] if "draw" in built else built["items"]
    value = {}
    for item in items:
        luck, guess = chance.random(), chance.choice(names)
        answer = item["right"][0] if luck < skill else guess
        value[item["id"]] = {"answer": answer}
        if built["confidence"]:
            felt = chance.gauss(0.62 + 0.3 * skill, 0.13) - (0.12 if luck >= skill else 0)
            value[item["id"]]["sure"] = min(100, max(0, 5 * round(20 * felt)))
    return value


def _ledger(built: dict, skill: float, chance: random.Random) -> dict:
    value = {}
    for row, cells in KINDS["ledger"].key(built).items():
        value[row] = {}
        for column, right in cells.items():
            options = next(c["options"] for c in built["columns"] if c["id"] == column)
            luck = chance.random()
            if luck < skill:
                value[row][column] = right
            elif options and luck < skill + 0.3:
                value[row][column] = chance.choice(options)["id"]
    return value


def _rewritten(built: dict, skill: float, chance: random.Random) -> dict:
    sentences = built["model"].split(". ")
    kept = [one for one in sentences if chance.random() < skill] or sentences[:1]
    return {"text": ". ".join(kept) if chance.random() < 0.9 else built["original"]}


def _written(built: dict, skill: float, chance: random.Random) -> dict:
    rubric = {
        one["id"]: min(len(one["levels"]) - 1, int(chance.random() * skill * 4))
        for one in built["criteria"]
    }
    return {"text": "Nobody wrote this: it stands in a simulated hand-in.", "rubric": rubric}


def _older(document: dict) -> dict:
    """What the learner had saved before the last answer."""
    cases = {
        case: {**row, "tasks": dict(list(row["tasks"].items())[:-1])}
        for case, row in document["cases"].items()
    }
    return {**document, "cases": {case: row for case, row in cases.items() if row["tasks"]}}


def _notebook(document: dict) -> bytes:
    output = {"output_type": "display_data", "metadata": {}, "data": {answers.MIME: document}}
    cell = {
        "cell_type": "code",
        "id": "hand-in",
        "execution_count": 1,
        "metadata": {},
        "source": ["hand_in()"],
        "outputs": [output],
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the hand-ins go")
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--report", type=Path, help="also write a report there")
    given = parser.parse_args()
    simulate(given.folder, given.learners, given.seed)
    if given.report:
        from whosaysso.classroom import report

        summary = report.write(
            given.folder,
            given.report,
            cases=[load(name) for name in ("idlib-2020", "test-lines")],
            tasks=list(TASKS),
            feedback=True,
            share=True,
            note=NOTE,
        )
        print(summary)


if __name__ == "__main__":
    main()
