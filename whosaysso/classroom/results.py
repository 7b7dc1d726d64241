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

from msgspec import Struct

from .. import tasks
from ..case import Case
from ..feedback import AnswerError
from ..kinds import KINDS, is_answered
from ..kinds.rounds import counted, last_check
from .records import HandIn, ItemResult, TaskResult

OTHER_KIND = "It belongs to an exercise of another kind."
OTHER_TEXT = "It belongs to another version of the text."
LOST = "{lost} of {marks} marks lost: their words do not stand in the text."
MOST_PLACES = 100_000  # marks that are remembered
MOST_ITEMS = 5_000  # rows of verdicts that are remembered, for each task
SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " "}
)


class Check(Struct, gc=False):
    """What one Check earns. ``verdicts`` has one for each of ``items``.

    A mark task has, instead of the ``value``, the marked words of each code in ``runs``, as
    (first, last) of each run.
    """

    value: object
    score: float | None
    items: tuple[str, ...]
    verdicts: tuple[str, ...]
    over: int = 0
    runs: dict[str, list[tuple[int, int]]] | None = None


class Answered(Struct, gc=False):
    """The result of a task, and its first and last Check for the tally."""

    result: TaskResult
    first: Check | None = None
    last: Check | None = None


def checker(task: tasks.Task, case: Case, neutral: bool = False, later: bool = False) -> Checker:
    """Make ready to check many answers to one task.

    ``neutral`` names its items as a keyless release does; ``later`` says that learners were told
    nothing before the feedback was opened.
    """
    built = tasks.build(task, case, neutral)
    if task.kind == "mark":
        found = MarkChecker(built, case.text)
    else:
        found = SortChecker(built) if task.kind == "sort" else Checker(built)
    found.neutral, found.later = neutral, later
    return found


class Checker:
    """Checks with the functions of the task's kind: ledger, rewrite, write."""

    neutral = later = False

    def __init__(self, built: dict):
        self.built = built
        self.case, self.task, self.kind = built["case"], built["id"], built["kind"]
        self.article = built["article"]
        self._known: dict[tuple, tuple[ItemResult, ...]] = {}

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
        if (start := counted(entry, self.later)) is None:
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
        """Both verdicts on each item; what several learners share is made once."""
        key = first.items, first.verdicts, last.verdicts
        found = self._known.get(key)
        if found is None:
            if len(self._known) > MOST_ITEMS:
                self._known.clear()
            pairs = zip(first.items, first.verdicts, last.verdicts, strict=True)
            found = self._known[key] = tuple(ItemResult(*one) for one in pairs)
        return found


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


class _Item(Struct, frozen=True):
    """A key item of a mark task: its words, those that a mark must catch, as bits."""

    code: str
    role: str
    untouched: str  # the verdict where nothing in it is marked
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
        self._places: dict[tuple, tuple[int, int]] = {}  # of marks that were looked up before
        self.words = [word for line in built["lines"] for word in line["words"]]
        self.starts = [word[0] for word in self.words]
        self.ends = [word[1] for word in self.words]
        self.line_of = [n for n, line in enumerate(built["lines"]) for _ in line["words"]]
        self.asked = asked = [code["id"] for code in built["codes"]]
        self.core = {code: _bits(built["core"][code]) for code in asked}
        self.outside = {code: _bits(built["outside"][code]) for code in asked}
        self.sizes = {code: len(built["core"][code]) for code in asked}
        decoys = {code: _bits(built["decoys"][code]) for code in asked}
        self.plain = {
            code: ~(self.core[code] | self.outside[code] | decoys[code]) for code in asked
        }
        self.twins = [
            (code, other, _bits(words))
            for code in asked
            for other, words in built["either"][code].items()
        ]
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
                    "miss" if core else f"{item['role']}-left",
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
        start = counted(entry, self.later)
        end = None if start is None else last_check(entry)
        if start is None:
            ranges, lost = self._ranges(entry["value"])
            return None, None, _told(lost, entry["value"])
        ranges, lost = self._ranges(start)
        first = last = self._score(ranges)
        if end != start:
            ranges, lost = self._ranges(end)
            last = self._score(ranges)
        for value in (*entry["tries"], *entry.get("first", ()), entry["value"]):
            if value != start and value != end:  # most answers stand there more than once
                self._ranges(value)
        return first, last, _told(lost, end)

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
        found: dict[str, list] = {}
        places, lost = self._places, 0
        for mark in marks:
            code, quote = mark["code"], mark.get("quote")
            known = mark["start"], mark["end"], quote, code
            place = places.get(known)
            if place is None:
                place = self._place(mark)
                if place is None:
                    lost += 1
                    continue
                if len(places) > MOST_PLACES:
                    places.clear()
                places[known] = place
            if code in found:
                found[code].append(place)
            else:
                found[code] = [place]
        return found, lost

    def _place(self, mark: dict) -> tuple[int, int] | None:
        """First and last word of a mark, None for a lost one; ``AnswerError`` if impossible."""
        start, end, quote, code = mark["start"], mark["end"], mark.get("quote"), mark["code"]
        starts, ends = self.starts, self.ends
        if quote and (start < 0 or self.text[start:end] != quote):
            place = self._anchor(start, end, quote)
            if code not in self.core or "\0" in quote:
                self._refuse({**mark, "start": starts[0], "end": ends[-1]})
            if place is None:
                return None
            start, end = place
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        if first > last or end > ends[-1] or code not in self.core:
            self._refuse({**mark, "start": start, "end": end})
        return first, last

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

    def _score(self, ranges: dict[str, list]) -> Check:
        runs, marked, touched = {}, {}, 0  # in the order of ``asked``
        line_of = self.line_of
        for code in self.asked:
            own = ranges.get(code)
            if own is None:
                continue
            words = 0
            if len(own) > 1 or line_of[own[0][0]] != line_of[own[0][1]]:
                own = self._runs(own)
            runs[code] = own
            for first, last in own:
                words |= (1 << last + 1) - (1 << first)
            marked[code] = words
            touched |= words
        earned = marked
        if self.twins:
            earned = dict(marked)
            for code, other, shared in self.twins:
                if other in marked:
                    earned[code] = earned.get(code, 0) | marked[other] & shared
        verdicts, told = [], dict.fromkeys(marked, 0)
        for key in self.keys:
            if not touched & key.span:
                verdicts.append(key.untouched)
                continue
            verdict, spoken = self._verdict(key, runs, marked, earned)
            verdicts.append(verdict)
            for code in spoken:
                if code in told:
                    told[code] |= key.span
        over = 0
        for code, own in runs.items():
            spoken_of = told[code]
            if marked[code] & ~spoken_of:
                for first, last in own:
                    if not spoken_of >> first & (1 << last - first + 1) - 1:
                        over += 1
        score = self._earns(marked, earned)
        return Check(None, score, self.items, tuple(verdicts), over, runs)

    def _earns(self, marked: dict[str, int], earned: dict[str, int]) -> float:
        there = self.there
        wrong = 0
        for code, words in marked.items():
            if not self.sizes[code]:
                wrong += (words & ~self.outside[code]).bit_count()
        if not there:
            return 0.0 if wrong else 1.0
        total = 0.0  # in the order and with the operations of the kind: the same last bit
        for code in there:
            mine = earned.get(code, 0) & ~self.outside[code]
            both = (mine & self.core[code]).bit_count()
            total += 2 * both / (mine.bit_count() + wrong / len(there) + self.sizes[code])
        return total / len(there)

    def _verdict(self, key: _Item, runs, marked, earned) -> tuple[str, Sequence[str]]:
        """The verdict on a marked key item, and the codes whose marks are thereby spoken of."""
        if key.role != "core":
            return key.role, key.spoken
        code, must = key.code, key.must
        mine = marked.get(code, 0)
        if (earned.get(code, 0) & must).bit_count() >= key.least:
            plain = mine & self.plain[code]
            if plain.bit_count() > key.wide:
                extra = sum(
                    (_run(a, b) & plain).bit_count()
                    for a, b in runs[code]
                    if a <= key.last and key.first <= b
                )
                if extra > key.wide:
                    return "wide", key.spoken
            return "hit", key.spoken
        if mine & key.span:
            return "short", key.spoken
        for other, words in marked.items():
            if other != code and (words & must).bit_count() >= key.least:
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
            if self.line_of[first] != self.line_of[last]:
                for at in range(first + 1, last + 1):
                    if self.line_of[at] != self.line_of[at - 1]:
                        runs.append((first, at - 1))
                        first = at
            runs.append((first, last))
        return runs


def _told(lost: int, marks: list) -> str:
    return LOST.format(lost=lost, marks=len(marks)) if lost else ""


def _run(first: int, last: int) -> int:
    return (1 << last + 1) - (1 << first)


def _bits(words: Sequence[int]) -> int:
    return sum(1 << n for n in set(words))


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(SAME)
