"""Rules on the size of the text block: width of column and block, height of the block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Block, around, overfull
from .judging import Text, result, unknown
from .report import Box, RuleResult, Verdict
from .rules import RuleSet
from .structure import Rectangle
from .words import inches, length, page_list


@dataclass(frozen=True, slots=True)
class Measure:
    """One length as measured on a page, with the rectangle it was measured on, in points."""

    block: Block
    value: float
    rectangle: Rectangle


@dataclass(frozen=True, slots=True)
class Limit:
    rule: str
    what: str
    how: str
    points: float
    tolerance: float


def column_width(text: Text, rules: RuleSet, blocks: Sequence[Block]) -> RuleResult:
    limit = Limit(
        "column_width", "column", "wide", rules.column_width, rules.column_width_tolerance
    )
    measures = [
        Measure(block, column.width, around(column.lines, [column]))
        for block in blocks
        for column in block.columns
    ]
    return _at_most(limit, measures, text, overfull(text, rules))


def block_width(text: Text, rules: RuleSet, blocks: Sequence[Block]) -> RuleResult:
    limit = Limit(
        "block_width", "text block", "wide", rules.block_width, rules.block_width_tolerance
    )
    return _at_most(limit, [Measure(block, block.width, block.around) for block in blocks], text)


def block_height(text: Text, rules: RuleSet, blocks: Sequence[Block]) -> RuleResult:
    limit = Limit(
        "block_height", "text block", "tall", rules.block_height, rules.block_height_tolerance
    )
    measures = []
    for block in blocks:
        low, high = block.vertical(text.measured.body_size)
        x0, _, x1, _ = block.around
        measures.append(Measure(block, high - low, (x0, low, x1, high)))
    return _at_most(limit, measures, text)


def _at_most(
    limit: Limit, measures: Sequence[Measure], text: Text, sticking_out: Sequence[Box] = ()
) -> RuleResult:
    if not measures:
        return unknown(limit.rule, text.why_unknown)
    most = max(measure.value for measure in measures)
    over = [item for item in measures if item.value > limit.points + limit.tolerance]
    said = f"the {limit.what} is {length(most)} {limit.how}"
    boxes = [item.block.page.box(item.rectangle, limit.what) for item in over]
    if over:
        verdict = Verdict.FAIL
        pages = [item.block.page.number for item in over]
        message = (
            f"{page_list(pages).capitalize()}: {said}, {length(most - limit.points)} more than the "
            f"{length(limit.points)} allowed."
        )
    elif sticking_out:
        verdict = Verdict.WARN
        boxes = list(sticking_out)
        pages = [box.page for box in boxes]
        one = len(boxes) == 1
        message = (
            f"{said.capitalize()}, as allowed, but {len(boxes)} line{'s' * (not one)} on "
            f"{page_list(pages)} stick{'s' * one} out of it."
        )
    else:
        verdict, pages = Verdict.PASS, []
        message = f"{said.capitalize()}, at most {length(limit.points)} is allowed."
    return result(
        limit.rule,
        verdict,
        message,
        measured=inches(most),
        allowed=inches(limit.points),
        tolerance=inches(limit.tolerance),
        unit="in",
        pages=pages,
        boxes=boxes,
    )
