"""What is left out cannot be worked out: tried by taking back every count that fits what is told."""

from collections import defaultdict
from itertools import product

import pytest

from reviews.statistics.cells import FEWEST, cell, folded, joined, overlapping

NAMES = ("a", "b", "c", "d")


def told(cells):
    return tuple((one.labels, one.counts) for one in cells)


def by_what_is_told(rule, counts):
    """{what is told: all counts of which the same is told}"""
    found = defaultdict(set)
    for vector in counts:
        found[told(rule(cell(n, *c) for n, c in zip(NAMES, vector, strict=False)))].add(vector)
    return found


def worlds(cells, most, columns=1):
    """Every way in which so many cells can have no more than `most` together, in each column."""
    ways = product(product(range(most + 1), repeat=columns), repeat=cells)
    return [way for way in ways if all(sum(column) <= most for column in zip(*way, strict=True))]


CASES = {
    "parts of a whole": (folded, worlds(3, 26)),
    "four parts": (folded, worlds(4, 18)),
    "pairs": (folded, worlds(2, 11, columns=2)),
    "neighbours": (joined, worlds(4, 18)),
}


@pytest.mark.parametrize("case", CASES)
def test_no_count_under_five_can_be_told_even_by_who_knows_the_rule_and_the_total(case):
    rule, counts = CASES[case]
    for seen, worlds in by_what_is_told(rule, counts).items():
        totals = defaultdict(set)
        for world in worlds:
            totals[tuple(map(sum, zip(*world, strict=True)))].add(world)
        for total, same in totals.items():
            if min(total) < FEWEST:
                continue
            for place, _ in enumerate(next(iter(same))):
                possible = {world[place] for world in same}
                for column in zip(*possible, strict=True):
                    if len(set(column)) == 1:
                        assert column[0] >= FEWEST, (seen, total, NAMES[place])


def test_what_is_told_adds_up_to_the_whole_and_holds_every_label():
    cells = [cell("a", 9), cell("b", 2), cell("c", 7), cell("d", 1)]
    found = folded(cells)
    assert told(found) == ((("a",), (9,)), (("b", "c", "d"), (10,)))


def test_nothing_is_told_of_fewer_than_five():
    assert folded([cell("a", 3), cell("b", 1)]) == []
    assert joined([cell("a", 3), cell("b", 1)]) == []
    assert folded([]) == joined([]) == []


def test_what_is_counted_more_than_once_is_left_out_where_few_have_it_and_where_few_lack_it():
    cells = [cell("a", 18), cell("b", 4), cell("c", 10), cell("d", 15)]
    assert [one.labels for one in overlapping(cells, 20)] == [("d",), ("c",)]
