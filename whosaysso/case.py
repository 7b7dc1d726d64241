"""Load one case: an article, its numbered lines, the marked spans and the checked claims.

A case is a folder of data (``article.txt``, ``case.toml``, ``spans.toml``, ``claims.toml``)
beside one codebook that all cases share. Everything here is plain frozen dataclasses.
Bad data stops the load with one sentence that names the file, the id and the fault.

Offsets are code points into ``Case.text``, half-open, and are never stored: each is derived
from the quoted words at load. The anchoring follows the W3C Web Annotation model (a quote,
made unique by its line and, where needed, its number in that line).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from .feedback import Fault

CASES = Path(__file__).parent / "cases"
ATTRIBUTION = ("named-source", "vague-source", "no-source")
VERDICTS = ("corroborated", "partly corroborated", "disputed", "contradicted", "not found")
TABLES = {
    "spans.toml": ("span",),
    "claims.toml": ("claim",),
    "codebook.toml": ("question", "code", "rule", "tier", "grade", "information", "upgrade"),
}
KINDS = ("event", "identity", "territory", "quote", "equipment", "casualty", "motive", "money")
# fields of a Case that are worked out, or that not every case.toml has
MADE = ("text", "folder", "lines", "spans", "claims", "codebook", "url", "written", "war")
STROKES = ("solid", "double", "wavy", "dashed", "dotted")


class CaseError(Fault):
    """Bad case data; the message is one sentence for a person."""


@dataclass(frozen=True)
class Line:
    """One numbered line: H1, H2 (headings), S1… (sentences), N1… (page furniture)."""

    id: str
    start: int
    end: int
    text: str
    paragraph: int

    @property
    def kind(self) -> str:
        return {"H": "heading", "S": "sentence", "N": "furniture"}[self.id[0]]


@dataclass(frozen=True)
class Span:
    """Words marked with a code. ``content_*`` is the clause that a source carries."""

    id: str
    code: str
    line: str
    start: int
    end: int
    quote: str
    tier: str
    rule: str
    why: str
    fair: str | None = None
    technique: str | None = None
    serves: str | None = None
    kind: str | None = None
    source: str | None = None
    cue: str | None = None
    content: str | None = None
    content_start: int | None = None
    content_end: int | None = None
    must: tuple[str, ...] = ()

    @property
    def must_ranges(self) -> tuple[tuple[int, int], ...]:
        """The words that a mark has to catch; the rest of the quote may be marked or not."""
        parts = self.must or tuple(filter(None, (self.source, self.cue))) or (self.quote,)
        starts = [self.start + self.quote.index(part) for part in parts]
        return tuple((at, at + len(part)) for at, part in zip(starts, parts, strict=True))

    @property
    def extent(self) -> tuple[int, int]:
        """From the first to the last character of the span and what it carries."""
        if self.content_start is None:
            return self.start, self.end
        return min(self.start, self.content_start), max(self.end, self.content_end)


@dataclass(frozen=True)
class Count:
    """One quantity: who or what is counted, in which state, how many, where and when."""

    status: str | None = None
    low: int | None = None
    high: int | None = None
    unit: str | None = None
    place: str | None = None
    start: str | None = None
    end: str | None = None
    as_of: str | None = None
    said: str | None = None

    def words(self) -> str:
        """The quantity as a reader sees it; what is not stated says so."""
        if self.said:
            return self.said
        if self.low is None and self.high is None:
            return "not stated"
        if self.low == self.high:
            return f"{self.low:,}"
        if self.high is None:
            return f"at least {self.low:,}"
        if self.low is None:
            return f"up to {self.high:,}"
        return f"{self.low:,}–{self.high:,}"


@dataclass(frozen=True)
class Evidence:
    """What one other report says about a claim, in our words."""

    publisher: str
    says: str
    seen: str
    grade: str
    grade_reason: str
    url: str = ""
    title: str | None = None
    date: str | None = None
    refers_to: str | None = None
    speaker: str | None = None
    grade_also: str | None = None  # where the words of two grades fit
    link: bool = True
    counts: tuple[Count, ...] = ()
    days: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """Whose word it is: the person or body quoted, else the publisher."""
        return self.speaker or self.publisher


@dataclass(frozen=True)
class Event:
    """What a claim dates: a short name, and the days the article gives for it (ISO dates).

    ``read_from`` says where the days were read when the line itself does not give them.
    """

    name: str
    days: tuple[str, ...] = ()
    read_from: str | None = None


@dataclass(frozen=True)
class Claim:
    """A statement of the article that could be checked, and what was found.

    A claim of a text written for the kit may rest on claims of a published one: ``rests_on``
    names them as ``"idlib-2020:C15"`` or, for one row only, ``"idlib-2020:C15/2"``. Their
    evidence rows then stand in ``evidence``, after any of the claim's own.
    ``contradicted_by`` numbers the rows, from 1, that contradict it.
    """

    id: str
    line: str
    start: int
    end: int
    quote: str
    kind: str
    verdict: str
    note: str
    counts: tuple[Count, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rests_on: tuple[str, ...] = ()
    event: Event | None = None
    contradicted_by: tuple[int, ...] = ()


@dataclass(frozen=True)
class Question:
    """One of the three questions, with its hue for light and dark pages."""

    id: str
    text: str
    hue: str
    hue_dark: str


@dataclass(frozen=True)
class Code:
    """A kind of mark: its letter, its line style and when to use it."""

    id: str
    question: str
    name: str
    letter: str
    stroke: str
    mark_when: str
    leave_when: str


@dataclass(frozen=True)
class Rule:
    """A rule about wording that spans follow, in these tiers; it holds for every actor alike."""

    id: str
    code: str
    tiers: tuple[str, ...]
    text: str
    example: str
    counter_example: str


@dataclass(frozen=True)
class Fit:
    """An information grade or an upgrade of a source, and the verdicts or codes it fits."""

    id: str
    text: str
    fits: tuple[str, ...]


@dataclass(frozen=True)
class Codebook:
    """Questions, codes, rules, tiers, grades …, each by its id and in file order."""

    questions: dict[str, Question]
    codes: dict[str, Code]
    rules: dict[str, Rule]
    tiers: dict[str, str]
    grades: dict[str, str]
    information: dict[str, Fit]
    upgrades: dict[str, Fit]


@dataclass(frozen=True, eq=False)
class Case:
    """An article with everything we say about it.

    ``written`` is empty for a text that somebody published. A text made for the kit says so
    there, in words that stand on every block of it; it has no ``url``. ``war`` names its lines
    that tell of a war, if any.
    """

    id: str
    title: str
    author: str
    publisher: str
    published: str
    url: str
    copyright: str
    terms: str
    use: str
    content_note: str
    written: str
    war: str
    sha256: str
    text: str
    folder: Path
    lines: tuple[Line, ...]
    spans: tuple[Span, ...]
    claims: tuple[Claim, ...]
    codebook: Codebook

    def line(self, line_id: str) -> Line:
        return _pick(self.lines, line_id, "line", self.id)

    def span(self, span_id: str) -> Span:
        return _pick(self.spans, span_id, "span", self.id)

    def claim(self, claim_id: str) -> Claim:
        return _pick(self.claims, claim_id, "claim", self.id)

    def passage(self, where: str) -> tuple[Line, ...]:
        """Lines named as ``"S6-S8, S10"``, or ``"all"``, in the order of the article."""
        if not isinstance(where, str):
            raise CaseError('Name the lines as text, such as "S6-S8, S10" or "all".')
        if where.strip() == "all":
            return self.lines
        order = {line.id: n for n, line in enumerate(self.lines)}
        chosen: set[int] = set()
        for part in where.replace("–", "-").split(","):
            first, dash, last = (piece.strip() for piece in part.partition("-"))
            ends = [order.get(first), order.get(last if dash else first)]
            if None in ends or ends[0] > ends[1]:
                raise CaseError(
                    f"{self.id}: no lines {part.strip()!r}; "
                    f"lines run from {self.lines[0].id} to {self.lines[-1].id}."
                )
            chosen.update(range(ends[0], ends[1] + 1))
        return tuple(self.lines[n] for n in sorted(chosen))

    def tells_of_war(self, lines) -> bool:
        """Whether one of these lines does, by ``war``."""
        ids = {line.id for line in self.passage(self.war)} if self.war else set()
        return any(line.id in ids for line in lines)

    def spans_in(self, lines, codes=None, tiers=None) -> tuple[Span, ...]:
        """Spans of these lines, optionally of some codes and tiers only."""
        ids = {line.id for line in lines}
        return tuple(
            s
            for s in self.spans
            if s.line in ids
            and (codes is None or s.code in codes)
            and (tiers is None or s.tier in tiers)
        )

    def attribution(self, claim: Claim) -> Span:
        """Who the article names for a claim: the shortest attribution that holds its words."""
        around = sorted(
            (s.extent[1] - s.extent[0], s.id, s)
            for s in self.spans
            if s.code in ATTRIBUTION and s.extent[0] <= claim.start and claim.end <= s.extent[1]
        )
        if not around:
            raise CaseError(
                f"claims.toml, {claim.id}: its words lie in no attribution span of {claim.line}; "
                "mark the whole clause in spans.toml."
            )
        if len(around) > 1 and around[0][0] == around[1][0]:
            raise CaseError(
                f"claims.toml, {claim.id}: attribution spans {around[0][1]} and {around[1][1]} "
                "hold its words equally; make one of them shorter."
            )
        return around[0][2]


def load(case_id: str = "idlib-2020", folder: Path | None = None) -> Case:
    """Load and check a case of the kit, or one that lies in a ``folder`` of your own.

    A codebook beside that folder is used, else the kit's. Raises ``CaseError``.
    """
    if not folder and not isinstance(case_id, str):
        raise CaseError('Name the case as text, such as "idlib-2020".')
    return _load(Path(folder) if folder else CASES / case_id)


@lru_cache(maxsize=16)
def _load(folder: Path) -> Case:
    if not folder.is_dir():
        known = ", ".join(sorted(p.parent.name for p in CASES.glob("*/case.toml")))
        raise CaseError(f"{folder.name}: there is no such case; the kit has {known}.")
    own = folder.parent / "codebook.toml"
    codebook = load_codebook(own if own.exists() else CASES / "codebook.toml")
    about = _read(folder / "case.toml")
    text = _load_text(folder, about)
    lines = _split(about, text)
    by_id = {line.id: line for line in lines}
    spans = _load_spans(folder / "spans.toml", by_id, codebook)
    written = "written" in about
    claims = _load_claims(folder / "claims.toml", by_id, codebook, written)
    fields = {
        name: _need(about, name, "case.toml", about.get("id", "case"))
        for name in Case.__dataclass_fields__
        if name not in MADE
    }
    # a text of the kit's own stands nowhere else, and the papers it invents have no addresses
    fields["url"] = "" if written else _need(about, "url", "case.toml", fields["id"])
    fields["written"] = _need(about, "written", "case.toml", fields["id"]) if written else ""
    fields["war"] = _need(about, "war", "case.toml", fields["id"]) if "war" in about else ""
    if written and "url" in about:
        raise CaseError(f"case.toml, {fields['id']}: a text written for the kit has no url.")
    for row_id, url in [
        (fields["id"], fields["url"]),
        *((c.id, e.url) for c in claims for e in c.evidence),
    ]:
        if not url.startswith(("http://", "https://")) and not (written and not url):
            raise CaseError(f"{folder.name}, {row_id}: {url!r} is not a web address.")
    case = Case(
        **fields,
        text=text,
        folder=folder,
        lines=lines,
        spans=spans,
        claims=claims,
        codebook=codebook,
    )
    for claim in claims:
        case.attribution(claim)
    case.tells_of_war(lines)
    return case


def _pick(items, wanted: str, what: str, where: str):
    for item in items:
        if item.id == wanted:
            return item
    raise CaseError(f"{where}: there is no {what} {wanted!r}.")


def _read(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CaseError(f"{path.name}: the file is missing from {path.parent.name}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise CaseError(f"{path.name}: not readable as TOML ({fault}).") from None


def _tables(data: dict, name: str, file: str) -> list[dict]:
    """The ``[[name]]`` tables, with ids present and different."""
    _only(data, TABLES[file], file, "at the top")
    tables = data.get(name, [])
    if not (isinstance(tables, list) and all(isinstance(row, dict) for row in tables)):
        raise CaseError(f"{file}: write each {name} as a [[{name}]] table.")
    seen = set()
    for number, row in enumerate(tables, 1):
        row_id = _need(row, "id", file, f"{name} number {number}")
        if not re.fullmatch(r"[A-Za-z][\w-]*", row_id, re.ASCII):
            raise CaseError(f"{file}, {row_id}: an id is letters, digits and hyphens.")
        if row_id in seen:
            raise CaseError(f"{file}, {row_id}: this id is used twice.")
        seen.add(row_id)
    return tables


def _need(row: dict, field: str, file: str, row_id: str) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value.strip():
        raise CaseError(f"{file}, {row_id}: the field {field!r} is missing or empty.")
    return value


def _one_of(value: str, allowed, what: str, file: str, row_id: str) -> str:
    if value not in allowed:
        raise CaseError(
            f"{file}, {row_id}: unknown {what} {value!r}; use one of {', '.join(allowed)}."
        )
    return value


def _list(row: dict, field: str, file: str, row_id: str) -> list:
    value = row.get(field, [])
    if not isinstance(value, list):
        raise CaseError(f"{file}, {row_id}: the field {field!r} must be a list.")
    return value


def _only(row: dict, allowed, file: str, row_id: str) -> None:
    """A misspelt field would be silently lost, so it stops the load."""
    for field in row:
        if field not in allowed:
            raise CaseError(f"{file}, {row_id}: unknown field {field!r}.")


def load_codebook(path: Path) -> Codebook:
    """Load and check a codebook."""
    data, file = _read(path), path.name

    def rows(name, cls):
        made = {}
        for row in _tables(data, name, file):
            fields = cls.__dataclass_fields__
            _only(row, fields, file, row["id"])
            made[row["id"]] = cls(
                **{
                    f: tiers(row) if f == "tiers" else _need(row, f, file, row["id"])
                    for f in fields
                }
            )
        return made

    def tiers(row):
        chosen = _list(row, "tiers", file, row["id"])
        if not chosen:
            raise CaseError(f"{file}, {row['id']}: the list 'tiers' is missing or empty.")
        return tuple(_one_of(one, texts("tier"), "tier", file, row["id"]) for one in chosen)

    def texts(name):
        return {row["id"]: _need(row, "text", file, row["id"]) for row in _tables(data, name, file)}

    def fits(name, allowed):
        made = {}
        for row in _tables(data, name, file):
            _only(row, ("id", "text", "fits"), file, row["id"])
            chosen = _list(row, "fits", file, row["id"])
            for one in chosen:
                _one_of(one, allowed, "word in fits", file, row["id"])
            made[row["id"]] = Fit(row["id"], _need(row, "text", file, row["id"]), tuple(chosen))
        for one in allowed:
            if made and not any(one in fit.fits for fit in made.values()):
                raise CaseError(f"{file}: no {name} fits {one!r}.")
        return made

    book = Codebook(
        rows("question", Question),
        rows("code", Code),
        rows("rule", Rule),
        texts("tier"),
        texts("grade"),
        fits("information", VERDICTS),
        fits("upgrade", ATTRIBUTION),
    )
    for code in book.codes.values():
        _one_of(code.question, book.questions, "question", file, code.id)
        _one_of(code.stroke, STROKES, "stroke", file, code.id)
    for rule in book.rules.values():
        _one_of(rule.code, book.codes, "code", file, rule.id)
    return book


def _load_text(folder: Path, about: dict) -> str:
    path = folder / "article.txt"
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise CaseError(f"article.txt: the file is missing from {folder.name}.") from None
    wanted = _need(about, "sha256", "case.toml", folder.name)
    found = hashlib.sha256(raw).hexdigest()
    if found != wanted:
        raise CaseError(
            f"article.txt, {folder.name}: the text has changed (its SHA-256 begins "
            f"{found[:12]}, case.toml says {wanted[:12]}); put the original back."
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise CaseError(f"article.txt, {folder.name}: the text is not UTF-8.") from None


def _split(about: dict, text: str) -> tuple[Line, ...]:
    """Cut the text at the opening words that case.toml lists for each line."""
    openings = about.get("lines")
    if not isinstance(openings, dict) or not openings:
        raise CaseError("case.toml: the table [lines] is missing or empty.")
    starts, at = [], 0
    for line_id, words in openings.items():
        if line_id[:1] not in ("H", "S", "N") or not line_id[1:].isdigit():
            raise CaseError(f"case.toml, {line_id}: a line id is H, S or N and a number.")
        start = text.find(words, at) if isinstance(words, str) and words else -1
        if start < 0:
            raise CaseError(
                f"case.toml, {line_id}: the opening words {words!r} are not found "
                "after the line before."
            )
        starts.append((line_id, start))
        at = start + len(words)
    lines = []
    for (line_id, start), (_, following) in pairwise([*starts, ("", len(text))]):
        paragraph_end = text.find("\n", start)
        end = min(following, paragraph_end if paragraph_end >= 0 else len(text))
        words = text[start:end].rstrip()
        paragraph = len([p for p in text[:start].split("\n") if p.strip()])
        paragraph += not text[:start].rsplit("\n", 1)[-1].strip()
        lines.append(Line(line_id, start, start + len(words), words, paragraph))
    return tuple(lines)


def _find(quote: str, line: Line, nth, file: str, row_id: str) -> int:
    """Where the quoted words start in the article."""
    hits, at = [], line.text.find(quote)
    while at >= 0:
        hits.append(at)
        at = line.text.find(quote, at + 1)
    if not hits:
        raise CaseError(f"{file}, {row_id}: the words {quote!r} are not in line {line.id}.")
    if nth is None and len(hits) > 1:
        raise CaseError(
            f"{file}, {row_id}: the words {quote!r} stand {len(hits)} times in line {line.id}; "
            "add nth = 1, 2 …"
        )
    if nth is not None and not (
        isinstance(nth, int) and not isinstance(nth, bool) and 1 <= nth <= len(hits)
    ):
        raise CaseError(
            f"{file}, {row_id}: nth = {nth!r}, but the words stand {len(hits)} times "
            f"in line {line.id}."
        )
    return line.start + hits[(nth or 1) - 1]


def _place(row: dict, lines: dict[str, Line], file: str) -> dict:
    """Line, quote and derived offsets of a span or claim."""
    row_id = row["id"]
    line_id = _one_of(_need(row, "line", file, row_id), lines, "line", file, row_id)
    quote = _need(row, "quote", file, row_id)
    start = _find(quote, lines[line_id], row.get("nth"), file, row_id)
    return {"line": line_id, "quote": quote, "start": start, "end": start + len(quote)}


def _load_spans(path: Path, lines: dict[str, Line], codebook: Codebook) -> tuple[Span, ...]:
    file = path.name
    spans = []
    optional = ("fair", "technique", "serves", "kind", "source", "cue", "content")
    for row in _tables(_read(path), "span", file):
        row_id = row["id"]
        _only(
            row,
            ("id", "code", "line", "quote", "nth", "must", "tier", "rule", "why", *optional),
            file,
            row_id,
        )
        code = _one_of(_need(row, "code", file, row_id), codebook.codes, "code", file, row_id)
        tier = _one_of(_need(row, "tier", file, row_id), codebook.tiers, "tier", file, row_id)
        rule = _one_of(_need(row, "rule", file, row_id), codebook.rules, "rule", file, row_id)
        if codebook.rules[rule].code != code:
            raise CaseError(
                f"{file}, {row_id}: rule {rule!r} is for {codebook.rules[rule].code!r}, "
                f"not for {code!r}."
            )
        parts = {f: _need(row, f, file, row_id) for f in optional if f in row}
        if code in ("loaded", "label"):
            _need(row, "fair", file, row_id)
        if code in ("named-source", "vague-source"):
            _need(row, "source", file, row_id)
        place = _place(row, lines, file)
        inner = {part: [parts[part]] for part in ("source", "cue") if part in parts}
        inner["must"] = _list(row, "must", file, row_id)
        for part, pieces in inner.items():
            for piece in pieces:
                found = place["quote"].count(piece) if isinstance(piece, str) and piece else 0
                if not found:
                    raise CaseError(f"{file}, {row_id}: the {part} {piece!r} is not in the quote.")
                if found > 1:
                    raise CaseError(
                        f"{file}, {row_id}: the {part} {piece!r} stands {found} times in the "
                        "quote; take more words."
                    )
        if "content" in parts:
            start = _find(parts["content"], lines[place["line"]], 1, file, row_id)
            parts |= {"content_start": start, "content_end": start + len(parts["content"])}
        spans.append(
            Span(
                id=row_id,
                code=code,
                tier=tier,
                rule=rule,
                why=_need(row, "why", file, row_id),
                must=tuple(row.get("must", ())),
                **place,
                **parts,
            )
        )
    order = list(codebook.codes)
    return tuple(sorted(spans, key=lambda s: (s.start, order.index(s.code), s.end)))


def _load_claims(
    path: Path, lines: dict[str, Line], codebook: Codebook, written: bool
) -> tuple[Claim, ...]:
    file = path.name
    claims = []
    fields = "id line quote nth kind verdict note counts evidence rests_on event".split()
    fields.append("contradicted_by")
    for row in _tables(_read(path), "claim", file):
        row_id = row["id"]
        _only(row, fields, file, row_id)
        if "rests_on" in row and not written:
            raise CaseError(f"{file}, {row_id}: rests_on is for texts written for the kit.")
        rests_on = _list(row, "rests_on", file, row_id)
        own = [
            _load_evidence(e, codebook, file, f"{row_id}, evidence {n}")
            for n, e in enumerate(_list(row, "evidence", file, row_id), 1)
        ]
        borrowed = [e for where in rests_on for e in _borrow(where, file, row_id)]
        verdict = _need(row, "verdict", file, row_id)
        claims.append(
            Claim(
                id=row_id,
                kind=_one_of(_need(row, "kind", file, row_id), KINDS, "kind", file, row_id),
                verdict=_one_of(verdict, VERDICTS, "verdict", file, row_id),
                note=_need(row, "note", file, row_id),
                counts=_load_counts(row, file, row_id),
                evidence=(*own, *borrowed),
                rests_on=tuple(rests_on),
                event=_load_event(row, file, row_id),
                contradicted_by=_against(row, verdict, len(own) + len(borrowed), file, row_id),
                **_place(row, lines, file),
            )
        )
    return tuple(claims)


def _load_event(row: dict, file: str, row_id: str) -> Event | None:
    if "event" not in row:
        return None
    event, where = row["event"], f"{row_id}, event"
    if not isinstance(event, dict):
        raise CaseError(f"{file}, {row_id}: an event is a table such as {{name = …, days = …}}.")
    _only(event, ("name", "days", "read_from"), file, where)
    read_from = _need(event, "read_from", file, where) if "read_from" in event else None
    days = _load_days(event, file, where)
    if not days and not read_from:
        raise CaseError(f"{file}, {where}: with no days, read_from has to say why.")
    return Event(_need(event, "name", file, where), days, read_from)


def _load_days(row: dict, file: str, row_id: str) -> tuple[str, ...]:
    days = _list(row, "days", file, row_id)
    for day in days:
        if not isinstance(day, str) or not _is_day(day):
            raise CaseError(f"{file}, {row_id}: {day!r} in days is not a day such as 2020-02-11.")
    return tuple(sorted(days))


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _against(row: dict, verdict: str, evidence: int, file: str, row_id: str) -> tuple[int, ...]:
    """The numbers of the evidence rows that contradict a claim."""
    numbers = _list(row, "contradicted_by", file, row_id)
    if numbers and verdict != "contradicted":
        raise CaseError(f"{file}, {row_id}: contradicted_by is for the verdict contradicted.")
    for number in numbers:
        if type(number) is not int or not 1 <= number <= evidence:
            raise CaseError(f"{file}, {row_id}: there is no evidence row {number!r}.")
    return tuple(numbers)


def _borrow(where, file: str, row_id: str) -> tuple[Evidence, ...]:
    """The evidence of a claim of a published text, or one row of it."""
    words = where if isinstance(where, str) else ""
    form = re.fullmatch(r"([\w-]+):([\w-]+)(?:/([1-9]\d?))?", words)
    if not form:
        raise CaseError(f"{file}, {row_id}: rests_on takes words such as 'idlib-2020:C15/2'.")
    name, claim_id, number = form.groups()
    try:
        # asked of the file, before it is loaded: two texts that lean on each other would never end
        if "written" in _read(CASES / name / "case.toml"):
            raise CaseError(f"{name} was written for the kit and proves nothing.")
        rows = load(name).claim(claim_id).evidence
    except CaseError as fault:
        raise CaseError(f"{file}, {row_id}: {fault}") from None
    if not number:
        return rows
    if int(number) > len(rows):
        raise CaseError(f"{file}, {row_id}: {name}, {claim_id} has no evidence row {number}.")
    return (rows[int(number) - 1],)


def _load_evidence(row: dict, codebook: Codebook, file: str, row_id: str) -> Evidence:
    needed = ("publisher", "says", "seen", "grade", "grade_reason")
    optional = ("url", "title", "date", "refers_to", "speaker", "grade_also")
    _only(row, (*needed, *optional, "link", "counts", "days"), file, row_id)
    if not isinstance(row.get("link", True), bool):
        raise CaseError(f"{file}, {row_id}: link must be true or false.")
    values = {f: _need(row, f, file, row_id) for f in needed}
    values |= {f: _need(row, f, file, row_id) for f in optional if f in row}
    for name in ("grade", "grade_also"):
        if name in values:
            _one_of(values[name], codebook.grades, name, file, row_id)
    link = row.get("link", "url" in values)
    return Evidence(
        **values,
        link=link,
        counts=_load_counts(row, file, row_id),
        days=_load_days(row, file, row_id),
    )


def _load_counts(row: dict, file: str, row_id: str) -> tuple[Count, ...]:
    counts = []
    for count in _list(row, "counts", file, row_id):
        if not isinstance(count, dict):
            raise CaseError(f"{file}, {row_id}: a count is a table such as {{low = 5}}.")
        _only(
            count,
            ("status", "low", "high", "unit", "place", "from", "to", "as_of", "said"),
            file,
            row_id,
        )
        _need(count, "unit", file, row_id)
        for day in ("from", "to", "as_of"):
            if day in count and not re.fullmatch(r"\d{4}(-\d\d){1,2}", str(count[day])):
                raise CaseError(f"{file}, {row_id}: {day} = {count[day]!r} is not a date.")
        low, high = count.get("low"), count.get("high")
        for number in (low, high):
            if number is not None and (not isinstance(number, int) or number < 0):
                raise CaseError(f"{file}, {row_id}: {number!r} is not a whole number.")
        if low is not None and high is not None and low > high:
            raise CaseError(f"{file}, {row_id}: the range {low} to {high} runs backwards.")
        renamed = {{"from": "start", "to": "end"}.get(k, k): v for k, v in count.items()}
        counts.append(Count(**renamed))
    return tuple(counts)
