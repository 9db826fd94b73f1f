"""Each rule on both sides of its limit, on papers of exactly known lengths."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.pdfcheck.check import check
from submissions.pdfcheck.report import Overall, Verdict
from submissions.pdfcheck.rules import RuleSet
from tests.paper_factory import Paper, heading, pages_of_text, references, running, typeset

FAIL, WARN, UNKNOWN, NA = Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN, Verdict.NA
PAPER = Paper()


def set_in(size: float, leading: float, pages: float = 2) -> Paper:
    return replace(PAPER, flow=(pages_of_text(pages, size, leading),))


def test_a_paper_at_every_limit_is_accepted(report, conforming):
    accepted = report(conforming)
    assert accepted.overall is Overall.ACCEPT
    assert {result.verdict for result in accepted.rules.values()} == {Verdict.PASS}


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (PAPER, {}),
        (set_in(10, 12, pages=5.9), {}),
        (set_in(10, 12, pages=6.4), {"page_count": FAIL}),
        (set_in(9.9, 11.9), {}),
        (set_in(9.8, 11.8), {"body_font": FAIL}),
        (set_in(9, 11), {"body_font": FAIL}),
        (set_in(12, 14.4), {}),
        (set_in(10, 11.3), {}),
        (set_in(10, 11), {"line_spacing": WARN}),
        (set_in(10, 10.8), {"line_spacing": FAIL}),
        (set_in(10, 14.4), {}),
        (set_in(10, 15), {"line_spacing": FAIL}),
        (set_in(10, 24, pages=3), {"line_spacing": FAIL}),
    ],
)
def test_pages_type_size_and_spacing(faults, paper, expected):
    assert faults(paper) == expected


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ({"column_width": 241.5, "left": 52}, {}),
        ({"column_width": 243.5, "left": 50}, {"column_width": FAIL, "block_width": FAIL}),
        ({"column_width": 243.5, "gutter": 18, "left": 52}, {"column_width": FAIL, "gutter": FAIL}),
        ({"gutter": 22.8}, {}),
        ({"gutter": 20.5}, {"gutter": FAIL}),
        ({"gutter": 18.0}, {"gutter": FAIL}),
        ({"gutter": 9.0}, {"gutter": FAIL}),
        ({"gutter": 30.0, "left": 50}, {"block_width": FAIL}),
        ({"top": 732, "bottom": 66}, {}),
        ({"top": 738, "bottom": 54}, {"block_height": FAIL}),
        ({"paper": (613.5, 790.5)}, {}),
        ({"paper": (595.28, 841.89)}, {"paper_size": FAIL}),
        ({"columns": 3, "column_width": 151.0, "gutter": 24}, {"columns": FAIL}),
        (
            {"columns": 1, "column_width": 468.0, "left": 72},
            {"columns": FAIL, "column_width": FAIL, "gutter": NA},
        ),
    ],
)
def test_lengths(faults, lengths, expected):
    assert faults(replace(PAPER, **lengths)) == expected


def test_a_rule_set_of_one_column_takes_one_column(faults):
    paper = replace(PAPER, columns=1, column_width=468, left=72)
    rules = RuleSet(columns=1, column_width=468.0, block_width=468.0)
    assert faults(paper, rules) == {"gutter": NA}


def test_one_page_of_other_paper_is_found(result):
    letter, a4 = PAPER.pdf(), replace(PAPER, paper=(595.28, 841.89)).pdf()
    assert result("paper_size", letter).pages == ()
    assert result("paper_size", a4).pages == (1, 2)
    assert result("paper_size", a4).message == (
        "Pages 1 and 2: the paper is 8.27 x 11.69 in (A4), not 8.5 x 11 in (US Letter)."
    )


def test_text_that_shrinks_on_the_last_page_is_found(result):
    paper = replace(PAPER, flow=(pages_of_text(2.5), running(30, size=9, leading=11)))
    small = result("body_font", paper)
    assert (small.verdict, small.pages, small.measured) == (FAIL, (3,), 9.0)
    assert {box.kind for box in small.boxes} == {"small text"}


def test_eight_small_lines_are_a_remark_and_nine_are_not(faults):
    def with_small(lines: int) -> Paper:
        flow = (running(60), running(lines, 8, 9.6), running(60))
        return replace(PAPER, flow=flow)

    assert faults(with_small(8)) == {}
    assert faults(with_small(9)) == {"body_font": FAIL}


def test_short_small_paragraphs_add_up(faults):
    def with_paragraphs(count: int) -> Paper:
        pieces = [piece for _ in range(count) for piece in (running(7, 9, 11), running(10))]
        return replace(PAPER, flow=(*pieces, pages_of_text(1)))

    assert faults(with_paragraphs(3)) == {}
    assert faults(with_paragraphs(4)) == {"body_font": FAIL}


def test_a_tight_part_of_a_page_is_found(result):
    paper = replace(PAPER, flow=(pages_of_text(1.3), running(12, leading=10.5), running(20)))
    tight = result("line_spacing", paper)
    assert (tight.verdict, tight.pages, tight.measured) == (FAIL, (2,), 1.05)


def test_one_page_in_a_single_column_is_found(result):
    wide = replace(PAPER, columns=1, column_width=503.28, flow=(pages_of_text(1),))
    both = joined(PAPER.pdf(), wide.pdf())
    columns = result("columns", both)
    assert (columns.verdict, columns.measured, columns.pages) == (FAIL, 1.0, (3, 4))


def test_heads_feet_and_page_numbers_are_not_block_height(result):
    bare = result("block_height", PAPER)
    dressed = result("block_height", replace(PAPER, head="DTMS 2023", foot="12"))
    assert (dressed.verdict, dressed.measured) == (Verdict.PASS, bare.measured)


def test_type_size_counts_every_scale(result):
    shrunk = replace(PAPER, shift="0.94 0 0 0.94 18 23 cm")
    assert result("body_font", shrunk).measured == 9.4
    stretched = replace(PAPER, shift="1.02 0 0 1 -6 0 cm")
    assert result("body_font", stretched).measured == 10.0


def test_user_unit_counts(faults):
    halved = "/UserUnit 2 /MediaBox [0 0 306 396]"
    assert faults(replace(PAPER, shift="0.5 0 0 0.5 0 0 cm", page_entries=halved)) == {}


def test_the_visible_part_of_the_page_is_its_size(faults):
    framed = "/MediaBox [-20 -20 632 812] /CropBox [0 0 612 792]"
    cropped = "/MediaBox [0 0 612 792] /CropBox [20 20 592 772]"
    assert faults(replace(PAPER, page_entries=framed)) == {}
    assert faults(replace(PAPER, page_entries=cropped)) == {"paper_size": WARN}
    shrunk = "/MediaBox [0 0 595.28 841.89] /CropBox [0 0 580 780]"
    assert faults(replace(PAPER, page_entries=shrunk)) == {"paper_size": FAIL}


@pytest.mark.parametrize("turn", [90, 270])
def test_turned_pages_need_a_look(report, turn):
    turned = report(replace(PAPER, page_entries=f"/Rotate {turn}"))
    assert turned.overall is Overall.REVIEW
    assert turned.rules["paper_size"].verdict is WARN
    assert {page.sideways for page in turned.geometry} == {360 - turn}


def test_content_turned_both_ways_is_upright(report):
    turned = "/Rotate 90 /MediaBox [0 0 792 612]"
    upright = report(replace(PAPER, shift="0 1 -1 0 792 0 cm", page_entries=turned))
    straight = report(PAPER)
    assert upright.geometry == straight.geometry
    assert upright.rules == straight.rules


def test_geometry_draws_what_was_measured(report):
    page = report(PAPER).geometry[0]
    left, right = page.columns
    assert (page.width, page.height, page.sideways) == (612.0, 792.0, 0)
    assert left.x0 == pytest.approx(54.0, abs=0.5)
    assert left.x1 == pytest.approx(293.76, abs=0.8)
    assert right.x0 == pytest.approx(317.52, abs=0.5)
    assert right.x1 == pytest.approx(557.28, abs=0.8)
    assert [(box.x0, box.x1) for box in page.gutters] == [(left.x1, right.x0)]
    assert (page.block.x0, page.block.x1) == (left.x0, right.x1)


def test_a_page_without_text_is_never_a_pass(report):
    empty = report(replace(PAPER, flow=(running(3),)))
    measured = ("body_font", "columns", "column_width", "gutter", "block_width", "block_height")
    assert {empty.rules[rule].verdict for rule in measured} == {UNKNOWN}
    assert empty.overall is Overall.REVIEW


def test_references_count_as_pages_but_not_as_running_text(faults):
    flow = (pages_of_text(4.5), heading("References"), references(40))
    assert faults(replace(PAPER, flow=flow)) == {}
    flow = (pages_of_text(6), heading("References"), references(60))
    assert faults(replace(PAPER, flow=flow)) == {"page_count": FAIL}


def test_typeset_papers_are_judged_alike(faults):
    assert faults(typeset(size=9, leading=11)) == {"body_font": FAIL}
    assert faults(typeset(gap="12pt")) == {"column_width": FAIL, "gutter": FAIL}


def test_squeezed_type_is_found_and_font_expansion_is_not(faults):
    def drawn(stretch: float, lines: int) -> Paper:
        narrow = replace(running(lines), stretch=stretch)
        return replace(PAPER, flow=(pages_of_text(1.2), narrow, running(30)))

    assert faults(drawn(0.98, 60)) == {}
    assert faults(drawn(1.03, 60)) == {}
    assert faults(drawn(0.96, 60)) == {"body_font": WARN}
    assert faults(drawn(0.94, 60)) == {"body_font": FAIL}
    assert faults(drawn(0.85, 12)) == {}


def test_type_stretched_to_the_height_that_is_asked_is_squeezed_type(result):
    tall = replace(PAPER, flow=(pages_of_text(2, 9, 10.9),), shift="1 0 0 1.12 0 -60 cm")
    found = result("body_font", tall)
    assert (found.verdict, found.measured) == (FAIL, 10.08)


@pytest.mark.parametrize(
    ("lines", "beyond", "expected"),
    [
        (1, 10, {}),
        (1, 14, {"column_width": WARN}),
        (1, 30, {"column_width": WARN}),
        (1, 40, {"column_width": FAIL}),
        (4, 14, {"column_width": WARN}),
        (5, 14, {"column_width": FAIL}),
    ],
)
def test_lines_that_stick_out(faults, lines, beyond, expected):
    slips = [piece for _ in range(lines) for piece in (running(1, beyond=beyond), running(10))]
    assert faults(replace(PAPER, flow=(running(62), *slips, running(20)))) == expected


def test_text_that_flows_around_a_figure_sticks_out_of_nothing(faults):
    beside = replace(running(36), beyond=-90)
    assert faults(replace(PAPER, flow=(beside, running(18), running(54)))) == {}


@settings(max_examples=25, deadline=None)
@given(
    column=st.floats(180, 262),
    gutter=st.floats(12, 40),
    size=st.floats(9, 12),
    lines=st.integers(140, 240),
    shift=st.floats(-14, 14),
)
def test_lengths_are_measured_as_they_were_drawn(column, gutter, size, lines, shift):
    left = (612 - 2 * column - gutter) / 2 + shift
    paper = Paper(
        flow=(running(lines, size, size * 1.2),), column_width=column, gutter=gutter, left=left
    )
    found = check(paper.pdf(), RuleSet()).rules
    assert found["body_font"].measured == pytest.approx(size, abs=0.06)
    assert found["line_spacing"].measured == pytest.approx(1.2, abs=0.01)
    assert found["column_width"].measured == pytest.approx(column / 72, abs=0.02)
    assert found["block_width"].measured == pytest.approx((2 * column + gutter) / 72, abs=0.02)
    assert found["gutter"].measured == pytest.approx(gutter / 72, abs=0.02)


def test_pages_of_references_alone_count_only_where_the_call_says_so(result):
    flow = (pages_of_text(5.5), heading("References"), references(62))
    long = replace(PAPER, flow=flow)
    free = RuleSet(references_counted=False)
    assert result("page_count", long).measured == 7.0
    assert result("page_count", long, free).measured == 6.0
    assert result("page_count", long, free).verdict is Verdict.PASS
    assert "besides 1 of references alone" in result("page_count", long, free).message
    more = replace(PAPER, flow=(pages_of_text(6.5), heading("References"), references(62)))
    assert result("page_count", more, free).pages == (7,)


def test_an_appendix_after_the_references_counts(result):
    flow = (pages_of_text(5.5), heading("References"), references(120), pages_of_text(1))
    long = result("page_count", replace(PAPER, flow=flow), RuleSet(references_counted=False))
    assert (long.verdict, long.measured) == (FAIL, 8.0)


def test_a_file_of_many_pages_is_measured_to_its_end(result):
    thesis = replace(PAPER, flow=(pages_of_text(44), running(108, 9, 11)))
    small = result("body_font", thesis)
    assert (small.verdict, small.pages) == (FAIL, (45,))


def joined(*files: bytes) -> bytes:
    import io

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for file in files:
        writer.append(PdfReader(io.BytesIO(file)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_each_page_over_the_limit_is_outlined(report):
    result = report(set_in(10, 12, pages=7.4)).rules["page_count"]
    assert result.pages == (7, 8)
    assert [(box.page, box.x0, box.y0, box.x1, box.y1) for box in result.boxes] == [
        (7, 0, 0, 612, 792),
        (8, 0, 0, 612, 792),
    ]
