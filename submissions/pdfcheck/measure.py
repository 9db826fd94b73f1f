"""Measure a document page by page: lines, columns and passages in upright frames."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from .columns import Column, Layout, boundaries, layout_of, prose, recurring, starts_of
from .frames import Frame
from .lines import Line, Run, lines_of, split_where_shared
from .passages import Passage, passages_of
from .pdfium import Document, Ink, Page, RawRun
from .report import Box, PageGeometry
from .structure import Rectangle, Sheet

# Later pages of an overlong paper are counted, not measured.
MOST_MEASURED = 40
# Share of a document's running text that makes a type size a candidate for its body.
SUBSTANTIAL = 0.15
# Text this much smaller than the body, in points, is not body text.
SMALLER = 0.3
# Directions within this many degrees of upright are upright.
UPRIGHT = 2.0
# No type is larger than a page, in points; what claims to be (or to be no number) is not text.
LARGEST = 2_000.0
# Bitmap fonts with a smaller nominal size are scaled by the pixel: it says nothing of the type.
SMALLEST_BITMAP = 3.0
# Pieces of a line further apart than this, in ems, are separate words.
WORD_GAP = 0.13
REFERENCES = re.compile(
    r"\s*(?:[\dA-Z]{1,4}[.\s]\s*)?(?:r\s?eferences?(?:\s+and\s+notes)?|b\s?ibliography"
    r"|literature(?:\s+cited)?|works\s+cited|cited\s+works)\s*[:.]?\s*",
    re.IGNORECASE,
)
MENTIONS_REFERENCES = re.compile(r"eferences|bibliograph|literature|\bcited", re.IGNORECASE)
# A page with at least this many prose lines tells its columns.
ENOUGH_LINES = 8


@dataclass
class MeasuredPage:
    """One page: what it shows in its upright frame, in points."""

    sheet: Sheet
    frame: Frame
    page: Page
    raw_runs: list[RawRun]
    lines: list[Line]
    layout: Layout = field(default_factory=lambda: Layout([], []))
    passages: list[Passage] = field(default_factory=list)
    _texts: dict[int, str] = field(default_factory=dict, repr=False)

    @property
    def number(self) -> int:
        return self.sheet.number

    @property
    def turned(self) -> bool:
        """Whether the page is landscape or its text runs sideways: a turned table as a rule."""
        return bool(self.frame.sideways) or self.sheet.width > self.sheet.height

    @cached_property
    def references_at(self) -> tuple[int, float] | None:
        """Place of the page's first heading of references; found only when asked for."""
        if not MENTIONS_REFERENCES.search(self.page.text()):
            return None
        headings = [line for line in self.lines if _is_heading(self, line)]
        return min((self.place(line) for line in headings), default=None)

    def place(self, line: Line) -> tuple[int, float]:
        """Where a line stands in reading order: its column, and how far down."""
        column = sum(column.x0 <= line.x0 + line.size for column in self.layout.columns)
        return column, -line.y

    def text(self, line: Line) -> str:
        """The words of a line; pieces drawn apart are told apart by a space."""
        if id(line) not in self._texts:
            self._texts[id(line)] = self._read(line)
        return self._texts[id(line)]

    def _read(self, line: Line) -> str:
        words = ""
        reach = line.x0
        for run in line.runs:
            said = self.page.text_of(run.source)
            apart = run.x0 - reach > WORD_GAP * run.size
            words += " " + said if apart and words[-1:] != " " and said[:1] != " " else said
            reach = max(reach, run.x1)
        return words

    def box(self, rectangle: Rectangle, kind: str) -> Box:
        """A rectangle of the upright frame as a box on the displayed page, cut off at its edges."""
        x0, y0, x1, y1 = self.frame.displayed(rectangle)
        width, height = self.sheet.width, self.sheet.height
        return Box(
            self.number,
            min(max(0.0, x0), width),
            min(max(0.0, y0), height),
            min(max(0.0, x1), width),
            min(max(0.0, y1), height),
            kind,
        ).rounded()


@dataclass(slots=True)
class Measured:
    """A measured document. `body_size` is the largest type size with much running text."""

    pages: list[MeasuredPage]
    body_size: float

    @property
    def passages(self) -> list[Passage]:
        return [passage for page in self.pages for passage in page.passages]

    def page(self, number: int) -> MeasuredPage:
        return self.pages[number - 1]

    def lists_references(self, passage: Passage) -> bool:
        """Whether a heading of references stands before the passage, on its page or earlier."""
        page = self.page(passage.page)
        if (at := page.references_at) and at <= page.place(passage.lines[0]):
            return True
        return any(earlier.references_at for earlier in reversed(self.pages[: passage.page - 1]))


def measure(document: Document, sheets: Sequence[Sheet]) -> Measured:
    """Measure the first `MOST_MEASURED` pages; raises UnreadableError if a page cannot be drawn."""
    pages = [_page(document.page(sheet.number - 1), sheet) for sheet in sheets[:MOST_MEASURED]]
    _forgive_typewriters(pages)
    body = _body_size(pages)
    straight = [page for page in pages if not page.turned]
    own = {id(page): boundaries(_telling(page.lines, body)) for page in pages}
    known = recurring([own[id(page)] for page in straight])
    for page in pages:
        lines = prose(page.lines)
        starts = starts_of(lines, own[id(page)], () if page.turned else known)
        page.layout = layout_of(page.lines, starts, body - SMALLER)
        page.passages = passages_of(page.layout, page.number)
    return Measured(pages, body)


def _page(page: Page, sheet: Sheet) -> MeasuredPage:
    raw_runs = page.runs()
    frame = Frame(sheet, _sideways(raw_runs, sheet))
    lines = split_where_shared(lines_of(_upright(raw_runs, frame)))
    return MeasuredPage(sheet, frame, page, raw_runs, lines)


def _sideways(runs: Sequence[RawRun], sheet: Sheet) -> int:
    """The clockwise turn that brings most of the page's visible text upright."""
    weights: defaultdict[int, float] = defaultdict(float)
    for run in runs:
        if run.ink is not Ink.NONE:
            x0, y0, x1, y1 = run.box
            turn = round(run.angle / 90) * 90
            weights[(turn - sheet.rotate) % 360] += max(x1 - x0, y1 - y0)
    heaviest = max(weights.values(), default=0)
    return 0 if weights[0] * 2 >= heaviest else max(weights, key=weights.__getitem__)


def _upright(raw_runs: Sequence[RawRun], frame: Frame) -> list[Run]:
    """Visible upright runs that lie on the page, in the upright frame."""
    to_upright = frame.to_upright
    unit = frame.sheet.user_unit
    direction = frame.sheet.rotate + frame.sideways
    runs = []
    for raw in raw_runs:
        off = (raw.angle - direction + 180) % 360 - 180
        if raw.ink is not Ink.DARK or abs(off) > UPRIGHT or not _has_size(raw):
            continue
        x0, _, x1, _ = to_upright.rectangle(raw.box)
        x, y = to_upright.point(*raw.origin)
        # The pen starts left of the ink by the first letter's bearing: it marks the true margin.
        left = x if x0 - raw.size < x <= x0 + 0.5 else x0
        if x1 > x0 and x1 > 0 and left < frame.width and 0 < y < frame.height:
            runs.append(Run(left, x1, y, raw.size * unit, raw.font.fixed_pitch, raw))
    return runs


def _is_heading(page: MeasuredPage, line: Line) -> bool:
    return line.width < 16 * line.size and bool(REFERENCES.fullmatch(page.text(line)))


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


def _has_size(run: RawRun) -> bool:
    """Whether the type size means anything: bitmap fonts may be drawn at any nominal size."""
    return SMALLEST_BITMAP < run.size < LARGEST or (0 < run.size < LARGEST and not run.font.type3)


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


def geometry(page: MeasuredPage) -> PageGeometry:
    """What was measured on a page, in the frame of the displayed page."""
    columns = [column for column in page.layout.columns if len(column.lines) > 2]
    block = None
    boxes: list[Box] = []
    gutters: list[Box] = []
    if columns:
        spans = [_span(column) for column in columns]
        low, high = min(span[0] for span in spans), max(span[1] for span in spans)
        block = page.box((columns[0].x0, low, columns[-1].x1, high), "block")
        boxes = [
            page.box((column.x0, bottom, column.x1, top), "column")
            for column, (bottom, top) in zip(columns, spans, strict=True)
        ]
        gutters = [
            page.box((left.x1, low, right.x0, high), "gutter") for left, right in pairwise(columns)
        ]
    sheet = page.sheet
    return PageGeometry(
        number=page.number,
        width=round(sheet.width, 1),
        height=round(sheet.height, 1),
        sideways=page.frame.sideways,
        block=block,
        columns=tuple(boxes),
        gutters=tuple(gutters),
    )


def _span(column: Column) -> tuple[float, float]:
    top = max(column.lines, key=lambda line: line.y)
    bottom = min(column.lines, key=lambda line: line.y)
    return bottom.y - 0.25 * bottom.size, top.y + 0.75 * top.size


TextOf = Callable[[Line], str]
