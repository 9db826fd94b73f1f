"""Orders of an agenda, as pure functions."""

import itertools
import random

import pytest

from reviews.agenda import Candidate, Order, comings_and_goings, needs_discussion, ordered

A, B, C = 1, 2, 3


def papers(*outs):
    return [Candidate(n, (3, 3), 2, out=frozenset(out)) for n, out in enumerate(outs, 1)]


@pytest.mark.parametrize(
    ("scores", "wanted", "needed"),
    [((4, 5), 2, False), ((1, 2), 2, False), ((3, 5), 2, True), ((1, 5), 2, True),
     ((5,), 2, True), ((), 0, True), ((3, 3), 2, True)],
)  # fmt: skip
def test_a_paper_needs_discussion_unless_all_its_reviews_are_in_and_say_the_same(
    scores, wanted, needed
):
    assert needs_discussion(Candidate(1, scores, wanted)) is needed


def test_by_score_the_best_come_first_and_equals_by_number():
    found = ordered(
        [Candidate(1, (3,)), Candidate(2, (5, 4)), Candidate(3), Candidate(4, (3,))], Order.SCORE
    )
    assert [paper.number for paper in found] == [2, 1, 4, 3]


def test_by_topic_the_papers_of_a_topic_follow_each_other_best_first():
    found = ordered(
        [Candidate(1, (1,), topic="radio"), Candidate(2, (4,), topic="core"),
         Candidate(3, (5,), topic="radio"), Candidate(4, (2,), topic="core")],
        Order.TOPIC,
    )  # fmt: skip
    assert [paper.number for paper in found] == [2, 4, 3, 1]


def test_together_nobody_goes_out_twice_for_papers_that_can_follow_each_other():
    found = ordered(papers({A}, {B}, {A}, (), {B}, {A, B}), Order.TOGETHER)
    assert comings_and_goings(found) == 4
    assert found[0].out == frozenset()


@pytest.mark.parametrize("seed", range(25))
def test_together_is_as_good_as_the_best_of_all_orders_or_nearly(seed):
    rng = random.Random(seed)
    given = papers(*({p for p in (A, B, C, 4) if rng.random() < 0.4} for _ in range(7)))
    best = min(comings_and_goings(order) for order in itertools.permutations(given))
    found = ordered(given, Order.TOGETHER)
    assert sorted(p.number for p in found) == [p.number for p in given]
    assert comings_and_goings(found) <= best + 2
    assert comings_and_goings(found) <= comings_and_goings(given)


def test_a_hundred_papers_with_many_conflicts_are_arranged():
    rng = random.Random(5)
    given = papers(*({rng.randrange(30) for _ in range(2)} for _ in range(100)))
    found = ordered(given, Order.TOGETHER)
    assert comings_and_goings(found) < 0.75 * comings_and_goings(given)
