"""The rule set and the report as values: checked when made, the same after a journey as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from submissions.pdfcheck.check import judge
from submissions.pdfcheck.measurement import Measurement
from submissions.pdfcheck.report import Overall, Report, RuleResult, Verdict, overall
from submissions.pdfcheck.rules import LAYOUT_RULES, RULES, RuleSet
from submissions.pdfcheck.words import page_list, printable
from tests.paper_factory import Paper


def test_a_rule_set_survives_json():
    rules = RuleSet(name="Short", max_pages=4, hard=frozenset({"readable", "page_count"}))
    assert RuleSet.from_dict(json.loads(json.dumps(rules.to_dict()))) == rules


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"pages": 4}, "unknown setting: pages"),
        ({"hard": ["margins"]}, "unknown rule: margins"),
        ({"hard": "readable"}, "hard must be a list of rule names"),
        ({"max_pages": 2.5}, "max_pages must be a whole number"),
        ({"max_pages": 0}, "max_pages and columns must be at least 1"),
        ({"gutter": "wide"}, "gutter must be a number from 0 to 100000"),
        ({"gutter": float("nan")}, "gutter must be a number from 0 to 100000"),
        ({"anonymous": 1}, "anonymous must be true or false"),
        ({"name": 7}, "name must be a text"),
    ],
)
def test_a_wrong_rule_set_says_what_is_wrong(values, said):
    with pytest.raises(ValueError, match=said):
        RuleSet.from_dict(values)


@pytest.mark.parametrize(
    "paper", [Paper(), Paper(gutter=9), Paper(page_entries="/Rotate 90"), Paper(flow=())]
)
def test_a_report_survives_json(report, paper):
    original = report(paper)
    assert Report.from_dict(json.loads(json.dumps(original.to_dict(), allow_nan=False))) == original


def results(**verdicts: str) -> dict[str, RuleResult]:
    return {rule: RuleResult(Verdict(verdicts.get(rule, "pass")), "said") for rule in RULES}


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ({}, Overall.ACCEPT),
        ({"gutter": "na"}, Overall.ACCEPT),
        ({"gutter": "warn"}, Overall.REVIEW),
        ({"gutter": "unknown"}, Overall.REVIEW),
        ({"fonts_embedded": "fail"}, Overall.REVIEW),
        ({"gutter": "fail"}, Overall.REJECT),
        ({"gutter": "fail", "columns": "unknown"}, Overall.REJECT),
    ],
)
def test_the_overall_verdict(verdicts, expected):
    assert overall(results(**verdicts), RuleSet()) is expected


def test_the_edition_says_what_is_hard():
    soft = replace(RuleSet(), hard=RuleSet().hard - {"gutter"})
    assert overall(results(gutter="fail"), soft) is Overall.REVIEW


def test_an_unreadable_file_is_rejected_and_an_unchecked_one_reviewed():
    rules = RuleSet()
    unread = Measurement("0" * 64, unreadable="It is empty.")
    assert judge(unread, rules).overall is Overall.REJECT
    failed = Measurement("0" * 64, failure="KeyError: 'x'")
    assert judge(failed, rules).overall is Overall.REVIEW


def test_every_fault_says_how_to_mend_it(report):
    faulty = report(Paper(gutter=9, columns=2, paper=(595.28, 841.89)))
    wrong = [item for item in faulty.rules.values() if item.verdict is Verdict.FAIL]
    assert len(wrong) == 3
    assert all(set(item.fix) == {"latex", "word"} and item.message for item in wrong)


def test_words_from_a_file_are_made_fit_to_show():
    assert printable("a\x02b\u202ec\n d", 20) == "a b c d"
    assert printable("x" * 30, 20) == "x" * 20 + "…"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([], "no page"),
        ([3], "page 3"),
        ([1, 2], "pages 1 and 2"),
        ([4, 2, 3, 3], "pages 2 to 4"),
        ([1, 3, 4, 5, 9], "pages 1, 3 to 5 and 9"),
    ],
)
def test_page_lists(numbers, said):
    assert page_list(numbers) == said


def test_the_way_to_mend_it_names_the_lengths_that_are_asked(report):
    rules = RuleSet(paper_width=595.28, paper_height=841.89, gutter=14.4, columns=2)
    found = report(Paper(gutter=9), rules).rules
    assert "A4 (8.27 x 11.69 in)" in found["paper_size"].fix["word"]
    assert "spacing to 0.2 in" in found["gutter"].fix["word"]
    assert "acmart" not in found["paper_size"].fix["latex"]
    assert "acmart" in report(Paper(paper=(595.28, 841.89))).rules["paper_size"].fix["latex"]


def test_what_is_said_of_pages_has_a_place_on_them(report):
    empty = report(Paper(flow=()))
    unknown = [item for item in empty.rules.values() if item.verdict is Verdict.UNKNOWN]
    assert unknown
    assert all({box.page for box in item.boxes} == set(item.pages) for item in unknown)
    assert all("as text" in empty.rules[rule].fix["latex"] for rule in LAYOUT_RULES)
