"""What the check answers: one result a rule, the geometry of each page, the overall verdict.

All coordinates are PDF points with the origin at the bottom left of the page **as displayed**:
crop box, page rotation and UserUnit are already applied. An SVG with the view box
`0 0 width height` draws them after `y -> height - y`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from .rules import RULES, RuleSet

CHECKER = "dtms-pdfcheck 5"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NA = "na"


class Overall(StrEnum):
    ACCEPT = "accept"
    REVIEW = "review"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a displayed page (numbered from 1), in points, origin bottom left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    kind: str

    def rounded(self) -> Box:
        x0, y0, x1, y1 = (round(edge, 1) for edge in (self.x0, self.y0, self.x1, self.y1))
        return replace(self, x0=x0, y0=y0, x1=x1, y1=y1)


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """What was measured on one page: the text block, its columns and gutters, for drawing.

    `sideways` is the clockwise turn, in degrees, that would bring the text upright.
    """

    number: int
    width: float
    height: float
    sideways: int = 0
    block: Box | None = None
    columns: tuple[Box, ...] = ()
    gutters: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The verdict on one rule; lengths are in `unit`, boxes in points.

    `fix` says how to mend it, by tool: the keys are `latex` and `word`.
    """

    verdict: Verdict
    message: str
    measured: float | str | None = None
    allowed: float | str | None = None
    tolerance: float | None = None
    unit: str = ""
    pages: tuple[int, ...] = ()
    boxes: tuple[Box, ...] = ()
    fix: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """The answer for one file. `ms` is CPU time; `notes` are remarks that decide nothing."""

    sha256: str
    overall: Overall
    rules: Mapping[str, RuleResult]
    pages: int | None = None
    ms: float = 0.0
    geometry: tuple[PageGeometry, ...] = ()
    notes: tuple[str, ...] = ()
    checker: str = CHECKER

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-like values, the keys of the rules in their fixed order."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Report:
        """Read a report written by `to_dict`; raises KeyError or ValueError on anything else."""
        return cls(
            sha256=values["sha256"],
            overall=Overall(values["overall"]),
            rules={name: _result(values["rules"][name]) for name in RULES},
            pages=values["pages"],
            ms=values["ms"],
            geometry=tuple(_geometry(page) for page in values["geometry"]),
            notes=tuple(values["notes"]),
            checker=values["checker"],
        )


def overall(rules: Mapping[str, RuleResult], rule_set: RuleSet) -> Overall:
    """Reject if a hard rule fails; review if any warns, is unknown, or a soft rule fails."""
    verdicts = {name: result.verdict for name, result in rules.items()}
    failed = {name for name, verdict in verdicts.items() if verdict is Verdict.FAIL}
    if failed & rule_set.hard:
        return Overall.REJECT
    if failed or {Verdict.WARN, Verdict.UNKNOWN} & set(verdicts.values()):
        return Overall.REVIEW
    return Overall.ACCEPT


def _boxes(values: Iterable[Mapping[str, Any]]) -> tuple[Box, ...]:
    return tuple(Box(**value) for value in values)


def _result(values: Mapping[str, Any]) -> RuleResult:
    return RuleResult(
        **dict(values)
        | {
            "verdict": Verdict(values["verdict"]),
            "pages": tuple(values["pages"]),
            "boxes": _boxes(values["boxes"]),
        }
    )


def _geometry(values: Mapping[str, Any]) -> PageGeometry:
    block = values["block"]
    return PageGeometry(
        **dict(values)
        | {
            "block": Box(**block) if block else None,
            "columns": _boxes(values["columns"]),
            "gutters": _boxes(values["gutters"]),
        }
    )
