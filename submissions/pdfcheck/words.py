"""Numbers and page lists in plain words."""

from __future__ import annotations

from collections.abc import Iterable

from .rules import POINTS_PER_INCH


def inches(points: float) -> float:
    """Points as inches, to a hundredth (a thousandth would suggest more than was measured)."""
    return round(points / POINTS_PER_INCH, 2)


def length(points: float) -> str:
    return f"{inches(points):g} in"


def points(value: float) -> str:
    return f"{round(value, 1):g} pt"


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def paper(width: float, height: float) -> str:
    return f"{inches(width):g} x {inches(height):g} in"


def printable(text: str, longest: int) -> str:
    """Text from a file, fit to be shown: without control characters, and not too long."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return clean if len(clean) <= longest else clean[:longest].rstrip() + "…"


def page_list(numbers: Iterable[int]) -> str:
    """`page 3`, `pages 2 to 4 and 6`."""
    spans = _spans(sorted(set(numbers)))
    texts = [str(a) if a == b else f"{a} to {b}" if b > a + 1 else f"{a} and {b}" for a, b in spans]
    if not spans:
        return "no page"
    if len(spans) == 1:
        first, last = spans[0]
        return f"page {first}" if first == last else f"pages {texts[0]}"
    return f"pages {', '.join(texts[:-1])} and {texts[-1]}"


def _spans(numbers: list[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans
