"""The text block of each page that shows enough text to judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .columns import TELLING_LINES, Column, prose
from .extent import extent
from .judging import Text
from .lines import Line
from .page_layout import PageLayout
from .passages import PASSAGE_LINES, SMALLER, Kind, Passage
from .report import Box
from .rules import RuleSet
from .structure import Rectangle
from .type_rules import is_too_small

# A single column is this much wider than an allowed one; a lone column of two is not.
WIDE = 1.25
# Columns beyond the allowed number must be as full as justified text, or they are table cells.
FULL_SHARE = 0.4
# Shorter passages across the columns are titles, captions and formulas.
FEWEST_IN_PARAGRAPH = 3
# Base lines this many points apart are one line.
ROUNDED = 0.5
# An abstract across the columns belongs to the title.
LONGEST_ABSTRACT = 20


@dataclass(slots=True)
class Block:
    """A page's text block: its telling columns, or the single column it is set in."""

    page: PageLayout
    columns: list[Column]
    single: bool

    @property
    def width(self) -> float:
        return self.columns[-1].x1 - self.columns[0].x0

    def vertical(self, body: float) -> tuple[float, float]:
        """Lowest base line and top, without heads and feet, in points."""
        return extent(self.page, self.columns, body)

    def around(self, columns: Sequence[Column], body: float) -> Rectangle:
        """The rectangle of some of its columns, without heads and feet, in points."""
        low, high = self.vertical(body)
        lines = [line for column in columns for line in column.lines]
        inside = [line for line in lines if low - ROUNDED <= line.y <= high] or lines
        return (
            columns[0].x0,
            min(line.y - 0.25 * line.size for line in inside),
            columns[-1].x1,
            max(line.y + 0.75 * line.size for line in inside),
        )


def blocks_of(text: Text, rules: RuleSet) -> list[Block]:
    blocks = [_block(page, text, rules) for page in text.straight]
    return [block for block in blocks if block]


def _block(page: PageLayout, text: Text, rules: RuleSet) -> Block | None:
    across = running_across(page, text, rules)
    body = text.measured.body_size - SMALLER
    inside = [line for column in page.layout.columns for line in prose(column.lines, body)]
    if sum(line.width for line in across) > sum(line.width for line in inside):
        lines = sorted(across, key=lambda line: -line.y)
        whole = Column(min(line.x0 for line in lines), max(line.x1 for line in lines), 0, lines)
        return Block(page, [whole], single=True)
    columns = [
        column
        for column in page.layout.columns
        if len(prose(_text_in(column, page))) >= TELLING_LINES
    ]
    if not columns or (len(columns) > rules.columns and not _all_text(columns, page, text)):
        return None
    single = len(columns) == 1 and columns[0].width > WIDE * rules.column_width
    return Block(page, columns, single)


def _text_in(column: Column, page: PageLayout) -> list[Line]:
    """A column's lines without those of tables."""
    tables = [item for item in page.passages if item.column is column and item.kind is Kind.TABLE]
    cells = {id(line) for table in tables for line in table.lines}
    return [line for line in column.lines if id(line) not in cells]


def _all_text(columns: Sequence[Column], page: PageLayout, text: Text) -> bool:
    """Whether all columns are columns of text, none of them cells of a table or names of authors.

    Such have no passage of any length.
    """
    long = [item.column for item in page.passages if len(item.lines) >= PASSAGE_LINES]
    if not all(any(column is other for other in long) for column in columns):
        return False
    return not text.justified or all(
        column.full >= FULL_SHARE * len(prose(column.lines)) for column in columns
    )


def running_across(page: PageLayout, text: Text, rules: RuleSet) -> list[Line]:
    """Lines of running text that span the columns: at least as many as make a passage."""
    lines = [
        line
        for passage in text.running
        if passage.spans and passage.page == page.number
        if _is_running(passage, text, rules) and not _is_front_matter(passage, page)
        if not passage.has_caption
        for line in passage.lines
    ]
    return lines if len(lines) >= PASSAGE_LINES else []


def _is_running(passage: Passage, text: Text, rules: RuleSet) -> bool:
    if len(passage.lines) < FEWEST_IN_PARAGRAPH or passage.monospaced:
        return False
    is_body = passage.size >= text.measured.body_size - SMALLER
    return is_body or is_too_small(passage, text, rules)


def _is_front_matter(passage: Passage, page: PageLayout) -> bool:
    """An abstract above all columns of the first page."""
    if page.number != 1 or len(passage.lines) > LONGEST_ABSTRACT:
        return False
    tops = [line.y for column in page.layout.columns for line in prose(column.lines)]
    return bool(tops) and passage.lines[-1].y > max(tops)


@dataclass(frozen=True, slots=True)
class Overfull:
    """A line of prose that ends so many points beyond its column."""

    beyond: float
    box: Box


def overfull(text: Text, rules: RuleSet) -> list[Overfull]:
    """Lines of running text that stick out of justified columns by half a gutter or more.

    Beside a figure that text flows around a column is narrow: a line as wide as columns may be is
    no fault.
    """
    if not text.justified:
        return []
    widest = rules.column_width + rules.column_width_tolerance
    return [
        Overfull(line.x1 - passage.column.x1, _box_beyond(passage, line, text))
        for passage in text.running
        for line in passage.sticking_out
        if line.x1 > passage.column.x1 + rules.gutter / 2
        if line.x1 > passage.column.x0 + widest
    ]


def _box_beyond(passage: Passage, line: Line, text: Text) -> Box:
    low, high = line.y - 0.25 * line.size, line.y + 0.75 * line.size
    beyond = (passage.column.x1, low, line.x1, high)
    return text.measured.page(passage.page).box(beyond, "overfull line")
