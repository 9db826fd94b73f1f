"""Rules on running text: type size and line spacing."""

from __future__ import annotations

from collections.abc import Iterator

from .judging import Text, pages_of, result, unknown
from .passages import JUSTIFIED, PASSAGE_LINES, SMALLER, Kind, Passage, mode_of
from .report import RuleResult, Verdict
from .rules import RuleSet
from .words import page_list, percent, points

# Share of long lines in ragged text, and in a ragged part of a justified paper.
MOSTLY_LONG, RAGGED_LONG = 0.6, 0.75
# Measured ratios carry this much noise: sizes and leadings are rounded by TeX and by viewers.
RATIO_NOISE = 0.004
READABLE_REFERENCES = 0.1
HALF_A_COLUMN = 26
# Shorter passages are headings and formulas.
FEWEST_SQUEEZED = 3


def body_size(text: Text) -> float:
    """The size of most running text, in points."""
    return mode_of((line.size, line.width) for passage in text.running for line in passage.lines)


def body_font(text: Text, rules: RuleSet) -> RuleResult:
    if not text.measurable:
        return unknown(text.why_unknown)
    size = body_size(text)
    smallest = rules.min_body_size - rules.size_tolerance
    common = {
        "allowed": rules.min_body_size,
        "tolerance": rules.size_tolerance,
        "unit": "pt",
    }
    small = too_small(text, rules)
    if size < smallest:
        message = (
            f"Running text is {points(size)}; it must be at least {points(rules.min_body_size)}."
        )
        wrong = small or [passage for passage in text.running if passage.size < smallest]
    elif small:
        size = min(passage.size for passage in small)
        lines = sum(len(passage.lines) for passage in small)
        message = (
            f"{lines} lines of running text on {page_list(pages_of(small))} are only "
            f"{points(size)}; it must be at least {points(rules.min_body_size)} throughout."
        )
        wrong = small
    elif squeezed := _squeezed(text, rules.min_stretch):
        narrowest = min(passage.stretch for passage in squeezed)
        message = (
            f"Running text on {page_list(pages_of(squeezed))} is squeezed to {percent(narrowest)} "
            "of its width: its type is as tall as asked, but narrower than it was drawn."
        )
        wrong = squeezed
    else:
        return _remarks(text, rules, size, common)
    return result(
        Verdict.FAIL,
        message,
        measured=round(size, 2),
        pages=pages_of(wrong),
        boxes=[text.box(passage, "small text") for passage in wrong],
        **common,
    )


def _squeezed(text: Text, least: float) -> list[Passage]:
    """Passages drawn narrower than that share of their width, if they fill half a column."""
    narrow = [
        passage
        for passage in text.running
        if passage.stretch < least and len(passage.lines) >= FEWEST_SQUEEZED
    ]
    return narrow if sum(len(passage.lines) for passage in narrow) >= HALF_A_COLUMN else []


def too_small(text: Text, rules: RuleSet) -> list[Passage]:
    """Blocks of small running text; shorter pieces too once they add up to half a column."""
    small = [passage for passage in text.running if _is_small_prose(passage, text, rules)]
    blocks = [passage for passage in small if len(passage.lines) >= PASSAGE_LINES]
    return small if sum(len(passage.lines) for passage in small) >= HALF_A_COLUMN else blocks


def is_too_small(passage: Passage, text: Text, rules: RuleSet) -> bool:
    """Whether a passage is a block of small running text: nine lines or more that fill a column."""
    return len(passage.lines) >= PASSAGE_LINES and _is_small_prose(passage, text, rules)


def _is_small_prose(passage: Passage, text: Text, rules: RuleSet) -> bool:
    if passage.size >= rules.min_body_size - rules.size_tolerance:
        return False
    is_smaller = passage.size < text.measured.body_size - SMALLER
    if is_smaller and passage.before_caption < min(PASSAGE_LINES, len(passage.lines)):
        return False
    if passage.full_share >= JUSTIFIED:
        return True
    if not text.justified or passage.block_share >= JUSTIFIED:
        return passage.long_share >= MOSTLY_LONG
    return passage.long_share >= RAGGED_LONG


def _remarks(text: Text, rules: RuleSet, size: float, common: dict[str, object]) -> RuleResult:
    """Pass, or warn of small text that may be allowed: an abstract, tiny references."""
    said = f"Running text is {points(size)}"
    wrong: list[Passage] = []
    if abstracts := _long(text, Kind.ABSTRACT):
        wrong = abstracts
        said += f", but the abstract only {points(wrong[0].size)}. A person will look at it."
    elif unreadable := _long(text, Kind.UNREADABLE):
        wrong = unreadable
        said += (
            f", but text on {page_list(pages_of(wrong))} is {points(wrong[0].size)}, and its "
            "letters cannot be read by a program: a person will see whether it may be."
        )
    elif references := _hard_to_read(text, rules):
        wrong = references
        said += (
            f", but the references only {points(wrong[0].size)}: under "
            f"{points(rules.min_reference_size)} they are hard to read."
        )
    elif squeezed := _squeezed(text, rules.comfortable_stretch):
        wrong = squeezed
        narrowest = min(passage.stretch for passage in squeezed)
        said += f", but squeezed to {percent(narrowest)} of its width in places."
    else:
        said += f", at least {points(rules.min_body_size)} is asked."
    return result(
        Verdict.WARN if wrong else Verdict.PASS,
        said,
        measured=round(size, 2),
        pages=pages_of(wrong),
        boxes=[text.box(passage, "small text") for passage in wrong],
        **common,
    )


def _long(text: Text, kind: Kind) -> list[Passage]:
    return [item for item in text.exempt if item.kind is kind and _is_long(item)]


def _is_long(passage: Passage) -> bool:
    return len(passage.lines) >= PASSAGE_LINES


def _hard_to_read(text: Text, rules: RuleSet) -> list[Passage]:
    references = [item for item in text.exempt if item.kind is Kind.REFERENCES]
    size = mode_of((line.size, line.width) for item in references for line in item.lines)
    return references if size < rules.min_reference_size - READABLE_REFERENCES else []


def line_spacing(text: Text, rules: RuleSet) -> RuleResult:
    """Leading divided by type size: the most common ratio, and no tight passage anywhere."""
    size = body_size(text) if text.measurable else 0.0
    body = [passage for passage in text.running if abs(passage.size - size) < 0.3]
    gaps = [gap for passage in body for gap in passage.gaps if gap > 0.5 * size]
    if len(gaps) < PASSAGE_LINES:
        return unknown(text.why_unknown)
    leading = mode_of((gap, 1.0) for gap in gaps)
    ratio = leading / size
    tight = [run for passage in text.running for run in tight_runs(passage, rules)]
    common = {"allowed": rules.min_spacing, "tolerance": RATIO_NOISE, "unit": "ratio"}
    said = f"{points(leading)} from line to line for {points(size)} type (ratio {ratio:.2f})"
    if tight or ratio < rules.min_spacing - RATIO_NOISE:
        return _too_tight(text, rules, tight, said, ratio)
    if ratio > rules.max_spacing + RATIO_NOISE:
        message = f"The text is set {said}: that is more than single-spaced."
        common |= {"allowed": rules.max_spacing, "pages": pages_of(body)}
        return result(Verdict.FAIL, message, measured=round(ratio, 3), **common)
    if ratio < rules.comfortable_spacing - RATIO_NOISE:
        message = f"The text is set {said}: rather tight, but common in accepted papers."
        return result(Verdict.WARN, message, measured=round(ratio, 3), **common)
    message = f"The text is set {said}: single-spaced."
    return result(Verdict.PASS, message, measured=round(ratio, 3), **common)


def _too_tight(
    text: Text, rules: RuleSet, tight: list[Passage], said: str, ratio: float
) -> RuleResult:
    where = ""
    if ratio >= rules.min_spacing - RATIO_NOISE:
        ratio = min(mode_of((gap, 1.0) for gap in run.gaps) / run.size for run in tight)
        where = f" on {page_list(pages_of(tight))}"
        said = f"with a ratio of {ratio:.2f} of line distance to type size"
    message = f"The text{where} is set {said}: tighter than {rules.min_spacing:g}."
    return result(
        Verdict.FAIL,
        message,
        measured=round(ratio, 3),
        allowed=rules.min_spacing,
        tolerance=RATIO_NOISE,
        unit="ratio",
        pages=pages_of(tight),
        boxes=[text.box(run, "tight lines") for run in tight],
    )


def tight_runs(passage: Passage, rules: RuleSet) -> Iterator[Passage]:
    """Nine or more successive lines closer than the rules allow, as passages."""
    closest = (rules.min_spacing - RATIO_NOISE) * passage.size
    run = [passage.lines[0]]
    for line in passage.lines[1:]:
        if 0.5 * passage.size < run[-1].y - line.y < closest:
            run.append(line)
            continue
        if len(run) >= PASSAGE_LINES:
            yield Passage(passage.page, passage.column, run, passage.spans)
        run = [line]
    if len(run) >= PASSAGE_LINES:
        yield Passage(passage.page, passage.column, run, passage.spans)
