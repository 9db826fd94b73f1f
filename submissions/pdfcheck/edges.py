"""Edges that several lines share."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

# Left edges within this many points are one edge; margin protrusion moves single lines by .5 pt.
EDGE_WINDOW = 2.5
# Right edges vary more: hyphens and full stops protrude by up to 1.5 pt.
RIGHT_WINDOW = 2.0
# So many lines make an edge.
FEWEST_LINES = 5
# So few full lines to the left of hanging references tell where their column begins.
FEWEST_OUTDENTED = 2


def fullest_window(values: Sequence[float], width: float) -> tuple[int, int]:
    """Slice bounds of the sorted values' most populated window of that width."""
    best = (0, 0)
    for first, value in enumerate(values):
        last = bisect_left(values, value + width, first)
        if last - first > best[1] - best[0]:
            best = (first, last)
    return best
