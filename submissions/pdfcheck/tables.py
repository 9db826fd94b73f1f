"""Tables of prose: cells read like running text, but stand beside each other or between rules."""

from __future__ import annotations

from .lines import SAME_BASELINE
from .pages import MeasuredPage
from .passages import Passage

# Cells stand beside cells on their base line, in so many of the lines. Numbers of lines, and labels
# of lists, are narrower than this, in ems, or in much smaller type.
BESIDE_SHARE, NARROWEST_CELL, SMALLEST_CELL = 0.2, 3.0, 0.8
# A rule may end this much short of the text, in points.
SHORT_OF = 3.0
# Between the last line of a row and the first of the next one there are at most so many ems.
ROW_GAP = 2.6


def is_cells(passage: Passage, page: MeasuredPage) -> bool:
    """Whether the lines of a passage are cells of a table."""
    beside = not passage.spans and _has_cells_beside(passage, page)
    return beside or _is_ruled(passage, page)


def _has_cells_beside(passage: Passage, page: MeasuredPage) -> bool:
    """Whether other text stands on its base lines within its column."""
    smallest, narrowest = SMALLEST_CELL * passage.size, NARROWEST_CELL * passage.size
    within = page.column_of(passage.column.x0)
    others = [
        line.y
        for line in page.lines
        if line.size >= smallest and line.width >= narrowest
        if line.x1 < passage.column.x0 or line.x0 > passage.column.x1
        if page.column_of(line.x0) == within
    ]
    beside = sum(any(abs(line.y - y) < SAME_BASELINE for y in others) for line in passage.lines)
    return beside >= BESIDE_SHARE * len(passage.lines)


def _is_ruled(passage: Passage, page: MeasuredPage) -> bool:
    """Whether rules wider than the text lie between its lines, or just above and below them.

    Through two columns of text no such rule can go.
    """
    x0, _, x1, _ = passage.box
    widest = (x1 - x0 if passage.spans else passage.column.width) + NARROWEST_CELL * passage.size
    rules = [
        y
        for y, left, right in page.rules
        if left < x0 + SHORT_OF and right > x1 - SHORT_OF and right - left > widest
    ]
    top, bottom = passage.lines[0].y, passage.lines[-1].y
    reach = ROW_GAP * passage.size
    above = any(top < y < top + reach for y in rules)
    below = any(bottom - reach < y < bottom for y in rules)
    return (above and below) or any(bottom < y < top for y in rules)
