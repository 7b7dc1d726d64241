"""What an answer file may hold, as types for msgspec: the fast twin of ``answers.schema.json``.

Patterns and limits are read from the schema, and ``tests/test_handins.py`` holds the two equal on
many documents. What these types refuse is looked at once more, slowly, in ``handins.py``: the
schema has the last word, and the reader gets a reason.
"""

import json
import re
from functools import lru_cache, reduce
from importlib.resources import files
from itertools import chain
from operator import attrgetter, or_
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from ..answers import FORMAT, MIME, VERSION

SCHEMA = json.loads((files(__package__) / "../answers.schema.json").read_text(encoding="utf-8"))


def _pattern(rule: dict) -> Meta:
    return Meta(pattern=rule["pattern"].replace("$", r"\Z"))  # in Python $ lets a line end pass


_rules = SCHEMA["definitions"]
_whole = _rules["whole"]
_mark = _rules["mark"]
_entry_rules = _rules["task"]["properties"]

_id = _pattern(_rules["id"])
Id = Annotated[str, _id]
Text = Annotated[str, Meta(max_length=_rules["text"]["maxLength"])]
Whole = Annotated[int, Meta(ge=_whole["minimum"], le=_whole["maximum"])]
Time = str  # see ``fits``: all times of a document at once are several times faster
Percent = Annotated[int, Meta(ge=0, le=100)]
Count = Annotated[
    int, Meta(ge=_entry_rules["count"]["minimum"], le=_entry_rules["count"]["maximum"])
]


def _most(rule: dict) -> Meta:
    return Meta(max_length=rule.get("maxItems", rule.get("maxProperties")))


# The fields of what a learner gives stand in the order of their names, which ``given`` needs.


class Mark(Struct, forbid_unknown_fields=True, gc=False, kw_only=True):
    code: str  # an Id: ``fits`` looks at each code once, which is twice as fast for all marks
    end: Whole
    quote: Text | UnsetType = UNSET
    start: Whole


class Item(Struct, forbid_unknown_fields=True, gc=False):
    answer: Id | UnsetType = UNSET
    sure: Percent | UnsetType = UNSET

    def __post_init__(self):
        if self.answer is UNSET and self.sure is UNSET:
            raise ValueError("an item with nothing in it")


_overruled = _rules["rewrite"]["properties"]["overruled"]
_rubric = _rules["write"]["properties"]["rubric"]


class Rewrite(Struct, forbid_unknown_fields=True):
    overruled: Annotated[dict[Id, Text], _most(_overruled)] | UnsetType = UNSET
    text: Text | UnsetType = UNSET


class Write(Struct, forbid_unknown_fields=True):
    note: Text | UnsetType = UNSET
    rubric: Annotated[dict[Id, Percent], _most(_rubric)] | UnsetType = UNSET
    text: Text | UnsetType = UNSET


_cells = _rules["ledger"]["additionalProperties"]
ANSWERS = {
    "mark": Annotated[list[Mark], _most(_mark)],
    "sort": Annotated[dict[Id, Item], _most(_rules["sort"])],
    "ledger": Annotated[
        dict[Id, Annotated[dict[Id, Text], _most(_cells)]], _most(_rules["ledger"])
    ],
    "rewrite": Rewrite,
    "write": Write,
}


def _entry(kind: str, answer) -> type:
    rounds = Annotated[list[answer], _most(_entry_rules["tries"])]
    first = Annotated[
        list[answer], Meta(min_length=1, max_length=_entry_rules["first"]["maxItems"])
    ]
    return msgspec.defstruct(
        kind.title() + "Entry",
        [
            ("value", answer),
            ("tries", rounds),
            ("count", Count),
            ("began", Time),
            ("saved", Time),
            ("first", first | UnsetType, UNSET),
        ],
        tag_field="kind",
        tag=kind,
        forbid_unknown_fields=True,
    )


ENTRIES = {kind: _entry(kind, answer) for kind, answer in ANSWERS.items()}
KIND = {entry: kind for kind, entry in ENTRIES.items()}
_MarkEntry = ENTRIES["mark"]
_UNTOUCHED = (Rewrite(), Write())
Entry = reduce(or_, ENTRIES.values())
_case = _rules["case"]["properties"]


class Row(Struct, forbid_unknown_fields=True):
    article: Annotated[str, _pattern(_case["article"])]
    tasks: Annotated[dict[str, Entry], _most(_case["tasks"])]  # Ids: see ``fits``


class Document(Struct, forbid_unknown_fields=True):
    format: Literal[FORMAT]
    version: Literal[VERSION]
    kit: Annotated[str, _pattern(SCHEMA["properties"]["kit"])]
    learner: Annotated[str, _pattern(SCHEMA["properties"]["learner"])]
    cases: Annotated[dict[str, Row], _most(SCHEMA["properties"]["cases"])]  # Ids: see ``fits``

    def plain(self) -> dict:
        """The document as ``answers`` has it."""
        return msgspec.to_builtins(self)


def of(document: dict) -> Document:
    """The document, which ``answers.check`` has passed, in these types."""
    return msgspec.convert(document, Document)


def is_answered(entry: Entry) -> bool:
    """The same as ``kinds.is_answered`` says."""
    value = entry.value
    return bool(entry.tries or entry.first or (value and value not in _UNTOUCHED))


def held(document: Document) -> set[tuple[str, str]]:
    """The tasks, as (case, task), that a document holds an answer to."""
    return {
        (case, task)
        for case, row in document.cases.items()
        for task, entry in row.tasks.items()
        if is_answered(entry)
    }


@lru_cache(maxsize=10_000)
def _is_id(text: str) -> bool:
    return re.search(_id.pattern, text) is not None


_code = attrgetter("code")
_are_times = re.compile(rf"(?:{_rules['time']['pattern'].strip('^$')}\n)*").fullmatch


def fits(document: Document) -> bool:
    """Whether ids are ids, and times are times; everything else is in the types."""
    ids: set[str] = set(document.cases)
    times: list[str] = []
    for row in document.cases.values():
        ids.update(row.tasks)
        for entry in row.tasks.values():
            times += (entry.began, entry.saved)
            if type(entry) is _MarkEntry:
                marks = chain(entry.value, *entry.tries, *(entry.first or ()))
                ids.update(map(_code, marks))
    lines = "".join([f"{time}\n" for time in times])
    are_times = lines.count("\n") == len(times) and _are_times(lines)
    return bool(are_times) and all(map(_is_id, ids))


def given(document: Document) -> bytes:
    """What a receipt is made from, as ``answers.receipt`` writes it."""
    cases = {}
    for case, row in document.cases.items():
        tasks = {}
        for task, entry in row.tasks.items():
            bare = {"kind": KIND[type(entry)], "value": entry.value, "tries": entry.tries}
            if entry.first is not UNSET:
                bare["first"] = entry.first
            tasks[task] = bare
        cases[case] = {"article": row.article, "tasks": tasks}
    bare = {"format": document.format, "version": document.version, "cases": cases}
    return _in_order.encode(bare)


_in_order = msgspec.json.Encoder(order="deterministic")  # dicts by key, structs as defined

# A notebook, of which everything but the answers is passed over unread.


def _notebook(block) -> type:
    data = msgspec.defstruct("Data", [("block", block | UnsetType, UNSET)], rename={"block": MIME})
    output = msgspec.defstruct("Output", [("data", data | UnsetType, UNSET)])
    cell = msgspec.defstruct("Cell", [("outputs", list[output], [])])
    return msgspec.defstruct("Notebook", [("cells", list[cell])])


# At a glance: whose answers these are, and to what. Nothing else is looked at.


class GlanceEntry(Struct):
    value: Raw
    tries: Raw
    first: Raw | UnsetType = UNSET


class GlanceRow(Struct):
    tasks: dict[str, GlanceEntry]


class Glance(Struct):
    learner: str
    cases: dict[str, GlanceRow]


document = msgspec.json.Decoder(Document)
notebook = msgspec.json.Decoder(_notebook(Document))
document_glance = msgspec.json.Decoder(Glance)
notebook_glance = msgspec.json.Decoder(_notebook(Glance))
