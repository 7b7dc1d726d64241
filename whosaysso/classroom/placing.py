"""Web Annotations back into spans: found by their words, in a case's own text.

The words decide, with the text before and after them; the position is a hint that is asked only
where the words alone leave two places open. What cannot be placed without a doubt is said in one
sentence and left out. The spans come as TOML for a case's ``spans.toml``; a field that the
annotation does not give stands there empty, and the case does not load until it is filled in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import shorten

from ..answers import LARGE, MOST_BYTES, Unfit, decode
from ..case import Case, Line
from ..feedback import Fault
from .export import TAGS

NEEDED = ("tier", "rule", "why")
MOST = 10_000  # annotations in a file
MOST_QUOTE = 10_000  # characters


class PlacingError(Fault):
    """A file of annotations that cannot be read; the message is one sentence."""


class Lost(ValueError):
    """Why an annotation has no place, as the end of a sentence."""


@dataclass(frozen=True)
class Placed:
    """A span found in the text. ``fields`` are the span's own, by name, in the file's order."""

    line: str
    start: int
    end: int
    quote: str
    code: str
    nth: int | None = None
    fields: dict = field(default_factory=dict)


def read(raw: bytes) -> list[dict]:
    """The annotations in a file: one, a list, a page, or a collection with its first page."""
    if len(raw) > MOST_BYTES:
        raise PlacingError(f"This file {LARGE}.")
    try:
        data = json.loads(decode(raw)[0])
    except (ValueError, RecursionError, Unfit):
        raise PlacingError("This file is not JSON, or only a part of it.") from None
    found = data if isinstance(data, list) else _items(data)
    if len(found) > MOST:
        raise PlacingError(
            f"This file holds {len(found):,} annotations; at most {MOST:,} are read."
        )
    return [one if isinstance(one, dict) else {} for one in found]


def _items(data) -> list:
    if isinstance(data, dict):
        if "target" in data:
            return [data]
        first = data.get("first")
        items = first.get("items") if isinstance(first, dict) else data.get("items")
        if isinstance(items, list):
            return items
        if isinstance(first, str):
            raise PlacingError(
                "This collection only names the address of its first page; save that page, and "
                "give its file."
            )
        if data.get("total") == 0:
            return []
    raise PlacingError("This file holds no Web Annotations.")


def place(annotations: list[dict], case: Case) -> tuple[list[Placed], list[str]]:
    """The spans that were found, and one sentence for each that was not."""
    placed, lost = [], []
    for number, annotation in enumerate(annotations, 1):
        targets = _many(annotation.get("target")) or [None]
        for target in targets:
            quote = _selector(target, "TextQuoteSelector").get("exact")
            words = f" (“{_short(quote)}”)" if isinstance(quote, str) and quote.strip() else ""
            try:
                placed.append(_place(annotation, target, case))
            except Lost as why:
                lost.append(f"Annotation {number}{words} {why}.")
    return placed, lost


def toml(placed: list[Placed], case: Case) -> str:
    """The spans as the text of a ``spans.toml``, in the order of the article."""
    taken = {span.id for span in case.spans} | {p.fields.get("id") for p in placed}
    used: set[str] = set()
    order = list(case.codebook.codes)
    tables = []
    for span in sorted(placed, key=lambda s: (s.start, order.index(s.code), s.end)):
        wanted = span.fields.get("id", "")
        if not re.fullmatch(r"[A-Za-z][\w-]*", wanted, re.ASCII) or wanted in used:
            number = 1
            while (wanted := f"{span.code}-{number}") in taken:
                number += 1
        taken.add(wanted)
        used.add(wanted)
        tables.append(_table(wanted, span, case))
    return "\n".join(tables)


# --- one annotation ---------------------------------------------------------------


def _place(annotation: dict, target, case: Case) -> Placed:
    selector = _selector(target, "TextQuoteSelector")
    exact, prefix, suffix = (_string(selector.get(n)) for n in ("exact", "prefix", "suffix"))
    if not exact.strip():
        raise Lost("quotes no words, and a position alone is not enough")
    if len(exact) > MOST_QUOTE:
        raise Lost("is longer than a span can be")
    hint = _selector(target, "TextPositionSelector").get("start")
    start, end = _find(case.text, exact, prefix, suffix, hint)
    line = _line(case, start, end)
    fields = _fields(annotation, case)
    code = fields.pop("code", None)
    if code is None:
        raise Lost(f"has no tag that names a code; the codes are {', '.join(case.codebook.codes)}")
    quote = case.text[start:end]
    hits = [hit.start() for hit in _hits(line.text, re.escape(quote))]
    nth = hits.index(start - line.start) + 1 if len(hits) > 1 else None
    return Placed(line.id, start, end, quote, code, nth, fields)


def _find(text: str, exact: str, prefix: str, suffix: str, hint) -> tuple[int, int]:
    """The one place of these words; other tools may have other spaces and line ends."""
    loose = r"\s+".join(map(re.escape, re.split(r"\s+", exact)))
    hits = [hit.span(1) for pattern in (re.escape(exact), loose) for hit in _hits(text, pattern)]
    hits = list(dict.fromkeys(hits))
    if not hits:
        raise Lost("quotes words that are not in the text")
    reach = 2 * max(len(prefix), len(suffix)) + 1

    def before(start: int) -> bool:
        return _squeeze(text[max(start - reach, 0) : start]).endswith(_squeeze(prefix))

    def after(end: int) -> bool:
        return _squeeze(text[end : end + reach]).startswith(_squeeze(suffix))

    tests = (
        lambda s, e: (
            text[:s].endswith(prefix) and text.startswith(suffix, e) and text[s:e] == exact
        ),
        lambda s, e: before(s) and after(e),
        lambda s, e: (prefix and before(s)) or (suffix and after(e)),
        lambda s, e: True,
    )
    fitting = next(fit for test in tests if (fit := [hit for hit in hits if test(*hit)]))
    if len(fitting) > 1:
        fitting = [hit for hit in fitting if hit[0] == hint] or fitting
    if len(fitting) > 1:
        raise Lost(
            f"quotes words that stand {len(fitting)} times in the text and does not say where"
        )
    return fitting[0]


def _hits(text: str, pattern: str) -> Iterator[re.Match]:
    """Overlapping ones, too."""
    return re.finditer(f"(?=({pattern}))", text)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _line(case: Case, start: int, end: int) -> Line:
    for line in case.lines:
        if line.start <= start and end <= line.end:
            return line
    raise Lost("does not stand within one line, as a span has to")


def _fields(annotation: dict, case: Case) -> dict:
    """Code, reason, wording and tags. A tag is a code's id or name, a tier, or ``field:value``."""
    book = case.codebook
    codes = {c.id: c.id for c in book.codes.values()} | {
        c.name.lower(): c.id for c in book.codes.values()
    }
    fields: dict = {}
    plain = annotation.get("bodyValue")
    bodies = [{"value": plain}] if isinstance(plain, str) else _many(annotation.get("body"))
    for body in bodies:
        if not isinstance(body, dict) or not _string(body.get("value")).strip():
            continue
        value = body["value"].strip()
        purpose = body.get("purpose", annotation.get("motivation"))
        name, colon, rest = value.partition(":")
        if purpose == "editing":
            fields.setdefault("fair", value)
        elif purpose not in ("tagging", "classifying"):
            fields.setdefault("why", value)
        elif value.lower() in codes:
            fields.setdefault("code", codes[value.lower()])
        elif value.lower() in book.tiers:
            fields.setdefault("tier", value.lower())
        elif colon and name == "must":
            fields.setdefault("must", []).append(rest)
        elif colon and name in TAGS:
            fields.setdefault(name, rest)
    return fields


def _selector(target, kind: str) -> dict:
    found = _many(target.get("selector")) if isinstance(target, dict) else []
    return next((one for one in found if isinstance(one, dict) and one.get("type") == kind), {})


def _many(value) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def _string(value) -> str:
    return value if isinstance(value, str) else ""


def _short(text: str) -> str:
    """Safe to print: other people's text may hold what a terminal obeys."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return shorten(plain, 60, placeholder=" …") if " " in plain.strip() else plain.strip()[:60]


# --- as TOML ----------------------------------------------------------------------


def _table(span_id: str, span: Placed, case: Case) -> str:
    rows: dict = {"id": span_id, "code": span.code, "line": span.line, "quote": span.quote}
    if span.nth:
        rows["nth"] = span.nth
    needed = [*NEEDED]
    needed += ["fair"] if span.code in ("loaded", "label") else []
    needed += ["source"] if span.code in ("named-source", "vague-source") else []
    order = ("must", "tier", "rule", "technique", "serves", "kind", "source", "cue", "content")
    for name in (*order, "why", "fair"):
        if name in span.fields or name in needed:
            rows[name] = span.fields.get(name, "")
    rules = [rule.id for rule in case.codebook.rules.values() if rule.code == span.code]
    hints = {"tier": list(case.codebook.tiers), "rule": rules}
    lines = [
        f"{name} = {_value(value)}"
        + (f"  # to be filled in: {' or '.join(hints.get(name, ['your words']))}" * (value == ""))
        for name, value in rows.items()
    ]
    return "\n".join(["[[span]]", *lines, ""])


def _value(value) -> str:
    """TOML's basic strings are JSON's, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
