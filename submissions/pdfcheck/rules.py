"""The rule set of a call for papers: limits, tolerances, and which rules are hard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

POINTS_PER_INCH = 72.0

RULES = (
    "readable",
    "page_count",
    "paper_size",
    "body_font",
    "columns",
    "column_width",
    "gutter",
    "block_width",
    "block_height",
    "line_spacing",
    "fonts_embedded",
    "safe",
)

LAYOUT_RULES = RULES[3:10]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What an edition asks of a paper. Lengths and sizes are PDF points (1/72 in).

    The defaults are those of the first DTMS call: at most six pages of US Letter, running text
    of 10 pt or larger, two columns at most 9.25 in tall and 3.33 in wide, 0.33 in apart,
    single-spaced. Spacing is leading divided by type size; stretch is the width of type against how
    it was drawn, which microtypography changes by some 2 %. The tolerances let the `acmart`
    template pass, which is .007 in over the quoted width.
    """

    name: str = "DTMS"
    max_pages: int = 6
    references_counted: bool = True
    paper_width: float = 612.0
    paper_height: float = 792.0
    min_body_size: float = 10.0
    min_reference_size: float = 7.0
    columns: int = 2
    column_width: float = 239.76
    gutter: float = 23.76
    block_width: float = 503.28
    block_height: float = 666.0
    min_spacing: float = 1.09
    comfortable_spacing: float = 1.125
    max_spacing: float = 1.45
    min_stretch: float = 0.95
    comfortable_stretch: float = 0.97
    anonymous: bool = False

    paper_tolerance: float = 2.0
    size_tolerance: float = 0.12
    column_width_tolerance: float = 3.0
    gutter_tolerance: float = 1.5
    block_width_tolerance: float = 4.0
    block_height_tolerance: float = 4.0

    hard: frozenset[str] = frozenset(RULES) - {"fonts_embedded"}

    def __post_init__(self) -> None:
        for field in fields(self):
            _check(field.name, getattr(self, field.name))
        if self.max_pages < 1 or self.columns < 1:
            raise ValueError("max_pages and columns must be at least 1")

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> RuleSet:
        """Build a rule set from JSON-like values; raises ValueError on an unknown name or type."""
        unknown = set(values) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown setting: {', '.join(sorted(unknown))}")
        given = dict(values)
        if "hard" in given:
            given["hard"] = frozenset(_names(given["hard"]))
        return cls(**given)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"hard": sorted(self.hard)}


def _names(hard: object) -> Iterable[str]:
    if isinstance(hard, str) or not isinstance(hard, Iterable):
        raise ValueError("hard must be a list of rule names")
    return [str(name) for name in hard]


def _check(name: str, value: object) -> None:
    if name == "hard":
        unknown = frozenset(_names(value)) - set(RULES)
        if unknown:
            raise ValueError(f"unknown rule: {', '.join(sorted(unknown))}")
    elif name == "name":
        if not isinstance(value, str):
            raise ValueError("name must be a text")
    elif name in ("anonymous", "references_counted"):
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be true or false")
    elif name in ("max_pages", "columns"):
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"{name} must be a whole number")
    elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e5:
        raise ValueError(f"{name} must be a number from 0 to 100000")
