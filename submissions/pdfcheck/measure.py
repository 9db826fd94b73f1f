"""Measure a document: the body's type size, the columns and the passages of every page."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .boundaries import boundaries, recurring, starts_of
from .columns import layout_of, prose
from .lines import Line
from .pages import MeasuredPage, measured_page
from .passages import SMALLER, Passage, passages_of
from .pdfium import Document
from .structure import Sheet

# Later pages of an endless paper, or of one drawn with very many parts, are only counted.
MOST_MEASURED = 300
MOST_SECONDS = 5.0
MOST_PARTS = 2_500_000
# Share of a document's running text that makes a type size a candidate for its body.
SUBSTANTIAL = 0.15
# A page with at least this many prose lines tells its columns.
ENOUGH_LINES = 8
# Lines read to learn how dense the body is set.
SAMPLE = 12


@dataclass
class Measured:
    """A measured document. `body_size` is the largest type size with much running text."""

    pages: list[MeasuredPage]
    body_size: float

    @property
    def passages(self) -> list[Passage]:
        return [passage for page in self.pages for passage in page.passages]

    def page(self, number: int) -> MeasuredPage:
        return self.pages[number - 1]

    @cached_property
    def density(self) -> float:
        """Characters to the em in the longest passage of the body: wide faces have few."""
        body = [item for item in self.passages if abs(item.size - self.body_size) < SMALLER]
        longest = max(body, key=lambda item: len(item.lines), default=None)
        if not longest:
            return 0.0
        read = longest.lines[:SAMPLE]
        characters = sum(len(self.page(longest.page).text(line)) for line in read)
        return characters * longest.size / sum(line.width for line in read)

    def lists_references(self, passage: Passage) -> bool:
        """Whether a heading of references stands before the passage, on its page or earlier."""
        page = self.page(passage.page)
        if (at := page.references_at) and at <= page.place(passage.lines[0]):
            return True
        return any(earlier.references_at for earlier in reversed(self.pages[: passage.page - 1]))


def measure(document: Document, sheets: Sequence[Sheet]) -> Measured:
    """Measure the pages, within limits; raises UnreadableError if one cannot be drawn."""
    pages = _measured_pages(document, sheets[:MOST_MEASURED])
    _forgive_typewriters(pages)
    body = _body_size(pages)
    straight = [page for page in pages if not page.turned]
    own = {id(page): boundaries(_telling(page.lines, body)) for page in pages}
    known = recurring([own[id(page)] for page in straight])
    for page in pages:
        lines = prose(page.lines)
        page.starts = starts_of(lines, own[id(page)], () if page.turned else known)
        page.layout = layout_of(page.lines, page.starts, body - SMALLER)
        page.passages = passages_of(page.layout, page.number)
    return Measured(pages, body)


def _measured_pages(document: Document, sheets: Sequence[Sheet]) -> list[MeasuredPage]:
    pages: list[MeasuredPage] = []
    parts = 0
    started = time.perf_counter()
    for sheet in sheets:
        page = document.page(sheet.number - 1)
        parts += page.parts
        slow = time.perf_counter() - started > MOST_SECONDS
        if pages and (slow or parts > MOST_PARTS):
            break
        pages.append(measured_page(page, sheet))
    return pages


def _forgive_typewriters(pages: Sequence[MeasuredPage]) -> None:
    """In a paper set in a typewriter face, the face does not tell listings from text."""
    widths = {True: 0.0, False: 0.0}
    for page in pages:
        for line in page.lines:
            widths[line.monospaced] += line.width
    if widths[True] > widths[False]:
        for page in pages:
            for line in page.lines:
                line.monospaced = False


def _body_size(pages: Sequence[MeasuredPage]) -> float:
    weights: defaultdict[float, float] = defaultdict(float)
    for page in pages:
        for line in prose(page.lines):
            weights[round(line.size, 1)] += line.width
    enough = SUBSTANTIAL * sum(weights.values())
    return max((size for size, weight in weights.items() if weight >= enough), default=0.0)


def _telling(lines: Sequence[Line], body: float) -> list[Line]:
    """The prose lines that tell the columns: body text, or on pages without, all of it."""
    telling = prose(lines, body - SMALLER)
    return telling if len(telling) >= ENOUGH_LINES else prose(lines)
