"""What is said of a written answer: its length, and the learner's own rating. Nothing is scored.

``score.js`` is the same in JavaScript; ``tests/vectors`` holds the two equal.
"""

from __future__ import annotations

from ...feedback import Feedback, Row
from .task import count


def score(task: dict, value: dict, reveal: bool = False) -> Feedback:
    """A row for each criterion, with the level that the learner chose."""
    rubric = value.get("rubric", {})
    rows = []
    for one in task["criteria"]:
        level = rubric.get(one["id"])
        rated = level is not None
        text = f"{level}: {one['levels'][level]} " if rated else ""
        if reveal:
            text += one["shown"]
        rows.append(
            Row("rated" if rated else "unrated", one["asks"], "", text.strip(), item=one["id"])
        )
    labels = tuple(task["verdicts"].items())
    return Feedback(task["id"], None, _summary(task, value, rubric), tuple(rows), labels)


def _summary(task: dict, value: dict, rubric: dict) -> str:
    say, words = task["summary"], count(value.get("text", task["starter"]))
    parts = [say["words"].format(words=words)]
    if words < task["least"]:
        parts.append(say["short"].format(least=task["least"]))
    if task["most"] and words > task["most"]:
        parts.append(say["long"].format(most=task["most"]))
    if len(rubric) == len(task["criteria"]):
        all_levels = sum(len(one["levels"]) - 1 for one in task["criteria"])
        parts.append(say["rated"].format(sum=sum(rubric.values()), all=all_levels))
    else:
        parts.append(say["rate"])
    return " ".join(parts)


def complete(task: dict, feedback: Feedback) -> bool:
    """Never before it is submitted: only the learner can say."""
    return False
