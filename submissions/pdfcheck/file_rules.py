"""Rules on the file itself: can it be read, are its fonts in it, is it safe to open."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from .active import active_content
from .hidden import HiddenText, hidden_text
from .judging import Text, result
from .measure import Measured
from .pdfium import Font, Ink
from .report import RuleResult, Verdict
from .rules import RuleSet
from .structure import Structure
from .words import page_list, printable

# Share of running text in a font that makes it a font of the paper, not of a figure or stamp.
BODY_SHARE = 0.02
MOST_NAMES, LONGEST_NAME = 6, 60
# So many hidden texts are quoted.
MOST_QUOTED = 5
CREATOR = re.compile(rb"<dc:creator>.{0,400}?<rdf:li[^>]*>\s*([^<]{1,200})", re.DOTALL)


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
    """Fonts of the running text must be in the file; elsewhere, and as bitmaps, they are a remark.

    Figures, stamps and added page numbers often bring their own fonts.
    """
    fonts, pages = _fonts_used(text)
    missing = {key: font for key, font in fonts.items() if not font.embedded}
    drawn = {key for key, font in fonts.items() if font.type3}
    if not missing and not drawn:
        return result("fonts_embedded", Verdict.PASS, "All fonts are in the file.")
    shares = _shares(text)
    in_text = {key for key in fonts if shares.get(key, 0.0) > BODY_SHARE}
    where = set().union(*(pages[key] for key in missing or drawn))
    names = _named(missing.values()) if missing else "Type 3"
    verdict = Verdict.FAIL if missing.keys() & in_text else Verdict.WARN
    if verdict is Verdict.FAIL:
        message = f"The file lacks fonts of its running text: {names}. It may print differently."
    elif missing:
        message = f"Fonts are missing on {page_list(where)}, outside running text: {names}."
    elif drawn & in_text:
        message = "Running text uses bitmap or drawn (Type 3) fonts: poor on screen."
    else:
        message = f"Figures on {page_list(where)} use bitmap or drawn (Type 3) fonts."
    return result("fonts_embedded", verdict, message, measured=names, pages=where)


def _fonts_used(text: Text) -> tuple[dict[int, Font], dict[int, set[int]]]:
    """Fonts that show as ink, by their id, and the pages each is on."""
    fonts: dict[int, Font] = {}
    pages: dict[int, set[int]] = {}
    for page in text.measured.pages:
        for run in page.raw_runs:
            if run.ink is Ink.DARK:
                fonts[id(run.font)] = run.font
                pages.setdefault(id(run.font), set()).add(page.number)
    return fonts, pages


def _named(fonts: Iterable[Font]) -> str:
    names = sorted({printable(font.name, LONGEST_NAME) for font in fonts})
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


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
    said += [_hidden_said(item) for item in hidden[:MOST_QUOTED]]
    if len(hidden) > MOST_QUOTED:
        said.append(f"There is hidden text in {len(hidden) - MOST_QUOTED} more places.")
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
    """The author that the document's properties or its XMP metadata name."""
    try:
        metadata = structure.reader.metadata
        if metadata and (author := str(metadata.author or "").strip()):
            return printable(author, LONGEST_NAME)
        stream = structure.catalog.get("/Metadata")
        creator = CREATOR.search(stream.get_object().get_data()) if stream is not None else None
        return printable(creator[1].decode("utf-8", "replace"), LONGEST_NAME) if creator else ""
    except Exception:  # noqa: BLE001 - a parser over hostile bytes raises anything
        return ""
