"""Columns, drawn by numbers alone: each chart has its table beneath it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 120
GAP = 0.25


@dataclass(frozen=True)
class Column:
    label: str
    value: int
    marked: int = 0
    """How many of them are of the kind that the chart warns of."""


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    words: str
    is_marked: bool


@dataclass(frozen=True)
class Chart:
    columns: Sequence[Column]
    boxes: Sequence[Box]
    most: int
    rule: float | None = None
    """Where a line stands: a date between two columns."""

    @property
    def total(self) -> int:
        return sum(column.value for column in self.columns)


def chart(columns: Sequence[Column], *, line_after: float | None = None) -> Chart:
    """`line_after`: how many columns stand before the line."""
    most = max((column.value for column in columns), default=0)
    step = WIDTH / max(1, len(columns))
    boxes = []
    for place, column in enumerate(columns):
        top = 0.0
        for value, is_marked in ((column.value - column.marked, False), (column.marked, True)):
            if value:
                height = value / most * HEIGHT
                y = HEIGHT - top - height
                words = f"{column.label}: {value}"
                boxes.append(
                    Box(
                        round(step * (place + GAP / 2), 1),
                        round(y, 1),
                        round(step * (1 - GAP), 1),
                        round(height, 1),
                        words,
                        is_marked,
                    )
                )
                top += height
    rule = None if line_after is None else round(step * line_after, 1)
    return Chart(columns, boxes, most, rule)
