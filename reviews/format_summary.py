"""What a reviewer is told of the format check: the verdict and what it hangs on, no more."""

from dataclasses import dataclass

from submissions.enums import WAIVED
from submissions.models import PaperVersion
from submissions.policy import rule_names


@dataclass(frozen=True)
class FormatSummary:
    pages: int
    is_waived: bool
    broken: str
    """Rules that the paper breaks, by name; empty when it keeps them all."""


def format_summary(version: PaperVersion | None) -> FormatSummary | None:
    """None without a file, or while it is being checked."""
    report = getattr(version, "report", None)
    if report is None or not report.is_done:
        return None
    rules = report.result.get("rules", {})
    broken = rule_names(n for n, found in rules.items() if found["verdict"] == "fail")
    return FormatSummary(report.pages or 0, report.overall == WAIVED, broken)
