"""The page *Assign* and its neighbours say what the command really does."""

from __future__ import annotations

import re
import shlex

import pytest
from typer.testing import CliRunner

from whosaysso.classroom import guard, measures, reasons
from whosaysso.classroom.cli import app

PAGES = ("assign", "with-your-lms", "privacy", "unreadable-files")


def told(root):
    """Every line of the pages that calls the command: (page, words after it)."""
    found = []
    for name in PAGES:
        text = (root / "book" / "teachers" / f"{name}.md").read_text("utf-8")
        for line in re.findall(r"^\s*(?:class/bin/)?whosaysso (.+)$", text, re.M):
            found.append((name, shlex.split(line)))
        for line in re.findall(r"`whosaysso ([^`]+)`", text):
            found.append((name, shlex.split(line.replace("…", "handed-in"))))
    return found


def test_the_pages_show_commands(root):
    assert len(told(root)) >= 10
    assert {words[0] for _, words in told(root)} >= {"codes", "release", "report"}


def test_every_command_and_option_on_the_pages_is_there(root):
    helps = {
        name: CliRunner().invoke(app, [name, "--help"], terminal_width=200).output
        for name in {words[0] for _, words in told(root)} - {"--help"}
    }
    for page, words in told(root):
        if words == ["--help"]:
            continue
        for option in (word for word in words[1:] if word.startswith("--")):
            assert f"{option} " in helps[words[0]] or f"{option}/" in helps[words[0]], (page, words)


@pytest.mark.parametrize("which", ["refused", "flagged"])
def test_the_reasons_stand_on_the_page_as_the_report_gives_them(which):
    (table,) = reasons.table(which).tables
    rows = reasons.REFUSED if which == "refused" else reasons.FLAGGED
    assert [row[0] for row in table.rows] == list(rows)
    assert not any("{" in cell for row in table.rows for cell in row)


NUMBERS = {5: "five", 8: "eight"}


@pytest.mark.parametrize(
    ("page", "said", "number"),
    [
        ("assign", "fewer than {} learners", measures.LEAST),
        ("privacy", "Counts under {} are hidden", guard.LEAST),
    ],
)
def test_a_number_in_words_is_the_one_in_the_code(root, page, said, number):
    text = (root / "book" / "teachers" / f"{page}.md").read_text("utf-8")
    assert said.format(NUMBERS[number]) in text
