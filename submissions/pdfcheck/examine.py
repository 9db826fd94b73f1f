"""From the bytes of a PDF to its measurement. Nothing after this opens the file."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from dataclasses import replace

from .active import active_content
from .errors import DamagedError, UnreadableError
from .hidden import hidden_text
from .identity import identity
from .kinds import FEWEST_LINES
from .measure import Measured, measure
from .measurement import FontUse, Measurement
from .page_layout import PageLayout
from .passages import Kind
from .pdfium import Document, Font, Ink, mended
from .structure import Structure, read_structure
from .telling import reference_pages, tell_apart
from .words import printable

TOO_LITTLE = "There is too little text to measure: perhaps the pages are images or outlines."
SCANNED = "The pages are scanned images: their text cannot be measured."
BITMAPS = "The text is drawn in bitmap (Type 3) fonts of unknown size: it cannot be measured."
LONGEST_NAME = 60


def examine(data: bytes) -> Measurement:
    """Measure a file. One that cannot be read gets a measurement that says why."""
    started = time.process_time()
    found = Measurement(sha256=hashlib.sha256(data).hexdigest())
    try:
        structure, data = _opened(data)
    except UnreadableError as problem:
        found.unreadable = str(problem)
    else:
        _add_structure(found, structure)
        _add_pages(found, structure, data)
    found.ms = round((time.process_time() - started) * 1000, 1)
    return found


def _opened(data: bytes) -> tuple[Structure, bytes]:
    """The structure of a file, and its bytes: of a damaged one, as a reader mends it."""
    try:
        return read_structure(data), data
    except DamagedError as damage:
        afresh = mended(data)
        if not afresh:
            raise damage
        return replace(read_structure(afresh), mended=True), afresh


def _add_structure(found: Measurement, structure: Structure) -> None:
    found.sheets = structure.sheets
    found.capped = structure.capped
    found.declared_pages = structure.declared_pages
    found.encrypted = structure.encrypted
    found.mended = structure.mended
    found.active = tuple(active_content(structure))
    found.identity = identity(structure)


def _add_pages(found: Measurement, structure: Structure, data: bytes) -> None:
    try:
        with Document(data) as document:
            measured = measure(document, structure.sheets)
            tell_apart(measured)
            found.body_size = measured.body_size
            found.why_unknown = _why_unknown(measured)
            found.fonts = _fonts(measured)
            found.hidden = tuple(hidden_text(measured))
            found.reference_pages = tuple(reference_pages(measured))
            found.pages = [_closed(page) for page in measured.pages]
    except UnreadableError as problem:
        found.unmeasured = str(problem)


def _closed(page: PageLayout) -> PageLayout:
    return PageLayout(page.sheet, page.frame, page.layout, page.passages)


def _why_unknown(measured: Measured) -> str:
    """What keeps a document from being measured, in words."""
    runs = [run for page in measured.pages for run in page.raw_runs]
    if sum(run.font.type3 and run.ink is Ink.DARK for run in runs) > len(runs) / 2:
        return BITMAPS
    return SCANNED if sum(run.ink is Ink.NONE for run in runs) > len(runs) / 2 else TOO_LITTLE


def _fonts(measured: Measured) -> tuple[FontUse, ...]:
    fonts: dict[int, Font] = {}
    pages: defaultdict[int, set[int]] = defaultdict(set)
    for page in measured.pages:
        for run in page.raw_runs:
            if run.ink is Ink.DARK:
                fonts[id(run.font)] = run.font
                pages[id(run.font)].add(page.number)
    shares = _shares(measured)
    return tuple(
        FontUse(
            printable(font.name, LONGEST_NAME), font.embedded, font.type3,
            tuple(sorted(pages[key])), shares.get(key, 0.0),
        )
        for key, font in fonts.items()
    )  # fmt: skip


def _shares(measured: Measured) -> dict[int, float]:
    """Each font's share of the width of running text, by the font's id.

    Single lines do not count: stamps and running heads are such.
    """
    widths: defaultdict[int, float] = defaultdict(float)
    for passage in measured.passages:
        if passage.kind is Kind.RUNNING and len(passage.lines) >= FEWEST_LINES:
            for line in passage.lines:
                for run in line.runs:
                    widths[id(run.source.font)] += run.width
    total = sum(widths.values()) or 1.0
    return {key: width / total for key, width in widths.items()}
