"""“Your answers” on a page with no kernel: kept, restored, saved, loaded and forgotten."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from exercise_page import town_task, write_page

from whosaysso import answers
from whosaysso.widgets.exercise import Forms

VECTORS = json.loads((Path(__file__).parent / "vectors" / "answers.json").read_text("utf-8"))
KEY = "who-says-so/answers"
KEPT = (
    "Your answers are kept in this browser, on this computer. "
    "Browsers may delete them after about a week without a visit, so save them."
)
BLOCKED = (
    "This browser keeps nothing for these pages: your answers last until you close or reload "
    "this page, so save them."
)
FULL = (
    "This browser has no room left: your newest answers last until you close or reload this "
    "page, so save them."
)
# What a browser does that keeps nothing (naming the storage throws), and one with no room.
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); } });"""
NO_ROOM = """Storage.prototype.setItem = function () {
  throw new DOMException("full", "QuotaExceededError"); };"""
TASK = town_task("town-words")
START, END = next(
    (word[0], word[1]) for line in TASK["lines"] for word in line["words"] if word[2] == "madness"
)
MARKED = [{"code": "loaded", "start": START, "end": END, "quote": "madness"}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    to = tmp_path_factory.mktemp("answers")
    page = write_page(to, TASK, town_task("town-clean"))
    (to / "other.html").write_bytes(page.read_bytes())
    plain = page.read_text("utf-8").split("<main>")[0] + "<main><h1>No exercise</h1></main>"
    (to / "plain.html").write_text(plain + '<script src="site.js"></script>', encoding="utf-8")
    return to


@pytest.fixture(scope="module")
def address(folder):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *args: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {
            "http": f"http://127.0.0.1:{server.server_port}/page.html",
            "file": (folder / "page.html").as_uri(),
        }
        server.shutdown()


@pytest.fixture
def page(open_page, address):
    page = open_page(address["http"])
    yield page
    assert not page.faults and not page.foreign


def bar(page):
    return page.get_by_role("region", name="Your answers")


def status(page) -> str:
    return bar(page).get_by_role("status").inner_text()


def press(page, name: str) -> None:
    bar(page).get_by_role("button", name=name).click()


def answer(page, text: str = "madness", nth: int = 0) -> None:
    """Mark one word as loaded language."""
    exercise = page.locator(".wss-mark").nth(nth)
    exercise.locator(".wss-word").filter(has_text=text).first.click()
    exercise.get_by_role("button", name="Loaded language").click()


def marks(page, nth: int = 0) -> list[str]:
    return page.locator(".wss-mark").nth(nth).locator(".wss-word .wss-u").all_inner_texts()


def stored(page, key: str = KEY):
    text = page.evaluate("(key) => localStorage.getItem(key)", key)
    return None if text is None else json.loads(text)


def put(page, text: str, key: str = KEY) -> None:
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])


def entry_of(document: dict, task: str = "town-words") -> dict:
    return document["cases"]["town"]["tasks"][task]


def a_document(value=None, tries=(), learner: str = "abcd-efgh", **more) -> dict:
    """A document with one answer to the first exercise of the page."""
    document = answers.new_document() | {"learner": learner}
    entry = {"kind": "mark", "value": MARKED if value is None else value, "tries": list(tries)}
    entry = answers.advance(None, None, entry, "2026-01-01T10:00:00Z") | more
    row = {"article": TASK["article"], "tasks": {TASK["id"]: entry}}
    return {**document, "cases": {"town": row}}


def choose(page, content, name: str = "my-answers.json") -> None:
    """Load a file, as by the button."""
    raw = content if isinstance(content, bytes) else answers.file_bytes(content)
    with page.expect_file_chooser() as chooser:
        press(page, "Load my answers")
    chooser.value.set_files({"name": name, "mimeType": "application/json", "buffer": raw})
    bar(page).get_by_role("status").filter(has_text="file").or_(
        bar(page).get_by_role("status").filter(has_text="Loaded")
    ).wait_for()


def saved(page) -> bytes:
    with page.expect_download() as download:
        press(page, "Save my answers")
    assert download.value.suggested_filename == "my-answers.json"
    return Path(download.value.path()).read_bytes()


def test_a_held_key_or_a_double_click_does_not_forget(page):
    answer(page)
    forget = bar(page).get_by_role("button", name="orget")
    forget.dblclick()
    assert status(page).startswith("This takes away every answer")
    for _ in range(3):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert marks(page) == []
    answer(page)
    forget.focus()
    for _ in range(3):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert marks(page) == ["madness"]
    files = []
    page.on("download", lambda file: files.append(file))
    bar(page).get_by_role("button", name="Save").dblclick()
    saved(page)
    assert len(files) == 2, "one of the double click"


def test_undo_does_not_bring_back_what_was_forgotten(page):
    exercise = page.locator(".wss-mark").first
    answer(page)
    answer(page, "road")
    press(page, "Forget my answers")
    press(page, "Yes, forget them all")
    assert exercise.get_by_role("button", name="Undo").is_disabled()
    answer(page)
    exercise.get_by_role("button", name="Undo").click()
    assert marks(page) == []
    choose(page, a_document(learner=stored(page)["learner"], count=9))
    assert marks(page) == ["madness"] and exercise.get_by_role("button", name="Undo").is_disabled()


def test_where_nothing_is_kept_the_two_turns_show_two_forms(open_page, tmp_path):
    forms = [TASK | {"id": "test-a"}, TASK | {"id": "test-b"}]
    page_file = write_page(tmp_path)
    plain = page_file.read_text("utf-8")
    for turn in ("first", "second"):
        shown = plain.replace("</main>", f"{Forms(turn, forms)._repr_html_()}</main>")
        page_file.with_name(f"{turn}.html").write_text(shown, "utf-8")

    def shown(page, turn: str) -> str:
        page.goto(page_file.with_name(f"{turn}.html").as_uri())
        return page.locator("[data-wss-task]:visible").get_attribute("data-wss-task")

    page = open_page(page_file.as_uri())
    page.context.add_init_script(NO_STORAGE)
    seen = {(shown(page, "first"), shown(page, "second")) for _ in range(6)}
    assert seen == {("test-a", "test-b")}
    choose(page, a_document(learner="abcd-efg1"))  # its coin shows B first
    assert page.locator("[data-wss-task]:visible").get_attribute("data-wss-task") == "test-a"


# --- kept and restored ------------------------------------------------------------------


@pytest.mark.parametrize("way", ["http", "file"])
def test_what_is_answered_is_there_after_a_reload(open_page, address, way):
    page = open_page(address[way])
    assert stored(page) is None, "looking is not answering"
    answer(page)
    page.locator(".wss-mark").first.get_by_role("button", name="Check").click()
    summary = page.locator(".wss-mark .wss-summary").first.inner_text()
    answer(page, "road")
    before = stored(page)
    assert answers.check(before) == before
    assert entry_of(before)["count"] == 3 and len(entry_of(before)["tries"]) == 1
    receipt = bar(page).locator("dd").nth(1).inner_text()
    assert receipt == answers.receipt(before)
    assert bar(page).locator("dd").first.inner_text() == before["learner"]
    page.reload()
    assert marks(page)[0] == "madness" and len(marks(page)) == 2
    assert page.locator(".wss-mark .wss-summary").first.inner_text() == summary
    assert stored(page) == before, "restoring is no write"
    assert bar(page).get_by_text(KEPT).is_visible() and not page.faults


def test_start_again_keeps_the_first_round(page):
    exercise = page.locator(".wss-mark").first
    answer(page)
    exercise.get_by_role("button", name="Check").click()
    exercise.get_by_role("button", name="Check").click()
    exercise.get_by_role("button", name="Check").click()  # unchanged: asked about once
    exercise.get_by_role("button", name="Start again").click()
    entry = entry_of(stored(page))
    assert entry["value"] == [] and entry["tries"] == []
    assert len(entry["first"]) == 2 and entry["first"][0][0]["quote"] == "madness"


def test_the_file_has_the_bytes_that_python_writes(page):
    press(page, "Save my answers")
    assert status(page) == "There is nothing to save yet."
    answer(page)
    raw = saved(page)
    assert raw == answers.file_bytes(stored(page))
    assert answers.parse(raw) == (stored(page), True)
    assert "my-answers.json" in status(page)


def test_a_page_of_another_name_shows_the_same_answers(page, address):
    answer(page)
    page.goto(address["http"].replace("page.html", "other.html"))
    assert marks(page) == ["madness"]


def test_two_tabs_share_what_is_answered(page, address):
    other = page.context.new_page()
    other.goto(address["http"])
    answer(page)
    other.locator(".wss-word .wss-u").first.wait_for()
    assert marks(other) == ["madness"]
    page.locator(".wss-mark").first.get_by_role("button", name="Check").click()
    other.locator(".wss-mark .wss-summary").first.wait_for()
    answer(other, "road")
    page.wait_for_function("document.querySelectorAll('.wss-word .wss-u').length === 2")
    receipts = [bar(tab).locator("dd").nth(1).inner_text() for tab in (page, other)]
    assert receipts[0] == receipts[1] == answers.receipt(stored(page))
    press(page, "Forget my answers")
    press(page, "Yes, forget them all")
    other.wait_for_function("!document.querySelector('.wss-word .wss-u')")
    assert bar(other).locator("dd").first.is_hidden()


def test_checks_in_two_tabs_are_both_kept(page, address):
    """A tab that hears nothing of the other (its event comes late) still loses nothing."""
    silent = "addEventListener('storage', (event) => event.stopImmediatePropagation(), true);"
    other = page.context.new_page()
    other.add_init_script(silent)
    other.goto(address["http"])
    answer(page)
    page.locator(".wss-mark").first.get_by_role("button", name="Check").click()
    answer(other, "road")
    assert marks(other) == ["road"], "it has heard nothing"
    other.locator(".wss-mark").first.get_by_role("button", name="Check").click()
    tries = entry_of(stored(page))["tries"]
    assert [[mark["quote"] for mark in value] for value in tries] == [["madness"], ["road"]]
    assert other.get_by_role("button", name="Start again").is_visible(), "two Checks open the key"


def test_the_same_exercise_twice_on_a_page_is_one(open_page, tmp_path):
    page = open_page(write_page(tmp_path, TASK, TASK).as_uri())
    answer(page)
    assert marks(page, 1) == ["madness"]
    assert not page.faults


def test_no_bar_without_an_exercise_and_none_without_scripts(open_page, address, browser):
    plain = open_page(address["http"].replace("page.html", "plain.html"))
    assert bar(plain).count() == 0 and not plain.faults
    off = open_page(address["http"], java_script_enabled=False)
    assert off.get_by_text("Your answers").count() == 0


def test_the_bar_stands_where_the_page_wants_it(open_page, tmp_path):
    path = write_page(tmp_path, TASK)
    text = path.read_text("utf-8").replace("<h1>", "<div data-wss-answers></div><h1>")
    path.write_text(text, encoding="utf-8")
    page = open_page(path.as_uri())
    assert bar(page).count() == 1
    assert page.locator("[data-wss-answers] .wss-answers").count() == 1
    default = open_page(write_page(tmp_path, TASK).as_uri())
    assert default.evaluate("document.querySelector('main').lastElementChild.className") == ""
    assert default.evaluate(
        "document.querySelector('main').lastElementChild.firstElementChild.matches('.wss-answers')"
    )


# --- where the browser says no ------------------------------------------------------------


def test_a_browser_that_keeps_nothing_says_so_and_works_on(open_page, address, browser):
    context = browser.new_context()
    context.add_init_script(NO_STORAGE)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda fault: faults.append(fault))
    page.goto(address["http"])
    assert bar(page).get_by_text(BLOCKED).is_visible()
    answer(page)
    page.locator(".wss-mark").first.get_by_role("button", name="Check").click()
    answer(page, "road")
    page.locator(".wss-mark").first.get_by_role("button", name="Check").click()
    document = json.loads(saved(page))
    assert answers.check(document) == document
    entry = entry_of(document)
    assert len(entry["tries"]) == 2 and len(entry["value"]) == 2
    press(page, "Forget my answers")
    press(page, "Yes, forget them all")
    assert marks(page) == []
    choose(page, document)
    assert status(page) == f"Loaded: 1 answer. {BLOCKED}" and len(marks(page)) == 2
    assert not faults
    context.close()


def test_no_room_left_says_so_and_what_was_kept_stays(page):
    answer(page)
    before = stored(page)
    page.evaluate("() => { window.setItem = Storage.prototype.setItem; }")
    page.evaluate(f"() => {{ {NO_ROOM} }}")
    answer(page, "road")
    assert bar(page).locator(".wss-place").inner_text() == FULL and status(page) == FULL
    assert len(entry_of(json.loads(saved(page)))["value"]) == 2
    assert stored(page) == before
    page.evaluate("() => { Storage.prototype.setItem = window.setItem; }")
    page.locator(".wss-mark").first.get_by_role("button", name="Check").click()
    assert bar(page).locator(".wss-place").inner_text() == KEPT
    assert len(entry_of(stored(page))["value"]) == 2 and len(entry_of(stored(page))["tries"]) == 1


BAD = [v for v in VECTORS["files"] if v["wrong"] and "text" in v]


def text_of(vector: dict) -> str:
    unit, times = vector.get("grow", ["@", 1])
    return vector["text"].replace("@", unit * times)


def test_what_cannot_be_read_is_set_aside_and_never_written_over(page):
    for vector in BAD:
        page.evaluate("localStorage.clear()")
        put(page, text_of(vector))
        page.reload()
        said = f"What this browser kept {vector['wrong']}, so it was set aside."
        assert bar(page).get_by_role("listitem").all_inner_texts() == [said], vector["name"]
        answer(page)
        aside = page.evaluate("(key) => localStorage.getItem(key)", f"{KEY}/aside-1")
        assert aside == text_of(vector), vector["name"]
        assert entry_of(stored(page))["count"] == 1
    put(page, "{")
    page.reload()
    assert page.evaluate("(key) => localStorage.getItem(key)", f"{KEY}/aside-2") == "{"
    page.reload()
    assert bar(page).get_by_role("listitem").count() == 0, "said once"


def test_with_no_room_to_set_it_aside_it_stays_where_it_is(open_page, address, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address["http"])
    put(page, "{")
    context.add_init_script(NO_ROOM)
    page.goto(address["http"])
    answer(page)
    assert bar(page).locator(".wss-place").inner_text() == FULL and marks(page) == ["madness"]
    assert page.evaluate("(key) => localStorage.getItem(key)", KEY) == "{"
    context.close()


def test_answers_to_another_version_of_the_text_are_set_aside(page):
    document = a_document()
    document["cases"]["town"]["article"] = "0" * 64
    document["cases"]["sea"] = {"article": "1" * 64, "tasks": {}}
    put(page, json.dumps(document))
    page.reload()
    assert marks(page) == []
    assert bar(page).get_by_role("listitem").all_inner_texts() == [
        "What this browser kept holds answers to another version of the text town: "
        "they were left out, and set aside."
    ]
    assert stored(page, f"{KEY}/aside-1") == document
    assert list(stored(page)["cases"]) == ["sea"], "a text that this page does not know stays"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "sort", "value": {}}, "It belongs to an exercise of another kind."),
        ({"value": [{"code": "nonsense", "start": 7, "end": 14}]}, "This task has no code"),
        (
            {"tries": [[{"code": "loaded", "start": 7_000_000, "end": 7_000_001}]]},
            "catches no word",
        ),
    ],
    ids=["kind", "value", "tries"],
)
def test_an_answer_that_the_exercise_refuses_is_left_out(page, change, why):
    document = a_document(**change)
    put(page, json.dumps(document))
    page.reload()
    (note,) = bar(page).get_by_role("listitem").all_inner_texts()
    assert note.startswith(f"The kept answer to “{TASK['title']}” was left out: ") and why in note
    assert marks(page) == [] and not page.locator(".wss-mark .wss-summary").count()
    assert stored(page, f"{KEY}/aside-1")["cases"] == document["cases"]
    page.reload()
    assert bar(page).get_by_role("listitem").count() == 0, "said once"


def test_storage_that_is_damaged_in_mid_work_costs_no_answer(page):
    answer(page)
    good = stored(page)
    put(page, "{")
    answer(page, "Monday", 1)
    after = stored(page)
    assert after["learner"] == good["learner"]
    assert after["cases"]["town"]["tasks"].keys() == {"town-words", "town-clean"}
    assert page.evaluate(f"localStorage.getItem('{KEY}/aside-1')") == "{"
    page.reload()
    assert marks(page) == ["madness"] and marks(page, 1) == ["Monday"]


def test_a_loaded_answer_that_the_exercise_refuses_replaces_none(page):
    answer(page)
    mine = stored(page)
    nonsense = [{"code": "nonsense", "start": 7, "end": 14}]
    choose(page, a_document(nonsense, learner=mine["learner"], count=9))
    assert status(page).startswith(
        "Nothing in this file is newer than your answers here. "
        f"The answer to “{TASK['title']}” in this file was left out: This task has no code"
    )
    assert marks(page) == ["madness"] and stored(page) == mine


def test_one_broken_exercise_costs_no_other_its_answers(open_page, tmp_path):
    path = write_page(tmp_path, dict(town_task("town-clean"), id="broken"), TASK)
    text = path.read_text("utf-8").replace('"lines":[', '"lines":null,"was":[', 1)
    path.write_text(text, encoding="utf-8")
    page = open_page(path.as_uri())
    answer(page)
    page.reload()
    assert marks(page) == ["madness"] and bar(page).is_visible()
    assert "The exercise broken could not be shown." in page.faults[0]


# --- load and forget --------------------------------------------------------------------------


def test_a_file_loaded_shows_at_once_and_brings_its_code(page):
    document = a_document(tries=[MARKED])
    choose(page, document)
    assert status(page) == "Loaded: 1 answer."
    assert marks(page) == ["madness"] and page.locator(".wss-mark .wss-summary").first.is_visible()
    assert stored(page) == document
    assert bar(page).locator("dd").all_inner_texts() == ["abcd-efgh", answers.receipt(document)]
    choose(page, document)
    assert status(page) == "Nothing in this file is newer than your answers here."


def test_a_saved_file_comes_back_after_forgetting(page):
    answer(page)
    raw = saved(page)
    put(page, "old", f"{KEY}/aside-1")
    put(page, "keep", "another/page")
    press(page, "Forget my answers")
    assert "Press again" in status(page) and marks(page) == ["madness"]
    press(page, "Yes, forget them all")
    assert status(page) == answers.FORGOTTEN and marks(page) == []
    assert page.evaluate("Object.keys(localStorage)") == ["another/page"]
    assert bar(page).locator("dd").first.is_hidden()
    choose(page, raw)
    assert marks(page) == ["madness"] and answers.file_bytes(stored(page)) == raw


def test_the_higher_counter_wins_task_by_task(page):
    answer(page)
    answer(page, "road")
    code = stored(page)["learner"]
    choose(page, a_document(learner=code))
    assert len(marks(page)) == 2 and "Nothing in this file is newer" in status(page)
    choose(page, a_document(learner=code, count=9))
    assert marks(page) == ["madness"] and status(page) == "Loaded: 1 answer."


def test_another_learner_s_file_is_refused_where_answers_are(page):
    answer(page)
    before = stored(page)
    choose(page, a_document(count=99))
    assert status(page) == answers.OTHER_LEARNER and stored(page) == before


def test_a_bad_file_is_refused_in_a_sentence_and_nothing_changes(page):
    answer(page)
    before = stored(page)
    for vector in [v for v in VECTORS["files"] if v["wrong"]]:
        raw = bytes.fromhex(vector["hex"]) if "hex" in vector else text_of(vector).encode()
        choose(page, raw)
        assert status(page) == f"This file {vector['wrong']}, so nothing was loaded.", vector[
            "name"
        ]
    choose(page, b" " * 5_000_001)
    assert status(page) == "This file is larger than 5 MB, so nothing was loaded."
    foreign = a_document()
    foreign["cases"] = {"sea": foreign["cases"]["town"]}
    choose(page, foreign)
    assert status(page) == f"This file {answers.ELSEWHERE}, so nothing was loaded."
    other = a_document()
    other["cases"]["town"]["article"] = "0" * 64
    choose(page, other)
    assert "another version of the text town, so nothing" in status(page)
    assert stored(page) == before and marks(page) == ["madness"]


def test_hostile_text_in_a_file_is_shown_as_text(page):
    bad = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
    value = [{"code": "loaded", "start": 7, "end": 14, "quote": bad}]
    choose(page, a_document(value=value, tries=[value]))
    assert status(page) == "Loaded: 1 answer."
    assert page.locator(".wss-mark .wss-summary").first.is_visible()
    page.get_by_role("button", name="Start again").or_(
        page.get_by_role("button", name="Check again").first
    ).first.wait_for()
    page.evaluate("localStorage.clear()")
    page.reload()
    code = [{"code": "x-onerror", "start": 7, "end": 14, "quote": bad}]
    choose(page, a_document(value=code))
    assert "This task has no code “x-onerror”" in status(page)
    assert page.locator("img, main script").count() == page.locator("main script").count()
    assert not page.evaluate("window.hit")


def test_leaving_the_button_is_a_no(page):
    answer(page)
    press(page, "Forget my answers")
    press(page, "Load my answers")
    assert bar(page).get_by_role("button", name="Forget my answers").is_visible()
    assert status(page) == "" and stored(page)


# --- for everybody ------------------------------------------------------------------------------


def test_by_keyboard_alone(page):
    page.on("filechooser", lambda chooser: None)  # watched from the start: a key is fast
    answer(page)
    page.locator(".wss-mark").last.get_by_role("button", name="Check").focus()
    names = []
    for _ in range(3):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent"))
    assert names == ["Save my answers", "Load my answers", "Forget my answers"]
    page.keyboard.press("Shift+Tab")
    with page.expect_file_chooser():
        page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    with page.expect_download():
        page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Yes, forget them all"
    page.keyboard.press("Enter")
    assert status(page) == answers.FORGOTTEN and stored(page) is None
    assert page.evaluate("document.activeElement.textContent") == "Forget my answers"


def test_what_a_screen_reader_meets(page):
    answer(page)
    tree = bar(page).aria_snapshot()
    document = stored(page)
    for part in (
        '- region "Your answers":',
        "- term: Your code",
        f"- definition: {document['learner']}",
        "- term: Receipt",
        f"- definition: {answers.receipt(document)}",
        "- status",
        '- group "Your answers":',
        '- button "Save my answers"',
        '- button "Load my answers"',
        '- button "Forget my answers"',
    ):
        assert part in tree, part


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, scheme):
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", scheme)
    put(page, "{")
    page.reload()
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", scheme)
    for step in (lambda: None, lambda: answer(page), lambda: press(page, "Forget my answers")):
        step()
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone(open_page, address, width):
    size = {"width": width, "height": 700}
    page = open_page(address["http"], viewport=size, has_touch=True, is_mobile=True)
    answer(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for button in bar(page).get_by_role("button").all():
        box = button.bounding_box()
        assert box["height"] >= 40 and box["x"] >= 0 and box["x"] + box["width"] <= width
    bar(page).get_by_role("button", name="Forget my answers").tap()
    bar(page).get_by_role("button", name="Yes, forget them all").tap()
    assert status(page) == answers.FORGOTTEN


def test_on_paper_the_receipt_stays_and_the_buttons_go(page):
    answer(page)
    page.emulate_media(media="print")
    assert bar(page).get_by_text("Receipt").is_visible()
    assert not bar(page).get_by_role("button", name="Save my answers").is_visible()


def test_buttons_show_in_forced_colours(open_page, address):
    page = open_page(address["http"], forced_colors="active")
    border = (
        bar(page)
        .get_by_role("button")
        .first.evaluate("(node) => getComputedStyle(node).borderTopStyle")
    )
    assert border == "solid"
