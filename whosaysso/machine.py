"""A machine of word lists and rules, its committed output on a text, and its score.

``cases/machine.toml`` holds the rules; ``run`` applies them; ``machine.json`` in a case's folder
is what they gave (``tools/run_machine.py`` writes it, a test makes it again). There is no model
in it and nothing is fetched: the errors are those of lists, and anyone can see why each was made.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from .case import CASES, Case, CaseError, Codebook, Line, Span, load, load_codebook
from .exercises import kept_marks
from .key import Match, compare, words_in
from .scoring import percent
from .tables import Report, Table
from .words import Word, word_grid, words_of

RULES = CASES / "machine.toml"
FILE = "machine.json"
MADE = "python tools/run_machine.py"
KINDS = {"words": ("words",), "digits": (), "quoted": ("unless",), "source": ("words",)}
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"")
END = "The machine’s lists and rules are ours, made for teaching; no model is in it."


@dataclass(frozen=True)
class MachineRule:
    """One rule: what it looks for, and the code it gives."""

    id: str
    code: str
    kind: str
    text: str
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class MachineMark:
    """Words that a rule marked; offsets are code points into the article."""

    line: str
    code: str
    rule: str
    start: int
    end: int
    quote: str


# --- the verbs ------------------------------------------------------------------


def machine(where: str, key: bool = False, case: str = "idlib-2020") -> Report:
    """What the machine marks on these lines and by which rule; with ``key``, beside our key."""
    source = load(case)
    lines = source.passage(where)
    ids = {line.id for line in lines}
    marks = [mark for mark in output(source) if mark.line in ids]
    texts = {rule.id: rule.text for rule in rules(source.codebook)}
    names = source.codebook.codes
    if not key:
        rows = [(m.line, m.quote, names[m.code].name, texts[m.rule]) for m in marks]
        columns = ("Line", "Words", "The machine says", "Its rule")
    else:
        columns = ("Line", "Words", "The machine says", "The key says")
        placed = [
            (m.start, 0, (m.line, m.quote, names[m.code].name, _key_says(source, m))) for m in marks
        ]
        codes = machine_codes(source)
        for span in source.spans_in(lines, codes, ("core",)):
            if not any(
                (m.code == span.code and _catches(m, span))
                or (m.start, m.end) == (span.start, span.end)
                for m in marks
            ):
                said = f"{names[span.code].name}, core"
                placed.append((span.start, 1, (span.line, span.quote, "nothing", said)))
        rows = [row for _, _, row in sorted(placed, key=lambda one: one[:2])]
    title = f"{where.replace('-', ' to ')}: the machine’s marks{' beside the key' * key}"
    notes = () if rows else ("The machine marks nothing here.",)
    return Report((Table(title, columns, tuple(rows), notes),), END)


def against_machine(where: str, code: str = "", case: str = "idlib-2020") -> Report:
    """How the machine does against the key, for each code; with ``code``, for one, word by word.

    A learner who has answered a mark exercise on these lines, with these codes, gets the same
    table for their own marks.
    """
    source = load(case)
    known = machine_codes(source)
    if code and code not in known:
        raise CaseError(f"The machine has no rule for {code!r}; it has {', '.join(known)}.")
    codes = [code] if code else known
    grid = word_grid(source.passage(where))
    place = where.replace("-", " to ")
    place += f", {source.codebook.codes[code].name.lower()}" if code else ""
    found = matches(source, where)
    own: dict[str, set[int]] = {}
    for one in codes:
        marks = kept_marks(source, where, [one])
        if marks is not None:
            own |= words_in(source, where, marks, [one])
    note = (
        ()
        if own
        else ("In a notebook, answer an exercise on these lines, and your own row appears here.",)
    )
    caption = f"The machine against the key, {place}"
    tables = [_scores(source, caption, [found[c] for c in codes], note)]
    if code:
        tables.append(_words(f"The machine, {place}, word by word", grid, found[code]))
    if own:
        mine = compare(source, where, {**dict.fromkeys(known, set()), **own})
        tables.append(_scores(source, f"You against the key, {place}", [mine[c] for c in own]))
        if code:
            tables.append(_words(f"You, {place}, word by word", grid, mine[code]))
    return Report(tuple(tables), END)


def try_machine(text: str) -> Report:
    """What the machine marks in a sentence of your own."""
    if not isinstance(text, str) or not text.strip():
        raise CaseError("Give the machine a sentence, in quotation marks.")
    book = load_codebook(CASES / "codebook.toml")
    texts = {rule.id: rule for rule in rules(book)}
    marks = run_lines(text, [Line("S1", 0, len(text), text, 1)], rules(book))
    rows = [(m.quote, book.codes[m.code].name, texts[m.rule].text) for m in marks]
    notes = () if rows else ("The machine marks nothing here.",)
    return Report(
        (
            Table(
                f"The machine on: {text.strip()}",
                ("Words", "It says", "Its rule"),
                tuple(rows),
                notes,
            ),
        )
    )


def matches(case: Case, where: str) -> dict[str, Match]:
    """The machine's committed marks against the key, for every code that it has a rule for."""
    marks = [asdict(mark) for mark in output(case)]
    return compare(case, where, words_in(case, where, marks, machine_codes(case)))


def machine_codes(case: Case) -> list[str]:
    """The codes that some rule gives, in the codebook's order."""
    given = {rule.code for rule in rules(case.codebook)}
    return [code for code in case.codebook.codes if code in given]


# --- what is shown ------------------------------------------------------------------


def _scores(case: Case, caption: str, found: list[Match], notes=()) -> Table:
    rows = [
        (
            case.codebook.codes[m.code].name,
            str(len(m.key)),
            str(len(m.found)),
            str(len(m.missed)),
            str(len(m.over)),
            f"{percent(m.f1)} of 100" if m.key or m.over else "nothing to find",
            f"{m.contested[0]} of {m.contested[1]}",
            f"{m.decoys[0]} of {m.decoys[1]}",
        )
        for m in found
    ]
    columns = (
        "Code",
        "Core words",
        "Found",
        "Missed",
        "Over-marked",
        "Word F1",
        "Contested marked",
        "Decoys marked",
    )
    return Table(caption, columns, tuple(rows), notes)


def _words(caption: str, grid: list[tuple[str, Word]], match: Match) -> Table:
    said = {n: "found" for n in match.found}
    said |= {n: "missed" for n in match.missed} | {n: "over-marked" for n in match.over}
    runs: list[list[int]] = []
    for n in sorted(said):
        last = runs[-1][-1] if runs else None
        if last == n - 1 and said[last] == said[n] and grid[last][0] == grid[n][0]:
            runs[-1].append(n)
        else:
            runs.append([n])
    rows = tuple((grid[run[0]][0], _run(grid, run), said[run[0]]) for run in runs)
    notes = () if rows else ("No word to find, and none marked.",)
    return Table(caption, ("Line", "Words", "What became of them"), rows, notes)


def _run(grid: list[tuple[str, Word]], run: list[int]) -> str:
    """Words that stand together; a longer stretch by its ends."""
    first, last = grid[run[0]][1].text, grid[run[-1]][1].text
    if len(run) == 1:
        return first
    return f"{first} {last}" if len(run) == 2 else f"{first} … {last} ({len(run)} words)"


def _key_says(case: Case, mark: MachineMark) -> str:
    """The key's spans on the words of a mark, those of the same question first."""
    codes = case.codebook.codes
    asked = codes[mark.code].question
    spans = [
        span
        for span in case.spans_in([case.line(mark.line)])
        if codes[span.code].question == asked and _meet(mark, span)
    ]
    return "; ".join(_said(case, span, mark) for span in spans) or "nothing"


def _said(case: Case, span: Span, mark: MachineMark) -> str:
    said = f"{case.codebook.codes[span.code].name}, {span.tier}"
    if span.tier != "core" or _catches(mark, span):
        return said
    return f"{said} at “{' … '.join(case.text[a:b] for a, b in span.must_ranges)}”"


def _catches(mark: MachineMark, span: Span) -> bool:
    """Whether a mark has any of the words that count."""
    return any(a < mark.end and mark.start < b for a, b in span.must_ranges)


def _meet(a, b) -> bool:
    return a.start < b.end and b.start < a.end


# --- the machine ----------------------------------------------------------------------


def run(case: Case) -> tuple[MachineMark, ...]:
    """Apply the rules to the headings and sentences of a text, in the order of the text."""
    lines = [line for line in case.lines if line.kind != "furniture"]
    return run_lines(case.text, lines, rules(case.codebook))


def run_lines(text: str, lines, given: tuple[MachineRule, ...]) -> tuple[MachineMark, ...]:
    """Apply some rules to some lines of a text."""
    found = []
    for line in lines:
        words = words_of(line)[1]
        for rule in given:
            for first, last in FIND[rule.kind](rule, line, words):
                start, end = words[first].start, words[last].end
                found.append(MachineMark(line.id, rule.code, rule.id, start, end, text[start:end]))
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.code, m.rule)))


def _listed(rule: MachineRule, line: Line, words: list[Word]) -> list[tuple[int, int]]:
    texts = [word.text.lower() for word in words]
    return [
        (n, n + len(phrase) - 1)
        for phrase in (listed.split() for listed in rule.words)
        for n in range(len(texts))
        if texts[n : n + len(phrase)] == phrase
    ]


def _digits(rule: MachineRule, line: Line, words: list[Word]) -> list[tuple[int, int]]:
    return [(n, n) for n, word in enumerate(words) if any(c.isdigit() for c in word.text)]


def _quoted(rule: MachineRule, line: Line, words: list[Word]) -> list[tuple[int, int]]:
    if any(word.text.lower() in rule.unless for word in words):
        return []
    found = []
    for match in QUOTED.finditer(line.text):
        start, end = line.start + match.start(), line.start + match.end()
        inside = [n for n, word in enumerate(words) if start <= word.start and word.end <= end]
        if inside:
            found.append((inside[0], inside[-1]))
    return found


def _source(rule: MachineRule, line: Line, words: list[Word]) -> list[tuple[int, int]]:
    found = []
    for verb, word in enumerate(words):
        if word.text.lower() not in rule.words:
            continue
        first = verb - 1
        while first >= 0 and not words[first].text[0].isupper():
            first -= 1
        while first > 0 and words[first - 1].text[0].isupper():
            first -= 1
        if first >= 0:
            found.append((first, verb))
    return found


FIND = {"words": _listed, "digits": _digits, "quoted": _quoted, "source": _source}


# --- rules and output as files --------------------------------------------------------


def rules(codebook: Codebook | None = None, path: Path = RULES) -> tuple[MachineRule, ...]:
    """Load and check the rules. Raises ``CaseError``."""
    return _rules(path, tuple((codebook or load_codebook(CASES / "codebook.toml")).codes))


@lru_cache(maxsize=8)
def _rules(path: Path, codes: tuple[str, ...]) -> tuple[MachineRule, ...]:
    file = path.name
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CaseError(f"{file}: the file is missing.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise CaseError(f"{file}: not readable as TOML ({fault}).") from None
    rows = data.get("rule", [])
    if set(data) != {"rule"} or not isinstance(rows, list) or not rows:
        raise CaseError(f"{file}: the file holds [[rule]] tables and nothing else.")
    made: list[MachineRule] = []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise CaseError(f"{file}: write each rule as a [[rule]] table.")
        place = f"{file}, {row.get('id', f'rule number {number}')}"
        for field in ("id", "code", "kind", "text"):
            if not isinstance(row.get(field), str) or not row[field].strip():
                raise CaseError(f"{place}: the field {field!r} is missing or empty.")
        if row["code"] not in codes:
            raise CaseError(f"{place}: unknown code {row['code']!r}; use {', '.join(codes)}.")
        if row["kind"] not in KINDS:
            raise CaseError(f"{place}: unknown kind {row['kind']!r}; use {', '.join(KINDS)}.")
        lists = KINDS[row["kind"]]
        for field in row:
            if field not in ("id", "code", "kind", "text", *lists):
                raise CaseError(f"{place}: a rule of kind {row['kind']} has no field {field!r}.")
        for field in lists:
            words = row.get(field)
            if not isinstance(words, list) or not words:
                raise CaseError(f"{place}: the list {field!r} is missing or empty.")
            for word in words:
                if not isinstance(word, str) or not word.strip() or word != word.lower():
                    raise CaseError(f"{place}: {word!r} is no word in small letters.")
                if words.count(word) > 1:
                    raise CaseError(f"{place}: {word!r} stands twice in {field!r}.")
        if any(row["id"] == other.id for other in made):
            raise CaseError(f"{place}: this id is used twice.")
        made.append(MachineRule(**{k: tuple(v) if k in lists else v for k, v in row.items()}))
    return tuple(made)


def written(case: Case) -> str:
    """The output file of a case, as text: made from the rules and the text alone."""
    marks = [asdict(mark) for mark in run(case)]
    rows = ",\n".join("  " + json.dumps(mark, ensure_ascii=False) for mark in marks)
    head = json.dumps(
        {"made": f"{MADE}, from cases/{RULES.name}", "case": case.id, "article": case.sha256},
        ensure_ascii=False,
        indent=1,
    )
    return f'{head[:-2]},\n "marks": [\n{rows}\n ]\n}}\n'


def output(case: Case) -> tuple[MachineMark, ...]:
    """The committed marks of a case, checked against its text. Raises ``CaseError``."""
    path = case.folder / FILE
    again = f"make it again with {MADE}"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CaseError(f"{case.id}: this text has no {FILE}; {again}.") from None
    except ValueError:
        raise CaseError(f"{case.id}, {FILE}: not readable as JSON; {again}.") from None
    if not isinstance(data, dict) or data.get("article") != case.sha256:
        raise CaseError(f"{case.id}, {FILE}: it was made from another text; {again}.")
    try:
        marks = tuple(MachineMark(**row) for row in data["marks"])
        fit = all(case.text[m.start : m.end] == m.quote != "" for m in marks)
    except (KeyError, TypeError):
        fit = False
    if not fit:
        raise CaseError(f"{case.id}, {FILE}: a mark does not fit the text; {again}.")
    return marks
