"""Footnotes: at the foot of a column, begun by a mark, or going on from the column before."""

from __future__ import annotations

import re

from .measure import Measured
from .pages import MeasuredPage
from .passages import SAME_SIZE, Passage

MARK = re.compile(r"\s*(?:\d{1,2}|[*∗†‡§¶‖#a-f])(?!\w)|\s*\d{1,2}(?=[A-Zh“\"(])")
LONGEST_FOOTNOTE = 25
# Footnotes begin in this lower share of the page.
LOWER_PART = 0.55


def is_footnote(passage: Passage, measured: Measured) -> bool:
    """Whether it stands at the foot and begins with a mark, or goes on with one that did."""
    page = measured.page(passage.page)
    if not _at_the_foot(passage, page):
        return False
    return _is_marked(passage, page) or _goes_on(passage, measured)


def _at_the_foot(passage: Passage, page: MeasuredPage) -> bool:
    if not passage.last or len(passage.lines) > LONGEST_FOOTNOTE:
        return False
    return passage.lines[0].y <= page.frame.height * LOWER_PART


def _is_marked(passage: Passage, page: MeasuredPage) -> bool:
    return bool(MARK.match(page.text(passage.lines[0]))) or _raised_mark(passage, page)


def _goes_on(passage: Passage, measured: Measured) -> bool:
    """Whether the column before ends with a footnote of the same size."""
    page = measured.page(passage.page)
    earlier = [
        item for item in page.passages if not item.spans and item.column.x0 < passage.column.x0
    ]
    if not earlier and page.number > 1:
        page = measured.page(page.number - 1)
        earlier = [item for item in page.passages if not item.spans]
    if not earlier:
        return False
    last = earlier[-1]
    alike = abs(last.size - passage.size) < SAME_SIZE
    return alike and _at_the_foot(last, page) and _is_marked(last, page)


def _raised_mark(passage: Passage, page: MeasuredPage) -> bool:
    """A tiny raised piece of text just before the first line."""
    first = passage.lines[0]
    return any(
        line.size < 0.85 * first.size
        and line.width < 2 * first.size
        and first.x0 - 12 < line.x1 <= first.x0 + 2
        and 0.5 < line.y - first.y < first.size
        for line in page.lines
    )
