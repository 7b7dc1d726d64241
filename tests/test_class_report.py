"""The class report: whole, the same every time, and safe to open whatever learners hand in."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import socket
import zipfile
from html.parser import HTMLParser

import pytest
from axe_playwright_python.sync_playwright import Axe

from tools.simulate_class import NOTE, TASKS, simulate
from whosaysso import answers
from whosaysso.case import load
from whosaysso.classroom import folder, report
from whosaysso.feedback import Fault

CASES = [load(name) for name in ("idlib-2020", "test-lines")]
FEW = ("idlib-2020:figures-doubt", "idlib-2020:sort-verdicts", "test-lines:test-a")
EVIL = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</style><script src=https://evil.example/x.js></script>",
    '"><svg onload=alert(1)>',
    "</textarea></blockquote><iframe src=https://evil.example></iframe>",
    "javascript:alert(1)",
    "![x](https://evil.example/pixel.png)",
    "{{ 7 * 7 }} {% include '/etc/passwd' %}",
    "\u202egnitset \u2066\u200b",
    "x" * 3000,
)


@pytest.fixture(scope="module")
def hands(tmp_path_factory):
    """A simulated class of 30, as Moodle names the files."""
    to = tmp_path_factory.mktemp("class") / "hands"
    simulate(to)
    return to


@pytest.fixture(scope="module")
def made(hands, tmp_path_factory):
    """Its report with everything, and the summary of it."""
    to = tmp_path_factory.mktemp("report") / "report"
    summary = report.write(
        hands, to, cases=CASES, tasks=TASKS, feedback=True, share=True, note=NOTE
    )
    return to, summary


def rows(path) -> list[dict]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def contents(to) -> dict[str, bytes]:
    return {
        path.relative_to(to).as_posix(): path.read_bytes()
        for path in to.rglob("*")
        if path.is_file()
    }


def write(source, to, **more):
    return report.write(source, to, cases=CASES, tasks=FEW, **more)


# --- what is in it ------------------------------------------------------------------


def test_everybody_is_in_it_and_nothing_unread_is_a_0(made):
    to, summary = made
    assert (summary.learners, summary.tasks, summary.refused) == (30, len(TASKS), 5)
    grades = rows(to / "grades.csv")
    assert len(grades) == 35
    blank = [row for row in grades if not row["grade"]]
    assert len(blank) == 5 and all(row["reason"] for row in blank)
    assert all(float(row["grade"]) > 0 for row in grades if row["grade"])
    problems = rows(to / "problems.csv")
    assert {row["code"] for row in problems if row["counted"] == "no"} == {
        "empty",
        "cut-off",
        "web-page",
        "not-json",
        "no-block",
    }
    assert {"same-answers", "several-files"} <= {row["code"] for row in problems}
    assert len(list((to / "feedback").iterdir())) == 30


def test_details_agree_with_grades(made):
    to, _ = made
    done: dict[str, set] = {}
    for row in rows(to / "details.csv"):
        if row["state"] == "done":
            done.setdefault(row["learner"], set()).add((row["case"], row["task"]))
    for row in rows(to / "grades.csv"):
        if row["learner"]:
            assert int(row["done"]) == len(done[row["learner"]])
            assert float(row["grade"]) == pytest.approx(100 * int(row["done"]) / 11, abs=0.06)


def test_the_page_comes_in_its_order_and_says_what_it_is(made):
    text = (made[0] / "class.html").read_text("utf-8")
    headings = re.findall(r"<h2 id=\"([^\"]+)\"", text)
    assert headings == [
        "what",
        "refused",
        "flagged",
        "glance",
        "text-idlib-2020",
        "text-test-lines",
        "change",
        "sure",
        "how",
    ]
    assert f"<title>Class report – {NOTE}</title>" in text
    for case in CASES:
        assert case.sha256[:16] in text
    assert "a draft by one annotator" in text


def test_numbers_of_the_page_are_those_of_the_table(made):
    """Counted again from details.csv: what became of each phrase of the key."""
    to, _ = made
    fate = {"hit": "found", "short": "partly", "wide": "partly", "wrong": "other", "miss": "missed"}
    counts: dict[str, dict] = {}
    for row in rows(to / "details.csv"):
        if row["task"] == "figures-doubt" and row["first_verdict"] in fate:
            one = counts.setdefault(row["item"], dict.fromkeys(fate.values(), 0))
            one[fate[row["first_verdict"]]] += 1
    assert len(counts) == 5
    text = (to / "class.html").read_text("utf-8")
    for one in counts.values():
        said = "First Check: found {found} · partly {partly} · other code {other} · missed {missed}"
        assert said.format(**one) in text


def test_shades_have_their_numbers_in_words(made):
    text = (made[0] / "class.html").read_text("utf-8")
    shaded = re.findall(r'<span class="s(\d+)[^"]*" title="[^:]+: (\d+) of (\d+) \(', text)
    assert len(shaded) > 50
    for step, k, n in shaded:
        assert int(step) == max(1, round(10 * int(k) / int(n)))


def test_free_text_stands_on_the_learners_page_only(made):
    to, _ = made
    wrote = "Nobody wrote this: it stands in a simulated hand-in."
    for name, raw in contents(to).items():
        assert (wrote.encode() in raw) <= name.startswith("feedback/")
    pages = [path.read_text("utf-8") for path in (to / "feedback").iterdir()]
    assert sum(wrote in page for page in pages) > 20


def test_nothing_tells_of_the_machine_the_date_or_a_person(made, hands):
    for name, raw in contents(made[0]).items():
        text = raw.decode("utf-8-sig")
        assert str(hands) not in text and str(hands.parent) not in text, name
        assert not re.search(r"20(2[5-9]|3\d)-\d\d-\d\d", text), name


# --- first try, tasks, small classes ---------------------------------------------------


def test_without_chosen_tasks_those_that_somebody_answered_count(hands, tmp_path):
    summary = report.write(hands, tmp_path / "report", cases=CASES)
    assert summary.tasks == len(TASKS)
    text = (tmp_path / "report" / "class.html").read_text("utf-8")
    assert "those that somebody answered; name the tasks to fix the list" in text


def test_a_first_try_score_only_when_asked(hands, tmp_path):
    write(hands, tmp_path / "report", first_try=True)
    grades = [row for row in rows(tmp_path / "report" / "grades.csv") if row["learner"]]
    assert all(row["grade"] == row["first_try"] for row in grades)
    text = (tmp_path / "report" / "class.html").read_text("utf-8")
    assert "The grades of this report are scores of first tries, as asked." in text


def test_a_small_class_draws_no_conclusion_and_shares_nothing(tmp_path):
    simulate(tmp_path / "hands", learners=4, damaged=False)
    to = tmp_path / "report"
    report.write(tmp_path / "hands", to, cases=CASES, share=True)
    assert "No conclusion.</strong> Fewer than 8 learners" in (to / "class.html").read_text("utf-8")
    shared = (to / "class-share.html").read_text("utf-8")
    assert "Fewer than 5 learners handed in, so nothing about them is shown here." in shared
    assert "<h3" not in shared


def test_an_empty_folder_makes_an_empty_report(tmp_path):
    (tmp_path / "hands").mkdir()
    summary = report.write(tmp_path / "hands", tmp_path / "report", cases=CASES)
    assert (summary.learners, summary.tasks) == (0, 0)
    assert "No hand-in could be read." in (tmp_path / "report" / "class.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("tasks", "fault"), [(["poem"], "'poem' is not there"), (["test-lines:x"], "is not there")]
)
def test_a_task_that_is_not_there_is_one_sentence(hands, tmp_path, tasks, fault):
    with pytest.raises(Fault, match=fault):
        report.write(hands, tmp_path / "report", cases=CASES, tasks=tasks)
    assert not (tmp_path / "report").exists()


# --- sharing ------------------------------------------------------------------------


class Cells(HTMLParser):
    """The text of every table cell and every count below a phrase."""

    def __init__(self):
        super().__init__()
        self.cells, self._open = [], False

    def handle_starttag(self, tag, attributes):
        if tag == "td" or dict(attributes).get("class") == "counts":
            self.cells.append("")
            self._open = True

    def handle_endtag(self, tag):
        if tag in ("td", "p"):
            self._open = False

    def handle_data(self, data):
        if self._open:
            self.cells[-1] += data


def test_a_shared_page_has_no_code_no_file_name_and_no_small_count(made, hands):
    to, _ = made
    text = (to / "class-share.html").read_text("utf-8")
    for row in rows(to / "grades.csv"):
        assert not row["learner"] or row["learner"] not in text
    for path in hands.rglob("*"):
        assert path.name not in text
    assert "Files that could not be used" not in text
    for k, n in re.findall(r"(\d+) of (\d+) \(", text):
        assert int(k) >= 5 and int(n) - int(k) >= 5
    parser = Cells()
    parser.feed(text)
    counts = [cell for cell in parser.cells if re.fullmatch(r"\s*\d+( ✓ right)?\s*", cell)]
    assert len(counts) > 20
    assert all(int(cell.split()[0]) >= 5 for cell in counts)
    fates = [cell for cell in parser.cells if "found" in cell and "missed" in cell]
    assert fates and not re.search(r"(found|partly|other code|missed) [0-4]\b", "".join(fates))


# --- the same bytes --------------------------------------------------------------------


def test_the_same_input_makes_the_same_bytes_whatever_the_order(hands, tmp_path):
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    write(hands, first, feedback=True, share=True)
    write(hands, again, feedback=True, share=True)
    shuffled = tmp_path / "shuffled"
    for path in sorted(hands.rglob("*"), key=lambda path: path.name[::-1], reverse=True):
        if path.is_file():
            target = shuffled / path.relative_to(hands)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    write(shuffled, other, feedback=True, share=True, processes=2)
    assert contents(first) == contents(again) == contents(other)
    write(hands, first, feedback=True, share=True)
    assert contents(first) == contents(again)


def test_no_connection_is_opened(hands, tmp_path, monkeypatch):
    def refuse(*given, **more):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    write(hands, tmp_path / "report", feedback=True, share=True)


# --- the folder ----------------------------------------------------------------------------


def test_a_stop_in_the_middle_leaves_the_old_report_whole(hands, tmp_path, monkeypatch):
    to = tmp_path / "report"
    write(hands, to)
    before = contents(to)

    def stop(*given, **more):
        raise KeyboardInterrupt

    for part in ("class_page", "learner_page"):
        with monkeypatch.context() as patch:
            patch.setattr(report, part, stop)
            with pytest.raises(KeyboardInterrupt):
                write(hands, to, feedback=True)
        assert contents(to) == before
        assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_full_disk_is_one_sentence_and_leaves_the_old_report_whole(hands, tmp_path, monkeypatch):
    to = tmp_path / "report"
    write(hands, to)
    before = contents(to)

    def full(*given, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report, "class_page", full)
    with pytest.raises(folder.FolderError, match="No space left on device"):
        write(hands, to)
    assert contents(to) == before


def test_progress_is_told_from_start_to_end(hands, tmp_path):
    told = []
    write(hands, tmp_path / "report", feedback=True, progress=lambda *step: told.append(step))
    ends = {what: (done, of) for what, done, of in told}
    assert ends == {"Reading": (38, 38), "Checking": (30, 30), "Writing pages": (30, 30)}


def test_a_stop_between_the_last_two_steps_is_put_right(hands, tmp_path):
    to = tmp_path / "report"
    write(hands, to)
    (to / "overrides.csv").write_text("learner,case,task,score,state,note\n", "utf-8")
    os.rename(to, tmp_path / ".report.old")
    write(hands, to)
    assert (to / "overrides.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_what_a_teacher_put_or_edited_there_is_kept(hands, tmp_path):
    to = tmp_path / "report"
    write(hands, to, feedback=True)
    learner = next(row["learner"] for row in rows(to / "grades.csv") if row["learner"])
    said = f"learner,case,task,score,state,note\n{learner},,,12.5,,=agreed\nnobody,,,1,,\n"
    (to / "overrides.csv").write_text(said, "utf-8")
    (to / "my notes.txt").write_text("look at S24", "utf-8")
    (to / "grades.csv").write_text("my own marks", "utf-8")
    summary = write(hands, to)
    assert (to / "overrides.csv").read_text("utf-8") == said
    assert (to / "my notes.txt").read_text("utf-8") == "look at S24"
    assert (to / "grades (edited).csv").read_text("utf-8") == "my own marks"
    assert summary.notes == ("You had edited this, so it was kept: grades (edited).csv.",)
    assert not (to / "feedback").exists()  # made by us, and not asked for again
    row = next(row for row in rows(to / "grades.csv") if row["learner"] == learner)
    assert (row["grade"], row["note"]) == ("12.5", "'=agreed")
    faults = [row for row in rows(to / "problems.csv") if row["code"] == "override-line"]
    assert [row["reason"] for row in faults] == [
        "Line 3 is about nobody, of whom there is no hand-in."
    ]
    write(hands, to)
    assert (to / "grades (edited).csv").read_text("utf-8") == "my own marks"


def test_a_folder_with_other_things_and_a_file_are_refused(hands, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"x")
    with pytest.raises(folder.FolderError, match="holds other things than a report"):
        write(hands, tmp_path / "photos")
    with pytest.raises(folder.FolderError, match="is a file"):
        write(hands, tmp_path / "photos" / "cat.jpg")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["cat.jpg"]


def test_report_and_hand_ins_are_kept_apart(hands):
    for to in (hands, hands / "report", hands.parent):
        with pytest.raises(Fault, match="apart"):
            write(hands, to)


def test_a_gradebook_is_filled_beside_the_report(hands, tmp_path):
    lines = ["Identifier,Full name,Email address,Status,Grade,Maximum Grade"]
    lines += [f"Participant {1000000 + n},L {n},l{n}@x.example,Submitted,,50" for n in range(1, 36)]
    export = tmp_path / "Grades.csv"
    export.write_text("\n".join(lines) + "\n", "utf-8")
    to = tmp_path / "report"
    summary = write(hands, to, fill=export)
    assert summary.filled.filled == 30
    by_lms = {row["lms"]: row["grade"] for row in rows(to / "grades.csv") if row["learner"]}
    for row in rows(to / "filled-Grades.csv"):
        grade = by_lms.get(row["Identifier"].removeprefix("Participant "))
        assert (
            row["Grade"] == ""
            if not grade
            else float(row["Grade"]) == pytest.approx(float(grade) / 2, abs=0.03)
        )
    export.write_text("a,b\n1,2\n", "utf-8")
    before = contents(to)
    with pytest.raises(Fault, match="was not recognised"):
        write(hands, to, fill=export)
    assert contents(to) == before


# --- hostile text --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A report of hand-ins with code wherever a learner can write: names, texts, reasons."""
    base = tmp_path_factory.mktemp("hostile")
    simulate(base / "hands", learners=6, damaged=False)
    source = base / "hands.zip"
    files = sorted(path for path in (base / "hands").rglob("*") if path.is_file())
    with zipfile.ZipFile(source, "w") as packed:
        for number, text in enumerate(EVIL):
            document = evil_document(files[0], text, number)
            packed.writestr(f"{text[:80]}.json", answers.file_bytes(document))
            packed.writestr(f"again {text[:80]}.json", answers.file_bytes(document))
            packed.writestr(f"=1+1 {text[:80]}.bad", b"broken")
    to = base / "report"
    tasks = [name for name in TASKS if name.startswith("idlib")]
    report.write(source, to, cases=CASES, tasks=tasks, feedback=True, share=True)
    return to


def evil_document(path, text: str, number: int) -> dict:
    document = json.loads(path.read_bytes())
    document["learner"] = f"0000-{number:04}"
    own = document["cases"]["idlib-2020"]["tasks"]
    for name, kind in (("rewrite-threat", "rewrite"), ("write-memo", "write")):
        value = {"text": f"{text} {number}"}
        if kind == "rewrite":
            value["overruled"] = {"condition": f"{text} is my reason"}
        times = {"count": 1, "began": "2026-03-03T08:00:00Z", "saved": "2026-03-03T08:00:00Z"}
        own[name] = {"kind": kind, "value": value, "tries": [value], **times}
    return document


def test_the_hostile_class_was_read(hostile):
    assert len(list((hostile / "feedback").iterdir())) == len(EVIL)
    states = {(row["task"], row["state"]) for row in rows(hostile / "details.csv")}
    assert ("rewrite-threat", "done") in states and ("write-memo", "done") in states
    assert sum(row["code"] == "not-json" for row in rows(hostile / "problems.csv")) == len(EVIL)


@pytest.mark.parametrize("page", ["class.html", "class-share.html", "feedback"])
def test_hostile_text_runs_nothing_and_fetches_nothing(hostile, browser, page):
    path = hostile / page
    for one in sorted(path.iterdir()) if path.is_dir() else [path]:
        context = browser.new_context()
        tab = context.new_page()
        seen = watched(tab)
        tab.goto(one.as_uri())
        tab.wait_for_timeout(50)
        assert seen == [one.as_uri()]
        found = "script, iframe, img, object, embed, link, form, base, [onload], [onerror], [style]"
        assert tab.locator(found).count() == 0
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        context.close()


def watched(tab) -> list[str]:
    """Everything that a page asks for, says or throws from now on."""
    seen: list[str] = []
    tab.on("dialog", lambda dialog: (seen.append("dialog"), dialog.dismiss()))
    tab.on("request", lambda request: seen.append(request.url))
    tab.on("console", lambda message: seen.append(message.text))
    tab.on("pageerror", lambda error: seen.append(str(error)))
    return seen


def test_hostile_text_is_shown_as_it_was_written(hostile):
    text = "".join(path.read_text("utf-8") for path in (hostile / "feedback").iterdir())
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 1" in text
    assert "{{ 7 * 7 }}" in text


def test_no_table_holds_a_formula_or_a_learners_text(hostile):
    for name in ("grades.csv", "details.csv", "problems.csv"):
        text = (hostile / name).read_bytes().decode()
        for row in csv.reader(io.StringIO(text, newline="")):
            assert not any(cell.strip()[:1] in ("=", "+", "@") for cell in row)
        assert "is my reason" not in text
    assert "\"'=1+1 " in (hostile / "problems.csv").read_text("utf-8")


# --- for everyone ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "width", "scheme"),
    [
        ("class.html", 1200, "light"),
        ("class.html", 390, "dark"),
        ("class-share.html", 390, "light"),
        ("learner", 1200, "light"),
        ("learner", 390, "dark"),
    ],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(made, open_page, page, width, scheme):
    learner = min((made[0] / "feedback").iterdir())
    path = learner if page == "learner" else made[0] / page
    tab = open_page(path.as_uri(), color_scheme=scheme, viewport={"width": width, "height": 900})
    tab.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    options = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(tab, options=options).response["violations"]
    assert [(v["id"], [n["html"][:150] for n in v["nodes"][:3]]) for v in found] == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert not tab.faults and not tab.foreign


def test_the_codes_can_be_changed_by_keyboard_and_all_are_printed(made, open_page):
    tab = open_page((made[0] / "class.html").as_uri())
    panels = tab.locator(".tabs").first.locator(".panel")
    assert [panels.nth(n).is_visible() for n in range(panels.count())] == [True, False, False]
    tab.locator(".tabs input").first.focus()
    tab.keyboard.press("ArrowRight")
    assert [panels.nth(n).is_visible() for n in range(panels.count())] == [False, True, False]
    tab.emulate_media(media="print")
    assert all(panels.nth(n).is_visible() for n in range(panels.count()))


def test_headings_never_skip_a_level(made):
    for path in (made[0] / "class.html", min((made[0] / "feedback").iterdir())):
        levels = [int(level) for level in re.findall(r"<h([1-6])", path.read_text("utf-8"))]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))
