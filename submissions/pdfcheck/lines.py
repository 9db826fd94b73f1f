"""From pieces of text to lines of text, in the frame where the page's text reads upright."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

# Pieces further apart than this, in ems, belong to different lines side by side.
WIDEST_WORD_GAP = 0.72
# Type this much smaller, on the same base line and not close by, numbers the lines.
MARGINAL_SIZE = 0.75
WIDEST_GAP_TO_MARGINALIA = 0.35
# A place where pieces of many lines begin: within so many points, in so many lines, and in this
# share of the lines that pass it.
SHARED_WINDOW = 1.0
FEWEST_SHARED = 10
SHARED_BY = 0.5
# Base lines that differ by less than this, in points, are one base line.
SAME_BASELINE = 1.0


@dataclass(slots=True)
class Run:
    """A piece of upright text: ink from `x0` to `x1` on the base line `y`, in points."""

    x0: float
    x1: float
    y: float
    size: float
    monospaced: bool = False
    source: Any = field(default=None, repr=False)
    stretch: float = 1.0

    @property
    def width(self) -> float:
        return self.x1 - self.x0


@dataclass(slots=True)
class Line:
    """Runs that follow each other on one base line, left to right, in points.

    `size` is the type size of most of its width; `monospaced` if most is in a typewriter face;
    `stretch` is how wide its type is drawn for its height.
    """

    x0: float
    x1: float
    y: float
    size: float
    runs: tuple[Run, ...] = field(repr=False)
    monospaced: bool = False
    stretch: float = 1.0

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def lines_of(runs: Iterable[Run]) -> list[Line]:
    """Lines from top to bottom, those on one base line from left to right."""
    lines: list[Line] = []
    for row in _rows(runs):
        lines.extend(_split(row))
    return lines


def split_where_shared(lines: Sequence[Line]) -> list[Line]:
    """Split lines that run on into the next column, where the columns nearly touch.

    Words begin anywhere; where the pieces of many lines begin at one place, a column begins.
    """
    inner = sorted(run.x0 for line in lines for run in line.runs[1:])
    start = _shared(inner)
    if start is None:
        return list(lines)
    crossing = sum(line.x0 < start - SHARED_WINDOW and line.x1 > start for line in lines)
    first, last = bisect_left(inner, start), bisect_right(inner, start + SHARED_WINDOW)
    if last - first < max(FEWEST_SHARED, SHARED_BY * crossing):
        return list(lines)
    return [part for line in lines for part in split_at(line, start, start + SHARED_WINDOW)]


def _shared(values: Sequence[float]) -> float | None:
    """Where the fullest window of sorted values begins."""
    counts = [
        (bisect_right(values, value + SHARED_WINDOW) - at, -at) for at, value in enumerate(values)
    ]
    return values[-max(counts)[1]] if counts else None


def split_at(line: Line, first: float, last: float) -> list[Line]:
    """The line in two, before the piece that begins from `first` to `last`, if there is one."""
    for at, run in enumerate(line.runs):
        if at and first <= run.x0 <= last:
            left, right = line.runs[:at], line.runs[at:]
            reach = max(before.x1 for before in left)
            return [_line(left, reach), _line(right, line.x1)] if reach < run.x0 + 1 else [line]
    return [line]


def _rows(runs: Iterable[Run]) -> Iterable[list[Run]]:
    """Runs of one base line each, from top to bottom."""
    row: list[Run] = []
    for run in sorted(runs, key=attrgetter("y"), reverse=True):
        if row and row[0].y - run.y > SAME_BASELINE:
            yield row
            row = []
        row.append(run)
    if row:
        yield row


def _split(row: list[Run]) -> list[Line]:
    row.sort(key=attrgetter("x0"))
    lines: list[Line] = []
    piece: list[Run] = []
    reach = 0.0
    for run in row:
        if piece and _apart(piece[-1], run, run.x0 - reach):
            lines.append(_line(piece, reach))
            piece = []
        reach = max(reach, run.x1) if piece else run.x1
        piece.append(run)
    lines.append(_line(piece, reach))
    return lines


def _apart(left: Run, right: Run, gap: float) -> bool:
    small, large = sorted((left.size, right.size))
    ems = WIDEST_WORD_GAP if small > MARGINAL_SIZE * large else WIDEST_GAP_TO_MARGINALIA
    return gap > ems * large


def _line(runs: Sequence[Run], reach: float) -> Line:
    widest = _widest_size(runs)
    baseline = max((run for run in runs if run.size == widest), key=attrgetter("width")).y
    fixed = sum(run.width for run in runs if run.monospaced)
    is_fixed = fixed > (reach - runs[0].x0) / 2
    return Line(runs[0].x0, reach, baseline, widest, tuple(runs), is_fixed, _stretch(runs))


def _stretch(runs: Sequence[Run]) -> float:
    """The mean of the pieces, by width."""
    width = sum(run.width for run in runs)
    drawn = sum(run.stretch * run.width for run in runs)
    return round(drawn / width, 3) if width > 0 else 1.0


def _widest_size(runs: Sequence[Run]) -> float:
    if len(runs) == 1:
        return runs[0].size
    widths: defaultdict[float, float] = defaultdict(float)
    for run in runs:
        widths[run.size] += run.width
    return max(widths, key=widths.__getitem__)
