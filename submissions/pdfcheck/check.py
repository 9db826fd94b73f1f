"""The format check: the bytes of a PDF and a rule set in, a report out."""

from __future__ import annotations

import time
from dataclasses import replace

from . import block_rules, column_rules, file_rules, page_rules, type_rules
from .blocks import blocks_of
from .drawing import geometry
from .examine import examine
from .fixes import UNMEASURED, fix_for
from .judging import read_text, result, unknown
from .measurement import Measurement
from .report import Box, Report, RuleResult, Verdict, overall
from .rules import LAYOUT_RULES, RULES, RuleSet

NOT_READ = "The file could not be read, so this could not be checked."
NOT_CHECKED = "The check failed on this file. That is not your fault: a person will look at it."
NOT_MEASURED = "The pages could not be measured."
FINE = (Verdict.PASS, Verdict.NA)
# A page wider than this, in points, is not drawn.
DRAWABLE = 1e5
MOST_OUTLINES = 20


def check(data: bytes, rules: RuleSet) -> Report:
    """Check a PDF against a rule set. A file that cannot be read gets a report that says so."""
    return judge(examine(data), rules)


def judge(measured: Measurement, rules: RuleSet) -> Report:
    """The report on a measurement, just made or kept since the file was first checked."""
    started = time.process_time()
    results = {
        rule: _with_fix(rule, _with_boxes(found, measured), rules)
        for rule, found in _results(measured, rules).items()
    }
    return Report(
        sha256=measured.sha256,
        overall=overall(results, rules),
        rules={rule: results[rule] for rule in RULES},
        pages=len(measured.sheets) or None,
        ms=round(measured.ms + (time.process_time() - started) * 1000, 1),
        geometry=tuple(geometry(page, measured.body_size) for page in measured.pages),
        notes=_notes(measured),
    )


def _with_fix(rule: str, found: RuleResult, rules: RuleSet) -> RuleResult:
    """A result with the way to mend it, unless there is nothing to mend."""
    if found.verdict in FINE:
        return found
    unmeasured = found.verdict is Verdict.UNKNOWN and rule in LAYOUT_RULES
    return replace(found, fix=UNMEASURED if unmeasured else fix_for(rule, rules))


def _results(measured: Measurement, rules: RuleSet) -> dict[str, RuleResult]:
    if measured.failure:
        return {rule: unknown(NOT_CHECKED) for rule in RULES}
    if measured.unreadable:
        return _unread(RULES, NOT_READ, measured.unreadable)
    results = {
        "readable": file_rules.readable(measured),
        "page_count": page_rules.page_count(measured, rules),
        "paper_size": page_rules.paper_size(measured, rules),
        "safe": file_rules.safe(measured, rules),
    }
    if measured.unmeasured:
        without = (*LAYOUT_RULES, "fonts_embedded")
        return results | _unread(without, NOT_MEASURED, measured.unmeasured)
    return results | _layout(measured, rules)


def _unread(rules: tuple[str, ...], said: str, why: str) -> dict[str, RuleResult]:
    unread = {rule: unknown(said) for rule in rules}
    message = f"The file cannot be read. {why}"
    return unread | {"readable": result(Verdict.FAIL, message)}


def _layout(measured: Measurement, rules: RuleSet) -> dict[str, RuleResult]:
    text = read_text(measured, rules)
    blocks = blocks_of(text, rules)
    results = {
        "body_font": type_rules.body_font(text, rules),
        "columns": column_rules.columns(text, rules, blocks),
        "column_width": block_rules.column_width(text, rules, blocks),
        "gutter": column_rules.gutter(text, rules, blocks),
        "block_width": block_rules.block_width(text, rules, blocks),
        "block_height": block_rules.block_height(text, rules, blocks),
        "line_spacing": type_rules.line_spacing(text, rules),
        "fonts_embedded": file_rules.fonts_embedded(measured),
    }
    return {rule: _as_far_as_seen(found, measured) for rule, found in results.items()}


def _as_far_as_seen(found: RuleResult, measured: Measurement) -> RuleResult:
    """What passes on the measured pages is not known to pass on the others."""
    seen, unseen = len(measured.pages), measured.sheets[len(measured.pages) :]
    if found.verdict is Verdict.PASS and unseen:
        said = f"Only the first {seen} pages were measured. There: {found.message}"
        return result(Verdict.UNKNOWN, said, pages=[sheet.number for sheet in unseen])
    if found.verdict is Verdict.UNKNOWN and not found.pages:
        return replace(found, pages=tuple(sheet.number for sheet in measured.sheets))
    return found


def _with_boxes(found: RuleResult, measured: Measurement) -> RuleResult:
    """What is said of pages without a place on them is said of the whole of each."""
    if found.boxes or found.verdict in FINE:
        return found
    boxes = [
        Box(sheet.number, 0.0, 0.0, sheet.width, sheet.height, "paper").rounded()
        for sheet in measured.sheets
        if sheet.number in found.pages and sheet.width < DRAWABLE
    ]
    return replace(found, boxes=tuple(boxes[:MOST_OUTLINES]))


def _notes(measured: Measurement) -> tuple[str, ...]:
    if measured.failure:
        return (measured.failure,)
    seen, pages = len(measured.pages), len(measured.sheets)
    notes = []
    if 0 < seen < pages:
        notes.append(f"Only the first {seen} pages were measured.")
    if measured.declared_pages not in (None, pages) and not measured.capped:
        notes.append(f"The file says it has {measured.declared_pages} pages, but has {pages}.")
    return tuple(notes)
