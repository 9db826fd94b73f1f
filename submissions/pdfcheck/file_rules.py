"""Rules on the file itself: can it be read, are its fonts in it, is it safe to open."""

from __future__ import annotations

from collections import defaultdict

from .active import active_content
from .hidden import HiddenText, hidden_text
from .judging import Text, result
from .measure import Measured
from .pdfium import Font, Ink
from .report import RuleResult, Verdict
from .rules import RuleSet
from .structure import Structure
from .words import page_list

# Share of running text in a font that makes it a font of the paper, not of a figure or stamp.
BODY_SHARE = 0.02


def readable(structure: Structure) -> RuleResult:
    if structure.mended:
        message = (
            "The file is damaged, perhaps cut off. Readers can mend it, but maybe not all of it: "
            "export it again and upload that."
        )
        return result("readable", Verdict.WARN, message)
    if structure.encrypted:
        message = (
            "The file opens, but is protected (printing or copying restricted). Reviewers' tools "
            "may refuse it."
        )
        return result("readable", Verdict.WARN, message)
    return result("readable", Verdict.PASS, "The file is a PDF that opens.")


def fonts_embedded(text: Text) -> RuleResult:
    measured = text.measured
    used: dict[int, Font] = {}
    pages: dict[int, set[int]] = {}
    for page in measured.pages:
        for run in page.raw_runs:
            if run.ink is Ink.DARK:
                used[id(run.font)] = run.font
                pages.setdefault(id(run.font), set()).add(page.number)
    missing = [key for key, font in used.items() if not font.embedded]
    bitmap = [key for key, font in used.items() if font.type3]
    if not missing and not bitmap:
        return result("fonts_embedded", Verdict.PASS, "All fonts are in the file.")
    shares = _shares(text)
    if any(shares.get(key, 0.0) > BODY_SHARE for key in missing):
        names = ", ".join(sorted({used[key].name for key in missing}))
        message = f"The file lacks fonts of its running text: {names}. It may print differently."
        where = set().union(*(pages[key] for key in missing))
        return result("fonts_embedded", Verdict.FAIL, message, measured=names, pages=where)
    where = set().union(*(pages[key] for key in missing + bitmap))
    if missing:
        names = ", ".join(sorted({used[key].name for key in missing}))
        message = f"Fonts are missing on {page_list(where)}, outside running text: {names}."
    elif any(shares.get(key, 0.0) > BODY_SHARE for key in bitmap):
        names = "Type 3"
        message = "Running text uses bitmap or drawn (Type 3) fonts: poor on screen."
    else:
        names = "Type 3"
        message = f"Figures on {page_list(where)} use bitmap or drawn (Type 3) fonts."
    return result("fonts_embedded", Verdict.WARN, message, measured=names, pages=where)


def _shares(text: Text) -> dict[int, float]:
    """Each font's share of the width of running text, by the font's id."""
    widths: defaultdict[int, float] = defaultdict(float)
    for passage in text.running:
        for line in passage.lines:
            for run in line.runs:
                widths[id(run.source.font)] += run.width
    total = sum(widths.values()) or 1.0
    return {key: width / total for key, width in widths.items()}


def safe(structure: Structure, measured: Measured | None, rules: RuleSet) -> RuleResult:
    findings = active_content(structure)
    hidden = hidden_text(measured) if measured else []
    grave = [finding for finding in findings if finding.grave]
    said = list(dict.fromkeys(f"It {finding.what}." for finding in findings))
    said += list(dict.fromkeys(_hidden_said(item) for item in hidden))
    if rules.anonymous and (name := _identity(structure)):
        said.append(f"Its metadata name an author: {name}.")
    pages = {finding.page for finding in findings if finding.page} | {i.page for i in hidden}
    if not said:
        return result("safe", Verdict.PASS, "Nothing active or hidden in the file.")
    return result(
        "safe",
        Verdict.FAIL if grave else Verdict.WARN,
        " ".join(said),
        pages=pages,
        boxes=[item.box for item in hidden],
    )


def _hidden_said(item: HiddenText) -> str:
    aimed = " that reads like an instruction to a language model" if item.instructs else ""
    return f"Page {item.page} holds {item.how} text{aimed}: “{item.excerpt}”."


def _identity(structure: Structure) -> str:
    try:
        metadata = structure.reader.metadata
        return str(metadata.author or "").strip()[:80] if metadata else ""
    except Exception:  # noqa: BLE001 - a parser over hostile bytes raises anything
        return ""
