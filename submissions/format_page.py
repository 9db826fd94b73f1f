"""The format check as an author sees it: one sentence, the rules, and the page under X-ray."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from dtms_site import clock
from dtms_site.web.keep import kept
from submissions import files
from submissions.models import FormatReport, PaperVersion, Submission
from submissions.pdfcheck import sandboxed
from submissions.pdfcheck.report import Report, RuleResult, Verdict

PICTURE_WIDTH = 1000
PICTURE_LIFE = 3600
SOON = timedelta(seconds=5)
NAMES = {
    "readable": "Opens as a PDF",
    "page_count": "Length",
    "paper_size": "Paper size",
    "body_font": "Body text",
    "columns": "Columns",
    "column_width": "Column width",
    "gutter": "Gap between columns",
    "block_width": "Width of the text block",
    "block_height": "Height of the text block",
    "line_spacing": "Line spacing",
    "fonts_embedded": "Fonts embedded",
    "safe": "Safe to open",
}
URGENCY = [Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN, Verdict.PASS, Verdict.NA]


@dataclass(frozen=True)
class Rule:
    """One line of the check list."""

    key: str
    name: str
    verdict: str
    measured: str
    allowed: str
    message: str
    fixes: list[tuple[str, str]]
    pages: tuple[int, ...]

    @property
    def needs_work(self) -> bool:
        return self.verdict in {"fail", "warn", "unknown"}


@dataclass(frozen=True)
class Rect:
    """A rectangle in SVG coordinates of the page: points, origin top left."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Page:
    number: int
    width: float
    height: float
    problem: str
    shapes: list[Rect]
    offences: list[Rect]
    notes: list[str]


@dataclass(frozen=True)
class FormatPage:
    """What the page shows of one version's check."""

    version: PaperVersion | None
    is_done: bool = False
    poll: str = ""
    overall: str = ""
    rules: tuple[Rule, ...] = ()
    pages: tuple[Page, ...] = ()
    page: Page | None = None

    @classmethod
    def of(cls, paper: Submission, request: HttpRequest) -> "FormatPage":
        version = paper.current
        if version is None:
            return cls(None)
        return cls.of_version(version, request.GET.get("page", ""))

    @classmethod
    def of_version(cls, version: PaperVersion, wanted: str = "") -> "FormatPage":
        """The check of `version`; the page under X-ray is the wanted or the first bad one."""
        report: FormatReport = version.report
        if not report.is_done:
            waited = clock.now() - report.queued_at
            return cls(version, poll="300ms" if waited < SOON else "2s")
        found = Report.from_dict(report.result)
        pages = tuple(_page(found, geometry) for geometry in found.geometry)
        rules = sorted(
            (_rule(key, result) for key, result in found.rules.items()),
            key=lambda rule: URGENCY.index(Verdict(rule.verdict)),
        )
        return cls(
            version, True, "", found.overall.value, tuple(rules), pages, _chosen(pages, wanted)
        )

    def count(self, *verdicts: str) -> int:
        return sum(rule.verdict in verdicts for rule in self.rules)

    @property
    def failed(self) -> int:
        return self.count("fail")

    @property
    def doubtful(self) -> int:
        return self.count("warn", "unknown")

    @property
    def passed(self) -> int:
        return self.count("pass")

    @property
    def is_readable(self) -> bool:
        """A file that cannot be opened has one problem, not twelve."""
        return not any(r.key == "readable" and r.verdict == "fail" for r in self.rules)

    @property
    def first_problem(self) -> Rule | None:
        return next((rule for rule in self.rules if rule.needs_work), None)


def _chosen(pages: tuple[Page, ...], wanted: str) -> Page | None:
    by_number = {str(page.number): page for page in pages}
    worst = sorted(pages, key=lambda page: ("fail", "warn", "").index(page.problem))
    return by_number.get(wanted) or next(iter(worst), None)


def _rule(key: str, result: RuleResult) -> Rule:
    tools = {"latex": "LaTeX", "word": "Word"}
    return Rule(
        key,
        NAMES[key],
        result.verdict.value,
        _amount(result.measured, result.unit),
        _amount(result.allowed, result.unit),
        result.message,
        [(tools.get(tool, tool), text) for tool, text in result.fix.items() if text],
        result.pages,
    )


def _amount(value: float | str | None, unit: str) -> str:
    """A measure in words; a text says its unit itself, a ratio has none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return f"{value:.4g} {unit}".removesuffix(" ratio").strip()


def _page(report: Report, geometry: Any) -> Page:
    drawn = [b for b in (geometry.block, *geometry.columns, *geometry.gutters) if b is not None]
    bad = [
        (result, box)
        for result in report.rules.values()
        for box in result.boxes
        if box.page == geometry.number and result.verdict in {Verdict.FAIL, Verdict.WARN}
    ]
    named = [r for r in report.rules.values() if geometry.number in r.pages]
    verdicts = {r.verdict for r, _ in bad} | {r.verdict for r in named}
    problem = next((v.value for v in (Verdict.FAIL, Verdict.WARN) if v in verdicts), "")
    concerned = [r for r in named if r.verdict in {Verdict.FAIL, Verdict.WARN}]
    return Page(
        geometry.number,
        geometry.width,
        geometry.height,
        problem,
        [_rect(box, geometry.height) for box in drawn],
        [_rect(box, geometry.height, result.verdict.value) for result, box in bad],
        [result.message for result in concerned],
    )


def _rect(box: Any, height: float, kind: str = "") -> Rect:
    return Rect(
        kind or box.kind, box.x0, round(height - box.y1, 1), round(box.x1 - box.x0, 1),
        round(box.y1 - box.y0, 1),
    )  # fmt: skip


def page_picture(version: PaperVersion, page: int) -> bytes | None:
    """One page as WebP, drawn when somebody looks, or None when it cannot be drawn."""
    key = f"page:{version.sha256}:{page}:{PICTURE_WIDTH}"
    return kept(key, lambda: _drawn(version, page), seconds=PICTURE_LIFE)


def _drawn(version: PaperVersion, page: int) -> bytes | None:
    try:
        return sandboxed.render_in_sandbox(files.read(version.file), page, PICTURE_WIDTH)
    except Exception:  # noqa: BLE001  # whatever the file does to its child, there is no picture
        return None
