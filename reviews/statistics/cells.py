"""Counts that tell of no single paper: none is under five, and none that is can be worked out.

What is small is counted together with the next larger, until nothing is left over that a
subtraction from the total would give away. A count of none is small too: it tells of everybody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True)
class Cell:
    """What was counted under one or more labels together. Several counts stand side by side."""

    labels: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    def and_others(self, others: Iterable["Cell"]) -> "Cell":
        cells = [self, *others]
        return Cell(
            tuple(label for cell in cells for label in cell.labels),
            tuple(map(sum, zip(*(cell.counts for cell in cells), strict=True))),
        )


def cell(label: str, *counts: int) -> Cell:
    return Cell((label,), counts)


def folded(cells: Iterable[Cell]) -> list[Cell]:
    """Parts of a whole, largest first, the small ones as one cell at the end.

    Empty when even all together are too few.
    """
    given = list(cells)
    ordered = sorted(given, key=lambda cell: -cell.total)
    large = [cell for cell in ordered if min(cell.counts) >= FEWEST]
    small = [cell for cell in ordered if min(cell.counts) < FEWEST]
    while small and large and _is_told(small):
        # With all of its size: which of them it was would tell of the rest.
        size = large[-1].total
        small += [one for one in large if one.total == size]
        large = [one for one in large if one.total != size]
    if not small:
        return large
    first, *others = (cell for cell in given if cell in small)  # not by size, which would tell
    rest = first.and_others(others)
    return [*large, rest] if min(rest.counts) >= FEWEST else []


def _is_told(small: Sequence[Cell]) -> bool:
    """Would their sum give one away? Each is known to be under five in one of its counts."""
    columns = zip(*(cell.counts for cell in small), strict=True)
    return any(
        sum(column) < FEWEST or all(count == FEWEST - 1 for count in column) for column in columns
    )


def overlapping(cells: Iterable[Cell], whole: int) -> list[Cell]:
    """Counts of which one thing may be in several, largest first; those too small are left out,
    and those that nearly everything is in: what is not in them would be told."""
    told = [c for c in cells if c.total >= FEWEST and whole - c.total >= FEWEST]
    return sorted(told, key=lambda cell: -cell.total)


def joined(cells: Iterable[Cell]) -> list[Cell]:
    """Neighbours in an order, such as days, joined until each has five."""
    found = list(_runs(cells))
    if len(found) > 1 and found[-1].total < FEWEST:
        last = found.pop()
        found[-1] = found[-1].and_others([last])
    return [cell for cell in found if cell.total >= FEWEST]


def _runs(cells: Iterable[Cell]) -> Iterator[Cell]:
    run: Cell | None = None
    for one in cells:
        run = run.and_others([one]) if run else one
        if run.total >= FEWEST:
            yield run
            run = None
    if run:
        yield run
