"""Score a ledger: the share of cells with a right value.

An empty cell is not right. Where several values are right, any of them counts. ``score.js`` is
the same in JavaScript; ``tests/vectors`` holds the two equal.
"""

from __future__ import annotations

from ...feedback import Feedback, Row
from ...scoring import percent
from .task import plain


def score(task: dict, value: dict, reveal: bool = False) -> Feedback:
    """A row for each cell, ledger row by ledger row. ``reveal`` gives every value and reason."""
    rows = []
    for row in task["rows"]:
        for column in task["columns"]:
            accepted = row["accept"].get(column["id"])
            if not accepted:
                continue
            text = value.get(row["id"], {}).get(column["id"], "")
            verdict = _verdict(column["kind"], accepted, text)
            told = reveal or verdict in ("right", "also")
            said = row["say"][column["id"]] if told else column["hint"]
            told_as = f"{column['name']}: {_shown(column, text)}"
            quote = column["name"] if verdict == "open" else told_as
            item = f"{row['id']}:{column['id']}"
            rows.append(Row(verdict, row["label"], quote, said, item=item))
    right = sum(one.verdict in ("right", "also") for one in rows)
    empty = sum(one.verdict == "open" for one in rows)
    earned, say = right / len(rows), task["summary"]
    parts = [say["right"].format(right=right, all=len(rows))]
    if empty:
        parts.append(say["open"].format(open=empty))
    parts.append(say["score"].format(percent=percent(earned)))
    labels = tuple(task["verdicts"].items())
    return Feedback(task["id"], earned, " ".join(parts), tuple(rows), labels)


def _verdict(kind: str, accepted: list[str], text: str) -> str:
    given = plain(kind, text)
    if not given:
        return "open"
    if given == accepted[0]:
        return "right"
    return "also" if given in accepted else "wrong"


def _shown(column: dict, text: str) -> str:
    return next((o["name"] for o in column["options"] if o["id"] == text), text)


def complete(task: dict, feedback: Feedback) -> bool:
    """Every cell is right."""
    return all(row.verdict in ("right", "also") for row in feedback.rows)
