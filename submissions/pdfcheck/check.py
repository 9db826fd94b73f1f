"""The format check: the bytes of a PDF and a rule set in, a report out."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace

from . import block_rules, column_rules, file_rules, page_rules, type_rules
from .blocks import blocks_of
from .drawing import geometry
from .errors import DamagedError, UnreadableError
from .judging import Text, read_text, result, unknown
from .measure import Measured, measure
from .pdfium import Document, mended
from .report import Report, RuleResult, Verdict, overall
from .rules import LAYOUT_RULES, RULES, RuleSet
from .structure import Structure, read_structure

NOT_READ = "The file could not be read, so this could not be checked."
NOT_CHECKED = "The check failed on this file. That is not your fault: a person will look at it."
NOT_MEASURED = "The pages could not be measured."


def check(data: bytes, rules: RuleSet) -> Report:
    """Check a PDF against a rule set. A file that cannot be read gets a report that says so."""
    started = time.process_time()
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        structure, data = _opened(data)
    except UnreadableError as problem:
        return unreadable(sha256, rules, str(problem), time.process_time() - started)
    results: dict[str, RuleResult] = {
        "readable": file_rules.readable(structure),
        "page_count": page_rules.page_count(structure, rules),
        "paper_size": page_rules.paper_size(structure, rules),
    }
    try:
        with Document(data) as document:
            measured = measure(document, structure.sheets)
            results |= _layout(structure, measured, rules)
            pages = tuple(geometry(page, measured.body_size) for page in measured.pages)
    except UnreadableError as problem:
        pages = ()
        results["readable"] = _failed(str(problem))
        results |= {rule: unknown(rule, NOT_MEASURED) for rule in LAYOUT_RULES}
        results["fonts_embedded"] = unknown("fonts_embedded", NOT_MEASURED)
        results["safe"] = file_rules.safe(structure, None, rules)
    return Report(
        sha256=sha256,
        overall=overall(results, rules),
        rules={rule: results[rule] for rule in RULES},
        pages=len(structure.sheets),
        ms=round((time.process_time() - started) * 1000, 1),
        geometry=pages,
        notes=_notes(structure, len(pages)),
    )


def _notes(structure: Structure, measured: int) -> tuple[str, ...]:
    pages = len(structure.sheets)
    notes = []
    if 0 < measured < pages:
        notes.append(f"Only the first {measured} pages were measured.")
    if structure.declared_pages not in (None, pages) and not structure.capped:
        notes.append(f"The file says it has {structure.declared_pages} pages, but has {pages}.")
    return tuple(notes)


def _opened(data: bytes) -> tuple[Structure, bytes]:
    """The structure of a file, and its bytes: of a damaged one, as a reader mends it."""
    try:
        return read_structure(data), data
    except DamagedError as damage:
        afresh = mended(data)
        if not afresh:
            raise damage
        return replace(read_structure(afresh), mended=True), afresh


def unreadable(sha256: str, rules: RuleSet, why: str, seconds: float = 0.0) -> Report:
    """The report of a file that cannot be read at all: `why` is told to its author."""
    results = {rule: unknown(rule, NOT_READ) for rule in RULES}
    results["readable"] = _failed(why)
    return Report(
        sha256=sha256,
        overall=overall(results, rules),
        rules=results,
        ms=round(seconds * 1000, 1),
    )


def unchecked(sha256: str, rules: RuleSet, why: str) -> Report:
    """The report of a file that made the check itself fail: a person must look at it."""
    results = {rule: unknown(rule, NOT_CHECKED) for rule in RULES}
    return Report(sha256=sha256, overall=overall(results, rules), rules=results, notes=(why,))


def _failed(why: str) -> RuleResult:
    return result("readable", Verdict.FAIL, f"The file cannot be read. {why}")


def _layout(structure: Structure, measured: Measured, rules: RuleSet) -> dict[str, RuleResult]:
    text: Text = read_text(measured, rules)
    blocks = blocks_of(text, rules)
    return {
        "body_font": type_rules.body_font(text, rules),
        "columns": column_rules.columns(text, rules, blocks),
        "column_width": block_rules.column_width(text, rules, blocks),
        "gutter": column_rules.gutter(text, rules, blocks),
        "block_width": block_rules.block_width(text, rules, blocks),
        "block_height": block_rules.block_height(text, rules, blocks),
        "line_spacing": type_rules.line_spacing(text, rules),
        "fonts_embedded": file_rules.fonts_embedded(text),
        "safe": file_rules.safe(structure, measured, rules),
    }
