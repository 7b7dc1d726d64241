"""Answers that cannot be answers, or only look dangerous: for every kind of exercise.

``ALONE`` is the same for every kind. ``spoilt`` takes a good answer and puts something bad in
each kind of place that it has, so that a new kind of exercise needs no list of its own.
"""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Iterator
from copy import deepcopy

HUGE = 10**400  # JavaScript reads it as Infinity
MEGABYTE = "m" * 2**20
FIELDS = 4  # a dict of an answer has at most so many fields; one with more is a list of items
SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(1)>"
BACKWARDS = "\u202edrawkcab\u2066"
UNSEEN = "\u200b\u200d\u2060\ufeff"


def nested(make) -> object:
    """Ten thousand boxes in one another."""
    inner = make(None)
    for _ in range(10_000):
        inner = make(inner)
    return inner


def circle(kind: type) -> object:
    """A list or dict that holds itself."""
    whole = kind()
    if kind is list:
        whole.append(whole)
    else:
        whole["text"] = whole
    return whole


# What no answer is made of, or what no part of one should be.
PARTS = {
    "nothing": None,
    "true": True,
    "half": 0.5,
    "not a number": math.nan,
    "endless": math.inf,
    "below zero": -1,
    "past what JavaScript counts": 2**53 + 1,
    "huge": HUGE,
    "bytes": b"bytes",
    "set": {1},
    "tuple": (1,),
    "object": object(),
    "no text": "",
    "1 MB": MEGABYTE,
    "script": SCRIPT,
    "image": IMAGE,
    "end of script": "</script><!--",
    "backwards": BACKWARDS,
    "unseen": UNSEEN,
    "half an emoji": "\ud83d",
    "whole emoji in two halves": "\ud83d\ude00",
    "NUL": "a\0b",
    "line ends": "a\nb\u2028c",
    "format fields": "{0} {summary} %s",
    "list": [],
    "dict": {},
    "list in itself": circle(list),
    "10,000 deep": nested(lambda inner: [inner]),
}

# Names that no dict of an answer should have.
KEYS = {
    "unknown": "unknown",
    "no name": "",
    "__proto__": "__proto__",
    "constructor": "constructor",
    "script": SCRIPT,
    "backwards": BACKWARDS,
    "half an emoji": "\ud83d",
    "1 MB": MEGABYTE,
    "a number": 1,
    "half": 0.5,
    "nothing": None,
    "true": True,
    "tuple": (1, 2),
}

ALONE = {
    **PARTS,
    "false": False,
    "zero": 0,
    "minus endless": -math.inf,
    "imaginary": 1j,
    "decimal": decimal.Decimal("1.5"),
    "day": datetime.date(2020, 2, 10),
    "bytearray": bytearray(b"bytes"),
    "frozen set": frozenset({1}),
    "range": range(3),
    "function": len,
    "type": dict,
    "letters": "letters",
    "list of nothing": [None],
    "list of letters": ["a", "b"],
    "list of lists": [[]],
    "list of a circle": [circle(dict)],
    "10,000 of nothing": [None] * 10_000,
    "10,000 marks": [{"code": "loaded", "start": 0, "end": 5, "quote": "Video"}] * 10_000,
    "10,000 items": {f"item-{n}": {"answer": "named"} for n in range(10_000)},
    "dict in itself": circle(dict),
    "dicts 10,000 deep": nested(lambda inner: {"text": inner}),
    **{f"key: {name}": {key: {}} for name, key in KEYS.items()},
}


def spoilt(good) -> Iterator[tuple[str, object]]:
    """A name and a value: a good answer with one part replaced, or one more key."""
    for path, part in places(good):
        where = "/".join(map(str, path)) or "whole"
        if path:
            for name, bad in PARTS.items():
                yield f"{where}: {name}", put(good, path, bad)
        if isinstance(part, dict):
            for name, key in KEYS.items():
                for inside in ({}, "a"):
                    more = {**part, key: inside}
                    yield f"{where}: key {name}, {inside!r}", put(good, path, more)
            for name in part:
                less = {other: inner for other, inner in part.items() if other != name}
                yield f"{where}: without {name}", put(good, path, less)
        if isinstance(part, list):
            yield f"{where}: 10,000 times", put(good, path, (part * 10_000)[:10_000])


def places(value, path: tuple = ()) -> Iterator[tuple[tuple, object]]:
    """Path and part of each place: every field, but only the first of a list or of many items."""
    yield path, value
    if isinstance(value, dict):
        inner = list(value.items())
        if len(inner) > FIELDS:  # ids of items, all alike
            inner = inner[:1]
    elif isinstance(value, list):
        inner = list(enumerate(value))[:1]
    else:
        return
    for name, part in inner:
        yield from places(part, (*path, name))


def put(value, path: tuple, part):
    """A copy of a value with another part at a path."""
    if not path:
        return part
    copy = deepcopy(value)
    place = copy
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = part
    return copy
