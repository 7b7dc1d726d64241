"""The report's pages: each one file, with its style inside and nothing to fetch or to run.

The policy in the head allows the one style sheet by its hash and nothing else: no script, no
picture, no font, no form, no style on an element. Everything is escaped by jinja2.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..answers import KIT, VERSION
from ..case import Case, Codebook
from ..passages import STYLE
from ..pictures.picture import Picture
from ..scoring import percent
from . import calibration
from .fields import FieldView, field_view
from .guard import OPEN, Guard
from .marks import MarkView, mark_view
from .measures import TOO_FEW, class_change, sureness
from .records import Problem, TaskTally
from .sorts import Number, SortView, number, sort_view

TEMPLATES = Path(__file__).parent / "templates"
KINDS = {
    "mark": "marking",
    "sort": "sorting",
    "ledger": "ledger",
    "rewrite": "rewriting",
    "write": "writing",
}
STATES = ("done", "begun", "missing", "unread")
HUE = re.compile(r"#[0-9a-fA-F]{3,8}")


@dataclass
class ClassData:
    """A class in numbers: what the page is made from.

    ``built`` holds the tasks of the report as (case, built task), in order. ``learners`` counts
    the hand-ins that were read. ``changes`` counts learners by (counts before, counts after) of
    two tests, ``again`` for each (case, task) those who checked more than once. ``chosen`` and
    ``first_try`` say whether the tasks were named, and whether scores are the grades.
    """

    built: list[tuple[Case, dict]]
    learners: int = 0
    tallies: dict[tuple[str, str], TaskTally] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    changes: Counter = field(default_factory=Counter)
    again: Counter = field(default_factory=Counter)
    chosen: bool = False
    first_try: bool = False
    note: str = ""


@dataclass(frozen=True)
class Text:
    """A text with its tasks."""

    case: Case
    tasks: tuple[TaskPart, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True)
class TaskPart:
    """One task on the page: its head, its states, its scores, and what its kind shows."""

    anchor: str
    built: dict
    kind: str
    n: int
    states: tuple[int, ...]
    first: str
    last: str
    again: str
    enough: bool
    view: MarkView | SortView | FieldView | None


def class_page(data: ClassData, guard: Guard = OPEN) -> str:
    """``class.html``. With ``guard.SHARED`` no code, no file name and no small count is in it."""
    shared = guard is not OPEN
    tells = guard.enough(data.learners)
    texts = _texts(data, guard) if tells else ()
    books = {id(case.codebook): case.codebook for case, _ in data.built}
    return render(
        "class.html",
        tuple(books.values()),
        data=data,
        shared=shared,
        tells=tells,
        least=guard.least,
        cases=tuple({case.id: case for case, _ in data.built}.values()),
        refused=() if shared else tuple(p for p in data.problems if not p.counted),
        flagged=() if shared else tuple(p for p in data.problems if p.counted),
        texts=texts,
        sure=_sure(data, guard) if tells else None,
        change=_change(data, guard) if tells else None,
        too_few=TOO_FEW,
        kit=KIT,
        version=VERSION,
    )


def _texts(data: ClassData, guard: Guard) -> tuple[Text, ...]:
    texts = []
    for case in {case.id: case for case, _ in data.built}.values():
        parts = [_part(data, guard, one) for owner, one in data.built if owner is case]
        texts.append(
            Text(
                case,
                tuple(part for part in parts if part.view or not part.enough and part.n),
                tuple(part.built["title"] for part in parts if not part.n),
            )
        )
    return tuple(texts)


def _part(data: ClassData, guard: Guard, built: dict) -> TaskPart:
    tally = data.tallies.get((built["case"], built["id"]), TaskTally())
    n = tally.states.get("done", 0)
    enough = guard.enough(n)
    make = {"mark": mark_view, "sort": sort_view}.get(built["kind"], field_view)
    return TaskPart(
        anchor=f"{built['case']}--{built['id']}",
        built=built,
        kind=KINDS[built["kind"]],
        n=n,
        states=tuple(tally.states.get(state, 0) for state in STATES),
        first=_mean_score(tally, "first", guard),
        last=_mean_score(tally, "last", guard),
        again=guard.count(data.again[built["case"], built["id"]], n),
        enough=enough,
        view=make(built, tally, n, guard) if enough and n else None,
    )


def _mean_score(tally: TaskTally, name: str, guard: Guard) -> str:
    """The mean score in per cent, or a dash where nothing is scored."""
    scores = tally.scores.get(name, {})
    n = sum(scores.values())
    if not n or not guard.enough(n):
        return "–"
    return str(percent(sum(score * k for score, k in scores.items()) / (100 * n)))


def _sure(data: ClassData, guard: Guard) -> Picture | None:
    counts: Counter = Counter()
    items = 0
    for case, built in data.built:
        tally = data.tallies.get((case.id, built["id"]))
        if tally and tally.sure and guard.enough(tally.states.get("done", 0)):
            counts.update(tally.sure)
            items += len(built["items"])
    found = sureness(counts)
    # so many answers cannot come from fewer learners than the guard asks for
    least = max(guard.least - 1, 0) * items + 1
    return found and calibration.picture(found, data.built[0][0].codebook, least)


@dataclass(frozen=True)
class ChangeView:
    """Before and after, for the learners who took two tests."""

    n: int
    d_word: str
    c_word: str
    numbers: tuple[Number, ...]
    warning: str


def _change(data: ClassData, guard: Guard) -> ChangeView | None:
    n = sum(data.changes.values())
    if not n or not guard.enough(n):
        return None
    found = class_change(data.changes)
    numbers = (
        number("Change in d′: telling the two apart", found.d, found.d_word),
        number("Change in c: how readily they say “pushes”", found.c, found.c_word),
    )
    return ChangeView(n, found.d_word, found.c_word, numbers, found.d.warning)


# --- writing a page ---------------------------------------------------------------


def render(template: str, books: Sequence[Codebook], **parts) -> str:
    """A page from its template, with its style inside and a policy that allows only that."""
    style = stylesheet(books)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    page = _templates().get_template(template)
    return page.render(style=Markup(style), policy=policy, **parts)


@cache
def _templates() -> Environment:
    """Autoescape everywhere; a name that is missing is an error, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["svg"] = Markup  # pictures that this package drew, not text from outside
    return made


def stylesheet(books: Sequence[Codebook]) -> str:
    """The kit's looks, the report's own, and the hues of the questions from the codebooks."""
    kit = STYLE.read_text(encoding="utf-8")
    own = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    light, dark, classes = [], [], []
    for book in books:
        for question in book.questions.values():
            name = f"--wss-{question.id}"
            if HUE.fullmatch(question.hue) and HUE.fullmatch(question.hue_dark):
                light.append(f"{name}: {question.hue};")
                dark.append(f"{name}: {question.hue_dark};")
                classes.append(f".hue-{question.id} {{ --hue: var({name}); }}")
    hues = (
        f".wss {{ {' '.join(light)} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ .wss {{ {' '.join(dark)} }} }}\n"
    )
    return f"{kit}\n{own}\n{hues}" + "\n".join(dict.fromkeys(classes)) + "\n"
