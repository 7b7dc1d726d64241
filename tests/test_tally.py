"""Counting a class: cut anyhow and counted anywhere, it is the same."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from hostile_inputs import document, entry, raw_of, several

from whosaysso import answers, tasks
from whosaysso.case import CaseError, load
from whosaysso.classroom import collect, files, handins, pool, typed
from whosaysso.classroom.records import Batch, HandIn
from whosaysso.classroom.tally import add, check_batch, make_plan
from whosaysso.feedback import Fault
from whosaysso.kinds import KINDS, mark
from whosaysso.scoring import percent

CASE = load()
TESTS = load("test-lines")
NAMES = ("attribution-own-voice", "sort-doubt", "write-memo")
CHOSEN = {(CASE.id, name) for name in NAMES}
BUILT = {name: tasks.build(tasks.tasks(CASE)[name], CASE) for name in NAMES}
FORM = tasks.build(tasks.tasks(TESTS)["test-a"], TESTS)


def learner(number: int) -> dict:
    """A learner who marks, sorts, writes and takes a test; some leave something out."""
    chance = random.Random(number)
    key = mark.key(BUILT["attribution-own-voice"])
    first = chance.sample(key, chance.randrange(len(key)))
    data = document(number, marks=first, text=f"Memo {number}.")
    rows = data["cases"][CASE.id]["tasks"]
    rows["attribution-own-voice"] |= {"value": key, "tries": [first, key]}
    rows["sort-doubt"] = entry("sort", _sorted(chance, BUILT["sort-doubt"]))
    if number % 3 == 0:
        del rows["write-memo"]
    if number % 5 == 0:
        rows["attribution-own-voice"] |= {"value": [key[0] | {"code": "nonsense"}]}
    test = {"article": TESTS.sha256, "tasks": {"test-a": entry("sort", _sorted(chance, FORM, 1))}}
    data["cases"][TESTS.id] = test
    return data


def _sorted(chance: random.Random, built: dict, share: float = 0.8) -> dict:
    names = [answer["id"] for answer in built["answers"]]
    value = {}
    for item in built["items"]:
        if chance.random() < share:
            value[item["id"]] = {"answer": chance.choice(names)}
            if built["confidence"]:
                value[item["id"]]["sure"] = chance.randrange(101)
    return value


def handin(data: dict) -> HandIn:
    return HandIn(data["learner"], ("a.json",), typed.of(data), answers.receipt(data))


@pytest.fixture(scope="module")
def class_of_60():
    return [handin(learner(number)) for number in range(60)]


@pytest.fixture(scope="module")
def plan():
    return make_plan([CASE, TESTS], CHOSEN | {(TESTS.id, "test-a")})


def test_the_counts_are_what_one_counts_by_hand(class_of_60, plan):
    batch = check_batch(class_of_60, plan)
    place = CASE.id, "attribution-own-voice"
    tally, built = batch.tallies[place], BUILT[place[1]]
    results = [one for one in batch.results if one.task == place[1]]
    assert [one.learner for one in results] == [one.learner for one in class_of_60]
    assert tally.states == Counter(one.state for one in results) == {"done": 48, "unread": 12}
    read = [
        one.answers.plain()["cases"][CASE.id]["tasks"][place[1]]
        for one, result in zip(class_of_60, results, strict=True)
        if result.state == "done"
    ]
    words = [word for line in built["lines"] for word in line["words"]]
    for turn, number in (("first", 0), ("last", -1)):
        slow = [mark.score(built, row["tries"][number], True) for row in read]
        assert tally.scores[turn] == Counter(percent(one.score) for one in slow)
        for code in [code["id"] for code in built["codes"]]:
            wanted = Counter(
                n
                for row in read
                for n, (start, end, *_) in enumerate(words)
                if any(
                    one["code"] == code and start < one["end"] and one["start"] < end
                    for one in row["tries"][number]
                )
            )
            assert tally.words[turn].get(code, Counter()) == wanted
        hits = Counter(row.words for one in slow for row in one.rows if row.verdict == "hit")
        for item in built["items"]:
            if item["role"] == "core":
                assert tally.verdicts[turn][item["id"], "hit"] == hits[tuple(item["words"])]


def test_sorting_confidence_and_detection_are_counted(class_of_60, plan):
    batch = check_batch(class_of_60, plan)
    tally = batch.tallies[TESTS.id, "test-a"]
    values = [
        one.answers.plain()["cases"][TESTS.id]["tasks"]["test-a"]["value"] for one in class_of_60
    ]
    choices = Counter((i, given["answer"]) for value in values for i, given in value.items())
    assert tally.choices["first"] == tally.choices["last"] == choices
    right = {item["id"]: item["right"] for item in FORM["items"]}
    if FORM["confidence"]:
        assert tally.sure == Counter(
            (given["sure"], given["answer"] in right[i])
            for value in values
            for i, given in value.items()
        )
    signals = {item for item, answers in right.items() if answers[0] == FORM["signal"]}
    assert tally.detection == Counter(
        (
            sum(value[i]["answer"] in right[i] for i in signals),
            len(signals),
            sum(value[i]["answer"] not in right[i] for i in right.keys() - signals),
            len(right) - len(signals),
        )
        for value in values
    )
    assert tally.detection.total() == 60


@pytest.mark.parametrize("size", [1, 7, 59])
def test_batches_add_up_to_the_whole(class_of_60, plan, size):
    whole = check_batch(class_of_60, plan)
    total = Batch()
    for start in range(0, 60, size):
        assert add(total, check_batch(class_of_60[start : start + size], plan)) is total
    assert total == whole
    turned = Batch()
    for start in reversed(range(0, 60, size)):
        add(turned, check_batch(class_of_60[start : start + size], plan))
    assert turned.tallies == whole.tallies, "in any order"


def test_a_plan_is_all_tasks_or_the_chosen_ones():
    assert {task for _, task in make_plan([CASE]).tasks} == set(tasks.tasks(CASE))
    plan = make_plan([TESTS, CASE], CHOSEN)
    assert set(plan.tasks) == CHOSEN
    assert plan.articles == {CASE.id: CASE.sha256, TESTS.id: TESTS.sha256}
    with pytest.raises(CaseError, match="no task 'no-such' in 'idlib-2020'"):
        make_plan([CASE], {(CASE.id, "no-such")})


def test_a_teacher_s_own_case_is_a_case_like_any_other():
    town = load(folder=Path(__file__).parent / "data" / "town")
    plan = make_plan([town], {("town", "town-words")})
    key = mark.key(tasks.build(tasks.tasks(town)["town-words"], town))
    row = {"article": town.sha256, "tasks": {"town-words": entry("mark", key)}}
    one = handin(document() | {"cases": {"town": row}})
    [result] = check_batch([one], plan).results
    assert (result.state, result.last) == ("done", 1.0)


# --- a folder, in one process, in several, on a cluster ------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    several([f"{n:03}.json" for n in range(50)], lambda n: raw_of(learner(n)))(folder)
    newer = learner(3)
    for row in newer["cases"][CASE.id]["tasks"].values():
        row["count"] = 99
    (folder / "zz newer.json").write_bytes(raw_of(newer))
    (folder / "copied.json").write_bytes(raw_of(learner(4) | {"learner": "0000-0000"}))
    (folder / "broken.json").write_bytes(b"{")
    (folder / "form.json").write_bytes(raw_of(learner(60) | {"grade": 1}))
    return folder


def chain(folder: Path, **where) -> tuple:
    found, problems = files.find(folder)
    surveyed = collect.survey(found, **where)
    plan = make_plan([CASE, TESTS], surveyed.held)
    people, total = [], Batch(problems=[*problems, *surveyed.problems])
    for checked in collect.check_class(surveyed, plan, **where):
        people += checked.handins
        add(total, checked.batch)
    return people, total


@pytest.fixture(scope="module")
def alone(folder):
    size, collect.SIZE = collect.SIZE, 8  # several batches, of files of several learners
    yield chain(folder)
    collect.SIZE = size


def test_a_folder_is_read_as_a_whole(folder, alone):
    people, total = alone
    assert len(people) == 51 and len(total.results) == 51 * 4
    codes = Counter((one.name, one.code, one.counted) for one in total.problems)
    assert codes == {
        ("003.json", "several-files", True): 1,
        ("004.json", "same-answers", True): 1,
        ("copied.json", "same-answers", True): 1,
        ("broken.json", "cut-off", False): 1,
        ("form.json", "form", False): 1,
    }


def test_two_passes_find_what_one_finds(folder, alone):
    """``gather`` has the whole class in memory; the way through batches has not."""
    people, total = alone
    found, _ = files.find(folder)
    plan = make_plan([CASE, TESTS], CHOSEN | {(TESTS.id, "test-a")})
    readings = [handins.open_one(one, plan.articles) for one in found]
    whole, flags = handins.gather(
        [one for one in readings if isinstance(one, handins.Reading)], plan.articles
    )
    batch = check_batch(whole, plan)
    assert [one.learner for one in whole] == [one.learner for one in people]
    assert [one.receipt for one in whole] == [one.receipt for one in people]
    assert batch.results == total.results and batch.tallies == total.tallies
    assert {one for one in total.problems if one.counted} == set(flags)


def test_two_processes_give_the_same(folder, alone):
    assert chain(folder, processes=2) == alone


def test_a_dask_cluster_gives_the_same(folder, alone):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1,
            threads_per_worker=2,
            processes=False,
            dashboard_address=None,
            host="127.0.0.1",
            protocol="tcp",  # so that all that goes to a worker is sent as bytes
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert chain(folder, dask=client) == alone
        assert chain(folder, dask=cluster.scheduler_address) == alone


def test_a_scheduler_that_is_not_there_is_a_sentence(monkeypatch):
    monkeypatch.setattr(pool, "WAIT", 1)
    with pytest.raises(Fault, match=r"No Dask scheduler answers at tcp://127.0.0.1:9\."):
        list(pool.run([[1]], len, dask="tcp://127.0.0.1:9"))


def test_progress_is_told_and_results_come_in_order():
    told = []
    batches = [[n] * n for n in range(1, 20)]
    assert list(pool.run(batches, sum, progress=told.append)) == [n * n for n in range(1, 20)]
    assert told == list(range(1, 20))
    told.clear()
    assert list(pool.run(batches, sum, 2, progress=told.append)) == [n * n for n in range(1, 20)]
    assert told == list(range(1, 20))


def test_no_more_than_a_few_batches_are_taken_at_a_time():
    taken = []

    def batches():
        for n in range(100):
            taken.append(n)
            yield [n]

    run = pool.run(batches(), sum, 2)
    next(run)
    assert len(taken) <= 2 * pool.AHEAD + 1
    run.close()


def test_a_worker_that_dies_is_a_sentence():
    with pytest.raises(Fault, match="A worker was stopped"):
        list(pool.run([[1], [2]], _die, 2))


def _die(batch):
    os._exit(1)


def test_what_nobody_answered_is_in_no_plan(folder):
    surveyed = collect.survey(files.find(folder)[0])
    assert surveyed.held == CHOSEN | {(TESTS.id, "test-a")}


def test_every_kind_s_result_can_go_to_another_process(class_of_60, plan):
    import pickle

    for data in (plan, check_batch(class_of_60[:3], plan)):
        again = pickle.loads(pickle.dumps(data))
        assert check_batch(class_of_60[:3], plan) == (
            again if isinstance(again, Batch) else check_batch(class_of_60[:3], again)
        )
    assert set(KINDS) >= {"mark", "sort", "write"}
