"""Reading what learners hand in: everything is read, or refused with a reason; nothing is run."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from bad_values import spoilt
from hostile_inputs import INPUTS, Hostile, document, look, notebook, raw_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whosaysso import answers
from whosaysso.answers import Unfit
from whosaysso.classroom import files, handins, reasons, typed
from whosaysso.classroom.handins import Reading
from whosaysso.classroom.reasons import FLAGGED, REFUSED, Refusal
from whosaysso.classroom.records import Found, Problem
from whosaysso.feedback import Fault

VECTORS = json.loads((Path(__file__).parent / "vectors" / "answers.json").read_text("utf-8"))
EVERY_KIND = next(v["document"] for v in VECTORS["documents"] if v["name"] == "every kind")
ANY = Found("a.json")


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **named):
        raise AssertionError("the reader opens no connection")

    monkeypatch.setattr(socket, "socket", refuse)


# --- the 58 inputs ------------------------------------------------------------------


def all_files(folder: Path) -> set[str]:
    """Names of what lies there, links and pipes too, but not what systems put there."""
    found, waiting = set(), [folder]
    while waiting:
        for path in waiting.pop().iterdir():
            if path.name in files.SYSTEM:
                continue
            if path.is_dir() and not path.is_symlink():
                waiting.append(path)
            else:
                found.add(files.shown(path.relative_to(folder).as_posix()))
    return found


@pytest.mark.parametrize("one", INPUTS, ids=lambda one: f"{one.number} {one.name}")
def test_an_input_gives_what_it_should(one: Hostile, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "class"
    folder.mkdir()
    one.write(folder)
    with one.trouble():
        outcome = look(folder)
        again = look(folder)
    assert str(outcome) == one.expected
    one.holds(outcome)
    assert again == outcome, "a second run gives the same"
    assert not (tmp_path / "ran").exists() and not (folder / "ran").exists()
    told = {name for handin in outcome.handins for name in handin.names}
    told |= {problem.name for problem in outcome.problems}
    for name in all_files(folder):
        assert name in told or any(f"{name}!" in each for each in told), f"{name} was dropped"
    for result in outcome.batch.results:
        if result.state != "done":
            assert result.first is result.last is None, "no score for what could not be read"
    for problem in outcome.problems:
        for sentence in (problem.reason, problem.tell):
            assert sentence.endswith(".") or sentence.endswith("?")
            assert sentence.isprintable() and "{" not in sentence


def test_all_58_are_there():
    assert {one.number for one in INPUTS} == set(range(1, 59))


def test_every_reason_is_met_by_an_input():
    """A reason that nothing can cause is a sentence that nobody has tried."""
    met = set(re.findall(r"[a-z-]+", " ".join(one.expected for one in INPUTS)))
    elsewhere = {
        "zip-method",
        "zip-empty",
        "newer-version",
        "older-version",
        "not-json",
        "some-other-text",
        "shared-code",
        "two-codes",
    }
    assert set(REFUSED) | set(FLAGGED) <= met | elsewhere
    assert not met & elsewhere


NOTHING_BUT_READING = """
import os, sys
from pathlib import Path
from hostile_inputs import look
folders = sorted(Path(sys.argv[1]).iterdir())
for folder in folders:
    look(folder)  # whatever is imported late is imported now
FORBIDDEN = ("socket", "subprocess", "os.system", "os.exec", "os.fork", "os.spawn", "exec",
             "compile", "import", "pickle", "ctypes", "os.rename", "os.remove", "os.mkdir",
             "os.chmod", "os.truncate", "shutil", "tempfile", "urllib")
def watch(event, args):
    writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event.startswith(FORBIDDEN):
        os.write(2, f"{event} {args}".encode())
        os._exit(3)
sys.addaudithook(watch)
for folder in folders:
    look(folder)
print(len(folders), "looked at")
"""


def test_nothing_is_run_imported_written_or_fetched(tmp_path, monkeypatch):
    """Python itself tells what is done while the inputs are read; anything but reading ends it."""
    monkeypatch.undo()
    for number, one in enumerate(INPUTS):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        one.write(folder)
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", NOTHING_BUT_READING, tmp_path],
        env={"PYTHONPATH": f"{root}:{root / 'tests'}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout == f"{len(INPUTS)} looked at\n", done.stderr[-2000:]


# --- other reasons ---------------------------------------------------------------------


def codes_of(folder: Path) -> list[str]:
    return [problem.code for problem in look(folder).problems]


def test_other_zips(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.json", b"{}")
    with zipfile.ZipFile(tmp_path / "b.zip", "w"):
        pass
    assert codes_of(tmp_path) == ["zip-method", "zip-empty"]


def test_a_zip_or_a_file_can_be_the_source_itself(tmp_path):
    import zipfile

    (tmp_path / "a.json").write_bytes(raw_of(document()))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.json", "Ana/a.json")
    assert [one.name for one in files.find(tmp_path / "a.json")[0]] == ["a.json"]
    assert [one.name for one in files.find(tmp_path / "a.zip")[0]] == ["Ana/a.json"]
    assert [one.name for one in files.find(tmp_path)[0]] == ["a.json", "a.zip!Ana/a.json"]
    with pytest.raises(Fault, match="There is no file or folder"):
        files.find(tmp_path / "nowhere")


def test_a_larger_class_can_be_allowed(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(6_000):
            archive.writestr(f"{number:04}", b"")
    assert files.find(tmp_path)[1][0].code == "zip-members"
    found, problems = files.find(tmp_path, members=6_000)
    assert len(found) == 6_000 and not problems


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"version": 2}, "newer-version"),
        ({"version": 0}, "older-version"),
        ({"version": "1"}, "form"),
        ({"format": "another"}, "not-answers"),
    ],
)
def test_versions_that_are_not_todays(change, code):
    for raw in (raw_of(document() | change), raw_of(notebook(document() | change))):
        found = handins.read(ANY, raw)
        assert found.code == ("form" if code == "x" else code)


def test_an_older_version_that_is_still_read(monkeypatch):
    monkeypatch.setitem(answers.MIGRATIONS, 0, lambda old: {**old, "cases": old["cases"]})
    read = handins.read(ANY, raw_of(document() | {"version": 0}))
    assert read.answers.plain() == document()


def test_not_json():
    assert handins.read(ANY, b"My answers are in the other file.").code == "not-json"
    assert handins.read(ANY, b"\x89PNG\r\n\x1a\n\0\0\0").code == "not-json"
    assert handins.read(ANY, b'{"a": 1,}').code == "not-json"


def test_a_refusal_goes_from_a_process_to_another():
    import pickle

    fault = Refusal("unreadable", "a.json", "in use")
    assert pickle.loads(pickle.dumps(fault)).problem == fault.problem


def test_sentences_hold_what_they_are_told():
    for code in reasons.REFUSED | reasons.FLAGGED:
        one = reasons.problem(code, "a.json", "DETAIL")
        table = reasons.FLAGGED if one.counted else reasons.REFUSED
        assert ("DETAIL" in one.reason) == ("{detail}" in table[code][0])


# --- several files of one learner, several learners ------------------------------------------


def reading(name: str, data: dict, owner: str = "", lms: str = "") -> Reading:
    return handins.read(Found(name, owner, lms), raw_of(data))


def test_the_newest_of_each_answer_counts():
    old, new = document(text="old"), document(text="new")
    [case] = new["cases"].values()
    case["tasks"]["write-memo"]["count"] = 9
    expected = answers.merge(old, new)
    for order in ([old, new], [new, old]):
        readings = [reading(f"{n}.json", data) for n, data in enumerate(order)]
        [one], [flag] = handins.gather(readings)
        assert one.answers.plain() == expected
        assert one.receipt == answers.receipt(expected)
        assert one.names == ("0.json", "1.json")
        assert (flag.code, flag.counted, flag.learner) == ("several-files", True, one.learner)


def test_the_order_in_which_files_come_does_not_matter():
    readings = [reading(f"{n}.json", document(n % 7)) for n in range(20)]
    assert handins.gather(readings) == handins.gather(readings[::-1])


def test_answers_to_two_versions_of_a_text_are_never_mixed():
    old, new = document(text="old"), document(text="new")
    [row] = old["cases"].values()
    row["article"] = "0" * 64
    row["tasks"]["extra"] = row["tasks"]["write-memo"]
    [right] = new["cases"].values()
    for articles in (None, {"idlib-2020": right["article"]}):
        readings = [reading("a.json", old), reading("b.json", new)]
        [one], _ = handins.gather(readings, articles)
        [kept] = one.answers.plain()["cases"].values()
        rows = {row["article"]: row, right["article"]: right}
        assert kept["tasks"].keys() == rows[kept["article"]]["tasks"].keys()
    assert kept["article"] == right["article"]


def test_some_answers_to_another_version_are_flagged():
    data = document()
    data["cases"]["satire"] = {"article": "0" * 64, "tasks": {}}
    articles = {"idlib-2020": data["cases"]["idlib-2020"]["article"], "satire": "1" * 64}
    [flag] = handins.read(ANY, raw_of(data), articles).flags
    assert flag.code == "some-other-text" and "satire" in flag.reason and flag.counted


def test_one_code_under_two_names_stays_two_people():
    readings = [
        reading("a.json", document(), "Ana", "1"),
        reading("b.json", document(text="mine"), "Bo", "2"),
    ]
    found, flags = handins.gather(readings)
    code = document()["learner"]
    assert [one.learner for one in found] == [code, f"{code}/2"]
    assert [one.owner for one in found] == ["Ana", "Bo"]
    assert [flag.code for flag in flags] == ["shared-code"] * 2
    assert "b.json" in flags[0].reason


def test_one_name_with_two_codes_is_flagged():
    readings = [reading(f"{n}.json", document(n), "Ana", "1") for n in range(2)]
    found, flags = handins.gather(readings)
    assert len(found) == 2
    assert [(flag.code, flag.counted) for flag in flags] == [("two-codes", True)] * 2
    assert "Ana" in flags[0].reason


def test_the_same_answers_are_flagged_and_nothing_answered_is_not():
    same = [document() | {"learner": f"0000-000{n}"} for n in range(5)]
    found, flags = handins.gather([reading(f"{n}.json", data) for n, data in enumerate(same)])
    assert len(found) == 5 and [flag.code for flag in flags] == ["same-answers"] * 5
    assert "1.json, 2.json, 3.json and 1 more" in flags[0].reason
    blank = [data | {"cases": {}} for data in same]
    assert not handins.gather([reading(f"{n}.json", data) for n, data in enumerate(blank)])[1]


# --- the types, the schema and the receipt ----------------------------------------------


def by_schema(data) -> bool:
    try:
        answers.check(data)
    except (Unfit, RecursionError, TypeError):
        return False
    return True


def by_type(data) -> bool:
    try:
        return typed.fits(typed.document.decode(json.dumps(data)))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.sampled_from([0, 1, 100, 101, -1, 2**53 - 1, 2**53, 10**9, 10**9 + 1])
    | st.text(max_size=5)
    | st.sampled_from(["loaded", "a b", "x\n", "é", "2026-01-01T10:00:00Z", "mark", "sort"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["answer", "sure", "text", "code", "x y"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        inner = list(value.items())
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
    for name, part in inner:
        yield from places(part, (*path, name))


PLACES = list(places(EVERY_KIND))


def changed(path: tuple, how: str, value, data):
    """A copy of a document with one place replaced, taken out, doubled or given a neighbour."""
    data = json.loads(json.dumps(data))
    if not path:
        return value if how == "replace" else data
    place = data
    for name in path[:-1]:
        place = place[name]
    name = path[-1]
    if how == "replace":
        place[name] = value
    elif how == "remove":
        del place[name]
    elif isinstance(place, list):
        place += [place[name]] * (2_000 if how == "many" else 1)
    else:
        place["neighbour"] = value
    return data


CHANGES = st.tuples(
    st.sampled_from(PLACES), st.sampled_from(["replace", "remove", "add", "many"]), JSON
)


@settings(max_examples=400)
@given(CHANGES)
def test_the_types_refuse_what_the_schema_refuses(change):
    data = changed(*change, EVERY_KIND)
    assert by_type(data) == by_schema(data), change


def test_the_types_refuse_what_the_schema_refuses_of_many_bad_values():
    for kind, row in EVERY_KIND["cases"]["idlib-2020"]["tasks"].items():
        for name, bad in spoilt(row["value"]):
            data = json.loads(json.dumps(EVERY_KIND))
            data["cases"]["idlib-2020"]["tasks"][kind]["value"] = bad
            try:
                text = json.dumps(data)
            except (TypeError, ValueError, RecursionError):
                continue  # no JSON, so it stands in no file
            try:
                plain = json.loads(text)
            except (ValueError, RecursionError):
                continue
            if plain == json.loads(json.dumps(plain)):
                assert by_type(plain) == by_schema(plain), f"{kind}: {name}"


@pytest.mark.parametrize("vector", VECTORS["files"], ids=lambda vector: vector["name"])
def test_a_file_is_read_or_refused_as_a_learner_s_page_does(vector):
    unit, times = vector.get("grow", ["@", 1])
    raw = (
        bytes.fromhex(vector["hex"])
        if "hex" in vector
        else vector["text"].replace("@", unit * times).encode()
    )
    found = handins.read(ANY, raw)
    if vector["wrong"]:
        assert isinstance(found, Problem) and found.code in REFUSED
    else:
        document = answers.parse(raw)[0]
        assert found.answers.plain() == document
        assert found.receipt == answers.receipt(document)


@settings(max_examples=100)
@given(CHANGES)
def test_the_receipt_is_the_one_that_the_learner_saw(change):
    data = changed(*change, EVERY_KIND)
    if by_schema(data):
        found = handins.read(ANY, json.dumps(data).encode())
        assert found.receipt == answers.receipt(found.answers.plain())


def test_the_fast_way_writes_a_receipt_s_bytes_as_the_slow_one_does():
    raw = json.dumps(EVERY_KIND).encode()
    [document] = handins._fast(raw)
    assert handins.receipt(document) == answers.receipt(EVERY_KIND)


# --- files that nobody thought of ----------------------------------------------------------


WHOLE = [
    raw_of(document()),
    raw_of(EVERY_KIND),
    raw_of(notebook(document())),
    raw_of(notebook(document(), document(1))),
]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["cut", "flip", "insert", "splice", "drop"]),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 1, exclude_max=True),
        st.binary(max_size=6)
        | st.sampled_from([b"\0", b"\\ud800", b"NaN", b"[[[[", b'"', b"1e999"]),
    ),
    min_size=1,
    max_size=4,
)


def edited(raw: bytes, edits) -> bytes:
    for how, one, other, piece in edits:
        at, to = int(one * len(raw)), int(other * len(raw))
        if how == "cut":
            raw = raw[:at]
        elif how == "flip" and raw:
            raw = raw[:at] + bytes([raw[at] ^ (1 << int(other * 8))]) + raw[at + 1 :]
        elif how == "insert":
            raw = raw[:at] + piece + raw[at:]
        elif how == "splice":
            raw = raw[:at] + raw[min(at, to) : min(at, to) + 200] + raw[at:]
        elif how == "drop":
            raw = raw[: min(at, to)] + raw[max(at, to) :]
    return raw


@settings(max_examples=500, deadline=2_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(WHOLE), EDITS)
def test_a_damaged_file_is_read_or_refused(raw, edits):
    damaged = edited(raw, edits)
    found = handins.read(ANY, damaged)
    assert isinstance(found, (Reading, Problem))
    if isinstance(found, Reading):
        answers.check(found.answers.plain())
        assert handins.gather([found])[0][0].answers.plain() == found.answers.plain()
    else:
        assert found.code in REFUSED and not found.counted


@settings(max_examples=200, deadline=2_000)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused(raw):
    assert isinstance(handins.read(ANY, raw), Problem)


@settings(
    max_examples=200, deadline=2_000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(EDITS)
def test_a_damaged_zip_is_read_or_refused(tmp_path, edits):
    from hostile_inputs import zip_of

    good = zip_of(("Ana_1_assignsubmission_file_/a.json", 1), ("b.json", 2))
    (tmp_path / "class.zip").write_bytes(edited(good, edits))
    outcome = look(tmp_path)
    assert len(outcome.handins) <= 2
    assert outcome.problems or len(outcome.handins) == 2
