"""Draws a paper's figure as SVG: lines or grouped bars, in colours and dashes that print well."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dtms_site.management.demo.shapes import Figure

# The typeface of the whole paper. Names need letters from the second family, which must not share
# the first one's name: the PDF would draw the glyphs of one with the numbers of the other.
SERIF = "'Source Serif 4', 'Source Serif 4 Ext', 'DejaVu Serif', serif"

WIDTH, HEIGHT = 300, 180
LEFT, RIGHT, TOP, BOTTOM = 40, 294, 22, 146
CHARACTER_WIDTH = 5.2
STYLES = (
    ("#1b4f8f", ""),
    ("#b4531a", "6 3"),
    ("#4d7a3a", "2 3"),
    ("#6b6b6b", "8 2 2 2"),
)


def svg(figure: Figure) -> str:
    """The figure as an SVG element of 300 x 180 units."""
    ticks = _ticks(max(value for series in figure.series for value in series.values))
    top = ticks[-1]
    marks = _lines(figure, top) if figure.kind == "line" else _bars(figure, top)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="{SERIF}" font-size="10">'
        f"{''.join(_grid(ticks))}{''.join(marks)}{''.join(_x_labels(figure))}"
        f"{''.join(_legend(figure))}{_axis_titles(figure)}</svg>"
    )


def _ticks(largest: float) -> list[float]:
    """Four to six round values from 0 to at least the largest."""
    rough = largest / 4 or 1
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough)
    return [step * i for i in range(math.ceil(largest / step - 1e-9) + 1)]


def _y(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _grid(ticks: Sequence[float]) -> Iterator[str]:
    for tick in ticks:
        y = _y(tick, ticks[-1])
        yield (
            f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#bbb" '
            'stroke-width=".5"/>'
        )
        yield _text(f"{tick:g}", LEFT - 4, y + 3.3, before=1)


def _x_places(figure: Figure) -> list[float]:
    """Where each x value stands: to scale if all are numbers, in equal steps otherwise."""
    numbers = [x for x in figure.x if not isinstance(x, str)]
    if figure.kind == "line" and len(numbers) == len(figure.x):
        low, high = numbers[0], numbers[-1]
        return [LEFT + 8 + (RIGHT - LEFT - 16) * (x - low) / (high - low) for x in numbers]
    step = (RIGHT - LEFT) / len(figure.x)
    return [LEFT + step * (i + 0.5) for i in range(len(figure.x))]


def _x_labels(figure: Figure) -> Iterator[str]:
    """The x values, but on a line's scale none that would run into the one before it."""
    free = 0.0
    for x, place in zip(figure.x, _x_places(figure), strict=True):
        label = x if isinstance(x, str) else f"{x:g}"
        half = len(label) * CHARACTER_WIDTH / 2
        if figure.kind == "line" and place - half < free:
            continue
        free = place + half + CHARACTER_WIDTH
        yield _text(label, place, BOTTOM + 12, before=0.5)


def _lines(figure: Figure, top: float) -> Iterator[str]:
    places = _x_places(figure)
    for series, (colour, dashes) in zip(figure.series, STYLES, strict=False):
        points = [(x, _y(v, top)) for x, v in zip(places, series.values, strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield (
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.4" '
            f'stroke-dasharray="{dashes}"/>'
        )
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{colour}"/>' for x, y in points)


def _bars(figure: Figure, top: float) -> Iterator[str]:
    step = (RIGHT - LEFT) / len(figure.x)
    width = step * 0.7 / len(figure.series)
    for i, (series, (colour, _)) in enumerate(zip(figure.series, STYLES, strict=False)):
        for place, value in zip(_x_places(figure), series.values, strict=True):
            x = place - step * 0.35 + i * width
            y = _y(value, top)
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width * 0.92:.1f}" '
                f'height="{BOTTOM - y:.1f}" fill="{colour}"/>'
            )


def _legend(figure: Figure) -> Iterator[str]:
    step = (RIGHT - LEFT) / len(figure.series)
    for i, (series, (colour, dashes)) in enumerate(zip(figure.series, STYLES, strict=False)):
        x = LEFT + step * i
        pattern = dashes if figure.kind == "line" else ""
        yield (
            f'<line x1="{x:.1f}" x2="{x + 16:.1f}" y1="8" y2="8" stroke="{colour}" '
            f'stroke-width="2" stroke-dasharray="{pattern}"/>'
        )
        yield _text(series.name, x + 20, 11.3, before=0)


def _axis_titles(figure: Figure) -> str:
    middle = (TOP + BOTTOM) / 2
    return (
        _text(figure.x_label, (LEFT + RIGHT) / 2, HEIGHT - 6, before=0.5)
        + f'<g transform="rotate(-90 10 {middle})">'
        + _text(figure.y_label, 10, middle, before=0.5)
        + "</g>"
    )


def _text(text: str, x: float, y: float, *, before: float) -> str:
    """Text of which a share of `before` stands left of x.

    Its width is estimated: WeasyPrint sets anchored text in a group of its own, where readers of
    the PDF no longer see its true size and place.
    """
    start = x - before * len(text) * CHARACTER_WIDTH
    return f'<text x="{start:.1f}" y="{y:.1f}">{escape(text)}</text>'
