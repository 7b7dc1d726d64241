"""The mark exercise on a static page with no kernel: mouse, finger, keys and screen reader."""

from __future__ import annotations

import functools
import http.server
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from exercise_page import town_task, write_page

PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    to = tmp_path_factory.mktemp("exercises")
    write_page(to, *map(town_task, ("town-words", "town-all-words", "town-clean")))
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
    yield page.locator(".wss-mark").first
    assert not page.faults and not page.foreign


def word(exercise, text: str, nth: int = 0):
    return exercise.locator(".wss-word").filter(has_text=text).nth(nth)


def status(exercise) -> str:
    return exercise.get_by_role("status").inner_text()


def rows(exercise) -> list[str]:
    """Verdict and place of each feedback row."""
    return [
        f"{row.locator('.wss-goto').text_content()} {row.locator('.wss-verdict').text_content()}"
        for row in exercise.locator(".wss-row").all()
    ]


def drag(page, start, end):
    a, b = start.bounding_box(), end.bounding_box()
    page.mouse.move(a["x"] + 4, a["y"] + a["height"] / 2)
    page.mouse.down()
    page.mouse.move(b["x"] + b["width"] - 4, b["y"] + b["height"] / 2, steps=6)
    page.mouse.up()


@pytest.mark.parametrize("way", ["http", "file"])
def test_mouse_from_first_mark_to_the_open_key(open_page, address, way):
    page = open_page(address[way])
    exercise = page.locator(".wss-mark").first
    word(exercise, "madness").click()
    exercise.get_by_role("button", name="Loaded language").click()
    drag(page, word(exercise, "so-called"), word(exercise, "experts"))
    assert "“so-called experts”" in status(exercise)
    exercise.get_by_role("button", name="Label").click()
    word(exercise, "road").click()
    page.keyboard.press("1")
    exercise.get_by_role("button", name="Check").click()
    assert status(exercise).startswith("Found 2 of 4. Still to find: 2. Marks not in the key: 1.")
    told = rows(exercise)
    assert "H1 “madness” Found" in told
    assert "S1 “road” Not in the key" in told
    assert "S3 Rightly left alone" in told
    assert not any("Missed" in row for row in told), "misses wait for the second try"
    assert exercise.locator(".wss-key-core").count() == 0
    word(exercise, "luckless").click()
    page.keyboard.press("1")
    exercise.get_by_role("button", name="Check again").click()
    told = rows(exercise)
    assert "S1 “luckless” Found" in told
    assert "S5 “crazy” Missed" in told
    assert "S5 “surely” Looks like it; rightly left alone" in told
    assert exercise.locator(".wss-word.wss-key-core").count() == 5
    assert not exercise.get_by_role("button", name="Check").is_visible()
    exercise.get_by_role("button", name="Start again").click()
    assert exercise.locator(".wss-word .wss-u").count() == 0
    assert not exercise.locator(".wss-feedback").is_visible()
    assert not page.faults and not page.foreign


def test_keyboard_alone_wrong_first_then_right(exercise):
    page = exercise.page
    press = page.keyboard.press
    for _ in range(30):  # Tab reaches the text, however many stops stand before it
        press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "option":
            break
    press("ArrowRight")
    press("1")  # an emoji is a word too: wrong
    press("End")
    press("Home")
    press("ArrowRight")
    press("Delete")
    assert status(exercise) == "Removed."
    press("Control+z")
    assert exercise.locator(".wss-word .wss-u").count() == 1
    press("1")  # the same code again takes it off
    assert "Unmarked" in status(exercise)
    press("ArrowRight")
    press("1")
    press("ArrowDown")
    press("Home")
    press("ArrowRight")
    press("1")
    assert "marked Loaded language" in word(exercise, "luckless").get_attribute("aria-label")
    for _ in range(3):
        press("ArrowDown")
    press("Home")
    press("ArrowRight")
    press("Shift+ArrowRight")
    assert "“so-called experts”" in status(exercise)
    press("2")
    press("ArrowDown")
    press("Home")
    press("ArrowRight")
    press("1")
    for _ in range(12):
        press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Check":
            break
    press("Enter")
    assert status(exercise).startswith("Found 4 of 4. Score: 100 of 100.")
    assert page.evaluate("document.activeElement.textContent") == "Start again", "focus is kept"
    # from the feedback to the words and back
    exercise.locator(".wss-goto").first.focus()
    press("Enter")
    assert page.evaluate("document.activeElement.textContent").endswith("madness")
    press("Enter")
    assert page.evaluate("document.activeElement.className") == "wss-goto"


def test_keys_move_by_rows_and_ends(exercise):
    press = exercise.page.keyboard.press
    word(exercise, "madness").focus()
    press("Control+End")
    assert word(exercise, "fail").evaluate("el => el === document.activeElement")
    press("Control+Home")
    press("ArrowUp")
    assert word(exercise, "Bypass").evaluate("el => el === document.activeElement")
    press(" ")
    assert word(exercise, "Bypass").get_attribute("aria-selected") == "true"
    press("Escape")
    assert word(exercise, "Bypass").get_attribute("aria-selected") == "false"


def test_finger_taps_first_and_last_word(open_page, address):
    page = open_page(address["file"], **PHONE)
    exercise = page.locator(".wss-mark").first
    for _ in range(8):  # the browser sends a finger's focus and click in no fixed time
        word(exercise, "so-called").tap()
        assert "Tap the last word" in status(exercise)
        word(exercise, "experts").tap()
        assert "“so-called experts”" in status(exercise)
    bar = exercise.locator(".wss-bar").bounding_box()
    assert bar["y"] + bar["height"] <= 700.5, "the code bar is in sight"
    exercise.get_by_role("button", name="Label").tap()
    assert "marked Label" in word(exercise, "experts").get_attribute("aria-label")
    word(exercise, "madness").tap()
    exercise.get_by_role("button", name="Loaded language").tap()
    assert "marked Loaded language" in word(exercise, "madness").get_attribute("aria-label")
    assert "marked" not in word(exercise, "Bypass").get_attribute("aria-label")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.faults


def test_finger_still_scrolls(open_page, address):
    page = open_page(address["file"], **PHONE)
    exercise = page.locator(".wss-mark").first
    box = word(exercise, "Monday").bounding_box()
    client = page.context.new_cdp_session(page)
    x, y = box["x"] + 5, box["y"] + 5
    swipe = [("touchStart", y), *(("touchMove", y - 15 * n) for n in range(1, 15))]
    for kind, at in swipe:
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": at}]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("window.scrollY > 100", timeout=5000)
    assert exercise.locator("[aria-selected=true]").count() == 0, "a swipe selects nothing"


def test_code_bar_stays_at_the_bottom_of_a_phone(open_page, address):
    page = open_page(address["file"], **(PHONE | {"viewport": {"width": 390, "height": 420}}))
    exercise = page.locator(".wss-mark").first
    word(exercise, "madness").tap()
    bar = exercise.locator(".wss-bar").bounding_box()
    assert abs(bar["y"] + bar["height"] - 420) < 2


def test_undo_remove_and_clear(exercise):
    word(exercise, "madness").click()
    exercise.get_by_role("button", name="Loaded language").click()
    exercise.get_by_role("button", name="Label").click()
    assert word(exercise, "madness").locator(".wss-u").count() == 2, "codes overlap"
    assert word(exercise, "madness").inner_text().replace("\n", "") == "LNmadness"
    exercise.get_by_role("button", name="Undo").click()
    assert word(exercise, "madness").locator(".wss-u").count() == 1
    exercise.get_by_role("button", name="Remove").click()
    assert word(exercise, "madness").locator(".wss-u").count() == 0
    exercise.get_by_role("button", name="Undo").click()
    exercise.get_by_role("button", name="Clear").click()
    assert exercise.locator(".wss-word .wss-u").count() == 0
    exercise.get_by_role("button", name="Undo").click()
    assert exercise.locator(".wss-word .wss-u").count() == 1


def test_codes_differ_without_colour(exercise):
    for name in ("Loaded language", "Label"):
        word(exercise, "madness").click()
        exercise.get_by_role("button", name=name).click()
    styles = (
        word(exercise, "madness")
        .locator(".wss-u")
        .evaluate_all("all => all.map(el => getComputedStyle(el).textDecorationStyle)")
    )
    assert sorted(styles) == ["double", "solid"]


def test_a_double_click_on_check_is_one_try(exercise):
    word(exercise, "madness").click()
    exercise.page.keyboard.press("1")
    exercise.get_by_role("button", name="Check").dblclick()
    assert exercise.locator(".wss-key-core").count() == 0
    assert status(exercise).endswith("The reasons are below.")
    exercise.get_by_role("button", name="Check again").click()  # giving up still works
    assert status(exercise).startswith("These are the marks you have just checked.")
    exercise.get_by_role("button", name="Check again").click()
    assert exercise.locator(".wss-key-core").count() > 0


def test_undo_remove_and_clear_keep_the_keyboard_in_place(exercise):
    page = exercise.page
    for name in ("Undo", "Clear"):
        word(exercise, "madness").click()
        page.keyboard.press("1")
        exercise.get_by_role("button", name=name).click()
        assert page.evaluate("document.activeElement.closest('.wss-mark') !== null"), name
    word(exercise, "madness").click()
    page.keyboard.press("1")
    exercise.get_by_role("button", name="Remove").click()
    assert page.evaluate("document.activeElement.closest('.wss-mark') !== null")
    exercise.get_by_role("button", name="Label").focus()
    page.keyboard.press("Control+z")  # from a button, too
    assert exercise.locator(".wss-word .wss-u").count() == 1


def test_right_click_and_a_drag_that_ends_outside_mark_nothing_else(exercise):
    page = exercise.page
    word(exercise, "madness").click()
    word(exercise, "luckless").click(button="right")
    page.keyboard.press("Escape")
    box = word(exercise, "so-called").bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 4, 5)
    page.mouse.up()
    page.wait_for_timeout(500)
    word(exercise, "plan").focus()
    page.keyboard.press("1")
    marked = exercise.locator(".wss-word:has(.wss-u)").all_inner_texts()
    assert [text.replace("\n", "") for text in marked] == ["Lplan"]


def test_a_click_in_a_gap_counts_to_the_word_before(exercise):
    box = word(exercise, "luckless").bounding_box()
    exercise.page.mouse.click(box["x"] + box["width"] + 1.5, box["y"] + box["height"] / 2)
    assert "“luckless”" in status(exercise)


def test_a_line_shown_in_the_text_is_not_selected(exercise):
    word(exercise, "madness").click()
    exercise.page.keyboard.press("1")
    exercise.get_by_role("button", name="Check").click()
    exercise.locator(".wss-goto").filter(has_text="S3").click()
    exercise.get_by_role("button", name="Label").click()
    assert status(exercise) == "Choose the words first, then the code."


def test_the_word_with_the_focus_is_never_under_the_code_bar(open_page, address):
    page = open_page(address["file"], viewport={"width": 1000, "height": 480})
    exercise = page.locator(".wss-mark").first
    word(exercise, "Bypass").focus()
    for _ in range(exercise.locator(".wss-word").count() - 1):
        page.keyboard.press("ArrowRight")
        covered = page.evaluate(
            "() => { const box = document.activeElement.getBoundingClientRect();"
            " const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);"
            " return !document.activeElement.contains(top); }"
        )
        assert not covered, page.evaluate("document.activeElement.textContent")


def test_the_key_shows_in_forced_colours(open_page, address):
    page = open_page(address["file"], forced_colors="active")
    exercise = page.locator(".wss-mark").first
    mark_and_check(exercise)
    check_again(exercise)
    border = exercise.locator(".wss-word.wss-key-core").first.evaluate(
        "el => getComputedStyle(el).borderTopWidth"
    )
    assert border == "2px"


def test_arrows_follow_the_eye_in_right_to_left_lines(open_page, tmp_path):
    task = town_task("town-clean")
    for entry, text in zip(
        task["lines"][0]["words"], "تبدأ الأعمال يوم الاثنين".split(), strict=True
    ):
        entry[2] = text
    page = open_page(write_page(tmp_path, task).as_uri())
    exercise = page.locator(".wss-mark").first
    exercise.locator(".wss-word").first.focus()
    before = page.evaluate("document.activeElement.getBoundingClientRect().x")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.getBoundingClientRect().x") < before


def test_one_broken_exercise_leaves_the_others_working(open_page, tmp_path):
    written = write_page(tmp_path, town_task("town-clean"), town_task("town-words"))
    broken = written.read_text("utf-8").replace('"kind":"mark"', '"kind":"juggle"', 1)
    written.write_text(broken, encoding="utf-8")
    page = open_page(written.as_uri())
    assert page.locator(".wss-mark").count() == 1
    assert "could not be shown" in page.faults[0]


def test_a_code_without_words_asks_for_words(exercise):
    exercise.get_by_role("button", name="Label").click()
    assert status(exercise) == "Choose the words first, then the code."


def test_a_clean_passage_left_alone_is_full_marks(open_page, address):
    page = open_page(address["file"])
    clean = page.locator(".wss-mark").nth(2)
    clean.get_by_role("button", name="Check").click()
    assert status(clean) == "You have marked nothing. If that is your answer, press Check again."
    assert not clean.locator(".wss-feedback").is_visible(), "no try is used"
    clean.get_by_role("button", name="Check").click()
    assert "you left the plain words alone: full marks" in status(clean)


def test_screen_reader_hears_word_code_and_state(exercise):
    tree = exercise.aria_snapshot()
    assert 'listbox "The bypass"' in tree
    assert 'group "Line S1"' in tree
    assert 'option "luckless"' in tree
    assert "status" in tree
    assert 'group "Give a code"' in tree
    word(exercise, "madness").click()
    exercise.get_by_role("button", name="Loaded language").click()
    assert status(exercise) == "Marked 1 word: Loaded language."
    tree = exercise.aria_snapshot()
    assert 'option "madness, marked Loaded language" [selected]' in tree
    exercise.get_by_role("button", name="Check").click()
    assert 'option "madness, marked Loaded language, feedback 1: Found"' in exercise.aria_snapshot()


def test_focus_moved_by_a_screen_reader_moves_the_cursor(exercise):
    word(exercise, "plan").focus()  # without arrows
    exercise.page.keyboard.press("1")
    assert "marked" in word(exercise, "plan").get_attribute("aria-label")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_check(open_page, address, theme):
    page = open_page(address["file"])
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    exercise = page.locator(".wss-mark").first
    for act in (lambda: None, lambda: mark_and_check(exercise), lambda: check_again(exercise)):
        act()
        found = Axe().run(page).response["violations"]
        assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


def mark_and_check(exercise):
    for text, name in (("madness", "Loaded language"), ("road", "Label"), ("so-called", "Label")):
        word(exercise, text).click()
        exercise.get_by_role("button", name=name).click()
    exercise.get_by_role("button", name="Check").click()


def check_again(exercise):
    word(exercise, "plan").click()
    exercise.page.keyboard.press("2")
    exercise.get_by_role("button", name="Check again").click()
    exercise.locator(".wss-aside summary").click()


def test_without_scripts_the_passage_and_its_answers_are_there(open_page, address):
    page = open_page(address["file"], java_script_enabled=False)
    text = page.locator(".wss-task").first.inner_text()
    assert "The luckless mayor said" in text.replace("\n", " ")
    page.locator("details").first.locator("summary").click()
    answers = page.locator("details").first.inner_text()
    assert "luckless" in answers and "Pity is the writer's." in answers


def test_task_text_is_never_read_as_html(open_page, tmp_path):
    task = town_task("town-words")
    task["title"] = task["prompt"] = "</script><img src=x onerror=document.title='broken'>"
    page = open_page(write_page(tmp_path, task).as_uri())
    assert page.title() == "Exercises"
    assert page.locator(".wss-mark img").count() == 0
    assert "<img" in page.locator(".wss-mark .wss-title").inner_text()
