"""The write exercise on a static page with no kernel: mouse, finger, keys and screen reader."""

from __future__ import annotations

import functools
import http.server
import re
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from exercise_page import town_task, write_page

from whosaysso.widgets.exercise import DIST

PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}
TEXT = "How was the cost of the road counted?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    to = tmp_path_factory.mktemp("exercises")
    write_page(to, town_task("town-letter"), town_task("town-form"))
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
    """The first exercise of a fresh page."""
    page = open_page(address["file"])
    yield page.locator(".wss-write").first
    assert not page.faults and not page.foreign


def box(exercise):
    return exercise.get_by_role("textbox", name="Your text")


def button(exercise, name: str):
    return exercise.get_by_role("button", name=name, exact=True)


def level(exercise, criterion: str, text: str):
    return exercise.get_by_role("group", name=criterion).get_by_role("radio", name=text)


def status(exercise) -> str:
    return exercise.get_by_role("status").inner_text()


def focus(page) -> str:
    """What has the keyboard: the text of a button or label, or the kind of field."""
    return page.evaluate(
        "(({tagName, textContent, labels}) => labels?.[0]?.textContent || textContent || tagName)"
        "(document.activeElement)"
    )


# --- a whole exercise, three ways ------------------------------------------


@pytest.mark.parametrize("way", ["http", "file"])
def test_mouse_from_the_first_word_to_a_rating_and_back(open_page, address, way):
    page = open_page(address[way])
    exercise = page.locator(".wss-write").first
    assert "One answer" not in exercise.inner_text()
    box(exercise).fill(TEXT)
    button(exercise, "Submit").click()
    assert status(exercise) == (
        "Words in your text: 8. Compare your text with the model answer, then rate it yourself. "
        "The model answer and the rubric are below."
    )
    assert box(exercise).input_value() == TEXT, "what was written stays"
    model = exercise.get_by_role("region", name=re.compile("^One answer: "))
    assert "how was the <b>cost</b> counted?" in model.inner_text()
    level(exercise, "cost", "1:").click()
    assert "then rate it yourself" in status(exercise)
    level(exercise, "polite", "2: It is warm.").click()
    said = "Words in your text: 8. Your own rating: 3 of 4."
    assert status(exercise) == said
    assert exercise.locator(".wss-summary").inner_text() == said
    box(exercise).fill(TEXT + " Please tell us.")  # one may go on writing
    box(exercise).blur()
    assert "Words in your text: 11. The task asks for 9 or fewer." in exercise.inner_text()
    assert level(exercise, "cost", "1:").is_checked()
    assert not button(exercise, "Submit").is_visible()
    button(exercise, "Start again").click()
    assert status(exercise) == "Started again: text and rating are gone."
    assert box(exercise).input_value() == ""
    assert exercise.get_by_role("radio").count() == 0
    button(exercise, "Undo").click()
    assert box(exercise).input_value() == TEXT + " Please tell us."
    assert not page.faults and not page.foreign


def test_keyboard_alone(exercise):
    page, press = exercise.page, exercise.page.keyboard.press
    for _ in range(10):
        press("Tab")
        if focus(page) == "Your text":
            break
    page.keyboard.type(TEXT)
    for _ in range(10):
        press("Tab")
        if focus(page) == "Submit":
            break
    press("Enter")
    assert focus(page) == "Start again", "the keyboard keeps a place"
    for _ in range(10):
        press("Shift+Tab")
        if focus(page) == "3: It is warm and short.":
            break
    press("ArrowUp")
    assert focus(page) == "2: It is warm."
    assert level(exercise, "polite", "2:").is_checked()
    for _ in range(10):
        press("Shift+Tab")
        if focus(page).startswith("1: There is a question"):
            break
    press(" ")
    assert status(exercise) == "Words in your text: 8. Your own rating: 3 of 4."
    for _ in range(12):
        press("Tab")
        if focus(page) == "Start again":
            break
    press("Enter")
    assert focus(page) == "Your text" and box(exercise).input_value() == ""


def test_finger_writes_submits_and_rates(open_page, address):
    page = open_page(address["file"], **PHONE)
    exercise = page.locator(".wss-write").first
    box(exercise).tap()
    page.keyboard.type(TEXT)
    button(exercise, "Submit").tap()
    level(exercise, "cost", "1:").tap()
    level(exercise, "polite", "1:").tap()
    assert status(exercise) == "Words in your text: 8. Your own rating: 2 of 4."
    for target in exercise.locator(".wss-choice, button:visible, textarea").all():
        size = target.bounding_box()
        assert size["height"] >= 24 and size["width"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.faults


# --- nothing typed is lost ---------------------------------------------------


def test_words_are_counted_while_one_types(exercise):
    note = exercise.locator(".wss-note")
    assert note.inner_text() == "Words: 0 (at least 4, at most 9)"
    box(exercise).press_sequentially("one two")
    assert note.inner_text() == "Words: 2 (at least 4, at most 9)"
    form = exercise.page.locator(".wss-write").nth(1)
    assert form.locator(".wss-note").inner_text() == "Words: 4"


def test_length_is_advice_and_no_wall(exercise):
    box(exercise).fill("No.")
    button(exercise, "Submit").click()
    assert "The task asks for 4 or more." in status(exercise)
    assert exercise.get_by_role("radio").count() == 6


def test_what_was_just_typed_is_submitted(exercise):
    """Submit by a key in the same breath: the pause before keeping has not yet passed."""
    box(exercise).press_sequentially(TEXT)
    button(exercise, "Submit").evaluate("button => button.click()")  # leaves the focus in the box
    assert status(exercise).startswith("Words in your text: 8.")
    assert box(exercise).input_value() == TEXT


def test_writing_on_after_submitting_keeps_caret_and_text(exercise):
    box(exercise).fill("one three")
    button(exercise, "Submit").click()
    box(exercise).evaluate("box => { box.focus(); box.setSelectionRange(4, 4); }")
    exercise.page.keyboard.type("two ")
    exercise.page.wait_for_timeout(700)  # the pause passes, the page redraws
    exercise.page.keyboard.type("and ")
    assert box(exercise).input_value() == "one two and three"


def test_an_answer_from_outside_does_not_wipe_what_is_being_typed(open_page, tmp_path):
    """As when another cell or another tab changes the answer under one's hands."""
    page = open_page(write_page(tmp_path, town_task("town-letter")).as_uri())
    exercise = page.locator(".wss-write")
    mount_with_a_model_at_hand(page)
    box(exercise).press_sequentially("mine")
    page.evaluate("model.set('value', {text: 'theirs'})")
    assert box(exercise).input_value() == "mine"
    page.wait_for_timeout(700)
    assert page.evaluate("model.get('value')") == {"text": "mine"}
    page.evaluate("model.set('value', {text: 'theirs, later', rubric: {polite: 3}})")
    assert box(exercise).input_value() == "theirs, later"
    assert focus(page) == "Your text"
    page.evaluate("model.set('tries', [model.get('value')])")
    assert level(exercise, "polite", "3:").is_checked()
    page.evaluate("model.set('tries', [])")
    assert exercise.get_by_role("radio").count() == 0


def test_what_was_just_typed_is_kept_when_the_exercise_goes_away(open_page, tmp_path):
    page = open_page(write_page(tmp_path, town_task("town-letter")).as_uri())
    mount_with_a_model_at_hand(page)
    box(page.locator(".wss-write")).press_sequentially("in haste")
    assert page.evaluate("model.get('value')") == {}, "the pause has not passed"
    page.evaluate("leave()")
    assert page.evaluate("model.get('value')") == {"text": "in haste"}


def mount_with_a_model_at_hand(page):
    """The exercise again, on a model that the test can change."""
    page.evaluate(
        """async ([source, task]) => {
          const file = new Blob([source], {type: "text/javascript"});
          const kit = await import(URL.createObjectURL(file));
          const data = {task, value: {}, tries: []};
          const acts = {};
          window.model = {
            get: (name) => data[name],
            set(name, value) {
              data[name] = value;
              (acts[`change:${name}`] ?? []).forEach((act) => act());
            },
            on: (event, act) => (acts[event] ??= []).push(act),
            off: (event, act) => (acts[event] = (acts[event] ?? []).filter((a) => a !== act)),
            save_changes() {},
          };
          window.leave = kit.default.render({model, el: document.querySelector(".wss-task")});
        }""",
        [(DIST / "write.js").read_text("utf-8"), town_task("town-letter")],
    )


def test_clear_and_undo(exercise):
    box(exercise).fill(TEXT)
    button(exercise, "Clear").click()
    assert status(exercise) == "Your text is gone. Undo brings it back."
    assert box(exercise).input_value() == "" and focus(exercise.page) == "Your text"
    button(exercise, "Undo").click()
    assert box(exercise).input_value() == TEXT


def test_the_words_that_the_box_begins_with_come_back(exercise):
    form = exercise.page.locator(".wss-write").nth(1)
    assert box(form).input_value() == "Who: … When: …"
    assert button(form, "Clear").is_disabled()
    box(form).fill("Who: the builders.")
    button(form, "Clear").click()
    assert box(form).input_value() == "Who: … When: …"


def test_nothing_written_is_asked_about_once(exercise):
    button(exercise, "Submit").click()
    assert status(exercise) == (
        "You have written nothing yet. To see the model answer all the same, press Submit again."
    )
    assert exercise.get_by_role("radio").count() == 0
    button(exercise, "Submit").click()
    assert exercise.get_by_role("radio").count() == 6


# --- for everybody -----------------------------------------------------------


def test_screen_reader_hears_box_rubric_and_rating(exercise):
    tree = exercise.aria_snapshot()
    assert 'textbox "Your text"' in tree and "status" in tree
    assert (
        box(exercise)
        .evaluate(
            "box => document.getElementById(box.getAttribute('aria-describedby')).textContent"
        )
        .startswith("Words: 0")
    )
    assert box(exercise).get_attribute("dir") == "auto"
    assert box(exercise).get_attribute("spellcheck") == "true"
    box(exercise).fill(TEXT)
    button(exercise, "Submit").click()
    tree = exercise.aria_snapshot()
    assert 'region "One answer: A letter"' in tree
    assert 'group "Is the letter polite?"' in tree
    assert 'radio "3: It is warm and short."' in tree
    level(exercise, "polite", "3:").click()
    assert 'radio "3: It is warm and short." [checked]' in exercise.aria_snapshot()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_submit(open_page, address, theme):
    page = open_page(address["file"])
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    exercise = page.locator(".wss-write").first
    acts = (
        lambda: None,
        lambda: (box(exercise).fill(TEXT), button(exercise, "Submit").click()),
        lambda: (level(exercise, "cost", "0:").click(), level(exercise, "polite", "3:").click()),
    )
    for act in acts:
        act()
        found = Axe().run(page).response["violations"]
        assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


def test_no_sideways_scrolling_at_320_pixels(open_page, address):
    page = open_page(address["file"], viewport={"width": 320, "height": 640})
    exercise = page.locator(".wss-write").first
    for text in (TEXT, "w" * 400):
        box(exercise).fill(text)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    button(exercise, "Submit").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_rated_level_shows_in_forced_colours_and_in_print(open_page, address):
    page = open_page(address["file"], forced_colors="active")
    exercise = page.locator(".wss-write").first
    box(exercise).fill(TEXT)
    button(exercise, "Submit").click()
    level(exercise, "polite", "2:").click()
    chosen = exercise.locator(".wss-choice:has(input:checked)")
    assert chosen.evaluate("el => getComputedStyle(el).fontWeight") == "600"
    page.emulate_media(media="print")
    assert not exercise.locator(".wss-bar").is_visible()
    assert box(exercise).is_visible() and chosen.is_visible()


def test_without_scripts_there_is_room_to_write_and_a_folded_answer(open_page, address):
    page = open_page(address["file"], java_script_enabled=False)
    place = page.locator(".wss-task").first
    assert "The luckless mayor said" in place.inner_text().replace("\n", " ")
    assert not place.get_by_text("how was the").is_visible()
    place.locator("summary").click()
    assert "how was the <b>cost</b> counted?" in place.inner_text()
    page.emulate_media(media="print")
    assert place.locator(".wss-room").bounding_box()["height"] > 100


def test_task_text_is_never_read_as_html(open_page, tmp_path):
    bad = "</script><img src=x onerror=document.title='broken'>"
    task = town_task("town-letter")
    task["title"] = task["prompt"] = task["model"] = task["starter"] = bad
    for one in task["criteria"]:
        one["asks"] = one["shown"] = bad
        one["levels"] = [bad, bad]
    for line in task["passage"]:
        line["text"] = bad
    page = open_page(write_page(tmp_path, task).as_uri())
    exercise = page.locator(".wss-write")
    box(exercise).fill(f"{bad} and more")
    button(exercise, "Submit").click()
    exercise.get_by_role("radio").first.click()
    assert page.title() == "Exercises"
    assert exercise.locator("img").count() == 0
    assert exercise.inner_text().count("<img") >= 10
    assert not page.faults
