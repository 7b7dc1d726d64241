"""The answer file: one document for page and notebook, and nothing in it is ever lost."""

from __future__ import annotations

import base64
import hashlib
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import rfc8785

from tools import bundle
from whosaysso import answers, ask, check, hand_in, solve, tasks
from whosaysso import exercises as verbs
from whosaysso.answers import AnswerFile, AnswerFileError, Unfit
from whosaysso.case import load
from whosaysso.kinds import KINDS
from whosaysso.widgets.exercise import MOST_TRIES

ROOT = Path(__file__).parent.parent
VECTORS = json.loads((Path(__file__).parent / "vectors" / "answers.json").read_text("utf-8"))
ARTICLES = VECTORS["articles"]
CASE, ARTICLE = next(iter(ARTICLES.items()))
TASK, OTHER_TASK = "loaded-headline", "loaded-motives"


def raw_of(vector: dict) -> bytes:
    """The bytes of a file in the vectors; what is long stands there as a unit and a number."""
    if "hex" in vector:
        return bytes.fromhex(vector["hex"])
    unit, times = vector.get("grow", ["@", 1])
    return vector["text"].replace("@", unit * times).encode()


def named(vectors):
    return pytest.mark.parametrize("vector", vectors, ids=lambda vector: vector["name"])


def parsed(raw: bytes):
    try:
        return answers.parse(raw)[0]
    except Unfit as fault:
        return str(fault)


# --- the document, in Python ------------------------------------------------------


@named(VECTORS["documents"])
def test_bytes_and_receipt_are_what_other_libraries_make_of_them(vector):
    document = answers.check(vector["document"])
    assert answers.canonical(document) == rfc8785.dumps(document)
    assert json.loads(answers.file_bytes(document)) == document
    bare = {
        "format": document["format"],
        "version": document["version"],
        "cases": {
            case: {
                "article": row["article"],
                "tasks": {
                    task: {k: v for k, v in entry.items() if k not in ("count", "began", "saved")}
                    for task, entry in row["tasks"].items()
                },
            }
            for case, row in document["cases"].items()
        },
    }
    digest = hashlib.sha256(rfc8785.dumps(bare)).digest()
    usual = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    code = base64.b32encode(digest)[:12].decode().translate(str.maketrans(usual, answers.CROCKFORD))
    assert answers.receipt(document) == f"{code[:4]}-{code[4:8]}-{code[8:]}"


def test_the_receipt_speaks_of_the_answers_alone():
    document = next(v["document"] for v in VECTORS["documents"] if v["name"] == "every kind")
    first = answers.receipt(document)
    other = json.loads(json.dumps(document)) | {"kit": "9.9", "learner": "0000-0000"}
    for entry in other["cases"][CASE]["tasks"].values():
        entry |= {"count": 77, "began": "2030-01-01T00:00:00Z", "saved": "2030-01-01T00:00:00Z"}
    assert answers.receipt(other) == first
    other["cases"][CASE]["tasks"]["loaded-headline"]["tries"].append([])
    assert answers.receipt(other) != first


@named(VECTORS["advance"])
def test_one_more_write(vector):
    gives = answers.advance(vector["theirs"], vector["seen"], vector["answer"], VECTORS["now"])
    assert gives == vector["gives"]


@named(VECTORS["merge"])
def test_two_documents_become_one(vector):
    merged = answers.merge(vector["ours"], vector["theirs"])
    assert merged == vector["gives"]
    assert answers.changes(vector["ours"], merged) == vector["changes"]


@named(VECTORS["files"])
def test_a_file_is_read_or_refused(vector):
    found = parsed(raw_of(vector))
    if vector["wrong"]:
        assert found == vector["wrong"]
    else:
        assert isinstance(found, dict) and answers.check(found) == found


@named(VECTORS["fit"])
def test_a_document_fits_the_texts_or_not(vector):
    try:
        found, wrong = answers.fit(vector["document"], ARTICLES.get)
    except Unfit as fault:
        found, wrong = None, str(fault)
    assert (found, wrong) == (vector["gives"], vector["wrong"])


def test_what_is_too_large_or_too_deep_is_refused():
    assert parsed(b" " * 5_000_001) == answers.LARGE
    assert parsed(b"[" * 100_000) == answers.BROKEN
    assert parsed(b"[" * 100_000 + b"]" * 100_000) in (answers.BROKEN, answers.FOREIGN)


def test_migrations_are_taken_one_after_the_other():
    steps = {
        -1: lambda d: {**d, "cases": d["answers"]},
        0: lambda d: {k: v for k, v in d.items() if k != "answers"} | {"learner": "0000-0000"},
    }
    old = {"format": answers.FORMAT, "version": -1, "kit": "0.0.1", "answers": {}}
    new = answers.migrate(old, steps)
    assert answers.check(new)["learner"] == "0000-0000" and new["version"] == 1
    with pytest.raises(Unfit, match=answers.OLDER):
        answers.migrate(old, {-1: steps[-1]})
    with pytest.raises(Unfit, match=answers.NEWER):
        answers.migrate({**old, "version": 3}, steps, version=2)


def test_a_code_is_drawn_and_never_the_same():
    codes = {answers.new_document()["learner"] for _ in range(200)}
    assert len(codes) == 200
    letters = "".join(codes).replace("-", "")
    assert set(letters) == set("0123456789abcdefghjkmnpqrstvwxyz")


def test_the_schema_knows_every_kind_and_every_key_passes_it():
    """What a widget can hold must be something the file can keep."""
    schema = json.loads((ROOT / "whosaysso" / "answers.schema.json").read_text("utf-8"))
    assert schema["definitions"]["task"]["properties"]["kind"]["enum"] == list(KINDS)
    assert schema["definitions"]["task"]["properties"]["tries"]["maxItems"] == MOST_TRIES
    assert answers.MOST_TRIES == MOST_TRIES
    case = load()
    kept = answers.new_document()
    rows = {}
    for task in tasks.tasks(case).values():
        built = tasks.build(task, case)
        for n, value in enumerate([KINDS[task.kind].key(built), KINDS[task.kind].EMPTY]):
            answer = {"kind": task.kind, "value": value, "tries": [value]}
            rows[f"{task.id}.{n}"] = answers.advance(None, None, answer, answers.now())
    kept["cases"][CASE] = {"article": case.sha256, "tasks": rows}
    assert {row["kind"] for row in rows.values()} == set(KINDS)
    assert answers.check(kept) == kept


def test_the_kit_in_the_file_is_the_version_of_the_package(root):
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == answers.KIT


# --- the document, in the browser ---------------------------------------------------


@pytest.fixture(scope="module")
def module(browser, tmp_path_factory):
    """widgets/answers.js as ``window.kit``, bundled from the sources of today."""
    to = tmp_path_factory.mktemp("script") / "answers.mjs"
    bundle.esbuild()
    bundle.schema_module()
    bundle.script(ROOT / "whosaysso" / "widgets" / "answers.js", to, "esm")
    page = browser.new_page()
    page.set_content("<!doctype html><title>answers</title>")
    page.evaluate(
        "async (source) => { window.kit = await import("
        "URL.createObjectURL(new Blob([source], {type: 'text/javascript'}))); }",
        to.read_text(encoding="utf-8"),
    )
    page.evaluate("""() => {
      window.parsed = (hex) => {
        const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
        try { return kit.parse(bytes); } catch (fault) {
          if (!(fault instanceof kit.Unfit)) throw fault;
          return fault.message;
        }
      };
    }""")
    yield page
    page.close()


def both(module, document) -> None:
    there = module.evaluate("(d) => [kit.fileText(d), kit.canonical(d), kit.receipt(d)]", document)
    here = [answers.file_bytes(document).decode(), answers.canonical(document).decode()]
    assert there == [*here, answers.receipt(document)]


def test_bytes_and_receipts_are_the_same_in_the_browser(module):
    for vector in VECTORS["documents"]:
        both(module, vector["document"])


def test_writes_and_merges_are_the_same_in_the_browser(module):
    for v in VECTORS["advance"]:
        given = [v["theirs"], v["seen"], v["answer"], VECTORS["now"]]
        assert module.evaluate("(all) => kit.advance(...all)", given) == v["gives"], v["name"]
    for v in VECTORS["merge"]:
        there = module.evaluate(
            "([a, b]) => { const c = kit.merge(a, b); return [c, kit.changes(a, c)]; }",
            [v["ours"], v["theirs"]],
        )
        assert there == [v["gives"], v["changes"]], v["name"]


TYPED = {
    "ab12-cd34": "ab12-cd34",
    " AB12 CD34\n": "ab12-cd34",
    "ab12cd34": "ab12-cd34",
    "ab12–cd34": "ab12-cd34",
    "OoIiLl-z9": "0011-11z9",
    "samantha": None,
    "ooll-iioo": None,
    "a-b-1-2-c-d-3-4": "ab12-cd34",
    "": None,
    "ab12-cd3": None,
    "ab12-cd345": None,
    "ab12-cdu4": None,
    "ab12-cd3é": None,
    "ab12_cd34": None,
    "٠٠٠٠-٠٠٠٠": None,
}


def test_a_code_is_read_as_people_type_it_here_and_in_the_browser(module):
    for typed, code in TYPED.items():
        assert module.evaluate("(typed) => kit.readCode(typed)", typed) == code, typed
        if code:
            assert answers.read_code(typed) == code
        else:
            with pytest.raises(AnswerFileError, match="eight letters and digits"):
                answers.read_code(typed)
    said = module.evaluate("() => [kit.NO_CODE, kit.otherCode('a'), kit.carried('a')]")
    assert said == [
        answers.NO_CODE,
        answers.OTHER_CODE.format(code="a"),
        answers.CARRIED.format(code="a"),
    ]
    with pytest.raises(AnswerFileError):
        answers.read_code(12)


def test_files_are_read_or_refused_alike_in_the_browser(module):
    vectors = [(v["name"], raw_of(v)) for v in VECTORS["files"]]
    large = [("large", b" " * 5_000_001), ("deep", b"[" * 100_000)]
    for name, raw in vectors + large:
        assert module.evaluate("(hex) => parsed(hex)", raw.hex()) == parsed(raw), name


def test_documents_fit_alike_in_the_browser(module):
    for v in VECTORS["fit"]:
        there = module.evaluate(
            "([d, articles]) => { try { const f = kit.fit(d, articles);"
            " return [f.document, f.wrong]; }"
            " catch (fault) { return [null, fault.message]; } }",
            [v["document"], ARTICLES],
        )
        assert there == [v["gives"], v["wrong"]], v["name"]


def test_migrations_are_taken_in_the_browser_too(module):
    there = module.evaluate(
        """() => {
          const step = (d) => ({ ...d, seen: [...d.seen, d.version] });
          const steps = { [-1]: step, 0: step };
          const old = { format: kit.FORMAT, version: -1, seen: [] };
          const wrong = [];
          for (const [data, table, version] of [[old, {}, 1], [{ ...old, version: 3 }, steps, 2]])
            try { kit.migrate(data, table, version); } catch (fault) { wrong.push(fault.message); }
          return [kit.migrate(old, steps, 1), wrong];
        }"""
    )
    done = {"format": answers.FORMAT, "version": 1, "seen": [-1, 0]}
    assert there == [done, [answers.OLDER, answers.NEWER]]


def random_text(chance: random.Random) -> str:
    signs = ["a", "é", "e\u0301", "\u2028", "\x00", "\n", '"', "\\", "🙂", "إ", "\u202e", "\ufeff"]
    return "".join(chance.choices(signs, k=chance.randrange(9)))


def random_document(chance: random.Random) -> dict:
    def value(kind):
        ids = [chance.choice(["1", "10", "2", "a", "B", "a.b", "a-b", "valueOf"]) for _ in range(3)]
        text = random_text(chance)
        match kind:
            case "mark":
                return [{"code": i, "start": chance.randrange(99), "end": 5} for i in ids[:2]]
            case "sort":
                return {i: {"sure": chance.randrange(101)} for i in ids}
            case "ledger":
                return {i: {"9": text, "10": text} for i in ids}
            case "rewrite":
                return {"text": text, "overruled": dict.fromkeys(ids, text)}
            case "write":
                return {"text": text, "rubric": dict.fromkeys(ids, 1)}

    def entry():
        kind = chance.choice(list(KINDS))
        tries = [value(kind) for _ in range(chance.randrange(3))]
        first = {"first": [value(kind)]} if chance.random() < 0.3 else {}
        times = dict.fromkeys(("began", "saved"), f"2026-01-0{chance.randrange(1, 9)}T10:00:00Z")
        count = chance.randrange(1, 4)
        return {"kind": kind, "value": value(kind), "tries": tries, "count": count} | first | times

    tasks_of = lambda: {chance.choice(["t", "u", "10", "9"]): entry() for _ in range(3)}  # noqa: E731
    cases = {i: {"article": ARTICLE, "tasks": tasks_of()} for i in (CASE, "b", "B")}
    return {**answers.new_document(), "cases": cases}


def test_a_few_hundred_random_documents_agree(module):
    chance = random.Random(7)
    for _ in range(150):
        mine, theirs = random_document(chance), random_document(chance)
        assert module.evaluate("(d) => kit.check(d)", mine) == answers.check(mine)
        both(module, mine)
        there = module.evaluate("([a, b]) => kit.merge(a, b)", [mine, theirs])
        assert there == answers.merge(mine, theirs)


# --- the file -------------------------------------------------------------------------


def mark(n: int) -> list[dict]:
    return [{"code": "loaded", "start": n, "end": n + 1}]


def put(file: AnswerFile, value, tries=(), task: str = "t") -> dict:
    return file.keep(CASE, ARTICLE, task, "mark", value, list(tries))


def opened(folder: Path) -> AnswerFile:
    return AnswerFile(folder / "my-answers.json", ARTICLES.get)


def stored(folder: Path) -> dict:
    return json.loads((folder / "my-answers.json").read_bytes())


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_what_is_kept_is_there_again(tmp_path):
    file = opened(tmp_path)
    assert file.entry(CASE, "t") is None and not visible(tmp_path)
    entry = put(file, mark(1))
    assert entry["count"] == 1
    put(file, mark(2), [mark(2)])
    again = opened(tmp_path)
    assert again.entry(CASE, "t") == put(again, mark(2), [mark(2)])
    assert again.entry(CASE, "t")["count"] == 2, "what is the same is no write"
    assert answers.file_bytes(again.document) == (tmp_path / "my-answers.json").read_bytes()
    assert again.document["learner"] == file.document["learner"]
    assert not again.trouble and not again.notes


def test_reading_writes_nothing(tmp_path):
    put(opened(tmp_path), mark(1))
    path = tmp_path / "my-answers.json"
    path.write_bytes(json.dumps(stored(tmp_path)).encode())  # written by another hand
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert opened(tmp_path).entry(CASE, "t")["value"] == mark(1)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_two_open_notebooks_lose_nothing(tmp_path):
    one, two = opened(tmp_path), opened(tmp_path)
    one.entry(CASE, "t"), two.entry(CASE, "t")
    put(one, mark(1), [mark(1)])
    merged = put(two, mark(2), [mark(2)])
    assert merged["tries"] == [mark(1), mark(2)] and merged["value"] == mark(2)
    assert merged["count"] == 2
    put(two, mark(5), task="u")
    assert put(one, mark(3), [mark(1)])["tries"] == [mark(1), mark(2)]
    assert set(one.document["cases"][CASE]["tasks"]) == {"t", "u"}
    assert one.document["learner"] == two.document["learner"]


def in_turn_or_at_once(path: str, name: str, same: bool) -> None:
    """50 writes by one process: on tasks of its own, or all on one task with others."""
    file = AnswerFile(Path(path), ARTICLES.get)
    first = "ab".index(name) * 100  # the same answer from both would be one write
    for n in range(50):
        task = "shared" if same else f"{name}-{n}"
        file.entry(CASE, task)
        tries = (
            file.document["cases"].get(CASE, {"tasks": {}})["tasks"].get(task, {}).get("tries", [])
        )
        put(file, mark(first + n), [*tries, mark(first + n)][:MOST_TRIES], task=task)
        assert not file.trouble, file.trouble


@pytest.mark.parametrize("same", [False, True], ids=["different tasks", "the same task"])
def test_two_kernels_writing_at_once_lose_nothing(tmp_path, same):
    path = str(tmp_path / "my-answers.json")
    start = multiprocessing.get_context("spawn")
    writers = [start.Process(target=in_turn_or_at_once, args=(path, n, same)) for n in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    found = answers.check(stored(tmp_path))["cases"][CASE]["tasks"]
    if same:
        assert found["shared"]["count"] == 100, "each write was counted"
    else:
        assert set(found) == {f"{name}-{n}" for name in "ab" for n in range(50)}
        assert {entry["count"] for entry in found.values()} == {1}
    assert visible(tmp_path) == ["my-answers.json"]


KILL = """
import os, signal, sys
from pathlib import Path
from whosaysso import answers
where, path, case, article = sys.argv[1:]
file = answers.AnswerFile(Path(path), {case: article}.get)
def die(*args):
    os.kill(os.getpid(), signal.SIGKILL)
class Half:
    def __init__(self, file): self.file = file
    def __enter__(self): return self
    def __exit__(self, *args): self.file.close()
    def write(self, data): self.file.write(data[: len(data) // 2]); self.file.flush(); die()
if where == "write":
    real = Path.open
    def half(self, mode="r", *rest, **named):
        opened = real(self, mode, *rest, **named)
        return Half(opened) if self.name == ".my-answers.json.new" else opened
    Path.open = half
else:
    setattr(os, where, die)
file.keep(case, article, "t", "mark", [{"code": "loaded", "start": 8, "end": 9}], [])
print("not killed")
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("where", ["write", "fsync", "replace"])
def test_a_kernel_killed_in_mid_write_loses_nothing(tmp_path, where):
    put(opened(tmp_path), mark(1), [mark(1)])
    before = stored(tmp_path)
    killed = subprocess.run(
        [sys.executable, "-c", KILL, where, tmp_path / "my-answers.json", CASE, ARTICLE],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    assert stored(tmp_path) == before
    after = opened(tmp_path)
    assert after.entry(CASE, "t")["value"] == mark(1)
    assert put(after, mark(2), [mark(1)])["count"] == 2, "and no lock is left behind"
    assert stored(tmp_path)["cases"][CASE]["tasks"]["t"]["value"] == mark(2)
    assert not after.trouble and not after.notes and visible(tmp_path) == ["my-answers.json"]


GOOD = next(v for v in VECTORS["files"] if v["name"] == "as it was saved")
BAD = [v for v in VECTORS["files"] if v["wrong"]]


@named(BAD)
def test_a_damaged_or_foreign_file_is_set_aside_and_never_written_over(tmp_path, vector):
    raw, path = raw_of(vector), tmp_path / "my-answers.json"
    path.write_bytes(raw)
    file = opened(tmp_path)
    assert file.entry(CASE, "t") is None
    said = f"my-answers.json {vector['wrong']}, so it was set aside as my-answers.aside-1.json."
    assert file.take_notes() == [said] and file.take_notes() == []
    assert visible(tmp_path) == ["my-answers.aside-1.json"]
    put(file, mark(1))
    assert (tmp_path / "my-answers.aside-1.json").read_bytes() == raw
    assert stored(tmp_path)["cases"][CASE]["tasks"]["t"]["value"] == mark(1)


def test_the_next_one_set_aside_takes_the_first_free_number(tmp_path):
    (tmp_path / "my-answers.aside-1.json").write_text("mine")
    (tmp_path / "my-answers.aside-3.json").write_text("mine too")
    for number in (2, 4):
        (tmp_path / "my-answers.json").write_text("{")
        file = opened(tmp_path)
        file.read()
        assert f"my-answers.aside-{number}.json" in file.notes[0]
    assert (tmp_path / "my-answers.aside-1.json").read_text() == "mine"


def test_a_huge_file_is_set_aside_without_being_read_in_whole(tmp_path):
    with (tmp_path / "my-answers.json").open("wb") as huge:
        huge.truncate(3_000_000_000)
    file = opened(tmp_path)
    file.read()
    assert file.notes == [
        "my-answers.json is larger than 5 MB, so it was set aside as my-answers.aside-1.json."
    ]


def test_only_cases_that_nobody_knows_is_a_foreign_file(tmp_path):
    document = next(v["document"] for v in VECTORS["fit"] if v["name"].startswith("only one we"))
    (tmp_path / "my-answers.json").write_bytes(answers.file_bytes(document))
    file = opened(tmp_path)
    file.read()
    assert answers.ELSEWHERE in file.notes[0] and visible(tmp_path) == ["my-answers.aside-1.json"]


def test_another_version_of_one_text_is_set_aside_and_the_rest_goes_on(tmp_path):
    name = "one right and one other version"
    document = json.loads(json.dumps(next(v for v in VECTORS["fit"] if v["name"] == name)))[
        "document"
    ]
    document["cases"][CASE]["tasks"]["t"] = put(AnswerFile(None, ARTICLES.get), mark(1))
    path = tmp_path / "my-answers.json"
    path.write_bytes(answers.file_bytes(document))
    file = opened(tmp_path)
    assert file.entry(CASE, "t")["value"] == mark(1)
    assert file.notes == [
        "my-answers.json holds answers to another version of the text town: they were left out, "
        "and my-answers.aside-1.json still holds them."
    ]
    assert list(stored(tmp_path)["cases"]) == [CASE]
    assert json.loads((tmp_path / "my-answers.aside-1.json").read_bytes()) == document
    assert file.document["learner"] == document["learner"]


def test_unknown_cases_beside_known_ones_stay(tmp_path):
    file = opened(tmp_path)
    put(file, mark(1))
    document = stored(tmp_path)
    document["cases"]["sea"] = {"article": "0" * 64, "tasks": {"t": put(file, mark(1))}}
    (tmp_path / "my-answers.json").write_bytes(answers.file_bytes(document))
    put(opened(tmp_path), mark(2))
    assert stored(tmp_path)["cases"]["sea"] == document["cases"]["sea"]


@pytest.mark.parametrize("name", [v["name"] for v in VECTORS["files"] if "UTF" in v["name"]])
def test_another_encoding_is_read_rewritten_and_set_aside(tmp_path, name):
    vector = next(v for v in VECTORS["files"] if v["name"] == name)
    if vector["wrong"]:
        return  # refused: with the other bad ones
    raw = raw_of(vector)
    (tmp_path / "my-answers.json").write_bytes(raw)
    file = opened(tmp_path)
    assert file.entry(CASE, TASK)["value"][0]["quote"] == "é🙂"
    assert len(file.notes) == 1 and "was not plain UTF-8" in file.notes[0]
    assert (tmp_path / "my-answers.json").read_bytes() == answers.file_bytes(
        json.loads(GOOD["text"])
    )
    assert (tmp_path / "my-answers.aside-1.json").read_bytes() == raw


# --- where the disk says no -----------------------------------------------------------


def works_on_in_memory(file: AnswerFile, reason: str) -> None:
    put(file, mark(1), [mark(1)])
    entry = put(file, mark(2), [mark(1), mark(2)])
    assert entry["tries"] == [mark(1), mark(2)] and entry["value"] == mark(2)
    assert file.trouble.startswith("my-answers.json cannot be ") and reason in file.trouble
    assert file.place == file.trouble and file.trouble.count(". ") == 0
    assert file.receipt() == answers.receipt(file.document)


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "folder").write_text("")
    works_on_in_memory(opened(tmp_path / "folder"), "File exists")


def test_a_file_is_loaded_all_the_same(tmp_path):
    (tmp_path / "folder").write_text("")
    file = opened(tmp_path / "folder")
    said = file.load(saved_elsewhere(("t", mark(1)), learner="abcd-efgh"))
    assert said == f"Loaded: 1 answer. {file.trouble}" and file.trouble
    assert file.entry(CASE, "t")["value"] == mark(1)
    assert put(file, mark(2))["count"] == 2 and file.document["learner"] == "abcd-efgh"


def test_a_folder_that_is_not_there_yet_is_made(tmp_path):
    put(opened(tmp_path / "new" / "folder"), mark(1))
    assert stored(tmp_path / "new" / "folder")["cases"][CASE]["tasks"]["t"]["count"] == 1


def test_a_folder_of_that_name(tmp_path):
    (tmp_path / "my-answers.json").mkdir()
    works_on_in_memory(opened(tmp_path), "Is a directory")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file size limit to set")
def test_a_full_disk_and_room_again(tmp_path):
    """A limit on file sizes stops the write itself, as a full disk does."""
    code = """
import json, resource, signal, sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
import test_answers as here
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
file = here.opened(folder)
here.put(file, here.mark(0), task="before")
kept = (folder / "my-answers.json").read_bytes()
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
here.works_on_in_memory(file, "File too large")
assert (folder / "my-answers.json").read_bytes() == kept
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
here.put(file, here.mark(9), task="after")
assert not file.trouble
entry = here.stored(folder)["cases"][here.CASE]["tasks"]["t"]
assert entry["tries"] == [here.mark(1), here.mark(2)] and entry["count"] == 1, entry
print("as it should be")
"""
    command = [sys.executable, "-c", code, tmp_path, str(ROOT), str(ROOT / "tests")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "as it should be\n", done.stderr[-2000:]


def test_a_file_in_use_by_another_program(tmp_path, monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr(answers, "WAIT", 0.1)
    file = opened(tmp_path)
    with FileLock(tmp_path / ".my-answers.json.lock"):
        works_on_in_memory(file, "it is in use")
    put(file, mark(3), task="u")
    assert set(stored(tmp_path)["cases"][CASE]["tasks"]) == {"t", "u"} and not file.trouble


def test_a_file_that_cannot_be_read_is_not_written_over(tmp_path, monkeypatch):
    put(opened(tmp_path), mark(7))
    before = (tmp_path / "my-answers.json").read_bytes()
    real = Path.open

    def locked(self, mode="r", *rest, **named):
        if self.name == "my-answers.json":
            raise PermissionError(13, "Permission denied")
        return real(self, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", locked)
    works_on_in_memory(opened(tmp_path), "Permission denied")
    monkeypatch.undo()
    assert (tmp_path / "my-answers.json").read_bytes() == before


def test_a_damaged_file_that_cannot_be_set_aside_stays(tmp_path, monkeypatch):
    (tmp_path / "my-answers.json").write_text("{")

    def no(*paths):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", no)
    works_on_in_memory(opened(tmp_path), "Permission denied")
    assert (tmp_path / "my-answers.json").read_text() == "{"


def test_an_answer_that_no_file_can_hold_does_not_stop_the_others(tmp_path):
    file = opened(tmp_path)
    put(file, mark(1))
    for bad in ("x" * 10_001, "\ud800", [], 1.5):
        value = [{"code": "loaded", "start": 1, "end": 2, "quote": bad}]
        assert file.keep(CASE, ARTICLE, "bad", "mark", value, []) is None
        assert file.trouble == (
            "This answer holds something that an answer file cannot hold, so it is not kept."
        )
        put(file, mark(2), task="u")
        assert not file.trouble and set(stored(tmp_path)["cases"][CASE]["tasks"]) == {"t", "u"}


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "drive").mkdir()
    (tmp_path / "my-answers.json").symlink_to(tmp_path / "drive" / "mine.json")
    put(opened(tmp_path), mark(1))
    assert (tmp_path / "my-answers.json").is_symlink()
    assert stored(tmp_path)["cases"][CASE]["tasks"]["t"]["value"] == mark(1)


# --- load and forget --------------------------------------------------------------------


def saved_elsewhere(*writes, learner: str | None = None) -> bytes:
    """A file as another place would save it; every write is (task, value)."""
    file = AnswerFile(None, ARTICLES.get)
    for task, value in writes:
        put(file, value, task=task)
    return answers.file_bytes(file.document | ({"learner": learner} if learner else {}))


def test_a_file_loaded_where_nothing_is_brings_its_code(tmp_path):
    file = opened(tmp_path)
    raw = saved_elsewhere(("t", mark(1)), ("t", mark(2)), ("u", []), learner="abcd-efgh")
    assert file.load(raw) == "Loaded: 2 answers."
    assert stored(tmp_path) == json.loads(raw)
    assert file.load(raw) == "Nothing in this file is newer than your answers here."


def test_a_loaded_file_is_merged_task_by_task(tmp_path):
    file = opened(tmp_path)
    put(file, mark(1)), put(file, mark(2)), put(file, mark(5), task="u")
    code = file.document["learner"]
    raw = saved_elsewhere(("t", mark(9)), ("u", mark(8)), ("u", mark(7)), learner=code)
    assert file.load(raw) == "Loaded: 1 answer."
    assert file.entry(CASE, "t")["value"] == mark(2) and file.entry(CASE, "u")["value"] == mark(7)
    assert put(file, mark(3), task="u")["count"] == 3


def test_another_learner_s_file_is_refused_where_answers_are(tmp_path):
    file = opened(tmp_path)
    put(file, mark(1))
    before = (tmp_path / "my-answers.json").read_bytes()
    with pytest.raises(AnswerFileError, match="carries another code"):
        file.load(saved_elsewhere(("t", mark(9)), learner="abcd-efgh"))
    assert (tmp_path / "my-answers.json").read_bytes() == before


@named(BAD)
def test_a_bad_file_is_refused_in_a_sentence_and_nothing_changes(tmp_path, vector):
    file = opened(tmp_path)
    put(file, mark(1))
    before = (tmp_path / "my-answers.json").read_bytes()
    with pytest.raises(AnswerFileError) as refused:
        file.load(raw_of(vector))
    assert str(refused.value) == f"This file {vector['wrong']}, so nothing was loaded."
    assert (tmp_path / "my-answers.json").read_bytes() == before
    assert visible(tmp_path) == ["my-answers.json"] and not file.notes


def test_forget_takes_everything_away(tmp_path):
    (tmp_path / "my-answers.json").write_text("{")
    (tmp_path / "my-answers.json.bak").write_text("not ours")
    file = opened(tmp_path)
    put(file, mark(1))
    code = file.document["learner"]
    assert visible(tmp_path) == [
        "my-answers.aside-1.json",
        "my-answers.json",
        "my-answers.json.bak",
    ]
    assert file.forget() == answers.FORGOTTEN
    assert visible(tmp_path) == ["my-answers.json.bak"]
    assert file.entry(CASE, "t") is None and file.document["learner"] != code
    assert put(file, mark(2))["count"] == 1


def test_forget_says_what_stays(tmp_path, monkeypatch):
    (tmp_path / "my-answers.json").write_text("{")
    file = opened(tmp_path)
    put(file, mark(1))
    real = Path.unlink

    def unlink(self, **rest):
        if "aside" in self.name:
            raise PermissionError(13, "Permission denied")
        real(self, **rest)

    monkeypatch.setattr(Path, "unlink", unlink)
    said = file.forget()
    assert said == "Not deleted (Permission denied): my-answers.aside-1.json; delete this by hand."


def test_forgotten_in_one_notebook_is_forgotten_in_the_other(tmp_path):
    one, two = opened(tmp_path), opened(tmp_path)
    put(one, mark(1)), put(one, mark(5), task="u"), two.entry(CASE, "t")
    code = one.document["learner"]
    one.forget()
    put(two, mark(2))
    assert set(stored(tmp_path)["cases"][CASE]["tasks"]) == {"t"}
    assert stored(tmp_path)["cases"][CASE]["tasks"]["t"]["count"] == 1
    assert stored(tmp_path)["learner"] != code


# --- the verbs --------------------------------------------------------------------------


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """kernel() starts anew, in a folder whose answers are kept; returns the file's path."""
    monkeypatch.delenv("PYTEST_VERSION")
    monkeypatch.delenv("WHOSAYSSO_ANSWERS", raising=False)
    monkeypatch.delenv("WHOSAYSSO_STATIC", raising=False)
    monkeypatch.chdir(tmp_path)

    def start() -> Path:
        monkeypatch.setattr(verbs, "_asked", {})
        return tmp_path / "my-answers.json"

    start()
    return start


def kept(path: Path, task: str = TASK) -> dict:
    return json.loads(path.read_bytes())["cases"]["idlib-2020"]["tasks"][task]


def test_an_answer_comes_back_after_a_restart(kernel):
    path = kernel()
    exercise = ask(TASK)
    assert not path.exists(), "asking is not answering"
    key = exercise.kind.key(exercise.task)
    exercise.value = key
    exercise.tries = [key]
    assert kept(path)["value"] == key and kept(path)["tries"] == [key] and kept(path)["count"] == 2
    before = path.read_bytes()
    kernel()
    again = ask(TASK)
    assert again is not exercise and again.value == key and again.tries == [key]
    assert ask(TASK) is again
    assert check(TASK).percent == 100
    assert path.read_bytes() == before, "bringing back is no write"


def test_start_again_keeps_the_first_round(kernel):
    path = kernel()
    exercise = ask(TASK)
    solve(TASK)
    tries = exercise.tries
    with exercise.hold_trait_notifications():  # as both come in one message from the page
        exercise.tries, exercise.value = [], []
    assert kept(path)["first"] == tries and kept(path)["tries"] == [] and kept(path)["value"] == []


def test_two_kernels_at_one_exercise_show_both_checks(kernel, monkeypatch):
    kernel()
    one = ask(TASK)
    kernel()
    two = ask(TASK)
    two.tries = [[]]
    key = one.kind.key(one.task)
    monkeypatch.setattr(verbs, "_asked", {("idlib-2020", TASK): one})
    one.tries = [key]
    assert one.tries == [[], key]


def test_an_answer_that_the_exercise_refuses_is_left_out(kernel, capsys):
    path = kernel()
    ask(TASK).value = []
    solve(TASK)
    document = json.loads(path.read_bytes())
    document["cases"]["idlib-2020"]["tasks"][TASK]["tries"][0][0]["code"] = "nonsense"
    path.write_bytes(answers.file_bytes(document))
    kernel()
    capsys.readouterr()
    exercise = ask(TASK)
    said = capsys.readouterr().out
    assert exercise.value == [] and exercise.tries == []
    assert said.startswith(
        "The kept answer to “The title and the last line” was left out: This task"
    )
    assert said.count("\n") == 1
    ask(TASK)
    assert capsys.readouterr().out == "", "said once"
    assert json.loads((path.parent / "my-answers.aside-1.json").read_bytes()) == document
    assert json.loads(path.read_bytes())["cases"]["idlib-2020"]["tasks"] == {}


def test_a_loaded_answer_that_the_exercise_refuses_replaces_none(kernel):
    path = kernel()
    exercise = ask(TASK)
    exercise.value = exercise.kind.key(exercise.task)
    mine = path.read_bytes()
    document = json.loads(mine)
    entry = document["cases"]["idlib-2020"]["tasks"][TASK]
    entry["value"][0]["code"], entry["count"] = "nonsense", 9
    said = verbs._load(answers.file_bytes(document))
    assert said.startswith(
        "Nothing in this file is newer than your answers here. "
        "The answer to “The title and the last line” in this file was left out: This task"
    )
    assert exercise.value == exercise.kind.key(exercise.task) and path.read_bytes() == mine


def test_a_file_that_is_damaged_in_mid_work_costs_no_answer(kernel):
    path = kernel()
    ask(TASK).value = []
    solve(TASK)
    good = json.loads(path.read_bytes())
    path.write_bytes(path.read_bytes()[:99])
    other = ask("sort-irony")
    other.value = other.kind.key(other.task)
    after = json.loads(path.read_bytes())
    assert after["learner"] == good["learner"]
    assert after["cases"]["idlib-2020"]["tasks"].keys() == {TASK, "sort-irony"}
    assert len((path.parent / "my-answers.aside-1.json").read_bytes()) == 99


def test_what_was_set_aside_is_said_by_the_next_ask(kernel, capsys):
    path = kernel()
    path.write_text("{")
    assert ask(TASK).value == []
    assert capsys.readouterr().out == (
        "my-answers.json is not JSON, or only a part of it, "
        "so it was set aside as my-answers.aside-1.json.\n"
    )
    assert hand_in().bar.notes == [
        "my-answers.json is not JSON, or only a part of it, "
        "so it was set aside as my-answers.aside-1.json."
    ]


def test_a_disk_that_says_no_is_no_reason_to_stop(kernel, tmp_path):
    (tmp_path / "my-answers.json").mkdir()
    exercise = ask(TASK)
    solve(TASK)
    assert check(TASK).percent == 100 and exercise.answered
    handed = hand_in()
    assert repr(handed).startswith("1 of 1 exercises here answered. Receipt: ")
    assert handed.bar.place.startswith("my-answers.json cannot be ")


def test_hand_in_counts_and_puts_the_document_into_the_notebook(kernel):
    path = kernel()
    assert repr(hand_in()) == "No exercise is answered yet."
    data, _ = hand_in()._repr_mimebundle_()
    assert set(data) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    ask(TASK), ask(OTHER_TASK)
    assert repr(hand_in()) == "No exercise is answered yet."
    solve(TASK)
    handed = hand_in()
    document = json.loads(path.read_bytes())
    receipt = answers.receipt(document)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", receipt)
    assert repr(handed) == (
        f"1 of 2 exercises here answered. Receipt: {receipt}. This cell holds your answers as "
        "they are now: after a change run it again, then save the notebook."
    )
    data, _ = handed._repr_mimebundle_()
    assert data[answers.MIME] == document and data["text/plain"] == repr(handed)
    assert handed.bar.handed == receipt and handed.bar.document == document
    ask(TASK).value = []
    assert handed.bar.handed == receipt and handed.bar.document == json.loads(path.read_bytes())
    kernel()
    solve_elsewhere = ask(OTHER_TASK)
    solve_elsewhere.tries = [[]]
    assert repr(hand_in()).startswith("1 of 1 exercises here answered, and 1 elsewhere. Receipt: ")
    ask(TASK)
    assert repr(hand_in()).startswith("2 of 2 exercises here answered. Receipt: ")


def test_the_place_is_told_truly_and_without_a_private_path(tmp_path, monkeypatch):
    home, other = tmp_path / "home", tmp_path / "private"
    home.mkdir(), other.mkdir()
    monkeypatch.chdir(home)
    monkeypatch.delenv("WHOSAYSSO_ANSWERS", raising=False)

    def place() -> str:
        return answers.AnswerFile(Path(answers.NAME).absolute(), lambda case: None).place

    said = "Your answers are kept in my-answers.json, "
    assert place() == f"{said}in the folder of this notebook."
    (home / answers.NAME).symlink_to(other / "mine.json")
    linked = place()
    assert "mine.json" in linked and linked.endswith(
        "where the link my-answers.json in the folder of this notebook points."
    )
    monkeypatch.setenv("WHOSAYSSO_ANSWERS", str(other / "my-answers.json"))
    elsewhere = answers.AnswerFile(other / "my-answers.json", lambda case: None).place
    assert elsewhere == f"{said}where WHOSAYSSO_ANSWERS points."
    assert "private" not in linked + elsewhere


def test_with_answers_off_the_receipt_is_the_same_and_nothing_is_written(kernel, monkeypatch):
    path = kernel()
    ask(TASK), solve(TASK)
    receipt = hand_in().bar.handed
    path.unlink()
    monkeypatch.setenv("WHOSAYSSO_ANSWERS", "off")
    kernel()
    ask(TASK), ask(OTHER_TASK), solve(TASK)
    handed = hand_in()
    assert repr(handed) == f"1 of 2 exercises here answered. Receipt: {receipt}."
    assert answers.MIME not in handed._repr_mimebundle_()[0]
    assert handed.bar.place.startswith("Your answers are not kept here")
    assert not visible(path.parent)


def test_the_page_shows_the_bar_of_the_page(kernel, monkeypatch):
    monkeypatch.setenv("WHOSAYSSO_STATIC", "1")
    kernel()
    data, _ = hand_in()._repr_mimebundle_()
    assert data == {
        "text/plain": "No exercise is answered yet.",
        "text/html": "<div data-wss-answers></div>",
    }


def test_load_and_forget_refresh_the_exercises(kernel):
    path = kernel()
    exercise = ask(TASK)
    solve(TASK)
    raw, key = path.read_bytes(), exercise.value
    bar = hand_in().bar
    said = []
    bar.send = lambda content, buffers=None: said.append(content["said"])
    bar._handle_custom_msg({"do": "forget", "ask": "1"}, [])
    assert said == [answers.FORGOTTEN] and exercise.value == [] and exercise.tries == []
    assert not path.exists() and bar.handed == "" and bar.document["cases"] == {}
    bar._handle_custom_msg({"do": "load", "ask": "2"}, [memoryview(raw)])
    assert said[1] == "Loaded: 1 answer." and exercise.value == key and len(exercise.tries) == 2
    assert json.loads(path.read_bytes()) == json.loads(raw)
    bar._handle_custom_msg({"do": "load", "ask": "2"}, [memoryview(b"{")])
    assert said[2] == "This file is not JSON, or only a part of it, so nothing was loaded."
    bar._handle_custom_msg({"do": "nonsense", "ask": "3"}, [])
    bar._handle_custom_msg("nonsense", [memoryview(b"")])
    assert len(said) == 3 and exercise.value == key


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, "my-answers.json"),
        ({"WHOSAYSSO_ANSWERS": "off"}, None),
        ({"WHOSAYSSO_ANSWERS": "sub/mine.json"}, "sub/mine.json"),
        ({"PYTEST_VERSION": "9"}, None),
        ({"PYTEST_VERSION": "9", "WHOSAYSSO_ANSWERS": "mine.json"}, "mine.json"),
        ({"WHOSAYSSO_STATIC": "1", "WHOSAYSSO_ANSWERS": "mine.json"}, None),
        ({"WHOSAYSSO_STATIC": "0"}, "my-answers.json"),
    ],
)
def test_where_answers_are_kept(environ, found):
    assert answers.where(environ) == (None if found is None else Path.cwd() / found)


def test_nbval_run_twice_beside_answers_changes_nothing(tmp_path):
    """What somebody answered in a folder must not show in its notebooks' outputs."""
    name = "exercises/loaded-language.ipynb"
    (tmp_path / "exercises").mkdir()
    shutil.copy(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "tests" / "sanitize.cfg", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    case = load()
    built = tasks.build(tasks.task(TASK, case), case)
    for folder in (tmp_path, tmp_path / "exercises"):
        file = AnswerFile(folder / "my-answers.json", lambda _: case.sha256)
        file.keep(case.id, case.sha256, TASK, "mark", KINDS["mark"].key(built), [[], []])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "WHOSAYSSO_"))}
    command = [sys.executable, "-m", "pytest", "-c", "pytest.ini", "-p", "no:cacheprovider"]
    command += ["--nbval", "--nbval-current-env", "--nbval-sanitize-with=sanitize.cfg", name]
    for _ in range(2):
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={**env, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-3000:]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_solutions_are_run_with_answers_off(tmp_path):
    """Else a maintainer's own answers would get into the committed outputs."""
    import nbformat

    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                f'from whosaysso import ask, hand_in, solve\nask("{TASK}")\nsolve("{TASK}")'
            ),
            nbformat.v4.new_code_cell("hand_in()"),
        ]
    )
    nbformat.write(notebook, tmp_path / "one.ipynb")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "WHOSAYSSO_"))}
    done = subprocess.run(
        [sys.executable, "tools/run_solutions.py", tmp_path / "one.ipynb"],
        cwd=ROOT,
        env={**env, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert visible(tmp_path) == ["one.ipynb"]
    (output,) = nbformat.read(tmp_path / "one.ipynb", 4).cells[1].outputs
    assert set(output.data) == {"text/plain"}
    assert re.fullmatch(
        r"1 of 1 exercises here answered\. Receipt: [\w-]{14}\.", output.data["text/plain"]
    )
