"""The format check as an author sees it: one sentence, the rules, and the page under X-ray."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from dtms_site import clock
from submissions import policy
from submissions.enums import RULE_NAMES, WAIVED
from submissions.models import FormatReport, FormatWaiver, PaperVersion, PublicCheck, Submission
from submissions.pdfcheck.report import Report, RuleResult, Verdict
from submissions.xray import Page, amount, drawn_page

SOON = timedelta(seconds=5)
MOST_LISTED = 8
# Rules that ask for at least so much; the others ask for at most so much.
LEAST = frozenset({"body_font", "gutter", "line_spacing"})
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
        pages = tuple(drawn_page(found, geometry) for geometry in found.geometry)
        rules = sorted(
            (_rule(key, result) for key, result in found.rules.items()),
            key=lambda rule: URGENCY.index(Verdict(rule.verdict)),
        )
        return cls(file, True, "", overall, _worth_a_line(rules), pages, _chosen(pages, wanted))

    def count(self, *verdicts: str) -> int:
        return sum(rule.verdict in verdicts for rule in self.rules)

    @property
    def failed(self) -> int:
        return self.count("fail")

    @property
    def doubtful(self) -> int:
        return self.count("warn", "unknown")

    @property
    def unknown(self) -> int:
        return self.count("unknown")

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


def _worth_a_line(rules: list[Rule]) -> tuple[Rule, ...]:
    """All of them; of a file that cannot be opened, those of which something is known."""
    if any(rule.key == "readable" and rule.verdict == "fail" for rule in rules):
        return tuple(rule for rule in rules if rule.verdict != "unknown")
    return tuple(rules)


def _chosen(pages: tuple[Page, ...], wanted: str) -> Page | None:
    by_number = {str(page.number): page for page in pages}
    worst = sorted(pages, key=lambda page: ("fail", "warn", "unknown", "").index(page.problem))
    return by_number.get(wanted) or next(iter(worst), None)


def _rule(key: str, result: RuleResult) -> Rule:
    tools = {"latex": "LaTeX", "word": "Word"}
    return Rule(
        key,
        RULE_NAMES[key],
        result.verdict.value,
        amount(result.measured, result.unit),
        _allowed(key, result),
        result.message,
        [(tools.get(tool, tool), text) for tool, text in result.fix.items() if text],
        result.pages,
    )


def _allowed(key: str, result: RuleResult) -> str:
    """The limit; with its tolerance where that alone lets the measured length pass."""
    if isinstance(result.allowed, str) and result.allowed == result.measured:
        return ""
    limit = amount(result.allowed, result.unit)
    if result.verdict is Verdict.PASS and result.tolerance and _is_beyond(key, result):
        return f"{limit} ± {result.tolerance:g}"
    return limit


def _is_beyond(key: str, result: RuleResult) -> bool:
    measured, allowed = result.measured, result.allowed
    if isinstance(measured, str) or isinstance(allowed, str) or measured is None or allowed is None:
        return False
    return measured < allowed if key in LEAST else measured > allowed
