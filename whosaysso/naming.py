"""Who is called what: every naming of every actor in a text, with its form and its mark.

A case may hold ``actors.toml``: its actors and the wordings by which the text names them, by
**form** (own name, country, common word, ridicule …). The forms and the label rule that each of
them follows stand in ``forms.toml``, beside the codebook. Where a wording stands is derived
from the text, and so is the mark on it: the label spans that catch its words.

A form is about wording alone, so the same form must carry the same mark whoever is named.
``asymmetries``, ``misfits``, ``strays`` and ``gaps`` each return sentences that say where that
fails; an empty list says that it holds. The idea is old: annotators call it consistency, and
readers call it "would you say the same if it were the other side?".
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .case import CASES, Case, CaseError, Span, _list, _need, _one_of, _only, _read, load

FILE, FORMS = "actors.toml", "forms.toml"
LISTS = ("country", "demonym", "people", "seat", "force", "role", "office", "plain", "other")
NAMES = ("country", "demonym", "people", "seat")  # lists of proper names
QUOTATION = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"|‘(?:[^’\n]|’(?=\w))*’")
TOKEN = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


@dataclass(frozen=True)
class Form:
    """A way of naming; ``rule`` and ``tier`` are empty where it stays unmarked."""

    id: str
    name: str
    reason: str
    rule: str | None = None
    tier: str | None = None
    irony: bool = False
    pattern: re.Pattern | None = None
    catches: re.Pattern | None = None

    def fits(self, words: str) -> bool:
        """Whether these words must have this form."""
        return any(p and p.fullmatch(words) for p in (self.pattern, self.catches))


@dataclass(frozen=True)
class Forms:
    """All forms in file order, the rule for quotations, and the word lists."""

    forms: dict[str, Form]
    quoted: str
    words: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Actor:
    """Somebody the text names; ``name`` is our own plain name for them."""

    id: str
    name: str
    kind: str
    counterpart: str | None = None


@dataclass(frozen=True)
class Naming:
    """One place where a text names an actor. Offsets are code points into the text."""

    case: str
    line: str
    start: int
    end: int
    words: str
    stands_for: str
    actor: Actor
    form: Form
    quoted: bool
    spans: tuple[Span, ...]
    ironic: bool

    @property
    def mark(self) -> tuple[tuple[str, str, str], ...]:
        """What the key does with these words: (code, tier, rule), or nothing."""
        return tuple(sorted({(s.code, s.tier, s.rule) for s in self.spans}))

    @property
    def labelled(self) -> bool:
        """Whether the key holds the writer to the name; a quoted one is somebody else's."""
        return any(tier != "decoy" for _, tier, _ in self.mark)

    @property
    def place(self) -> str:
        return f"“{self.words}” ({self.case} {self.line}, {self.actor.name})"


@dataclass(frozen=True)
class Table:
    """All namings of one text, in the order of the text, and the words that name nobody."""

    case: Case
    forms: Forms
    actors: dict[str, Actor]
    namings: tuple[Naming, ...]
    covered: tuple[tuple[int, int], ...]
    swap: dict

    def wanted(self, naming: Naming) -> tuple[tuple[str, str, str], ...]:
        """The mark that the form asks for."""
        form = naming.form
        if not form.rule:
            return ()
        rule = self.forms.quoted if naming.quoted else form.rule
        return (
            (self.case.codebook.rules[rule].code, "decoy" if naming.quoted else form.tier, rule),
        )


def has_table(case_id: str) -> bool:
    """Whether a case of the kit comes with a list of its actors."""
    return (CASES / case_id / FILE).exists()


def namings(case: str | Case = "idlib-2020") -> Table:
    """All namings of a case, by its id or as loaded. Raises ``CaseError`` on bad data."""
    case = load(case) if isinstance(case, str) else case
    return _namings(case.folder)


@lru_cache(maxsize=16)
def _namings(folder: Path) -> Table:
    case = load(folder=folder)
    own = folder.parent / FORMS
    forms = load_forms(own if own.exists() else CASES / FORMS, case)
    data = _read(folder / FILE)
    _only(data, ("actor", "other", "swap"), FILE, "at the top")
    actors, wordings = {}, []
    for number, row in enumerate(_list(data, "actor", FILE, "at the top"), 1):
        actor_id = _need(row, "id", FILE, f"actor number {number}")
        _only(row, ("id", "name", "kind", "counterpart", "namings"), FILE, actor_id)
        if actor_id in actors:
            raise CaseError(f"{FILE}, {actor_id}: this id is used twice.")
        fields = {f: _need(row, f, FILE, actor_id) for f in ("id", "name", "kind")}
        actors[actor_id] = Actor(**fields, counterpart=row.get("counterpart"))
        for form, words in row.get("namings", {}).items():
            _one_of(form, forms.forms, "form", FILE, actor_id)
            wordings += [(w, actor_id, form) for w in _wordings(words, actor_id, case)]
    for actor in actors.values():
        if actor.counterpart:
            _one_of(actor.counterpart, actors, "counterpart", FILE, actor.id)
    for group, words in data.get("other", {}).items():
        wordings += [(w, f"other, {group}", None) for w in _wordings(words, group, case)]
    found, covered = _find_all(case, forms, actors, wordings)
    return Table(case, forms, actors, found, covered, data.get("swap", {}))


def load_forms(path: Path, case: Case) -> Forms:
    """Read and check the forms against the codebook of a case."""
    file, data, book = path.name, _read(path), case.codebook
    _only(data, ("quoted", "form", "words"), file, "at the top")
    quoted = _one_of(_need(data, "quoted", file, "at the top"), book.rules, "rule", file, "quoted")
    words = data.get("words", {})
    known = (*LISTS, "count", "place", "calendar")
    _only(words, known, file, "words")
    words = {name: tuple(_list(words, name, file, "words")) for name in known}
    lists = {name: _either(kept) for name, kept in words.items()}
    lists["nation"] = _either((*words["demonym"], *words["country"]))
    forms = {}
    for number, row in enumerate(_list(data, "form", file, "at the top"), 1):
        form_id = _need(row, "id", file, f"form number {number}")
        fields = ("id", "name", "reason", "rule", "tier", "irony", "pattern", "catches")
        _only(row, fields, file, form_id)
        if form_id in forms:
            raise CaseError(f"{file}, {form_id}: this id is used twice.")
        if ("rule" in row) != ("tier" in row):
            raise CaseError(f"{file}, {form_id}: give a rule with its tier, or neither.")
        if "rule" in row:
            _one_of(row["rule"], book.rules, "rule", file, form_id)
            _one_of(row["tier"], book.tiers, "tier", file, form_id)
        forms[form_id] = Form(
            id=form_id,
            name=_need(row, "name", file, form_id),
            reason=_need(row, "reason", file, form_id),
            rule=row.get("rule"),
            tier=row.get("tier"),
            irony=row.get("irony", False),
            **{p: _pattern(row[p], lists, file, form_id) for p in fields[-2:] if p in row},
        )
    return Forms(forms, quoted, words)


def _either(words) -> str:
    """A group that matches one of the words; longer ones are tried first."""
    # a list in lower case also matches at a sentence start or in a title
    one = [
        re.escape(w) if w[0].isupper() else f"[{w[0].upper()}{w[0]}]{re.escape(w[1:])}"
        for w in sorted(words, key=len, reverse=True)
    ]
    return f"(?:{'|'.join(one)})"


def _pattern(text: str, lists: dict[str, str], file: str, form_id: str) -> re.Pattern:
    for name in re.findall(r"\{([a-z]+)\}", text):
        text = text.replace(f"{{{name}}}", lists[_one_of(name, lists, "list", file, form_id)])
    try:
        return re.compile(text)
    except re.error as fault:
        raise CaseError(f"{file}, {form_id}: the pattern cannot be read ({fault}).") from None


@dataclass(frozen=True)
class _Wording:
    words: str
    stands_for: str
    lines: tuple[str, ...] | None


def _wordings(rows, row_id: str, case: Case) -> list[_Wording]:
    if not isinstance(rows, list):
        raise CaseError(f"{FILE}, {row_id}: give the wordings of a form as a list.")
    made = []
    for row in rows:
        if isinstance(row, str):
            row = {"words": row}
        _only(row, ("words", "lines", "slip_for"), FILE, row_id)
        words = _need(row, "words", FILE, row_id)
        lines = tuple(line.id for line in case.passage(row["lines"])) if "lines" in row else None
        made.append(_Wording(words, row.get("slip_for", words), lines))
    return made


def _find_all(case: Case, forms: Forms, actors, wordings):
    """Every place where a wording stands; a longer wording keeps a shorter one off its words."""
    quotations = [m.span() for m in QUOTATION.finditer(case.text)]
    taken: dict[tuple[int, int], str] = {}
    found = []
    for wording, owner, form_id in sorted(wordings, key=lambda row: -len(row[0].words)):
        at = []
        for line in read_lines(case):
            if wording.lines and line.id not in wording.lines:
                continue
            for hit in re.finditer(rf"(?<!\w){re.escape(wording.words)}(?!\w)", line.text):
                span = (line.start + hit.start(), line.start + hit.end())
                clash = any(
                    a < span[1] and span[0] < b and words != wording.words
                    for (a, b), words in taken.items()
                )
                if not clash:
                    at.append((line.id, *span))
        if not at:
            raise CaseError(
                f"{FILE}, {owner}: the words {wording.words!r} stand nowhere in the text, "
                "or only inside longer wordings."
            )
        for line_id, start, end in at:
            taken[start, end] = wording.words
            if form_id is not None:
                found.append(
                    Naming(
                        case=case.id,
                        line=line_id,
                        start=start,
                        end=end,
                        words=wording.words,
                        stands_for=wording.stands_for,
                        actor=actors[owner],
                        form=forms.forms[form_id],
                        quoted=any(a < start and end < b for a, b in quotations),
                        spans=_marks(case, start, end),
                        ironic=any(
                            s.code == "irony"
                            and s.tier == "core"
                            and s.start <= start
                            and end <= s.end
                            for s in case.spans
                        ),
                    )
                )
    seen = Counter((n.start, n.end, n.actor.id) for n in found)
    for (start, end, actor), times in seen.items():
        if times > 1:
            raise CaseError(f"{FILE}, {actor}: {case.text[start:end]!r} is listed twice.")
    return tuple(sorted(found, key=lambda n: (n.start, n.actor.id))), tuple(sorted(taken))


def read_lines(case: Case):
    """The lines in which namings are looked for: all but page furniture without a label."""
    labelled = {span.line for span in case.spans if span.code == "label"}
    return [line for line in case.lines if line.kind != "furniture" or line.id in labelled]


def _marks(case: Case, start: int, end: int) -> tuple[Span, ...]:
    """Label spans that catch words of a naming, and loaded ones that lie inside it.

    A loaded word in front of a name ("angry locals") is a mark on that word, not on the name.
    """
    return tuple(
        s
        for s in case.spans
        for a, b in s.must_ranges
        if (s.code == "label" and a < end and start < b)
        or (s.code == "loaded" and start <= a and b <= end)
    )


# --- what can fail --------------------------------------------------------


def said(mark) -> str:
    """A mark in words."""
    return " and ".join(f"{code}, {tier}" for code, tier, _ in mark) or "not marked"


def asymmetries(tables: list[Table]) -> list[str]:
    """Namings of one form that do not carry the same mark, whoever is named, in any text."""
    groups: dict[tuple[str, bool], list[Naming]] = {}
    for table in tables:
        for naming in table.namings:
            groups.setdefault((naming.form.id, naming.quoted), []).append(naming)
    sentences = []
    for group in groups.values():
        usual = Counter(n.mark for n in group).most_common(1)[0][0]
        model = next(n for n in group if n.mark == usual)
        sentences += [
            f"{odd.place} is {said(odd.mark)} [{rules(odd)}], but {model.place} is "
            f"{said(model.mark)} [{rules(model)}]; both have the form “{odd.form.name}”."
            for odd in group
            if odd.mark != usual
        ]
    return sentences


def rules(naming: Naming) -> str:
    return ", ".join(rule for _, _, rule in naming.mark) or "no rule"


def misfits(table: Table) -> list[str]:
    """Namings whose mark is not the one that forms.toml gives to their form."""
    sentences = []
    for n in table.namings:
        wanted = table.wanted(n)
        if n.mark != wanted:
            sentences.append(
                f"{n.place} is {said(n.mark)} [{rules(n)}], but its form “{n.form.name}”"
                f"{' in quotation marks' if n.quoted else ''} asks for {said(wanted)} "
                f"[{', '.join(rule for _, _, rule in wanted) or 'no rule'}]."
            )
        if n.form.irony and not n.ironic:
            sentences.append(
                f"{n.place} has the form “{n.form.name}”, but no core irony span holds it."
            )
    return sentences


def strays(table: Table) -> list[str]:
    """Namings whose wording does not fit their form, or fits the pattern of another one."""
    sentences = []
    for n in table.namings:
        fitting = [form for form in table.forms.forms.values() if form.fits(n.stands_for)]
        if fitting != [n.form] and (fitting or n.form.pattern):
            names = " and ".join(f"“{form.name}”" for form in fitting) or "no pattern"
            sentences.append(
                f"{n.place} is listed as “{n.form.name}”, but its wording fits {names}."
            )
    return sentences


def gaps(table: Table) -> list[str]:
    """Labels, names and words for people that stand in the text and in no row of the table."""
    case, held = table.case, [(n.start, n.end) for n in table.namings]
    sentences = [
        f"{case.id} {span.line}: the label “{span.quote}” ({span.id}) is on no naming of {FILE}."
        for span in case.spans
        if span.code == "label" and not any(span in n.spans for n in table.namings)
    ]
    proper = {w for name in NAMES for phrase in table.forms.words[name] for w in phrase.split()}
    tokens = [
        (line, line.start + hit.start(), hit.group())
        for line in read_lines(case)
        for hit in TOKEN.finditer(line.text)
    ]
    # a capital in the middle of a sentence makes a name; at the start it need not be one
    proper |= {w for line, at, w in tokens if w[0].isupper() and at > line.start}
    people = {w for name in LISTS if name not in NAMES for w in table.forms.words[name]}
    covered = [*held, *table.covered]
    for line, at, word in tokens:
        capital = any(part[:1].isupper() for part in re.split(r"[-’']", word))
        name = capital and (at > line.start or word in proper) and word not in ("A", "I")
        if not name and word.lower() not in people:
            continue
        if word in table.forms.words["calendar"]:
            continue
        if not any(a < at + len(word) and at < b for a, b in covered):
            what = "name" if name else "word for people"
            sentences.append(
                f"{case.id} {line.id}: the {what} “{word}” stands in no naming of {FILE}; "
                "add it to an actor, or to [other] if it names nobody."
            )
    return sentences
