"""What learners, mail programs and learning platforms do to files: 58 inputs, and what they give.

    python tests/hostile_inputs.py      a Markdown table of what happens to each

An input writes itself into a folder. ``expected`` is what ``outcome`` says of it: how many
hand-ins were read, then the codes of the problems. ``holds`` looks at what was read.
"""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from whosaysso import answers, tasks  # noqa: E402
from whosaysso.case import load  # noqa: E402
from whosaysso.classroom import files, handins  # noqa: E402
from whosaysso.classroom.records import Batch, Found, HandIn, Problem  # noqa: E402
from whosaysso.classroom.tally import check_batch, make_plan  # noqa: E402
from whosaysso.kinds import mark  # noqa: E402

CASE = load()
MARKED, SORTED, WRITTEN = "attribution-own-voice", "sort-doubt", "write-memo"
MANY = 1_000  # of case 57; ``make bench-classroom`` takes 100,000
NOTEBOOK = json.loads((ROOT / "exercises" / "loaded-language.ipynb").read_text("utf-8"))
SCRIPTS = (
    "<script>document.title='ran'</script><img src=x onerror=alert(1)></textarea>"
    "<svg onload=alert(1)><a href='javascript:alert(1)'>x</a>![](http://example.org/x.png)"
)
FORMULAS = '=HYPERLINK("http://example.org")\n+1\n-1\n@x\n\t=1\r=1\n＝1'


@cache
def plan():
    return make_plan([CASE], {(CASE.id, name) for name in (MARKED, SORTED, WRITTEN)})


@cache
def built(name: str = MARKED) -> dict:
    return tasks.build(tasks.tasks(CASE)[name], CASE)


def entry(kind: str, value, count: int = 3, **more) -> dict:
    when = "2026-03-01T10:00:00Z"
    row = {"kind": kind, "value": value, "tries": [value], "count": count}
    return {**row, "began": when, "saved": when, **more}


def document(number: int = 0, marks=None, text: str | None = None) -> dict:
    """A learner's answers; another number, another learner with other answers."""
    marks = mark.key(built())[:5] if marks is None else marks
    tasks = {
        MARKED: entry("mark", marks),
        WRITTEN: entry("write", {"text": text or f"My memo, number {number}."}),
    }
    made = answers.new_document(number * 7919 + 12345)
    return made | {"cases": {CASE.id: {"article": CASE.sha256, "tasks": tasks}}}


def raw_of(data) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def notebook(*blocks: dict) -> dict:
    """An exercise notebook with these blocks, each in the output of a cell of its own."""
    data = deepcopy(NOTEBOOK)
    trap = {"cell_type": "code", "execution_count": 1, "id": "trap", "metadata": {}}
    trap |= {"outputs": [], "source": ["open('ran', 'w').close()"]}
    data["cells"].insert(0, trap)
    data["cells"] += [cell_with(block) for block in blocks]
    return data


def cell_with(block: dict) -> dict:
    data = {answers.MIME: block, "text/plain": ["Answers."]}
    output = {"data": data, "execution_count": 5, "metadata": {}, "output_type": "execute_result"}
    cell = {"cell_type": "code", "execution_count": 5, "id": "five", "metadata": {}}
    return cell | {"outputs": [output], "source": ["hand_in()"]}


# --- looking at a folder -------------------------------------------------------------------


@dataclass
class Outcome:
    """Everything that came of a folder."""

    found: list[Found]
    handins: list[HandIn]
    problems: list[Problem]
    batch: Batch

    def __str__(self) -> str:
        codes = Counter(one.code for one in self.problems)
        told = [f"{code} ×{n}" if n > 1 else code for code, n in sorted(codes.items())]
        states = Counter(one.state for one in self.batch.results)
        unread = [f"{states['unread']} answer unread"] if states["unread"] else []
        lost = sum("lost" in one.problem for one in self.batch.results)
        gone = [f"{lost} answer with a mark lost"] if lost else []
        return ", ".join([f"{len(self.handins)} read", *unread, *gone, *told])

    def result(self, task: str = MARKED):
        return next(one for one in self.batch.results if one.task == task)


def look(source: Path) -> Outcome:
    """Find, read, gather and check what lies in a folder or zip."""
    found, problems = files.find(source)
    readings = []
    for one in found:
        reading = handins.open_one(one, plan().articles)
        (problems if isinstance(reading, Problem) else readings).append(reading)
    gathered, flags = handins.gather(readings, plan().articles)
    return Outcome(found, gathered, problems + flags, check_batch(gathered, plan()))


@dataclass(frozen=True)
class Hostile:
    """One input. ``trouble`` is entered while it is looked at, for what a disk can do."""

    number: int
    name: str
    write: Callable[[Path], None]
    expected: str = "1 read"
    holds: Callable[[Outcome], None] = field(default=lambda outcome: None)
    trouble: Callable = nullcontext


# --- what is expected of what was read -------------------------------------------------------


def untouched(outcome: Outcome) -> None:
    """The score is that of the same marks in a faultless file."""
    wanted = mark.score(built(), mark.key(built())[:5]).score
    result = outcome.result()
    assert (result.state, result.first, result.problem) == ("done", wanted, ""), result


def unread(outcome: Outcome) -> None:
    result = outcome.result()
    assert (result.state, result.first, result.last) == ("unread", None, None), result
    assert result.problem


def scored(outcome: Outcome) -> None:
    """The score is that of the task's own kind."""
    tasks_held = outcome.handins[0].answers.plain()["cases"][CASE.id]["tasks"]
    result = outcome.result()
    assert result.first == mark.score(built(), tasks_held[MARKED]["value"]).score
    assert result.state == "done" and not result.problem


def kept(text: str) -> Callable[[Outcome], None]:
    """The text is there, letter by letter: to escape it is for whoever shows it."""

    def holds(outcome: Outcome) -> None:
        held = outcome.handins[0].answers.plain()["cases"][CASE.id]["tasks"]
        assert held[WRITTEN]["value"]["text"] == text
        assert outcome.result(WRITTEN).state == "done"

    return holds


def lost(outcome: Outcome) -> None:
    result = outcome.result()
    assert result.state == "done" and "1 of 5 marks lost" in result.problem, result
    assert result.first < mark.score(built(), mark.key(built())[:5]).score


def newest(outcome: Outcome) -> None:
    held = outcome.handins[0].answers.plain()["cases"][CASE.id]["tasks"]
    assert held[WRITTEN]["value"]["text"] == "The newer one."


def missing(outcome: Outcome) -> None:
    assert (outcome.result().state, outcome.result().first) == ("missing", None)


def printable(outcome: Outcome) -> None:
    shown = [one.name for one in outcome.found] + [one.name for one in outcome.problems]
    assert all(name.isprintable() for name in shown), shown
    assert len(set(shown) & {one.name for one in outcome.found}) == len(outcome.found)


def owners(*wanted: tuple[str, str]) -> Callable[[Outcome], None]:
    def holds(outcome: Outcome) -> None:
        assert [(one.owner, one.lms) for one in outcome.handins] == list(wanted)

    return holds


# --- writing ---------------------------------------------------------------------------------


def raw(content: bytes | Callable[[], bytes], name: str = "my-answers.json"):
    def write(folder: Path) -> None:
        (folder / name).write_bytes(content() if callable(content) else content)

    return write


def js(make: Callable[[], object], name: str = "my-answers.json"):
    return raw(lambda: raw_of(make()), name)


def nb(change: Callable[[dict], object] = lambda data: None, blocks=None):
    """A notebook with one block, changed."""

    def write(folder: Path) -> None:
        data = notebook(*([document()] if blocks is None else blocks()))
        changed = change(data)
        (folder / "article.ipynb").write_bytes(raw_of(data if changed is None else changed))

    return write


def several(names, make: Callable[[int], bytes] = lambda n: raw_of(document(n))):
    def write(folder: Path) -> None:
        for number, name in enumerate(names):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make(number))

    return write


def zipped(*members, name: str = "class.zip", change: Callable[[bytes], bytes] = bytes):
    """A zip of (name or ZipInfo, bytes or number of a learner), changed byte by byte."""

    def write(folder: Path) -> None:
        (folder / name).write_bytes(change(zip_of(*members)))

    return write


def zip_of(*members) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, mock.patch("warnings.warn"):
        for member, content in members:
            data = raw_of(document(content)) if isinstance(content, int) else content
            archive.writestr(member, data)
    return file.getvalue()


def with_marks(change: Callable[[list[dict]], object]):
    """An answer file whose marks are changed."""

    def make() -> dict:
        marks = mark.key(built())[:5]
        changed = change(marks)
        return document(marks=marks if changed is None else changed)

    return js(make)


def first_mark(**fields):
    return with_marks(lambda marks: marks[0].update(fields))


def spell_start(text: str):
    """An answer file in which the first start is spelt as this text."""

    def make() -> bytes:
        good = raw_of(document())
        before, _, after = good.partition(b'"start": ')
        return before + b'"start": ' + text.encode() + after[after.index(b",") :]

    return raw(make)


def with_text(text: str):
    return js(lambda: document(text=text))


def bare_nan(data: dict) -> None:
    data["cells"][0]["outputs"] = [{"output_type": "display_data", "data": {"x": float("nan")}}]


def quotes(swap: Callable[[str], str]):
    def change(marks: list[dict]) -> None:
        for one in marks:
            one["quote"] = swap(one["quote"])

    return with_marks(change)


def shifted(marks: list[dict]) -> None:
    """As a program that counts UTF-16 units would, after one emoji; the quotes are right."""
    for one in marks:
        one["start"], one["end"] = one["start"] + 1, one["end"] + 1


def every_word() -> list[dict]:
    words = [word for line in built()["lines"] for word in line["words"]]
    return [{"code": "no-source", "start": a, "end": b, "quote": t} for a, b, t, _ in words]


def whole_text() -> list[dict]:
    words = [word for line in built()["lines"] for word in line["words"]]
    start, end = words[0][0], words[-1][1]
    return [{"code": "no-source", "start": start, "end": end, "quote": CASE.text[start:end]}]


def other_codes(marks: list[dict]) -> None:
    asked = [code["id"] for code in built()["codes"]]
    for one in marks:
        one["code"] = asked[(asked.index(one["code"]) + 1) % len(asked)]


def older_and_newer() -> list[dict]:
    newer = document(text="The newer one.")
    newer["cases"][CASE.id]["tasks"][WRITTEN] |= {"count": 9, "saved": "2026-03-02T10:00:00Z"}
    return [newer, document(text="The older one.")]


def with_case(name: str, **fields):
    def make() -> dict:
        data = document()
        row = data["cases"].pop(CASE.id)
        data["cases"][name] = row | fields
        return data

    return js(make)


def old_format(data: dict) -> dict:
    cells = data.pop("cells")
    return {"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}


def pasted(data: dict) -> None:
    text = json.dumps(document())
    data["cells"].append({"cell_type": "markdown", "id": "md", "metadata": {}, "source": [text]})


def rearranged(data: dict) -> None:
    """The answers come first, in a cell turned to Markdown, and most cells are gone or doubled."""
    last = data["cells"][-1]
    last["cell_type"] = "markdown"
    data["cells"] = [last, *data["cells"][:2], *data["cells"][:2]]


def edited_checks(data: dict) -> None:
    for cell in data["cells"]:
        cell["metadata"]["nbgrader"] = {"points": 1000, "grade": True, "locked": "no"}
        cell["source"] = ["assert True"]


def only_widgets(data: dict) -> None:
    data["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"a": {"state": document()}}}
    }


def cleared(data: dict) -> None:
    for cell in data["cells"]:
        cell["outputs"] = []


def member(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


def patch_directory(raw: bytes, offset: int, value: bytes, which=lambda number: True) -> bytes:
    """Bytes of the entries in a zip's directory, at an offset in each, replaced."""
    data, at, number = bytearray(raw), raw.index(b"PK\1\2"), 0
    while data[at : at + 4] == b"PK\1\2":
        if which(number):
            data[at + offset : at + offset + len(value)] = value
        name, extra, comment = struct.unpack_from("<3H", data, at + 28)
        at, number = at + 46 + name + extra + comment, number + 1
    return bytes(data)


def overlap(raw: bytes) -> bytes:
    """Every entry points at the bytes of the first, as in the bombs of CVE-2024-0450."""
    return patch_directory(raw, 42, bytes(4))


def link(folder: Path) -> None:
    (folder / "target").mkdir()
    (folder / "target" / "a.json").write_bytes(raw_of(document()))
    (folder / "x.json").symlink_to(folder / "target" / "a.json")
    (folder / "y").symlink_to(folder)


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "x.ipynb")


def no_permission():
    """Root may read everything, so the refusal is ours."""
    really = os.open

    def refuse(path, *more, **named):
        if os.fspath(path).endswith("locked.json"):
            raise PermissionError(13, "Permission denied")
        return really(path, *more, **named)

    return mock.patch.object(files.os, "open", refuse)


def growing():
    """Somebody writes to each file after its bytes are read."""
    really = os.read

    def read(handle, size):
        data = really(handle, size)
        os.utime(handle)
        return data

    return mock.patch.object(files.os, "read", read)


MOODLE = [
    "Ana Lópež_1234567_assignsubmission_file_/my-answers.json",
    "Bo Li_1234568_assignsubmission_file/article.json",
    "Cy O'Neil_1234569_assignsubmission_onlinetext_/x.json",
    "Di Day_1234570_assignsubmission_file_my-answers.json",
]
PEOPLE = [
    ("Ana Lópež", "1234567"),
    ("Bo Li", "1234568"),
    ("Cy O'Neil", "1234569"),
    ("Di Day", "1234570"),
]
CANVAS = ["dayana_LATE_12345_678901_my-answers.json", "libo_12346_678902_my-answers-1.json"]
CANVAS_PEOPLE = [("dayana", "12345"), ("libo", "12346")]
NAMES = [
    "-rf.json",
    "=1+1.json",
    "CON",
    "a,b.json",
    "back\\slash.json",
    "quo\"te'.json",
    "л" * 120 + ".json",
]

UNREAD = "1 read, 1 answer unread"
GOOD = lambda: raw_of(document())  # noqa: E731
INPUTS = [
    # encoding
    Hostile(1, "empty file", raw(b""), "0 read, empty"),
    Hostile(2, "half a file", raw(lambda: GOOD()[: len(GOOD()) // 2]), "0 read, cut-off"),
    Hostile(
        2,
        "half a notebook",
        raw(lambda: raw_of(notebook(document()))[:6000], "a.ipynb"),
        "0 read, cut-off",
    ),
    Hostile(3, "byte order mark", raw(lambda: b"\xef\xbb\xbf" + GOOD()), holds=untouched),
    Hostile(4, "UTF-16 LE", raw(lambda: GOOD().decode().encode("utf-16-le")), holds=untouched),
    Hostile(
        4, "UTF-16 BE with mark", raw(lambda: b"\xfe\xff" + GOOD().decode().encode("utf-16-be"))
    ),
    Hostile(
        5,
        "latin-1 byte",
        raw(lambda: GOOD().replace(b"My memo", b"My m\xe9mo")),
        "0 read, encoding",
    ),
    Hostile(6, "CRLF", raw(lambda: GOOD().replace(b"\n", b"\r\n")), holds=untouched),
    Hostile(7, "CR only", raw(lambda: GOOD().replace(b"\n", b"\r")), holds=untouched),
    Hostile(8, "NUL in a quote", first_mark(quote="a\0b"), UNREAD, unread),
    Hostile(9, "lone surrogate", with_text("\ud83d half"), "0 read, encoding"),
    Hostile(
        9,
        "lone surrogate, escaped",
        raw(lambda: GOOD().replace(b"My memo", b"My \\ud83d memo")),
        "0 read, form",
    ),
    Hostile(
        10,
        "NFD text",
        with_text(unicodedata.normalize("NFD", "Ärger, café")),
        holds=kept(unicodedata.normalize("NFD", "Ärger, café")),
    ),
    Hostile(
        11, "no-break spaces in quotes", quotes(lambda q: q.replace(" ", "\u00a0")), holds=untouched
    ),
    Hostile(
        12, "straight quotes made curly", quotes(lambda q: q.replace("'", "’")), holds=untouched
    ),
    Hostile(13, "offsets in UTF-16 units after an emoji", with_marks(shifted), holds=untouched),
    Hostile(
        13,
        "a quote that stands nowhere",
        first_mark(quote="words of another text"),
        "1 read, 1 answer with a mark lost",
        lost,
    ),
    Hostile(
        14,
        "right-to-left override, zero width",
        with_text("a\u202edrawkcab\u200b\u2066"),
        holds=kept("a\u202edrawkcab\u200b\u2066"),
    ),
    # JSON
    Hostile(15, "top-level list", js(lambda: [document()]), "0 read, not-answers"),
    Hostile(
        16,
        "the key cells twice",
        raw(lambda: b'{"cells": [],' + raw_of(notebook(document())).lstrip()[1:], "a.ipynb"),
        holds=untouched,
    ),
    Hostile(17, "100,000 brackets", raw(b"[" * 100_000 + b"]" * 100_000), "0 read, too-deep"),
    Hostile(
        18, "900 boxes in a cell", nb(lambda d: d["metadata"].update(x=deep(900))), holds=untouched
    ),
    Hostile(19, "NaN in a number", spell_start("NaN"), "0 read, form"),
    Hostile(19, "NaN in another output", nb(bare_nan), holds=untouched),
    Hostile(20, "integer of 10,000 digits", spell_start("9" * 10_000), "0 read, form"),
    Hostile(21, "start as text", spell_start('"0"'), "0 read, form"),
    Hostile(21, "start true", spell_start("true"), "0 read, form"),
    Hostile(21, "start 1.5", spell_start("1.5"), "0 read, form"),
    Hostile(21, "start 1e999", spell_start("1e999"), "0 read, form"),
    Hostile(21, "start and end negative", first_mark(start=-9, end=-3, quote=""), UNREAD, unread),
    Hostile(21, "past the end", first_mark(start=10**6, end=10**6 + 5, quote=""), UNREAD, unread),
    Hostile(21, "start after end", first_mark(start=500, end=10, quote=""), UNREAD, unread),
    Hostile(22, "unknown category", first_mark(code="no-such-code"), UNREAD, unread),
    Hostile(
        23, "unknown field in the answers", js(lambda: document() | {"grade": 100}), "0 read, form"
    ),
    Hostile(
        23, "unknown field in the notebook", nb(lambda d: d.update(grade=100)), holds=untouched
    ),
    Hostile(
        24,
        "one million marks",
        raw(lambda: b"[" + b'{"code":"a","start":0,"end":1},' * 1_000_000 + b"0]"),
        "0 read, too-large",
    ),
    Hostile(
        24,
        "2,001 marks",
        with_marks(lambda marks: [marks[0]] * 2001),
        "0 read, form",
    ),
    Hostile(
        25,
        "50 MB of output",
        nb(lambda d: d["cells"][0].update(outputs=[{"text": "x" * 50_000_000}])),
        "0 read, too-large",
    ),
    # notebook
    Hostile(26, "nbformat 3", nb(old_format, blocks=list), "0 read, notebook-version"),
    Hostile(26, "nbformat 3 that has the block", nb(old_format), holds=untouched),
    Hostile(27, "nbformat 99", nb(lambda d: d.update(nbformat=99)), holds=untouched),
    Hostile(
        27,
        "nbformat 99, no block",
        nb(lambda d: d.update(nbformat=99), blocks=list),
        "0 read, notebook-version",
    ),
    Hostile(
        28,
        "no answer block",
        nb(lambda d: d["cells"].__delitem__(slice(2, None))),
        "0 read, no-block",
    ),
    Hostile(29, "two blocks, the same", nb(blocks=lambda: [document()] * 2), holds=untouched),
    Hostile(
        30, "two blocks, different", nb(blocks=older_and_newer), "1 read, several-blocks", newest
    ),
    Hostile(
        30,
        "the block of another learner",
        nb(blocks=lambda: [document(), document(5)]),
        "1 read, foreign-block",
    ),
    Hostile(31, "block pasted into a Markdown cell", nb(pasted, blocks=list), "0 read, no-block"),
    Hostile(32, "cells copied, retyped, deleted", nb(rearranged), holds=untouched),
    Hostile(33, "edited checks and points", nb(edited_checks), holds=untouched),
    Hostile(34, "widget state, no block", nb(only_widgets, blocks=list), "0 read, widgets-only"),
    Hostile(35, "outputs cleared", nb(cleared), "0 read, cleared"),
    Hostile(36, "the answer file alone", js(document), holds=untouched),
    Hostile(
        37, "old version of the article", with_case(CASE.id, article="0" * 64), "0 read, other-text"
    ),
    Hostile(38, "another article", with_case("another-text"), "0 read, other-article"),
    Hostile(
        39,
        "article edited by the learner",
        with_case(CASE.id, article="f" * 64),
        "0 read, other-text",
    ),
    Hostile(
        40,
        "instructor copy",
        raw((ROOT / "solutions" / "loaded-language.ipynb").read_bytes(), "a.ipynb"),
        "0 read, no-block",
    ),
    # content
    Hostile(41, "scripts and images", with_text(SCRIPTS), holds=kept(SCRIPTS)),
    Hostile(42, "formulas", with_text(FORMULAS), holds=kept(FORMULAS)),
    Hostile(43, "10,000 characters, no space", with_text("x" * 10_000), holds=kept("x" * 10_000)),
    Hostile(43, "10,001 characters", with_text("x" * 10_001), "0 read, form"),
    Hostile(44, "every word marked", with_marks(lambda marks: every_word()), holds=scored),
    Hostile(45, "one mark over all", with_marks(lambda marks: whole_text()), holds=scored),
    Hostile(46, "the same marks five times", with_marks(lambda marks: marks * 5), holds=untouched),
    Hostile(47, "nothing", js(lambda: document() | {"cases": {}}), holds=missing),
    Hostile(48, "wrong category everywhere", with_marks(other_codes), holds=scored),
    # files
    Hostile(49, "odd names", several(NAMES), f"{len(NAMES)} read", printable),
    Hostile(49, "a line end in a name", several(["a\nb.json"]), "1 read, name-control", printable),
    Hostile(
        49,
        "300 letters in a zip",
        zipped(("x" * 300 + ".json", 1), ("y" * 300 + ".json", 2)),
        "2 read, name-long ×2",
        printable,
    ),
    Hostile(
        50, "same name twice", zipped(("a.json", 1), ("a.json", 2)), "2 read, same-name", printable
    ),
    Hostile(50, "names that differ by case", zipped(("a.json", 1), ("A.json", 2)), "2 read"),
    Hostile(
        51,
        "same content, two learners",
        several(["a.json", "b.json"], lambda n: raw_of(document() | {"learner": f"0000-000{n}"})),
        "2 read, same-answers ×2",
    ),
    Hostile(
        51,
        "the same file, twice",
        several(["a.json", "b.json"], lambda n: raw_of(document())),
        "1 read, several-files",
        untouched,
    ),
    Hostile(52, "links", link, "1 read, link ×2", untouched),
    Hostile(52, "a pipe", pipe, "0 read, not-a-file"),
    Hostile(52, "a folder named x.ipynb", several(["x.ipynb/a.json"]), holds=untouched),
    Hostile(53, "zip: ..", zipped(("../../a.json", 0)), "1 read, name-path", untouched),
    Hostile(53, "zip: absolute", zipped(("/etc/a.json", 0)), "1 read, name-path", untouched),
    Hostile(53, "zip: C:\\", zipped(("C:\\a.json", 0)), "1 read, name-path", untouched),
    Hostile(
        53,
        "zip: link",
        zipped((member("a.json", stat.S_IFLNK | 0o777), b"/etc/passwd")),
        "0 read, link",
    ),
    Hostile(
        53,
        "zip: overlap bomb",
        zipped(("a.json", 1), ("b.json", 1), change=overlap),
        "0 read, zip-overlap",
    ),
    Hostile(
        53,
        "zip: grows a thousandfold",
        zipped(*((f"{n}.json", bytes(4_000_000)) for n in range(3))),
        "0 read, zip-ratio",
    ),
    Hostile(
        53,
        "zip: says it unpacks to 4 GB",
        zipped(
            ("a.json", 1),
            change=lambda data: patch_directory(data, 24, struct.pack("<L", 0xFFFFFFF0)),
        ),
        "0 read, zip-size",
    ),
    Hostile(
        53,
        "zip: 5,001 members",
        zipped(*((f"{n}", b"") for n in range(5_001))),
        "0 read, zip-members",
    ),
    Hostile(53, "zip in zip", zipped(("a.zip", zip_of(("a.json", b"{}")))), "0 read, zip-in-zip"),
    Hostile(
        53,
        "zip: encrypted",
        zipped(("a.json", 1), change=lambda data: patch_directory(data, 8, b"\1\0")),
        "0 read, encrypted",
    ),
    Hostile(
        53,
        "zip: a wrong checksum",
        zipped(("a.json", 1), change=lambda data: patch_directory(data, 16, b"oops")),
        "0 read, zip-damaged",
    ),
    Hostile(
        53,
        "zip: half",
        zipped(("a.json", 1), change=lambda d: d[: len(d) // 2]),
        "0 read, zip-damaged",
    ),
    Hostile(
        54, ".ipynb.txt", raw(lambda: raw_of(notebook(document())), "a.ipynb.txt"), holds=untouched
    ),
    Hostile(
        54, "login page", raw(b"\n<!DOCTYPE html><title>Log in", "a.ipynb"), "0 read, web-page"
    ),
    Hostile(54, "zip renamed", zipped(("a.json", 0), name="a.ipynb"), holds=untouched),
    Hostile(
        54,
        "word processor",
        zipped(("[Content_Types].xml", b"<x/>"), ("word/a.xml", b"<x/>"), name="a.docx"),
        "0 read, office",
    ),
    Hostile(
        55, "no permission", several(["locked.json"]), "0 read, unreadable", trouble=no_permission
    ),
    Hostile(56, "changes while read", several(["a.json"]), "0 read, changed", trouble=growing),
    Hostile(57, "no files", lambda folder: None, "0 read"),
    Hostile(57, "30 files", several([f"{n}.json" for n in range(30)]), "30 read"),
    Hostile(57, f"{MANY:,} files", several([f"{n:04}.json" for n in range(MANY)]), f"{MANY} read"),
    Hostile(58, "Moodle, a folder", several(MOODLE), "4 read", owners(*PEOPLE)),
    Hostile(
        58,
        "Moodle, a zip",
        zipped(*((name, n) for n, name in enumerate(MOODLE))),
        "4 read",
        owners(*PEOPLE),
    ),
    Hostile(58, "Canvas, a folder", several(CANVAS), "2 read", owners(*CANVAS_PEOPLE)),
    Hostile(
        58,
        "Canvas, a zip",
        zipped(*((name, n) for n, name in enumerate(CANVAS))),
        "2 read",
        owners(*CANVAS_PEOPLE),
    ),
    Hostile(
        58,
        "system files",
        several(
            ["a.json", ".DS_Store", "__MACOSX/._a.json", ".ipynb_checkpoints/a-checkpoint.ipynb"]
        ),
        "1 read, system-files",
        untouched,
    ),
]


def deep(levels: int) -> dict:
    inner: dict = {}
    for _ in range(levels):
        inner = {"x": inner}
    return inner


def main() -> None:
    print("| Number | Input | What happened |\n|---:|---|---|")
    for one in INPUTS:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            one.write(folder)
            with one.trouble():
                outcome = look(folder)
            one.holds(outcome)
        fits = "" if str(outcome) == one.expected else f" (expected: {one.expected})"
        print(f"| {one.number} | {one.name.replace('|', ' ')} | {outcome}{fits} |")


if __name__ == "__main__":
    main()
