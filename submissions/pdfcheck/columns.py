"""Which columns a page has, from where its lines begin and end.

A column boundary is a left edge shared by several lines that the lines to the left of it do not
cross. Indents, list items and hanging references also share left edges, but nearly every line to
their left crosses them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from .lines import Line, split_at

# A line counts as running text from this width on, in ems; labels and table cells are shorter.
SHORTEST_PROSE = 9.0
# Columns are no narrower than this, in ems.
NARROWEST_COLUMN = 11.0
# Left edges within this many points are one edge; margin protrusion moves single lines by .5 pt.
EDGE_WINDOW = 2.5
# Right edges vary more: hyphens and full stops protrude by up to 1.5 pt.
RIGHT_WINDOW = 2.0
FEWEST_STARTS = 5
# Share of lines that may cross a page's first boundary, its further ones, and one that other
# pages share.
CROSSED_AT_MOST = 0.4
CROSSED_BY_FEW = 0.2
CROSSED_IF_KNOWN = 0.9
KNOWN_ADVANTAGE = 0.1
NEAR = 6.0
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

    def reached_by(self, line: Line) -> bool:
        """Whether the line fills the column, apart from an indent of up to an eighth of it."""
        return line.x1 > self.x1 - RIGHT_WINDOW and line.x0 < self.x0 + self.width / 8


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


def boundaries(lines: Sequence[Line]) -> list[float]:
    """Left edges at which a second, third, ... column begins, by the prose lines of one page."""
    crossed = {edge: _crossed(lines, edge) for edge in _left_edges(lines)}
    found = sorted((share, edge) for edge, share in crossed.items() if share is not None)
    free = [
        edge
        for rank, (share, edge) in enumerate(found)
        if share <= (CROSSED_AT_MOST if rank == 0 else CROSSED_BY_FEW)
    ]
    return _apart(free, lines)


def recurring(pages: Sequence[Sequence[float]]) -> list[float]:
    """Boundaries that at least a third of the pages with any boundary share, within `NEAR`."""
    edges = sorted(edge for page in pages for edge in page)
    enough = sum(bool(page) for page in pages) / 3
    known: list[float] = []
    while edges:
        first, last = _fullest_window(edges, NEAR)
        if last - first < enough:
            break
        known.append(median(edges[first:last]))
        del edges[first:last]
    return sorted(known)


def starts_of(lines: Sequence[Line], own: Sequence[float], known: Sequence[float]) -> list[float]:
    """Where the columns of a page begin: the document's boundaries, then the page's own.

    A known boundary holds on a page with too little text to show it, and on one whose lines all
    cross it, unless that page has other columns of its own.
    """
    crossed = {edge: _crossed(lines, edge) or 0.0 for edge in (*known, *own)}
    kept = [edge for edge in known if not own or crossed[edge] <= CROSSED_IF_KNOWN]
    trusted = sorted(
        {*kept, *own}, key=lambda edge: crossed[edge] - (edge in kept) * KNOWN_ADVANTAGE
    )
    return _apart(trusted, lines)


def _crossed(lines: Sequence[Line], edge: float) -> float | None:
    """Share of the lines beginning left of an edge that cross it; None if there are none."""
    left = [line for line in lines if line.x0 < edge - EDGE_WINDOW]
    if not left:
        return None
    return sum(line.x1 > edge + EDGE_WINDOW for line in left) / len(left)


def _apart(edges: Sequence[float], lines: Sequence[Line]) -> list[float]:
    """The edges, earlier ones first, that leave room for a column of prose between them."""
    narrowest = NARROWEST_COLUMN * median([line.size for line in lines] or [0.0])
    kept: list[float] = []
    for edge in edges:
        if all(abs(edge - other) > narrowest for other in kept):
            kept.append(edge)
    return sorted(kept)


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


def _left_edges(lines: Sequence[Line]) -> list[float]:
    """Left edges shared by at least `FEWEST_STARTS` lines, the most shared first."""
    left = sorted(line.x0 for line in lines)
    edges = []
    while len(left) >= FEWEST_STARTS:
        first, last = _fullest_window(left, EDGE_WINDOW)
        if last - first < FEWEST_STARTS:
            break
        edges.append(median(left[first:last]))
        del left[first:last]
    return edges


def _edges(lines: Sequence[Line], smallest: float) -> tuple[float, float, int] | None:
    """Left edge, right edge and number of full lines of one column; None without text."""
    telling = prose(lines, smallest)
    if len(telling) < FEWEST_STARTS:
        telling = prose(lines)
    if not telling:
        return None
    x0 = _left_edge(sorted(line.x0 for line in telling))
    x1 = _right_edge([line for line in telling if line.x0 < x0 + DEEPEST_INDENT] or telling)
    full = sum(line.x1 > x1 - RIGHT_WINDOW and line.x0 < x0 + EDGE_WINDOW for line in prose(lines))
    return x0, x1, full


def _right_edge(lines: Sequence[Line]) -> float:
    """The right edge that a quarter of the lines share; of ragged text, what few lines pass."""
    right = sorted(line.x1 for line in lines)
    first, last = _fullest_window(right, RIGHT_WINDOW)
    if last - first >= max(3, len(right) // 4):
        return median(right[first:last])
    return right[min(int(len(right) * RAGGED_SHARE), len(right) - 1)]


def _left_edge(left: Sequence[float]) -> float:
    """The leftmost edge that a tenth of the lines share: lines are indented, rarely outdented."""
    enough = max(2, len(left) // 10)
    for index, edge in enumerate(left):
        within = bisect_right(left, edge + EDGE_WINDOW) - index
        if within >= enough:
            return median(left[index : index + within])
    return left[0]


def _fullest_window(values: Sequence[float], width: float) -> tuple[int, int]:
    """Slice bounds of the sorted values' most populated window of that width."""
    best = (0, 0)
    for first, value in enumerate(values):
        last = bisect_left(values, value + width, first)
        if last - first > best[1] - best[0]:
            best = (first, last)
    return best
