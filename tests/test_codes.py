"""Cards with codes: drawn, printed, typed in once, and not changed after the first answer."""

from __future__ import annotations

import csv
import functools
import http.server
import json
import re
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from exercise_page import town_task, write_page

from whosaysso import answers, ask, ask_form, coin, hand_in, solve, tasks, use_code
from whosaysso import exercises as verbs
from whosaysso.answers import AnswerFile, AnswerFileError
from whosaysso.case import load
from whosaysso.classroom import cards
from whosaysso.feedback import Fault
from whosaysso.widgets.exercise import Forms

TASK, CODE, OTHER = "loaded-headline", "ab12-cd34", "zz99-00aa"
KEY = "who-says-so/answers"
FORM = re.compile(r"[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}")


# --- the cards --------------------------------------------------------------------


def test_codes_are_those_of_answer_files_and_never_twice():
    drawn = cards.draw(2_000)
    assert len(set(drawn)) == 2_000 and all(FORM.fullmatch(code) for code in drawn)
    for code in drawn[:50]:
        assert answers.read_code(code) == code
        assert answers.check(answers.new_document() | {"learner": code})
    assert drawn != sorted(drawn) and not set(drawn) & set(cards.draw(2_000))
    heads = sum(coin.form_of(code, "first") == coin.FORMS[0] for code in drawn)
    assert 850 < heads < 1_150, "the coin is a fair one"
    assert not [c for c in drawn if not (re.search("[a-z]", c) and re.search("[0-9]", c))]


@pytest.mark.parametrize("number", [0, -1, 5_001])
def test_too_many_or_none_are_refused(number):
    with pytest.raises(Fault, match="1 to 5,000"):
        cards.draw(number)


def test_the_list_has_a_row_for_each_code_and_room_for_a_name():
    codes = cards.draw(30)
    raw = cards.names(codes, "SIS Login ID")
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows == [["code", "SIS Login ID"], *([code, ""] for code in codes)]


@pytest.fixture
def printed(open_page, tmp_path):
    path = tmp_path / "cards.html"
    codes = cards.draw(30)
    path.write_text(cards.page(codes), encoding="utf-8")
    page = open_page(path.as_uri())
    yield page, codes
    assert not page.foreign and not page.faults


def test_the_page_shows_every_card_and_needs_nothing_else(printed):
    page, codes = printed
    assert page.locator(".code").all_inner_texts() == codes
    assert page.locator(".how").count() == 30
    assert not page.locator("script, link, img").count()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
    for width in (320, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_there_are_ten_whole_cards_to_a_sheet(printed):
    page, _ = printed
    page.emulate_media(media="print")
    assert not page.get_by_role("heading").is_visible()
    assert page.locator(".teacher").is_hidden()
    for paper, sheets in (("A4", 3), ("Letter", 3)):
        pdf = page.pdf(format=paper, prefer_css_page_size=False)
        assert pdf.count(b"/Type /Page\n") == sheets, paper


# --- in a notebook ----------------------------------------------------------------


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """kernel() starts anew, in a folder whose answers are kept; returns the file's path."""
    for name in ("PYTEST_VERSION", "WHOSAYSSO_ANSWERS", "WHOSAYSSO_STATIC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def start():
        monkeypatch.setattr(verbs, "_asked", {})
        return tmp_path / "my-answers.json"

    start()
    return start


def learner(path) -> str:
    return json.loads(path.read_bytes())["learner"]


def test_a_code_is_kept_before_there_is_any_answer(kernel, capsys):
    path = kernel()
    use_code(" AB12 CD34 ")
    assert capsys.readouterr().out == answers.CARRIED.format(code=CODE) + "\n"
    assert learner(path) == CODE and answers.check(json.loads(path.read_bytes()))
    kernel()
    ask(TASK)
    solve(TASK)
    assert learner(path) == CODE
    assert hand_in().document["learner"] == CODE


def test_another_code_is_taken_only_while_nothing_is_answered(kernel, capsys):
    path = kernel()
    use_code(CODE)
    use_code(OTHER)
    assert learner(path) == OTHER
    ask(TASK)
    solve(TASK)
    before = path.read_bytes()
    with pytest.raises(AnswerFileError, match=f"carry the code {OTHER} already"):
        use_code(CODE)
    assert path.read_bytes() == before
    capsys.readouterr()
    use_code(OTHER)  # the cell of the card, run again
    assert OTHER in capsys.readouterr().out and path.read_bytes() == before


def test_what_is_no_code_changes_nothing(kernel):
    path = kernel()
    with pytest.raises(AnswerFileError, match="eight letters and digits"):
        use_code("my name")
    assert not path.exists()


def test_the_code_of_another_kernel_is_seen(kernel, tmp_path):
    path = kernel()
    first, second = (AnswerFile(path, lambda case: None) for _ in "ab")
    first.read(), second.read()
    first.use_code(CODE)
    assert second.read()["learner"] == CODE and second.has_code
    second.forget()
    assert first.read()["learner"] != CODE and not first.has_code and not path.exists()


def test_where_nothing_can_be_written_the_code_holds_in_memory(kernel, tmp_path):
    (tmp_path / "my-answers.json").mkdir()
    file = AnswerFile(tmp_path / "my-answers.json", lambda case: None)
    said = file.use_code(CODE)
    assert said.startswith(answers.CARRIED.format(code=CODE)) and "cannot be written" in said
    assert file.read()["learner"] == CODE
    nowhere = AnswerFile(None, lambda case: None)
    assert nowhere.use_code(CODE) == answers.CARRIED.format(code=CODE)
    assert nowhere.read()["learner"] == CODE and nowhere.has_code


def test_the_test_form_follows_the_card(kernel, capsys):
    kernel()
    heads, tails = ("0000-0000", "0000-0001")
    use_code(heads)
    shown = ask_form("first").task["id"]
    capsys.readouterr()
    use_code(tails)
    assert "Run the cell with the test again." in capsys.readouterr().out
    assert ask_form("first").task["id"] != shown


def test_the_bar_in_a_notebook_takes_a_code(kernel):
    path = kernel()
    ask(TASK)
    bar = hand_in().bar
    assert not bar.coded
    said = []
    bar.send = lambda content, buffers=None: said.append(content["said"])
    bar._handle_custom_msg({"do": "code", "ask": "1", "code": "nonsense"}, [])
    bar._handle_custom_msg({"do": "code", "ask": "2", "code": 7}, [])
    assert said == [answers.NO_CODE] and not path.exists()
    bar._handle_custom_msg({"do": "code", "ask": "3", "code": CODE}, [])
    assert said[1] == answers.CARRIED.format(code=CODE)
    assert bar.coded and bar.document["learner"] == CODE == learner(path)
    solve(TASK)
    bar._handle_custom_msg({"do": "code", "ask": "4", "code": OTHER}, [])
    assert said[2] == answers.OTHER_CODE.format(code=CODE) and learner(path) == CODE


# --- on the page ------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    to = tmp_path_factory.mktemp("codes")
    write_page(to, town_task("town-words"))
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(to))
    handler.log_message = lambda *args: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/page.html"
        server.shutdown()


@pytest.fixture
def page(open_page, address):
    page = open_page(address)
    yield page
    assert not page.faults and not page.foreign


def bar(page):
    return page.get_by_role("region", name="Your answers")


def status(page) -> str:
    return bar(page).get_by_role("status").inner_text()


def stored(page):
    text = page.evaluate("(key) => localStorage.getItem(key)", KEY)
    return None if text is None else json.loads(text)


def give(page, code: str) -> None:
    field = page.get_by_label("The code on your card")
    if not field.is_visible():
        bar(page).get_by_text("I have a card with a code").click()
    field.fill(code)
    bar(page).get_by_role("button", name="Use this code").click()


def answer(page) -> None:
    exercise = page.locator(".wss-mark").first
    exercise.locator(".wss-word").filter(has_text="madness").first.click()
    exercise.get_by_role("button", name="Loaded language").click()


def test_a_code_is_typed_in_once_and_is_there_after_a_reload(page):
    assert stored(page) is None and not bar(page).get_by_text("Your code").is_visible()
    give(page, "AB12 CD34")
    assert status(page) == answers.CARRIED.format(code=CODE)
    assert stored(page)["learner"] == CODE and answers.check(stored(page))
    page.reload()
    assert bar(page).locator("dd").first.inner_text() == CODE
    assert not bar(page).get_by_text("Receipt").is_visible(), "there is nothing to show one of"
    answer(page)
    assert stored(page)["learner"] == CODE and bar(page).get_by_text("Receipt").is_visible()
    assert not bar(page).get_by_text("I have a card with a code").is_visible()


def test_what_is_no_code_is_said_and_nothing_is_stored(page):
    give(page, "my name")
    assert status(page) == answers.NO_CODE and stored(page) is None


def test_a_second_tab_has_the_code_and_answers_there_are_not_renamed(page, address):
    other = page.context.new_page()
    other.goto(address)
    give(page, CODE)
    other.get_by_text(CODE).wait_for()
    answer(other)
    page.get_by_text("Receipt").wait_for()
    assert stored(page)["learner"] == CODE


def test_answers_in_another_tab_keep_their_code(page):
    """The field of this tab may still be open when the first answer comes in the other."""
    bar(page).get_by_text("I have a card with a code").click()
    document = answers.new_document() | {"learner": OTHER}
    row = {"article": town_task("town-words")["article"], "tasks": {}}
    entry = {"kind": "mark", "value": [], "tries": [[]]}
    row["tasks"]["town-words"] = answers.advance(None, None, entry, answers.now())
    document["cases"]["town"] = row
    put = "([key, text]) => localStorage.setItem(key, text)"
    page.evaluate(put, [KEY, json.dumps(document)])
    give(page, CODE)
    assert status(page) == answers.OTHER_CODE.format(code=OTHER)
    assert stored(page)["learner"] == OTHER


def test_forget_takes_the_code_along(page):
    give(page, CODE)
    bar(page).get_by_role("button", name="Forget my answers").click()
    bar(page).get_by_role("button", name="Yes, forget them all").click()
    assert status(page) == answers.FORGOTTEN and stored(page) is None
    assert not bar(page).get_by_text("Your code", exact=True).is_visible()
    page.reload()
    assert stored(page) is None


def test_by_keyboard_alone(page):
    bar(page).get_by_text("I have a card with a code").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("ab12cd34")
    page.keyboard.press("Enter")
    assert stored(page)["learner"] == CODE and status(page).startswith("Your code is")


def test_where_nothing_is_kept_the_code_holds_for_the_page(open_page, address):
    page = open_page("about:blank")
    page.context.add_init_script(
        'Object.defineProperty(window, "localStorage", '
        '{ get() { throw new DOMException("denied", "SecurityError"); } });'
    )
    page.goto(address)
    give(page, CODE)
    assert status(page).startswith(answers.CARRIED.format(code=CODE))
    answer(page)
    assert bar(page).locator("dd").first.inner_text() == CODE


def test_the_form_of_the_test_follows_the_card_at_once(open_page, tmp_path):
    source = load(coin.CASE)
    built = [tasks.build(tasks.task(form, source), source) for form in coin.FORMS]
    path = write_page(tmp_path, built[0])
    text = path.read_text("utf-8")
    html = f"<main><h1>Test</h1>{Forms('first', built)._repr_html_()}</main>"
    path.write_text(re.sub("<main>.*</main>", lambda _: html, text), encoding="utf-8")
    page = open_page(path.as_uri())
    for code in ("0000-0000", "0000-0001"):
        give(page, code)
        shown = page.locator("[data-wss-forms] [data-wss-task]:visible")
        assert shown.get_attribute("data-wss-task") == coin.form_of(code, "first")
    assert not page.faults


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_it_fits_a_phone(page, scheme):
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", scheme)
    give(page, CODE)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(media="print")
    assert not page.get_by_label("The code on your card").is_visible()
