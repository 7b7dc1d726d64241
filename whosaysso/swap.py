"""A copy of some lines with the actors exchanged, and what fresh readers make of it.

``[swap]`` in ``actors.toml`` gives each naming a naming of the same form from the other side.
Readers who know the codebook and not the key mark the copy; ``swap.toml`` keeps their marks.
``compare`` lays them beside the key. Where all readers differ from the key, the marks depended
on who was named, or on the annotator: such a span becomes contested.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from .case import Case, CaseError, Line, Span, _find, _list, _need, _one_of, _only, _read
from .naming import FILE, Naming, Table, namings

MARKS = "swap.toml"
CODES = ("loaded", "label", "irony", "appeal", "no-source")  # what the readers are asked for
LEFT = "left"  # what the table says where a reader made no mark
SOURCED = ("named-source", "vague-source")  # what they are not asked for, and may call no source
COLUMNS = ("line", "words", "code", "key", "reader 1", "reader 2", "verdict")


@dataclass(frozen=True)
class Copy:
    """One line of the copy; ``pieces`` maps exchanged words: old start, old end, new ones.

    Old offsets are those of the case, new ones those of ``text``.
    """

    line: Line
    text: str
    pieces: tuple[tuple[int, int, int, int], ...]

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the line lies in the copy; an exchanged name counts whole."""
        return self._at(start, first=True), self._at(end, first=False)

    def _at(self, at: int, first: bool) -> int:
        shift = -self.line.start
        for old_start, old_end, new_start, new_end in self.pieces:
            if at <= old_start:
                break
            if at < old_end:
                return new_start if first else new_end
            shift = new_end - old_end
        return at + shift


@dataclass(frozen=True)
class Mark:
    """A reader's mark on the copy; offsets in the text of its line."""

    reader: str
    line: str
    code: str
    words: str
    start: int
    end: int
    sure: bool


@dataclass(frozen=True)
class Row:
    """One span of the key, or words that all readers marked and the key leaves alone."""

    line: str
    words: str
    code: str
    key: str
    readers: tuple[str, ...]
    verdict: str


def copies(table: Table) -> tuple[Copy, ...]:
    """The lines of the copy. Raises ``CaseError`` where a naming has no fit counterpart."""
    case, data = table.case, table.swap
    _only(data, ("lines", "same", "words"), FILE, "swap")
    lines = case.passage(_need(data, "lines", FILE, "swap"))
    same, words = _list(data, "same", FILE, "swap"), data.get("words", {})
    used, made = set(), []
    for line in lines:
        text, at, pieces = "", line.start, []
        here = {(n.start, n.end): n for n in table.namings if n.line == line.id}
        for (start, end), naming in sorted(here.items()):
            other = words.get(naming.words)
            if other is None:
                if naming.actor.counterpart and naming.words not in same:
                    raise CaseError(
                        f"{FILE}, swap: {naming.words!r} ({line.id}) has no words for the other "
                        "side; add it to [swap.words], or to same if it fits both."
                    )
                continue
            used.add(naming.words)
            _check_form(table, naming, other)
            text += case.text[at:start]
            pieces.append((start, end, len(text), len(text) + len(other)))
            text, at = text + other, end
        made.append(Copy(line, text + case.text[at : line.end], tuple(pieces)))
    for left in set(words) - used:
        raise CaseError(f"{FILE}, swap: {left!r} names nobody in the lines {data['lines']}.")
    return tuple(made)


def _check_form(table: Table, naming: Naming, other: str) -> None:
    """The other side's words must have the form of those they replace."""
    fits = [f for f in table.forms.forms.values() if f.fits(other)]
    listed = {n.form for n in table.namings if n.words == other}
    if (fits and naming.form not in fits) or (naming.form.pattern and not fits):
        raise CaseError(
            f"{FILE}, swap: {other!r} has not the form “{naming.form.name}” of {naming.words!r}."
        )
    if listed and naming.form not in listed:
        raise CaseError(
            f"{FILE}, swap: {other!r} stands in the text as “{listed.pop().name}”, and "
            f"{naming.words!r} has the form “{naming.form.name}”."
        )


def read_marks(case: Case, made: tuple[Copy, ...]) -> tuple[tuple[Mark, ...], dict[str, str]]:
    """The readers' marks, and the tiers of spans that were changed because of them."""
    data = _read(case.folder / MARKS)
    _only(data, ("mark", "changed"), MARKS, "at the top")
    by_line, marks = {copy.line.id: copy for copy in made}, []
    for number, row in enumerate(_list(data, "mark", MARKS, "at the top"), 1):
        where = f"mark number {number}"
        _only(row, ("reader", "line", "code", "words", "nth", "sure"), MARKS, where)
        line = by_line[_one_of(_need(row, "line", MARKS, where), by_line, "line", MARKS, where)]
        words = _need(row, "words", MARKS, where)
        # the copy's own text is searched as a line of that id
        whole = Line(line.line.id, 0, len(line.text), line.text, 0)
        start = _find(words, whole, row.get("nth"), MARKS, where)
        marks.append(
            Mark(
                reader=_need(row, "reader", MARKS, where),
                line=line.line.id,
                code=_one_of(_need(row, "code", MARKS, where), CODES, "code", MARKS, where),
                words=words,
                start=start,
                end=start + len(words),
                sure=row.get("sure", True),
            )
        )
    changed = data.get("changed", {})
    tiers = (*case.codebook.tiers, "unmarked")
    for span_id, was in changed.items():
        _one_of(was, tiers, "tier", MARKS, case.span(span_id).id)
    return tuple(marks), changed


def has_marks(case: Case) -> bool:
    return (case.folder / MARKS).exists()


def compare(case: str | Case = "idlib-2020") -> tuple[Row, ...]:
    """Key and readers side by side, in the order of the text."""
    table = namings(case)
    made = copies(table)
    marks, changed = read_marks(table.case, made)
    readers = sorted({mark.reader for mark in marks})
    if len(readers) != 2:
        raise CaseError(f"{MARKS}: marks of two readers are needed, not of {len(readers)}.")
    rows = []
    for copy in made:
        spans = [s for s in table.case.spans if s.line == copy.line.id and s.code in CODES]
        here = [mark for mark in marks if mark.line == copy.line.id]
        for span in spans:
            on = [mark for mark in here if _meets(copy, span, mark)]
            cells = tuple(_cell([m for m in on if m.reader == reader]) for reader in readers)
            hits = sum(
                any(m.reader == reader and m.code == span.code for m in on) for reader in readers
            )
            was = changed.get(span.id, span.tier)
            key = span.tier if was == span.tier else f"{span.tier}, was {was}"
            words = span.quote
            rows.append(Row(span.line, words, span.code, key, cells, verdict(was, hits, span)))
        rows += _unmarked(table.case, copy, spans, here, readers)
    return tuple(rows)


def _meets(copy: Copy, span: Span, mark: Mark) -> bool:
    """Whether a mark shares a letter with the words that a mark has to catch."""
    stretches = (copy.moved(*stretch) for stretch in span.must_ranges)
    return any(a < mark.end and mark.start < b for a, b in stretches)


def _holds(copy: Copy, span: Span, start: int, end: int) -> bool:
    """Whether most of a stretch of the copy lies in a span and the clause that it carries."""
    first, last = copy.moved(*span.extent)
    return 2 * (min(end, last) - max(start, first)) > end - start


def _cell(marks: list[Mark]) -> str:
    codes = dict.fromkeys(mark.code + ("" if mark.sure else "?") for mark in marks)
    return ", ".join(codes) or LEFT


def verdict(was: str, hits: int, span: Span | None) -> str:
    """What the rule says of a span that ``hits`` of two readers marked as the key does."""
    now = span.tier if span else "unmarked"
    differ = {"core": hits == 0, "decoy": hits == 2, "unmarked": hits == 2}.get(was, False)
    if differ:
        return "both differ: contested" if now == "contested" else "both differ: change the key"
    if was == "contested":
        return "contested anyway"
    agree = hits if was == "core" else 2 - hits
    return "both agree" if agree == 2 else "one of two agrees"


def _unmarked(case, copy, spans, here, readers) -> list[Row]:
    """Words on which both readers put the same code and the key has no such span.

    A claim that the key gives to a named or vague source is left out: the readers had no code
    for that, so *no source* was the nearest they could give.
    """
    rows = []
    sourced = [s for s in case.spans if s.line == copy.line.id and s.code in SOURCED]
    first, second = ([m for m in here if m.reader == reader] for reader in readers)
    for one in first:
        for two in second:
            start, end = max(one.start, two.start), min(one.end, two.end)
            known = any(s.code == one.code and _meets(copy, s, one) for s in spans)
            known = known or (
                one.code == "no-source" and any(_holds(copy, s, start, end) for s in sourced)
            )
            if one.code == two.code and start < end and not known:
                cells = (_cell([one]), _cell([two]))
                words = copy.text[start:end].strip()
                rows.append(
                    Row(
                        copy.line.id,
                        words,
                        one.code,
                        "unmarked",
                        cells,
                        verdict("unmarked", 2, None),
                    )
                )
    return list(dict.fromkeys(rows))


def unsettled(rows: tuple[Row, ...]) -> list[str]:
    """Where the key still stands against both readers, one sentence each."""
    return [
        f"{row.line} “{row.words}” is {row.key} {row.code} in the key, and both readers of the "
        f"exchanged copy differ ({'; '.join(row.readers)}): make it contested."
        for row in rows
        if row.verdict == "both differ: change the key"
    ]


def as_csv(rows: tuple[Row, ...]) -> str:
    """The committed table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((r.line, r.words, r.code, r.key, *r.readers, r.verdict) for r in rows)
    return out.getvalue()
