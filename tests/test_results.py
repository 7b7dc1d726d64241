"""Results: the fast checkers say what each kind of exercise says, and never invent a score."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from bad_values import spoilt
from hypothesis import given, settings
from hypothesis import strategies as st

from whosaysso import answers, tasks
from whosaysso.case import CASES, load
from whosaysso.classroom import typed
from whosaysso.classroom.records import HandIn
from whosaysso.classroom.results import Checker
from whosaysso.classroom.tally import checker
from whosaysso.feedback import AnswerError
from whosaysso.kinds import KINDS, mark

TOWN = load(folder=Path(__file__).parent / "data" / "town")
CASES_OF_THE_KIT = [load(path.parent.name) for path in sorted(CASES.glob("*/case.toml"))]
EVERY_TASK = [
    (case, task) for case in (TOWN, *CASES_OF_THE_KIT) for task in tasks.tasks(case).values()
]
MARKS = [(case, task) for case, task in EVERY_TASK if task.kind == "mark"]


def handin(case, task, value, *tries, kind=None, article=None, **more) -> HandIn:
    entry = {"kind": kind or task.kind, "value": value, "tries": list(tries), "count": 1, **more}
    entry |= dict.fromkeys(("began", "saved"), "2026-03-01T10:00:00Z")
    rows = {"article": article or case.sha256, "tasks": {task.id: entry}}
    return made_of({case.id: rows})


def made_of(cases: dict) -> HandIn:
    document = answers.new_document() | {"cases": cases}
    return HandIn("0000-0000", ("a.json",), typed.of(document), "")


def one_of_each_kind():
    seen = {}
    for case, task in EVERY_TASK:
        seen.setdefault(task.kind, (case, task))
    return list(seen.values())


def random_marks(chance: random.Random, built: dict, text: str) -> list[dict]:
    """Some of the key's marks, wider or narrower ones, other codes, and marks of plain words."""
    words = [word for line in built["lines"] for word in line["words"]]
    codes = [code["id"] for code in built["codes"]]
    places = [item["words"] for item in built["items"] if chance.random() < 0.7]
    places += [[at := chance.randrange(len(words)), at] for _ in range(chance.randrange(6))]
    marks = []
    for first, last in places:
        if chance.random() < 0.5:
            first = max(0, first - chance.randrange(8))
            last = min(len(words) - 1, last + chance.randrange(12))
        if chance.random() < 0.2 and last > first:
            first = chance.randrange(first, last)
        start = words[first][0] - chance.randrange(2)
        end = min(words[last][1] + chance.randrange(2), words[-1][1])
        one = {"code": chance.choice(codes), "start": start, "end": end}
        if chance.random() < 0.5 and start >= 0:
            one["quote"] = text[start:end]
        marks.append(one)
    return marks


@settings(max_examples=300)
@given(st.sampled_from(MARKS), st.integers(0, 2**32))
def test_marks_earn_what_their_kind_says(row, seed):
    case, task = row
    built, fast = _built(case, task)
    chance = random.Random(seed)
    first, last = (random_marks(chance, built, case.text) for _ in range(2))
    (result, *alone), _ = fast.settle(
        [
            fast.look(handin(case, task, last, first, last)),
            fast.look(handin(case, task, first, first)),
            fast.look(handin(case, task, last, last)),
        ]
    )
    for value, score, turn in ((first, result.first, "first"), (last, result.last, "last")):
        slow = mark.score(built, value, reveal=True)
        assert score == slow.score, "to the last bit"
        told = {(r.code, r.words): r.verdict for r in slow.rows if r.verdict not in OTHER_ROWS}
        verdicts = [getattr(item, turn) for item in result.items]
        for item, verdict in zip(built["items"], verdicts, strict=True):
            place = item["code"], tuple(item["words"])
            assert told.get(place, "aside-left") == verdict
        one = alone[turn == "last"]
        assert one.over == sum(row.verdict == "over" for row in slow.rows)
        words = fast.settle([fast.look(handin(case, task, value, value))])[1].words[turn]
        every = [word for line in built["lines"] for word in line["words"]]
        for code in built["codes"]:
            wanted = {
                n
                for n, (start, end, *_) in enumerate(every)
                for one in value
                if one["code"] == code["id"] and start < one["end"] and one["start"] < end
            }
            assert words.get(code["id"], {}) == dict.fromkeys(wanted, 1)
        assert (one.first, one.last) == (score, score) and not one.problem
    assert result.over == alone[1].over and not result.problem
    assert [item.item for item in result.items] == [item["id"] for item in built["items"]]


OTHER_ROWS = ("over", "long", "left")
_made: dict = {}


def _built(case, task) -> tuple[dict, Checker]:
    place = case.id, task.id
    if place not in _made:
        _made[place] = tasks.build(task, case), checker(task, case)
    return _made[place]


@pytest.mark.parametrize(("case", "task"), EVERY_TASK, ids=lambda one: getattr(one, "id", ""))
def test_the_key_and_an_empty_answer_earn_what_their_kind_says(case, task):
    built, fast = _built(case, task)
    kind = KINDS[task.kind]
    value = kind.key(built)
    document = handin(case, task, value, kind.EMPTY, value)
    result = fast.result(document)
    drawn = kind.draw(built, document.answers.plain()) if "draw" in built else built
    first, last = (kind.score(drawn, one, True) for one in (kind.EMPTY, value))
    assert (result.state, result.checks) == ("done", 2)
    assert (result.first, result.last) == (first.score, last.score)
    if task.kind != "mark":
        assert [item.item for item in result.items] == [row.item for row in last.rows]
        assert [item.first for item in result.items] == [row.verdict for row in first.rows]
        assert [item.last for item in result.items] == [row.verdict for row in last.rows]


@settings(max_examples=100)
@given(st.sampled_from([row for row in EVERY_TASK if row[1].kind == "sort"]), st.integers(0, 2**32))
def test_sorted_items_earn_what_their_kind_says(row, seed):
    case, task = row
    built, fast = _built(case, task)
    chance = random.Random(seed)
    names = [answer["id"] for answer in built["answers"]]
    value = {
        item["id"]: {"answer": chance.choice(names)}
        for item in built["items"]
        if chance.random() < 0.7 and not ("draw" in built and chance.random() < 0.5)
    }
    document = handin(case, task, value, value)
    result = fast.result(document)
    drawn = KINDS["sort"].draw(built, document.answers.plain()) if "draw" in built else built
    slow = KINDS["sort"].score(drawn, value, True)
    assert result.last == slow.score
    assert [(i.item, i.last) for i in result.items] == [(r.item, r.verdict) for r in slow.rows]


# --- states ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "task"), one_of_each_kind(), ids=lambda one: getattr(one, "kind", "")
)
def test_what_a_kind_refuses_is_unread_and_has_no_score(case, task):
    """Each bad value that can stand in a file: unread where the kind refuses it, else not."""
    built, fast = _built(case, task)
    kind = KINDS[task.kind]
    good, seen = kind.key(built), set()
    if task.kind == "mark":  # by its quote a mark with impossible offsets is found again
        good = [{n: v for n, v in one.items() if n != "quote"} for one in good]
    others = (
        [("an item of no task", {**good, "unknown": next(iter(good.values()))})]
        if (isinstance(good, dict))
        else [("no code", [{**good[0], "code": "unknown"}])]
    )
    for name, bad in [*spoilt(good), *others]:
        if not _fits_the_schema(task.kind, bad):
            continue
        try:
            kind.valid(built, bad)
            why = ""
        except AnswerError as fault:
            why = str(fault)
        if why:
            for each in (
                handin(case, task, bad, good),
                handin(case, task, good, bad),
                handin(case, task, good, good, first=[bad]),
            ):
                result = fast.result(each)
                assert (result.state, result.first, result.last) == ("unread", None, None), name
                assert result.problem and not result.items
            seen.add("unread")
        else:
            result = fast.result(handin(case, task, bad, bad))
            assert result.state in ("done", "missing"), name
            seen.add("read")
    assert seen == {"unread", "read"}


def _fits_the_schema(kind: str, value) -> bool:
    from whosaysso import answers

    when = "2026-01-01T00:00:00Z"
    entry = {"kind": kind, "value": value, "tries": [], "count": 1, "began": when, "saved": when}
    data = answers.new_document()
    data["cases"]["case"] = {"article": "0" * 64, "tasks": {"task": entry}}
    try:
        answers.check(data)
    except (answers.Unfit, TypeError, ValueError, RecursionError):
        return False
    return True


def test_states():
    case, task = MARKS[0]
    built, fast = _built(case, task)
    key = mark.key(built)

    def of(each: HandIn):
        return fast.result(each)

    nothing = made_of({})
    assert of(nothing).state == "missing"
    assert of(handin(case, task, [])).state == "missing"
    begun = of(handin(case, task, key))
    assert (begun.state, begun.checks, begun.first, begun.items) == ("begun", 0, None, ())
    again = of(handin(case, task, [], first=[key]))
    assert (again.state, again.checks, again.first, again.last) == ("done", 1, 1.0, 1.0)
    new_round = of(handin(case, task, key, [], first=[key, []]))
    assert (new_round.checks, new_round.first) == (3, 1.0)
    assert new_round.last == mark.score(built, []).score
    other = of(handin(case, task, {"text": "x"}, kind="write"))
    assert (other.state, other.problem) == ("unread", "It belongs to an exercise of another kind.")
    old = of(handin(case, task, key, key, article="0" * 64))
    assert (old.state, old.problem) == ("unread", "It belongs to another version of the text.")


# --- marks that lost their place -------------------------------------------------------


def test_a_mark_is_found_again_by_its_quote_or_lost():
    case, task = next(row for row in MARKS if row[1].id == "attribution-own-voice")
    built, fast = _built(case, task)
    key = mark.key(built)
    score = mark.score(built, key).score

    def of(*marks):
        return fast.result(handin(case, task, list(marks), list(marks)))

    moved = [one | {"start": one["start"] + 3, "end": one["end"] + 3} for one in key]
    assert (of(*moved).last, of(*moved).problem) == (score, "")
    far = [key[0] | {"start": 10**6, "end": 10**6 + 9}, *key[1:]]
    assert of(*far).last == score
    gone = of(key[0] | {"quote": "words of another text"}, *key[1:])
    assert gone.last == mark.score(built, key[1:]).score < score
    assert gone.problem == "1 of 7 marks lost: their words do not stand in the text."
    twice = of(key[0] | {"quote": "the"}, *key[1:])
    assert "1 of 7 marks lost" in twice.problem, "it stands at several places"
    unknown = of(key[0] | {"quote": "words of another text", "code": "nonsense"}, *key[1:])
    assert unknown.state == "unread"


def test_a_mark_over_two_lines_carries_the_words_of_both():
    case, task = next(row for row in MARKS if len(_built(*row)[0]["lines"]) > 1)
    built, fast = _built(case, task)
    words = [word for line in built["lines"] for word in line["words"]]
    last = len(built["lines"][0]["words"])
    one = {"code": built["codes"][0]["id"], "start": words[last - 1][0], "end": words[last][1]}
    one["quote"] = mark.quote(words, last - 1, last)
    result = fast.result(handin(case, task, [one], [one]))
    assert (result.state, result.problem) == ("done", "")
    assert result.last == mark.score(built, [one]).score


def test_contested_words_never_cost():
    for case, task in MARKS:
        built, fast = _built(case, task)
        words = [word for line in built["lines"] for word in line["words"]]
        key = mark.key(built)
        for item in built["items"]:
            if item["role"] == "contested":
                first, last = item["words"]
                more = {"code": item["code"], "start": words[first][0], "end": words[last][1]}
                value = [*key, more]
                scores = [fast.result(handin(case, task, one, one)).last for one in (key, value)]
                assert scores[1] >= scores[0], f"{case.id}, {task.id}, {item['id']}"
