"""Passages: consecutive lines of one type size in one column."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from statistics import median

from .columns import Column, Layout
from .edges import EDGE_WINDOW, RIGHT_WINDOW, fullest_window
from .lines import Line

# A passage of at least this many lines is text, not a remark.
PASSAGE_LINES = 9
# Lines at least this wide, as a share of the column, carry running text.
FLOWING_SHARE = 0.4
LONG_SHARE = 0.75
# Text this much smaller than the body, in points, is not body text.
SMALLER = 0.3
# Share of lines that reach both edges in justified text, headings and last lines included.
JUSTIFIED = 0.5
# Sizes within this many points are one size.
SAME_SIZE = 0.2
# A gap of more than this many ems ends a passage, and so does one of this many times its leading.
WIDEST_BREAK = 3.2
WIDEST_LEAP = 1.9
# No leading is closer than this, in ems; base lines of one row may be.
CLOSEST = 0.9


class Kind(StrEnum):
    """What a passage is. Only running text is bound to the size of running text."""

    RUNNING = "running text"
    REFERENCES = "bibliography"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    PUBLISHER = "publisher's block"
    ABSTRACT = "abstract"
    LISTING = "listing"
    TABLE = "table"
    REMARK = "remark"
    UNREADABLE = "text that programs cannot read"


@dataclass
class Passage:
    """Lines of one size below each other in a column, top to bottom, on page `page` (from 1).

    `spans` if it runs across the columns of the page. `last` if no running text follows below.
    What its words tell is written down while the document is open: its `kind`, how many lines
    stand before the first caption in it, whether a caption stands beside it, and which lines of
    prose stick out of its column.
    """

    page: int
    column: Column
    lines: list[Line]
    spans: bool
    last: bool = False
    kind: Kind = Kind.RUNNING
    before_caption: int = 0
    has_caption: bool = False
    sticking_out: list[Line] = field(default_factory=list, repr=False)

    @cached_property
    def size(self) -> float:
        """The size of most of the text, in points."""
        return mode_of((line.size, line.width) for line in self.lines)

    @property
    def width(self) -> float:
        return sum(line.width for line in self.lines)

    @cached_property
    def full_share(self) -> float:
        """Share of lines that reach both edges of the column, as justified text does."""
        return sum(self.column.reached_by(line) for line in self.lines) / len(self.lines)

    @cached_property
    def block_share(self) -> float:
        """Share of lines that reach both edges of the passage itself, as an indented block's do."""
        left = sorted(line.x0 for line in self.lines)
        right = sorted(line.x1 for line in self.lines)
        first, last = fullest_window(left, EDGE_WINDOW)
        low, high = fullest_window(right, RIGHT_WINDOW)
        within = sum(
            left[first] <= line.x0 <= left[last - 1] and right[low] <= line.x1 <= right[high - 1]
            for line in self.lines
        )
        return within / len(self.lines)

    @property
    def long_share(self) -> float:
        enough = LONG_SHARE * self.column.width
        return sum(line.width > enough for line in self.lines) / len(self.lines)

    @property
    def stretch(self) -> float:
        """How wide its type is drawn for its height, in its middle line."""
        return median(line.stretch for line in self.lines)

    @property
    def monospaced(self) -> bool:
        """Whether most lines are set in a typewriter face, as listings are."""
        return sum(line.monospaced for line in self.lines) > len(self.lines) / 2

    @property
    def gaps(self) -> list[float]:
        """Distances between successive base lines, in points."""
        return [upper.y - lower.y for upper, lower in pairwise(self.lines)]

    @property
    def height(self) -> float:
        return self.lines[0].y - self.lines[-1].y + self.size

    @property
    def box(self) -> tuple[float, float, float, float]:
        return (
            min(line.x0 for line in self.lines),
            self.lines[-1].y - 0.25 * self.size,
            max(line.x1 for line in self.lines),
            self.lines[0].y + 0.75 * self.size,
        )


def mode_of(weighted: Iterable[tuple[float, float]], step: float = 0.1) -> float:
    """The most common value, by weight: the mean of the heaviest bin and its neighbours.

    `weighted` are (value, weight) pairs; returns 0 without any weight.
    """
    weights: dict[int, float] = {}
    sums: dict[int, float] = {}
    for value, weight in weighted:
        key = round(value / step)
        weights[key] = weights.get(key, 0.0) + weight
        sums[key] = sums.get(key, 0.0) + value * weight
    if not weights:
        return 0.0
    best = max(weights, key=lambda key: sum(weights.get(key + near, 0.0) for near in (-1, 0, 1)))
    near = [key for key in (best - 1, best, best + 1) if key in weights]
    total = sum(weights[key] for key in near)
    return sum(sums[key] for key in near) / total if total else 0.0


def passages_of(layout: Layout, page: int) -> list[Passage]:
    """The passages of a page: column by column, then those that span the columns."""
    found: list[Passage] = []
    for column in layout.columns:
        found.extend(_in_column(column.lines, column, page, spans=False))
    if layout.spanning:
        whole = Column(
            min(line.x0 for line in layout.spanning),
            max(line.x1 for line in layout.spanning),
            full=0,
        )
        found.extend(_in_column(layout.spanning, whole, page, spans=True))
    return found


def _in_column(lines: Sequence[Line], column: Column, page: int, *, spans: bool) -> list[Passage]:
    """Passages of a column: each begins with a flowing line and keeps the ends of paragraphs."""
    found: list[Passage] = []
    closest, reached = math.inf, 0.0
    for line in sorted(lines, key=attrgetter("y"), reverse=True):
        farthest = min(WIDEST_BREAK * line.size, WIDEST_LEAP * closest)
        gap = reached - line.y
        follows = bool(found) and gap < farthest and _same_size(found[-1].lines[-1], line)
        flows = line.width >= FLOWING_SHARE * column.width
        if follows and (flows or column.begins(line)):
            found[-1].lines.append(line)
            closest = min(closest, max(gap, CLOSEST * line.size))
        elif flows:
            found.append(Passage(page, column, [line], spans))
            closest = math.inf
        if follows or flows:
            reached = line.y
    if found:
        found[-1].last = True
    return found


def _same_size(line: Line, other: Line) -> bool:
    return abs(line.size - other.size) < SAME_SIZE
