"""A release: what learners get, and above all what they do not get."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import json
import re
import subprocess
import sys
import tomllib
import zipfile
import zlib
from pathlib import Path

import nbformat
import pytest
from teacher_case import OTHER_KEY, other_key, own_case
from test_pins import pins

from whosaysso import ask, check, open_feedback, solve, tasks
from whosaysso import exercises as verbs
from whosaysso.assignment import AssignmentError, here
from whosaysso.case import CaseError, load
from whosaysso.classroom import release as releases
from whosaysso.classroom.release import built_task, open_for_all, release, seal_feedback
from whosaysso.feedback import AnswerError, Fault
from whosaysso.kinds import KINDS
from whosaysso.kinds.rounds import counted


@pytest.fixture
def own(tmp_path) -> Path:
    return own_case(tmp_path / "mine")


@pytest.fixture
def at_desk(monkeypatch):
    """at_desk(folder): be a learner in that folder, in a fresh kernel."""

    def sit(folder: Path):
        monkeypatch.chdir(folder)
        monkeypatch.setenv("WHOSAYSSO_ANSWERS", str(folder / "my-answers.json"))
        for name in ("_asked", "_opened", "_articles"):
            monkeypatch.setattr(verbs, name, {})

    return sit


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- the key stays at home ------------------------------------------------------


def strings(data) -> set[str]:
    """Every text in TOML data."""
    if isinstance(data, dict):
        return set().union(*map(strings, data.values())) if data else set()
    if isinstance(data, list):
        return set().union(*map(strings, data)) if data else set()
    return {data} if isinstance(data, str) else set()


def secrets_of(case: Path) -> set[str]:
    """What betrays the key: ids, reasons, fair wordings, rules, right answers, accepted forms."""
    read = lambda name: tomllib.loads((case / name).read_text("utf-8"))  # noqa: E731
    article = (case / "article.txt").read_text("utf-8")
    spans = read("spans.toml")["span"]
    found = {row[name] for row in spans for name in ("id", "why", "fair", "rule") if name in row}
    claims = read("claims.toml")["claim"]
    found |= {row["note"] for row in claims}
    found |= {e["grade_reason"] for row in claims for e in row.get("evidence", [])}
    for path in sorted((case / "tasks").glob("*.toml")):
        for task in tomllib.loads(path.read_text("utf-8"))["task"]:
            found |= strings(task.get("clean", {})) | {task.get("model", "")}
            for item in task.get("item", []):
                found |= {item["id"], item["why"]}
            for one in task.get("criterion", []):
                found |= {one["id"], one["asks"], one["shown"], *one["levels"]}
            for one in task.get("fact", []) + task.get("source", []):
                found |= {one["id"]}
                found |= strings([one.get(n, []) for n in ("parts", "unless", "names", "cues")])
    # words of the article are no secret, and "plan" or "bus" stands in any text
    return {s for s in found if len(s) > 6 and s not in article}


def _zip(raw: bytes) -> zipfile.ZipFile | None:
    """The bytes as a zip; a module that only names a zip's first bytes is none."""
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except zipfile.BadZipFile:
        return None


def decoded(raw: bytes, depth: int = 3):
    """The bytes as they stand, and as whatever they may be an encoding of."""
    yield raw
    if not depth:
        return
    if members := _zip(raw):
        for name in members.namelist():
            yield name.encode()
            yield from decoded(members.read(name), depth - 1)
    for unpack in (gzip.decompress, zlib.decompress, lambda b: zlib.decompress(b, -15)):
        try:
            yield from decoded(unpack(raw), depth - 1)
        except (OSError, EOFError, zlib.error):
            continue
    if b"\0" in raw:
        for coding in ("utf-16-le", "utf-16-be"):
            yield raw.decode(coding, "ignore").encode()
    if b"\\u" in raw or b"\\n" in raw or b'\\"' in raw:
        yield re.sub(rb"\\u([0-9a-fA-F]{4})", _character, raw).replace(b'\\"', b'"')
    for run in re.findall(rb"[A-Za-z0-9+/_-]{12,}={0,2}", raw):
        try:
            text = base64.urlsafe_b64decode(run.replace(b"+", b"-").replace(b"/", b"_") + b"==")
        except binascii.Error:
            continue
        yield from decoded(text, depth - 1)
    for run in re.findall(rb"(?:[0-9a-f]{2}){10,}", raw):
        yield bytes.fromhex(run.decode())


def _character(found) -> bytes:
    return chr(int(found[1], 16)).encode("utf-8", "ignore")


def leaks(folder: Path, secrets: set[str]) -> set[tuple[str, str]]:
    wanted = {secret: secret.casefold().encode() for secret in secrets}
    return {
        (path.name, secret)
        for path in folder.rglob("*")
        if path.is_file()
        for view in decoded(path.read_bytes())
        for text in [view.decode("utf-8", "ignore").casefold().encode()]
        for secret, bare in wanted.items()
        if bare in text
    }


def test_no_key_is_in_the_folder_nor_in_what_it_installs(own, tmp_path):
    secrets = secrets_of(own)
    assert len(secrets) > 40 and {"my-label-experts", "Which experts?", "burgomaster"} <= secrets
    folder = release([], tmp_path / "class", case=own).folder
    public = {s for s in secrets if s in RULES}
    wheel = next(folder.glob("*.whl"))
    for name in ("class", "installed"):
        if name == "installed":
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
            done = subprocess.run(
                [*pip, "--target", str(tmp_path / name), wheel.name],
                cwd=folder, capture_output=True, text=True,
            )  # fmt: skip
            assert not done.returncode, done.stderr
        found = leaks(tmp_path / name, secrets)
        # the kit's codebook has the rules themselves; next to no span of this case do they stand
        assert {s for _, s in found} <= public, found
    case_file = (folder / "case-town.json").read_text("utf-8")
    assert not [rule for rule in RULES if rule in case_file]
    assert not re.search(r"\b(core|contested|decoy)\b[^\n]*[1-9]", case_file)


RULES = {row["id"] for row in tomllib.loads(
    (releases.CASES / "codebook.toml").read_text("utf-8"))["rule"]}  # fmt: skip


def test_the_search_finds_what_somebody_hid(tmp_path):
    secret = "Wer war’s? Which experts?"
    raw = secret.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("deep/inside.bin", zlib.compress(raw))
    hidden = {
        "plain": raw,
        "base64": base64.b64encode(raw),
        "json": json.dumps({"a": secret}).encode(),
        "utf-16": secret.encode("utf-16"),
        "gzip": gzip.compress(raw),
        "zip": buffer.getvalue(),
        "base64 of zlib": b"x = '" + base64.urlsafe_b64encode(zlib.compress(raw)) + b"'",
        "hex": raw.hex().encode(),
        "capitals": secret.upper().encode(),
    }
    for name, content in hidden.items():
        (tmp_path / name).write_bytes(b"..." + content if name == "plain" else content)
    assert {name for name, _ in leaks(tmp_path, {secret})} == set(hidden)


def test_another_key_gives_the_same_folder_byte_for_byte(tmp_path):
    """The strongest form of it: nothing in the folder depends on the key."""
    made = []
    for name in ("one", "two"):
        case = own_case(tmp_path / name)
        if name == "two":
            other_key(case)
        options = {"assignment_id": "a-1", "sealed": False}
        made.append(release([], tmp_path / f"class-{name}", case=case, **options).folder)
    one, two = map(files, made)
    assert "feedback.sealed" not in one and one == two
    assert OTHER_KEY.keys() > {"spans.toml", "claims.toml"}
    keyed = [built_task(t, load(folder=tmp_path / n / "town")) for n in ("one", "two")
             for t in ("town-words",)]  # fmt: skip
    assert keyed[0] != keyed[1]


def test_every_kind_can_be_shown_and_answered_without_its_key(own):
    case, kinds = load(folder=own), set()
    for name in tasks.tasks(case):
        built = built_task(name, case)
        bare = tasks.keyless(built)
        kind = KINDS[bare["kind"]]
        kinds.add(bare["kind"])
        assert tasks.keyless(bare) == bare
        assert bare["feedback"] == "later"
        kind.valid(bare, kind.EMPTY)
        if bare["kind"] != "write":  # its rating comes with the rubric
            kind.valid(bare, kind.key(built))
        assert "<details>" in kind.page(built) and "<details>" not in kind.page(bare)
        assert json.loads(json.dumps(bare)) == bare
    assert kinds == set(KINDS)


def test_items_stand_in_the_order_of_the_article_with_names_that_tell_nothing(own):
    case = load(folder=own)
    shown = tasks.keyless(built_task("town-sort-irony", case))["items"]
    assert [(i["id"], i["line"]) for i in shown] == [("i1", "H1"), ("i2", "S4")]
    own_words = tasks.keyless(built_task("town-sort-own", case))["items"]
    assert [(i["id"], i["line"]) for i in own_words] == [("i1", "Item 1"), ("i2", "Item 2")]


# --- the folder -----------------------------------------------------------------


def test_a_folder_of_the_kits_own_tasks_says_that_its_key_is_public(tmp_path):
    made = release(["loaded-headline", "ledger-figures"], tmp_path / "class")
    assert made.manifest["grade"] == "completion" and made.manifest["feedback"] == "now"
    assert "key of this case is public" in made.notes[0] and "completion" in made.notes[0]
    assert made.code == "" and not made.code_file and "feedback.sealed" not in made.files
    assert made.manifest["cases"] == {
        "idlib-2020": {
            "article": load().sha256,
            "tasks": ["loaded-headline", "ledger-figures"],
        }
    }
    assert "cryptography" not in (made.folder / "requirements.txt").read_text("utf-8")
    first = release(["loaded-headline"], tmp_path / "graded", grade="first-try")
    assert first.manifest["grade"] == "first-try" and "nobody looked" in first.notes[0]


def test_an_exercise_notebook_of_the_kit_comes_with_all_its_tasks(tmp_path):
    made = release(["town-words", "who-is-talking"], tmp_path / "class", feedback=False)
    assert made.manifest["notebooks"] == ["town-words.ipynb", "who-is-talking.ipynb"]
    assert {"town-words-count", "town-write-irony"} <= set(
        made.manifest["cases"]["bypass"]["tasks"]
    )
    for name in made.manifest["notebooks"]:
        notebook = nbformat.read(made.folder / name, as_version=4)
        nbformat.validate(notebook)
        assert "solutions/" not in str(notebook) and "](../" not in str(notebook)
        assert notebook.cells[-1].source == '# open_feedback("CODE")'
    assert any("whoever looks can find it" in note for note in made.notes)


def test_the_same_release_is_the_same_bytes(own, tmp_path):
    one, two = (
        files(release([], tmp_path / name, case=own, assignment_id="x", sealed=False).folder)
        for name in ("one", "two")
    )
    assert one == two
    assert release(["town-words"], tmp_path / "three", case=own).assignment != "x"


def test_pins_of_learners_are_those_of_the_kit(root, tmp_path):
    learners = pins(releases.PINS)
    assert learners.items() <= pins(root / "requirements.txt").items()
    assert pins(root / "binder" / "requirements.txt").items() <= learners.items()
    made = release(["loaded-headline"], tmp_path / "class", feedback=False)
    lines = (made.folder / "requirements.txt").read_text("utf-8").split()
    assert lines[:-1] == [f"{name}=={number}" for name, number in learners.items()]
    assert lines[-1] == f"./{next(made.folder.glob('*.whl')).name}"


def test_the_generated_notebook_runs_from_top_to_bottom(own, tmp_path, at_desk):
    made = release([], tmp_path / "class", case=own)
    at_desk(made.folder)
    notebook = nbformat.read(made.folder / "town.ipynb", as_version=4)
    nbformat.validate(notebook)
    names, shown = {}, []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            *start, last = cell.source.splitlines()
            exec("\n".join(start), names)
            try:
                shown.append(eval(last, names))
            except SyntaxError:
                exec(last, names)
    assert len([one for one in shown if hasattr(one, "tries")]) == len(
        tasks.tasks(load(folder=own))
    )
    assert repr(shown[-1]) == "No exercise is answered yet."
    text = next(c.source for c in notebook.cells if c.cell_type == "markdown" and c.id == "text")
    assert "**S3** " in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"feedback": True}, "would give your key"),
        ({"grade": "best"}, "completion or first-try"),
        ({"assignment_id": "../x"}, "letters, digits"),
        ({"names": ["nothing"]}, "no task 'nothing'"),
        ({"to": "nowhere/class"}, "no folder nowhere"),
        ({"to": "full"}, "not empty"),
        ({"case": "no-such-case"}, "no such case"),
    ],
)
def test_a_release_that_cannot_be_is_one_sentence_and_writes_nothing(own, tmp_path, options, said):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    given = {"names": [], "to": "class", "case": own, **options}
    names, to = given.pop("names"), tmp_path / given.pop("to")
    with pytest.raises((AssignmentError, CaseError), match=said) as fault:
        release(names, to, **given)
    assert isinstance(fault.value, Fault) and "\n" not in str(fault.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_only_code_is_never_written_over(own, tmp_path):
    made = release([], tmp_path / "class", case=own)
    code = made.code_file.read_text("utf-8")
    for path in made.folder.iterdir():
        path.unlink()
    with pytest.raises(AssignmentError, match="holds the code of an earlier release"):
        release([], tmp_path / "class", case=own)
    assert made.code_file.read_text("utf-8") == code


def test_a_stop_in_the_middle_leaves_nothing(own, tmp_path, monkeypatch):
    def stop(to):
        raise KeyboardInterrupt

    monkeypatch.setattr(releases, "write_wheel", stop)
    with pytest.raises(KeyboardInterrupt):
        release([], tmp_path / "class", case=own)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_case_with_an_id_of_the_kit_is_refused(own, tmp_path):
    about = own / "case.toml"
    about.write_text(about.read_text("utf-8").replace('id = "town"', 'id = "bypass"'), "utf-8")
    with pytest.raises(AssignmentError, match="another id"):
        release([], tmp_path / "class", case=own)


# --- a learner's desk -------------------------------------------------------------


def test_answers_to_a_keyless_case_are_kept_and_come_back(own, tmp_path, at_desk):
    folder = release([], tmp_path / "class", case=own).folder
    at_desk(folder)
    exercise = ask("town-words", "town")
    assert repr(check("town-words", "town")) == "Not answered yet."
    exercise.value = [{"code": "loaded", "start": 7, "end": 14, "quote": "madness"}]
    assert repr(check("town-words", "town")) == (
        "Saved. Feedback comes later. Press “I am done” when you have finished."
    )
    exercise.tries = [exercise.value]
    assert repr(check("town-words", "town")) == "Saved. Feedback comes later."
    assert check("town-words", "town").score is None
    with pytest.raises(AnswerError, match="not here"):
        solve("town-words", "town")
    at_desk(folder)
    assert ask("town-words", "town").tries == exercise.tries
    assert not list(folder.glob("*aside*"))


def test_the_code_opens_the_reasons_in_the_same_widgets(own, tmp_path, at_desk, capsys):
    made = release([], tmp_path / "class", case=own)
    at_desk(made.folder)
    exercise = ask("town-words", "town")
    exercise.value = [{"code": "loaded", "start": 7, "end": 14, "quote": "madness"}]
    exercise.tries = [exercise.value]
    open_feedback(made.code.lower().replace("-", " "))
    assert "The feedback is open" in capsys.readouterr().out
    assert ask("town-words", "town") is exercise and "feedback" not in exercise.task
    assert "Is the plan mad, or disliked?" in repr(check("town-words", "town"))
    assert "Missed" in repr(check("town-words", "town")), "handed over once, the key is open"
    at_desk(made.folder)  # a new day: the line is run again, before or after the exercises
    open_feedback(made.code)
    assert "Found 1" in repr(ask("town-words", "town").feedback())


def test_the_kits_own_tasks_can_keep_their_feedback_for_later(tmp_path, at_desk):
    made = release(["loaded-headline"], tmp_path / "class", feedback=False)
    at_desk(made.folder)
    assert ask("loaded-headline").is_later and not ask("loaded-headline").task["items"]
    with pytest.raises(AnswerError):
        solve("loaded-headline")
    open_feedback(made.code)
    ask("loaded-headline").value = []
    solve("loaded-headline")
    assert check("loaded-headline").percent == 100


def test_a_booster_draws_its_items_and_keeps_its_key_for_later(tmp_path, at_desk):
    drawn = next(t for t in tasks.tasks(load()).values() if t.own.get("by") == "drawn")
    made = release([drawn.id], tmp_path / "class", feedback=False)
    at_desk(made.folder)
    exercise = ask(drawn.id)
    assert len(exercise.task["items"]) == drawn.own["draw"]
    assert not any(item["right"] for item in exercise.task["items"])
    one = exercise.task["items"][0]["id"]
    exercise.value = {one: {"answer": exercise.task["answers"][0]["id"]}}
    open_feedback(made.code)
    assert exercise.task["items"][0]["right"] and one in exercise.value


def test_open_feedback_says_what_is_missing_in_one_sentence(own, tmp_path, at_desk):
    at_desk(tmp_path)
    with pytest.raises(AssignmentError, match="no manifest.json here"):
        open_feedback("x")
    made = release([], tmp_path / "class", case=own)
    at_desk(made.folder)
    with pytest.raises(AssignmentError, match="A code has 28 letters"):
        open_feedback("0000")
    other = "0000-" * 6 + "0000"
    with pytest.raises(AssignmentError, match="does not open this feedback"):
        open_feedback(other)
    (made.folder / "feedback.sealed").unlink()
    with pytest.raises(AssignmentError, match="not in the folder"):
        open_feedback(made.code)
    assert ask("town-words", "town").is_later, "the class does not need it to work"


def test_feedback_can_be_sealed_and_handed_out_later(own, tmp_path, at_desk):
    made = release([], tmp_path / "class", case=own, sealed=False)
    assert made.code == "" and "sealed" not in made.manifest
    path, code = seal_feedback(made.folder, case=own)
    at_desk(made.folder)
    open_feedback(code)
    assert not ask("town-words", "town").is_later
    opened = open_for_all(made.folder, code)
    path.unlink()
    at_desk(made.folder)
    open_feedback()
    assert not ask("town-words", "town").is_later and opened.name == "feedback.json"


def test_feedback_of_another_assignment_is_refused(own, tmp_path, at_desk):
    one, two = (release([], tmp_path / name, case=own) for name in ("one", "two"))
    (two.folder / "feedback.sealed").write_bytes((one.folder / "feedback.sealed").read_bytes())
    at_desk(two.folder)
    with pytest.raises(AssignmentError, match="another assignment"):
        open_feedback(one.code)


@pytest.mark.parametrize("name", ["manifest.json", "case-town.json"])
@pytest.mark.parametrize("spoil", [lambda raw: raw[:100], lambda raw: b"", lambda raw: b"[1]"])
def test_a_damaged_file_of_the_folder_is_one_sentence(own, tmp_path, at_desk, name, spoil):
    folder = release([], tmp_path / "class", case=own).folder
    at_desk(folder)
    path = folder / name
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises((AssignmentError, CaseError)) as fault:
        ask("town-words", "town")
    assert "\n" not in str(fault.value)


def test_somebody_elses_manifest_is_left_alone(tmp_path, at_desk):
    at_desk(tmp_path)
    for text in ('{"name": "a web page"}', '{"format": 3}', "[]"):
        (tmp_path / "manifest.json").write_text(text)
        assert here() is None and not ask("loaded-headline").is_later


def test_a_manifest_cut_in_half_does_not_turn_the_feedback_on(tmp_path, at_desk):
    folder = release(["loaded-headline"], tmp_path / "class", feedback=False).folder
    at_desk(folder)
    raw = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(raw[:200])
    with pytest.raises(AssignmentError, match="take a fresh copy"):
        ask("loaded-headline")


def test_a_teacher_tries_an_own_case_by_its_folder(own, tmp_path, at_desk):
    at_desk(tmp_path)
    exercise = ask("town-words", own)
    assert ask("town-words", str(own)) is exercise and not exercise.is_later
    solve("town-words", own)
    assert check("town-words", own).percent == 100
    at_desk(tmp_path)
    assert ask("town-words", own).answered and not list(tmp_path.glob("*aside*"))


def test_the_answer_that_counts_is_the_last_one_before_the_feedback_was_open():
    once = {"tries": ["a", "b"]}
    assert counted(once, later=False) == "a" and counted(once, later=True) == "b"
    again = {"tries": ["z"], "first": ["a", "b"]}
    assert counted(again, later=True) == "b" and counted(again, later=False) == "a"
    assert counted({"tries": []}, later=True) is None
