"""Boosters: which items a learner gets, in Python and in the browser, kept and brought back."""

from __future__ import annotations

import json
import random
import tomllib

import pytest
from exercise_page import write_page

from whosaysso import answers, exercises, tasks
from whosaysso.case import CaseError, load
from whosaysso.kinds import sort
from whosaysso.widgets.exercise import DIST

CASE = load()
POOL = tasks.build(tasks.task("booster-one-irony", CASE), CASE)
AFTER = tasks.build(tasks.task("booster-four-irony", CASE), CASE)
SOURCE = tasks.build(tasks.task("sort-irony", CASE), CASE)
HOME = "idlib-2020:sort-irony"


def document(**entries) -> dict:
    """An answer document; names of tasks with _ for -."""
    rows = {name.replace("_", "-"): one for name, one in entries.items()}
    return {"cases": {CASE.id: {"article": CASE.sha256, "tasks": rows}}}


def entry(value: dict, *tries: dict, first: list | None = None) -> dict:
    more = {"first": first} if first else {}
    return {"kind": "sort", "value": value, "tries": list(tries), **more}


def key_but(*missed: str) -> dict:
    """The key of sort-irony, with other answers for these items."""
    value = sort.key(SOURCE)
    for item in SOURCE["items"]:
        if item["id"] in missed:
            other = next(a["id"] for a in SOURCE["answers"] if a["id"] not in item["right"])
            value[item["id"]] = {"answer": other}
    return value


def drawn(pool: dict, done: dict) -> list[str]:
    return [item["from"][2] for item in sort.draw(pool, done)["items"]]


IDS = [item["id"] for item in SOURCE["items"]]


def test_the_pool_holds_every_item_of_its_sources_with_reasons():
    taken = [place for place in tasks.task("booster-one-irony", CASE).own["from"]]
    assert HOME in taken
    home = [item for item in POOL["items"] if item["id"].startswith(f"{HOME}:")]
    assert [item["from"][2] for item in home] == IDS
    assert all(item["say"]["right"] for item in POOL["items"])


def test_what_was_missed_comes_first_and_only_the_first_check_counts():
    missed = IDS[3], IDS[6]
    done = document(sort_irony=entry({}, key_but(*missed), key_but()))
    assert drawn(POOL, done) == list(missed)
    again = document(sort_irony=entry({}, key_but(), first=[key_but(*missed)]))
    assert drawn(POOL, again) == list(missed)


def test_what_is_new_comes_before_what_was_right():
    done = document(sort_irony=entry({}, key_but()))
    new = [item for item in POOL["items"] if item["from"][1] != "sort-irony"]
    if len(new) >= POOL["draw"]:
        assert all(item["from"][1] != "sort-irony" for item in sort.draw(POOL, done)["items"])
    assert len(drawn(POOL, {"cases": {}})) == POOL["draw"]


def test_a_draw_stays_what_it_was():
    begun = {f"{HOME}:{IDS[8]}": {"answer": "ironic"}}
    done = document(sort_irony=entry({}, key_but(IDS[0], IDS[1])), booster_one_irony=entry(begun))
    assert drawn(POOL, done) == [IDS[0], IDS[8]]
    many = {f"{HOME}:{name}": {"answer": "ironic"} for name in IDS[:5]}
    assert drawn(POOL, document(booster_one_irony=entry({}, many))) == IDS[:5]


def test_the_second_booster_begins_with_what_the_first_one_showed():
    first = {
        f"{HOME}:{IDS[2]}": {"answer": "none such"},
        f"{HOME}:{IDS[4]}": sort.key(POOL)[f"{HOME}:{IDS[4]}"],
    }
    done = document(
        sort_irony=entry({}, key_but(IDS[4], IDS[7])), booster_one_irony=entry({}, first)
    )
    assert drawn(AFTER, done) == [IDS[2], IDS[7]], (
        "missed again, then missed once; not the right one"
    )


def test_an_entry_of_another_kind_draws_nothing(page_kit):
    marks = [{"code": "loaded", "start": 0, "end": 3}]
    foreign = {"kind": "mark", "value": marks, "tries": [marks]}
    done = document(sort_irony=foreign, booster_one_irony=foreign)
    for pool in (POOL, AFTER):
        assert drawn(pool, done) == drawn(pool, {"cases": {}})
        there = page_kit.evaluate(
            "([p, d]) => kit.draw(p, d).items.map((i) => i.from[2])", [pool, done]
        )
        assert there == drawn(pool, done)


def test_a_drawn_task_is_scored_as_any_other():
    task = sort.draw(POOL, {"cases": {}})
    assert sort.score(task, sort.key(task), True).score == 1
    assert set(sort.key(task)) == {item["id"] for item in task["items"]}


@pytest.fixture
def page_kit(browser):
    page = browser.new_page()
    page.set_content("<!doctype html><title>draw</title>")
    page.evaluate(
        "async (source) => { window.kit = await import("
        "URL.createObjectURL(new Blob([source], {type: 'text/javascript'}))); }",
        (DIST / "sort.js").read_text(encoding="utf-8"),
    )
    yield page
    page.close()


def test_the_page_draws_what_python_draws(page_kit):
    chance = random.Random(5)

    def value() -> dict:
        answers_ = [answer["id"] for answer in SOURCE["answers"]]
        return {i: {"answer": chance.choice(answers_)} for i in IDS if chance.random() < 0.8}

    def booster() -> dict:
        some = chance.sample(POOL["items"], chance.randrange(4))
        return {item["id"]: {"answer": chance.choice(["ironic", "sincere"])} for item in some}

    documents = [{"cases": {}}]
    for turn in range(200):
        rows = {}
        for name, make in (
            ("sort_irony", value),
            ("booster_one_irony", booster),
            ("booster_four_irony", booster),
        ):
            if chance.random() < 0.7 and (turn % 3 or name != "sort_irony"):
                first = [make()] if chance.random() < 0.2 else None
                rows[name] = entry(
                    make(), *(make() for _ in range(chance.randrange(3))), first=first
                )
        documents.append(document(**rows))
    for pool in (POOL, AFTER):
        there = page_kit.evaluate(
            "([pool, all]) => all.map((one) => kit.draw(pool, one).items.map((i) => i.id))",
            [pool, documents],
        )
        here = [[item["id"] for item in sort.draw(pool, one)["items"]] for one in documents]
        assert there == here


def full(done: dict) -> dict:
    made = answers.new_document() | done
    for row in made["cases"].values():
        for one in row["tasks"].values():
            one |= {"count": 1, "began": "2026-01-01T10:00:00Z", "saved": "2026-01-01T10:00:00Z"}
    return answers.check(made)


def test_on_the_page_the_draw_follows_the_answers_kept_and_those_loaded(open_page, tmp_path):
    page = open_page(write_page(tmp_path, POOL).as_uri())
    items = page.locator(".wss-item")
    assert items.count() == POOL["draw"]
    mine = full(document(sort_irony=entry({}, key_but(IDS[3], IDS[6]))))
    page.evaluate(
        "([k, t]) => localStorage.setItem(k, t)", ["who-says-so/answers", json.dumps(mine)]
    )
    page.reload()
    lines = [item["line"] for item in POOL["items"] if item["from"][2] in (IDS[3], IDS[6])]
    shown = [line.strip() for line in page.locator(".wss-item .wss-no").all_inner_texts()]
    assert shown == lines
    # answered, left, and still the same two
    items.nth(1).get_by_role("radio").first.check()
    page.reload()
    assert items.nth(1).get_by_role("radio").first.is_checked()
    assert page.locator(".wss-item .wss-no").all_inner_texts()[1].strip() == lines[1]
    # another file, loaded: what it was drawn to comes with it
    theirs = {f"{HOME}:{name}": {"answer": "ironic"} for name in (IDS[0], IDS[9])}
    other = full(document(booster_one_irony=entry(theirs)))
    page.get_by_role("button", name="Forget my answers").click()
    page.get_by_role("button", name="Yes, forget them all").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Load my answers").click()
    raw = answers.file_bytes(other)
    chooser.value.set_files({"name": "a.json", "mimeType": "application/json", "buffer": raw})
    page.get_by_text("Loaded: 1 answer.").wait_for()
    assert page.locator(".wss-item input:checked").count() == 2
    assert not page.faults


def test_in_a_kernel_the_draw_follows_the_file(tmp_path, monkeypatch):
    path = tmp_path / "my-answers.json"
    path.write_bytes(
        answers.file_bytes(full(document(sort_irony=entry({}, key_but(IDS[3], IDS[6])))))
    )
    monkeypatch.setattr(exercises, "_asked", {})
    monkeypatch.setattr(answers, "where", lambda: path)
    exercise = exercises.ask("booster-one-irony")
    assert [item["from"][2] for item in exercise.task["items"]] == [IDS[3], IDS[6]]
    exercises.solve("booster-one-irony")
    assert exercises.check("booster-one-irony").score == 1
    monkeypatch.setattr(exercises, "_asked", {})  # a new kernel
    again = exercises.ask("booster-one-irony")
    assert again.value == exercise.value and again.tries == exercise.tries


def test_two_kernels_with_other_draws_keep_both_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(answers, "where", lambda: tmp_path / "my-answers.json")
    monkeypatch.setattr(exercises, "_open", None)
    first_kernel = {}
    monkeypatch.setattr(exercises, "_asked", first_kernel)
    here = exercises.ask("booster-one-irony")
    desk = exercises._open
    monkeypatch.setattr(exercises, "_asked", {})  # a second kernel, where the source is checked
    source = exercises.ask("sort-irony")
    source.value = key_but(IDS[3], IDS[6])
    source.tries = [source.value]
    there = exercises.ask("booster-one-irony")
    assert here.task["items"] != there.task["items"]
    there.value = {there.task["items"][0]["id"]: {"answer": "ironic"}}
    there.tries = [there.value]
    monkeypatch.setattr(exercises, "_asked", first_kernel)
    monkeypatch.setattr(exercises, "_open", desk)
    here.value = {here.task["items"][0]["id"]: {"answer": "ironic"}}
    here.tries = [*here.tries, here.value]
    assert here.tries == [there.value, here.value]


BOOSTERS = [t.id for t in tasks.tasks(CASE).values() if t.own.get("by") == "drawn"]


@pytest.mark.parametrize("name", BOOSTERS)
def test_whoever_took_the_road_without_war_gets_no_item_of_a_war(name):
    """Also with every town item right, both tests done, and war lines of the tests missed."""
    pool = tasks.build(tasks.task(name, CASE), CASE)
    done = {"cases": {}}
    for item in pool["items"]:
        case, task, one = item["from"]
        test = item["signal"]
        if (item["war"] and not test) or case in ("week-mirror", "idlib-2020"):
            continue
        right = "wrong" if item["war"] else item["right"][0]
        row = done["cases"].setdefault(case, {"article": "", "tasks": {}})["tasks"]
        row.setdefault(task, entry({}, {}))["tries"][0][one] = {"answer": right}
    assert done["cases"] and any(item["war"] for item in pool["items"])
    shown = sort.draw(pool, done)["items"]
    assert len(shown) == pool["draw"] and not any(item["war"] for item in shown)
    # what is answered stays, and the war road brings its items back
    held = next(item["id"] for item in pool["items"] if item["war"])
    home = done["cases"].setdefault(CASE.id, {"article": CASE.sha256, "tasks": {}})["tasks"]
    home[name] = entry({held: {"answer": pool["answers"][0]["id"]}})
    assert held in [item["id"] for item in sort.draw(pool, done)["items"]]
    home.pop(name)
    home["loaded-headline"] = {"kind": "mark", "value": [], "tries": []}
    again = sort.draw(pool, done)["items"]
    assert any(item["war"] for item in again) or name.endswith("push")


def test_the_war_lines_of_the_tests_are_those_on_conflict():
    case = load("test-lines")
    topics = tomllib.loads((case.folder / "lines.toml").read_text("utf-8"))
    conflict = [line for line, row in topics.items() if row["topic"] == "conflict"]
    assert [line.id for line in case.passage(case.war)] == conflict


def test_the_page_about_outlets_and_the_tests_do_not_count_as_war():
    names = POOL["war"][CASE.id]
    assert (
        "sort-irony" in names
        and "rewrite-threat" in names
        and "exit-words" in POOL["war"]["week-mirror"]
    )
    assert not {"article-requests", "sort-outlets", *BOOSTERS} & set(names)
    assert "test-lines" not in POOL["war"] and "bypass" not in POOL["war"]


def test_an_item_of_a_text_of_ours_is_labelled_by_the_text():
    labels = {item["from"][0]: item["line"] for item in POOL["items"]}
    assert labels["satire"].startswith(load("satire").title)
    assert labels["idlib-2020"].startswith("South Front, S")


GONE = {"satire:satire-irony:none-such": {"answer": "ironic"}}


def begun() -> tuple[dict, dict]:
    """An answer to the booster of which one item is no longer in the pool."""
    held = {f"{HOME}:{IDS[0]}": {"answer": "ironic"}}
    return held, document(booster_one_irony=entry(held | GONE, held | GONE, first=[GONE | held]))


def test_a_pool_that_lost_an_item_keeps_the_rest_of_the_answer(tmp_path, monkeypatch, capsys):
    path = tmp_path / "my-answers.json"
    held, done = begun()
    path.write_bytes(answers.file_bytes(full(done)))
    monkeypatch.setattr(exercises, "_asked", {})
    monkeypatch.setattr(answers, "where", lambda: path)
    exercise = exercises.ask("booster-one-irony")
    assert exercise.value == held and exercise.tries == [held]
    assert capsys.readouterr().out == (
        "A part of the kept answer to “Ironic, sincere, or cannot tell” was left out: This booster "
        "no longer has some of its items.\n"
    )
    assert "none-such" in (tmp_path / "my-answers.aside-1.json").read_text("utf-8")
    kept = json.loads(path.read_bytes())["cases"][CASE.id]["tasks"]["booster-one-irony"]
    assert (kept["value"], kept["tries"], kept["first"]) == (held, [held], [held])
    exercise.tries = [held, held]  # the next Check goes on from there
    kept = json.loads(path.read_bytes())["cases"][CASE.id]["tasks"]["booster-one-irony"]
    assert kept["tries"] == [held, held] and kept["first"] == [held]


def test_a_loaded_file_with_a_lost_item_is_loaded_without_it(tmp_path, monkeypatch):
    monkeypatch.setattr(exercises, "_asked", {})
    monkeypatch.setattr(answers, "where", lambda: tmp_path / "my-answers.json")
    held, done = begun()
    exercise = exercises.ask("booster-one-irony")
    said = exercises._load(answers.file_bytes(full(done)))
    assert said.startswith("Loaded: 1 answer. A part of the kept answer")
    assert exercise.value == held and exercise.tries == [held]


def test_the_page_keeps_the_rest_of_an_answer_too(open_page, tmp_path, page_kit):
    held, done = begun()
    page = open_page(write_page(tmp_path, POOL).as_uri())
    page.evaluate(
        "([k, t]) => localStorage.setItem(k, t)", ["who-says-so/answers", json.dumps(full(done))]
    )
    page.reload()
    assert page.locator(".wss-item input:checked").count() == 1
    page.get_by_text("A part of the kept answer to").wait_for()
    kept = json.loads(page.evaluate("localStorage.getItem('who-says-so/answers')"))
    kept = kept["cases"][CASE.id]["tasks"]["booster-one-irony"]
    assert (kept["value"], kept["tries"], kept["first"]) == (held, [held], [held])
    assert "none-such" in page.evaluate("localStorage.getItem('who-says-so/answers/aside-1')")
    one = done["cases"][CASE.id]["tasks"]["booster-one-irony"]
    for given in (one, {"kind": "sort", "value": [1], "tries": [3]}):
        there = page_kit.evaluate("([p, e]) => kit.prune(p, e)", [POOL, given])
        assert there == sort.prune(POOL, given)
    assert not page.faults


FAULTS = {
    "no source": ({"from": []}, "from is a list"),
    "not a place": ({"from": ["sort-irony"]}, "from is a list"),
    "no count": ({"draw": 0}, "draw is how many"),
    "own items": ({"items": ["a"]}, "items is not for by = 'drawn'"),
    "a number after": ({"after": 3}, "after is the id"),
    "other answers": ({"from": [HOME, "idlib-2020:sort-doubt"]}, "asks for other answers"),
    "no sort task": ({"from": ["idlib-2020:loaded-headline"]}, "is no sort task"),
    "too few": ({"draw": 500}, "but there are"),
    "too few without war": ({}, "0 items are there for those who take the road without war"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_booster_stops_with_one_sentence(fault):
    change, said = FAULTS[fault]
    row = {"by": "drawn", "lines": "all", "from": [HOME], "draw": 2} | change
    with pytest.raises(CaseError, match=said):
        own = sort.read(row, "boosters.toml, b", CASE)
        tasks.build(tasks.Task("b", CASE.id, "sort", "B", "P", "all", own), CASE)
