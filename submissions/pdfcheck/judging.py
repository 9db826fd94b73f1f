"""What the rules' judges share: the classified text of a document, and how results are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .measurement import Measurement
from .page_layout import PageLayout
from .passages import JUSTIFIED, SMALLER, Kind, Passage
from .report import Box, RuleResult, Verdict
from .rules import RuleSet

# What a page of results can show; a file may hold any number of faults.
MOST_BOXES = 200
# With fewer lines of running text than this there is nothing to judge.
FEWEST_LINES = 12


@dataclass
class Text:
    """A document's passages, told apart: running text, and what may be set smaller."""

    measured: Measurement
    running: list[Passage]
    exempt: list[Passage]

    @property
    def lines(self) -> int:
        return sum(len(passage.lines) for passage in self.running)

    @property
    def measurable(self) -> bool:
        return self.lines >= FEWEST_LINES

    @property
    def why_unknown(self) -> str:
        return self.measured.why_unknown

    @cached_property
    def justified(self) -> bool:
        """Whether most lines of the body reach both edges of their columns."""
        body = [item for item in self.running if item.size >= self.measured.body_size - SMALLER]
        full = sum(item.full_share * len(item.lines) for item in body)
        return full >= JUSTIFIED * sum(len(item.lines) for item in body)

    @property
    def straight(self) -> list[PageLayout]:
        """Pages read as they lie; all of them if every page is turned."""
        return [page for page in self.measured.pages if not page.turned] or self.measured.pages

    def box(self, passage: Passage, kind: str) -> Box:
        return self.measured.page(passage.page).box(passage.box, kind)


def read_text(measured: Measurement, rules: RuleSet) -> Text:
    smallest = rules.min_body_size - rules.size_tolerance
    running: list[Passage] = []
    exempt: list[Passage] = []
    for passage in measured.passages:
        is_running = passage.size >= smallest or passage.kind is Kind.RUNNING
        (running if is_running else exempt).append(passage)
    return Text(measured, running, exempt)


def result(verdict: Verdict, message: str, **more: Any) -> RuleResult:
    if "pages" in more:
        more["pages"] = tuple(sorted(set(more["pages"])))
    if "boxes" in more:
        more["boxes"] = tuple(more["boxes"])[:MOST_BOXES]
    return RuleResult(verdict, message, **more)


def unknown(why: str) -> RuleResult:
    return result(Verdict.UNKNOWN, why)


def pages_of(items: Iterable[Passage]) -> tuple[int, ...]:
    return tuple(sorted({item.page for item in items}))
