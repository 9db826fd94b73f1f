"""Numbers and page lists in plain words."""

from __future__ import annotations

from collections.abc import Iterable

from .rules import POINTS_PER_INCH, RuleSet

# Leading to type size from which on lines are no longer single-spaced.
DOUBLE = 1.6


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


PAPERS = {"US Letter": (612.0, 792.0), "A4": (595.28, 841.89)}
COUNTS = {1: "one column", 2: "two columns", 3: "three columns"}


def paper_name(width: float, height: float) -> str:
    """`US Letter`, `A4`, or the sides."""
    for name, (across, up) in PAPERS.items():
        if abs(width - across) < 1 and abs(height - up) < 1:
            return name
    return paper(width, height)


def column_count(columns: int) -> str:
    return COUNTS.get(columns, f"{columns} columns")


def summary(rules: RuleSet) -> str:
    """What a rule set asks, in a line."""
    spacing = ", single-spaced" if rules.max_spacing < DOUBLE else ""
    return (
        f"{paper_name(rules.paper_width, rules.paper_height)}, {column_count(rules.columns)}, "
        f"{points(rules.min_body_size)} or larger{spacing}"
    )


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
