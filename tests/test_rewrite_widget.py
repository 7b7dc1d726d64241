"""The rewrite exercise on a static page with no kernel: mouse, finger, keys and screen reader."""

from __future__ import annotations

import functools
import http.server
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from exercise_page import DATA, write_page

from whosaysso import tasks
from whosaysso.case import load
from whosaysso.widgets.exercise import DIST

PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}
HALF = "The council said that 1,200 stalls were let. The clueless bins were moved."
WHOLE = (
    "On May 3, traders said that rents had risen by 20 percent. "
    "The council said that 1,200 stalls were let. The bins were moved."
)
REASON = "They call themselves so."
RENTS = "Rents rose by <b>20</b> percent on May 3."


def market_task(name: str) -> dict:
    market = load(folder=DATA / "market")
    return tasks.build(tasks.tasks(market)[name], market)


ORIGINAL = market_task("market-straight")["original"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    to = tmp_path_factory.mktemp("exercises")
    write_page(to, market_task("market-straight"), market_task("market-rain"))
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
    yield page.locator(".wss-rewrite").first
    assert not page.faults and not page.foreign


def box(exercise):
    return exercise.get_by_role("textbox", name="Your version")


def button(exercise, name: str):
    return exercise.get_by_role("button", name=name, exact=True)


def overrule(exercise, line: str):
    return button(exercise, f"Overrule: {line}")


def status(exercise) -> str:
    return exercise.get_by_role("status").inner_text()


def panel(exercise) -> list[str]:
    """What the panel says, line by line, shapes left out."""
    rows = exercise.get_by_role("region", name="What the panel finds").get_by_role("listitem")
    return [row.locator(".wss-verdict").first.inner_text() for row in rows.all()]


def focus(page) -> str:
    """What has the keyboard: its accessible name or its text."""
    return page.evaluate(
        "((el) => el.getAttribute('aria-label') || el.labels?.[0]?.textContent || el.textContent)"
        "(document.activeElement)"
    )


def tab_to(page, name: str, key: str = "Tab"):
    for _ in range(30):
        page.keyboard.press(key)
        if focus(page) == name:
            return
    pytest.fail(f"{key} does not reach {name!r}.")


UNTOUCHED = "Found Found Source_found Source_found Still_there Still_there Still_there"


def spelt(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


# --- a whole exercise, three ways ------------------------------------------


@pytest.mark.parametrize("way", ["http", "file"])
def test_mouse_from_the_passage_to_the_model_and_back(open_page, address, way):
    page = open_page(address[way])
    exercise = page.locator(".wss-rewrite").first
    assert box(exercise).input_value() == ORIGINAL
    assert panel(exercise) == spelt(UNTOUCHED)
    box(exercise).fill(HALF)
    assert panel(exercise) == spelt(
        "Not_found Found Source_not_found Source_found No_longer_there Still_there No_longer_there"
    )
    button(exercise, "Check").click()
    said = (
        "Facts found: 1 of 2. With their source: 1 of 2. Pushing words still there: 1 of 3. "
        "Words: 13. Score: 57 of 100."
    )
    assert status(exercise) == f"{said} The reasons are below."
    told = exercise.locator(".wss-feedback")
    assert "The word takes the trust away." in told.inner_text()
    assert "One way to say it" not in told.inner_text(), "wordings wait for the second try"
    assert WHOLE not in exercise.inner_text()
    overrule(exercise, "S2 clueless council").click()
    exercise.get_by_label("Why is the panel wrong here?").fill(REASON)
    button(exercise, "Keep reason").click()
    assert panel(exercise)[5] == "You overrule this"
    assert f"Your reason: {REASON}" in exercise.locator(".wss-panel").inner_text()
    button(exercise, "Check again").click()
    assert "Lines that you overrule, left out of the count: 1. Score: 67 of 100." in status(
        exercise
    )
    assert "traders said that rents had risen" in told.inner_text()
    model = exercise.get_by_role("region", name="One rewrite, not the rewrite")
    assert WHOLE in model.inner_text()
    assert box(exercise).input_value() == HALF, "what was written stays"
    button(exercise, "Start again").click()
    assert box(exercise).input_value() == ORIGINAL
    assert panel(exercise) == spelt(UNTOUCHED)
    assert not told.is_visible() and not model.is_visible()
    button(exercise, "Undo").click()
    assert box(exercise).input_value() == HALF
    assert panel(exercise)[5] == "You overrule this"
    assert not page.faults and not page.foreign


def test_keyboard_alone(exercise):
    page, press = exercise.page, exercise.page.keyboard.press
    tab_to(page, "Your version")
    press("Control+a")
    page.keyboard.type(HALF)
    tab_to(page, "Overrule: S2 clueless council")
    press("Enter")
    assert focus(page) == "Why is the panel wrong here?"
    press("Escape")
    assert focus(page) == "Overrule: S2 clueless council"
    press(" ")
    page.keyboard.type("No reason")
    press("Enter")
    assert status(exercise) == "Give a reason of three words or more."
    assert focus(page) == "Why is the panel wrong here?"
    page.keyboard.type(" at all")
    press("Enter")
    assert focus(page) == "Withdraw your reason: S2 clueless council"
    assert status(exercise).startswith("You overrule this line.")
    tab_to(page, "Your version", "Shift+Tab")
    press("Control+End")
    page.keyboard.type(" Traders said rents rose by 20 percent on May 3.")
    tab_to(page, "Check")
    press("Enter")
    assert "Score: 100 of 100." in status(exercise)
    assert focus(page) == "Start again", "the keyboard keeps a place"
    tab_to(page, "Withdraw your reason: S2 clueless council", "Shift+Tab")
    press("Enter")
    assert status(exercise) == "Your reason is withdrawn; the panel counts this line again."
    assert panel(exercise)[5] == "Still there"
    assert focus(page) == "Overrule: S2 clueless council"
    tab_to(page, "Start again")
    press("Enter")
    assert focus(page) == "Your version" and box(exercise).input_value() == ORIGINAL


def test_feedback_leads_to_its_line_of_the_panel(exercise):
    button(exercise, "Check").click()  # untouched: asked about once
    assert status(exercise).startswith("This is still the passage as it was.")
    button(exercise, "Check").click()
    button(exercise, "Show: S1 “heroic”").click()
    assert focus(exercise.page) == "Overrule: S1 heroic"


def test_finger_writes_overrules_and_checks(open_page, address):
    page = open_page(address["file"], **PHONE)
    exercise = page.locator(".wss-rewrite").first
    box(exercise).tap()
    box(exercise).fill("")
    page.keyboard.type(HALF)
    overrule(exercise, "S2 clueless council").tap()
    page.keyboard.type(REASON)
    button(exercise, "Cancel").tap()
    assert panel(exercise)[5] == "Still there"
    overrule(exercise, "S2 clueless council").tap()
    page.keyboard.type(REASON)
    for target in exercise.locator("button:visible, textarea, input, summary:visible").all():
        size = target.bounding_box()
        assert size["height"] >= 24 and size["width"] >= 24, target.inner_text()
    button(exercise, "Keep reason").tap()
    button(exercise, "Check").tap()
    assert "left out of the count: 1. Score: 67 of 100." in status(exercise)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.faults


# --- the panel ---------------------------------------------------------------


def test_the_panel_and_the_count_follow_each_letter(exercise):
    note = exercise.locator(".wss-note")
    assert note.inner_text() == "35 of at most 25 words"
    assert "wss-over" in exercise.locator(".wss-count").get_attribute("class")
    box(exercise).fill("The council said 1,200 stalls were le")
    assert panel(exercise)[1] == "Not found"
    box(exercise).press("t")
    assert panel(exercise)[1] == "Found"
    assert note.inner_text() == "7 of at most 25 words"
    assert "wss-over" not in exercise.locator(".wss-count").get_attribute("class")
    rain = exercise.page.locator(".wss-rewrite").nth(1)
    assert rain.locator(".wss-note").inner_text() == "2 words"
    assert panel(rain) == ["Found"], "no empty headings for sources and words"
    assert rain.locator(".wss-card-heading").all_inner_texts() == ["Facts to keep"]


def test_counts_are_spoken_after_a_pause_and_hold_no_score(exercise):
    box(exercise).press_sequentially("Also: ", delay=200)
    assert status(exercise) == "", "nobody is talked over while typing"
    exercise.page.wait_for_timeout(1900)
    assert status(exercise) == (
        "Facts found: 2 of 2. With their source: 2 of 2. Pushing words still there: 3 of 3. "
        "Words: 36. That is above the limit of 25."
    )


def test_what_is_spoken_is_what_stands_there_by_then(exercise):
    box(exercise).fill("Rain.")
    button(exercise, "Undo").click()
    exercise.page.wait_for_timeout(1900)
    assert "Words: 35." in status(exercise)


def test_what_is_said_of_a_reason_is_not_talked_over(exercise):
    box(exercise).fill(HALF)
    overrule(exercise, "S1 heroic").click()
    exercise.page.keyboard.press("Enter")
    exercise.page.wait_for_timeout(1900)
    assert status(exercise) == "Give a reason of three words or more."


def test_state_is_a_word_and_a_shape(exercise):
    for row in exercise.locator(".wss-panel-row").all():
        assert row.locator(".wss-verdict").inner_text()
        assert row.locator(".wss-shape").inner_text() in "●○▲◆"
        assert row.locator(".wss-shape").get_attribute("aria-hidden") == "true"
    shapes = exercise.locator(".wss-panel-row .wss-shape").all_inner_texts()
    assert shapes == list("●●●●▲▲▲")
    box(exercise).fill("")
    shapes = exercise.locator(".wss-panel-row .wss-shape").all_inner_texts()
    assert shapes == list("○○○○●●●")


def test_a_half_written_reason_stays(exercise):
    overrule(exercise, "S1 heroic").click()
    reason = exercise.get_by_label("Why is the panel wrong here?")
    reason.fill("They call")
    box(exercise).fill(HALF)
    box(exercise).blur()
    overrule(exercise, "S1 heroic").click()
    assert reason.input_value() == "They call"
    assert reason.evaluate("el => el === document.activeElement")
    button(exercise, "Clear").click()
    assert reason.count() == 0, "Clear starts from nothing"


def test_enter_in_an_input_method_keeps_nothing(exercise):
    overrule(exercise, "S1 heroic").click()
    reason = exercise.get_by_label("Why is the panel wrong here?")
    reason.fill(REASON)
    press = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: %s, bubbles: true})"
    reason.evaluate(f"el => el.dispatchEvent({press % 'true'})")
    assert reason.input_value() == REASON and panel(exercise)[4] == "Still there"
    reason.evaluate(f"el => el.dispatchEvent({press % 'false'})")
    assert panel(exercise)[4] == "You overrule this"


# --- nothing typed is lost ---------------------------------------------------


def test_what_was_just_typed_is_checked(exercise):
    """Check in the same breath: the pause before keeping has not yet passed."""
    box(exercise).fill("")
    box(exercise).press_sequentially("No rent.")
    button(exercise, "Check").evaluate("button => button.click()")  # leaves the focus in the box
    assert status(exercise).startswith("Facts found: 0 of 2.")
    assert "Words: 2. No fact of the passage was found" in status(exercise)
    assert box(exercise).input_value() == "No rent."


def test_writing_on_after_a_check_keeps_caret_and_text(exercise):
    box(exercise).fill("one three")
    button(exercise, "Check").click()
    box(exercise).evaluate("box => { box.focus(); box.setSelectionRange(4, 4); }")
    exercise.page.keyboard.type("two ")
    exercise.page.wait_for_timeout(700)  # the pause passes, the page redraws
    exercise.page.keyboard.type("and ")
    assert box(exercise).input_value() == "one two and three"


def test_undo_goes_back_to_the_last_check_and_no_further(exercise):
    box(exercise).fill(HALF)
    button(exercise, "Check").evaluate("button => button.click()")
    box(exercise).fill("Gone by mistake.")
    exercise.page.wait_for_timeout(500)
    button(exercise, "Undo").click()
    assert box(exercise).input_value() == HALF
    button(exercise, "Undo").click()
    assert box(exercise).input_value() == ORIGINAL
    assert button(exercise, "Undo").is_disabled()


def test_undo_goes_back_to_where_one_left_the_box(exercise):
    box(exercise).fill(HALF)
    box(exercise).blur()
    box(exercise).fill("Gone by mistake.")
    button(exercise, "Undo").click()
    assert box(exercise).input_value() == HALF


def test_clear_puts_the_passage_back(exercise):
    assert button(exercise, "Clear").is_disabled()
    box(exercise).fill(WHOLE)
    button(exercise, "Clear").click()
    assert status(exercise) == "The passage is back as it was. Undo brings your text back."
    assert box(exercise).input_value() == ORIGINAL and focus(exercise.page) == "Your version"
    button(exercise, "Undo").click()
    assert box(exercise).input_value() == WHOLE


def test_an_answer_from_outside_does_not_wipe_what_is_being_typed(open_page, tmp_path):
    """As when another cell or another tab changes the answer under one's hands."""
    page = open_page(write_page(tmp_path, market_task("market-straight")).as_uri())
    exercise = page.locator(".wss-rewrite")
    mount_with_a_model_at_hand(page)
    box(exercise).fill("")
    box(exercise).press_sequentially("mine")
    page.evaluate("model.set('value', {text: 'theirs', overruled: {rents: 'a b c'}})")
    assert box(exercise).input_value() == "mine"
    page.wait_for_timeout(700)
    assert page.evaluate("model.get('value')") == {
        "text": "mine",
        "overruled": {"rents": "a b c"},
    }
    assert panel(exercise)[0] == "You overrule this"
    page.evaluate("model.set('value', {text: 'theirs, later'})")
    assert box(exercise).input_value() == "theirs, later"
    assert focus(page) == "Your version"
    assert panel(exercise)[0] == "Not found"
    page.evaluate("model.set('value', {})")
    assert box(exercise).input_value() == ORIGINAL and panel(exercise) == spelt(UNTOUCHED)
    page.evaluate("model.set('tries', [{text: 'a'}, {text: 'b'}])")
    assert exercise.get_by_role("region", name="One rewrite").is_visible()
    page.evaluate("model.set('tries', [])")
    assert not exercise.get_by_role("region", name="One rewrite").is_visible()
    assert not page.faults


def test_the_passage_typed_again_is_no_answer(open_page, tmp_path):
    page = open_page(write_page(tmp_path, market_task("market-straight")).as_uri())
    exercise = page.locator(".wss-rewrite")
    mount_with_a_model_at_hand(page)
    box(exercise).fill("a")
    page.wait_for_timeout(600)
    assert page.evaluate("model.get('value')") == {"text": "a"}
    box(exercise).fill(ORIGINAL)
    page.wait_for_timeout(600)
    assert page.evaluate("model.get('value')") == {}
    overrule(exercise, "S1 heroic").click()
    page.keyboard.type(f"  {REASON} ")
    page.keyboard.press("Enter")
    assert page.evaluate("model.get('value')") == {"overruled": {"loaded-heroic": REASON}}
    button(exercise, "Withdraw your reason: S1 heroic").click()
    assert page.evaluate("model.get('value')") == {}, "left out when it is empty"


def test_the_answer_is_kept_at_most_every_400_milliseconds(open_page, tmp_path):
    page = open_page(write_page(tmp_path, market_task("market-straight")).as_uri())
    exercise = page.locator(".wss-rewrite")
    mount_with_a_model_at_hand(page)
    box(exercise).press_sequentially("twelve signs")
    page.wait_for_timeout(600)
    assert page.evaluate("model.get('value').text").count("twelve signs") == 1
    assert page.evaluate("changes.length") <= 2
    assert page.evaluate("changes.every((at, n) => n === 0 || at - changes[n - 1] >= 390)"), (
        page.evaluate("changes")
    )


def test_what_was_just_typed_is_kept_when_the_exercise_goes_away(open_page, tmp_path):
    page = open_page(write_page(tmp_path, market_task("market-straight")).as_uri())
    mount_with_a_model_at_hand(page)
    box(page.locator(".wss-rewrite")).fill("in haste")
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
          window.changes = [];
          window.model = {
            get: (name) => data[name],
            set(name, value) {
              data[name] = value;
              changes.push(performance.now());
              (acts[`change:${name}`] ?? []).forEach((act) => act());
            },
            on: (event, act) => (acts[event] ??= []).push(act),
            off: (event, act) => (acts[event] = (acts[event] ?? []).filter((a) => a !== act)),
            save_changes() {},
          };
          window.leave = kit.default.render({model, el: document.querySelector(".wss-task")});
        }""",
        [(DIST / "rewrite.js").read_text("utf-8"), market_task("market-straight")],
    )


def test_what_is_typed_in_the_last_moment_is_kept(exercise):
    page = exercise.page
    box = exercise.get_by_role("textbox", name="Your version")
    for leave in (page.reload, lambda: (page.goto("about:blank"), page.go_back())):
        box.press("Control+End")
        page.keyboard.type(" The last words.")
        leave()
    assert box.input_value() == f"{ORIGINAL} The last words. The last words."


def test_an_answer_is_there_again_after_a_reload(exercise):
    page = exercise.page
    box(exercise).fill(HALF)
    overrule(exercise, "S2 clueless council").click()
    page.keyboard.type(REASON)
    page.keyboard.press("Enter")
    page.reload()
    exercise = page.locator(".wss-rewrite").first
    assert box(exercise).input_value() == HALF
    assert panel(exercise)[5] == "You overrule this"


# --- for everybody -----------------------------------------------------------


def test_screen_reader_hears_box_panel_and_state(exercise):
    tree = exercise.aria_snapshot()
    assert 'textbox "Your version"' in tree and "status" in tree
    assert 'region "What the panel finds: The market, said straight"' in tree
    for name in ("Facts to keep", "Each with its source", "Words that push"):
        assert f'list "{name}"' in tree
    assert "listitem" in tree and "strong: Still there" in tree
    assert 'button "Overrule: S1 heroic"' in tree
    assert f'button "Overrule: {RENTS}"' in tree
    described = "box => document.getElementById(box.getAttribute('aria-describedby')).textContent"
    assert box(exercise).evaluate(described) == "35 of at most 25 words"
    assert box(exercise).get_attribute("dir") == "auto"
    assert box(exercise).get_attribute("spellcheck") == "true"
    overrule(exercise, "S1 heroic").click()
    assert 'textbox "Why is the panel wrong here?"' in exercise.aria_snapshot()
    exercise.page.keyboard.type(REASON)
    exercise.page.keyboard.press("Enter")
    assert 'button "Withdraw your reason: S1 heroic"' in exercise.aria_snapshot()
    for _ in range(2):
        exercise.get_by_role("button", name="Check").click()
    box(exercise).fill(WHOLE)
    button(exercise, "Check again").click()
    assert 'region "One rewrite, not the rewrite"' in exercise.aria_snapshot()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_at_any_step(open_page, address, theme):
    page = open_page(address["file"])
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    exercise = page.locator(".wss-rewrite").first

    def keep_a_reason():
        page.keyboard.type(REASON)
        page.keyboard.press("Enter")

    acts = (
        lambda: None,
        lambda: (box(exercise).fill(HALF), button(exercise, "Check").click()),
        lambda: overrule(exercise, "S2 clueless council").click(),
        keep_a_reason,
        lambda: button(exercise, "Check again").click(),
        lambda: exercise.locator(".wss-aside summary").click(),
    )
    for act in acts:
        act()
        found = Axe().run(page).response["violations"]
        assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


def test_no_sideways_scrolling_at_320_pixels(open_page, address):
    page = open_page(address["file"], viewport={"width": 320, "height": 640})
    exercise = page.locator(".wss-rewrite").first
    for text in (HALF, "w" * 400):
        box(exercise).fill(text)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    overrule(exercise, "S1 heroic").click()
    page.keyboard.type(f"a b {'w' * 400}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("Enter")
    for name in ("Check", "Check again"):
        button(exercise, name).click()
        if name == "Check":
            box(exercise).fill(HALF)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert exercise.get_by_role("region", name="One rewrite").is_visible()


def test_states_can_be_told_apart_in_forced_colours_and_the_text_prints(open_page, address):
    page = open_page(address["file"], forced_colors="active")
    exercise = page.locator(".wss-rewrite").first
    lines = exercise.locator(".wss-panel-row .wss-verdict").evaluate_all(
        "all => all.map((el) => getComputedStyle(el).borderLeftStyle)"
    )
    assert lines == ["solid"] * 4 + ["dashed"] * 3
    box(exercise).fill(HALF)
    page.emulate_media(media="print")
    assert not exercise.locator(".wss-bar").is_visible()
    assert box(exercise).is_visible()
    ink = "el => getComputedStyle(el).color"
    assert box(exercise).evaluate(ink) != "rgba(0, 0, 0, 0)", "what was written is printed"
    panel = exercise.locator(".wss-panel")
    assert panel.get_by_text("Facts to keep").is_visible(), "a sheet says what to keep"
    assert not panel.get_by_text("Words that push").is_visible()
    assert not panel.get_by_role("button").count()
    box(exercise).fill(ORIGINAL)
    assert box(exercise).evaluate(ink) == "rgba(0, 0, 0, 0)", "room to write, no second passage"


def test_right_to_left_text_runs_from_right_to_left(exercise):
    box(exercise).fill("قال المجلس إن 1,200 كشك أُجّرت.")
    assert box(exercise).evaluate("el => el.matches(':dir(rtl)')")
    box(exercise).fill(HALF)
    assert box(exercise).evaluate("el => el.matches(':dir(ltr)')")


def test_without_scripts_there_is_room_to_write_and_a_folded_rewrite(open_page, address):
    page = open_page(address["file"], java_script_enabled=False)
    place = page.locator(".wss-task").first
    assert "The heroic traders said" in place.inner_text().replace("\n", " ")
    assert RENTS in place.inner_text() and "Use at most 25 words." in place.inner_text()
    assert not place.get_by_text("The bins were moved.").is_visible()
    place.locator("summary").click()
    assert WHOLE in place.inner_text()
    page.emulate_media(media="print")
    assert place.locator(".wss-room").bounding_box()["height"] > 100


def test_task_text_is_never_read_as_html(open_page, tmp_path):
    bad = "</script><img src=x onerror=document.title='broken'>"
    task = market_task("market-straight")
    task["title"] = task["prompt"] = task["model"] = task["original"] = bad
    for line in task["passage"]:
        line["text"] = bad
    for fact in task["facts"]:
        fact["says"] = bad
    for source in task["sources"]:
        source["says"] = source["of"] = bad
    for span in task["spans"]:
        span["quote"] = span["line"] = bad
    for say in task["say"].values():
        for name in say:
            say[name] = bad
    page = open_page(write_page(tmp_path, task).as_uri())
    exercise = page.locator(".wss-rewrite")
    assert box(exercise).input_value() == bad
    box(exercise).fill(f"{bad} and more")
    exercise.locator(".wss-panel-row button").first.click()
    page.keyboard.type(f"{bad} is my reason")
    page.keyboard.press("Enter")
    button(exercise, "Check").click()
    box(exercise).fill(f"{bad} and even more")
    button(exercise, "Check again").click()
    assert page.title() == "Exercises"
    assert exercise.locator("img").count() == 0
    assert exercise.inner_text().count("<img") >= 20
    assert not page.faults
