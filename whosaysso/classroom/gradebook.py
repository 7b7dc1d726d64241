"""Fill the gradebook that a teacher exported from Canvas or Moodle, and change nothing else.

Only the cells of one column are written; every other byte stays: encoding, byte order mark, line
ends, quotation marks, columns, rows. So the file is cut into cells here with their places, which
the ``csv`` module does not tell. A file that is not recognised is refused in one sentence.

A person is found by the number that the LMS puts into the name of each downloaded hand-in, or by
a teacher's ``names.csv``: the learner's code, then one column of the export, under its name there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from ..feedback import Fault
from .grades import Grade
from .tables import cell

MOST_BYTES = 50_000_000
CANVAS = ("Student", "Section")
CANVAS_IDS = ("ID", "SIS User ID", "SIS Login ID")
CANVAS_OTHER = (*CANVAS, *CANVAS_IDS, "Integration ID", "Root Account", "Notes")
READ_ONLY = "(read only)"
MOODLE = ("Identifier", "Grade", "Maximum Grade")
MOODLE_IDS = ("Identifier", "Username", "ID number", "Email address")
FORMS = (
    "a gradebook exported from Canvas, or the grading worksheet of a Moodle assignment, in English"
)


class GradebookError(Fault):
    """A gradebook that cannot be filled; the message is one sentence for a teacher."""


@dataclass(frozen=True)
class Filled:
    """What was done: how many grades stand in the new file, how many of them in place of another
    grade, and a sentence for each that is not in it."""

    system: str
    column: str
    filled: int
    replaced: int
    unfilled: tuple[str, ...]


@dataclass(frozen=True)
class _Cell:
    start: int
    end: int
    text: str
    quoted: bool


@dataclass(frozen=True)
class _Export:
    """An export cut into cells: its text, how it was written, its head and its rows."""

    text: str
    coding: str
    mark: str
    system: str
    head: list[str]
    rows: list[list[_Cell]]

    def value(self, row: list[_Cell], name: str) -> str:
        at = self.head.index(name)
        return row[at].text.strip() if at < len(row) else ""


def fill(
    export: Path,
    grades: Sequence[Grade],
    *,
    to: Path,
    column: str | None = None,
    names: Path | None = None,
) -> Filled:
    """Write a copy of an export with the grades in its column.

    ``column`` names the column of a Canvas file, with or without the number at its end; it may
    be left out where there is only one. The new file ``to`` stands as a whole or not at all.
    Raises ``GradebookError``.
    """
    if Path(to).resolve() == Path(export).resolve():
        raise GradebookError("The filled gradebook is a new file; give it another name.")
    found = _read(_bytes(export, "gradebook"), Path(export).name)
    place = _column(found, column)
    most_of = _points(found, place)
    person = _people(found, grades, _names(names, found))
    changes, unfilled = [], []
    for at, grade in enumerate(grades):
        row = person.get(at)
        said = _no_place(grade, row)
        most = "" if said else most_of(row)
        if not said and not most:
            said = "the gradebook says no maximum, or that the grade cannot be changed"
        if said:
            unfilled.append(f"{_who(grade)}: {said}.")
            continue
        changes.append((row[place], _points_for(grade.percent, most)))
    if not changes:
        first = f" The first: {unfilled[0]}" if unfilled else ""
        raise GradebookError(f"No grade could be filled in, so no file was written.{first}")
    _write(found, changes, to)
    replaced = sum(old.text.strip() not in ("", "-", new) for old, new in changes)
    return Filled(found.system, found.head[place], len(changes), replaced, tuple(unfilled))


def check(export: Path, column: str | None = None, names: Path | None = None) -> None:
    """Raise ``GradebookError`` where ``fill`` would refuse the files, whoever is in the class."""
    found = _read(_bytes(export, "gradebook"), Path(export).name)
    _points(found, _column(found, column))
    _names(names, found)


def _no_place(grade: Grade, row) -> str:
    """Why a grade has no place to stand, or nothing; ``row`` is a row, a sentence or None."""
    if grade.percent is None:
        return f"no grade ({grade.reason.rstrip('.')})"
    if row is None:
        return "no person of the gradebook matches"
    return row if isinstance(row, str) else ""


def _who(grade: Grade) -> str:
    return grade.learner or " | ".join(grade.files)


def _bytes(path: Path, what: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as fault:
        reason = fault.strerror or "it is in use"
        raise GradebookError(f"The {what} {Path(path).name} cannot be read ({reason}).") from None
    if len(raw) > MOST_BYTES:
        raise GradebookError(f"The {what} {Path(path).name} is larger than 50 MB.")
    return raw


def _decoded(raw: bytes) -> tuple[str, str]:
    """The text, mark included, and the coding that gives back the same bytes."""
    for mark, coding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            codings = (coding,)
            break
    else:
        codings = ("utf-8", "cp1252", "latin-1")
    for coding in codings:
        try:
            text = raw.decode(coding)
        except UnicodeDecodeError:
            continue
        if text.encode(coding) == raw:
            return text, coding
    raise GradebookError("The gradebook is no text, or is cut off in the middle of a letter.")


def _read(raw: bytes, name: str) -> _Export:
    text, coding = _decoded(raw)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    rows = [row for row in _cells(text, mark) if len(row) > 1 or row[0].text.strip()]
    head = [cell.text.strip() for cell in rows[0]] if rows else []
    system = ""
    if set(CANVAS) <= set(head) and set(CANVAS_IDS) & set(head):
        system = "Canvas"
    elif set(MOODLE) <= set(head):
        system = "Moodle"
    if not system:
        raise GradebookError(f"{name} was not recognised: it has to be {FORMS}.")
    double = next((one for one in head if one and head.count(one) > 1), "")
    if double:
        raise GradebookError(f"{name} has two columns named “{double[:80]}”; rename one of them.")
    return _Export(text, coding, mark, system, head, rows[1:])


CELL = r'[ ]*"((?:[^"]|"")*)"[^{0}\r\n]*|([^{0}\r\n]*)'


def _cells(text: str, mark: str) -> list[list[_Cell]]:
    """The rows of a CSV file (RFC 4180), each cell with its place in the text."""
    pattern = re.compile(CELL.format(re.escape(mark)))
    rows, row, at = [], [], 1 if text.startswith("\ufeff") else 0
    while at <= len(text):
        found = pattern.match(text, at)
        quoted = found[1] is not None
        said = found[1].replace('""', '"') if quoted else found[2]
        row.append(_Cell(found.start(), found.end(), said, quoted))
        at = found.end()
        if at < len(text) and text[at] == mark:
            at += 1
            continue
        rows.append(row)
        row = []
        at += 2 if text[at : at + 2] == "\r\n" else 1
        if at >= len(text):
            break
    return rows


def _column(found: _Export, wanted: str | None) -> int:
    if found.system == "Moodle":
        if wanted not in (None, "Grade"):
            raise GradebookError("In Moodle’s grading worksheet the column is “Grade”.")
        return found.head.index("Grade")
    points = _points_row(found)
    columns = [
        n
        for n, name in enumerate(found.head)
        if name
        and name not in CANVAS_OTHER
        and READ_ONLY not in name
        and not (n < len(points) and READ_ONLY in points[n].text)
    ]
    names = [found.head[n] for n in columns]
    if wanted is not None:
        plain = wanted.strip()
        columns = [n for n in columns if plain == found.head[n]] or [
            n for n in columns if plain == re.sub(r" \(\d+\)$", "", found.head[n])
        ]
    if len(columns) == 1:
        return columns[0]
    listed = ", ".join(f"“{name[:80]}”" for name in names[:12]) or "none"
    said = "more than one column fits" if columns else "no column fits"
    raise GradebookError(f"In the gradebook {said}; name one of these: {listed}.")


def _points_row(found: _Export) -> list[_Cell]:
    for row in found.rows[:5]:
        if row[0].text.strip() == "Points Possible":
            return row
    raise GradebookError(f"The gradebook has no row “Points Possible”: it has to be {FORMS}.")


def _points_for(percent: float, most: str) -> str:
    """A grade in points, with the decimal sign that the gradebook itself uses."""
    points = f"{percent / 100 * _number(most):.2f}".rstrip("0").rstrip(".")
    return points.replace(".", ",") if "," in most else points


def _points(found: _Export, place: int) -> Callable[[list[_Cell]], str]:
    """How many points 100 per cent is, as each row writes it; "" for a row that takes none."""
    if found.system == "Canvas":
        points = _points_row(found)
        most = points[place].text if place < len(points) else ""
        if not _number(most):
            raise GradebookError(
                f"The row “Points Possible” gives no number above 0 for “{found.head[place][:80]}”."
            )
        return lambda row: most if place < len(row) else ""

    def moodle(row):
        changes = "Grade can be changed"
        closed = changes in found.head and found.value(row, changes).lower() == "no"
        most = found.value(row, "Maximum Grade")
        return most if _number(most) and not closed and place < len(row) else ""

    return moodle


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value < 1_000_000 else None


def _names(path: Path | None, found: _Export) -> tuple[str, dict[str, str]]:
    """The column of the export that ``names.csv`` speaks of, and what it says of each code."""
    if path is None:
        return "", {}
    name = Path(path).name
    text, _ = _decoded(_bytes(path, "name list"))
    mark = max(",;\t", key=text.partition("\n")[0].count)
    rows = [row for row in _cells(text, mark) if any(cell.text.strip() for cell in row)]
    head = [cell.text.strip() for cell in rows[0]] if rows else []
    if len(head) < 2 or head[1] not in found.head:
        raise GradebookError(
            f"The second column of {name} has to be called as a column of the gradebook that tells "
            "people apart, such as “Email address” or “SIS Login ID”."
        )
    said: dict[str, str] = {}
    for row in rows[1:]:
        code, value = (
            (row[n].text.strip().removeprefix("'") if n < len(row) else "") for n in (0, 1)
        )
        code = code.lower()
        if code and said.setdefault(code, value) != value:
            raise GradebookError(f"{name} gives two people for the code {code[:40]}.")
    return head[1], said


def _people(found: _Export, grades, names) -> dict[int, list[_Cell] | str]:
    """For each grade (by its number) the row of its person, or a sentence on why there is none."""
    column, said = names
    ids = CANVAS_IDS if found.system == "Canvas" else MOODLE_IDS
    rows: dict[tuple[str, str], list[int]] = {}
    for name in {*ids, column} & set(found.head):
        for n, row in enumerate(found.rows):
            value = _plain(name, found.value(row, name))
            if value and found.value(row, found.head[0]) != "Points Possible":
                rows.setdefault((name, value), []).append(n)
    chosen: dict[int, list[int]] = {}
    for at, grade in enumerate(grades):
        if grade.learner in said:
            chosen[at] = rows.get((column, _plain(column, said[grade.learner])), [])
        elif grade.lms:
            hits = (rows.get((name, _plain(name, grade.lms)), []) for name in ids)
            chosen[at] = next((hit for hit in hits if hit), [])
    taken: dict[int, list[int]] = {}
    for at, hit in chosen.items():
        if grades[at].percent is not None:
            for n in hit:
                taken.setdefault(n, []).append(at)
    people: dict[int, list[_Cell] | str] = {}
    for at, hit in chosen.items():
        if len(hit) > 1:
            people[at] = "more than one person of the gradebook matches"
        elif hit and len(taken.get(hit[0], [])) > 1:
            people[at] = "another hand-in matches the same person"
        elif hit:
            people[at] = found.rows[hit[0]]
    return people


def _plain(column: str, value: str) -> str:
    """A value to compare: Moodle writes “Participant 1234567” where the file name has a number."""
    if column == "Identifier":
        value = re.sub(r"^\D+(?=\d+$)", "", value)
    return value.strip().casefold()


def _write(found: _Export, changes, to: Path) -> None:
    out, at = [], 0
    for place, value in sorted(changes, key=lambda change: change[0].start):
        value = cell(value)
        # a decimal comma or a mark inside must not make two cells of one
        value = f'"{value}"' if place.quoted or found.mark in value else value
        out += [found.text[at : place.start], value]
        at = place.end
    out.append(found.text[at:])
    to = Path(to)
    with NamedTemporaryFile("wb", dir=to.parent, prefix=f".{to.name}.", delete=False) as file:
        file.write("".join(out).encode(found.coding))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.replace(file.name, to)
    except OSError:
        os.unlink(file.name)
        raise
