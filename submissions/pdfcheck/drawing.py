"""What was measured on a page, as boxes to draw over its image."""

from __future__ import annotations

from itertools import pairwise

from .columns import TELLING_LINES, prose
from .extent import extent
from .page_layout import PageLayout
from .report import Box, PageGeometry


def geometry(page: PageLayout, body: float) -> PageGeometry:
    """Text block, columns and gutters of a page, in the frame of the displayed page.

    `body` is the type size of the document's body, in points. Columns with too little text to
    judge are drawn only where no column has enough.
    """
    columns = page.layout.columns
    telling = [column for column in columns if len(prose(column.lines)) >= TELLING_LINES]
    block: Box | None = None
    boxes: list[Box] = []
    gutters: list[Box] = []
    if drawn := telling or columns:
        low, high = extent(page, drawn, body)
        block = page.box((drawn[0].x0, low, drawn[-1].x1, high), "block")
        boxes = [page.box((column.x0, low, column.x1, high), "column") for column in drawn]
        gutters = [
            page.box((left.x1, low, right.x0, high), "gutter") for left, right in pairwise(drawn)
        ]
    return PageGeometry(
        number=page.number,
        width=round(page.sheet.width, 1),
        height=round(page.sheet.height, 1),
        sideways=page.frame.sideways,
        block=block,
        columns=tuple(boxes),
        gutters=tuple(gutters),
    )
