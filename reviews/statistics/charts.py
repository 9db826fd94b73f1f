"""Charts as numbers for SVG attributes, each with the rows of the table beneath it.

All lengths are in units of a drawing `WIDTH` wide, in which a line of text is about 12 high.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reviews.statistics.cells import Cell

WIDTH = 340
LINE = 40
"""Of a bar with its label above it."""
TOP, BASE, EDGE = 16, 126, 4
"""Of a drawing over time: its highest and its lowest point, and how far it is from the sides."""


@dataclass(frozen=True)
class Bar:
    label: str
    counts: tuple[int, ...]
    share: int
    """Of the whole, in percent; of a pair of counts the first, of the pair."""
    y: int
    length: float
    full: float
    """Of the bar behind it: both counts of a pair."""

    @property
    def count(self) -> int:
        return self.counts[0]

    @property
    def text_y(self) -> int:
        return self.y - 6


@dataclass(frozen=True)
class Bars:
    title: str
    first: str
    """What is counted under: the head of the table's first column."""
    heads: tuple[str, ...]
    """The heads of the counts."""
    bars: list[Bar]
    note: str = ""
    template = "statistics/_bars.html"

    @property
    def height(self) -> int:
        return LINE * len(self.bars)

    @property
    def in_words(self) -> str:
        return "; ".join(f"{bar.label}: {bar.count}" for bar in self.bars)


def bars(
    title: str, first: str, cells: Sequence[Cell], *,
    heads: tuple[str, ...] = ("Papers",), whole: int = 0, note: str = "", others: str = "",
) -> Bars | None:  # fmt: skip
    """A bar a cell, the longest as wide as the drawing; None where nothing can be told apart.

    `others` names a cell of many labels, which are else written out.
    """
    if not cells or (len(cells) == 1 and len(cells[0].labels) > 1):
        return None
    most = max(cell.total for cell in cells)
    whole = whole or sum(cell.total for cell in cells)
    drawn = [
        Bar(
            label=others if others and len(cell.labels) > 1 else ", ".join(cell.labels),
            counts=cell.counts,
            share=round(100 * cell.counts[0] / (cell.total if len(cell.counts) > 1 else whole)),
            y=LINE * place + 20,
            length=round(WIDTH * cell.counts[0] / most, 1),
            full=round(WIDTH * cell.total / most, 1),
        )
        for place, cell in enumerate(cells)
    ]
    return Bars(title, first, heads, drawn, note)


@dataclass(frozen=True)
class Step:
    label: str
    count: int
    so_far: int
    x: float
    y: float


@dataclass(frozen=True)
class Course:
    """How many there were by when."""

    title: str
    noun: str
    steps: list[Step]
    since: str
    until: str
    template = "statistics/_course.html"

    @property
    def total(self) -> int:
        return self.steps[-1].so_far

    @property
    def line(self) -> str:
        places = [(float(EDGE), float(BASE)), *((step.x, step.y) for step in self.steps)]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in places)

    @property
    def area(self) -> str:
        return f"{self.line}V{BASE}H{EDGE}Z"

    @property
    def in_words(self) -> str:
        return f"{self.total} {self.noun.lower()} from {self.since} to {self.until}"


def course(title: str, noun: str, cells: Sequence[Cell]) -> Course | None:
    """A line that climbs to the total, a point a cell. The labels are the cells' days, in order."""
    if not cells:
        return None
    days = [day for cell in cells for day in cell.labels]
    total, so_far, steps = sum(cell.total for cell in cells), 0, []
    past = 0
    for one in cells:
        so_far += one.total
        past += len(one.labels)
        x = EDGE + (WIDTH - 2 * EDGE) * past / len(days)
        y = BASE - (BASE - TOP) * so_far / total
        steps.append(Step(_span(one.labels), one.total, so_far, round(x, 1), round(y, 1)))
    return Course(title, noun, steps, days[0], days[-1])


def _span(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"
