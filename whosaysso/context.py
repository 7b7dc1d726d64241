"""The week around a case: what others report beside its claims, as data.

``context.toml`` in a case folder holds entries with evidence rows of the form that
``claims.toml`` has. Each entry belongs to one part: the groups, what outlets called them, the
background, the outlets, what the text leaves out, what it does well. Two parts make a statement
about the text, and the loader checks it: what is left out must have been reported in time
(``reported_by``) and its words must not stand in the text; what is done well names the spans or
claims that show it. Bad data stops the load with one sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .case import (
    Case,
    CaseError,
    Claim,
    Evidence,
    Span,
    _is_day,
    _list,
    _load_evidence,
    _need,
    _one_of,
    _only,
    _read,
    load,
)

FILE = "context.toml"
PARTS = ("groups", "called", "background", "outlets", "left-out", "done-well")
SPAN_WORDS = ("id", "code", "tier", "rule")
CLAIM_WORDS = ("id", "verdict", "kind", "sourcing", "shared_days")
FIELDS = "id part name note evidence rests_on absent undated spans claims".split()


@dataclass(frozen=True)
class Entry:
    """One subject of a part: what we say of it and the rows that it rests on.

    ``rests_on`` names rows of other places, ``"C16"``, ``"C16/1"`` or ``"displaced/2"``; they
    stand in ``evidence`` after the entry's own. ``absent`` are words that the text does not have.
    """

    id: str
    part: str
    name: str
    note: str
    evidence: tuple[Evidence, ...] = ()
    rests_on: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    undated: str | None = None
    spans: tuple[Span, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Context:
    """The entries of a case, and the day by which a report could have been known."""

    case: Case
    reported_by: str
    entries: tuple[Entry, ...]

    def part(self, name: str) -> tuple[Entry, ...]:
        if name not in PARTS:
            raise CaseError(f"{FILE} has no part {name!r}; use {', '.join(PARTS)}.")
        return tuple(entry for entry in self.entries if entry.part == name)


def context(case: str | Case = "idlib-2020") -> Context:
    """The context of a case. Raises ``CaseError``, also where a case has none."""
    return _load((case if isinstance(case, Case) else load(case)).folder)


@lru_cache(maxsize=4)
def _load(folder: Path) -> Context:
    case, data = load(folder=folder), _read(folder / FILE)
    _only(data, ("reported_by", "entry"), FILE, "at the top")
    until = data.get("reported_by")
    if not isinstance(until, str) or not _is_day(until):
        raise CaseError(f"{FILE}: reported_by must be a day such as 2020-02-14.")
    entries: dict[str, Entry] = {}
    for number, row in enumerate(_list(data, "entry", FILE, "at the top"), 1):
        if not isinstance(row, dict):
            raise CaseError(f"{FILE}: write each entry as an [[entry]] table.")
        row_id = _need(row, "id", FILE, f"entry number {number}")
        if not re.fullmatch(r"[a-z][a-z0-9-]*", row_id):
            raise CaseError(f"{FILE}, {row_id}: an id is small letters, digits and hyphens.")
        if row_id in entries:
            raise CaseError(f"{FILE}, {row_id}: this id is used twice.")
        entries[row_id] = _entry(row, case, entries, until)
    return Context(case, until, tuple(entries.values()))


def _entry(row: dict, case: Case, before: dict[str, Entry], until: str) -> Entry:
    row_id = row["id"]
    _only(row, FIELDS, FILE, row_id)
    own = [
        _load_evidence(e, case.codebook, FILE, f"{row_id}, evidence {n}")
        for n, e in enumerate(_list(row, "evidence", FILE, row_id), 1)
    ]
    for evidence in own:
        if not evidence.url.startswith(("http://", "https://")):
            raise CaseError(f"{FILE}, {row_id}: {evidence.url!r} is not a web address.")
    rests_on = _list(row, "rests_on", FILE, row_id)
    entry = Entry(
        id=row_id,
        part=_one_of(_need(row, "part", FILE, row_id), PARTS, "part", FILE, row_id),
        name=_need(row, "name", FILE, row_id),
        note=_need(row, "note", FILE, row_id),
        evidence=(*own, *(e for where in rests_on for e in _rows(where, case, before, row_id))),
        rests_on=tuple(rests_on),
        absent=tuple(_list(row, "absent", FILE, row_id)),
        undated=_need(row, "undated", FILE, row_id) if "undated" in row else None,
        spans=_chosen(row, "spans", case.spans, SPAN_WORDS, case),
        claims=_chosen(row, "claims", case.claims, CLAIM_WORDS, case),
    )
    if entry.part == "done-well":
        if not entry.spans and not entry.claims:
            raise CaseError(f"{FILE}, {row_id}: name the spans or claims that show it.")
    elif not entry.evidence:
        raise CaseError(f"{FILE}, {row_id}: an entry of this part needs evidence.")
    if entry.part == "left-out":
        _check_left_out(entry, case, until)
    return entry


def _rows(where, case: Case, before: dict[str, Entry], row_id: str) -> tuple[Evidence, ...]:
    """The evidence of a claim or of an earlier entry, or one row of it."""
    form = re.fullmatch(r"([\w-]+)(?:/([1-9]\d?))?", where if isinstance(where, str) else "")
    if not form:
        raise CaseError(f"{FILE}, {row_id}: rests_on takes words such as 'C16/1'.")
    name, number = form.groups()
    try:
        rows = before[name].evidence if name in before else case.claim(name).evidence
    except CaseError as fault:
        raise CaseError(f"{FILE}, {row_id}: {fault}") from None
    if number and int(number) > len(rows):
        raise CaseError(f"{FILE}, {row_id}: {name} has no evidence row {number}.")
    return (rows[int(number) - 1],) if number else rows


def _chosen(row: dict, field: str, items, words, case: Case) -> tuple:
    """The spans or claims that a table such as ``{code = "hedge", tier = "core"}`` picks."""
    if field not in row:
        return ()
    wanted, row_id = row[field], row["id"]
    if not isinstance(wanted, dict) or not wanted:
        raise CaseError(f"{FILE}, {row_id}: {field} is a table such as {{ {words[0]} = … }}.")
    _only(wanted, words, FILE, f"{row_id}, {field}")
    asked = {name: value if isinstance(value, list) else [value] for name, value in wanted.items()}
    found = tuple(
        item
        for item in items
        if all(_word(item, name, case) in values for name, values in asked.items())
    )
    known = {item.id for item in items}
    lost = [one for one in asked.get("id", ()) if one not in known]
    if lost or not found:
        raise CaseError(f"{FILE}, {row_id}: {field} finds nothing for {lost or wanted}.")
    return found


def _word(item, name: str, case: Case):
    if name == "sourcing":
        return case.attribution(item).code
    return shared_days(item) if name == "shared_days" else getattr(item, name)


def shared_days(claim: Claim) -> bool:
    """Whether the line gives a day, and every report that dates the event gives the same."""
    event = claim.event
    others = {day for row in claim.evidence for day in row.days}
    return bool(event and event.days and not event.read_from and others == set(event.days))


def in_time(row: Evidence, until: str) -> bool:
    """Whether a report has a full date that is not later than a day."""
    return bool(row.date and _is_day(row.date) and row.date <= until)


def later(row: Evidence, until: str) -> bool:
    """Whether what is known of a report's date, or of the days it tells of, lies after a day."""
    known = (row.date or row.refers_to or "").split("/")[-1]
    return bool(known) and known > until[: len(known)]


def _check_left_out(entry: Entry, case: Case, until: str) -> None:
    if not entry.undated and not any(in_time(row, until) for row in entry.evidence):
        raise CaseError(f"{FILE}, {entry.id}: no row here is dated {until} or before.")
    for line in case.lines:
        for word in entry.absent:
            if line.kind != "furniture" and word.lower() in line.text.lower():
                raise CaseError(f"{FILE}, {entry.id}: {word!r} does stand in line {line.id}.")
