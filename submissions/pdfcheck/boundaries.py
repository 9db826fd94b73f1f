"""Where columns begin: left edges that the lines to the left of them do not cross.

Indents, list items and hanging references also share left edges, but nearly every line to their
left crosses them.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from .edges import EDGE_WINDOW, FEWEST_LINES, FEWEST_OUTDENTED, RIGHT_WINDOW, fullest_window
from .lines import Line

# Columns are no narrower than this, in ems.
NARROWEST_COLUMN = 11.0
# Share of lines that may cross a page's first boundary, its further ones, and one that other
# pages share.
CROSSED_AT_MOST = 0.4
CROSSED_BY_FEW = 0.2
CROSSED_IF_KNOWN = 0.9
KNOWN_ADVANTAGE = 0.1
FEWEST_PAGES = 2
# Entries of references hang by at most so many points.
DEEPEST_HANG = 30.0
# Boundaries of different pages are one within this many points.
NEAR = 6.0


def boundaries(lines: Sequence[Line]) -> list[float]:
    """Left edges at which a second, third, ... column begins, by the prose lines of one page."""
    shares = {edge: _crossed(lines, edge) for edge in _left_edges(lines)}
    found = sorted((share, edge) for edge, share in shares.items() if share is not None)
    free = [
        edge
        for rank, (share, edge) in enumerate(found)
        if share <= (CROSSED_AT_MOST if rank == 0 else CROSSED_BY_FEW)
    ]
    return _apart(free, lines)


def recurring(pages: Sequence[Sequence[float]]) -> list[float]:
    """Boundaries that at least a third of the pages with any boundary share, within `NEAR`.

    Of three pages or more one page alone is not enough.
    """
    edges = sorted(edge for page in pages for edge in page)
    telling = sum(bool(page) for page in pages)
    enough = max(telling / 3, min(telling - 1, FEWEST_PAGES))
    known: list[float] = []
    while edges:
        first, last = fullest_window(edges, NEAR)
        if last - first < enough:
            break
        known.append(median(edges[first:last]))
        del edges[first:last]
    return sorted(known)


def starts_of(lines: Sequence[Line], own: Sequence[float], known: Sequence[float]) -> list[float]:
    """Where the columns of a page begin: the document's boundaries, then the page's own.

    A known boundary holds on a page with too little text to show it, and on one whose lines all
    cross it, unless that page has other columns of its own, or other known ones.
    """
    shares = {edge: _crossed(lines, edge) or 0.0 for edge in (*known, *own)}
    if own:
        kept = [edge for edge in known if shares[edge] <= CROSSED_IF_KNOWN]
    else:
        free = [edge for edge in known if shares[edge] <= CROSSED_AT_MOST]
        kept = free or list(known)
    trusted = sorted(
        {*kept, *own}, key=lambda edge: shares[edge] - (edge in kept) * KNOWN_ADVANTAGE
    )
    return [_where_text_begins(lines, edge) for edge in _apart(trusted, lines)]


def _where_text_begins(lines: Sequence[Line], edge: float) -> float:
    """The edge, or where full lines begin that stand out to the left of it.

    On a page of references most lines hang to the right of the column's few lines of text.
    """
    ends = sorted(line.x1 for line in lines if abs(line.x0 - edge) < EDGE_WINDOW)
    first, last = fullest_window(ends, RIGHT_WINDOW)
    full = median(ends[first:last]) if ends else edge
    begin = sorted(
        line.x0
        for line in lines
        if edge - DEEPEST_HANG <= line.x0 < edge - EDGE_WINDOW
        if abs(line.x1 - full) < RIGHT_WINDOW
    )
    first, last = fullest_window(begin, EDGE_WINDOW)
    return median(begin[first:last]) if last - first >= FEWEST_OUTDENTED else edge


def _crossed(lines: Sequence[Line], edge: float) -> float | None:
    """Share of the lines beginning left of an edge that cross it; None if there are none."""
    left = [line for line in lines if line.x0 < edge - EDGE_WINDOW]
    if not left:
        return None
    return sum(line.x1 > edge + EDGE_WINDOW for line in left) / len(left)


def _apart(edges: Sequence[float], lines: Sequence[Line]) -> list[float]:
    """The edges, earlier ones first, that leave room for a column of prose between them."""
    narrowest = NARROWEST_COLUMN * median([line.size for line in lines] or [0.0])
    kept: list[float] = []
    for edge in edges:
        if all(abs(edge - other) > narrowest for other in kept):
            kept.append(edge)
    return sorted(kept)


def _left_edges(lines: Sequence[Line]) -> list[float]:
    """Left edges shared by at least `FEWEST_LINES` lines, the most shared first."""
    left = sorted(line.x0 for line in lines)
    edges = []
    while len(left) >= FEWEST_LINES:
        first, last = fullest_window(left, EDGE_WINDOW)
        if last - first < FEWEST_LINES:
            break
        edges.append(median(left[first:last]))
        del left[first:last]
    return edges
