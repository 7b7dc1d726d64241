"""Several readers' marks on a few lines, and how far they agree.

A case may hold ``readers.toml``: invented readers, each with a habit, who mark the same lines in
one or more rounds. The file says on its face that it is invented (``invented``, which begins
with ``Invented for teaching``), and so does everything shown here. Beside it:

``lines``, ``codes``   what the readers read, and the codes they could give
``[[reader]]``         id, name, habit
``[[round]]``          id, name, given: what the readers were told before this round
``[marks.ROUND.READER]``  code → line → words as they stand in the line

A word has one code from one reader. What a reader does not mark counts as left alone.
Bad data stops with one sentence that names the file, the place and the fault.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from .case import Case, CaseError, Line, load
from .exercises import kept_marks
from .key import compare, words_in
from .pictures.picture import listed
from .scoring import krippendorff, percent
from .tables import Report, Table
from .words import word_grid, words_of

FILE = "readers.toml"
INVENTED = "Invented for teaching"
YOU = "you"
NONE = "not marked"
MOST = 14  # words in a list of disagreements


@dataclass(frozen=True)
class Reader:
    """An invented reader with one habit."""

    id: str
    name: str
    habit: str


@dataclass(frozen=True)
class Round:
    """One reading by everybody, and what they were told before it."""

    id: str
    name: str
    given: str


@dataclass(frozen=True)
class Readings:
    """All that ``readers.toml`` holds. ``marks[round][reader][line]`` is ``{word number: code}``,
    numbered from 0 in the line."""

    invented: str
    lines: str
    codes: tuple[str, ...]
    readers: tuple[Reader, ...]
    rounds: tuple[Round, ...]
    marks: dict[str, dict[str, dict[str, dict[int, str]]]]


@dataclass(frozen=True, repr=False)
class Agreement(Report):
    """How far readers agree. ``alpha`` is None where it is not defined; observed and expected
    disagreement are exact."""

    alpha: float | None = None
    observed: Fraction | None = None
    expected: Fraction | None = None
    units: tuple[dict[str, int], ...] = ()


# --- the verbs ----------------------------------------------------------------


def readers(where: str = "", round: str = "first", case: str = "idlib-2020") -> Report:
    """The words of these lines that the readers marked, one column a reader.

    Without lines: who the readers are, and what they were told before each round.
    """
    source = load(case)
    data = readings(source)
    if not where:
        habits = tuple((reader.name, reader.habit) for reader in data.readers)
        told = tuple((turn.id, turn.given) for turn in data.rounds)
        who = Table("The readers", ("Reader", "Habit"), habits)
        return Report((who, Table("The rounds", ("Round", "Before it"), told)), data.invented)
    turn = _round(data, round)
    lines = _lines(source, data, where)
    given = {reader.name: _given(data, turn, reader, lines) for reader in data.readers}
    grid = word_grid(lines)
    rows = [
        (line, word.text, *(_letter(source, values[n]) for values in given.values()))
        for n, (line, word) in enumerate(grid)
        if any(values[n] for values in given.values())
    ]
    letters = ", ".join(f"{_letter(source, c)} {_name(source, c)}" for c in data.codes)
    marks = Table(
        f"{_where(where)}, {turn.name}: who marked which word",
        ("Line", "Word", *given),
        tuple(rows),
        (
            f"{letters}, · {NONE}.",
            f"Marked by nobody: {len(grid) - len(rows)} of {len(grid)} words.",
        ),
    )
    return Report((marks,), data.invented)


def agreement(
    where: str,
    code: str = "all",
    round: str = "first",
    without: str = "",
    me: bool = False,
    key: bool = False,
    case: str = "idlib-2020",
) -> Agreement:
    """Krippendorff's alpha of the readers on these lines, each step of it, and where they differ.

    ``code``: one code (marked with it or not), ``"any"`` (marked at all or not), or ``"all"``
    (which code, if any). ``without`` leaves one reader out; ``me`` adds the learner's own marks,
    taken from an answered mark exercise on these lines. ``key`` adds how each reader does against
    the kit's key, for one code.
    """
    source = load(case)
    data = readings(source)
    turn = _round(data, round)
    lines = _lines(source, data, where)
    if code not in (*data.codes, "any", "all"):
        raise CaseError(
            f"There is no agreement on {code!r}; use {', '.join(data.codes)}, any or all."
        )
    if key and code not in data.codes:
        raise CaseError(f"The key goes code by code; choose one of {', '.join(data.codes)}.")
    names = [reader.name for reader in data.readers]
    if without and without not in names:
        raise CaseError(f"There is no reader {without!r}; there are {', '.join(names)}.")
    given = {
        reader.name: _given(data, turn, reader, lines)
        for reader in data.readers
        if reader.name != without
    }
    said = [data.invented]
    if me:
        asked = [code] if code in data.codes else list(data.codes)
        own = kept_marks(source, where, asked)
        if own is None:
            said.append("Your own marks are not here: answer the exercise on these lines first.")
        else:
            given[YOU] = _own(source, where, own, asked)
    values = {name: [_value(one, code) for one in row] for name, row in given.items()}
    units = tuple(
        dict(Counter(row[n] for row in values.values()))
        for n in range(len(next(iter(values.values()))))
    )
    alpha, observed, expected = krippendorff(units), *disagreement(units)
    title = f"{_where(where)}, {_asked(source, code)}, {turn.name}"
    tables = [
        _steps(source, title, values, units, alpha, observed, expected),
        _apart(source, title, lines, values, units),
    ]
    if key:
        tables.append(_against_key(source, title, where, code, given))
    return Agreement(tuple(tables), " ".join(said), alpha, observed, expected, units)


# --- counting -------------------------------------------------------------------


def disagreement(units) -> tuple[Fraction, Fraction]:
    """Observed and expected disagreement, by counting pairs, where everybody judged every unit.

    Observed: of all pairs of readers at one word, the share whose values differ. Expected: of
    all pairs that could be drawn from the values of the whole table, the share that differ.
    """
    people = sum(units[0].values())
    pairs = len(units) * people * (people - 1) // 2
    total: Counter = Counter()
    for unit in units:
        total.update(unit)
    size = total.total()
    alike = sum(n * (n - 1) for n in total.values())
    differ = sum(map(pairs_apart, units))
    return Fraction(differ, pairs), 1 - Fraction(alike, size * (size - 1))


def pairs_apart(unit: dict[str, int]) -> int:
    """The pairs of readers who gave one word different values."""
    people = sum(unit.values())
    return sum(n * (people - n) for n in unit.values()) // 2


# --- what is shown ----------------------------------------------------------------


def _steps(case, title, values, units, alpha, observed, expected) -> Table:
    people, words = len(values), len(units)
    size, each = people * words, people * (people - 1) // 2
    total: Counter = Counter()
    for unit in units:
        total.update(unit)
    order = sorted(total, key=lambda value: (value == NONE, -total[value], value))
    pot = ", ".join(f"{_name(case, value)} {total[value]}" for value in order)
    differ = sum(map(pairs_apart, units))
    rows = [
        ("1", "Values: words × readers", f"{words} × {people} = {size}"),
        ("2", "Pairs of readers at each word", f"{people} × {people - 1} / 2 = {each}"),
        ("3", "Pairs that differ, of all pairs", f"{differ} of {words} × {each} = {words * each}"),
        ("4", "Observed disagreement", f"{differ} / {words * each} = {float(observed):.3f}"),
        ("5", "The pot: all values", pot),
        (
            "6",
            "Expected disagreement: two values drawn from the pot differ",
            f"{_drawn([total[value] for value in order], size)} = {float(expected):.3f}",
        ),
    ]
    if alpha is None:
        rows.append(("7", "Alpha = 1 − observed / expected", "not defined"))
        note = "Every value is the same, so there is nothing that chance could have done worse."
    else:
        rows.append(
            (
                "7",
                "Alpha = 1 − observed / expected",
                f"1 − {float(observed):.3f} / {float(expected):.3f} = {alpha:.2f}",
            )
        )
        note = (
            f"These readers differ {float(observed / expected):.2f} times as often as they would "
            "if the same values were dealt out at random."
        )
    caption = f"{title}; readers: {', '.join(values)}"
    return Table(caption, ("Step", "What is counted", "Here"), tuple(rows), (note,))


def _drawn(counts: list[int], size: int) -> str:
    if len(counts) == 2:
        return f"2 × {counts[0]} × {counts[1]} / ({size} × {size - 1})"
    alike = " + ".join(f"{n} × {n - 1}" for n in counts)
    return f"1 − ({alike}) / ({size} × {size - 1})"


def _apart(case, title, lines, values, units) -> Table:
    grid = word_grid(lines)
    each = len(values) * (len(values) - 1) // 2
    order = sorted(range(len(grid)), key=lambda n: -pairs_apart(units[n]))
    apart = [n for n in order if pairs_apart(units[n])]
    rows = [
        (
            grid[n][0],
            grid[n][1].text,
            *(_letter(case, row[n]) for row in values.values()),
            f"{pairs_apart(units[n])} of {each}",
        )
        for n in apart[:MOST]
    ]
    notes = [] if len(apart) <= MOST else [f"And {len(apart) - MOST} more words."]
    notes.append(f"All readers agree on {len(grid) - len(apart)} of {len(grid)} words.")
    return Table(
        f"Where {listed(values)} differ, most first ({title})",
        ("Line", "Word", *values, "Pairs that differ"),
        tuple(rows),
        tuple(notes),
    )


def _against_key(case, title, where, code, given) -> Table:
    rows = []
    for name, row in given.items():
        marked = {n for n, value in enumerate(row) if value == code}
        match = compare(case, where, {code: marked})[code]
        rows.append(
            (
                name,
                f"{len(match.found)} of {len(match.key)}",
                str(len(match.over)),
                f"{percent(match.f1)} of 100",
            )
        )
    return Table(
        f"Each reader against the key of this kit ({title})",
        ("Reader", "Core words found", "Words too many", "Word F1"),
        tuple(rows),
        ("Contested words and decoys are not counted.",),
    )


def _letter(case: Case, value: str | None) -> str:
    if value in case.codebook.codes:
        return case.codebook.codes[value].letter
    return "·" if value in (None, NONE) else "×"  # × is a mark of any code


def _name(case: Case, value: str) -> str:
    known = case.codebook.codes.get(value)
    return known.name.lower() if known else value


def _asked(case: Case, code: str) -> str:
    return {"all": "all codes", "any": "marked at all"}.get(code, _name(case, code))


def _where(where: str) -> str:
    return where.replace("-", " to ")


def _value(given: str | None, code: str) -> str:
    """What a reader said of a word, seen through the question asked."""
    if given is None:
        return NONE
    if code == "all":
        return given
    if code == "any":
        return "marked"
    return given if given == code else NONE


def _given(data: Readings, turn: Round, reader: Reader, lines) -> list[str | None]:
    """A reader's code for each word of these lines, None for none."""
    marks = data.marks[turn.id][reader.id]
    return [marks.get(line.id, {}).get(n) for line in lines for n in range(len(words_of(line)[1]))]


def _own(case: Case, where: str, marks: list[dict], codes: list[str]) -> list[str | None]:
    """The learner's code for each word; of two on one word, the first in the codebook's order."""
    found = words_in(case, where, marks, codes)
    return [
        next((code for code in codes if n in found[code]), None)
        for n in range(len(word_grid(case.passage(where))))
    ]


# --- loading ------------------------------------------------------------------------


def readings(case: Case) -> Readings:
    """Load and check a case's ``readers.toml``. Raises ``CaseError``."""
    path = case.folder / FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CaseError(f"{case.id}: this text has no {FILE}, so no readers to compare.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise CaseError(f"{FILE}: not readable as TOML ({fault}).") from None
    _only(data, ("invented", "lines", "codes", "reader", "round", "marks"), FILE)
    invented = _text(data, "invented", FILE)
    if not invented.startswith(INVENTED):
        raise CaseError(f"{FILE}: invented must begin with the words “{INVENTED}”.")
    where = _text(data, "lines", FILE)
    try:
        lines = case.passage(where)
    except CaseError as fault:
        raise CaseError(f"{FILE}, lines: {fault}") from None
    codes = data.get("codes")
    if not isinstance(codes, list) or not codes:
        raise CaseError(f"{FILE}: the list 'codes' is missing or empty.")
    for code in codes:
        if code not in case.codebook.codes:
            raise CaseError(f"{FILE}: unknown code {code!r}.")
    people = _rows(data, "reader", Reader)
    if len(people) < 2:
        raise CaseError(f"{FILE}: agreement needs two readers or more.")
    rounds = _rows(data, "round", Round)
    if not rounds:
        raise CaseError(f"{FILE}: give at least one [[round]] table.")
    marks = _marks(data, rounds, people, {line.id: line for line in lines}, codes)
    return Readings(invented, where, tuple(codes), people, rounds, marks)


def _marks(data, rounds, people, lines: dict[str, Line], codes) -> dict:
    table = data.get("marks", {})
    _known(table, [turn.id for turn in rounds], "round", f"{FILE}, marks")
    made: dict = {}
    for turn in rounds:
        place = f"{FILE}, marks.{turn.id}"
        _known(table.get(turn.id, {}), [one.id for one in people], "reader", place)
        made[turn.id] = {}
        for reader in people:
            here = f"{place}.{reader.id}"
            if reader.id not in table.get(turn.id, {}):
                raise CaseError(f"{here}: the table is missing; write it even if it is empty.")
            made[turn.id][reader.id] = _marks_of(table[turn.id][reader.id], lines, codes, here)
    return made


def _marks_of(table, lines: dict[str, Line], codes, here: str) -> dict[str, dict[int, str]]:
    _known(table, codes, "code", here)
    found: dict[str, dict[int, str]] = {}
    for code, by_line in table.items():
        _known(by_line, lines, "line", f"{here}.{code}")
        for line_id, phrases in by_line.items():
            if not isinstance(phrases, list):
                raise CaseError(f"{here}.{code}, {line_id}: give a list of words.")
            for phrase in phrases:
                for n in _numbers(phrase, lines[line_id], f"{here}.{code}"):
                    if n in found.setdefault(line_id, {}):
                        raise CaseError(
                            f"{here}.{code}, {line_id}: a word of {phrase!r} has a mark already; "
                            "a word has one code from one reader."
                        )
                    found[line_id][n] = code
    return found


def _numbers(phrase, line: Line, place: str) -> range:
    """Which words of the line a phrase is."""
    texts = [word.text for word in words_of(line)[1]]
    wanted = []
    if isinstance(phrase, str):
        wanted = [word.text for word in words_of(Line("", 0, len(phrase), phrase, 0))[1]]
    if not wanted:
        raise CaseError(f"{place}, {line.id}: {phrase!r} is no word of a line.")
    size = len(wanted)
    at = [n for n in range(len(texts)) if texts[n : n + size] == wanted]
    if len(at) != 1:
        raise CaseError(
            f"{place}, {line.id}: the words {phrase!r} stand {len(at)} times in the line; "
            "take words that stand there once."
        )
    return range(at[0], at[0] + size)


def _rows(data: dict, name: str, cls) -> tuple:
    rows = data.get(name, [])
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        raise CaseError(f"{FILE}: write each {name} as a [[{name}]] table.")
    made = []
    for number, row in enumerate(rows, 1):
        place = f"{FILE}, {name} {row.get('id', f'number {number}')}"
        _only(row, cls.__dataclass_fields__, place)
        made.append(cls(**{field: _text(row, field, place) for field in cls.__dataclass_fields__}))
        if [one.id for one in made].count(made[-1].id) > 1:
            raise CaseError(f"{place}: this id is used twice.")
    return tuple(made)


def _text(row: dict, field: str, place: str) -> str:
    if not isinstance(row.get(field), str) or not row[field].strip():
        raise CaseError(f"{place}: the field {field!r} is missing or empty.")
    return row[field]


def _only(row: dict, allowed, place: str) -> None:
    for field in row:
        if field not in allowed:
            raise CaseError(f"{place}: unknown field {field!r}.")


def _known(table, allowed, what: str, place: str) -> None:
    if not isinstance(table, dict):
        raise CaseError(f"{place}: write a table of {what}s.")
    for name in table:
        if name not in allowed:
            raise CaseError(f"{place}: unknown {what} {name!r}; use {', '.join(allowed)}.")


def _round(data: Readings, wanted: str) -> Round:
    for turn in data.rounds:
        if turn.id == wanted:
            return turn
    raise CaseError(
        f"There is no round {wanted!r}; there are {', '.join(t.id for t in data.rounds)}."
    )


def _lines(case: Case, data: Readings, where: str) -> tuple[Line, ...]:
    lines, read = case.passage(where), case.passage(data.lines)
    for line in lines:
        if line not in read:
            raise CaseError(f"The readers did not read {line.id}; they read {data.lines}.")
    return lines
