"""One page as laid out: its columns and passages. Needs no open document."""

from __future__ import annotations

from dataclasses import dataclass, field

from .columns import Layout
from .frames import Frame
from .passages import Passage
from .report import Box
from .structure import Rectangle, Sheet


@dataclass(eq=False)
class PageLayout:
    """What the rules are judged by, in points, in the frame where the page's text reads upright."""

    sheet: Sheet
    frame: Frame
    layout: Layout = field(default_factory=lambda: Layout([], []))
    passages: list[Passage] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.sheet.number

    @property
    def turned(self) -> bool:
        """Whether the page is landscape or its text runs sideways: a turned table as a rule."""
        return bool(self.frame.sideways) or self.sheet.width > self.sheet.height

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
