"""Rules on columns: how many, and how far apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from .blocks import Block, running_across
from .judging import Text, result, unknown
from .passages import JUSTIFIED, PASSAGE_LINES, Passage
from .report import RuleResult, Verdict
from .rules import RuleSet
from .words import inches, length, page_list


def columns(text: Text, rules: RuleSet, blocks: Sequence[Block]) -> RuleResult:
    if not blocks or not text.measurable:
        return unknown(text.why_unknown)
    wrong = [block for block in blocks if _count(block, rules) != rules.columns]
    if not wrong:
        return _remark(text, rules) or _passed(rules)
    count = _count(wrong[0], rules)
    pages = [block.page.number for block in wrong]
    message = (
        f"{page_list(pages).capitalize()}: text in {count} column{'s' * (count != 1)}, "
        f"not {rules.columns}."
    )
    return result(
        Verdict.FAIL,
        message,
        measured=float(count),
        pages=pages,
        boxes=[
            block.page.box(block.around([column], text.measured.body_size), "column")
            for block in wrong
            for column in block.columns
        ],
        **_common(rules),
    )


def _common(rules: RuleSet) -> dict[str, Any]:
    return {"allowed": float(rules.columns), "unit": "columns"}


def _count(block: Block, rules: RuleSet) -> int:
    """Columns of a page; one of the allowed width is the start of a page in several."""
    return 1 if block.single else max(len(block.columns), rules.columns)


def _passed(rules: RuleSet) -> RuleResult:
    message = f"Text runs in {rules.columns} column{'s' * (rules.columns != 1)}."
    return result(Verdict.PASS, message, measured=float(rules.columns), **_common(rules))


def _remark(text: Text, rules: RuleSet) -> RuleResult | None:
    """Pages with a part across the columns, or turned pages full of text."""
    if rules.columns < 2:
        return None
    across = [
        (page, lines) for page in text.straight if (lines := running_across(page, text, rules))
    ]
    turned = [page for page in text.measured.pages if page.turned and page not in text.straight]
    full = sorted({item.page for page in turned for item in _text_on(page.number, text)})
    if across:
        pages = [page.number for page, _ in across]
        message = f"Part of {page_list(pages)} runs across the columns. A person will look at it."
    elif full:
        pages = full
        message = f"{page_list(full).capitalize()}: the text is turned on its side."
    else:
        return None
    boxes = [page.box(_around_lines(lines), "across the columns") for page, lines in across]
    return result(
        Verdict.WARN,
        message,
        measured=float(rules.columns),
        pages=pages,
        boxes=boxes,
        **_common(rules),
    )


def _text_on(number: int, text: Text) -> list[Passage]:
    """Passages of justified running text on a page, as a table has none."""
    return [
        passage
        for passage in text.running
        if passage.page == number
        and len(passage.lines) >= PASSAGE_LINES
        and passage.full_share >= JUSTIFIED
    ]


def _around_lines(lines: Sequence[Any]) -> tuple[float, float, float, float]:
    return (
        min(line.x0 for line in lines),
        min(line.y - 0.25 * line.size for line in lines),
        max(line.x1 for line in lines),
        max(line.y + 0.75 * line.size for line in lines),
    )


def gutter(text: Text, rules: RuleSet, blocks: Sequence[Block]) -> RuleResult:
    if not blocks or not text.measurable:
        return unknown(text.why_unknown)
    gaps = [
        (right.x0 - left.x1, block, left, right)
        for block in blocks
        for left, right in pairwise(block.columns)
    ]
    if not gaps:
        if rules.columns < 2 or any(block.single for block in blocks):
            return result(Verdict.NA, "There is no gutter: the text is in one column.")
        return unknown("No page has text in two columns side by side.")
    narrow = [gap for gap in gaps if gap[0] < rules.gutter - rules.gutter_tolerance]
    least = median(gap[0] for gap in narrow) if narrow else min(gap[0] for gap in gaps)
    pages = [block.page.number for _, block, _, _ in narrow]
    if narrow:
        message = (
            f"{page_list(pages).capitalize()}: columns are only {length(least)} apart; "
            f"{length(rules.gutter)} is asked."
        )
    else:
        message = f"Columns are {length(least)} apart, at least {length(rules.gutter)} is asked."
    boxes = []
    for _, block, left, right in narrow:
        _, low, _, high = block.around([left, right], text.measured.body_size)
        boxes.append(block.page.box((left.x1, low, right.x0, high), "gutter"))
    return result(
        Verdict.FAIL if narrow else Verdict.PASS,
        message,
        measured=inches(least),
        allowed=inches(rules.gutter),
        tolerance=inches(rules.gutter_tolerance),
        unit="in",
        pages=pages,
        boxes=boxes,
    )
