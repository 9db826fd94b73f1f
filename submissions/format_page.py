"""The format check as an author sees it: one sentence, the rules, and the page under X-ray."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from dtms_site import clock
from dtms_site.web.keep import kept
from submissions import files, policy
from submissions.enums import RULE_NAMES, WAIVED
from submissions.models import FormatReport, FormatWaiver, PaperVersion, PublicCheck, Submission
from submissions.pdfcheck import sandboxed
from submissions.pdfcheck.report import Box, PageGeometry, Report, RuleResult, Verdict
from submissions.pdfcheck.words import length

PICTURE_WIDTH = 1000
PICTURE_LIFE = 3600
SOON = timedelta(seconds=5)
# In points of the page, for labels of 9 pt.
FLAG_HEIGHT, LETTER_WIDTH = 13, 5.1
MOST_LISTED = 8
PROBLEMS = (Verdict.FAIL, Verdict.WARN)
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
    def shown_pages(self) -> tuple[int, ...]:
        return self.pages[:MOST_LISTED]

    @property
    def more_pages(self) -> int:
        return len(self.pages[MOST_LISTED:])

    @property
    def needs_work(self) -> bool:
        return self.verdict in {"fail", "warn", "unknown"}


@dataclass(frozen=True)
class Rect:
    """A rectangle in SVG coordinates of the page: points, origin top left, with its label."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    label: str = ""

    @property
    def flag(self) -> "Rect":
        """A small flag over the rectangle's upper left corner, wide enough for the label."""
        width = LETTER_WIDTH * len(self.label) + 8
        return Rect("flag", max(self.x, 2), max(self.y - FLAG_HEIGHT, 2), width, FLAG_HEIGHT)

    @property
    def text_x(self) -> float:
        return self.x + 4

    @property
    def base_line(self) -> float:
        """Of the text on a flag."""
        return self.y + self.height - 3.5


@dataclass(frozen=True)
class Page:
    number: int
    width: float
    height: float
    problem: str
    shapes: list[Rect]
    offences: list[Rect]
    notes: list[str]
    facts: list[str]


@dataclass(frozen=True)
class FormatPage:
    """What the page shows of one version's check."""

    version: Any
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
        return cls._of(version, report, report.overall, wanted)

    @classmethod
    def of_public(cls, check: PublicCheck, wanted: str = "") -> "FormatPage":
        """The check of a file that belongs to no paper."""
        return cls._of(check, check, check.result.get("overall", ""), wanted)

    @classmethod
    def _of(cls, file: Any, check: Any, overall: str, wanted: str) -> "FormatPage":
        if not check.is_done:
            waited = clock.now() - check.queued_at
            return cls(file, poll="300ms" if waited < SOON else "2s")
        found = Report.from_dict(check.result)
        pages = tuple(_page(found, geometry) for geometry in found.geometry)
        rules = sorted(
            (_rule(key, result) for key, result in found.rules.items()),
            key=lambda rule: URGENCY.index(Verdict(rule.verdict)),
        )
        return cls(file, True, "", overall, tuple(rules), pages, _chosen(pages, wanted))

    def count(self, *verdicts: str) -> int:
        return sum(rule.verdict in verdicts for rule in self.rules)

    @property
    def failed(self) -> int:
        return self.count("fail")

    @property
    def doubtful(self) -> int:
        return self.count("warn", "unknown")

    @property
    def to_look_at(self) -> int:
        return self.failed + self.doubtful

    @property
    def passed(self) -> int:
        return self.count("pass")

    @property
    def is_readable(self) -> bool:
        """A file that cannot be opened has one problem, not twelve."""
        return not any(r.key == "readable" and r.verdict == "fail" for r in self.rules)

    @property
    def is_waived(self) -> bool:
        return self.overall == WAIVED

    @property
    def first_problem(self) -> Rule | None:
        return next((rule for rule in self.rules if rule.needs_work), None)


@dataclass(frozen=True)
class WaiverCard:
    """What the authors may ask the chairs to waive, and what became of what they asked."""

    waivable: list[tuple[str, str]]
    latest: FormatWaiver | None

    @classmethod
    def of(cls, paper: Submission) -> "WaiverCard":
        latest = paper.format_waivers.order_by("asked_at").last()
        names = [(name, RULE_NAMES[name]) for name in policy.waivable_rules(paper)]
        return cls(names, latest)

    @property
    def latest_rules(self) -> str:
        return policy.rule_names(self.latest.rules) if self.latest else ""


def _chosen(pages: tuple[Page, ...], wanted: str) -> Page | None:
    by_number = {str(page.number): page for page in pages}
    worst = sorted(pages, key=lambda page: ("fail", "warn", "").index(page.problem))
    return by_number.get(wanted) or next(iter(worst), None)


def _rule(key: str, result: RuleResult) -> Rule:
    tools = {"latex": "LaTeX", "word": "Word"}
    return Rule(
        key,
        RULE_NAMES[key],
        result.verdict.value,
        _amount(result.measured, result.unit),
        "" if _says_it_all(result) else _amount(result.allowed, result.unit),
        result.message,
        [(tools.get(tool, tool), text) for tool, text in result.fix.items() if text],
        result.pages,
    )


def _says_it_all(result: RuleResult) -> bool:
    """Whether the allowed text is the measured one again."""
    return isinstance(result.allowed, str) and result.allowed == result.measured


def _amount(value: float | str | None, unit: str) -> str:
    """A measure in words; a text says its unit itself, a ratio has none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return f"{value:.4g} {unit}".removesuffix(" ratio").strip()


def _page(report: Report, geometry: PageGeometry) -> Page:
    drawn = [b for b in (geometry.block, *geometry.columns, *geometry.gutters) if b is not None]
    bad = [
        (name, result, box)
        for name, result in report.rules.items()
        for box in result.boxes
        if box.page == geometry.number and result.verdict in PROBLEMS
    ]
    concerned = [
        result
        for result in report.rules.values()
        if geometry.number in result.pages and result.verdict in PROBLEMS
    ]
    verdicts = {result.verdict for _, result, _ in bad} | {r.verdict for r in concerned}
    return Page(
        geometry.number,
        geometry.width,
        geometry.height,
        next((v.value for v in PROBLEMS if v in verdicts), ""),
        [_rect(box, geometry.height) for box in drawn],
        _offences(bad, geometry.height),
        [result.message for result in concerned],
        _facts(geometry),
    )


def _offences(bad: list[tuple[str, RuleResult, Box]], height: float) -> list[Rect]:
    """Rectangles for the boxes; the first one of each rule on the page is labelled."""
    labelled: set[str] = set()
    found = []
    for name, result, box in bad:
        label = "" if name in labelled else _label(name, result)
        labelled.add(name)
        found.append(_rect(box, height, result.verdict.value, label))
    return found


def _label(name: str, result: RuleResult) -> str:
    measured = _amount(result.measured, result.unit)
    return f"{RULE_NAMES[name]}: {measured}" if measured else RULE_NAMES[name]


def _facts(geometry: PageGeometry) -> list[str]:
    """What is drawn over the page, in words."""
    if geometry.block is None:
        return ["No text was measured on this page."]
    block = geometry.block
    sizes = f"{length(block.x1 - block.x0)} wide and {length(block.y1 - block.y0)} tall"
    facts = [f"The text block is {sizes}."]
    widths = [length(column.x1 - column.x0) for column in geometry.columns]
    facts.append(f"{_columns(len(widths))}: {', '.join(widths)} wide.")
    if gaps := [length(gutter.x1 - gutter.x0) for gutter in geometry.gutters]:
        facts.append(f"Between them: {', '.join(gaps)}.")
    return facts


def _columns(count: int) -> str:
    return "One column" if count == 1 else f"{count} columns"


def _rect(box: Box, height: float, kind: str = "", label: str = "") -> Rect:
    return Rect(
        kind or box.kind, box.x0, round(height - box.y1, 1), round(box.x1 - box.x0, 1),
        round(box.y1 - box.y0, 1), label,
    )  # fmt: skip


def page_picture(version: PaperVersion, page: int) -> bytes | None:
    """One page as WebP, drawn when somebody looks, or None when it cannot be drawn."""
    return picture_of(version, page)


def picture_of(
    file: PaperVersion | PublicCheck, page: int, *, life: int = PICTURE_LIFE
) -> bytes | None:
    """The picture is kept in the cache for `life` seconds."""
    key = f"page:{file.sha256}:{page}:{PICTURE_WIDTH}"
    return kept(key, lambda: _drawn(file, page), seconds=life)


def _drawn(file: PaperVersion | PublicCheck, page: int) -> bytes | None:
    try:
        return sandboxed.render_in_sandbox(files.read(file.file), page, PICTURE_WIDTH)
    except Exception:  # noqa: BLE001  # whatever the file does to its child, there is no picture
        return None
