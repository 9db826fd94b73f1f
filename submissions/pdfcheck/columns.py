"""The columns of a page: its lines sorted by where the columns begin, and the columns' edges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from statistics import median

from .edges import EDGE_WINDOW, FEWEST_LINES, FEWEST_OUTDENTED, RIGHT_WINDOW, fullest_window
from .lines import Line, split_at

# A column needs this many lines of text before its edges are believed.
TELLING_LINES = 8
# A line counts as running text from this width on, in ems; labels and table cells are shorter.
SHORTEST_PROSE = 9.0
# A column is justified if this share of its lines ends at one edge.
JUSTIFIED_SHARE = 0.35
# Ragged text is as wide as all but this share of its lines.
RAGGED_SHARE = 0.95
# Lines that begin further right than this, in points, do not tell how wide the column is.
DEEPEST_INDENT = 40.0


@dataclass(slots=True)
class Column:
    """A column of text from `x0` to `x1`; `full` of its `lines` reach both edges."""

    x0: float
    x1: float
    full: int
    lines: list[Line] = field(default_factory=list, repr=False)

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    def begins(self, line: Line) -> bool:
        """Whether the line begins at the left edge, or is indented by up to an eighth."""
        return line.x0 < self.x0 + self.width / 8

    def reached_by(self, line: Line) -> bool:
        """Whether the line fills the column from its beginning to its right edge."""
        return line.x1 > self.x1 - RIGHT_WINDOW and self.begins(line)


@dataclass(slots=True)
class Layout:
    """The columns of a page from left to right, and the lines that span several of them."""

    columns: list[Column]
    spanning: list[Line]

    @property
    def gutters(self) -> list[float]:
        return [right.x0 - left.x1 for left, right in pairwise(self.columns)]


def prose(lines: Iterable[Line], smallest: float = 0.0) -> list[Line]:
    """Lines wide enough to be running text, no smaller than that, and not of a listing."""
    return [
        line
        for line in lines
        if line.size >= smallest
        and line.width >= SHORTEST_PROSE * line.size
        and not line.monospaced
    ]


def layout_of(lines: Sequence[Line], starts: Sequence[float], smallest: float = 0.0) -> Layout:
    """Sort a page's lines into columns that begin at `starts`, and the lines that span them.

    A line that touches a line of the next column is told from it by where that column begins.
    Edges are taken from prose of at least the size `smallest` where a column has enough of it.
    """
    lines = [part for line in lines for part in _told_apart(line, starts)]
    spanning = [line for line in lines if _crosses(line, starts)]
    shares: list[list[Line]] = [[] for _ in range(len(starts) + 1)]
    for line in lines:
        if not _crosses(line, starts):
            shares[bisect_right(starts, line.x0 + EDGE_WINDOW)].append(line)
    columns = []
    for share in shares:
        edges = _edges(share, smallest)
        if edges:
            x0, x1, full = edges
            inside = [line for line in share if line.x1 > x0 and line.x0 < x1]
            columns.append(Column(x0, x1, full, inside))
    return Layout(columns, spanning)


def _crosses(line: Line, starts: Sequence[float]) -> bool:
    return any(line.x0 < start - EDGE_WINDOW and line.x1 > start + EDGE_WINDOW for start in starts)


def _told_apart(line: Line, starts: Sequence[float]) -> list[Line]:
    for start in starts:
        if line.x0 < start - EDGE_WINDOW and line.x1 > start + EDGE_WINDOW:
            parts = split_at(line, start - 1.0, start + 1.0)
            if len(parts) > 1:
                return [parts[0], *_told_apart(parts[1], starts)]
    return [line]


def _edges(lines: Sequence[Line], smallest: float) -> tuple[float, float, int] | None:
    """Left edge, right edge and number of full lines of one column; None without text."""
    running = prose(lines, smallest)
    telling = running if len(running) >= FEWEST_LINES else prose(lines)
    if not telling:
        return None
    x0 = min(_left_edge(sorted(line.x0 for line in telling)), _shared_start(running))
    x1 = _right_edge([line for line in telling if line.x0 < x0 + DEEPEST_INDENT] or telling)
    full = sum(line.x1 > x1 - RIGHT_WINDOW and line.x0 < x0 + EDGE_WINDOW for line in prose(lines))
    return x0, x1, full


def _right_edge(lines: Sequence[Line]) -> float:
    """The right edge that many of the lines share; of ragged text, what few lines pass."""
    right = sorted(line.x1 for line in lines)
    first, last = fullest_window(right, RIGHT_WINDOW)
    if last - first >= max(3, JUSTIFIED_SHARE * len(right)):
        return median(right[first:last])
    return right[min(int(len(right) * RAGGED_SHARE), len(right) - 1)]


def _shared_start(running: Sequence[Line]) -> float:
    """Where the few lines of running text beside a long list of references begin; else infinity.

    The entries of such a list hang to the right of their numbers.
    """
    left = sorted(line.x0 for line in running)
    first, last = fullest_window(left, EDGE_WINDOW)
    return median(left[first:last]) if last - first >= FEWEST_OUTDENTED else inf


def _left_edge(left: Sequence[float]) -> float:
    """The leftmost edge that a tenth of the lines share: lines are indented, rarely outdented."""
    enough = max(2, len(left) // 10)
    for index, edge in enumerate(left):
        within = bisect_right(left, edge + EDGE_WINDOW) - index
        if within >= enough:
            return median(left[index : index + within])
    return left[0]
