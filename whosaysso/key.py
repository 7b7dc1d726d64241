"""How marks on a passage compare with the key, word by word and for each code by itself.

The words that count are those of the mark exercises (``kinds/mark/task.py``): core words must be
caught; the other words of core spans, contested spans and decoys are outside the count. Here
no code earns another one's words, so that it shows which of two readings somebody chose.
"""

from __future__ import annotations

from dataclasses import dataclass

from .case import Case
from .kinds.mark.task import build
from .kinds.task import Task
from .scoring import word_f1
from .words import word_grid


@dataclass(frozen=True)
class Match:
    """Marks of one code against the key, as word numbers of the passage.

    ``contested`` and ``decoys`` count spans, as (touched, all) of this code.
    """

    code: str
    key: frozenset[int]
    found: frozenset[int]
    over: frozenset[int]
    contested: tuple[int, int]
    decoys: tuple[int, int]

    @property
    def missed(self) -> frozenset[int]:
        return self.key - self.found

    @property
    def f1(self) -> float:
        return word_f1(set(self.found | self.over), set(self.key))


def compare(case: Case, where: str, marked: dict[str, set[int]]) -> dict[str, Match]:
    """Compare ``{code: word numbers}`` on these lines with the key, for every code given."""
    built = build(
        Task("", case.id, "mark", "", "", where, {"codes": list(marked), "clean": {}}), case
    )
    made = {}
    for code, words in marked.items():
        core, outside = set(built["core"][code]), set(built["outside"][code])
        made[code] = Match(
            code,
            frozenset(core),
            frozenset(words & core),
            frozenset(words - core - outside),
            _touched(built, code, "contested", words),
            _touched(built, code, "decoy", words),
        )
    return made


def words_in(case: Case, where: str, marks: list[dict], codes) -> dict[str, set[int]]:
    """Marks with ``code``, ``start`` and ``end`` as ``{code: word numbers of the passage}``."""
    grid = word_grid(case.passage(where))
    return {
        code: {
            n
            for n, (_, word) in enumerate(grid)
            for mark in marks
            if mark["code"] == code and mark["start"] < word.end and word.start < mark["end"]
        }
        for code in codes
    }


def _touched(built: dict, code: str, role: str, words: set[int]) -> tuple[int, int]:
    spans = [
        set(range(item["words"][0], item["words"][1] + 1))
        for item in built["items"]
        if item["code"] == code and item["role"] == role
    ]
    return sum(bool(span & words) for span in spans), len(spans)
