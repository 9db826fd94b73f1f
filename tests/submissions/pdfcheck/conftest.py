from __future__ import annotations

from collections.abc import Callable

import pytest

from submissions.pdfcheck.check import check
from submissions.pdfcheck.report import Report, RuleResult, Verdict
from submissions.pdfcheck.rules import RuleSet
from tests.paper_factory import Paper, typeset

Judge = Callable[..., dict[str, Verdict]]


@pytest.fixture(scope="session")
def conforming() -> bytes:
    """A paper with embedded fonts that meets every rule."""
    return typeset()


@pytest.fixture
def report() -> Callable[..., Report]:
    def report_of(paper: Paper | bytes, rules: RuleSet | None = None) -> Report:
        data = paper if isinstance(paper, bytes) else paper.pdf()
        return check(data, rules or RuleSet())

    return report_of


@pytest.fixture
def result(report: Callable[..., Report]) -> Callable[..., RuleResult]:
    def result_of(rule: str, paper: Paper | bytes, rules: RuleSet | None = None) -> RuleResult:
        return report(paper, rules).rules[rule]

    return result_of


@pytest.fixture
def faults(report: Callable[..., Report]) -> Judge:
    """Every verdict of a paper but `pass`; its fonts, never embedded, left aside."""

    def faults_of(paper: Paper | bytes, rules: RuleSet | None = None) -> dict[str, Verdict]:
        return {
            rule: result.verdict
            for rule, result in report(paper, rules).rules.items()
            if result.verdict is not Verdict.PASS and rule != "fonts_embedded"
        }

    return faults_of
