"""Rules on the size of the text block: width of column and block, height of the block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Block, Overfull, overfull
from .judging import Text, result, unknown
from .report import Box, RuleResult, Verdict
from .rules import RuleSet
from .structure import Rectangle
from .words import inches, length, page_list

# So many lines that stick out, or one that goes this many gutters beyond its column, are no slip.
MANY_LINES, CROSSING = 5, 1.5


@dataclass(frozen=True, slots=True)
class Measure:
    """One length as measured on a page, with the rectangle it was measured on, in points."""

    block: Block
    value: float
    rectangle: Rectangle


@dataclass(frozen=True, slots=True)
class Limit:
    what: str
    how: str
    points: float
    tolerance: float


def column_width(text: Text, rules: RuleSet, blocks: Sequence[Block]) -> RuleResult:
    limit = Limit("column", "wide", rules.column_width, rules.column_width_tolerance)
    body = text.measured.body_size
    measures = [
        Measure(block, column.width, block.around([column], body))
        for block in blocks
        for column in block.columns
    ]
    sticking_out = overfull(text, rules)
    if not measures or _over(limit, measures) or not sticking_out:
        return _at_most(limit, measures, text)
    return _sticking_out(limit, measures, sticking_out, rules)


def _sticking_out(
    limit: Limit, measures: Sequence[Measure], lines: Sequence[Overfull], rules: RuleSet
) -> RuleResult:
    """One line that slips is a remark; many, or one that crosses the gutter, break the rule."""
    farthest = max(line.beyond for line in lines)
    is_slip = len(lines) < MANY_LINES and farthest < CROSSING * rules.gutter
    most = max(measure.value for measure in measures)
    boxes = [line.box for line in lines]
    one = len(lines) == 1
    counted = "1 line" if one else f"{len(lines)} lines"
    stick = "sticks out of it by" if one else "stick out of it by up to"
    return _result(
        limit,
        most,
        Verdict.WARN if is_slip else Verdict.FAIL,
        f"The {limit.what} is {length(most)} {limit.how}, as allowed, but {counted} on "
        f"{page_list([box.page for box in boxes])} {stick} {length(farthest)}.",
        boxes,
    )


def block_width(text: Text, rules: RuleSet, blocks: Sequence[Block]) -> RuleResult:
    limit = Limit("text block", "wide", rules.block_width, rules.block_width_tolerance)
    body = text.measured.body_size
    measures = [Measure(block, block.width, block.around(block.columns, body)) for block in blocks]
    return _at_most(limit, measures, text)


def block_height(text: Text, rules: RuleSet, blocks: Sequence[Block]) -> RuleResult:
    limit = Limit("text block", "tall", rules.block_height, rules.block_height_tolerance)
    measures = []
    for block in blocks:
        low, high = block.vertical(text.measured.body_size)
        box = block.columns[0].x0, low, block.columns[-1].x1, high
        measures.append(Measure(block, high - low, box))
    return _at_most(limit, measures, text)


def _over(limit: Limit, measures: Sequence[Measure]) -> list[Measure]:
    return [item for item in measures if item.value > limit.points + limit.tolerance]


def _at_most(limit: Limit, measures: Sequence[Measure], text: Text) -> RuleResult:
    if not measures:
        return unknown(text.why_unknown)
    most = max(measure.value for measure in measures)
    said = f"the {limit.what} is {length(most)} {limit.how}"
    over = _over(limit, measures)
    if not over:
        message = f"{said.capitalize()}, at most {length(limit.points)} is allowed."
        return _result(limit, most, Verdict.PASS, message)
    pages = page_list([item.block.page.number for item in over]).capitalize()
    more = length(most - limit.points)
    message = f"{pages}: {said}, {more} more than the {length(limit.points)} allowed."
    boxes = [item.block.page.box(item.rectangle, limit.what) for item in over]
    return _result(limit, most, Verdict.FAIL, message, boxes)


def _result(
    limit: Limit, most: float, verdict: Verdict, message: str, boxes: Sequence[Box] = ()
) -> RuleResult:
    return result(
        verdict,
        message,
        measured=inches(most),
        allowed=inches(limit.points),
        tolerance=inches(limit.tolerance),
        unit="in",
        pages=[box.page for box in boxes],
        boxes=boxes,
    )
