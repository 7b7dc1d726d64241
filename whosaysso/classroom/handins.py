"""Read a hand-in: the answers in a file or a notebook, checked, or the reason why there are none.

Nothing in a file is run, imported or unpickled. The usual file is decoded once, straight into the
types of ``typed.py``. Whatever these refuse is looked at again with the schema: either it is good
after all (UTF-16, a number written as 1.0, an older version), or the reader learns what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import groupby

import msgspec
from msgspec.structs import replace

from .. import answers
from ..answers import MIME, Unfit
from . import files, typed
from .reasons import Refusal, problem
from .records import Found, HandIn, Problem

UNFIT = {
    answers.LARGE: "too-large",
    answers.FOREIGN: "not-answers",
    answers.NEWER: "newer-version",
    answers.OLDER: "older-version",
    answers.FORM: "form",
    answers.BROKEN: "not-json",
}
NONE = msgspec.Raw(b"[]")
EMPTY = (NONE, msgspec.Raw(b"{}"))
NAMED = 3  # files that a sentence names; of more it says how many
_sorted = msgspec.json.Encoder(order="sorted")


class Reading(msgspec.Struct, frozen=True, gc=False):
    """What one file holds. ``flags`` are problems that do not keep it from being counted."""

    name: str
    answers: typed.Document
    receipt: str
    owner: str = ""
    lms: str = ""
    flags: tuple[Problem, ...] = ()

    def slip(self, learner: str) -> Slip:
        receipt = self.receipt if typed.held(self.answers) else ""
        return Slip(self.name, learner, self.owner, self.lms, receipt)


class Slip(msgspec.Struct, frozen=True, gc=False):
    """What of a reading is compared with all others; no ``receipt`` where nothing is answered."""

    name: str
    learner: str
    owner: str = ""
    lms: str = ""
    receipt: str = ""


def open_one(found: Found, articles: Mapping[str, str] | None = None) -> Reading | Problem:
    """Get at the bytes of a file and read them."""
    try:
        raw = files.read(found)
    except Refusal as fault:
        return fault.problem
    return read(found, raw, articles)


def read(found: Found, raw: bytes, articles: Mapping[str, str] | None = None) -> Reading | Problem:
    """The answers in the bytes of a file, or why there are none.

    ``articles`` gives for each case of the assignment the SHA-256 of its text. A document none
    of whose cases is in it is refused; what belongs to another version of a text is flagged.
    """
    try:
        documents, flags = _documents(found.name, raw)
        document = _newest(documents, articles or {})
        if articles is not None:
            flags += _fit(found.name, document, articles)
    except Refusal as fault:
        return fault.problem
    code = receipt(document)
    return Reading(found.name, document, code, found.owner, found.lms, tuple(flags))


def glance(found: Found) -> tuple[str, set[tuple[str, str]]] | Problem:
    """Whose answers a file holds and to which tasks, as (case, task), without checking it."""
    try:
        raw = files.read(found)
    except Refusal as fault:
        return fault.problem
    documents = _decoded(raw, typed.document_glance, typed.notebook_glance)
    if len(documents) == 1:
        [one] = documents
        return one.learner, {
            (case, task)
            for case, row in one.cases.items()
            for task, entry in row.tasks.items()
            if entry.first or entry.tries != NONE or entry.value not in EMPTY
        }
    reading = read(found, raw)
    if isinstance(reading, Problem):
        return reading
    return reading.answers.learner, typed.held(reading.answers)


def gather(
    readings: Iterable[Reading], articles: Mapping[str, str] | None = None
) -> tuple[list[HandIn], list[Problem]]:
    """One hand-in for each learner, in the order of their first files, and what to look at."""
    readings = sorted(readings, key=lambda reading: reading.name)
    found, problems, slips = gather_some(readings, articles)
    return found, sorted(problems + look_alike(slips), key=_order)


def gather_some(
    readings: Sequence[Reading], articles: Mapping[str, str] | None = None
) -> tuple[list[HandIn], list[Problem], list[Slip]]:
    """The same for some readings, all of their learners among them.

    The slips are for ``look_alike``, which needs those of the whole class.
    """
    if len(readings) == 1:  # as it mostly is
        [one] = readings
        learner = one.answers.learner
        return [unite(learner, readings, articles)], list(one.flags), [one.slip(learner)]
    by_code: dict[str, list[Reading]] = {}
    for reading in readings:
        by_code.setdefault(reading.answers.learner, []).append(reading)
    found: list[HandIn] = []
    problems = [flag for reading in readings for flag in reading.flags]
    slips: list[Slip] = []
    for code, own in by_code.items():
        people = _people(own)
        for place, some in enumerate(people, 1):
            learner = code if place == 1 else f"{code}/{place}"
            name = some[0].name
            if len(people) > 1:
                others = _names([one.name for one in own if one not in some])
                problems.append(problem("shared-code", name, others, learner))
            if len(some) > 1:
                told = _names([one.name for one in some])
                problems.append(problem("several-files", name, told, learner))
            found.append(unite(learner, some, articles))
            slips += [one.slip(learner) for one in some]
    order = {reading.name: n for n, reading in enumerate(readings)}
    found.sort(key=lambda handin: order[handin.names[0]])
    return found, problems, slips


def _people(readings: list[Reading]) -> list[list[Reading]]:
    """The files under one code, apart where the LMS says that they are different people's."""
    people: dict[str, list[Reading]] = {}
    for reading in readings:
        people.setdefault(reading.lms or reading.owner, []).append(reading)
    if len(people.keys() - {""}) < 2:
        return [readings]
    return list(people.values())


def look_alike(slips: Iterable[Slip]) -> list[Problem]:
    """Flags for one person with several codes, and for the same answers under several codes."""
    slips = sorted(slips, key=lambda slip: slip.name)
    problems = [
        problem("two-codes", slip.name, slip.owner or slip.lms, slip.learner)
        for own in _shared(slips, lambda slip: slip.lms or slip.owner)
        for slip in own
    ]
    for own in _shared(slips, lambda slip: slip.receipt):
        names = [slip.name for slip in own]
        for slip in own:
            others = [name for name in names[: NAMED + 1] if name != slip.name][:NAMED]
            told = _names(others, len(own) - 1)
            problems.append(problem("same-answers", slip.name, told, slip.learner))
    return sorted(problems, key=_order)


def _shared(slips: list[Slip], what: Callable[[Slip], str]) -> Iterator[list[Slip]]:
    """The first slip of each learner, where several learners have the same."""
    for same, some in groupby(sorted(slips, key=what), key=what):  # sorted: no table of a class
        own: dict[str, Slip] = {}
        for slip in some if same else ():
            own.setdefault(slip.learner, slip)
        if len(own) > 1:
            yield list(own.values())


def unite(
    learner: str, readings: Sequence[Reading], articles: Mapping[str, str] | None = None
) -> HandIn:
    """The hand-in of one learner: of several files the newest of each answer."""
    first = readings[0]
    document, code = first.answers, first.receipt
    if len(readings) > 1:
        document = _newest([reading.answers for reading in readings], articles or {})
        code = receipt(document)
    owner = next((r.owner for r in readings if r.owner), "")
    lms = next((r.lms for r in readings if r.lms), "")
    return HandIn(learner, tuple(r.name for r in readings), document, code, owner, lms)


def receipt(document: typed.Document) -> str:
    """``answers.receipt``, with the same bytes written faster."""
    return answers.receipt_of(typed.given(document))


# --- one file -----------------------------------------------------------------------


def _documents(name: str, raw: bytes) -> tuple[list[typed.Document], list[Problem]]:
    """The documents in a file, in its order and no two alike, and the flags for it."""
    if len(raw) > answers.MOST_BYTES:
        raise Refusal("too-large", name)
    found = _fast(raw) or _slow(name, raw)
    if len(found) == 1:
        return found, []
    found = list({_sorted.encode(one): one for one in found}.values())
    newest = max(found, key=_age)
    own = [one for one in found if one.learner == newest.learner]
    flags = [problem("several-blocks", name)] if len(own) > 1 else []
    if len(own) < len(found):
        flags.append(problem("foreign-block", name))
    return own, flags


def _fast(raw: bytes) -> list[typed.Document]:
    """The documents, decoded by type; none where anything is out of the ordinary."""
    found = _decoded(raw, typed.document, typed.notebook)
    return found if all(map(typed.fits, found)) else []


def _decoded(raw: bytes, document: msgspec.json.Decoder, notebook: msgspec.json.Decoder) -> list:
    try:
        if b'"cells"' not in raw[:64]:
            return [document.decode(raw)]
        return [
            output.data.block
            for cell in notebook.decode(raw).cells
            for output in cell.outputs
            if output.data and output.data.block
        ]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return []


def _slow(name: str, raw: bytes) -> list[typed.Document]:
    """The same with the schema and every encoding; ``Refusal`` says what is wrong."""
    data = _json(name, raw)
    if not isinstance(data, dict):
        raise Refusal("not-answers", name)
    if data.get("format") == answers.FORMAT:
        return [_checked(name, data)]
    if not data.keys() & {"cells", "worksheets", "nbformat"}:
        raise Refusal("not-answers", name)
    blocks = list(_blocks(data))
    if not blocks:
        raise _no_block(name, data)
    good, faults = [], []
    for block in blocks:
        try:
            good.append(_checked(name, block))
        except Refusal as fault:
            faults.append(fault)
    if not good:
        raise faults[0]
    return good


def _json(name: str, raw: bytes):
    if not raw.strip(b" \t\r\n\0"):
        raise Refusal("empty", name)
    try:
        text, _ = answers.decode(raw)
    except Unfit:
        raise Refusal("not-json" if _is_binary(raw) else "encoding", name) from None
    if not text.strip():
        raise Refusal("empty", name)
    if text.lstrip()[:1] == "<":
        raise Refusal("web-page", name)
    try:
        return json.loads(
            text,
            parse_int=answers.whole,
            parse_float=answers.number,
            parse_constant=float,  # NaN, which a plot may leave in an output
        )
    except RecursionError:
        raise Refusal("too-deep", name) from None
    except json.JSONDecodeError as fault:
        raise Refusal(_kind_of_break(text, fault), name) from None


def _is_binary(raw: bytes) -> bool:
    return b"\0" in raw[:1000]


def _kind_of_break(text: str, fault: json.JSONDecodeError) -> str:
    """JSON that would go on where the file ends was cut off."""
    whole = text.rstrip("\0 \t\r\n")
    begun, rest = whole.lstrip()[:1] in ("{", "["), whole[fault.pos :]
    ends = fault.msg.startswith("Unterminated string") or any(
        word.startswith(rest) for word in ("true", "false", "null")
    )
    return "cut-off" if begun and ends else "not-json"


def _checked(name: str, data) -> typed.Document:
    try:
        return typed.of(answers.check(answers.migrate(data)))
    except Unfit as fault:
        raise Refusal(UNFIT[str(fault)], name) from None


def _blocks(notebook: dict):
    """What stands under our type in the outputs of any cell, whatever kind the cell is of."""
    sheets = notebook.get("worksheets")
    for sheet in (notebook, *(sheets if isinstance(sheets, list) else [])):
        for cell in _list(sheet, "cells"):
            for output in _list(cell, "outputs"):
                data = output.get("data") if isinstance(output, dict) else None
                if isinstance(data, dict) and MIME in data:
                    yield _unpacked(data[MIME])


def _list(data, name: str) -> list:
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, list) else []


def _unpacked(block):
    """Some programs store JSON as text, or as a list of lines."""
    if isinstance(block, list) and all(isinstance(line, str) for line in block):
        block = "".join(block)
    if isinstance(block, str):
        try:
            return json.loads(block, parse_int=answers.whole, parse_float=answers.number)
        except (ValueError, RecursionError):
            return None
    return block


def _no_block(name: str, notebook: dict) -> Refusal:
    version = notebook.get("nbformat")
    if type(version) is not int or version != 4:
        told = str(version) if type(version) is int and 0 <= version < 1000 else "unknown"
        return Refusal("notebook-version", name, told)
    metadata = notebook.get("metadata")
    if isinstance(metadata, dict) and metadata.get("widgets"):
        return Refusal("widgets-only", name)
    cells = [cell for cell in _list(notebook, "cells") if isinstance(cell, dict)]
    asked = any("hand_in" in _source(cell) for cell in cells)
    if asked and not any(_list(cell, "outputs") for cell in cells):
        return Refusal("cleared", name)
    return Refusal("no-block", name)


def _source(cell: dict) -> str:
    source = cell.get("source")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _fit(name: str, document: typed.Document, articles: Mapping[str, str]) -> list[Problem]:
    """Flags for texts of another version; ``Refusal`` where nothing belongs to the assignment."""
    cases = document.cases
    known = [case for case in cases if case in articles]
    wrong = sorted(case for case in known if cases[case].article != articles[case])
    if cases and not known:
        raise Refusal("other-article", name)
    if wrong and len(wrong) == len(known):
        raise Refusal("other-text", name, ", ".join(wrong))
    return [problem("some-other-text", name, ", ".join(wrong))] if wrong else []


# --- several of one learner ------------------------------------------------------------


def _newest(documents: Sequence[typed.Document], articles: Mapping[str, str]) -> typed.Document:
    """The newest of each answer. Answers to two versions of one text are never mixed."""
    if len(documents) == 1:
        return documents[0]
    right = {}
    for case in sorted({case for one in documents for case in one.cases}):
        rows = [one.cases[case] for one in documents if case in one.cases]
        fits = [row for row in rows if row.article == articles.get(case)]
        right[case] = (fits or sorted(rows, key=_row_age))[-1].article
    fitting = []
    for one in sorted(documents, key=_age):
        cases = {case: row for case, row in one.cases.items() if row.article == right[case]}
        fitting.append(replace(one, cases=cases).plain())
    return typed.of(reduce(answers.merge, fitting))


def _age(document: typed.Document) -> tuple:
    """What decides which document is newer; the bytes only so that a draw ends alike."""
    entries = [entry for row in document.cases.values() for entry in row.tasks.values()]
    counts = sum(entry.count for entry in entries)
    return max((entry.saved for entry in entries), default=""), counts, _sorted.encode(document)


def _row_age(row: typed.Row) -> tuple:
    saved = [entry.saved for entry in row.tasks.values()]
    return max(saved, default=""), row.article


def _names(names: Sequence[str], count: int | None = None) -> str:
    """The first names, and how many there are more."""
    told = ", ".join(names[:NAMED])
    more = (count or len(names)) - NAMED
    return f"{told} and {more} more" if more > 0 else told


def _order(one: Problem) -> tuple:
    return one.name, one.code, one.learner, one.reason
