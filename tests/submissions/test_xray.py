"""What the check found, as it is drawn over a page and put beside its limits."""

from dataclasses import replace

from submissions.format_page import FormatPage
from submissions.pdfcheck.check import check
from submissions.pdfcheck.rules import RuleSet
from submissions.xray import drawn_page
from tests.paper_factory import Paper, pages_of_text, running

PAPER = Paper(flow=(running(90),))


def report_on(paper: Paper):
    return check(paper.pdf(), RuleSet())


def first_page(paper: Paper):
    report = report_on(paper)
    return drawn_page(report, report.geometry[0])


def test_a_fault_of_the_whole_page_is_a_frame_and_one_of_its_text_a_surface():
    other_paper = first_page(replace(PAPER, paper=(595.28, 841.89)))
    assert [(shape.kind, shape.whole) for shape in other_paper.offences] == [("fail", True)]
    small = first_page(Paper(flow=(pages_of_text(1, 9, 11),)))
    lines = [shape for shape in small.offences if shape.label == "Body text: 9 pt"]
    assert [(shape.kind, shape.whole) for shape in lines] == [("fail", False)]


def test_a_limit_shows_its_tolerance_where_that_alone_lets_a_length_pass():
    class Done:
        is_done = True
        result = report_on(replace(PAPER, column_width=242.0, gutter=23.0)).to_dict()

    rules = {rule.key: rule for rule in FormatPage.of_public(Done()).rules}
    assert rules["column_width"].allowed == "3.33 in ± 0.04"
    assert rules["gutter"].allowed == "0.33 in ± 0.02"
    assert rules["block_height"].allowed == "9.25 in"
    assert rules["body_font"].allowed == "10 pt"
