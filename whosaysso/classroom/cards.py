"""Cards with learners' codes, and the list of names that stays with the teacher.

A code is as the answer file draws it: forty random bits, derived from nothing. It stands for a
learner in every file and report; only the teacher's list says whose it is.
"""

from __future__ import annotations

import csv
import io
import re
import secrets
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..answers import new_document
from ..feedback import Fault

MOST = 5_000
TEMPLATES = Path(__file__).with_name("templates")


def draw(number: int) -> list[str]:
    """So many codes, all different, in an order that says nothing."""
    if not 1 <= number <= MOST:
        raise Fault(f"Ask for 1 to {MOST:,} codes.")
    codes: set[str] = set()
    while len(codes) < number:
        code = new_document()["learner"]
        # a spreadsheet may take digits alone for a date, and letters alone may spell something
        if re.search("[a-z]", code) and re.search("[0-9]", code):
            codes.add(code)
    found = sorted(codes)
    secrets.SystemRandom().shuffle(found)
    return found


def page(codes: list[str]) -> str:
    """The cards as one HTML page that loads nothing: print it and cut along the lines."""
    room = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return room.get_template("cards.html").render(codes=codes)


def names(codes: list[str], column: str) -> bytes:
    """The list to fill in: a row for each code; with a mark that tells spreadsheets it is UTF-8.

    ``column`` is the head of its second column. A gradebook is filled by it, so it is best called
    as the column of the gradebook that tells people apart.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerows([("code", column), *((code, "") for code in codes)])
    return text.getvalue().encode("utf-8-sig")
