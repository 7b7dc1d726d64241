"""Draw the items of a booster: what this learner missed before, then what is new to them.

A drawn task is built as a pool of items from other sort tasks (see ``task.py``). ``draw`` takes
from it as many as the task asks for. ``draw.js`` is its twin.

The order of choice, and within it the order of the pool:

0. items that this booster already holds an answer to, so that a draw stays what it was
1. items missed in the booster before
2. items missed at the first Check of the exercise they come from
3. items of exercises not checked yet
4. items that were right
5. items of a test that is not done yet: they would give it away

Whoever has done no exercise on the war texts gets no item that tells of a war: there is a road
through the course without one.
"""

from __future__ import annotations

from ..rounds import first_check, given


def draw(pool: dict, document: dict) -> dict:
    """The task with its items, for the learner whose answers ``document`` holds."""
    mine = given(_entry(document, pool["case"], pool["id"]))
    before = first_check(_entry(document, pool["case"], pool["after"])) if pool["after"] else None

    spared = not any(
        task in document["cases"].get(case, {"tasks": {}})["tasks"]
        for case, names in pool["war"].items()
        for task in names
    )

    def place(item: dict) -> int:
        if item["id"] in mine:
            return 0
        if before and item["id"] in before:
            return 4 if _is_right(item, before[item["id"]]) else 1
        case, task, name = item["from"]
        seen = first_check(_entry(document, case, task))
        if seen is None:
            return 5 if item["signal"] else 3
        return 4 if _is_right(item, seen.get(name, {})) else 2

    open_to = [
        n
        for n, item in enumerate(pool["items"])
        if not (spared and item["war"]) or item["id"] in mine
    ]
    order = sorted(open_to, key=lambda n: (place(pool["items"][n]), n))
    count = max(pool["draw"], len(mine & {item["id"] for item in pool["items"]}))
    return pool | {"items": [pool["items"][n] for n in sorted(order[:count])]}


def prune(pool: dict, entry: dict) -> dict:
    """The entry without answers to items that the pool no longer holds."""
    known = {item["id"] for item in pool["items"]}

    def rest(answer):
        if not isinstance(answer, dict):
            return answer  # a file may hold anything; it is refused as a whole
        return {item: given for item, given in answer.items() if item in known}

    rounds = {
        name: [rest(one) for one in entry[name]] for name in ("tries", "first") if name in entry
    }
    return entry | {"value": rest(entry["value"])} | rounds


def _entry(document: dict, case: str, task: str) -> dict | None:
    entry = document["cases"].get(case, {"tasks": {}})["tasks"].get(task)
    return entry if entry and entry["kind"] == "sort" else None  # a file may hold anything


def _is_right(item: dict, answer: dict) -> bool:
    return answer.get("answer") in item["right"]
