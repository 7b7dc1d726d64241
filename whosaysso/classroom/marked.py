"""The marks of many learners at once: for each code a table with a row a Check and a column a word.

What a table row earns is what ``kinds/mark/score.py`` says of the same marks, verdict for verdict
and score for score to the last bit; ``tests/test_results.py`` holds the two equal on random
answers. With numpy the whole table is asked one question at a time, which is many times faster
than to ask each learner's marks all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from msgspec import convert

from ..kinds.rounds import counted, last_check
from . import typed
from .places import NOWHERE, Places
from .records import ROUNDS, HandIn, ItemResult, TaskResult, TaskTally
from .results import Checker, Look, count_scores

LOST = "{lost} of {marks} marks lost: their words do not stand in the text."
VERDICTS = (
    *("hit", "short", "wide", "wrong", "miss"),
    *("contested", "contested-left", "decoy", "decoy-left", "aside", "aside-left"),
)
HIT, SHORT, WIDE, WRONG, MISS = range(5)


@dataclass(frozen=True)
class _Key:
    """A key item: its words, those that a mark must catch, and whose marks its row answers."""

    code: int  # number among the codes asked for
    is_core: bool
    marked: int  # the verdict where it is no core item and marked
    untouched: int  # the verdict where nothing in it is marked
    first: int
    last: int
    span: np.ndarray
    must: np.ndarray
    least: int  # so many words of ``must`` are half of them
    wide: int  # more words too many than these make it too wide
    spoken: tuple[int, ...]  # the codes whose marks its row answers


class _Runs(NamedTuple):
    """Unbroken runs of marked words, never across two lines; an array of each."""

    code: np.ndarray
    row: np.ndarray
    first: np.ndarray
    last: np.ndarray


class Earned(NamedTuple):
    """For each row of a table: ``scores``, ``verdicts`` (numbers), marks ``over``."""

    scores: list[float]
    verdicts: np.ndarray  # rows × items
    over: list[int]


class MarkChecker(Checker):
    """Marks against the key.

    In ``Look`` a Check is a list of places (``places.py``), one for each mark.
    """

    def __init__(self, built: dict, text: str):
        super().__init__({name: built[name] for name in ("case", "id", "kind", "article")})
        self.places = Places(built, text)
        self.size = sum(len(line["words"]) for line in built["lines"])
        lines = np.repeat(np.arange(len(built["lines"])), [len(o["words"]) for o in built["lines"]])
        self.begins = np.diff(lines, prepend=-1) > 0  # a line, for each word
        self.number = number = self.places.codes
        self.asked = asked = list(number)
        self.core = [self._bits(built["core"][code]) for code in asked]
        self.inside = [~self._bits(built["outside"][code]) for code in asked]
        decoys = [self._bits(built["decoys"][code]) for code in asked]
        self.plain = [
            inside & ~core & ~decoy
            for inside, core, decoy in zip(self.inside, self.core, decoys, strict=True)
        ]
        self.sizes = [len(built["core"][code]) for code in asked]
        self.twins = [
            (number[code], number[other], self._bits(shared))
            for code in asked
            for other, shared in built["either"][code].items()
            if other in number
        ]
        self.items = tuple(item["id"] for item in built["items"])
        self.keys = [self._key(built, item) for item in built["items"]]

    def _key(self, built: dict, item: dict) -> _Key:
        first, last = item["words"]
        core = item["role"] == "core"
        spoken = [item["code"], *built["either"][item["code"]]] if core else self.asked
        return _Key(
            self.number.get(item["code"], -1),
            core,
            MISS if core else VERDICTS.index(item["role"]),
            MISS if core else VERDICTS.index(f"{item['role']}-left"),
            first,
            last,
            self._bits(range(first, last + 1)),
            self._bits(item["must"]),
            (len(item["must"]) + 1) // 2,
            max(built["wide"], last - first + 1),
            tuple(self.number[code] for code in spoken if code in self.number),
        )

    def _bits(self, words: Sequence[int]) -> np.ndarray:
        """A row of the table with these words marked, eight words a byte."""
        row = np.zeros(self.size, bool)
        row[list(words)] = True
        return np.packbits(row)

    # --- one hand-in ----------------------------------------------------------------

    def _checks(self, entry: typed.Entry, handin: HandIn) -> tuple:
        rounds = {"tries": entry.tries, "first": entry.first or []}
        start = counted(rounds, self.later)
        if start is None:
            places = self.places.find(entry.value)
            return None, None, _told(places)
        end = last_check(rounds)
        first = last = self.places.find(start)
        if end is not start and end != start:
            last = self.places.find(end)
        for value in (*entry.tries, *rounds["first"], entry.value):
            if value is not start and value is not end and value != end:
                self.places.find(value)  # an impossible one makes the whole unread
        return first, last, _told(last)

    def anchored(self, marks: list[dict]) -> list[dict]:
        """The marks at the words that they quote, as they are counted; lost ones are left out."""
        places = self.places.find(convert(marks, list[typed.Mark]))
        return [self.places.mark(one) for one in places if one != NOWHERE]

    # --- many of them ------------------------------------------------------------------

    def settle(self, looks: Sequence[Look]) -> tuple[list[TaskResult], TaskTally]:
        tally = TaskTally.empty()
        tally.states = Counter(look.state for look in looks)
        checks: list[list[int]] = []  # a row of the table for each
        rows: list[tuple[int, int]] = []  # of the first and the last Check of a look
        for look in looks:
            if look.first is not None:
                rows.append((len(checks), len(checks)))
                checks.append(look.first)
                if look.last is not look.first:
                    rows[-1] = len(checks) - 1, len(checks)
                    checks.append(look.last)
        if not checks:
            return [self._unscored(look) for look in looks], tally
        marked = self._table(checks)
        earned = self._earn(marked)
        turns = np.array(rows).T
        for turn, own in zip(ROUNDS, turns, strict=True):
            self._count(tally, turn, marked, earned, own)
        results, done = [], zip(rows, self._items(earned.verdicts, *turns), strict=True)
        for look in looks:
            if look.first is None:
                results.append(self._unscored(look))
                continue
            (first, last), items = next(done)
            results.append(
                TaskResult(
                    look.learner,
                    self.case,
                    self.task,
                    look.state,
                    look.checks,
                    earned.scores[first],
                    earned.scores[last],
                    earned.over[last],
                    items,
                    look.problem,
                )
            )
        return results, tally

    def _items(self, verdicts: np.ndarray, first, last) -> list[tuple[ItemResult, ...]]:
        """Both verdicts on each item, for each look; those who share one share the object."""
        many = len(VERDICTS)
        pairs = np.arange(len(self.items)) * many**2 + verdicts[first] * many + verdicts[last]
        shared = np.empty(len(self.items) * many**2, object)
        for pair in np.flatnonzero(np.bincount(pairs.ravel())).tolist():
            item, (old, new) = pair // many**2, divmod(pair % many**2, many)
            shared[pair] = ItemResult(self.items[item], VERDICTS[old], VERDICTS[new])
        return list(map(tuple, shared[pairs].tolist()))

    def _table(self, checks: Sequence[list[int]]) -> np.ndarray:
        """Which words are marked, as codes × rows × words."""
        shape = len(self.asked), len(checks), self.size + 1
        places = np.fromiter(chain.from_iterable(checks), np.int64)
        rows = np.repeat(np.arange(len(checks)), np.fromiter(map(len, checks), np.int64))
        found = places != NOWHERE
        code, first, last = self.places.parts(places[found])
        at = (code * len(checks) + rows[found]) * (self.size + 1)
        steps = np.zeros(shape[0] * shape[1] * shape[2], np.int32)
        np.add.at(steps, at + first, np.int32(1))
        np.subtract.at(steps, at + last + 1, np.int32(1))
        return (steps.cumsum(dtype=np.int32) > 0).reshape(shape)[..., :-1]

    def _earn(self, marked: np.ndarray) -> Earned:
        """What each row earns: the questions of ``kinds/mark/score.py``, in its order."""
        bits = np.packbits(marked, axis=-1)
        earned = bits
        if self.twins:
            earned = bits.copy()
            for code, other, shared in self.twins:
                earned[code] |= bits[other] & shared
        runs = self._runs(marked)
        extra = [_count_bits(own & plain) for own, plain in zip(bits, self.plain, strict=True)]
        told = np.zeros_like(bits)  # words of which a row of the feedback speaks
        verdicts = np.empty((len(self.keys), bits.shape[1]), np.intp)
        touched = np.bitwise_or.reduce(bits)
        for key, verdict in zip(self.keys, verdicts, strict=True):
            meets = (touched & key.span).any(-1)
            verdict[:] = np.where(meets, key.marked, key.untouched)
            spoken = meets
            if key.is_core:
                hit = meets & (_count_bits(earned[key.code] & key.must) >= key.least)
                near = meets & ~hit & (bits[key.code] & key.span).any(-1)
                spoken = hit | near
                verdict[near] = SHORT
                verdict[hit] = HIT
                if (much := hit & (extra[key.code] > key.wide)).any():
                    verdict[much & (self._beside(key, runs, bits) > key.wide)] = WIDE
                self._swapped(key, bits, meets & ~spoken, verdict, told)
            _add(told, key.spoken, spoken, key.span)
        return Earned(
            self._scores(bits, earned).tolist(), verdicts.T, self._over(runs, told).tolist()
        )

    def _beside(self, key: _Key, runs: _Runs, bits: np.ndarray) -> np.ndarray:
        """How many plain words stand in the runs that meet a key item."""
        meet = (runs.code == key.code) & (runs.first <= key.last) & (key.first <= runs.last)
        plain = np.unpackbits(bits[key.code] & self.plain[key.code], axis=-1)
        rows = runs.row[meet]
        words = _between(plain, rows, runs.first[meet], runs.last[meet])
        return np.bincount(rows, words, minlength=len(plain))

    def _swapped(self, key: _Key, bits, rest, verdict, told) -> None:
        """Where the words stand under another code: the first such code, which is told."""
        for other in range(len(self.asked)):
            if other != key.code and rest.any():
                wrong = rest & (_count_bits(bits[other] & key.must) >= key.least)
                verdict[wrong] = WRONG
                _add(told, [other], wrong, key.span)
                rest = rest & ~wrong

    def _scores(self, bits: np.ndarray, earned: np.ndarray) -> np.ndarray:
        wrong = np.zeros(bits.shape[1], np.int64)
        for code, size in enumerate(self.sizes):
            if not size:
                wrong += _count_bits(bits[code] & self.inside[code])
        there = [code for code, size in enumerate(self.sizes) if size]
        if not there:
            return np.where(wrong, 0.0, 1.0)
        total = np.zeros(len(wrong))  # in the order and with the operations of the kind
        for code in there:
            mine = earned[code] & self.inside[code]
            both = _count_bits(mine & self.core[code])
            total += 2 * both / (_count_bits(mine) + wrong / len(there) + self.sizes[code])
        return total / len(there)

    def _runs(self, marked: np.ndarray) -> _Runs:
        """In the order of codes, rows and words."""
        begins, ends = marked.copy(), marked.copy()
        begins[..., 1:] &= ~marked[..., :-1] | self.begins[1:]
        ends[..., :-1] &= ~marked[..., 1:] | self.begins[1:]
        at = np.flatnonzero(begins)
        rows, first = np.divmod(at, marked.shape[2])
        code, row = np.divmod(rows, marked.shape[1])
        return _Runs(code, row, first, first + np.flatnonzero(ends) - at)

    def _over(self, runs: _Runs, told: np.ndarray) -> np.ndarray:
        """How many runs of a row hold no word that is spoken of."""
        words = np.unpackbits(told.reshape(-1, told.shape[-1]), axis=-1)
        rows = runs.code * told.shape[1] + runs.row
        silent = _between(words, rows, runs.first, runs.last) == 0
        return np.bincount(runs.row[silent], minlength=told.shape[1])

    def _count(self, tally, turn, marked, earned, rows) -> None:
        scores = earned.scores
        count_scores(tally.scores[turn], (scores[row] for row in rows.tolist()))
        for item, own in zip(self.items, earned.verdicts[rows].T, strict=True):
            for verdict, people in enumerate(np.bincount(own).tolist()):
                if people:
                    tally.verdicts[turn][item, VERDICTS[verdict]] += people
        for code, table in zip(self.asked, marked, strict=True):
            people = table[rows].sum(0, dtype=np.int64)
            words = people.nonzero()[0].tolist()
            if words:
                counts = zip(words, people[words].tolist(), strict=True)
                tally.words[turn][code] = Counter(dict(counts))


def _told(places: list[int]) -> str:
    lost = places.count(NOWHERE)
    return LOST.format(lost=lost, marks=len(places)) if lost else ""


def _add(told: np.ndarray, codes: Sequence[int], rows: np.ndarray, words: np.ndarray) -> None:
    more = words * rows[:, None]
    for code in codes:
        told[code] |= more


def _count_bits(rows: np.ndarray) -> np.ndarray:
    return np.bitwise_count(rows).sum(-1, dtype=np.int64)


def _between(words: np.ndarray, rows, first, last) -> np.ndarray:
    """How many words of a row are set from ``first`` to ``last``, for each run."""
    start = rows * words.shape[1] + first
    ends = np.stack([start, start + last - first + 1], -1).ravel()
    return np.add.reduceat(np.append(words, words.dtype.type(0)), ends, dtype=np.int32)[::2]
