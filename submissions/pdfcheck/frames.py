"""Plane geometry of a page: from user space to the page as displayed, and to upright text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from .structure import Rectangle, Sheet


class Matrix(NamedTuple):
    """The affine map x' = a x + c y + e, y' = b x + d y + f, as PDF writes it."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, other: Matrix) -> Matrix:
        """First this map, then the other."""
        a, b, c, d, e, f = self
        return Matrix(
            a * other.a + b * other.c,
            a * other.b + b * other.d,
            c * other.a + d * other.c,
            c * other.b + d * other.d,
            e * other.a + f * other.c + other.e,
            e * other.b + f * other.d + other.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def rectangle(self, box: Rectangle) -> Rectangle:
        """The upright rectangle around the image of an upright rectangle."""
        ax, ay = self.point(box[0], box[1])
        bx, by = self.point(box[2], box[3])
        if self.b or self.c:
            cx, cy = self.point(box[0], box[3])
            dx, dy = self.point(box[2], box[1])
            return (
                min(ax, bx, cx, dx),
                min(ay, by, cy, dy),
                max(ax, bx, cx, dx),
                max(ay, by, cy, dy),
            )
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    @property
    def height_scale(self) -> float:
        """How much taller type becomes: the height of the unit square over its base line.

        Horizontal stretching (font expansion) and slanting leave it alone.
        """
        if not self.b:
            return abs(self.d) if self.a else 0.0
        base = math.hypot(self.a, self.b)
        return abs(self.a * self.d - self.b * self.c) / base if base else 0.0

    @property
    def stretch(self) -> float:
        """How wide type is drawn for its height: 1 as designed, less if squeezed."""
        height = self.height_scale
        if not self.b:
            return abs(self.a) / height if height else 1.0
        return math.hypot(self.a, self.b) / height if height else 1.0

    @property
    def angle(self) -> float:
        """Direction of the base line in degrees, counterclockwise, from -180 to 180."""
        if not self.b and self.a > 0:
            return 0.0
        return math.degrees(math.atan2(self.b, self.a))


QUARTER_TURNS = {
    0: Matrix(1, 0, 0, 1),
    90: Matrix(0, -1, 1, 0),
    180: Matrix(-1, 0, 0, -1),
    270: Matrix(0, 1, -1, 0),
}


def turned(box: Rectangle, clockwise: int) -> Matrix:
    """Turn by quarter turns, then move the box's image so that it starts at the origin."""
    turn = QUARTER_TURNS[clockwise % 360]
    x0, y0, _, _ = turn.rectangle(box)
    return turn.then(Matrix(e=-x0, f=-y0))


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's displayed frame, and the frame in which most of its text reads upright.

    `sideways` is the clockwise turn from the displayed page to upright text (0 as a rule).
    `width` and `height` are those of the upright frame, in points.
    """

    sheet: Sheet
    sideways: int

    @property
    def to_upright(self) -> Matrix:
        """From user space to the upright frame."""
        unit = self.sheet.user_unit
        scaled = Matrix(unit, 0, 0, unit)
        box = scaled.rectangle(self.sheet.crop)
        return scaled.then(turned(box, self.sheet.rotate + self.sideways))

    @property
    def width(self) -> float:
        return self.sheet.height if self.sideways % 180 else self.sheet.width

    @property
    def height(self) -> float:
        return self.sheet.width if self.sideways % 180 else self.sheet.height

    def displayed(self, box: Rectangle) -> Rectangle:
        """From the upright frame to the displayed page."""
        if not self.sideways:
            return box
        return turned((0.0, 0.0, self.width, self.height), -self.sideways).rectangle(box)
