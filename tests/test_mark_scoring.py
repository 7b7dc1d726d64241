"""Scores and feedback for marks, worked out by hand on a small case."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from towns import change

from whosaysso import tasks
from whosaysso.case import CASES, CaseError, load
from whosaysso.kinds import is_open, mark
from whosaysso.scoring import percent

TOWN = load(folder=Path(__file__).parent / "data" / "town")
TASKS = tasks.tasks(TOWN)
WORDS, IRONY, SOURCES, CLEAN, TEST = (
    tasks.build(TASKS[name], TOWN)
    for name in ("town-words", "town-all-words", "town-sources", "town-clean", "town-decoys")
)


def marked(task: dict, code: str, first: str, last: str | None = None) -> dict:
    """A mark from one word to another, by their text."""
    words = [word for line in task["lines"] for word in line["words"]]
    texts = [word[2] for word in words]
    a = texts.index(first)
    b = texts.index(last, a) if last else a
    return {
        "code": code,
        "start": words[a][0],
        "end": words[b][1],
        "quote": mark.quote(words, a, b),
    }


def verdicts(feedback) -> dict[str, str]:
    return {row.quote or row.line: row.verdict for row in feedback.rows}


def test_the_key_gets_full_marks():
    for task in (WORDS, IRONY, SOURCES, CLEAN):
        feedback = mark.score(task, mark.key(task), reveal=True)
        assert feedback.score == 1.0
        assert "miss" not in verdicts(feedback).values()


def test_score_is_the_mean_of_word_f1_over_codes():
    # loaded: madness, luckless, crazy in the key; label: so-called experts
    marks = [marked(WORDS, "loaded", "madness"), marked(WORDS, "loaded", "road")]
    # loaded: 1 of 2 marked, 1 of 3 key words: F1 = 2·1/(2+3); label: 0
    feedback = mark.score(WORDS, marks)
    assert feedback.score == pytest.approx((2 / 5 + 0) / 2)
    assert feedback.percent == 20
    assert verdicts(feedback)["road"] == "over"
    assert feedback.summary == (
        "Found 1 of 4. Still to find: 3. Marks not in the key: 1. Words too many: 1. "
        "Score: 20 of 100."
    )


def test_marking_twice_earns_nothing():
    once = [marked(WORDS, "loaded", "madness")]
    assert mark.score(WORDS, once * 5).score == mark.score(WORDS, once).score


def test_contested_and_decoy_words_are_outside_the_count():
    key = mark.key(WORDS)
    extra = [marked(WORDS, "loaded", "fumed"), marked(WORDS, "label", "surely")]
    feedback = mark.score(WORDS, key + extra)
    assert feedback.score == 1.0
    told = verdicts(feedback)
    assert told["شارع السلام fumed"] == "contested"
    assert told["surely"] == "decoy"


def test_wrong_code_and_near_misses_are_told():
    feedback = mark.score(WORDS, [marked(WORDS, "loaded", "so-called", "experts")])
    assert verdicts(feedback)["so-called experts"] == "wrong"
    short = mark.score(SOURCES, [marked(SOURCES, "no-source", "Residents")])
    assert verdicts(short)["Residents of شارع السلام fumed."] == "short"
    wide = mark.score(WORDS, [marked(WORDS, "loaded", "luckless", "said")])
    assert verdicts(wide)["luckless"] == "hit"  # two words too many are let pass
    wide = mark.score(WORDS, [marked(WORDS, "loaded", "luckless", "million")])
    assert verdicts(wide)["luckless"] == "wide"


def test_overlapping_core_spans_of_one_question_earn_either_way():
    label = mark.score(IRONY, [marked(IRONY, "label", "so-called", "experts")])
    assert label.rows[0].verdict == label.rows[1].verdict == "hit"
    assert "second reading is irony" in label.rows[0].text
    # irony: 2 of its 3 words through the twin: F1 = 2·2/(2+3); label: 1
    assert label.score == pytest.approx((1 + 4 / 5) / 2)
    irony = mark.score(IRONY, [marked(IRONY, "irony", "so-called", "claimed")])
    # irony: 1; label: both words through the twin, nothing over: 1
    assert irony.score == 1.0


def test_nothing_to_mark_and_nothing_marked_is_full_marks():
    feedback = mark.score(CLEAN, [])
    assert feedback.score == 1.0
    assert feedback.summary.startswith(
        "Nothing here is a sure mark, and you left the plain words alone"
    )
    assert verdicts(feedback) == {"S3": "left"}
    over = mark.score(CLEAN, [marked(CLEAN, "loaded", "Work")])
    assert over.score == 0.0
    assert verdicts(over) == {"Work": "over"}
    assert "A plain date in plain words." in over.rows[0].text


def test_over_marking_is_never_free():
    """Marks with an asked code that does not occur are wrong words for those that do."""
    task = tasks.build(TASKS["town-one-code"], TOWN)
    right = [marked(task, "loaded", "madness")]
    assert mark.score(task, right).score == 1.0
    # 1 key word, 1 marked, and 2 words with a code that does not occur: 2·1/(1+2+1)
    assert mark.score(task, right + [marked(task, "label", "Work", "starts")]).score == 0.5


def test_words_beside_the_trigger_are_free():
    """For a source the key asks for source and cue; what stands between may be marked or not."""
    exact = mark.score(SOURCES, [marked(SOURCES, "vague-source", "so-called", "claimed")])
    whole = mark.score(SOURCES, [marked(SOURCES, "vague-source", "so-called", "that")])
    assert exact.score == whole.score


def test_clean_lines_are_told_only_when_left_alone():
    assert verdicts(mark.score(WORDS, []))["S3"] == "left"
    assert "S3" not in verdicts(mark.score(WORDS, [marked(WORDS, "label", "Work")]))


def test_misses_wait_for_the_second_try():
    assert "miss" not in verdicts(mark.score(WORDS, [])).values()
    assert list(verdicts(mark.score(WORDS, [], reveal=True)).values()).count("miss") == 4
    key = mark.key(WORDS)
    assert not is_open(WORDS, [])
    assert not is_open(WORDS, [[]])
    assert is_open(WORDS, [[], []])
    assert is_open(WORDS, [key])
    assert not is_open(WORDS, [key + [marked(WORDS, "label", "road")]])


def test_edges_ignore_spaces_and_punctuation():
    exact = marked(WORDS, "loaded", "luckless")
    loose = {**exact, "start": exact["start"] - 1, "end": exact["end"] + 1}
    assert mark.score(WORDS, [loose]) == mark.score(WORDS, [exact])


def test_scores_stay_between_0_and_1_whatever_is_marked():
    words = [word for line in WORDS["lines"] for word in line["words"]]
    chance = random.Random(7)
    for _ in range(200):
        marks = []
        for _ in range(chance.randrange(8)):
            a, b = sorted(chance.choices(range(len(words)), k=2))
            code = chance.choice(("loaded", "label"))
            marks.append({"code": code, "start": words[a][0], "end": words[b][1]})
        feedback = mark.score(WORDS, marks, reveal=True)
        assert 0.0 <= feedback.score <= 1.0
        assert all(row.text for row in feedback.rows)


def test_percent_rounds_halves_up():
    assert [percent(n) for n in (0.0, 0.005, 0.125, 0.994, 1.0)] == [0, 1, 13, 99, 100]


def test_where_decoys_count_a_mark_on_one_is_a_word_too_many():
    key = mark.key(WORDS)
    assert key == mark.key(TEST)
    marks = [*key, marked(WORDS, "loaded", "surely")]
    free, counted = mark.score(WORDS, marks), mark.score(TEST, marks)
    # loaded: 4 marked, 3 of 3 key words: F1 = 2·3/(4+3); label: 1
    assert (free.score, counted.score) == (1.0, pytest.approx((6 / 7 + 1) / 2))
    assert "Decoys marked, which count here: 1. Words too many: 1." in counted.summary
    assert "Decoys" not in free.summary
    (said,) = [row.text for row in counted.rows if row.verdict == "decoy"]
    assert "Decoys count here" in said
    assert is_open(WORDS, [marks]) and not is_open(TEST, [marks])


def test_a_long_decoy_is_no_mark_too_long():
    """Its words are not plain text, even where they count."""
    case = load("bypass-reply")
    task = tasks.build(tasks.task("reply-words", case), case)
    (decoy,) = [item for item in task["items"] if item["role"] == "decoy"]
    marks = mark.spell(task, {"loaded": [decoy["quote"]]})
    verdicts_ = [row.verdict for row in mark.score(task, marks).rows if row.line == decoy["line"]]
    assert verdicts_ == ["decoy"]


@pytest.mark.parametrize(
    "old, new, said",
    [
        (' Decoys count here."', '"', "decoys = 'count' and the words 'Decoys count here'"),
        ('decoys = "count"', 'decoys = "yes"', "decoys = 'yes'; write 'count', or leave it out"),
    ],
)
def test_the_prompt_says_when_decoys_count(tmp_path, old, new, said):
    shutil.copytree(TOWN.folder, tmp_path / "town")
    shutil.copy(TOWN.folder.parent / "codebook.toml", tmp_path)
    change(tmp_path / "town" / "tasks" / "town.toml", old, new)
    with pytest.raises(CaseError, match=said):
        tasks.tasks(load(folder=tmp_path / "town"))


def test_right_words_with_a_wrong_code_are_told_once_and_the_code_is_not_given_away():
    """Every core phrase of the kit, with every other code that its task asks for."""
    told = 0
    for folder in sorted(path.parent.name for path in CASES.glob("*/case.toml")):
        case = load(folder)
        for task in tasks.tasks(case).values():
            if task.kind != "mark":
                continue
            built = tasks.build(task, case)
            names = {code["id"]: code["name"].lower() for code in built["codes"]}
            core = [item for item in built["items"] if item["role"] == "core"]
            for item, answer in zip(core, mark.key(built), strict=True):
                for code in set(names) - {item["code"]}:
                    given = [answer | {"code": code}]
                    first, second = mark.score(built, given), mark.score(built, given, reveal=True)
                    assert "long" not in [row.verdict for row in first.rows], (task.id, item["id"])
                    wrong = [row for row in first.rows if row.verdict == "wrong"]
                    again = [row for row in second.rows if row.verdict == "wrong"]
                    for closed, opened in zip(wrong, again, strict=True):
                        told += 1
                        assert closed.text == built["wrong"][code]
                        assert f"the key has {names[closed.code]}." in opened.text
                        assert f"the key has {names[closed.code]}" not in closed.text
    assert told > 100


def test_a_wrong_code_on_far_more_than_the_phrase_is_still_too_long():
    marks = [marked(WORDS, "label", "luckless", "road")]
    found = verdicts(mark.score(WORDS, marks))
    assert sorted(found.values()).count("wrong") == 1 and "long" in found.values()
