"""A kept measurement is as good as the file: any rules get the same verdicts from either."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.pdfcheck.check import check, judge
from submissions.pdfcheck.examine import examine
from submissions.pdfcheck.measurement import Measurement
from submissions.pdfcheck.report import Report
from submissions.pdfcheck.rules import RuleSet
from tests.paper_factory import (
    Paper,
    caption,
    footnote,
    heading,
    pages_of_text,
    references,
    running,
)

RICH = Paper(
    flow=(
        pages_of_text(1), caption(4), running(20, 9, 11), running(30), running(2, beyond=13),
        footnote(5), pages_of_text(1), heading("References"), references(30),
    )
)  # fmt: skip
FILES = {
    "rich": RICH.pdf(),
    "turned": replace(RICH, page_entries="/Rotate 90").pdf(),
    "one column": Paper(columns=1, column_width=468.0, left=72).pdf(),
    "script": replace(
        RICH, catalog_entries="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    ).pdf(),
    "cut off": RICH.pdf()[:9000],
    "empty": b"",
}


def kept(measured: Measurement) -> Measurement:
    return Measurement.from_dict(json.loads(json.dumps(measured.to_dict())))


def without_time(report: Report) -> Report:
    return replace(report, ms=0.0)


@pytest.mark.parametrize("name", FILES)
def test_a_kept_measurement_gets_the_verdicts_of_its_file(name):
    measured = examine(FILES[name])
    for rules in (RuleSet(), RuleSet(min_body_size=9.0, max_pages=1, columns=1, anonymous=True)):
        again = judge(kept(measured), rules)
        assert without_time(again) == without_time(check(FILES[name], rules))


@settings(max_examples=40, deadline=None)
@given(
    size=st.floats(5, 14),
    width=st.floats(150, 520),
    height=st.floats(300, 760),
    gutter=st.floats(0, 40),
    columns=st.integers(1, 3),
    pages=st.integers(1, 9),
    counted=st.booleans(),
)
def test_any_rules_judge_both_alike(size, width, height, gutter, columns, pages, counted):
    rules = RuleSet(
        min_body_size=size, column_width=width, block_width=2 * width + gutter, gutter=gutter,
        block_height=height, columns=columns, max_pages=pages, references_counted=counted,
    )  # fmt: skip
    measured = examine(FILES["rich"])
    assert without_time(judge(kept(measured), rules)) == without_time(judge(measured, rules))


def test_a_larger_limit_never_makes_a_verdict_worse():
    measured = examine(FILES["rich"])
    worst = {"fail": 2, "warn": 1, "unknown": 1, "pass": 0, "na": 0}
    for rule, limit, values in (
        ("page_count", "max_pages", [1, 2, 3, 4, 9]),
        ("column_width", "column_width", [100.0, 200.0, 236.0, 239.76, 300.0]),
        ("block_width", "block_width", [300.0, 480.0, 503.28, 600.0]),
        ("block_height", "block_height", [300.0, 600.0, 666.0, 700.0]),
    ):
        found = [
            worst[judge(measured, replace(RuleSet(), **{limit: value})).rules[rule].verdict]
            for value in values
        ]
        assert found == sorted(found, reverse=True), rule


def test_what_is_not_a_measurement_is_refused():
    values = examine(FILES["rich"]).to_dict()
    del values["sheets"]
    with pytest.raises(KeyError):
        Measurement.from_dict(values)
