"""How tall a page's text block is, without running heads, feet and page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .columns import Column, prose
from .lines import Line
from .page_layout import PageLayout
from .passages import mode_of

# A head or foot is at most this many base lines, further from the text than this many lines.
MOST_HEAD_LINES = 3
ISOLATED = 1.4
# Type larger than this many body sizes is a title, which belongs to the text.
LARGEST_HEAD = 1.25
ONE_ROW = 3.0
USUAL_SPACING = 1.2


def extent(page: PageLayout, columns: Sequence[Column], body: float) -> tuple[float, float]:
    """Lowest base line and top of the highest line of the text block, in points.

    As TeX counts it: from the top of the first line's type to the base line of the last line.
    """
    x0, x1 = columns[0].x0, columns[-1].x1
    all_lines = [line for column in columns for line in column.lines]
    words = [line for line in all_lines if line.size >= 0.5 * body and line.width >= line.size]
    lines = words or all_lines
    lines += [line for line in page.layout.spanning if line.x1 > x0 and line.x0 < x1]
    apart = ISOLATED * _leading(columns, body)
    rows = _without_head(_rows(lines), apart, LARGEST_HEAD * body)
    rows = _without_head(rows[::-1], apart, LARGEST_HEAD * body)[::-1]
    top = max(rows[0], key=lambda line: line.size)
    return rows[-1][0].y, rows[0][0].y + min(top.size, 1.2 * body)


def _leading(columns: Sequence[Column], body: float) -> float:
    """The usual distance of the page's lines, at least that of single spacing."""
    gaps = [
        upper.y - lower.y
        for column in columns
        for upper, lower in pairwise(sorted(prose(column.lines), key=lambda line: -line.y))
    ]
    usual = mode_of((gap, 1.0) for gap in gaps if body < gap < 3.2 * body)
    return max(usual, USUAL_SPACING * body)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of nearly one base line together, from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.y):
        if rows and rows[-1][0].y - line.y < ONE_ROW:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _without_head(rows: list[list[Line]], apart: float, largest: float) -> list[list[Line]]:
    """Drop the first rows if a wide gap sets them apart from all others."""
    for count in range(1, min(MOST_HEAD_LINES, len(rows) - 1) + 1):
        if max(line.size for line in rows[count - 1]) > largest:
            break
        if abs(rows[count - 1][0].y - rows[count][0].y) > apart:
            return rows[count:]
    return rows
