"""Rules on the file itself: can it be read, are its fonts in it, is it safe to open."""

from __future__ import annotations

from collections.abc import Iterable

from .hidden import HiddenText
from .judging import result
from .measurement import FontUse, Measurement
from .report import RuleResult, Verdict
from .rules import RuleSet
from .words import page_list

# Share of running text in a font that makes it a font of the paper, not of a figure or stamp.
BODY_SHARE = 0.02
MOST_NAMES = 6
# So many hidden texts are quoted.
MOST_QUOTED = 5


def readable(measured: Measurement) -> RuleResult:
    if measured.mended:
        message = (
            "The file is damaged, perhaps cut off. Readers can mend it, but maybe not all of it: "
            "export it again and upload that."
        )
        return result(Verdict.WARN, message)
    if measured.encrypted:
        message = (
            "The file opens, but is protected (printing or copying restricted). Reviewers' tools "
            "may refuse it."
        )
        return result(Verdict.WARN, message)
    return result(Verdict.PASS, "The file is a PDF that opens.")


def fonts_embedded(measured: Measurement) -> RuleResult:
    """Fonts of the running text must be in the file; elsewhere, and as bitmaps, they are a remark.

    Figures, stamps and added page numbers often bring their own fonts.
    """
    missing = [font for font in measured.fonts if not font.embedded]
    drawn = [font for font in measured.fonts if font.type3]
    if not missing and not drawn:
        return result(Verdict.PASS, "All fonts are in the file.")
    where = {page for font in missing or drawn for page in font.pages}
    names = _named(missing) if missing else "Type 3"
    verdict = Verdict.FAIL if _in_text(missing) else Verdict.WARN
    if verdict is Verdict.FAIL:
        message = f"The file lacks fonts of its running text: {names}. It may print differently."
    elif missing:
        message = f"Fonts are missing on {page_list(where)}, outside running text: {names}."
    elif _in_text(drawn):
        message = "Running text uses bitmap or drawn (Type 3) fonts: poor on screen."
    else:
        message = f"Figures on {page_list(where)} use bitmap or drawn (Type 3) fonts."
    return result(verdict, message, measured=names, pages=where)


def _in_text(fonts: Iterable[FontUse]) -> bool:
    return any(font.share > BODY_SHARE for font in fonts)


def _named(fonts: Iterable[FontUse]) -> str:
    names = sorted({font.name for font in fonts})
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def safe(measured: Measurement, rules: RuleSet) -> RuleResult:
    hidden = measured.hidden
    said = list(dict.fromkeys(f"The file {finding.what}." for finding in measured.active))
    said += [_hidden_said(item) for item in hidden[:MOST_QUOTED]]
    if len(hidden) > MOST_QUOTED:
        said.append(f"There is hidden text in {len(hidden) - MOST_QUOTED} more places.")
    if rules.anonymous and measured.identity:
        said.append(f"Its metadata name an author: {measured.identity}.")
    if not said:
        return result(Verdict.PASS, "Nothing active or hidden in the file.")
    is_grave = any(finding.grave for finding in measured.active)
    active = {finding.page for finding in measured.active if finding.page}
    return result(
        Verdict.FAIL if is_grave else Verdict.WARN,
        " ".join(said),
        pages=active | {item.page for item in hidden},
        boxes=[item.box for item in hidden],
    )


def _hidden_said(item: HiddenText) -> str:
    aimed = " that reads like an instruction to a language model" if item.instructs else ""
    return f"Page {item.page} holds {item.how} text{aimed}: “{item.excerpt}”."
