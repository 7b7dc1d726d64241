"""Grades and tables: nothing runs in a spreadsheet, nothing unread becomes a 0."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whosaysso.classroom import grades, tables
from whosaysso.classroom.grades import Grade, grade, read_overrides
from whosaysso.classroom.records import HandIn, ItemResult, Problem, TaskResult

PLACES = [("town", "one"), ("town", "two"), ("town", "three"), ("town", "four")]

OWN = HandIn("aaaa-bbbb", ("a.json",), None, "ABCD-EFGH-JKMN", lms="11")


def done(task: str, first: float | None = 0.5) -> TaskResult:
    return TaskResult("aaaa-bbbb", "town", task, "done", 1, first, first)


def state(task: str, name: str, problem: str = "") -> TaskResult:
    return TaskResult("aaaa-bbbb", "town", task, name, problem=problem)


def overrides(*lines: str, head: str = "learner,case,task,score,state,note") -> grades.Overrides:
    return read_overrides("\r\n".join([head, *lines]).encode(), PLACES)


# --- cells ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.example","a")',
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "  =1+1",
        "\x01=1+1",
        "\u200b=1+1",
        "\ufeff=1+1",
        "\u202e=1+1",
        "\u00a0=1+1",
    ],
)
def test_what_a_spreadsheet_could_run_gets_a_sign_in_front(text):
    assert tables.cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "Ann-Lee", "1-2", "my-answers (1).json", "‘=’", "0"])
def test_other_text_stays_as_it_is(text):
    assert tables.cell(text) == text


@pytest.mark.parametrize(
    ("value", "written"), [(-1, "-1"), (-1.5, "-1.5"), (87.0, "87"), (66.66667, "66.7"), (None, "")]
)
def test_a_real_number_stays_a_number(value, written):
    assert tables.cell(value) == written


@given(st.text())
def test_no_text_begins_with_a_sign_that_is_seen(text):
    shown = [c for c in tables.cell(text) if unicodedata.category(c)[0] not in "ZC"]
    assert not shown or shown[0] not in tables.SIGNS
    tables.cell(text).encode()


@pytest.mark.parametrize("bom", [False, True])
def test_every_cell_is_quoted_and_the_table_reads_back(tmp_path, bom):
    path = tmp_path / "t.csv"
    with tables.Table(path, ("a", "b"), bom) as table:
        table.add(('say "x", then\ny', "=1+1"))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") == bom
    assert raw.removeprefix(b"\xef\xbb\xbf").startswith(b'"a","b"\r\n"')
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows == [["a", "b"], ['say "x", then\ny', "'=1+1"]]


def test_a_row_that_does_not_fit_is_a_fault(tmp_path):
    with tables.Table(tmp_path / "t.csv", ("a", "b")) as table, pytest.raises(ValueError):
        table.add(("one",))


def test_details_have_a_row_for_each_item():
    items = (ItemResult("s1", "miss", "hit"), ItemResult("s2", "hit", "hit"))
    result = TaskResult("aaaa-bbbb", "town", "one", "done", 2, 0.25, 1.0, 3, items)
    rows = list(tables.detail_rows(result, "mark"))
    assert [row[8:11] for row in rows] == [("s1", "miss", "hit"), ("s2", "hit", "hit")]
    assert all(len(row) == len(tables.DETAILS) and row[6:8] == (25.0, 100.0) for row in rows)
    missing = list(tables.detail_rows(state("two", "missing"), "mark"))
    assert len(missing) == 1 and missing[0][6:8] == (None, None)


# --- grades -----------------------------------------------------------------------


def test_the_grade_is_what_is_done():
    given = [done("one", 0.1), done("two", None), state("three", "begun"), state("four", "missing")]
    assert grade(OWN, given).percent == 50
    assert grade(OWN, given).reason == ""


def test_a_task_that_could_not_be_read_makes_the_grade_blank_with_its_reason():
    given = [done("one"), state("two", "unread", "It belongs to another version of the text.")]
    made = grade(OWN, given)
    assert made.percent is None
    assert made.reason == (
        "1 of 2 tasks could not be read: It belongs to another version of the text."
    )
    assert (made.done, made.tasks) == (1, 2)


def test_a_file_without_any_of_the_tasks_is_blank_and_not_0():
    made = grade(OWN, [state("one", "missing"), state("two", "missing")])
    assert (made.percent, made.reason) == (None, "The file holds no answer to these tasks.")


def test_first_tries_count_only_when_asked_and_only_where_there_is_a_score():
    given = [done("one", 0.25), done("two", 0.75), done("three", None), state("four", "missing")]
    made = grade(OWN, given, first_try=True)
    assert (made.percent, made.first_try, made.scored) == (50, 50, 2)
    none = grade(OWN, [done("one", None)], first_try=True)
    assert (none.percent, none.reason) == (None, "No task with a score was checked.")


def test_a_file_that_could_not_be_used_has_a_row_with_a_blank():
    refused = Problem("a.json", "empty", "This file is empty.", "Hand in again.")
    flag = Problem("b.json", "several-files", "Two.", "Nothing.", counted=True)
    [row] = grades.ungraded([refused, flag])
    assert (row.percent, row.reason, row.files) == (None, "This file is empty.", ("a.json",))
    assert tables.grade_row(row, False)[3] is None


# --- overrides --------------------------------------------------------------------


def test_overrides_are_applied_last():
    said = overrides(
        "aaaa-bbbb,town,one,80,,read by hand",
        "aaaa-bbbb,town,two,,excused,ill",
        "aaaa-bbbb,town,three,,done,",
    )
    assert not said.problems
    given = [state("one", "unread", "Broken."), state("two", "missing"), state("three", "begun")]
    changed = said.apply(given)
    assert [result.state for result in changed] == ["done", "excused", "done"]
    assert changed[0].first == 0.8 and changed[0].problem == ""
    made = grade(OWN, changed, said)
    assert (made.percent, made.tasks, made.note) == (100, 2, "read by hand | ill")


def test_a_line_without_a_task_sets_the_whole_grade():
    said = overrides('AAAA-BBBB,,,"72,5",,agreed', head="learner,case,task,score,state,note")
    assert not said.problems
    made = grade(OWN, said.apply([done("one")]), said)
    assert (made.percent, made.note) == (72.5, "agreed")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (",town,one,1,,", "names no learner"),
        ("x,town,,1,,", "names a case or a task without the other"),
        ("x,town,five,1,,", "names town:five, which is no task of this report"),
        ("x,town,one,,,", "gives neither a score nor a state"),
        ("x,town,one,,lost,", "gives the state 'lost'; use done, begun, missing, excused"),
        ("x,town,one,101,,", "gives the score '101'; use a number from 0 to 100"),
        ("x,town,one,nan,,", "gives the score 'nan'; use a number from 0 to 100"),
        ("x,town,one,1,missing,", "gives a score to a task that is missing"),
        ("x,,,,done,", "gives a state with no task; a whole grade takes a score"),
    ],
)
def test_a_bad_line_is_one_sentence_and_changes_nothing(line, fault):
    said = overrides(line)
    assert not said.lines
    assert [one.reason for one in said.problems] == [f"Line 2 {fault}; it was left out."]


def test_lines_that_contradict_each_other_and_strangers_are_told():
    said = overrides("x,town,one,1,,", "x,town,one,2,,", "y,,,50,,")
    assert [one.reason for one in said.problems] == [
        "Line 3 says the same as line 2; it was left out."
    ]
    said.apply([TaskResult("x", "town", "one", "done")])
    assert [one.reason for one in said.unmatched()] == [
        "Line 4 is about y, of whom there is no hand-in."
    ]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_overrides_are_read_as_spreadsheets_save_them(coding, mark):
    rows = ["learner,case,task,score,state,note", "'aaaa-bbbb,town,one,80,,Zoë"]
    said = read_overrides("\r\n".join(rows).replace(",", mark).encode(coding), PLACES)
    assert not said.problems
    assert said.lines["aaaa-bbbb", "town", "one"].note == "Zoë"


@given(st.binary(max_size=300))
def test_no_bytes_stop_the_reading_of_overrides(raw):
    read_overrides(raw, PLACES)
    read_overrides(b"learner,case,task\n" + raw, PLACES)


def test_a_grade_is_plain_data():
    assert Grade("aaaa-bbbb", 50.0) == Grade("aaaa-bbbb", 50.0)
