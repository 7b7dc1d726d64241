"""Likely wrong answers, looked up in the exercises themselves, for pages that prepare a teacher.

``mistake("sort-irony irony-modestly sincere")`` says what a learner did and what the exercise
says to it. Exercise, place and answer are named as the data name them; an answer that the key
accepts is refused, so that a page cannot call a right answer wrong. Another text of the kit
stands before its task, with a colon: ``bypass:town-sort-sources C09 none``.

======== ================== =====================================================
kind     place              answer
======== ================== =====================================================
sort     an item            an answer that does not count
mark     a line             none: marked, though it has no sure mark
mark     a span             none: a decoy or an aside marked, or a sure mark missed
ledger   a row              column=value, a value that the cell does not accept
write    a criterion        a level below the highest, from 0
rewrite  a fact, source,    none: lost, left without its source, or left standing
         or span
======== ================== =====================================================
"""

from __future__ import annotations

from dataclasses import dataclass

from .case import CaseError, load
from .tasks import build, task


@dataclass(frozen=True)
class Mistake:
    """One wrong answer: the exercise, the words it is about, what was done, what is said to it.

    ``line`` is empty where the words are no words of the text.
    """

    case: str
    task: str
    title: str
    words: str
    line: str
    did: str
    says: str


def mistake(reference: str) -> Mistake:
    """Look up a wrong answer. Raises CaseError, with a sentence, where it is none."""
    name, place, answer = (*reference.split(maxsplit=2), "", "", "")[:3]
    case_id, _, task_id = name.rpartition(":")
    case = load(case_id) if case_id else load()
    built = build(task(task_id, case), case)
    try:
        words, line, did, says = FIND[built["kind"]](built, place, answer)
    except KeyError as unknown:
        raise CaseError(f"{reference}: {built['id']} has no {unknown.args[0]!r}.") from None
    except _Right as right:
        raise CaseError(f"{reference}: {right}") from None
    if line not in {one.id for one in case.lines}:
        line = ""  # an item that the task itself states
    return Mistake(case.id, built["id"], built["title"], words, line, did, says)


class _Right(ValueError):
    """The answer is not wrong; the message says why."""


def _sort(built: dict, place: str, answer: str):
    item = _row(built["items"], place)
    chosen = _row(built["answers"], answer)
    if answer in item["right"]:
        raise _Right("the key accepts this answer.")
    return (
        item["quote"] or "".join(item["text"]),
        item["line"],
        chosen["name"],
        item["say"]["right"],
    )


def _mark(built: dict, place: str, answer: str):
    if answer:
        raise _Right("a mark exercise takes a line or a span, and no answer.")
    if place in {line["id"] for line in built["lines"]}:
        if place not in built["clean"]:
            raise _Right("this line has a sure mark; name the span.")
        return "", place, "Marked", built["clean"][place]
    item = _row(built["items"], place)
    did = {"core": "Missed", "decoy": "Marked", "aside": "Marked"}.get(item["role"])
    if did is None:
        raise _Right("a contested mark is never wrong.")
    says = item["text"]["miss" if item["role"] == "core" else item["role"]]
    return item["quote"], item["line"], did, says


def _ledger(built: dict, place: str, answer: str):
    row = _row(built["rows"], place)
    column, _, value = answer.partition("=")
    head = _row(built["columns"], column)
    if value in row["accept"][column]:
        raise _Right("the key accepts this answer.")
    if head["kind"] == "choice":
        value = _row(head["options"], value)["name"]
    return row["label"], "", f"{head['name']}: {value}", row["say"][column]


def _write(built: dict, place: str, answer: str):
    criterion = _row(built["criteria"], place)
    levels = {str(number): level for number, level in enumerate(criterion["levels"])}
    if answer == str(len(levels) - 1):
        raise _Right("this is the highest level.")
    return "", "", levels[answer], f"{criterion['asks']} {criterion['shown']}"


def _rewrite(built: dict, place: str, answer: str):
    if answer:
        raise _Right("a rewrite exercise takes a fact, a source or a span, and no answer.")
    say = built["say"][place]
    for part, verdict, did in PARTS:
        for one in built[part]:
            if one["id"] == place:
                words = one.get("quote") or one.get("of") or one["says"]
                reason = f"{say[verdict]} " if part == "spans" else ""
                return words, one.get("line", ""), did, reason + say["fair"]
    raise KeyError(place)


PARTS = (
    ("facts", "lost", "Left out"),
    ("sources", "unattributed", "Without its source"),
    ("spans", "left", "Still there"),
)
FIND = {"sort": _sort, "mark": _mark, "ledger": _ledger, "write": _write, "rewrite": _rewrite}


def _row(rows: list[dict], wanted: str) -> dict:
    for row in rows:
        if row["id"] == wanted:
            return row
    raise KeyError(wanted)
