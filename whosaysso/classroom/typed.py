"""What an answer file may hold, as types for msgspec: the fast twin of ``answers.schema.json``.

Patterns and limits are read from the schema, and ``tests/test_handins.py`` holds the two equal on
many documents. What these types refuse is looked at once more, slowly, in ``handins.py``: the
schema has the last word, and the reader gets a reason.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from ..answers import FORMAT, MIME, VERSION

SCHEMA = json.loads((files(__package__) / "../answers.schema.json").read_text(encoding="utf-8"))


def _pattern(rule: dict) -> Meta:
    return Meta(pattern=rule["pattern"].replace("$", r"\Z"))  # in Python $ lets a line end pass


_rules = SCHEMA["definitions"]
_whole = _rules["whole"]
_mark = _rules["mark"]
_entry_rules = _rules["task"]["properties"]

Id = Annotated[str, _pattern(_rules["id"])]
Text = Annotated[str, Meta(max_length=_rules["text"]["maxLength"])]
Whole = Annotated[int, Meta(ge=_whole["minimum"], le=_whole["maximum"])]
Time = Annotated[str, _pattern(_rules["time"])]
Percent = Annotated[int, Meta(ge=0, le=100)]
Count = Annotated[
    int, Meta(ge=_entry_rules["count"]["minimum"], le=_entry_rules["count"]["maximum"])
]


def _most(rule: dict) -> Meta:
    return Meta(max_length=rule.get("maxItems", rule.get("maxProperties")))


class Mark(Struct, forbid_unknown_fields=True, gc=False):
    code: Id
    start: Whole
    end: Whole
    quote: Text | UnsetType = UNSET


class Item(Struct, forbid_unknown_fields=True, gc=False):
    answer: Id | UnsetType = UNSET
    sure: Percent | UnsetType = UNSET

    def __post_init__(self):
        if self.answer is UNSET and self.sure is UNSET:
            raise ValueError("an item with nothing in it")


_overruled = _rules["rewrite"]["properties"]["overruled"]
_rubric = _rules["write"]["properties"]["rubric"]


class Rewrite(Struct, forbid_unknown_fields=True):
    text: Text | UnsetType = UNSET
    overruled: Annotated[dict[Id, Text], _most(_overruled)] | UnsetType = UNSET


class Write(Struct, forbid_unknown_fields=True):
    text: Text | UnsetType = UNSET
    rubric: Annotated[dict[Id, Percent], _most(_rubric)] | UnsetType = UNSET
    note: Text | UnsetType = UNSET


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


_kinds = [_entry(kind, answer) for kind, answer in ANSWERS.items()]
Entry = _kinds[0] | _kinds[1] | _kinds[2] | _kinds[3] | _kinds[4]
_case = _rules["case"]["properties"]


class Row(Struct, forbid_unknown_fields=True):
    article: Annotated[str, _pattern(_case["article"])]
    tasks: Annotated[dict[Id, Entry], _most(_case["tasks"])]


class Document(Struct, forbid_unknown_fields=True):
    format: Literal[FORMAT]
    version: Literal[VERSION]
    kit: Annotated[str, _pattern(SCHEMA["properties"]["kit"])]
    learner: Annotated[str, _pattern(SCHEMA["properties"]["learner"])]
    cases: Annotated[dict[Id, Row], _most(SCHEMA["properties"]["cases"])]


# A notebook, of which everything but the answers is passed over unread.


class Data(Struct, rename={"block": MIME}):
    block: Document | UnsetType = UNSET


class Output(Struct):
    data: Data | UnsetType = UNSET


class Cell(Struct):
    outputs: list[Output] = []


class Notebook(Struct):
    cells: list[Cell]


document = msgspec.json.Decoder(Document)
notebook = msgspec.json.Decoder(Notebook)
