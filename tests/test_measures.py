"""Numbers about learners, against published values, closed forms and counting by brute force."""

from __future__ import annotations

import itertools
import json
import math
import random
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist

import pytest

from whosaysso import scoring
from whosaysso.scoring import Change, Detection, brier, change, detection, krippendorff

N = NormalDist()


def chances(n: int, p: float) -> list[float]:
    """The binomial chance of 0 … n."""
    return [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def rates(d: float, c: float) -> tuple[float, float]:
    """Hit and false-alarm rate of a learner whose true d′ and c are given."""
    return N.cdf(d / 2 - c), N.cdf(-d / 2 - c)


# Scores


def test_percent_rounds_halves_up():
    shares = [0.0, 0.004, 0.005, 0.125, 0.375, 0.994, 0.995, 1.0]
    assert [scoring.percent(share) for share in shares] == [0, 0, 1, 13, 38, 99, 100, 100]


def test_word_f1_is_the_harmonic_mean_of_precision_and_recall():
    words = range(6)
    for mine, key in itertools.product(
        [set(s) for size in range(4) for s in itertools.combinations(words, size)], repeat=2
    ):
        both = len(mine & key)
        if not mine and not key:
            wanted = 1.0
        elif not both:
            wanted = 0.0
        else:
            precision, recall = Fraction(both, len(mine)), Fraction(both, len(key))
            wanted = float(2 * precision * recall / (precision + recall))
        assert scoring.word_f1(mine, key) == pytest.approx(wanted, abs=1e-15)


# Signal detection


def test_d_and_c_with_the_log_linear_correction_as_published():
    """statpsych 1.7.0 (R), help page of ``signal``: 82 and 46 of 100 give 1.002793, −0.4019603.

    https://rdocumentation.org/packages/statpsych/versions/1.7.0/topics/signal; its “bias”,
    threshold minus half of d′, is c.
    """
    found = detection(82, 100, 46, 100)
    assert found.d == pytest.approx(1.002793, abs=5e-7)
    assert found.c == pytest.approx(-0.4019603, abs=5e-8)


@pytest.mark.parametrize(
    ("hit", "false_alarm", "d"), [(0.8, 0.4, 1.095), (0.32, 0.04, 1.283), (0.99, 0.01, 4.65)]
)
def test_d_from_rates_as_published(hit, false_alarm, d):
    """Macmillan & Creelman’s examples, as the tests of DetectionTheory.jl keep them."""
    difference = scoring.z_and_variance(hit, 25)[0] - scoring.z_and_variance(false_alarm, 25)[0]
    assert difference == pytest.approx(d, abs=0.005 if d > 4 else 0.0005)


def test_log_linear_correction_keeps_perfect_answers_finite():
    """Hautus 1995: (12 + 0.5)/13 and 0.5/13."""
    found = detection(12, 12, 0, 12)
    assert found.d == pytest.approx(2 * N.inv_cdf(12.5 / 13), abs=1e-11)
    assert found.c == 0 and math.copysign(1, found.c) == 1  # never shown as −0.0


@pytest.mark.parametrize("n", [2, 12, 20, 200])
def test_error_at_chance_is_a_closed_form(n):
    """Half of each: φ(0)² is 1/2π, so var(d′) = 2 · ¼ · 2π/n = π/n, and var(c) a quarter of it."""
    found = detection(n // 2, n, n // 2, n)
    assert found.d_error == pytest.approx(math.sqrt(math.pi / n), abs=1e-11)
    assert found.c_error == pytest.approx(math.sqrt(math.pi / n) / 2, abs=1e-11)


@pytest.mark.parametrize(("rate", "n"), [(0.75, 12), (0.9, 20), (0.31, 7)])
def test_variance_is_the_inverse_of_the_curvature_of_the_likelihood(rate, n):
    """Dorfman & Alf 1968: the same variance, reached from the log-likelihood of z."""

    def likelihood(z):
        return n * (rate * math.log(N.cdf(z)) + (1 - rate) * math.log(1 - N.cdf(z)))

    z, variance = scoring.z_and_variance(rate, n)
    step = 1e-4
    curve = (likelihood(z + step) - 2 * likelihood(z) + likelihood(z - step)) / step**2
    assert variance == pytest.approx(-1 / curve, rel=1e-4)


@pytest.mark.parametrize(("d", "c"), [(0, 0), (1, 0.3), (2, -0.5)])
def test_errors_are_the_spread_of_every_possible_outcome(d, c):
    """Miller 1996 (Perception & Psychophysics 58, 65–72): the exact spread, here at n = 400."""
    n = 400
    hit, false_alarm = rates(d, c)
    z = [row[0] for row in scoring.z_table(n)]

    def spread(rate):
        weights = [
            math.exp(
                math.lgamma(n + 1)
                - math.lgamma(k + 1)
                - math.lgamma(n - k + 1)
                + k * math.log(rate)
                + (n - k) * math.log(1 - rate)
            )
            for k in range(n + 1)
        ]
        mean = math.fsum(w * x for w, x in zip(weights, z, strict=True))
        return math.fsum(w * (x - mean) ** 2 for w, x in zip(weights, z, strict=True))

    found = detection(round(hit * n), n, round(false_alarm * n), n)
    exact = math.sqrt(spread(hit) + spread(false_alarm))
    assert found.d_error == pytest.approx(exact, rel=0.03)
    assert found.c_error == pytest.approx(exact / 2, rel=0.03)


@pytest.mark.parametrize("n", [1, 2, 11, 12, 24, 101])
def test_z_table_is_its_own_mirror(n):
    rows = scoring.z_table(n)
    assert len(rows) == n + 1
    assert [-z + 0.0 for z, _ in reversed(rows)] == [z for z, _ in rows]
    assert [part for _, part in reversed(rows)] == [part for _, part in rows]
    assert "-0.0," not in json.dumps(rows)
    rows[0][0] = 99.0  # a caller’s own copy
    assert scoring.z_table(n)[0][0] != 99.0


def by_lookup(table, hits, false_alarms, noise_table):
    """``detection`` as a page does it: look up, add, halve, take a square root."""
    (z_hit, part), (z_false, other) = table[hits], noise_table[false_alarms]
    error = math.sqrt(part + other)
    return z_hit - z_false, 0 - (z_hit + z_false) / 2, error, error / 2


def change_by_lookup(before, after):
    found = []
    for at, (below, above) in enumerate(
        [("less sharp", "sharper"), ("more suspicious", "more trusting")]
    ):
        x, y, a, b = before[at], after[at], before[at + 2], after[at + 2]
        margin = 1.6449 * math.sqrt(a * a + b * b)
        low, high = y - x - margin, y - x + margin
        word = above if low > 0 else below if high < 0 else "too close to call"
        found += [y - x, low, high, word]
    return tuple(found)


def test_lookup_arithmetic_agrees_bit_for_bit():
    tables = {n: json.loads(json.dumps(scoring.z_table(n))) for n in (5, 12, 20)}
    outcomes = []
    for n, m in [(12, 12), (20, 20), (5, 20)]:
        for k, j in itertools.product(range(n + 1), range(m + 1)):
            found = detection(k, n, j, m)
            looked = by_lookup(tables[n], k, j, tables[m])
            assert looked == (found.d, found.c, found.d_error, found.c_error)
            outcomes.append((found, looked))
    draw = random.Random(7)
    words = set()
    for _ in range(4000):
        (x, x_looked), (y, y_looked) = draw.choice(outcomes), draw.choice(outcomes)
        found = change(x, y)
        assert change_by_lookup(x_looked, y_looked) == (
            *(found.d, found.d_low, found.d_high, found.d_word),
            *(found.c, found.c_low, found.c_high, found.c_word),
        )
        words |= {found.d_word, found.c_word}
    assert len(words) == 5


def test_words_say_which_way():
    start = detection(12, 24, 12, 24)
    assert change(start, detection(22, 24, 2, 24)).d_word == "sharper"
    assert change(detection(22, 24, 2, 24), start).d_word == "less sharp"
    assert change(start, detection(22, 24, 22, 24)).c_word == "more suspicious"
    assert change(start, detection(2, 24, 2, 24)).c_word == "more trusting"
    still = change(start, start)
    assert (still.d_word, still.c_word) == ("too close to call",) * 2
    assert still.d_low == -still.d_high < 0


def test_interval_is_the_difference_and_its_margin():
    found = change(Detection(1.0, 0.2, 0.3, 0.15), Detection(1.5, -0.4, 0.4, 0.2))
    assert found == Change(
        *(0.5, 0.5 - 1.6449 * 0.5, 0.5 + 1.6449 * 0.5, "too close to call"),
        *(-0.4 - 0.2, -0.4 - 0.2 - 1.6449 * 0.25, -0.4 - 0.2 + 1.6449 * 0.25, "more suspicious"),
    )


def test_an_interval_that_touches_zero_is_too_close_to_call():
    zero = Detection(0.0, 0.0, 0.5, 0.5)
    edge = scoring.Z90 * math.sqrt(0.5)
    for sign in (1, -1):
        found = change(zero, Detection(sign * edge, sign * edge, 0.5, 0.5))
        assert (found.d_word, found.c_word) == ("too close to call",) * 2


@pytest.mark.parametrize(
    "counts",
    [(13, 12, 0, 12), (-1, 12, 0, 12), (0, 12, 13, 12), (0, 12, -1, 12), (0, 0, 0, 12)]
    + [(0, 12, 0, 0), (1.5, 12, 0, 12), (True, 12, 0, 12), (0, 12, 0, 12.0)],
)
def test_impossible_counts_are_refused_in_one_sentence(counts):
    with pytest.raises(ValueError, match=r"^[^.]+(\.\d[^.]*)*\.$"):
        detection(*counts)


# How often a word is false


@lru_cache
def words_of(n: int) -> dict[tuple[int, int, int, int], Change]:
    """For n + n items: every pair of outcomes where a word is said."""
    seen = list(itertools.product(range(n + 1), repeat=2))
    found = {pair: detection(pair[0], n, pair[1], n) for pair in seen}
    said = {}
    for x, y in itertools.product(seen, repeat=2):
        told = change(found[x], found[y])
        if {told.d_word, told.c_word} != {"too close to call"}:
            said[(*x, *y)] = told
    return said


def how_often(n: int, before: tuple[float, float], after: tuple[float, float]) -> dict[str, float]:
    """The exact chance of each word for a learner with a true (d′, c) before and after."""
    weights = []
    for d, c in (before, after):
        hit, false_alarm = rates(d, c)
        weights.append((chances(n, hit), chances(n, false_alarm)))
    ((a, b), (e, f)) = weights
    often = dict.fromkeys(("sharper", "less sharp", "more suspicious", "more trusting"), 0.0)
    for (i, j, k, m), told in words_of(n).items():
        chance = a[i] * b[j] * e[k] * f[m]
        for word in (told.d_word, told.c_word):
            if word in often:
                often[word] += chance
    return often


def test_exact_share_of_false_words():
    """What the docstring of ``change`` promises, counted over all 28,561 outcomes of 12 + 12."""
    worst = 0.0
    for d, c in itertools.product([-1, 0, 0.5, 0.75, 1, 2, 3, 4], [-0.5, 0, 0.25, 1.5]):
        often = how_often(12, (d, c), (d, c))
        worst = max(worst, often["sharper"] + often["less sharp"])
        assert often["more suspicious"] + often["more trusting"] <= 0.0835
    assert 0.0825 < worst < 0.0835


SIZES = (12, 20)
LEARNERS = 2500


def test_learners_who_have_not_changed_seldom_hear_a_word():
    """A simulation: the promise is “at most one in ten” for d′, and the same for c.

    The band: a cell has 2,500 learners, so a true 10 % is seen within ± 1.8 points (three
    standard errors) and 12 % is the bound for one cell, 6.3 % for one direction (true 5 %).
    Over all cells the share must not pass 10 % itself. From below: discrete counts and the
    corrected variance make the interval careful, most of all at d′ 3, but a method that
    says nothing keeps any promise, so where d′ is 0 or 1 at least 4 % are asked for.
    """
    draw = random.Random(20201)
    counts = {n: {d: [0, 0, 0] for d in (0, 1, 2, 3)} for n in SIZES}
    for n, d, c in itertools.product(SIZES, (0, 1, 2, 3), (-0.5, 0, 0.5)):
        hit, false_alarm = rates(d, c)
        heard = dict.fromkeys(("sharper", "less sharp", "more suspicious", "more trusting"), 0)
        for _ in range(LEARNERS):
            tests = []
            for _ in "12":
                hits = sum(draw.random() < hit for _ in range(n))
                tests.append(
                    detection(hits, n, sum(draw.random() < false_alarm for _ in range(n)), n)
                )
            told = change(*tests)
            for word in {told.d_word, told.c_word} & heard.keys():
                heard[word] += 1
        about_d = heard["sharper"] + heard["less sharp"]
        about_c = heard["more suspicious"] + heard["more trusting"]
        assert max(about_d, about_c) <= 0.12 * LEARNERS, (n, d, c, heard)
        assert max(heard.values()) <= 0.063 * LEARNERS, (n, d, c, heard)
        if d <= 1:
            assert min(about_d, about_c) >= 0.04 * LEARNERS, (n, d, c, heard)
        for at, amount in enumerate((about_d, about_c, LEARNERS)):
            counts[n][d][at] += amount
    for n in SIZES:
        told_d, told_c, all_ = (sum(counts[n][d][at] for d in counts[n]) for at in range(3))
        assert max(told_d, told_c) <= 0.10 * all_


def test_a_real_gain_is_heard():
    """True d′ from 0.5 to 2.0 with 24 + 24 items: exactly 84 %, and 78 % from 1.0 to 2.5."""
    draw = random.Random(1924)
    for start in (0.5, 1.0):
        heard = 0
        for _ in range(1500):
            tests = []
            for d in (start, start + 1.5):
                hit, false_alarm = rates(d, 0)
                hits, alarms = (
                    sum(draw.random() < p for _ in range(24)) for p in (hit, false_alarm)
                )
                tests.append(detection(hits, 24, alarms, 24))
            heard += change(*tests).d_word == "sharper"
        assert heard > 0.70 * 1500  # against 5 % where nothing changed


# Calibration


@pytest.mark.parametrize(
    ("confidence", "right", "score"),
    [(100, True, 0.0), (100, False, 1.0), (70, True, 0.09), (30, True, 0.49), (50, False, 0.25)],
)
def test_brier_score_of_one_forecast(confidence, right, score):
    """Brier 1950: the squared distance between the stated chance and what came."""
    assert brier([confidence], [right]).brier == score


def test_decomposition_worked_by_hand():
    """Ten answers: 4 at 60 % with 1 right, 6 at 90 % with 5 right (Murphy 1973).

    Share right 0.6. Reliability (4·0.35² + 6·(1/15)²)/10, resolution (4·0.35² + 6·(7/30)²)/10,
    uncertainty 0.6·0.4.
    """
    found = brier([60] * 4 + [90] * 6, [True] + [False] * 3 + [True] * 5 + [False])
    assert found.brier == pytest.approx((0.16 + 3 * 0.36 + 5 * 0.01 + 0.81) / 10, abs=1e-15)
    assert found.reliability == pytest.approx((4 * 0.35**2 + 6 / 225) / 10, abs=1e-15)
    assert found.resolution == pytest.approx((4 * 0.35**2 + 6 * (7 / 30) ** 2) / 10, abs=1e-15)
    assert found.uncertainty == pytest.approx(0.24, abs=1e-15)
    assert (found.n, found.share_right) == (10, 0.6)
    assert found.mean_confidence == pytest.approx(0.78, abs=1e-15)
    assert found.difference == pytest.approx(0.18, abs=1e-15)


def test_decomposition_adds_up_and_agrees_with_fractions():
    draw = random.Random(3)
    for _ in range(300):
        n = draw.randint(1, 40)
        stated = [draw.choice([0, 10, 33, 50, 55, 67, 80, 99, 100]) for _ in range(n)]
        right = [draw.random() < 0.6 for _ in range(n)]
        found = brier(stated, right)
        base = Fraction(right.count(True), n)
        reliability = resolution = Fraction(0)
        for value in stated:
            group = [r for s, r in zip(stated, right, strict=True) if s == value]
            share = Fraction(group.count(True), len(group))
            reliability += (Fraction(value, 100) - share) ** 2 / n
            resolution += (share - base) ** 2 / n
        score = Fraction(0)
        for value, good in zip(stated, right, strict=True):
            score += (Fraction(value, 100) - good) ** 2 / n
        assert found.brier == pytest.approx(float(score), abs=1e-15)
        assert found.reliability == pytest.approx(float(reliability), abs=1e-14)
        assert found.resolution == pytest.approx(float(resolution), abs=1e-14)
        assert found.uncertainty == pytest.approx(float(base * (1 - base)), abs=1e-15)
        parts = found.reliability - found.resolution + found.uncertainty
        assert found.brier == pytest.approx(parts, abs=1e-14)
        mixed = list(zip(stated, right, strict=True))
        draw.shuffle(mixed)
        assert brier([s for s, _ in mixed], [r for _, r in mixed]) == found


@pytest.mark.parametrize("n", [1, 2, 12, 24, 60])
def test_share_table_is_exact(n):
    """Clopper & Pearson 1934: at either end a result as far out has a chance of just 5 %."""
    assert scoring.share_table(n) == [scoring._share(n, k)[0] for k in range(n + 1)]
    rows = [scoring._share(n, k) for k in range(n + 1)]
    assert rows[0][0] == 0.0 and rows[n][1] == 1.0
    assert rows[0][1] == pytest.approx(1 - 0.05 ** (1 / n), abs=1e-4)
    assert rows[n][0] == pytest.approx(0.05 ** (1 / n), abs=1e-4)
    for k, (low, high) in enumerate(rows):
        if k > 0:
            assert math.fsum(chances(n, low)[k:]) == pytest.approx(0.05, abs=3e-3)
        if k < n:
            assert math.fsum(chances(n, high)[: k + 1]) == pytest.approx(0.05, abs=3e-3)


def test_share_table_of_many_items_does_not_overflow():
    low, high = scoring._share(3000, 1500)
    assert low == pytest.approx(0.5 - 1.6449 * 0.5 / math.sqrt(3000), abs=3e-4)
    assert low + high == pytest.approx(1, abs=1e-9)


def test_words_of_calibration():
    assert brier([90] * 12, [True] * 6 + [False] * 6).word == "surer than right"
    assert brier([50] * 12, [True] * 11 + [False]).word == "less sure than right"
    all_right = brier([90] * 12, [True] * 12)  # a t interval has no width here
    assert all_right.word == "too close to call"
    assert all_right.low == all_right.difference < 0 < all_right.high
    # Stated 100 and one miss: that much is certain.
    assert brier([100] * 12, [True] * 11 + [False]).word == "surer than right"


def test_interval_is_mean_confidence_less_the_share_table():
    stated, right = [55, 70, 85, 100, 60], [True, False, True, True, False]
    found = brier(stated, right)
    low, high = scoring._share(5, 3)
    assert (found.low, found.high) == (370 / 500 - high, 370 / 500 - low)


@pytest.mark.parametrize("n", [12, 24])
def test_a_calibrated_learner_seldom_hears_a_word(n):
    """Exactly: the chance of a word where each answer is right as often as stated, at most 10 %.

    Equal confidences, mixed ones, and truths that agree with them only on average.
    """
    half = n // 2
    cases = [([value] * n, [value] * n) for value in range(50, 100)]
    cases.append(([50, 60, 70, 80, 90, 95] * (n // 6),) * 2)
    cases.append(([75] * n, [50] * half + [100] * half))
    cases.append(([90] * n, [80] * half + [100] * half))
    worst = 0.0
    for stated, truth in cases:
        often = [1.0]  # the chance of 0, 1, … right answers, one item at a time
        for p in truth:
            often = [
                (often[k] if k < len(often) else 0) * (1 - p / 100)
                + (often[k - 1] if k else 0) * p / 100
                for k in range(len(often) + 1)
            ]
        said = [brier(stated, [True] * k + [False] * (n - k)).word for k in range(n + 1)]
        share = {w: 0.0 for w in ("surer than right", "less sure than right", "too close to call")}
        for word, chance in zip(said, often, strict=True):
            share[word] += chance
        assert share["surer than right"] <= 0.05 and share["less sure than right"] <= 0.05
        worst = max(worst, 1 - share["too close to call"])
    assert worst > 0.05  # it does speak


@pytest.mark.parametrize(
    ("stated", "right"),
    [([], []), ([50], []), ([101], [True]), ([-1], [True]), ([0.5], [True])]
    + [([True], [True]), ([50], [1]), ([50], [None])],
)
def test_impossible_answers_are_refused_in_one_sentence(stated, right):
    with pytest.raises(ValueError, match=r"^[^.]+(\.\d[^.]*)*\.$"):
        brier(stated, right)


# Agreement


def tally(rows: list[str]) -> list[dict[str, int]]:
    """Rows of observers, columns of units, “.” for no value → counts for each unit."""
    units = []
    for column in zip(*(row.split() for row in rows), strict=True):
        units.append({v: column.count(v) for v in column if v != "."})
    return units


TWO = ["a a b b d c c c e d d a", "b a b b b c c c e d d d"]
FOUR = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]
THREE = [
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
]


@pytest.mark.parametrize(("rows", "alpha"), [(TWO, 0.692), (FOUR, 0.743), (THREE, 0.691)])
def test_alpha_as_published(rows, alpha):
    """Krippendorff 2011, parts B and C; and the computational example on Wikipedia."""
    assert round(krippendorff(tally(rows)), 3) == alpha


def pairwise(units: list[dict[str, int]]) -> Fraction | None:
    """Alpha by its meaning: how often two values differ, within units and over all of them."""
    values = [[v for v, people in unit.items() for _ in range(people)] for unit in units]
    values = [unit for unit in values if len(unit) > 1]
    everyone = [v for unit in values for v in unit]
    expected = sum(x != y for x, y in itertools.permutations(everyone, 2))
    if not expected:
        return None
    observed = Fraction(0)
    for unit in values:
        differ = sum(x != y for x, y in itertools.permutations(unit, 2))
        observed += Fraction(differ, len(unit) - 1)
    return 1 - observed / Fraction(expected, len(everyone) - 1)


def test_alpha_agrees_with_counting_every_pair():
    draw = random.Random(11)
    undefined = 0
    for _ in range(200):
        units = [
            {v: draw.choice([0, 0, 1, 2, 4]) for v in draw.sample("LNIA", draw.randint(1, 4))}
            for _ in range(draw.randint(1, 7))
        ]
        found, wanted = krippendorff(units), pairwise(units)
        if wanted is None:
            undefined += 1
            assert found is None
        else:
            assert found == pytest.approx(float(wanted), abs=1e-12)
    assert 0 < undefined < 100


@pytest.mark.parametrize(
    "units", [[], [{}], [{"a": 1}, {"b": 1}], [{"a": 3}, {"a": 2, "b": 0}], [{"a": 2}, {"b": 1}]]
)
def test_alpha_without_pairs_or_without_variation_is_none(units):
    assert krippendorff(units) is None


def test_alpha_knows_full_agreement_and_full_disagreement():
    assert krippendorff([{"a": 5}, {"b": 5}]) == 1
    assert krippendorff([{"a": 1, "b": 1}] * 2) == pytest.approx(-0.5, abs=1e-15)


def test_alpha_takes_a_million_people_as_it_takes_ten():
    """Counted by their pairs, a million people would be 10¹² of them for each unit."""
    ten = [{"a": 7, "b": 3}, {"a": 2, "b": 8}] * 500
    crowd = [{v: people * 100_000 for v, people in unit.items()} for unit in ten]
    assert krippendorff(crowd) == pytest.approx(1 - 0.37 / 0.495, abs=1e-4)
    assert krippendorff(ten) < krippendorff(crowd)


@pytest.mark.parametrize("people", [-1, 1.5, True, "2"])
def test_alpha_refuses_what_is_no_count(people):
    with pytest.raises(ValueError, match=r"^.+ is no count for 'a'; .+\.$"):
        krippendorff([{"a": people, "b": 2}])
