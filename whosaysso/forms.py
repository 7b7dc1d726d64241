"""How alike the test forms are: what each holds, by class of line, counted from the data.

Two forms can be compared only when one is not easier than the other, and a form tests reading
only when nothing but the push tells its pushing lines from its plain ones. So every number
stands four times: for the lines that push and those that are plain, in each form.

The push, the decoys and the words come from the marks and the text. ``lines.toml`` in the case
folder adds what no mark holds: the ``topic`` of a line and, where it pushes, whether ``for`` or
``against`` somebody or something, and what it is ``about``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import chain

from . import tasks
from .case import Case, CaseError, Line, Span, _need, _one_of, _only, _read
from .coin import FORMS
from .kinds.sort.task import pushing
from .passages import stylesheet
from .words import words_of

FILE = "lines.toml"
SIDES = ("for", "against")
LONG = 7  # letters of a long word; the readability index Lix counts words of more than six
DECOYS = {
    "loaded-grim-fact": "Decoy: a grim fact in plain words",
    "label-quoted": "Decoy: a quoted label",
    "loaded-emotive": "Decoy: an opinion that is somebody else’s",
    "loaded-scale": "Decoy: a great size that is counted",
}


@dataclass(frozen=True)
class Item:
    """A line of a form: its marks, its words, its topic and, where it pushes, its side."""

    line: Line
    pushes: bool
    marks: tuple[Span, ...]
    decoys: tuple[Span, ...]
    topic: str
    side: str
    about: str

    @property
    def words(self) -> list[str]:
        return [word.text for word in words_of(self.line)[1]]


def items(case: Case, form: str) -> list[Item]:
    """The lines of a form in the order in which a learner meets them."""
    task = tasks.task(form, case)
    if task.kind != "sort" or task.own["by"] != "push" or not task.own["signal"]:
        raise CaseError(f"{form} is no test of lines that push.")
    told = _told(case)
    made = []
    for line_id in task.own["items"]:
        marks = pushing(case, line_id)
        if line_id not in told:
            raise CaseError(f"{FILE}: {line_id} of {form} has no entry.")
        if bool(marks) != ("pushes" in told[line_id]):
            raise CaseError(f"{FILE}, {line_id}: say whom it pushes for or against, if it pushes.")
        row = told[line_id]
        made.append(
            Item(
                line=case.line(line_id),
                pushes=bool(marks),
                marks=marks,
                decoys=pushing(case, line_id, ("decoy",)),
                topic=row["topic"],
                side=row.get("pushes", ""),
                about=row.get("about", ""),
            )
        )
    return made


def _told(case: Case) -> dict[str, dict]:
    """``lines.toml``, checked."""
    told = _read(case.folder / FILE)
    for line_id, row in told.items():
        case.line(line_id)
        if not isinstance(row, dict):
            raise CaseError(f"{FILE}, {line_id}: write each line as a [{line_id}] table.")
        _only(row, ("topic", "pushes", "about"), FILE, line_id)
        _need(row, "topic", FILE, line_id)
        if "pushes" in row:
            _one_of(row["pushes"], SIDES, "side", FILE, line_id)
            _need(row, "about", FILE, line_id)
    return told


@dataclass(frozen=True)
class Balance:
    """The balance table; shows itself in a terminal, in a notebook and in the book."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def row(self, name: str) -> tuple[str, ...]:
        """The cells of a row by its name."""
        return next(row[1:] for row in self.rows if row[0] == name)

    def __repr__(self) -> str:
        return "\n".join(" | ".join(row) for row in (self.head, *self.rows))

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.head)
        rows = "".join(
            f'<tr><th scope="row">{escape(name)}</th>'
            f"{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
            for name, *cells in self.rows
        )
        return (
            f'{stylesheet()}<div class="wss"><div class="wss-scroll" tabindex="0" role="region" '
            'aria-label="What the two test forms hold"><table class="wss-spans">'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></div>"
        )


def balance(case: Case, forms: tuple[str, ...] = FORMS) -> Balance:
    """What each form holds, its pushing lines beside its plain ones."""
    book = case.codebook
    groups, head = [], ["What is counted"]
    for form in forms:
        every = items(case, form)
        title = tasks.task(form, case).title
        for pushes, name in ((True, "pushing"), (False, "plain")):
            groups.append([item for item in every if item.pushes == pushes])
            head.append(f"{title}, {name}")
    rows = [("Lines", *(str(len(group)) for group in groups))]

    def count(name: str, kinds) -> None:
        """A row of how many items have something; none is a dash."""
        rows.append((name, *(str(sum(map(kinds, group)) or "–") for group in groups)))

    used = {span.code for item in chain(*groups) for span in item.marks}
    for code in (code for code in book.codes.values() if code.id in used):
        count(f"Push: {code.name}", lambda i, id=code.id: id in {s.code for s in i.marks})
    for side in SIDES:
        count(f"Push {side} somebody or something", lambda i, side=side: i.side == side)
    rules = {span.rule: None for item in chain(*groups) for span in item.decoys}
    for rule in rules:
        name = DECOYS.get(rule, f"Decoy: {rule}")
        count(name, lambda i, rule=rule: rule in {s.rule for s in i.decoys})
    for topic in Counter(item.topic for item in chain(*groups)):
        count(f"Topic: {topic}", lambda i, topic=topic: i.topic == topic)
    count("Lines with a number in digits", lambda i: any(c.isdigit() for c in i.line.text))
    count("Lines with quotation marks", lambda i: "“" in i.line.text)
    rows += [
        ("Words in a line, mean", *(f"{mean_words(group):.1f}" for group in groups)),
        ("Letters in a word, mean", *(f"{mean_letters(group):.1f}" for group in groups)),
        (
            f"Words of {LONG} letters or more",
            *(f"{100 * share_long(group):.0f} %" for group in groups),
        ),
    ]
    return Balance(tuple(head), tuple(rows))


def mean_words(group: list[Item]) -> float:
    """Words in a line, on average."""
    return sum(len(item.words) for item in group) / len(group)


def mean_letters(group: list[Item]) -> float:
    """Letters in a word, on average; numbers in digits are no words here."""
    lengths = _lengths(group)
    return sum(lengths) / len(lengths)


def share_long(group: list[Item]) -> float:
    """Which part of the words is long."""
    lengths = _lengths(group)
    return sum(length >= LONG for length in lengths) / len(lengths)


def _lengths(group: list[Item]) -> list[int]:
    counted = (sum(c.isalpha() for c in word) for item in group for word in item.words)
    return [length for length in counted if length]
