"""Rules on the file's pages: how many, how large."""

from __future__ import annotations

from .judging import result
from .measurement import Measurement
from .report import RuleResult, Verdict
from .rules import RuleSet
from .structure import MOST_PAGES, Sheet
from .words import PAPERS, inches, page_list, paper


def page_count(measured: Measurement, rules: RuleSet) -> RuleResult:
    """Pages that hold nothing but references count only where the call says so."""
    total = len(measured.sheets)
    free = () if rules.references_counted else measured.reference_pages
    count = total - len(free)
    counted = f"more than {MOST_PAGES}" if measured.capped else str(count)
    common = {"measured": float(count), "allowed": float(rules.max_pages), "unit": "pages"}
    besides = f", besides {len(free)} of references alone" if free else ""
    if count <= rules.max_pages:
        message = f"{counted} page{'s' * (count != 1)}{besides}, at most {rules.max_pages} allowed."
        return result(Verdict.PASS, message, **common)
    over = count - rules.max_pages
    included = (
        "references and appendices included"
        if rules.references_counted
        else "pages of references alone not counted"
    )
    message = (
        f"The file has {counted} pages{besides}; at most {rules.max_pages} are allowed, "
        f"{included}. It is {over} page{'s' * (over != 1)} too long."
    )
    held = [sheet for sheet in measured.sheets if sheet.number not in free][rules.max_pages :]
    return result(
        Verdict.FAIL,
        message,
        pages=[sheet.number for sheet in held],
        **common,
    )


def paper_size(measured: Measurement, rules: RuleSet) -> RuleResult:
    """The visible page must be the paper asked for; turned and cropped pages need a look."""
    complaints = [(sheet, _complaint(sheet, rules)) for sheet in measured.sheets]
    for verdict in (Verdict.FAIL, Verdict.WARN):
        odd = [(sheet, said) for sheet, (how, said) in complaints if how is verdict]
        if odd:
            return _odd_sizes(verdict, odd, rules)
    said = f"Every page is {_asked(rules)}."
    return result(Verdict.PASS, said, measured=_asked(rules), **_common(rules))


def _odd_sizes(verdict: Verdict, odd: list[tuple[Sheet, str]], rules: RuleSet) -> RuleResult:
    pages = [sheet.number for sheet, _ in odd]
    first, said = odd[0]
    return result(
        verdict,
        f"{page_list(pages).capitalize()}: {said}",
        measured=paper(first.width, first.height),
        pages=pages,
        **_common(rules),
    )


def _complaint(sheet: Sheet, rules: RuleSet) -> tuple[Verdict, str]:
    if _fits(sheet.shown, rules):
        if sheet.problem:
            return Verdict.WARN, f"{sheet.problem} Some printers refuse that."
        return Verdict.PASS, ""
    if _fits(sheet.shown[::-1], rules):
        return Verdict.WARN, "the page lies on its side (landscape). A person will look at it."
    if not sheet.width:
        return Verdict.FAIL, f"{sheet.problem} It must be {_asked(rules)}."
    size = paper(*sheet.shown) + _known_as(sheet.shown)
    if _fits(sheet.paper, rules):
        return Verdict.WARN, f"only {size} of the paper shows (its crop box). Remove the cropping."
    return Verdict.FAIL, f"the paper is {size}, not {_asked(rules)}."


def _common(rules: RuleSet) -> dict[str, object]:
    return {"allowed": _asked(rules), "tolerance": inches(rules.paper_tolerance), "unit": "in"}


def _asked(rules: RuleSet) -> str:
    asked = (rules.paper_width, rules.paper_height)
    return paper(*asked) + _known_as(asked)


def _known_as(size: tuple[float, float]) -> str:
    for name, known in PAPERS.items():
        if all(abs(side - other) < 3 for side, other in zip(size, known, strict=True)):
            return f" ({name})"
    return ""


def _fits(size: tuple[float, float], rules: RuleSet) -> bool:
    asked = (rules.paper_width, rules.paper_height)
    return all(
        abs(side - other) <= rules.paper_tolerance for side, other in zip(size, asked, strict=True)
    )
