"""The five kinds of exercise. Each is one folder with everything that makes it:

``task.py``   reads the task's own fields, builds its data and feedback table, gives the key
``score.py``  says what an answer earns and why; ``score.js`` is its twin
``view.js``   draws it and changes the answer; ``style.css`` its looks

A kind is a module with these names (``mark`` shows them all):

``FIELDS``                     the fields of the task in TOML, beside the common ones
``EMPTY``                      the answer that nobody has touched
``read(row, where, case)``     the checked fields as a dict; ``CaseError`` in one sentence
``build(task, case)``          the task's own part of the JSON, feedback table included
``key(built)``                 the answer that the key gives
``keyless(built)``             what is needed to show and answer it, and nothing of the key
``valid(built, value)``        nothing, or ``AnswerError`` in one sentence
``score(built, value, reveal)``  → ``Feedback``
``complete(built, feedback)``  whether nothing is left to find
``spell(built, words)``        (mark and sort) an answer from a short form that people can type
``draw(built, document)``      (sort) the items of a booster for one learner
``prune(built, entry)``        (sort) an answer without the items that a booster has lost
``neutral(built, case)``       (sort) the same with item names and an order that tell nothing
``page(built)``                the exercise for a reader without scripts, as HTML
"""

from __future__ import annotations

from . import ledger, mark, rewrite, sort, write

KINDS = {"mark": mark, "sort": sort, "ledger": ledger, "rewrite": rewrite, "write": write}


def is_answered(entry: dict) -> bool:
    """Whether an entry of an answer file holds anything that the learner gave."""
    return bool(entry["value"] != KINDS[entry["kind"]].EMPTY or entry["tries"] or "first" in entry)


def is_open(built: dict, tries: list) -> bool:
    """The key is shown after the last try, or once all is found and nothing is amiss."""
    if len(tries) >= built["tries"]:
        return True
    kind = KINDS[built["kind"]]
    return bool(tries) and kind.complete(built, kind.score(built, tries[-1], False))
