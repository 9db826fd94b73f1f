"""One page as measured: its lines in the frame where its text reads upright."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from . import ffi
from .edges import EDGE_WINDOW
from .frames import Frame, Matrix
from .lines import Line, Run, lines_of, split_where_shared
from .page_layout import PageLayout
from .pdfium import Ink, Page, RawRun
from .structure import Sheet

# Directions within this many degrees of upright are upright.
UPRIGHT = 2.0
# No type is larger than a page, in points; what claims to be (or to be no number) is not text.
LARGEST = 2_000.0
# Bitmap fonts with a smaller nominal size are scaled by the pixel: it says nothing of the type.
SMALLEST_BITMAP = 3.0
# Pieces of a line further apart than this, in ems, are separate words.
WORD_GAP = 0.13
# Thousandths of a point say all, and take less room where a measurement is kept.
DIGITS = 3
# Paths thinner than this, in points, are rules.
THICKEST_RULE = 3.0
PATHS = frozenset({ffi.PATH})
# A heading is no wider than this, in ems.
WIDEST_HEADING = 16
REFERENCES = re.compile(
    r"\s*(?:[\dA-Z]{1,4}[.\s]\s*)?(?:r\s?eferences?(?:\s+and\s+notes)?|b\s?ibliography"
    r"|literature(?:\s+cited)?|works\s+cited|cited\s+works)\s*[:.]?\s*",
    re.IGNORECASE,
)
MENTIONS_REFERENCES = re.compile(r"eferences|bibliograph|literature|\bcited", re.IGNORECASE)


@dataclass(eq=False)
class MeasuredPage(PageLayout):
    """A page of an open document: its layout, and the text to tell its passages apart by.

    `starts` are the left edges of its second and further columns, in points.
    """

    page: Page = field(kw_only=True)
    raw_runs: list[RawRun] = field(kw_only=True)
    lines: list[Line] = field(kw_only=True)
    starts: list[float] = field(default_factory=list)
    _texts: dict[int, str] = field(default_factory=dict, repr=False)

    @cached_property
    def references_at(self) -> tuple[int, float] | None:
        """Place of the page's first heading of references; found only when asked for."""
        if not MENTIONS_REFERENCES.search(self.page.text()):
            return None
        headings = [line for line in self.lines if _is_heading(self, line)]
        return min((self.place(line) for line in headings), default=None)

    @cached_property
    def rules(self) -> list[tuple[float, float, float]]:
        """Horizontal rules as (y, left, right), pieces that touch as one; found when asked for."""
        pieces = []
        for handle, _, form in self.page.objects(PATHS):
            box = ffi.bounds(handle)
            x0, y0, x1, y1 = self.frame.to_upright.rectangle(form.rectangle(box) if form else box)
            if y1 - y0 < THICKEST_RULE and x1 - x0 > THICKEST_RULE:
                pieces.append((round((y0 + y1) / 2), x0, x1))
        found: list[tuple[float, float, float]] = []
        for y, x0, x1 in sorted(pieces):
            if found and found[-1][0] == y and x0 <= found[-1][2] + THICKEST_RULE:
                found[-1] = (y, found[-1][1], max(x1, found[-1][2]))
            else:
                found.append((y, x0, x1))
        return found

    def column_of(self, x: float) -> int:
        """The column, from 0, in which text that begins there stands, with its tables."""
        return bisect_right(self.starts, x + EDGE_WINDOW)

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


def measured_page(page: Page, sheet: Sheet) -> MeasuredPage:
    raw_runs = page.runs()
    frame = Frame(sheet, _sideways(raw_runs, sheet))
    lines = split_where_shared(lines_of(_upright(raw_runs, frame)))
    return MeasuredPage(sheet, frame, page=page, raw_runs=raw_runs, lines=lines)


def _sideways(runs: Sequence[RawRun], sheet: Sheet) -> int:
    """The clockwise turn that brings most of the page's visible text upright."""
    weights: defaultdict[float, float] = defaultdict(float)
    for run in runs:
        if run.ink is not Ink.NONE:
            x0, y0, x1, y1 = run.box
            weights[run.angle] += max(x1 - x0, y1 - y0)
    turns: defaultdict[int, float] = defaultdict(float)
    for angle, weight in weights.items():
        turns[(round(angle / 90) * 90 - sheet.rotate) % 360] += weight
    heaviest = max(turns.values(), default=0)
    return 0 if turns[0] * 2 >= heaviest else max(turns, key=turns.__getitem__)


def _upright(raw_runs: Sequence[RawRun], frame: Frame) -> list[Run]:
    """Visible upright runs that lie on the page, in the upright frame."""
    to_upright = frame.to_upright
    as_it_is = to_upright == Matrix()
    unit, width, height = frame.sheet.user_unit, frame.width, frame.height
    direction = frame.sheet.rotate + frame.sideways
    runs = []
    for raw in raw_runs:
        off = (raw.angle - direction + 180) % 360 - 180
        if raw.ink is not Ink.DARK or abs(off) > UPRIGHT or not _has_size(raw):
            continue
        size = raw.size * unit
        if as_it_is:
            x0, _, x1, _ = raw.box
            x, y = raw.origin
        else:
            x0, _, x1, _ = to_upright.rectangle(raw.box)
            x, y = to_upright.point(*raw.origin)
        # The pen starts left of the ink by the first letter's bearing: it marks the true margin.
        left = x if x0 - size < x <= x0 + 0.5 else x0
        if x1 > x0 and x1 > 0 and left < width and 0 < y < height:
            runs.append(
                Run(
                    round(left, DIGITS), round(x1, DIGITS), round(y, DIGITS), round(size, DIGITS),
                    raw.font.fixed_pitch, raw, raw.stretch,
                )
            )  # fmt: skip
    return runs


def _has_size(run: RawRun) -> bool:
    """Whether the type size means anything: bitmap fonts may be drawn at any nominal size."""
    return SMALLEST_BITMAP < run.size < LARGEST or (0 < run.size < LARGEST and not run.font.type3)


def _is_heading(page: MeasuredPage, line: Line) -> bool:
    return line.width < WIDEST_HEADING * line.size and bool(REFERENCES.fullmatch(page.text(line)))
