"""The ledger on a static page with no kernel: mouse, finger, keys and screen reader."""

from __future__ import annotations

import functools
import http.server
import json
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from exercise_page import DATA, write_page

from whosaysso import tasks
from whosaysso.case import load
from whosaysso.kinds import ledger
from whosaysso.widgets.exercise import DIST

PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}
NAMES = ("harbour-figures", "harbour-sources")


def harbour_task(name: str) -> dict:
    case = load(folder=DATA / "harbour")
    return tasks.build(tasks.tasks(case)[name], case)


FIGURES, SOURCES = map(harbour_task, NAMES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    to = tmp_path_factory.mktemp("ledgers")
    write_page(to, FIGURES, SOURCES)
    return to


@pytest.fixture(scope="module")
def address(folder):
    """The page over http and from a file, by name."""
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
def exercise(open_page, address):
    """The ledger of figures on a fresh page."""
    page = open_page(address["file"])
    yield page.locator(".wss-ledger").first
    assert not page.faults and not page.foreign


def row(exercise, number: int):
    return exercise.get_by_role("group", name=f"Row {number}:")


def cell(exercise, number: int, name: str):
    return row(exercise, number).get_by_label(name, exact=True)


def unstated(exercise, number: int, name: str):
    return row(exercise, number).get_by_role("button", name=f"{name}: not stated")


def note(exercise, number: int, name: str) -> str:
    """What is said at a cell, by the way that a screen reader finds it."""
    script = "el => document.getElementById(el.getAttribute('aria-describedby')).textContent"
    return cell(exercise, number, name).evaluate(script)


def status(exercise) -> str:
    return exercise.get_by_role("status").inner_text()


def button(exercise, name: str):
    return exercise.get_by_role("button", name=name, exact=True)


def fill(exercise, task: dict, answer: dict, press=lambda target: target.click()) -> None:
    """Fill the cells as a learner does."""
    columns = {column["id"]: column for column in task["columns"]}
    for number, one in enumerate(task["rows"], 1):
        for column, text in answer.get(one["id"], {}).items():
            name, kind = columns[column]["name"], columns[column]["kind"]
            if kind == "choice":
                cell(exercise, number, name).select_option(text)
            elif text == "not stated":
                press(unstated(exercise, number, name))
            else:
                cell(exercise, number, name).fill(text)


def rows(exercise) -> list[str]:
    """Place, words and verdict of the feedback rows that are not folded away."""
    return [
        f"{one.locator('.wss-goto').text_content()} {one.locator('.wss-verdict').text_content()}"
        for one in exercise.locator(".wss-feedback > .wss-rows > .wss-row").all()
    ]


def chart(exercise):
    return exercise.locator(".wss-chart")


def alt(exercise) -> str:
    return exercise.get_by_role("img").get_attribute("aria-label")


# --- the whole exercise ---------------------------------------------------


@pytest.mark.parametrize("way", ["http", "file"])
def test_mouse_from_first_cell_to_the_open_key(open_page, address, way):
    page = open_page(address[way])
    exercise = page.locator(".wss-ledger").first
    answer = {
        "r1": {"unit": "crates", "low": "1,200", "high": "1,000", "from": "2021-03-04"},
        "r3": {"place": "not stated", "low": "not stated", "who": "the Harbor Defense Office"},
    }
    fill(exercise, FIGURES, answer)
    button(exercise, "Check").click()
    assert status(exercise).startswith("Right cells: 4 of 43. Empty: 36. Score: 9 of 100.")
    assert rows(exercise) == [
        "Row 1: S1, the article “First day: 2021-03-04” Not this",
        "Row 1: S1, the article “Highest number: 1,000” Not this",
        "Row 3: S1, another report “Who says so: the Harbor Defense Office” Not this",
    ]
    shown = exercise.locator(".wss-feedback").inner_text()
    assert "2021-03-03" not in shown and "1,200" not in shown, "hints keep the values back"
    folded = exercise.locator(".wss-aside")
    assert folded.locator("summary").inner_text() == "Right and empty cells: 40"
    assert folded.locator(".wss-v-right").count() == 4
    assert folded.locator(".wss-v-open").count() == 36
    assert note(exercise, 1, "Who is counted") == "Right"
    assert note(exercise, 1, "First day") == "Not this"
    cell(exercise, 1, "First day").fill("2021-03-03")
    button(exercise, "Check again").click()
    assert status(exercise).startswith("Right cells: 5 of 43.")
    assert "Row 1: S1, the article “First day: 2021-03-03” Not this" not in rows(exercise)
    assert note(exercise, 1, "Highest number").endswith("Not this. The key has: 1200")
    assert note(exercise, 2, "Source grade").startswith("Empty. The key has: A – The speaker")
    assert "In this text: 1,200." in exercise.locator(".wss-feedback").inner_text()
    assert not exercise.get_by_role("button", name="Check").is_visible()
    button(exercise, "Start again").click()
    assert cell(exercise, 1, "First day").input_value() == ""
    assert note(exercise, 1, "First day") == ""
    assert unstated(exercise, 3, "Lowest number").get_attribute("aria-pressed") == "false"
    assert not exercise.locator(".wss-feedback").is_visible()
    assert not page.faults and not page.foreign


def test_finger_fills_and_checks_a_whole_ledger(open_page, address):
    page = open_page(address["file"], **PHONE)
    for exercise, task in zip(page.locator(".wss-ledger").all(), (FIGURES, SOURCES), strict=True):
        fill(exercise, task, ledger.key(task), press=lambda target: target.tap())
        button(exercise, "Check").tap()
        assert "Score: 100 of 100." in status(exercise)
        assert button(exercise, "Start again").is_visible()
        assert not rows(exercise), "right cells are folded"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.faults


def test_keyboard_alone_fills_a_whole_ledger(exercise):
    page = exercise.page
    press, key = page.keyboard.press, ledger.key(FIGURES)
    where = """() => { const here = document.activeElement;
      const row = here.closest('fieldset')?.querySelector('strong').textContent ?? '';
      const label = here.labels?.[0]?.textContent ?? here.getAttribute('aria-label');
      return [here.tagName, row, label ?? here.textContent]; }"""
    names = {one["label"]: one["id"] for one in FIGURES["rows"]}
    columns = {column["name"]: column for column in FIGURES["columns"]}
    for _ in range(200):
        press("Tab")
        tag, label, name = page.evaluate(where)
        if name == "Check":
            break
        if tag in ("INPUT", "SELECT"):
            column = columns[name]
            value = key[names[label]][column["id"]]
            if tag == "SELECT":
                ids = [option["id"] for option in column["options"]]
                for _ in range(ids.index(value) + 1):
                    press("ArrowDown")
            elif value != "not stated":
                page.keyboard.type(value)
        elif name.endswith(": not stated"):
            column = columns[name.removesuffix(": not stated")]
            if key[names[label]][column["id"]] == "not stated":
                press(" ")
    press("Enter")
    assert status(exercise).startswith("Right cells: 43 of 43. Score: 100 of 100.")
    assert page.evaluate("document.activeElement.textContent") == "Start again", "focus is kept"
    exercise.locator(".wss-aside summary").focus()
    press("Enter")
    press("Tab")
    press("Enter")  # from the first row of feedback to its cell
    assert page.evaluate(where) == ["SELECT", "Row 1: S1, the article", "Who is counted"]


# --- cells ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Lowest number", "many", "This is not a whole number."),
        ("Lowest number", "2,5", "This is not a whole number."),
        ("Lowest number", "-3", "This is not a whole number."),
        ("Lowest number", "1,234", ""),
        ("Lowest number", "1 234", ""),
        ("First day", "3 March", "Write the day as year-month-day, for example 1999-12-31."),
        ("First day", "2021-02-30", "Write the day as year-month-day, for example 1999-12-31."),
        ("First day", "2021-13", "Write the day as year-month-day, for example 1999-12-31."),
        ("First day", "2021-03-00", "Write the day as year-month-day, for example 1999-12-31."),
        ("First day", "2021-03-32", "Write the day as year-month-day, for example 1999-12-31."),
        ("First day", "2021-00", "Write the day as year-month-day, for example 1999-12-31."),
        ("First day", "2021-2-3", "Write the day as year-month-day, for example 1999-12-31."),
        ("First day", "2021-03", ""),
        ("First day", "2020-02-29", ""),
        ("First day", "2021-02-29", "Write the day as year-month-day, for example 1999-12-31."),
    ],
)
def test_cells_check_themselves_while_one_types(exercise, name, text, said):
    cell(exercise, 1, name).focus()
    exercise.page.keyboard.type(text)
    assert note(exercise, 1, name) == said
    assert status(exercise) == (f"{name}: {said}" if said else "")
    assert cell(exercise, 1, name).get_attribute("aria-invalid") == ("true" if said else "false")
    cell(exercise, 1, name).fill("")
    assert note(exercise, 1, name) == status(exercise) == ""


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2021-03-03", "2021-03-02", "The last day is before the first."),
        ("2021-03-03", "2021-02", "The last day is before the first."),
        ("2021-03", "2021-02-28", "The last day is before the first."),
        ("2021-03-03", "2021-03", ""),
        ("2021-03", "2021-03-01", ""),
        ("2021-03-03", "2021-03-03", ""),
        ("rubbish", "2021-03-03", ""),
    ],
)
def test_days_run_forwards(exercise, first, last, said):
    cell(exercise, 1, "First day").fill(first)
    cell(exercise, 1, "Last day").fill(last)
    assert note(exercise, 1, "Last day") == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("9", "10", ""),
        ("1,000", "999", "The highest number is below the lowest."),
        ("5", "5", ""),
        ("x", "4", ""),
    ],
)
def test_numbers_run_upwards(exercise, low, high, said):
    cell(exercise, 2, "Lowest number").fill(low)
    cell(exercise, 2, "Highest number").fill(high)
    assert note(exercise, 2, "Highest number") == said


def test_a_day_that_is_being_typed_is_left_in_peace_until_one_leaves(exercise):
    day = cell(exercise, 1, "First day")
    day.focus()
    for letter in "2021-0":
        exercise.page.keyboard.type(letter)
        assert note(exercise, 1, "First day") == status(exercise) == ""
    exercise.page.keyboard.press("Tab")
    assert (
        note(exercise, 1, "First day") == "Write the day as year-month-day, for example 1999-12-31."
    )
    assert status(exercise) == "First day: Write the day as year-month-day, for example 1999-12-31."
    day.focus()
    exercise.page.keyboard.press("End")
    exercise.page.keyboard.type("3-03")
    assert note(exercise, 1, "First day") == status(exercise) == ""


def test_the_same_fault_is_spoken_once(exercise):
    exercise.get_by_role("status").evaluate(
        "el => { window.spoken = []; new MutationObserver("
        "() => window.spoken.push(el.textContent)).observe(el, {childList: true}); }"
    )
    cell(exercise, 1, "Lowest number").focus()
    exercise.page.keyboard.type("many")
    assert exercise.page.evaluate("spoken") == ["Lowest number: This is not a whole number."]


def test_not_stated_is_a_switch_and_can_be_typed(exercise):
    switch, field = unstated(exercise, 1, "First day"), cell(exercise, 1, "First day")
    field.fill("2021")
    switch.click()
    assert switch.get_attribute("aria-pressed") == "true"
    assert field.input_value() == "" and field.get_attribute("placeholder") == "not stated"
    field.fill("2022")  # typing takes it back
    assert switch.get_attribute("aria-pressed") == "false" and field.input_value() == "2022"
    switch.click()
    switch.click()
    assert switch.get_attribute("aria-pressed") == "false" and field.input_value() == ""
    assert field.get_attribute("placeholder") == "year-month-day"
    field.fill("not stated")
    assert switch.get_attribute("aria-pressed") == "true"


def test_a_changed_cell_is_no_longer_judged(exercise):
    cell(exercise, 1, "Lowest number").fill("7")
    button(exercise, "Check").click()
    assert note(exercise, 1, "Lowest number") == "Not this"
    assert note(exercise, 1, "Highest number") == "Empty"
    cell(exercise, 1, "Lowest number").fill("8")
    assert note(exercise, 1, "Lowest number") == ""
    assert note(exercise, 1, "Highest number") == "Empty"
    cell(exercise, 1, "Lowest number").fill("7")
    assert note(exercise, 1, "Lowest number") == "Not this"


def test_undo_takes_back_one_cell_at_a_time(exercise):
    number = cell(exercise, 1, "Lowest number")
    number.focus()
    exercise.page.keyboard.type("1200")
    unstated(exercise, 1, "Lowest number").click()
    cell(exercise, 1, "Where").select_option("pier")
    button(exercise, "Undo").click()
    assert cell(exercise, 1, "Where").input_value() == ""
    button(exercise, "Undo").click()
    assert number.input_value() == "1200"
    button(exercise, "Undo").click()
    assert number.input_value() == ""
    assert button(exercise, "Undo").is_disabled()


def test_clear_empties_every_cell_and_undo_brings_them_back(exercise):
    fill(exercise, FIGURES, {"r1": {"low": "5", "unit": "crates", "high": "not stated"}})
    button(exercise, "Clear").click()
    assert cell(exercise, 1, "Lowest number").input_value() == ""
    assert cell(exercise, 1, "Who is counted").input_value() == ""
    assert exercise.locator("[aria-pressed=true]").count() == 0
    button(exercise, "Undo").click()
    assert cell(exercise, 1, "Lowest number").input_value() == "5"
    assert exercise.locator("[aria-pressed=true]").count() == 1


def test_what_nobody_can_see_is_left_out_when_it_is_pasted(exercise):
    page = exercise.page
    cell(exercise, 1, "Lowest number").fill("1\u202e2\u200b00")
    assert cell(exercise, 1, "Lowest number").input_value() == "1200"
    cell(exercise, 1, "Highest number").fill("   ")
    button(exercise, "Check").click()
    assert status(exercise).startswith("Right cells: 1 of 43. Empty: 42.")
    assert not page.faults


def test_an_empty_check_asks_once(exercise):
    button(exercise, "Check").click()
    assert status(exercise).startswith("No cell is filled yet.")
    assert not exercise.locator(".wss-feedback").is_visible(), "no try is used"
    button(exercise, "Check").click()
    assert status(exercise).startswith("Right cells: 0 of 43. Empty: 43.")


def test_a_row_of_feedback_leads_to_its_cell(exercise):
    cell(exercise, 2, "Highest number").fill("3")
    button(exercise, "Check").click()
    exercise.get_by_role("button", name="Show: Row 2").first.click()
    assert cell(exercise, 2, "Highest number").evaluate("el => el === document.activeElement")


def test_a_value_from_outside_is_drawn_and_takes_nobody_s_place(open_page, folder):
    """The kernel, or a file that is loaded, may change the answer while somebody types."""
    bare = "<!doctype html><html lang=en><title>Bare</title><body></body>"
    (folder / "bare.html").write_text(bare, encoding="utf-8")
    page = open_page((folder / "bare.html").as_uri())
    page.evaluate(
        """async ([source, task]) => {
          const module = new Blob([source], {type: 'text/javascript'});
          const kit = await import(URL.createObjectURL(module));
          const data = {task, value: {}, tries: []}, acts = {};
          window.model = {
            get: (name) => data[name],
            set: (name, value) => {
              data[name] = value;
              for (const act of acts[`change:${name}`] ?? []) act();
            },
            on: (event, act) => (acts[event] ??= []).push(act),
            off: (event, act) => (acts[event] = acts[event].filter((one) => one !== act)),
            save_changes() {},
          };
          const el = document.body.appendChild(document.createElement('div'));
          window.dispose = kit.default.render({model, el});
          window.acts = acts;
        }""",
        [(DIST / "ledger.js").read_text("utf-8"), FIGURES],
    )
    exercise = page.locator(".wss-ledger")
    number = cell(exercise, 1, "Lowest number")
    number.fill("1200")
    number.evaluate("el => el.setSelectionRange(2, 2)")
    page.evaluate("window.before = model.get('value'); window.kept = JSON.stringify(before)")
    page.evaluate(
        "model.set('value', {...model.get('value'), r2: {low: '900', high: 'not stated'}})"
    )
    assert cell(exercise, 2, "Lowest number").input_value() == "900"
    assert unstated(exercise, 2, "Highest number").get_attribute("aria-pressed") == "true"
    assert number.evaluate("el => [document.activeElement === el, el.selectionStart]") == [True, 2]
    page.keyboard.type("7")
    assert number.input_value() == "12700"
    assert page.evaluate("JSON.stringify(before) === kept"), "an answer is never changed in place"
    page.evaluate("model.set('value', {r1: {low: '35'}})")
    assert number.input_value() == "35" and cell(exercise, 2, "Lowest number").input_value() == ""
    assert number.evaluate("el => el === document.activeElement")
    page.evaluate(
        "model.set('value', {r1: {low: 'x', unit: 'crates'}}); model.set('tries', [{}, {}])"
    )
    assert (
        note(exercise, 1, "Lowest number") == "This is not a whole number. Empty. The key has: 1200"
    )
    page.evaluate("dispose()")
    assert page.evaluate("Object.values(acts).flat().length") == 0
    assert not page.faults


# --- the chart ------------------------------------------------------------


def test_the_chart_grows_with_the_cells(exercise):
    assert exercise.get_by_role("img").count() == 0
    assert "No number yet: Row 1, Row 2, Row 3, Row 4, Row 5." in chart(exercise).inner_text()
    fill(exercise, FIGURES, {"r1": {"low": "1,200"}})
    assert "Row 1: S1, the article: lowest 1,200, highest still empty." in alt(exercise)
    assert chart(exercise).locator("circle").count() == 1
    fill(
        exercise,
        FIGURES,
        {
            "r1": {"high": "1200", "status": "lost"},
            "r2": {"low": "900", "high": "1000", "who": "the Harbor Defense Office"},
            "r3": {"low": "not stated", "high": "700", "status": "not stated"},
            "r4": {"low": "24", "high": "not stated"},
            "r5": {"low": "not stated", "high": "not stated"},
        },
    )
    assert alt(exercise) == (
        "Range chart, from 0 to 1,200. Row 1: S1, the article: 1,200 lost. "
        "Row 2: S1, another report: the first figure – the Harbor Defense Office: 900 to 1,000. "
        "Row 3: S1, another report: up to 700. Row 4: S2, the article: 24 or more. "
        "No number yet: Row 5."
    )
    drawn = chart(exercise).locator("svg")
    assert drawn.locator(".wss-chart-end").count() == 1, "a point"
    assert drawn.locator(".wss-chart-hollow").count() == 2, "open ends"
    assert drawn.locator(".wss-chart-bar").count() == 3, "one line and two arrows"
    assert "Row 5" not in drawn.text_content()


def test_shapes_stand_where_their_numbers_are(exercise):
    answer = {"r1": {"low": "1000", "high": "1000"}, "r2": {"low": "250", "high": "500"}}
    fill(exercise, FIGURES, answer | {"r3": {"low": "0", "high": "0"}})
    axis = chart(exercise).locator(".wss-chart-axis").bounding_box()
    bar = chart(exercise).locator(".wss-chart-bar").bounding_box()
    points = [p.bounding_box() for p in chart(exercise).locator("circle").all()]

    def at(x):
        return (x - axis["x"]) / axis["width"]

    assert at(bar["x"]) == pytest.approx(0.25, abs=0.01)
    assert at(bar["x"] + bar["width"]) == pytest.approx(0.5, abs=0.01)
    middles = [at(p["x"] + p["width"] / 2) for p in points]
    assert middles == pytest.approx([1, 0], abs=0.01)


def test_numbers_that_cannot_be_are_not_drawn(exercise):
    fill(exercise, FIGURES, {"r1": {"low": "9", "high": "5"}, "r2": {"low": "many"}})
    assert exercise.get_by_role("img").count() == 0
    fill(exercise, FIGURES, {"r3": {"low": "0", "high": "0"}})
    assert alt(exercise).startswith("Range chart, from 0 to 1. Row 3: S1, another report: 0.")


def test_a_long_word_in_a_cell_wraps_in_the_feedback(open_page, tmp_path):
    page = open_page(write_page(tmp_path, FIGURES).as_uri(), viewport={"width": 320, "height": 700})
    exercise = page.locator(".wss-ledger")
    fill(exercise, FIGURES, {"r1": {"low": "9" * 40}})
    exercise.get_by_role("button", name="Check").click()
    assert "9" * 40 in exercise.locator(".wss-feedback").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_long_names_are_cut_in_the_picture_and_whole_in_its_words(open_page, tmp_path):
    task = json.loads(json.dumps(FIGURES))
    name = "a voice with a very long name " * 6
    who = next(column for column in task["columns"] if column["id"] == "who")
    who["options"].append({"id": name, "name": name})
    page = open_page(write_page(tmp_path, task).as_uri(), viewport={"width": 320, "height": 700})
    exercise = page.locator(".wss-ledger")
    fill(exercise, task, {"r1": {"low": "5", "high": "5", "who": name}})
    assert name in alt(exercise)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    widths = (
        chart(exercise)
        .locator("text")
        .evaluate_all("all => all.map((el) => el.getBoundingClientRect().right)")
    )
    assert max(widths) <= 320


def test_sources_have_no_chart(open_page, address):
    exercise = open_page(address["file"]).locator(".wss-ledger").nth(1)
    assert chart(exercise).count() == 0
    assert exercise.locator("select").count() == 9 and exercise.locator("input").count() == 0


# --- access ---------------------------------------------------------------


def test_screen_reader_hears_row_cell_and_state(exercise):
    tree = exercise.aria_snapshot()
    assert 'region "What the storm took"' in tree
    assert 'group "Row 1: S1, the article (A tester, via The Test Gazette)"' in tree
    assert (
        'group "Row 2: S1, another report: the first figure (Coast Radio, 14 March 2021)"' in tree
    )
    assert 'combobox "Who is counted"' in tree
    assert 'textbox "First day"' in tree
    assert 'button "First day: not stated"' in tree
    assert "status" in tree
    unstated(exercise, 1, "First day").click()
    assert 'button "First day: not stated" [pressed]' in exercise.aria_snapshot()
    cell(exercise, 1, "Lowest number").fill("many")
    described = cell(exercise, 1, "Lowest number")
    assert described.get_attribute("aria-invalid") == "true"
    assert note(exercise, 1, "Lowest number") == "This is not a whole number."
    assert "Lowest number: This is not a whole number." in status(exercise)


ACTS = {
    "fresh": lambda exercise: None,
    "checked": lambda exercise: (
        fill(exercise, FIGURES, {"r1": {"low": "9", "high": "5", "from": "not stated"}}),
        fill(exercise, FIGURES, {"r2": {"low": "900", "high": "1000", "place": "pier"}}),
        button(exercise, "Check").click(),
    ),
    "open": lambda exercise: (
        cell(exercise, 2, "Where").select_option("north pier"),
        button(exercise, "Check again").click(),
        exercise.locator(".wss-aside summary").click(),
    ),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page, address, theme, width):
    page = open_page(address["file"], viewport={"width": width, "height": 700})
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    exercise = page.locator(".wss-ledger").first
    for name, act in ACTS.items():
        act(exercise)
        found = Axe().run(page).response["violations"]
        assert not found, [name, *((v["id"], v["nodes"][0]["html"][:200]) for v in found)]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_targets_are_large_enough(open_page, address):
    exercise = open_page(address["file"], **PHONE).locator(".wss-ledger").first
    for name, act in ACTS.items():
        act(exercise)
        small = exercise.locator("button, input, select, summary").evaluate_all(
            "all => all.filter((el) => el.checkVisibility({contentVisibilityAuto: true}))"
            ".map((el) => [el.outerHTML.slice(0, 90), el.getBoundingClientRect()])"
            ".filter(([, box]) => Math.min(box.width, box.height) < 24)"
        )
        assert not small, name


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_not_stated_in_a_field_is_as_dark_as_other_quiet_words(open_page, address, theme):
    """axe does not look at placeholders; the muted colour is one that it has found dark enough."""
    page = open_page(address["file"])
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    exercise = page.locator(".wss-ledger").first
    unstated(exercise, 1, "First day").click()
    shown, muted = cell(exercise, 1, "First day").evaluate(
        """el => {
          const hint = getComputedStyle(el, '::placeholder');
          const quiet = el.closest('.wss').appendChild(document.createElement('p'));
          quiet.style.color = 'var(--wss-muted)';
          return [[hint.color, hint.opacity], [getComputedStyle(quiet).color, '1']];
        }"""
    )
    assert shown == muted


def test_states_show_without_colour(open_page, address):
    page = open_page(address["file"], forced_colors="active")
    exercise = page.locator(".wss-ledger").first
    unstated(exercise, 1, "First day").click()
    ground = "el => getComputedStyle(el).backgroundColor"
    pressed = unstated(exercise, 1, "First day").evaluate(ground)
    assert pressed != unstated(exercise, 1, "Last day").evaluate(ground)
    button(exercise, "Check").click()
    words = {note(exercise, 1, name) for name in ("First day", "Last day")}
    assert words == {"Not this", "Empty"}


# --- paper, no scripts, hostile text --------------------------------------


def test_a_printed_ledger_has_empty_boxes_and_the_words_to_choose_from(open_page, address):
    page = open_page(address["file"])
    exercise = page.locator(".wss-ledger").first
    offered = exercise.locator(".wss-offered")
    assert not offered.is_visible()
    page.emulate_media(media="print")
    assert offered.is_visible()
    assert "Where: north pier; pier; not stated" in offered.inner_text()
    assert "A – The speaker's or body's own document" in offered.inner_text()
    assert not exercise.locator(".wss-bar").is_visible()
    assert not chart(exercise).is_visible()
    colour = "el => getComputedStyle(el).color"
    assert cell(exercise, 1, "Where").evaluate(colour) == "rgba(0, 0, 0, 0)", "no “choose …”"
    cell(exercise, 1, "Where").select_option("pier")
    assert cell(exercise, 1, "Where").evaluate(colour) != "rgba(0, 0, 0, 0)"


def test_without_scripts_the_ledger_and_its_answers_are_there(open_page, address):
    page = open_page(address["file"], java_script_enabled=False)
    place = page.locator(".wss-task").first
    text = place.inner_text()
    assert "1,200 crates were lost" in text and "By 13 March up to 700 were lost." in text
    assert place.get_by_role("row", name="Lowest number").count() == 5
    assert "Words to choose from:" in text
    assert "Another report has fewer." not in text
    place.locator("summary").click()
    assert "Another report has fewer." in place.inner_text()


def test_task_text_is_never_read_as_html(open_page, tmp_path):
    bad = "</script><img src=x onerror=document.title='broken'>"
    task = json.loads(json.dumps(FIGURES))
    task["title"] = task["prompt"] = bad
    for one in task["rows"]:
        one.update(label=f"Row {one['id'][1:]}: {bad}", who=bad, text=[bad, bad, bad])
        one["say"] = {name: bad for name in one["say"]}
    for column in task["columns"]:
        column["hint"] = bad
        column["options"] = [{"id": bad, "name": bad} for _ in column["options"][:1]]
    page = open_page(write_page(tmp_path, task).as_uri())
    exercise = page.locator(".wss-ledger")
    for _ in range(2):
        cell(exercise, 1, "Who says so").select_option(index=1)
        cell(exercise, 1, "Lowest number").fill("5")
        cell(exercise, 1, "Highest number").fill(bad)
        exercise.get_by_role("button", name="Check").click()
    exercise.get_by_role("button", name="Check").click()
    assert bad in alt(exercise) and bad in exercise.locator(".wss-feedback").inner_text()
    assert page.title() == "Exercises" and page.locator("img").count() == 0
    assert not page.faults
