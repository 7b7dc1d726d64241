"""Score a sort task: the share of items with a right answer.

An item without an answer is not right. Where two answers are right, either counts. A neighbour
of the right verdict is told to be close and earns nothing: half points would only be a guess.
``score.js`` is the same in JavaScript; ``tests/vectors`` holds the two equal.
"""

from __future__ import annotations

from ...feedback import Feedback, Row
from ...scoring import percent


def score(task: dict, value: dict, reveal: bool = False) -> Feedback:
    """Compare answers with the key. ``reveal`` gives the reason for every item."""
    rows = []
    for item in task["items"]:
        answer = value.get(item["id"], {}).get("answer")
        verdict = _verdict(item, answer)
        if verdict in ("right", "also") or reveal:
            text = item["say"]["right"]
        else:
            text = item["say"]["open"] if verdict == "open" else item["say"]["wrong"][answer]
        rows.append(Row(verdict, item["line"], item["quote"], text, item=item["id"]))
    right = sum(row.verdict in ("right", "also") for row in rows)
    earned = right / len(rows)
    return Feedback(
        task["id"],
        earned,
        _summary(task, value, rows, right, earned),
        tuple(rows),
        tuple(task["verdicts"].items()),
    )


def _verdict(item: dict, answer: str | None) -> str:
    if answer is None:
        return "open"
    if answer in item["right"]:
        return "right" if answer == item["right"][0] else "also"
    return "close" if answer in item["close"] else "wrong"


def _summary(task: dict, value: dict, rows: list[Row], right: int, earned: float) -> str:
    say = task["summary"]
    parts = [say["right"].format(right=right, all=len(rows))]
    left = sum(row.verdict == "open" for row in rows)
    if left:
        parts.append(say["open"].format(open=left))
    parts.append(say["score"].format(percent=percent(earned)))
    stated = [row for row in rows if row.verdict != "open" and "sure" in value[row.item]]
    if stated:
        total = sum(value[row.item]["sure"] for row in stated)
        good = sum(row.verdict in ("right", "also") for row in stated)
        parts.append(
            say["sure"].format(
                n=len(stated),
                mean=(2 * total + len(stated)) // (2 * len(stated)),  # exact, halves up
                share=percent(good / len(stated)),
            )
        )
    return " ".join(parts)


def complete(task: dict, feedback: Feedback) -> bool:
    """Every item is right."""
    return all(row.verdict in ("right", "also") for row in feedback.rows)
