"""The sort exercise on a static page with no kernel: mouse, finger, keys and screen reader."""

from __future__ import annotations

import functools
import http.server
import json
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from exercise_page import town_task, write_page
from towns import DATA

from whosaysso import tasks
from whosaysso.case import load
from whosaysso.widgets.exercise import DIST

PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}
NAMES = ("ferry-doubt", "ferry-verdicts", "ferry-irony", "ferry-sources")


def ferry_task(name: str) -> dict:
    ferry = load(folder=DATA / "sorting" / "ferry")
    return tasks.build(tasks.tasks(ferry)[name], ferry)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    to = tmp_path_factory.mktemp("exercises")
    write_page(to, *map(ferry_task, NAMES), town_task("town-sort-own"))
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
    """The first exercise of a fresh page: three items, and how sure one is of each."""
    page = open_page(address["file"])
    yield page.locator(".wss-sort").first
    assert not page.faults and not page.foreign


def item(exercise, words: str):
    """The group of one item, by the words to judge, as a screen reader finds it."""
    return exercise.get_by_role("group", name=f"To judge: “{words}”.")


def radio(exercise, words: str, name: str):
    return item(exercise, words).get_by_role("radio", name=name, exact=True)


def choose(exercise, words: str, name: str):
    """By mouse, on the words of the answer."""
    label(exercise, words, name).click()


def label(exercise, words: str, name: str):
    return radio(exercise, words, name).locator("..")


def slider(exercise, words: str):
    return item(exercise, words).get_by_role("slider", name="How sure are you?")


def button(exercise, name: str):
    return exercise.get_by_role("button", name=name, exact=True)


def status(exercise) -> str:
    return exercise.get_by_role("status").inner_text()


def progress(exercise) -> str:
    return exercise.locator(".wss-progress").inner_text()


def chosen(exercise) -> list[str]:
    return [
        one.inner_text().split("\n")[-1].lstrip("0123456789")
        for one in exercise.locator(".wss-choice:has(:checked)").all()
    ]


def said(exercise) -> list[str]:
    return exercise.locator(".wss-said").all_inner_texts()


def rows(exercise) -> list[str]:
    """Verdict and place of each feedback row."""
    return [
        f"{row.locator('.wss-goto').text_content()} {row.locator('.wss-verdict').text_content()}"
        for row in exercise.locator(".wss-row").all()
    ]


def focus(page) -> list:
    """What has the keyboard: the item's words to judge and the answer, or the element's text."""
    return page.evaluate(
        """() => {
          const here = document.activeElement;
          const words = here.closest("fieldset")?.querySelector("b")?.textContent;
          return words ? [words, here.value] : [here.textContent || here.tagName];
        }"""
    )


def keys(page, *names: str):
    for name in names:
        page.keyboard.press(name)


# --- one whole exercise, three ways ------------------------------------------


@pytest.mark.parametrize("way", ["http", "file"])
def test_mouse_from_first_answer_to_the_open_key(open_page, address, way):
    page = open_page(address[way])
    exercise = page.locator(".wss-sort").first
    assert progress(exercise) == "0 of 3 answered."
    choose(exercise, "may", "Booster")
    assert status(exercise) == "S1: Booster. 1 of 3 answered."
    choose(exercise, "It is clear that", "Booster")
    button(exercise, "Check").click()
    assert status(exercise) == (
        "Right: 1 of 3. Not answered: 1. Score: 33 of 100. The reasons are below."
    )
    assert rows(exercise) == [
        "S1 “may” Not this",
        "S2 “It is clear that” Right",
        "S5 “Perhaps” Not answered",
    ]
    told = exercise.locator(".wss-feedback").inner_text()
    assert "It may also stay away." not in told, "the key waits for the second try"
    assert "Clear to whom?" in told and "You have one more try." in told
    assert item(exercise, "may").locator(".wss-verdict").inner_text() == "1: Not this"
    choose(exercise, "may", "Hedge")
    assert item(exercise, "may").locator(".wss-verdict").count() == 1
    assert not item(exercise, "may").locator(".wss-verdict").is_visible(), "of another answer"
    choose(exercise, "Perhaps", "Hedge")
    button(exercise, "Check again").click()
    assert rows(exercise) == [
        "S1 “may” Right",
        "S2 “It is clear that” Right",
        "S5 “Perhaps” Not this",
    ]
    told = exercise.locator(".wss-feedback").inner_text()
    assert "It may also stay away." in told and "Nobody thinks of penguins." in told
    assert not button(exercise, "Check again").is_visible()
    button(exercise, "Start again").click()
    assert chosen(exercise) == [] and not exercise.locator(".wss-feedback").is_visible()
    assert progress(exercise) == "0 of 3 answered."
    assert not page.faults and not page.foreign


def test_keyboard_alone_with_undo_confidence_and_number_keys(exercise):
    page = exercise.page
    for _ in range(30):
        keys(page, "Tab")
        if focus(page) == ["may", "hedge"]:
            break
    assert focus(page) == ["may", "hedge"]
    keys(page, " ")
    assert chosen(exercise) == ["Hedge"]
    keys(page, "ArrowDown")
    assert chosen(exercise) == ["Booster"] and focus(page) == ["may", "booster"]
    keys(page, "Control+z")
    assert chosen(exercise) == ["Hedge"] and status(exercise) == "Undone."
    for _ in range(5):
        keys(page, "Tab")
        if page.evaluate("document.activeElement.type") == "range":
            break
    assert slider(exercise, "may").get_attribute("aria-valuetext") == "not given"
    keys(page, " ")
    assert slider(exercise, "may").get_attribute("aria-valuetext") == "50 % sure"
    keys(page, "ArrowRight", "ArrowRight", "ArrowRight")
    assert slider(exercise, "may").get_attribute("aria-valuetext") == "65 % sure"
    keys(page, "Control+z")
    assert said(exercise)[0] == "not given", "one slide is one step"
    keys(page, "End")
    assert said(exercise)[0] == "100 %"
    for _ in range(5):
        keys(page, "Tab")
        if focus(page) == ["It is clear that", "hedge"]:
            break
    keys(page, "2")
    assert chosen(exercise) == ["Hedge", "Booster"]
    assert focus(page) == ["Perhaps", "hedge"], "on to the next without an answer"
    keys(page, "9")
    assert chosen(exercise) == ["Hedge", "Booster"], "there is no ninth answer"
    keys(page, "3")
    assert chosen(exercise) == ["Hedge", "Booster", "Mock hedge"]
    assert focus(page) == ["Perhaps", "mock"], "all are answered: it stays, on the chosen one"
    for _ in range(12):
        keys(page, "Tab")
        if focus(page) == ["Check"]:
            break
    keys(page, "Enter")
    assert status(exercise) == (
        "Right: 3 of 3. Score: 100 of 100. You said how sure you were on 1: 100 % on average. "
        "Of these 100 % are right. The reasons are below."
    )
    assert focus(page) == ["Start again"], "focus is kept"
    exercise.locator(".wss-goto").nth(1).focus()
    keys(page, "Enter")
    assert focus(page) == ["It is clear that", "booster"]


def test_number_keys_go_round_to_what_was_skipped(exercise):
    page = exercise.page
    radio(exercise, "Perhaps", "Hedge").focus()
    keys(page, "3")
    assert focus(page) == ["may", "hedge"]
    keys(page, "Control+1", "Alt+2", "Meta+3")
    assert chosen(exercise) == ["Mock hedge"], "those keys are the browser's"
    keys(page, "2")
    assert focus(page) == ["It is clear that", "hedge"]


def test_a_number_key_works_on_the_slider_too(exercise):
    slider(exercise, "may").focus()
    keys(exercise.page, "1")
    assert chosen(exercise) == ["Hedge"]


def test_finger_answers_and_says_how_sure(open_page, address):
    page = open_page(address["file"], **PHONE)
    exercise = page.locator(".wss-sort").first
    for words, name in (
        ("may", "Hedge"),
        ("It is clear that", "Mock hedge"),
        ("Perhaps", "Mock hedge"),
    ):
        assert label(exercise, words, name).bounding_box()["height"] >= 44
        label(exercise, words, name).tap()
    assert chosen(exercise) == ["Hedge", "Mock hedge", "Mock hedge"]
    bar = slider(exercise, "may")
    box = bar.bounding_box()
    assert box["height"] >= 24
    page.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    assert said(exercise)[0] == "100 %"
    button(exercise, "Check").tap()
    assert status(exercise).startswith("Right: 2 of 3. Score: 67 of 100. You said how sure")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.faults


# --- how sure ---------------------------------------------------------------


def test_how_sure_is_not_given_until_it_is_given(exercise):
    assert said(exercise) == ["not given"] * 3
    item(exercise, "may").get_by_text("How sure are you?").click()
    assert said(exercise) == ["not given"] * 3, "a click on the words says nothing"
    slider(exercise, "may").click()  # its middle: nothing moves, and 50 is meant
    assert said(exercise) == ["50 %", "not given", "not given"]
    assert progress(exercise) == "0 of 3 answered.", "that is no answer"
    button(exercise, "Undo").click()
    assert said(exercise) == ["not given"] * 3


def test_dragging_the_slider_is_one_step_back(exercise):
    page = exercise.page
    slider(exercise, "may").scroll_into_view_if_needed()
    box = slider(exercise, "may").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 30, middle, steps=12)
    page.mouse.up()
    assert said(exercise)[0] == "100 %"
    choose(exercise, "may", "Mock hedge")
    button(exercise, "Undo").click()
    assert said(exercise)[0] == "100 %" and chosen(exercise) == []
    button(exercise, "Undo").click()
    assert said(exercise)[0] == "not given"
    assert button(exercise, "Undo").is_disabled()


def test_where_it_is_not_asked_there_is_no_slider(exercise):
    irony = exercise.page.locator(".wss-sort").nth(2)
    assert irony.get_by_role("slider").count() == 0
    assert "slider" not in irony.locator(".wss-help").text_content()
    assert "slider" in exercise.locator(".wss-help").text_content()


# --- a test: one Check -------------------------------------------------------


def test_a_test_asks_before_it_ends_with_items_open(exercise):
    test = exercise.page.locator(".wss-sort").nth(4)
    button(test, "Check").click()
    assert status(test).startswith("You have answered nothing yet. A test has one Check")
    group = test.get_by_role("group").filter(has=exercise.page.get_by_role("radio")).first
    group.get_by_role("radio", name="Plain", exact=True).check()
    button(test, "Check").click()
    assert status(test).startswith("Not answered: 1 of 2 items. A test has one Check")
    assert rows(test) == [] and button(test, "Check").is_visible(), "nothing is given away"
    button(test, "Check").click()
    assert status(test).startswith("Right: 0 of 2. Not answered: 1.")
    assert not button(test, "Check").is_visible() and button(test, "Start again").is_visible()
    assert "A pit is a feeling about the money." in test.locator(".wss-feedback").inner_text()
    assert "the one that counts" in test.locator(".wss-next").inner_text()


def test_a_test_that_is_answered_in_full_ends_with_its_one_check(exercise):
    test = exercise.page.locator(".wss-sort").nth(4)
    for one in test.get_by_role("radio", name="Plain", exact=True).all():
        one.check()
    button(test, "Check").click()
    assert status(test).startswith("Right: 1 of 2.") and button(test, "Start again").is_visible()


# --- undo, clear, check ------------------------------------------------------


def test_undo_and_clear_keep_the_keyboard_in_place(exercise):
    page = exercise.page
    choose(exercise, "may", "Hedge")
    button(exercise, "Clear").click()
    assert status(exercise) == "All answers are gone. Undo brings them back."
    assert chosen(exercise) == [] and focus(page) == ["may", "hedge"]
    button(exercise, "Undo").click()
    assert chosen(exercise) == ["Hedge"]
    button(exercise, "Undo").click()
    assert chosen(exercise) == []
    assert page.evaluate("document.activeElement.closest('.wss-sort') !== null")


def test_nothing_and_the_same_again_are_asked_about_once(exercise):
    button(exercise, "Check").click()
    assert status(exercise).startswith("You have answered nothing yet.")
    assert not exercise.locator(".wss-feedback").is_visible(), "no try is used"
    choose(exercise, "may", "Booster")
    button(exercise, "Check").click()
    button(exercise, "Check again").click()
    assert status(exercise).startswith("These are the answers you have just checked.")
    assert "You have one more try." in exercise.locator(".wss-feedback").inner_text()
    button(exercise, "Check again").click()
    assert "All reasons are shown." in exercise.locator(".wss-feedback").inner_text()


def test_a_held_key_or_a_double_click_opens_no_key_and_clears_nothing(exercise):
    def hold_enter():
        for _ in range(4):
            exercise.page.keyboard.down("Enter")
        exercise.page.keyboard.up("Enter")

    choose(exercise, "may", "Hedge")
    button(exercise, "Check").focus()
    hold_enter()
    assert "You have one more try." in exercise.locator(".wss-feedback").inner_text()
    choose(exercise, "may", "Booster")
    exercise.page.set_viewport_size({"width": 320, "height": 700})  # “Start again” takes the place
    button(exercise, "Check again").dblclick()
    assert "All reasons are shown." in exercise.locator(".wss-feedback").inner_text()
    assert chosen(exercise) == ["Booster"]
    button(exercise, "Start again").click()
    choose(exercise, "may", "Hedge")
    button(exercise, "Check").click()
    choose(exercise, "may", "Booster")
    button(exercise, "Check again").focus()
    hold_enter()  # the focus goes to “Start again”
    assert chosen(exercise) == ["Booster"]


def test_a_close_verdict_is_told_and_two_right_answers_count(exercise):
    verdicts = exercise.page.locator(".wss-sort").nth(1)
    choose(verdicts, "broke twice", "Disputed")
    button(verdicts, "Check").click()
    assert "S3 “broke twice” Close" in rows(verdicts)
    assert "Close: one step away. Disputed?" in verdicts.locator(".wss-feedback").inner_text()
    irony = exercise.page.locator(".wss-sort").nth(2)
    choose(irony, "glorious", "Ironic")
    button(irony, "Check").click()
    assert "S5 “glorious” Also possible" in rows(irony)


# --- what is shown -----------------------------------------------------------


def test_evidence_is_listed_and_linked_where_it_may_be(exercise):
    verdicts = exercise.page.locator(".wss-sort").nth(1)
    late = item(verdicts, "العبّارة is late")
    assert late.get_by_role("list", name="What other reports say").get_by_role(
        "listitem"
    ).all_inner_texts() == [
        "A captain, via Coast Radio (source grade B): The captain says it was on time.",
        "The Mole, April 2021 (source grade C): It came an hour late.",
    ]
    link = late.get_by_role("link")
    assert link.count() == 1 and link.inner_text() == "A captain, via Coast Radio"
    assert link.get_attribute("href") == "https://example.org/radio"
    assert "noopener" in link.get_attribute("rel")
    assert item(verdicts, "rowed it home").get_by_role("list").count() == 0


def test_the_paragraph_around_an_item_unfolds(exercise):
    irony = exercise.page.locator(".wss-sort").nth(2)
    group = item(irony, "so wonderful")
    assert not group.get_by_text("The harbour office said").is_visible()
    group.get_by_text("Show the paragraph around it").click()
    assert group.get_by_text("The harbour office said").is_visible()


def test_an_answer_from_outside_is_drawn_and_the_keyboard_stays(open_page, tmp_path):
    """As when another cell or another tab changes the answer under one's hands."""
    page = open_page(write_page(tmp_path, ferry_task("ferry-doubt")).as_uri())
    mount_with_a_model_at_hand(page)
    exercise = page.locator(".wss-sort")
    slider(exercise, "may").focus()
    answer = {"hedge-may": {"answer": "mock", "sure": 72}, "hedge-clear": {"answer": "hedge"}}
    page.evaluate("value => model.set('value', value)", answer)
    assert chosen(exercise) == ["Mock hedge", "Hedge"]
    assert said(exercise) == ["72 %", "not given", "not given"]
    assert progress(exercise) == "2 of 3 answered."
    assert page.evaluate("document.activeElement.type") == "range"
    page.evaluate("value => model.set('tries', [value, value])", answer)
    assert "All reasons are shown." in exercise.locator(".wss-feedback").inner_text()
    choose(exercise, "Perhaps", "Booster")
    assert page.evaluate("model.get('value')") == answer | {"mock-perhaps": {"answer": "booster"}}
    assert page.evaluate("given === model.get('tries')[0] && JSON.stringify(given)") == json.dumps(
        answer, separators=(",", ":")
    ), "a checked answer is never changed in place"
    page.evaluate("model.set('tries', []); model.set('value', {})")
    assert chosen(exercise) == [] and not exercise.locator(".wss-feedback").is_visible()


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
              if (name === "tries") window.given = value[0];
              data[name] = value;
              (acts[`change:${name}`] ?? []).forEach((act) => act());
            },
            on: (event, act) => (acts[event] ??= []).push(act),
            off: (event, act) => (acts[event] = (acts[event] ?? []).filter((a) => a !== act)),
            save_changes() {},
          };
          kit.default.render({model, el: document.querySelector(".wss-task")});
        }""",
        [(DIST / "sort.js").read_text("utf-8"), ferry_task("ferry-doubt")],
    )


# --- for everybody -----------------------------------------------------------


def test_screen_reader_hears_words_to_judge_answers_and_verdict(exercise):
    tree = exercise.aria_snapshot()
    line = "S1 The harbour office said the ferry may return in May. To judge: “may”."
    assert f'group "{line}"' in tree
    assert 'radio "Mock hedge"' in tree
    assert 'slider "How sure are you?"' in tree
    assert tree.count("- status") == 1, "one line speaks, and no other"
    choose(exercise, "may", "Hedge")
    assert status(exercise) == "S1: Hedge. 1 of 3 answered."
    assert 'radio "Hedge" [checked]' in exercise.aria_snapshot()
    button(exercise, "Check").click()
    assert f'group "{line} 1: Right"' in exercise.aria_snapshot()
    assert 'button "Show: S1 “may”"' in exercise.aria_snapshot()


def test_the_name_of_an_own_item_is_not_said_twice(exercise):
    own = exercise.page.locator(".wss-sort").nth(4)
    assert 'group "Item 2 The <b>bus</b> leaves at nine."' in own.aria_snapshot()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_check_and_open(open_page, address, theme):
    page = open_page(address["file"])
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    doubt, verdicts = page.locator(".wss-sort").nth(0), page.locator(".wss-sort").nth(1)
    for act in (
        lambda: None,
        lambda: answer_and_check(doubt, verdicts),
        lambda: [button(one, "Check again").click() for one in (doubt, doubt, verdicts, verdicts)],
    ):
        act()
        found = Axe().run(page).response["violations"]
        assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
    assert "All reasons are shown." in verdicts.locator(".wss-feedback").inner_text()


def answer_and_check(doubt, verdicts):
    choose(doubt, "may", "Hedge")
    choose(doubt, "Perhaps", "Booster")
    slider(doubt, "may").click()
    doubt.locator(".wss-around summary").first.click()
    choose(verdicts, "broke twice", "Disputed")
    for one in (doubt, verdicts):
        button(one, "Check").click()


def test_no_sideways_scrolling_at_320_pixels(open_page, address):
    page = open_page(address["file"], viewport={"width": 320, "height": 640})
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 320
    for exercise in page.locator(".wss-sort").all():
        for words in exercise.locator(".wss-around summary").all():
            words.click()
        exercise.locator(".wss-choice").first.click()
        button(exercise, "Check").click()
        assert page.evaluate(wide) <= 320


def test_what_is_chosen_shows_without_colour(open_page, address):
    page = open_page(address["file"], forced_colors="active")
    exercise = page.locator(".wss-sort").first
    choose(exercise, "may", "Hedge")
    picked = exercise.locator(".wss-choice:has(:checked)")
    assert picked.evaluate("el => getComputedStyle(el).fontWeight") == "600"
    assert picked.locator("input").evaluate("el => getComputedStyle(el).appearance") == "auto"


def test_every_target_is_large_enough(exercise):
    for kind in ("label.wss-choice", "input[type=range]", "button", "summary"):
        for one in exercise.locator(kind).all():
            if one.is_visible():
                assert one.bounding_box()["height"] >= 24, kind


def test_in_print_the_choices_stay_and_the_buttons_go(open_page, address):
    page = open_page(address["file"])
    exercise = page.locator(".wss-sort").first
    choose(exercise, "may", "Hedge")
    page.emulate_media(media="print")
    assert not exercise.locator(".wss-bar").is_visible()
    assert exercise.locator(".wss-choice").count() == 9
    assert all(one.is_visible() for one in exercise.locator(".wss-choice").all())


def test_without_scripts_there_are_boxes_to_tick_and_folded_answers(open_page, address):
    page = open_page(address["file"], java_script_enabled=False)
    place = page.locator(".wss-task").first
    text = place.inner_text().replace("\n", " ")
    assert "☐ Hedge ☐ Booster ☐ Mock hedge How sure? ____ %" in text
    assert not place.get_by_text("It may also stay away.").is_visible()
    place.locator("summary").click()
    assert place.get_by_text("It may also stay away.").is_visible()


def test_task_text_is_never_read_as_html(open_page, tmp_path):
    bad = "</script><img src=x onerror=document.title='broken'>"
    task = ferry_task("ferry-verdicts")
    task["title"] = task["prompt"] = bad
    for answer in task["answers"]:
        answer["name"] = answer["hint"] = bad
    for one in task["items"]:
        one["quote"] = one["around"] = bad
        one["text"] = [bad, bad, bad]
        one["say"] = {"right": bad, "open": bad, "wrong": {a["id"]: bad for a in task["answers"]}}
        for row in one["evidence"]:
            row["who"] = row["says"] = row["date"] = bad
    page = open_page(write_page(tmp_path, task).as_uri())
    exercise = page.locator(".wss-sort")
    exercise.locator(".wss-choice").first.click()
    button(exercise, "Check").click()
    assert page.title() == "Exercises"
    assert exercise.locator("img").count() == 0
    assert exercise.inner_text().count("<img") >= 40
    assert not page.faults
