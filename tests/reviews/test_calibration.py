from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.calibration import PULL, adjusted, offsets

scores = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 6), st.integers(1, 5)), min_size=1, max_size=40,
    unique_by=lambda row: row[:2],
)  # fmt: skip


def test_no_scores_give_no_offsets():
    assert offsets([]) == {}


def test_reviewers_who_agree_have_no_offset():
    rows = [(paper, reviewer, 3) for paper in range(5) for reviewer in range(3)]
    assert all(one.value == pytest.approx(0) for one in offsets(rows).values())


def test_one_review_says_little_and_many_say_more():
    def strict(papers):
        rows = [(p, who, 3) for p in range(papers) for who in ("a", "b")]
        return offsets([*rows, *((p, "strict", 1) for p in range(papers))])["strict"]

    few, many = strict(1), strict(20)
    assert -0.5 < few.value < 0
    assert many.value < -1
    assert (few.count, many.count) == (1, 20)


def test_a_habit_is_found_in_scores_that_were_made_with_it():
    rng = Random(5)
    habit = {reviewer: rng.uniform(-1, 1) for reviewer in range(20)}
    rows = [
        (paper, reviewer, 3 + worth + habit[reviewer] + rng.gauss(0, 0.3))
        for paper in range(200)
        for worth in [rng.gauss(0, 0.8)]
        for reviewer in rng.sample(range(20), 3)
    ]
    found = offsets(rows)
    centre = fmean(habit.values())
    worst = max(abs(found[r].value - (habit[r] - centre)) for r in habit)
    assert worst < 0.25


@given(scores)
def test_an_offset_is_the_pulled_mean_of_what_is_left_at_the_end(rows):
    found = offsets(rows)
    assert set(found) == {reviewer for _, reviewer, _ in rows}
    assert all(abs(one.value) <= 4 for one in found.values())
    assert all(one.count == sum(r == who for _, r, _ in rows) for who, one in found.items())


@given(scores, st.randoms())
def test_the_order_of_the_scores_does_not_matter(rows, rng):
    mixed = rng.sample(rows, len(rows))
    first, second = offsets(rows), offsets(mixed)
    assert all(first[who].value == pytest.approx(second[who].value, abs=1e-3) for who in first)


def test_a_habit_is_taken_out_of_a_mean():
    rows = [
        (paper, who, 2 if who == "strict" else 4) for paper in range(9) for who in ("a", "strict")
    ]
    usual = offsets(rows)
    assert adjusted([("strict", 2)], usual) == 2 - usual["strict"].value
    assert adjusted([("a", 4), ("strict", 2)], usual) == pytest.approx(3, abs=0.01)
    assert PULL > 0
