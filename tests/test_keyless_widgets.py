"""The five kinds with no key, on a static page: saved as one goes, feedback later."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from exercise_page import write_page
from teacher_case import own_case

from whosaysso import tasks
from whosaysso.case import load
from whosaysso.classroom.release import built_task
from whosaysso.widgets.exercise import DIST

TASKS = {
    "mark": "town-words",
    "sort": "town-sort-verdicts",
    "ledger": "town-figures",
    "rewrite": "town-straight",
    "write": "town-letter",
}
PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}
BEGIN = (
    "Your answer is saved as you go. Feedback comes later, from your teacher. When you have "
    "finished, press “I am done”."
)
DONE = "You are done, and your answer is saved. Feedback comes later, from your teacher."


@pytest.fixture(scope="module")
def keyed(tmp_path_factory):
    case = load(folder=own_case(tmp_path_factory.mktemp("case") / "mine"))
    return {kind: built_task(name, case) for kind, name in TASKS.items()}


@pytest.fixture(scope="module")
def address(keyed, tmp_path_factory):
    to = tmp_path_factory.mktemp("keyless")
    return write_page(to, *map(tasks.keyless, keyed.values())).as_uri()


@pytest.fixture
def page(open_page, address):
    page = open_page(address)
    yield page
    assert not page.faults and not page.foreign


def exercise(page, kind: str):
    return page.locator(f".wss-{kind}").first


def done(exercise):
    return exercise.get_by_role("button", name="I am done", exact=True)


def status(exercise) -> str:
    return exercise.get_by_role("status").inner_text()


def note(exercise) -> str:
    return exercise.locator(".wss-bar .wss-next").inner_text()


def fill(exercise, kind: str, turn: int = 0) -> None:
    """Answer an exercise as a learner would; another turn gives another answer."""
    if kind == "mark":
        exercise.locator(".wss-word").nth(1 + turn).click()
        exercise.get_by_role("button", name="Loaded language").click()
    elif kind == "sort":
        exercise.get_by_role("radio", name="Disputed").nth(turn).check()
    elif kind == "ledger":
        exercise.get_by_role("textbox", name="Lowest number", exact=True).nth(turn).fill("12")
    else:
        exercise.get_by_role("textbox").first.fill(f"The mayor said it costs {turn + 3} million.")
        exercise.get_by_role("textbox").first.blur()


def kept(page, task: str) -> dict:
    """What the browser's storage holds of a task."""
    page.wait_for_timeout(100)
    found = page.evaluate("Object.values({...localStorage})")
    (text,) = [one for one in found if "who-says-so/answers" in one]
    return json.loads(text)["cases"]["town"]["tasks"][task]


@pytest.mark.parametrize("kind", TASKS)
def test_an_answer_is_saved_handed_over_changed_and_handed_over_again(page, kind):
    one = exercise(page, kind)
    assert note(one) == BEGIN and not one.get_by_role("button", name="Check").count()
    fill(one, kind)
    assert kept(page, TASKS[kind])["tries"] == []
    done(one).click()
    assert status(one) == "Saved. Feedback comes later." and note(one).startswith(DONE)
    assert not one.locator(".wss-feedback").is_visible()
    done(one).click()
    assert status(one).startswith("This answer is handed over already.")
    fill(one, kind, turn=1)
    assert note(one).startswith("You have changed your answer since you were done.")
    done(one).click()
    entry = kept(page, TASKS[kind])
    assert len(entry["tries"]) == 2 and entry["tries"][1] == entry["value"] != entry["tries"][0]
    page.reload()
    assert note(exercise(page, kind)).startswith(DONE)


@pytest.mark.parametrize("kind", TASKS)
def test_what_was_handed_over_opens_with_the_key(open_page, keyed, tmp_path, kind):
    """As when the code was given: the same answers, now on the tasks with their reasons."""
    write_page(tmp_path, tasks.keyless(keyed[kind]))
    page = open_page((tmp_path / "page.html").as_uri())
    fill(exercise(page, kind), kind)
    done(exercise(page, kind)).click()
    page.wait_for_timeout(100)
    write_page(tmp_path, tasks.opened(keyed[kind]))
    page.reload()
    one = exercise(page, kind)
    assert not one.get_by_role("button", name="I am done").count()
    assert one.get_by_role("button", name="Start again").is_visible()
    assert one.locator(".wss-feedback .wss-summary").inner_text()
    assert not page.faults


@pytest.mark.parametrize("kind", TASKS)
def test_an_empty_answer_may_be_meant_and_is_asked_about_once(page, kind):
    one = exercise(page, kind)
    done(one).click()
    assert status(one).startswith("You have answered nothing yet.")
    done(one).click()
    assert note(one).startswith(DONE) and len(kept(page, TASKS[kind])["tries"]) == 1


def test_twenty_times_is_enough(page):
    one = exercise(page, "mark")
    for turn in range(21):
        fill(one, "mark", turn % 2)
        done(one).click()
    assert status(one).startswith("This answer was handed over twenty times")
    assert len(kept(page, "town-words")["tries"]) == 20


def test_undo_clear_and_keys_work_as_ever(page):
    one = exercise(page, "mark")
    fill(one, "mark")
    one.get_by_role("button", name="Clear").click()
    one.get_by_role("button", name="Undo").click()
    assert len(kept(page, "town-words")["value"]) == 1
    done(one).focus()
    page.keyboard.press("Enter")
    assert status(one) == "Saved. Feedback comes later."
    assert done(one).evaluate("node => node === document.activeElement")


def test_nothing_of_the_key_is_told_while_one_writes(page):
    rewrite = exercise(page, "rewrite")
    fill(rewrite, "rewrite")
    page.wait_for_timeout(1700)  # where the panel would speak
    assert status(rewrite) == "" and "Found" not in rewrite.inner_text()
    assert "The road costs 3 million." in rewrite.inner_text(), "the facts to keep are shown"
    assert not rewrite.get_by_role("button", name="Overrule").count()
    write = exercise(page, "write")
    fill(write, "write")
    done(write).click()
    assert not write.get_by_role("radio").count() and "One answer" not in write.inner_text()


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_barrier_in_any_kind(open_page, address, options, theme):
    page = open_page(address, **options)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    for kind in TASKS:
        fill(exercise(page, kind), kind)
        done(exercise(page, kind)).click()
    if options:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page).response["violations"]
    assert not [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]


def test_a_page_without_scripts_shows_the_exercises_and_no_answers(open_page, address):
    page = open_page(address, java_script_enabled=False)
    text = page.locator("main").inner_text()
    assert "The town, said straight" in text and not page.locator("details").count()


# --- in a notebook: the kernel changes the task ----------------------------------


@pytest.mark.parametrize("kind", TASKS)
def test_the_code_opens_the_reasons_in_the_widget_that_stands_there(page, keyed, kind):
    """The kernel hands the widget the task with its key, as open_feedback() does."""
    page.evaluate(
        """async ([source, task]) => {
          const file = new Blob([source], {type: "text/javascript"});
          const kit = await import(URL.createObjectURL(file));
          const data = {task, value: kit.default.empty, tries: []};
          const acts = {};
          window.model = {
            get: (name) => data[name],
            set(name, value) {
              data[name] = value;
              [...(acts[`change:${name}`] ?? [])].forEach((act) => act());
            },
            on: (event, act) => (acts[event] ??= []).push(act),
            off: (event, act) => (acts[event] = (acts[event] ?? []).filter((a) => a !== act)),
            save_changes() {},
          };
          const el = document.createElement("div");
          document.querySelector("main").replaceChildren(el);
          kit.default.render({model, el});
        }""",
        [(DIST / f"{kind}.js").read_text("utf-8"), tasks.keyless(keyed[kind])],
    )
    one = exercise(page, kind)
    fill(one, kind)
    done(one).click()
    assert note(one).startswith(DONE)
    page.evaluate("task => model.set('task', task)", tasks.opened(keyed[kind]))
    assert one.locator(".wss-feedback .wss-summary").is_visible()
    assert one.get_by_role("button", name="Start again").is_visible()
    assert not done(one).count() and not one.locator(".wss-bar .wss-next").count()
