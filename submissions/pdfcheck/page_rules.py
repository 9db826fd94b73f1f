"""Rules on the file's pages: how many, how large."""

from __future__ import annotations

from .judging import result
from .report import Box, RuleResult, Verdict
from .rules import RuleSet
from .structure import MOST_PAGES, Sheet, Structure
from .words import page_list, paper


def page_count(structure: Structure, rules: RuleSet) -> RuleResult:
    count = len(structure.sheets)
    counted = f"more than {MOST_PAGES}" if structure.capped else str(count)
    common = {"measured": float(count), "allowed": float(rules.max_pages), "unit": "pages"}
    if count <= rules.max_pages:
        message = f"{counted} page{'s' * (count != 1)}, at most {rules.max_pages} allowed."
        return result("page_count", Verdict.PASS, message, **common)
    over = count - rules.max_pages
    message = (
        f"The file has {counted} pages; at most {rules.max_pages} are allowed, references and "
        f"appendices included. It is {over} page{'s' * (over != 1)} too long."
    )
    extra = range(rules.max_pages + 1, min(count, MOST_PAGES) + 1)
    return result("page_count", Verdict.FAIL, message, pages=extra, **common)


def paper_size(structure: Structure, rules: RuleSet) -> RuleResult:
    allowed = paper(rules.paper_width, rules.paper_height)
    wrong = [sheet for sheet in structure.sheets if not _fits(sheet, rules)]
    common = {"allowed": allowed, "tolerance": rules.paper_tolerance / 72, "unit": "in"}
    if not wrong:
        return _right_size(structure, allowed, common)
    turned = [sheet for sheet in wrong if _fits_turned(sheet, rules)]
    pages = [sheet.number for sheet in wrong]
    measured = paper(wrong[0].width, wrong[0].height)
    if len(turned) == len(wrong):
        message = (
            f"{page_list(pages).capitalize()} lie{'s' * (len(pages) == 1)} on the side (landscape)."
            " A person will look at it."
        )
        return result("paper_size", Verdict.WARN, message, measured=measured, pages=pages, **common)
    bad = [sheet for sheet in wrong if sheet not in turned]
    message = _wrong_size(bad, allowed)
    return result(
        "paper_size",
        Verdict.FAIL,
        message,
        measured=paper(bad[0].width, bad[0].height),
        pages=[sheet.number for sheet in bad],
        boxes=[_outline(sheet) for sheet in bad[:20] if sheet.width < 1e5],
        **common,
    )


def _right_size(structure: Structure, allowed: str, common: dict[str, object]) -> RuleResult:
    odd = [sheet for sheet in structure.sheets if sheet.problem]
    if odd:
        pages = [sheet.number for sheet in odd]
        message = f"{page_list(pages).capitalize()}: {odd[0].problem} Some printers refuse that."
        return result("paper_size", Verdict.WARN, message, measured=allowed, pages=pages, **common)
    message = f"Every page is {allowed}."
    return result("paper_size", Verdict.PASS, message, measured=allowed, **common)


def _wrong_size(bad: list[Sheet], allowed: str) -> str:
    pages = page_list(sheet.number for sheet in bad).capitalize()
    if bad[0].problem and not bad[0].width:
        return f"{pages}: {bad[0].problem} It must be {allowed} (US Letter)."
    size = paper(bad[0].width, bad[0].height)
    named = " (A4)" if abs(bad[0].width - 595.3) < 3 and abs(bad[0].height - 841.9) < 3 else ""
    return f"{pages}: the paper is {size}{named}, not {allowed} (US Letter)."


def _fits(sheet: Sheet, rules: RuleSet) -> bool:
    return (
        abs(sheet.width - rules.paper_width) <= rules.paper_tolerance
        and abs(sheet.height - rules.paper_height) <= rules.paper_tolerance
    )


def _fits_turned(sheet: Sheet, rules: RuleSet) -> bool:
    return (
        abs(sheet.width - rules.paper_height) <= rules.paper_tolerance
        and abs(sheet.height - rules.paper_width) <= rules.paper_tolerance
    )


def _outline(sheet: Sheet) -> Box:
    return Box(sheet.number, 0.0, 0.0, sheet.width, sheet.height, "paper").rounded()
