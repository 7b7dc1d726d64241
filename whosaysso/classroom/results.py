"""How a learner answered a task: the scores and verdicts of the task's own kind, many times faster.

For each task a ``Checker`` is made once. That of a mark task keeps sets of words as whole numbers,
one bit a word, and composes no sentences; ``tests/test_results.py`` holds it equal to
``kinds/mark/score.py`` on random answers. Where the answer is not a possible one the state is
"unread" and there is no score: what could not be read is never 0.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from .. import tasks
from ..case import Case
from ..feedback import AnswerError
from ..kinds import KINDS, is_answered
from ..kinds.rounds import first_check, last_check
from .records import HandIn, ItemResult, TaskResult

OTHER_KIND = "It belongs to an exercise of another kind."
OTHER_TEXT = "It belongs to another version of the text."
LOST = "{lost} of {marks} marks lost: their words do not stand in the text."
SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " "}
)


@dataclass(frozen=True, slots=True)
class Check:
    """What one Check earns. ``verdicts`` has one for each of ``items``.

    ``runs`` has, for a mark task, the marked words of each code as (first, last) of each run.
    """

    value: object
    score: float | None
    items: tuple[str, ...]
    verdicts: tuple[str, ...]
    over: int = 0
    runs: dict[str, list[tuple[int, int]]] | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The result of a task, and its first and last Check for the tally."""

    result: TaskResult
    first: Check | None = None
    last: Check | None = None


def checker(task: tasks.Task, case: Case) -> Checker:
    """Make ready to check many answers to one task."""
    built = tasks.build(task, case)
    if task.kind == "mark":
        return MarkChecker(built, case.text)
    return SortChecker(built) if task.kind == "sort" else Checker(built)


class Checker:
    """Checks with the functions of the task's kind: ledger, rewrite, write."""

    def __init__(self, built: dict):
        self.built = built
        self.case, self.task, self.kind = built["case"], built["id"], built["kind"]
        self.article = built["article"]
        self._known: dict[tuple[str, str, str], ItemResult] = {}

    def answered(self, handin: HandIn) -> Answered:
        """How the learner of a hand-in answered this task."""
        row = handin.document["cases"].get(self.case)
        entry = row and row["tasks"].get(self.task)
        if not entry or not is_answered(entry):
            return Answered(TaskResult(handin.learner, self.case, self.task, "missing"))
        checks = len(entry["tries"]) + len(entry.get("first", ()))
        try:
            if row["article"] != self.article:
                raise AnswerError(OTHER_TEXT)
            if entry["kind"] != self.kind:
                raise AnswerError(OTHER_KIND)
            first, last, problem = self._checks(entry, handin.document)
        except AnswerError as fault:
            why = str(fault)
            unread = TaskResult(handin.learner, self.case, self.task, "unread", checks, problem=why)
            return Answered(unread)
        if first is None:
            begun = TaskResult(
                handin.learner, self.case, self.task, "begun", checks, problem=problem
            )
            return Answered(begun)
        result = TaskResult(
            handin.learner,
            self.case,
            self.task,
            "done",
            checks,
            first.score,
            last.score,
            last.over,
            self._items(first, last),
            problem,
        )
        return Answered(result, first, last)

    def _checks(self, entry: dict, document: dict) -> tuple[Check | None, Check | None, str]:
        """First and last Check and what to say of lost marks; ``AnswerError`` if impossible."""
        kind = KINDS[self.kind]
        for value in [entry["value"], *entry["tries"], *entry.get("first", [])]:
            kind.valid(self.built, value)
        if (start := first_check(entry)) is None:
            return None, None, ""
        task = kind.draw(self.built, document) if "draw" in self.built else self.built
        first = self._check(task, start)
        end = last_check(entry)
        return first, first if end == start else self._check(task, end), ""

    def _check(self, task: dict, value) -> Check:
        feedback = KINDS[self.kind].score(task, value, True)
        items = tuple(row.item for row in feedback.rows)
        return Check(value, feedback.score, items, tuple(row.verdict for row in feedback.rows))

    def _items(self, first: Check, last: Check) -> tuple[ItemResult, ...]:
        known = self._known
        found = []
        for key in zip(first.items, first.verdicts, last.verdicts, strict=True):
            one = known.get(key)
            if one is None:
                one = known[key] = ItemResult(*key)
            found.append(one)
        return tuple(found)


class SortChecker(Checker):
    """The verdicts are a table: item, answer → verdict."""

    def __init__(self, built: dict):
        super().__init__(built)
        kind, names = KINDS["sort"], [answer["id"] for answer in built["answers"]]
        self.right = {item["id"]: item["right"] for item in built["items"]}
        self.signal = (
            {item: right[0] == built["signal"] for item, right in self.right.items()}
            if built.get("signal")
            else {}
        )
        self.table = {item["id"]: {None: "open"} for item in built["items"]}
        for name in names:
            value = {item: {"answer": name} for item in self.table}
            for row in kind.score(built, value, True).rows:
                self.table[row.item][name] = row.verdict

    def _check(self, task: dict, value: dict) -> Check:
        items = tuple(item["id"] for item in task["items"])
        verdicts = tuple(
            self.table[item][value[item].get("answer") if item in value else None] for item in items
        )
        right = verdicts.count("right") + verdicts.count("also")
        return Check(value, right / len(verdicts), items, verdicts)


@dataclass(frozen=True, slots=True)
class _Item:
    """A key item of a mark task: its words, those that a mark must catch, as bits."""

    code: str
    role: str
    first: int
    last: int
    span: int
    must: int
    least: int  # so many words of ``must`` are half of them
    wide: int  # more words too many than these make it too wide
    spoken: tuple[str, ...]  # the codes whose marks its row answers


class MarkChecker(Checker):
    """Marks against the key, as in ``kinds/mark/score.py``, on bits instead of sets."""

    def __init__(self, built: dict, text: str):
        super().__init__({name: built[name] for name in ("case", "id", "kind", "article")})
        self.built |= {"lines": built["lines"], "codes": built["codes"]}  # for ``valid``
        self.text = text
        self.words = [word for line in built["lines"] for word in line["words"]]
        self.starts = [word[0] for word in self.words]
        self.ends = [word[1] for word in self.words]
        sizes = [len(line["words"]) for line in built["lines"]]
        self.breaks = {sum(sizes[:n]) for n in range(1, len(sizes))}  # first words of lines
        self.asked = asked = [code["id"] for code in built["codes"]]
        self.core = {code: _bits(built["core"][code]) for code in asked}
        self.outside = {code: _bits(built["outside"][code]) for code in asked}
        self.sizes = {code: len(built["core"][code]) for code in asked}
        self.either = {
            code: [(other, _bits(words)) for other, words in built["either"][code].items()]
            for code in asked
        }
        self.there = [code for code in asked if built["core"][code]]
        self.keys = []
        names = []
        for item in built["items"]:
            first, last = item["words"]
            core = item["role"] == "core"
            spoken = [item["code"], *built["either"][item["code"]]] if core else asked
            names.append(item["id"])
            self.keys.append(
                _Item(
                    item["code"],
                    item["role"],
                    first,
                    last,
                    _run(first, last),
                    _bits(item["must"]),
                    (len(item["must"]) + 1) // 2,
                    max(built["wide"], last - first + 1),
                    tuple(spoken),
                )
            )
        self.items = tuple(names)

    def _checks(self, entry, document):
        start = first_check(entry)
        end = None if start is None else last_check(entry)
        checked: dict[int, Check] = {}
        lost = ""
        for value in [entry["value"], *entry["tries"], *entry.get("first", [])]:
            ranges, gone = self._ranges(value)
            if value is start or value is end:
                checked[id(value)] = self._score(value, ranges)
                lost = lost if not gone else LOST.format(lost=gone, marks=len(value))
            elif gone and start is None:
                lost = LOST.format(lost=gone, marks=len(value))
        if start is None:
            return None, None, lost
        return checked[id(start)], checked[id(end)], lost

    def anchored(self, marks: list[dict]) -> list[dict]:
        """The marks at the words that they quote, as they are counted; lost ones are left out."""
        words = self.words
        return [
            {
                "code": code,
                "start": words[first][0],
                "end": words[last][1],
                "quote": KINDS["mark"].quote(words, first, last),
            }
            for code, own in self._ranges(marks)[0].items()
            for first, last in own
        ]

    def _ranges(self, marks: list[dict]) -> tuple[dict[str, list], int]:
        """For each code first and last word of every mark, and how many marks are lost."""
        found: dict[str, list] = {code: [] for code in self.asked}
        text, starts, ends = self.text, self.starts, self.ends
        lost = 0
        for mark in marks:
            start, end, quote = mark["start"], mark["end"], mark.get("quote")
            if quote and (start < 0 or text[start:end] != quote):
                place = self._anchor(start, end, quote)
                if mark["code"] not in found or "\0" in quote:
                    self._refuse({**mark, "start": starts[0], "end": ends[-1]})
                if place is None:
                    lost += 1
                    continue
                start, end = place
            first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
            own = found.get(mark["code"])
            if own is None or first > last or end > ends[-1]:
                self._refuse({**mark, "start": start, "end": end})
            own.append((first, last))
        return found, lost

    def _refuse(self, mark: dict) -> None:
        """``AnswerError`` in the words of the kind."""
        KINDS["mark"].valid(self.built, [mark])
        raise AssertionError(f"The kind takes a mark that the checker does not: {mark}")

    def _anchor(self, start: int, end: int, quote: str) -> tuple[int, int] | None:
        """Where a quote stands whose offsets do not fit, if that is at one place only.

        Quotation marks, spaces and composed letters may have been changed on the way, and a mark
        over several lines quotes their words only.
        """
        text, wanted = self.text.translate(SAME), _same(quote)
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end) - 1
        if 0 <= start < end and first <= last < len(self.words):
            here = (_same(text[start:end]), _same(KINDS["mark"].quote(self.words, first, last)))
            if wanted in here:
                return start, end
        low = self.starts[0]
        at = text.find(wanted, low, self.ends[-1])
        if not wanted.strip() or at < 0 or text.find(wanted, at + 1, self.ends[-1]) >= 0:
            return None
        return at, at + len(wanted)

    def _score(self, value: list, ranges: dict[str, list]) -> Check:
        runs = {code: self._runs(own) if own else own for code, own in ranges.items()}
        marked = {code: sum(_run(a, b) for a, b in own) for code, own in runs.items()}
        earned = dict(marked)
        for code, twins in self.either.items():
            for other, shared in twins:
                earned[code] |= marked[other] & shared
        verdicts, told = [], dict.fromkeys(self.asked, 0)
        touched = 0
        for words in marked.values():
            touched |= words
        for key in self.keys:
            verdict, spoken = self._verdict(key, runs, marked, earned, touched)
            verdicts.append(verdict)
            for code in spoken:
                told[code] |= key.span
        over = 0
        for code, own in runs.items():
            if marked[code] & ~told[code]:
                over += sum(not _run(a, b) & told[code] for a, b in own)
        score = self._earns(marked, earned)
        return Check(value, score, self.items, tuple(verdicts), over, runs)

    def _earns(self, marked: dict[str, int], earned: dict[str, int]) -> float:
        there = self.there
        wrong = sum(
            (marked[code] & ~self.outside[code]).bit_count()
            for code in self.asked
            if not self.sizes[code]
        )
        if not there:
            return 0.0 if wrong else 1.0
        total = 0.0  # in the order and with the operations of the kind: the same last bit
        for code in there:
            mine = earned[code] & ~self.outside[code]
            both = (mine & self.core[code]).bit_count()
            total += 2 * both / (mine.bit_count() + wrong / len(there) + self.sizes[code])
        return total / len(there)

    def _verdict(self, key: _Item, runs, marked, earned, touched) -> tuple[str, Sequence[str]]:
        """The verdict on a key item, and the codes whose marks on it are thereby spoken of."""
        if key.role != "core":
            return (key.role, key.spoken) if touched & key.span else (f"{key.role}-left", ())
        code = key.code
        if (earned[code] & key.must).bit_count() >= key.least:
            plain = marked[code] & ~self.core[code] & ~self.outside[code]
            if plain.bit_count() > key.wide:
                extra = sum(
                    (_run(a, b) & plain).bit_count()
                    for a, b in runs[code]
                    if a <= key.last and key.first <= b
                )
                if extra > key.wide:
                    return "wide", key.spoken
            return "hit", key.spoken
        if marked[code] & key.span:
            return "short", key.spoken
        for other in self.asked:
            if other != code and (marked[other] & key.must).bit_count() >= key.least:
                return "wrong", (other,)
        return "miss", ()

    def _runs(self, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Unbroken runs of marked words, never across two lines."""
        whole: list[tuple[int, int]] = []
        for first, last in sorted(ranges):
            if whole and first <= whole[-1][1] + 1:
                if last > whole[-1][1]:
                    whole[-1] = whole[-1][0], last
            else:
                whole.append((first, last))
        runs = []
        for first, last in whole:
            if first != last:
                for at in range(first + 1, last + 1):
                    if at in self.breaks:
                        runs.append((first, at - 1))
                        first = at
            runs.append((first, last))
        return runs


def _run(first: int, last: int) -> int:
    return (1 << last + 1) - (1 << first)


def _bits(words: Sequence[int]) -> int:
    return sum(1 << n for n in set(words))


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(SAME)
