"""The command: help that reads well, one sentence for a fault, and data for machines."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from whosaysso import answers, tasks
from whosaysso.case import CASES, load
from whosaysso.classroom import cli, console
from whosaysso.kinds import KINDS

COMMANDS = ("codes", "release", "feedback", "report", "export", "import-marks")
ROOT = Path(__file__).parent.parent


def run(*words, **environ):
    """Exit code, standard output and standard error of one command."""
    done = CliRunner(env=environ).invoke(cli.app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def really_run(*words, **environ) -> subprocess.CompletedProcess:
    """The same in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
    command = [sys.executable, "-m", "whosaysso", *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, timeout=120)


def a_document(learner: str = "abcd-efgh", task: str = "loaded-headline") -> dict:
    """An answer file with the key's marks on one task."""
    case = load()
    built = tasks.build(tasks.task(task, case), case)
    marks = KINDS[built["kind"]].key(built)
    answer = {"kind": built["kind"], "value": marks, "tries": [marks]}
    entry = answers.advance(None, None, answer, "2026-01-01T10:00:00Z")
    row = {"article": case.sha256, "tasks": {task: entry}}
    return answers.new_document() | {"learner": learner, "cases": {case.id: row}}


@pytest.fixture
def handed(tmp_path):
    """Three files of learners, and one that is none."""
    folder = tmp_path / "handed"
    folder.mkdir()
    for learner in ("abcd-efgh", "0000-aaaa", "zzzz-1111"):
        (folder / f"{learner}.json").write_bytes(answers.file_bytes(a_document(learner)))
    (folder / "holiday.json").write_text("{}", encoding="utf-8")
    return folder


# --- help and use -----------------------------------------------------------------


def test_help_names_every_command_and_every_exit_code():
    code, said, _ = run("--help")
    assert code == 0 and not re.search(r"[│╭╰]", said)
    assert re.findall(r"^  ([a-z-]+)  +\S.*\.$", said, re.M)[-len(COMMANDS) :] == [*COMMANDS]
    for number in (0, 1, 2, 3):
        assert re.search(rf"^ +{number}  \w", said, re.M)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_commands_help_has_a_line_an_example_and_exit_codes(command):
    code, said, _ = run(command, "--help")
    assert code == 0
    assert re.search(rf"^  +whosaysso {command} \S", said.split("Examples:")[1], re.M)
    assert "Exit codes:" in said and "--json" in said
    options = re.findall(r"^  (?:-h, )?--[a-z-]+.*?  +(\S.*)$|^  --\S+ .*\n +(\S.*)$", said, re.M)
    assert options, "each option says what it does"
    assert run(command, "-h")[1] == said


def test_the_version_is_said():
    assert run("--version")[:2] == (0, f"whosaysso {answers.KIT}\n")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["codes"],
        ["codes", "many", "--to", "x.html"],
        ["report", "somewhere"],
        ["export", "everything"],
        ["export", "answers"],
        ["export", "key", "a-folder"],
        ["feedback", "folder"],
        ["feedback", "folder", "--code", "x", "--new-code"],
        ["report", "a", "--to", "b", "--processes", "0"],
        ["release", "--to", "x", "--grade", "effort"],
    ],
)
def test_what_is_written_wrongly_ends_with_two(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, said, fault = run(*words)
    assert (code, said) == (2, "") and "Error: " in fault and "Traceback" not in fault
    assert not list(tmp_path.iterdir())


def test_in_a_process_of_its_own_it_is_the_same():
    done = really_run("export", "claims", "--case", "bypass")
    assert done.returncode == 0 and not done.stderr
    assert len(json.loads(done.stdout)["@graph"]) == len(load("bypass").claims)
    done = really_run("export", "claims", "--case", "no-such-text")
    assert done.returncode == 1 and not done.stdout
    assert done.stderr.decode().count("\n") == 1 and b"no such case" in done.stderr


@pytest.mark.parametrize("words", [["report", "--help"], ["nonsense"]])
def test_no_colour_is_ever_forced(words):
    for environ in ({"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}):
        done = really_run(*words, **environ)
        assert b"\x1b" not in done.stdout + done.stderr


def test_letters_that_a_terminal_has_not_are_no_crash(tmp_path):
    done = really_run("codes", "1", "--to", tmp_path / "ќ.html", PYTHONIOENCODING="ascii")
    assert done.returncode == 0 and b"\\u045c" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="a pipe of a POSIX shell")
def test_a_reader_who_has_enough_is_no_fault():
    command = f'"{sys.executable}" -m whosaysso export key | head -c 10'
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, shell=True, env=env, capture_output=True, timeout=60)
    assert len(done.stdout) == 10 and not done.stderr


# --- faults -----------------------------------------------------------------------


def faults(tmp_path) -> list[tuple[list, str]]:
    (tmp_path / "there").write_text("kept", encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    return [
        (["codes", "0", "--to", tmp_path / "a.html"], "1 to 5,000"),
        (["codes", "3", "--to", tmp_path / "there"], "there is there already"),
        (["codes", "3", "--to", tmp_path / "b" / "a.html"], "no folder b"),
        (["codes", "3", "--to", tmp_path / "a.html", "--names", tmp_path / "there"], "already"),
        (["export", "key", "--to", tmp_path / "there"], "already"),
        (["export", "key", "--case", tmp_path / "own"], "case.toml"),
        (["export", "answers", tmp_path / "nowhere"], "nowhere"),
        (["import-marks", tmp_path / "gone.json", "--case", "bypass"], "gone.json"),
        (["import-marks", tmp_path / "own", "--case", "bypass"], "own"),
        (["import-marks", tmp_path / "bad.json", "--case", "bypass"], "not JSON"),
        (["release", "no-such-task", "--to", tmp_path / "c"], "no-such-task"),
        (["release", "--to", tmp_path / "own" / "c" / "d"], "no folder c"),
        (["feedback", tmp_path / "own", "--code", "x"], "no released folder"),
        (["report", tmp_path / "nowhere", "--to", tmp_path / "r"], "nowhere"),
        (["report", tmp_path, "--to", tmp_path / "r"], "apart"),
        (
            ["report", tmp_path / "own", "--to", tmp_path / "r", "--assignment", tmp_path],
            "manifest",
        ),
        (["report", tmp_path / "own", "--to", tmp_path / "r", "--task", "none"], "none"),
    ]


def test_a_fault_is_one_sentence_and_leaves_everything_as_it_was(tmp_path):
    cases = faults(tmp_path)
    before = sorted((p, p.stat().st_size) for p in tmp_path.rglob("*"))
    for words, part in cases:
        code, said, fault = run(*words)
        assert (code, said) == (1, ""), words
        assert part in fault and fault.count("\n") == 1 and fault.endswith(".\n"), (words, fault)
        assert str(tmp_path) not in fault, "a name, not a whole path"
        code, said, again = run(*words, "--json")
        assert code == 1 and again == fault
        assert json.loads(said) == {"ok": False, "error": fault.strip()}
        assert sorted((p, p.stat().st_size) for p in tmp_path.rglob("*")) == before, words


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/a/long/way/x.html"),
            "x.html: No space",
        ),
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied.\n"),
        (OSError("something odd"), "something odd.\n"),
        (OSError(), "gave no reason"),
    ],
)
def test_what_a_system_refuses_is_a_sentence(monkeypatch, tmp_path, fault, said):
    def refuse(*_):
        raise fault

    monkeypatch.setattr(console.os, "replace", refuse)
    code, out, words = run("codes", "2", "--to", tmp_path / "cards.html")
    assert (code, out) == (1, "") and said in words and "/a/long" not in words
    assert not list(tmp_path.iterdir()), "nothing half-written"


def test_a_stop_from_the_keyboard_is_said(monkeypatch, tmp_path):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(console.os, "replace", stop)
    code, _, words = run("codes", "2", "--to", tmp_path / "cards.html")
    assert code == 130 and words.startswith("Stopped") and not list(tmp_path.iterdir())


# --- export and import ------------------------------------------------------------


def test_learners_marks_leave_and_what_could_not_be_read_is_named(handed, tmp_path):
    to = tmp_path / "marks.jsonld"
    code, said, fault = run("export", "answers", handed, "--to", to, "--json")
    assert code == 3 and fault.startswith("holiday.json: ") and fault.count("\n") == 1
    told, data = json.loads(said), json.loads(to.read_bytes())
    assert told["count"] == data["total"] > 0 and len(told["left"]) == 1
    who = {one["creator"]["nickname"] for one in data["first"]["items"]}
    assert who == {"abcd-efgh", "0000-aaaa", "zzzz-1111"}
    (handed / "holiday.json").unlink()
    code, said, fault = run("export", "answers", handed)
    assert (code, fault) == (0, "") and json.loads(said) == data


def test_a_key_goes_out_and_comes_in(tmp_path):
    to = tmp_path / "key.jsonld"
    assert run("export", "key", "--case", CASES / "bypass", "--to", to)[0] == 0
    code, text, fault = run("import-marks", to, "--case", "bypass")
    assert (code, fault) == (0, "") and text.count("[[span]]") == len(load("bypass").spans)
    code, said, _ = run("import-marks", to, "--case", "bypass", "--json")
    assert json.loads(said) == {
        "ok": True, "spans": text.count("[[span]]"), "left": [], "toml": text,
    }  # fmt: skip
    new = tmp_path / "new.toml"
    code, said, _ = run("import-marks", to, "--case", "bypass", "--to", new)
    assert code == 0 and new.read_text("utf-8") == text and "0 annotations left out" in said


def test_marks_of_another_text_have_no_place(tmp_path):
    to, new = tmp_path / "key.jsonld", tmp_path / "new.toml"
    run("export", "key", "--case", "satire", "--to", to)
    code, said, fault = run("import-marks", to, "--case", "plain-fire", "--to", new)
    assert (code, said) == (1, "") and "nothing was written" in fault and not new.exists()
    assert fault.count("\n") == len(load("satire").spans) + 1


# --- from a class to a report -----------------------------------------------------


def test_from_cards_to_a_report(tmp_path, handed):
    cards, names = tmp_path / "cards.html", tmp_path / "names.csv"
    assert run("codes", "5", "--to", cards, "--column", "Email address")[0] == 0
    listed = list(csv.DictReader(names.read_text("utf-8-sig").splitlines()))
    assert [*listed[0]] == ["code", "Email address"] and len(listed) == 5
    for row in listed:
        document = a_document(answers.read_code(row["code"]))
        (handed / f"{row['code']}.json").write_bytes(answers.file_bytes(document))
    to = tmp_path / "report"
    code, said, fault = run("report", handed, "--to", to, "--feedback", "--share", "--json")
    told = json.loads(said)
    assert code == 3, "one file could not be read"
    assert "\x1b" not in fault and (told["learners"], told["refused"]) == (8, 1)
    assert {"class.html", "class-share.html", "grades.csv"} <= set(told["files"])
    rows = csv.DictReader((to / "grades.csv").read_text("utf-8").splitlines())
    assert {row["code"] for row in listed} <= {value for row in rows for value in row.values()}
    (handed / "holiday.json").unlink()
    code, said, _ = run("report", handed, "--to", to)
    assert code == 0 and str(to / "class.html") in said


def test_a_release_and_a_report_on_what_it_gave_out(tmp_path, handed):
    (handed / "holiday.json").unlink()
    folder, to = tmp_path / "given", tmp_path / "report"
    words = ["release", "loaded-headline", "--to", folder, "--grade", "first-try", "--id", "week-1"]
    code, said, _ = run(*words, "--json")
    told = json.loads(said)
    assert code == 0 and told["assignment"] == "week-1" and "manifest.json" in told["files"]
    assert any("public" in note for note in told["notes"]) and told["code_file"] is None
    code, said, fault = run("report", handed, "--to", to, "--assignment", folder, "--json")
    assert code == 0, fault
    assert json.loads(said)["tasks"] == 1


def test_feedback_that_comes_later_is_opened_and_sealed_again(tmp_path):
    folder = tmp_path / "given"
    code, said, _ = run("release", "loaded-headline", "--to", folder, "--later", "--json")
    told = json.loads(said)
    secret = Path(told["code_file"]).read_text("utf-8").splitlines()[0]
    assert code == 0 and secret not in said
    wrong = run("feedback", folder, "--code", "0000-0000-0000")
    assert wrong[0] == 1 and wrong[2].count("\n") == 1 and not (folder / "feedback.json").exists()
    code, said, _ = run("feedback", folder, "--new-code", "--json")
    again = json.loads(said)["code"]
    assert code == 0 and again != secret
    assert run("feedback", folder, "--code", secret)[0] == 1
    assert run("feedback", folder, "--code", again)[0] == 0
    assert (folder / "feedback.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
def test_progress_is_drawn_on_a_terminal_alone(handed, tmp_path):
    import pty

    command = [
        sys.executable,
        "-m",
        "whosaysso",
        "report",
        handed,
        "--to",
        tmp_path / "r",
        "--json",
    ]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "NO_COLOR": "1"}
    ours, theirs = pty.openpty()
    done = subprocess.Popen(list(map(str, command)), env=env, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    drawn = b""
    try:
        while some := os.read(ours, 4096):
            drawn += some
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert json.loads(done.stdout.read())["learners"] == 3 and done.wait() == 3
    assert b"Reading" in drawn and not re.search(rb"\x1b\[[0-9;]*3[0-9]", drawn), "no colour"
