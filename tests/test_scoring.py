"""Scores and feedback for marks, worked out by hand on a small case."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from whosaysso import tasks
from whosaysso.case import load
from whosaysso.scoring import is_open, percent, score_marks

TOWN = load(folder=Path(__file__).parent / "data" / "town")
TASKS = tasks.tasks(TOWN)
WORDS, IRONY, SOURCES, CLEAN = (
    tasks.build(TASKS[name], TOWN)
    for name in ("town-words", "town-all-words", "town-sources", "town-clean")
)


def mark(task: dict, code: str, first: str, last: str | None = None) -> dict:
    """A mark from one word to another, by their text."""
    words = [word for line in task["lines"] for word in line["words"]]
    texts = [word[2] for word in words]
    a = texts.index(first)
    b = texts.index(last, a) if last else a
    return {
        "code": code,
        "start": words[a][0],
        "end": words[b][1],
        "quote": tasks.quote(words, a, b),
    }


def verdicts(feedback) -> dict[str, str]:
    return {row.quote or row.line: row.verdict for row in feedback.rows}


def test_the_key_gets_full_marks():
    for task in (WORDS, IRONY, SOURCES, CLEAN):
        feedback = score_marks(task, tasks.key_marks(task), reveal=True)
        assert feedback.score == 1.0
        assert "miss" not in verdicts(feedback).values()


def test_score_is_the_mean_of_word_f1_over_codes():
    # loaded: madness, luckless, crazy in the key; label: so-called experts
    marks = [mark(WORDS, "loaded", "madness"), mark(WORDS, "loaded", "road")]
    # loaded: 1 of 2 marked, 1 of 3 key words: F1 = 2·1/(2+3); label: 0
    feedback = score_marks(WORDS, marks)
    assert feedback.score == pytest.approx((2 / 5 + 0) / 2)
    assert feedback.percent == 20
    assert verdicts(feedback)["road"] == "over"
    assert feedback.summary == (
        "Found 1 of 4. Still to find: 3. Marks not in the key: 1. Words too many: 1. "
        "Score: 20 of 100."
    )


def test_marking_twice_earns_nothing():
    once = [mark(WORDS, "loaded", "madness")]
    assert score_marks(WORDS, once * 5).score == score_marks(WORDS, once).score


def test_contested_and_decoy_words_are_outside_the_count():
    key = tasks.key_marks(WORDS)
    extra = [mark(WORDS, "loaded", "fumed"), mark(WORDS, "label", "surely")]
    feedback = score_marks(WORDS, key + extra)
    assert feedback.score == 1.0
    told = verdicts(feedback)
    assert told["شارع السلام fumed"] == "contested"
    assert told["surely"] == "decoy"


def test_wrong_code_and_near_misses_are_told():
    feedback = score_marks(WORDS, [mark(WORDS, "loaded", "so-called", "experts")])
    assert verdicts(feedback)["so-called experts"] == "wrong"
    short = score_marks(SOURCES, [mark(SOURCES, "no-source", "Residents")])
    assert verdicts(short)["Residents of شارع السلام fumed."] == "short"
    wide = score_marks(WORDS, [mark(WORDS, "loaded", "luckless", "said")])
    assert verdicts(wide)["luckless"] == "hit"  # two words too many are let pass
    wide = score_marks(WORDS, [mark(WORDS, "loaded", "luckless", "million")])
    assert verdicts(wide)["luckless"] == "wide"


def test_overlapping_core_spans_of_one_question_earn_either_way():
    label = score_marks(IRONY, [mark(IRONY, "label", "so-called", "experts")])
    assert label.rows[0].verdict == label.rows[1].verdict == "hit"
    assert "second reading is irony" in label.rows[0].text
    # irony: 2 of its 3 words through the twin: F1 = 2·2/(2+3); label: 1
    assert label.score == pytest.approx((1 + 4 / 5) / 2)
    irony = score_marks(IRONY, [mark(IRONY, "irony", "so-called", "claimed")])
    # irony: 1; label: both words through the twin, nothing over: 1
    assert irony.score == 1.0


def test_nothing_to_mark_and_nothing_marked_is_full_marks():
    feedback = score_marks(CLEAN, [])
    assert feedback.score == 1.0
    assert feedback.summary.startswith(
        "Nothing here is a sure mark, and you left the plain words alone"
    )
    assert verdicts(feedback) == {"S3": "left"}
    over = score_marks(CLEAN, [mark(CLEAN, "loaded", "Work")])
    assert over.score == 0.0
    assert verdicts(over) == {"Work": "over"}
    assert "A plain date in plain words." in over.rows[0].text


def test_over_marking_is_never_free():
    """Marks with an asked code that does not occur are wrong words for those that do."""
    task = tasks.build(TASKS["town-one-code"], TOWN)
    right = [mark(task, "loaded", "madness")]
    assert score_marks(task, right).score == 1.0
    # 1 key word, 1 marked, and 2 words with a code that does not occur: 2·1/(1+2+1)
    assert score_marks(task, right + [mark(task, "label", "Work", "starts")]).score == 0.5


def test_words_beside_the_trigger_are_free():
    """For a source the key asks for source and cue; what stands between may be marked or not."""
    exact = score_marks(SOURCES, [mark(SOURCES, "vague-source", "so-called", "claimed")])
    whole = score_marks(SOURCES, [mark(SOURCES, "vague-source", "so-called", "that")])
    assert exact.score == whole.score


def test_clean_lines_are_told_only_when_left_alone():
    assert verdicts(score_marks(WORDS, []))["S3"] == "left"
    assert "S3" not in verdicts(score_marks(WORDS, [mark(WORDS, "label", "Work")]))


def test_misses_wait_for_the_second_try():
    assert "miss" not in verdicts(score_marks(WORDS, [])).values()
    assert list(verdicts(score_marks(WORDS, [], reveal=True)).values()).count("miss") == 4
    key = tasks.key_marks(WORDS)
    assert not is_open(WORDS, [])
    assert not is_open(WORDS, [[]])
    assert is_open(WORDS, [[], []])
    assert is_open(WORDS, [key])
    assert not is_open(WORDS, [key + [mark(WORDS, "label", "road")]])


def test_edges_ignore_spaces_and_punctuation():
    exact = mark(WORDS, "loaded", "luckless")
    loose = {**exact, "start": exact["start"] - 1, "end": exact["end"] + 1}
    assert score_marks(WORDS, [loose]) == score_marks(WORDS, [exact])


def test_scores_stay_between_0_and_1_whatever_is_marked():
    words = [word for line in WORDS["lines"] for word in line["words"]]
    chance = random.Random(7)
    for _ in range(200):
        marks = []
        for _ in range(chance.randrange(8)):
            a, b = sorted(chance.choices(range(len(words)), k=2))
            code = chance.choice(("loaded", "label"))
            marks.append({"code": code, "start": words[a][0], "end": words[b][1]})
        feedback = score_marks(WORDS, marks, reveal=True)
        assert 0.0 <= feedback.score <= 1.0
        assert all(row.text for row in feedback.rows)


def test_percent_rounds_halves_up():
    assert [percent(n) for n in (0.0, 0.005, 0.125, 0.994, 1.0)] == [0, 1, 13, 99, 100]
