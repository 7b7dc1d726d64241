"""A gradebook from Canvas or Moodle: only the cells of one column change, byte for byte."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whosaysso.classroom.gradebook import GradebookError, fill
from whosaysso.classroom.grades import Grade

CANVAS = (
    'Student,ID,SIS User ID,SIS Login ID,Section,"Reading, closely (901)",Essay (902),Total\r\n'
    "    Points Possible,,,,,10,20,(read only)\r\n"
    '"Doe, Ann",11,s1,ann@school.example,"A ""1""",,18,80.5\r\n'
    '"Roe, Zoë",12,s2,zoe,A,"3.00",-1,70\r\n'
    '"Poe, Bob",13,s3,bob,A,4,,\r\n'
)
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed\n"
    "Participant 1000001,Ann Doe,Ann@school.example,Submitted,,100.00,Yes\n"
    "Participant 1000002,Zoë Roe,zoe@school.example,Submitted,50.00,100.00,Yes\n"
    "Participant 1000003,Bob Poe,bob@school.example,Submitted,,100.00,No\n"
)
READING = "Reading, closely"


def written(folder, text: str, coding: str = "utf-8"):
    path = folder / "export.csv"
    path.write_bytes(text.encode(coding))
    return path


def one(lms: str, percent: float | None = 80.0, learner: str = "aaaa-bbbb", reason: str = ""):
    return Grade(learner, percent, reason, lms=lms)


def filled(folder, text: str, rows, coding="utf-8", **more):
    to = folder / "filled.csv"
    done = fill(written(folder, text, coding), rows, to=to, **more)
    return done, to.read_bytes().decode(coding)


def test_a_canvas_column_is_filled_in_points(tmp_path):
    rows = [one("11"), one("zoe", 66.6667, "cccc-dddd")]
    done, text = filled(tmp_path, CANVAS, rows, column=READING)
    expected = CANVAS.replace('"A ""1""",,18', '"A ""1""",8,18').replace('"3.00"', '"6.67"')
    assert text == expected
    assert (done.system, done.filled, done.replaced) == ("Canvas", 2, 1)


def test_a_moodle_worksheet_is_filled_by_the_number_of_the_folder(tmp_path):
    rows = [one("1000001"), one("1000002", 50.0, "b"), one("1000003", 50.0, "c")]
    done, text = filled(tmp_path, MOODLE, rows)
    assert text == MOODLE.replace("Submitted,,100.00,Yes", "Submitted,80,100.00,Yes").replace(
        "50.00,100", "50,100"
    )
    assert done.filled == 2
    assert done.unfilled == (
        "c: the gradebook says no maximum, or that the grade cannot be changed.",
    )


def test_decimal_commas_stay_decimal_commas(tmp_path):
    text = MOODLE.replace(",", ";").replace("100.00", "100,00")
    _, out = filled(tmp_path, text, [one("1000001", 66.6667)])
    assert "Participant 1000001;Ann Doe;Ann@school.example;Submitted;66,67;100,00;Yes" in out


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_every_other_byte_stays(tmp_path, coding, end, last):
    text = CANVAS.replace("\r\n", end)
    text = text if last else text.removesuffix(end)
    to = tmp_path / "filled.csv"
    fill(written(tmp_path, text, coding), [one("13")], to=to, column=READING)
    expected = text.replace("bob,A,4,,", "bob,A,8,,").encode(coding)
    assert to.read_bytes() == expected


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=3, max_size=3
        ),
        max_size=5,
    ),
    st.booleans(),
)
def test_whatever_stands_in_the_other_cells_stays(tmp_path_factory, rows, quote):
    folder = tmp_path_factory.mktemp("any")
    out = io.StringIO(newline="")
    style = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    table = csv.writer(out, quoting=style, lineterminator="\r\n")
    table.writerow(["Student", "ID", "Section", "Reading", "Notes"])
    table.writerow(["Points Possible", "", "", "10", ""])
    table.writerow(["Ann", "id-of-ann", "A", "?", "n"])
    for a, b, c in rows:
        table.writerow([f"x{a}", f"y{b}", c, c, a])
    text = out.getvalue()
    to = folder / "filled.csv"
    fill(written(folder, text), [one("id-of-ann")], to=to)
    old, new = ('"?"', '"8"') if quote else (",?,", ",8,")
    at = text.index(old, text.index("id-of-ann"))
    assert to.read_bytes().decode() == text[:at] + new + text[at + len(old) :]


@pytest.mark.parametrize(
    ("text", "column", "fault"),
    [
        ("", None, "was not recognised"),
        ("a,b\n1,2\n", None, "was not recognised"),
        (
            CANVAS,
            None,
            "more than one column fits; name one of these: “Reading, closely (901)”, “Es",
        ),
        (CANVAS, "Total", "no column fits"),
        (CANVAS, "Poem", "no column fits"),
        (CANVAS.replace("10,20", ",20"), READING, "gives no number above 0 for “Reading, closely"),
        (CANVAS.replace("Points Possible", "Points"), READING, "has no row “Points Possible”"),
        (CANVAS.replace("Essay (902)", "Section"), READING, "two columns named “Section”"),
        (MOODLE, "Points", "the column is “Grade”"),
    ],
)
def test_what_is_not_understood_is_refused_in_one_sentence(tmp_path, text, column, fault):
    to = tmp_path / "filled.csv"
    with pytest.raises(GradebookError) as caught:
        fill(written(tmp_path, text), [one("11")], to=to, column=column)
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not to.exists()


def test_nobody_matches_so_nothing_is_written(tmp_path):
    with pytest.raises(GradebookError, match="no person of the gradebook matches"):
        filled(tmp_path, CANVAS, [one("99"), one("")], column=READING)
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]


def test_a_blank_grade_leaves_the_cell_alone(tmp_path):
    rows = [one("12", None, "cccc-dddd", "The file is cut off."), one("11")]
    done, text = filled(tmp_path, CANVAS, rows, column=READING)
    assert '"3.00",-1' in text
    assert done.unfilled == ("cccc-dddd: no grade (The file is cut off).",)


def test_two_hand_ins_of_one_person_and_two_people_of_one_hand_in_are_not_guessed(tmp_path):
    twice = [one("11", learner="a"), one("ann@school.example", 20.0, "b"), one("13", learner="c")]
    done, text = filled(tmp_path, CANVAS, twice, column=READING)
    assert done.filled == 1 and len(done.unfilled) == 2
    assert done.unfilled[0] == "a: another hand-in matches the same person."
    double = CANVAS.replace(",12,s2", ",11,s2")
    done, _ = filled(tmp_path, double, [one("11", learner="a"), one("13")], column=READING)
    assert done.unfilled == ("a: more than one person of the gradebook matches.",)


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_name_list_joins_codes_and_people(tmp_path, mark):
    names = tmp_path / "names.csv"
    names.write_text(f"code{mark}Email address\nAAAA-bbbb{mark}ann@SCHOOL.example\n", "utf-8-sig")
    done, text = filled(tmp_path, MOODLE, [one("")], names=names)
    assert done.filled == 1
    assert "Ann@school.example,Submitted,80,100.00" in text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("code\n", "has to be called as a column of the gradebook"),
        ("code,Telephone\na,1\n", "has to be called as a column of the gradebook"),
        ("code,Email address\na,x\na,y\n", "gives two people for the code a"),
    ],
)
def test_a_name_list_that_does_not_fit_is_refused(tmp_path, text, fault):
    names = tmp_path / "names.csv"
    names.write_text(text, "utf-8")
    with pytest.raises(GradebookError, match=fault):
        filled(tmp_path, MOODLE, [one("1000001")], names=names)


def test_the_export_itself_is_never_written_over(tmp_path):
    export = written(tmp_path, CANVAS)
    with pytest.raises(GradebookError, match="another name"):
        fill(export, [one("11")], to=export, column=READING)
    assert export.read_bytes() == CANVAS.encode()
