"""Numbers of a class: intervals as published, words only with enough learners, guarded counts."""

from __future__ import annotations

import random
from collections import Counter
from statistics import mean as average
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whosaysso.classroom import measures
from whosaysso.classroom.agreement import agreement
from whosaysso.classroom.guard import FEW, HIDDEN, LEAST, MOST, OPEN, SHARED
from whosaysso.scoring import detection

# Fisher & Yates, table III, as printed in every statistics book: P = 0.1, two-sided
PRINTED = {1: 6.314, 2: 2.920, 3: 2.353, 4: 2.132, 5: 2.015, 7: 1.895, 10: 1.812, 29: 1.699}
PRINTED |= {30: 1.697, 40: 1.684, 60: 1.671, 120: 1.658}


@pytest.mark.parametrize("freedom", PRINTED)
def test_t_is_as_printed(freedom):
    assert round(measures.t90(freedom), 3) == PRINTED[freedom]


def test_t_meets_the_normal_quantile():
    assert abs(measures.t90(measures.MANY - 1) - measures.t90(measures.MANY)) < 0.002


def test_a_mean_has_the_textbook_interval_whatever_the_order():
    values = [0.5, 1.0, 1.5, 2.0, 2.0, 1.0, 0.0, 3.0, 1.5]
    found = measures.mean(Counter(values))
    margin = measures.t90(8) * stdev(values) / 3
    assert (found.n, found.mean) == (9, pytest.approx(average(values)))
    assert (found.low, found.high) == (
        pytest.approx(found.mean - margin),
        pytest.approx(found.mean + margin),
    )
    random.Random(1).shuffle(values)
    assert measures.mean(Counter(values)) == found


def test_nine_intervals_of_ten_hold_the_truth():
    chance = random.Random(5)
    held = sum(
        found.low <= 1 <= found.high
        for _ in range(1000)
        for found in [measures.mean(Counter(chance.gauss(1, 0.7) for _ in range(12)))]
    )
    assert 875 <= held <= 925


def test_a_small_class_gets_no_word():
    few = {(12, 12, 0, 12): 4, (11, 12, 1, 12): 3}
    d, _ = measures.class_detection(few)
    assert d.n == measures.LEAST - 1 and d.low > 0 and not d.tells
    assert d.side("below", "above") == "too close to call" and d.warning == measures.TOO_FEW
    d, _ = measures.class_detection(few | {(10, 12, 1, 12): 1})
    assert d.tells and d.side("below", "above") == "above"


def test_learners_who_are_all_alike_make_no_interval():
    d, _ = measures.class_detection({(12, 12, 0, 12): 20})
    assert d.mean == detection(12, 12, 0, 12).d
    assert not d.tells and d.warning == measures.ALIKE


def test_the_class_change_is_told_in_the_four_words():
    def pairs(before, after):
        again = ((6, 12, 6, 12), (6, 12, 6, 12))
        return Counter({(before, after): 19, again: 1})

    duller = measures.class_change(pairs((11, 12, 1, 12), (7, 12, 5, 12)))
    assert (duller.d_word, duller.c_word) == ("less sharp", "too close to call")
    sharper = measures.class_change(pairs((7, 12, 5, 12), (11, 12, 1, 12)))
    assert sharper.d_word == "sharper"
    assert measures.class_change(pairs((5, 12, 1, 12), (11, 12, 7, 12))).c_word == "more suspicious"
    assert measures.class_change(pairs((11, 12, 7, 12), (5, 12, 1, 12))).c_word == "more trusting"


def test_confidence_is_summed_up():
    found = measures.sureness({(50, True): 1, (50, False): 1, (100, True): 2})
    assert (found.n, found.confidence, found.right, found.brier) == (4, 0.75, 0.75, 0.125)
    assert [(b.low, b.high, b.mean, b.n, b.right) for b in found.bins] == [
        (50, 59, 50, 2, 1),
        (90, 100, 100, 2, 2),
    ]
    assert measures.sureness({}) is None


@pytest.mark.parametrize(
    ("alpha", "n", "begins"),
    [
        (0.9, 30, "The class reads alike"),
        (0.7, 30, "The class mostly"),
        (0.5, 30, "The class agrees in part"),
        (0.1, 30, "The class agrees little more"),
        (-0.1, 30, "The class agrees less"),
        (None, 30, "Everybody"),
        (None, 1, "Agreement needs two"),
    ],
)
def test_agreement_has_a_sentence(alpha, n, begins):
    assert agreement(alpha, n, True).sentence.startswith(begins)


# --- what a shared page may show ---------------------------------------------------


@given(st.lists(st.integers(0, 40), min_size=2, max_size=7))
def test_a_hidden_count_does_not_follow_from_its_row(counts):
    cells = SHARED.row(counts)
    hidden = [k for k, cell in zip(counts, cells, strict=True) if cell in (FEW, HIDDEN)]
    assert all(cell == str(k) for k, cell in zip(counts, cells, strict=True) if k not in hidden)
    assert all(k >= LEAST for k, cell in zip(counts, cells, strict=True) if cell.isdigit())
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1 and sum(hidden) >= LEAST


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_count_beside_a_whole_is_shown_only_if_both_parts_are_large(k, rest):
    text = SHARED.count(k, k + rest)
    if k < LEAST:
        assert text == FEW
    elif rest < LEAST:
        assert text == MOST
    else:
        assert text.startswith(f"{k} of {k + rest} (")


def test_the_teacher_sees_every_count():
    assert OPEN.row([0, 1, 12]) == ["0", "1", "12"]
    assert OPEN.count(1, 30) == "1 of 30 (3 %)"
