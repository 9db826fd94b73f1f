"""What the rules' judges share: the classified text of a document, and how results are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .fixes import FIXES
from .kinds import Kind, kind_of
from .measure import SMALLER, Measured
from .pages import MeasuredPage
from .passages import Passage
from .pdfium import Ink
from .report import Box, RuleResult, Verdict
from .rules import RuleSet

TOO_LITTLE = "There is too little text to measure: perhaps the pages are images or outlines."
SCANNED = "The pages are scanned images: their text cannot be measured."
BITMAPS = "The text is drawn in bitmap (Type 3) fonts of unknown size: it cannot be measured."

# What a page of results can show; a file may hold any number of faults.
MOST_BOXES = 200
# With fewer lines of running text than this there is nothing to judge.
FEWEST_LINES = 12
# A passage of at least this many lines is text, not a remark.
PASSAGE_LINES = 9
# Share of lines that reach both edges in justified text, headings and last lines included.
JUSTIFIED = 0.5


@dataclass
class Text:
    """A document's passages, told apart: running text, and what may be set smaller."""

    measured: Measured
    running: list[Passage]
    exempt: list[tuple[Passage, Kind]]

    @property
    def lines(self) -> int:
        return sum(len(passage.lines) for passage in self.running)

    @property
    def measurable(self) -> bool:
        return self.lines >= FEWEST_LINES

    @property
    def why_unknown(self) -> str:
        """What keeps a document from being measured, in words."""
        runs = [run for page in self.measured.pages for run in page.raw_runs]
        if sum(run.font.type3 and run.ink is Ink.DARK for run in runs) > len(runs) / 2:
            return BITMAPS
        return SCANNED if sum(run.ink is Ink.NONE for run in runs) > len(runs) / 2 else TOO_LITTLE

    @cached_property
    def justified(self) -> bool:
        """Whether most lines of the body reach both edges of their columns."""
        body = [item for item in self.running if item.size >= self.measured.body_size - SMALLER]
        full = sum(item.full_share * len(item.lines) for item in body)
        return full >= JUSTIFIED * sum(len(item.lines) for item in body)

    @property
    def straight(self) -> list[MeasuredPage]:
        """Pages read as they lie; all of them if every page is turned."""
        return [page for page in self.measured.pages if not page.turned] or self.measured.pages

    def box(self, passage: Passage, kind: str) -> Box:
        return self.measured.page(passage.page).box(passage.box, kind)


def read_text(measured: Measured, rules: RuleSet) -> Text:
    running: list[Passage] = []
    exempt: list[tuple[Passage, Kind]] = []
    smallest = rules.min_body_size - rules.size_tolerance
    for passage in measured.passages:
        kind = Kind.RUNNING if passage.size >= smallest else kind_of(passage, measured)
        if kind is Kind.RUNNING:
            running.append(passage)
        else:
            exempt.append((passage, kind))
    return Text(measured, running, exempt)


def result(rule: str, verdict: Verdict, message: str, **more: Any) -> RuleResult:
    """A result that carries the rule's fix unless there is nothing to mend."""
    if verdict in (Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN):
        more.setdefault("fix", FIXES[rule])
    if "pages" in more:
        more["pages"] = tuple(sorted(set(more["pages"])))
    if "boxes" in more:
        more["boxes"] = tuple(more["boxes"])[:MOST_BOXES]
    return RuleResult(verdict, message, **more)


def unknown(rule: str, why: str) -> RuleResult:
    return result(rule, Verdict.UNKNOWN, why)


def pages_of(items: Iterable[Passage]) -> tuple[int, ...]:
    return tuple(sorted({item.page for item in items}))
