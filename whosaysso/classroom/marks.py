"""A mark task as a class answered it: shaded words, key items, what to discuss, what to check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from ..scoring import krippendorff, percent
from .agreement import Agreement, agreement
from .guard import Guard
from .records import TaskTally

STEPS = 10  # of shade
SAID = 0.25  # share from which a number stands in the text itself, and "check the key" begins
LISTED = 12  # phrases in the list of the most marked
FOUND = {"hit": "found", "short": "partly", "wide": "partly", "wrong": "other", "miss": "missed"}
FATES = ("found", "partly", "other", "missed")
DISCUSS = (
    "Chosen by a rule: of the contested phrases that between a quarter and three quarters of the "
    "class marked, the one nearest to half; where there is none, the phrase of the key nearest to "
    "half."
)


@dataclass(frozen=True)
class Piece:
    """Words that stand side by side and were marked by the same learners' number."""

    text: str
    step: int = 0
    said: str = ""
    number: str = ""
    tags: tuple[tuple[str, str], ...] = ()  # letters where a phrase of the key begins
    tiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """Words of one line with their count."""

    line: str
    text: str
    count: str


@dataclass(frozen=True)
class CodePanel:
    """What the class marked with one code."""

    code: dict
    lines: tuple[tuple[str, tuple[Piece, ...]], ...]
    most: tuple[Phrase, ...]
    all: tuple[Phrase, ...]
    check: tuple[Phrase, ...]
    agreement: Agreement


@dataclass(frozen=True)
class KeyRow:
    """A phrase of the key: who found it at the first Check and at the last, and why it is there.

    ``parts`` are widths of the bar in per cent, empty where a count is hidden.
    """

    line: str
    quote: str
    code: dict
    first: tuple[str, ...]
    last: tuple[str, ...]
    parts: tuple[int, ...]
    why: str


@dataclass(frozen=True)
class AsideRow:
    """A contested phrase, or one that only looks like it: how many marked it."""

    line: str
    quote: str
    code: dict
    kind: str
    count: str
    why: str


@dataclass(frozen=True)
class MarkView:
    n: int
    panels: tuple[CodePanel, ...]
    items: tuple[KeyRow, ...]
    asides: tuple[AsideRow, ...]
    discuss: AsideRow | None
    rule: str = DISCUSS


def mark_view(built: dict, tally: TaskTally, n: int, guard: Guard) -> MarkView:
    """A built mark task with the counts of ``n`` learners who checked it."""
    codes = {code["id"]: code for code in built["codes"]}
    words = tally.words.get("first", {})
    first, last = (tally.verdicts.get(name, {}) for name in ("first", "last"))
    core = [item for item in built["items"] if item["role"] == "core"]
    aside = [item for item in built["items"] if item["role"] in ("contested", "decoy")]
    keyed = {item["code"] for item in core}  # a code with nothing to find here comes last
    return MarkView(
        n=n,
        panels=tuple(
            _panel(built, code, words.get(code["id"], Counter()), n, guard)
            for code in sorted(built["codes"], key=lambda one: one["id"] not in keyed)
        ),
        items=tuple(_key_row(item, codes, first, last, n, guard) for item in core),
        asides=tuple(_aside(item, codes, first, n, guard) for item in aside),
        discuss=_discuss(core, aside, codes, first, n, guard),
    )


# --- one code -------------------------------------------------------------------


def _panel(built: dict, code: dict, counts: Mapping[int, int], n: int, guard: Guard) -> CodePanel:
    phrases = list(_phrases(built, counts))
    told = [(k, phrase) for k, phrase in phrases if guard.enough(k)]
    ranked = sorted(told, key=lambda one: -one[0])  # equals stay in the order of the text
    check = _unkeyed(built, code, counts, n, guard)
    total = sum(len(line["words"]) for line in built["lines"])
    grid = [{"marked": counts.get(w, 0), "left": n - counts.get(w, 0)} for w in range(total)]
    return CodePanel(
        code=code,
        lines=tuple(_lines(built, code, counts, n, guard)),
        most=tuple(_phrase(built, one, k, n, guard) for k, one in ranked[:LISTED]),
        all=tuple(_phrase(built, one, k, n, guard) for k, one in told),
        check=tuple(_phrase(built, one, k, n, guard) for k, one in check),
        agreement=agreement(krippendorff(grid), n, any(counts.values())),
    )


def _numbered(built: dict) -> Iterator[tuple[dict, list[tuple[int, list]]]]:
    """Each line with its words and their numbers in the passage."""
    number = 0
    for line in built["lines"]:
        yield line, list(enumerate(line["words"], number))
        number += len(line["words"])


def _phrases(built: dict, counts) -> Iterator[tuple[int, tuple[int, int]]]:
    """Runs of words of one line that equally many marked: (count, first and last word)."""
    for _, words in _numbered(built):
        for k, run in groupby(words, key=lambda word: counts.get(word[0], 0)):
            numbers = [number for number, _ in run]
            if k:
                yield k, (numbers[0], numbers[-1])


def _unkeyed(built, code, counts, n, guard) -> list[tuple[int, tuple[int, int]]]:
    """Phrases that a quarter of the class marked and of which the key says nothing."""
    spoken = set(built["outside"][code["id"]])
    for other in built["codes"]:
        if other["question"] == code["question"]:  # another code of the question is told there
            spoken |= set(built["core"][other["id"]])
    many = {w: k for w, k in counts.items() if w not in spoken and k >= SAID * n}
    found = [(k, run) for k, run in _phrases(built, many) if guard.enough(k)]
    return sorted(found, key=lambda one: -one[0])


def _phrase(built: dict, run: tuple[int, int], k: int, n: int, guard: Guard) -> Phrase:
    for line, words in _numbered(built):
        inside = [word for number, word in words if run[0] <= number <= run[1]]
        if inside:
            text = "".join(w[2] + w[3] for w in inside[:-1]) + inside[-1][2]
            return Phrase(line["id"], text, guard.count(k, n))
    raise ValueError(f"The passage has no words {run}.")


def _lines(built, code, counts, n, guard) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """The passage as the class marked it, the key's phrases of this code underlined."""
    spans = [i for i in built["items"] if i["code"] == code["id"] and i["role"] != "aside"]
    for line, words in _numbered(built):
        pieces = [Piece(line["before"])] if line["before"] else []
        for (k, inside), run in groupby(words, key=lambda w: (counts.get(w[0], 0), _in(spans, w))):
            run = list(run)
            text = "".join(w[2] + w[3] for _, w in run[:-1]) + run[-1][1][2]
            pieces.append(_piece(text, k, inside, run[0][0], code, n, guard))
            if run[-1][1][3]:
                pieces.append(Piece(run[-1][1][3]))
        yield line["id"], tuple(pieces)


def _in(spans, word) -> tuple[tuple[int, str], ...]:
    """The key's phrases around a word: where each begins, and its tier."""
    return tuple(
        (span["words"][0], span["role"])
        for span in spans
        if span["words"][0] <= word[0] <= span["words"][1]
    )


def _piece(text, k, inside, at, code, n, guard) -> Piece:
    doubt = {"contested": "?", "decoy": "×"}
    tags = tuple((code["letter"], doubt.get(role, "")) for first, role in inside if first == at)
    tiers = tuple(role for _, role in inside)
    if not guard.enough(k) or not n:
        return Piece(text, tags=tags, tiers=tiers)
    step = max(1, round(STEPS * k / n))
    number = f"{percent(k / n)}" if k >= SAID * n and guard.open(k, n) else ""
    return Piece(text, step, f"{code['name']}: {guard.count(k, n)}", number, tags, tiers)


# --- the key --------------------------------------------------------------------


def fates(item: dict, verdicts: Mapping[tuple[str, str], int], n: int) -> list[int]:
    """How many found an item, found it partly, gave it another code, or missed it."""
    counts = dict.fromkeys(FATES, 0)
    for verdict, fate in FOUND.items():
        if fate != "missed":
            counts[fate] += verdicts.get((item["id"], verdict), 0)
    counts["missed"] = n - sum(counts.values())
    return list(counts.values())


def _key_row(item, codes, first, last, n, guard) -> KeyRow:
    before, after = fates(item, first, n), fates(item, last, n)
    shares = [] if guard.hidden(before) else [round(100 * k / n, 1) for k in before]
    return KeyRow(
        item["line"],
        item["quote"],
        codes[item["code"]],
        tuple(guard.row(before)),
        tuple(guard.row(after)),
        tuple(shares),
        item["text"]["hit"],
    )


def _touched(item: dict, verdicts, n: int) -> int:
    """How many marked at least a part of a phrase."""
    if item["role"] == "core":
        return n - fates(item, verdicts, n)[-1]
    return verdicts.get((item["id"], item["role"]), 0)


def _aside(item, codes, verdicts, n, guard) -> AsideRow:
    kinds = {"contested": "contested", "decoy": "looks like it, is not", "core": "in the key"}
    text = item["text"]["hit" if item["role"] == "core" else item["role"]]
    count = guard.count(_touched(item, verdicts, n), n)
    code, kind = codes[item["code"]], kinds[item["role"]]
    return AsideRow(item["line"], item["quote"], code, kind, count, text)


def _discuss(core, aside, codes, verdicts, n, guard) -> AsideRow | None:
    """The phrase that divides the class most, by the rule in ``DISCUSS``."""

    def off(item) -> float:
        return abs(_touched(item, verdicts, n) / n - 0.5)

    open_to = [i for i in (*aside, *core) if guard.open(_touched(i, verdicts, n), n)]
    contested = [i for i in open_to if i["role"] == "contested" and off(i) <= 0.25]
    keyed = [i for i in open_to if i["role"] in ("core", "contested") and off(i) < 0.5]
    chosen = min(contested or keyed, key=off, default=None)
    if chosen is None:
        return None
    row = _aside(chosen, codes, verdicts, n, guard)
    # beside the cells of the phrase's own row, this sum would give away a hidden one
    return replace(row, count="") if guard.least and chosen["role"] == "core" else row
