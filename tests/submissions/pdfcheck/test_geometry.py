"""Lines, columns and passages of made-up pages: plain geometry, no PDF."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.pdfcheck.boundaries import boundaries, recurring, starts_of
from submissions.pdfcheck.columns import layout_of, prose
from submissions.pdfcheck.extent import extent
from submissions.pdfcheck.frames import QUARTER_TURNS, Frame, Matrix
from submissions.pdfcheck.lines import Line, Run, lines_of
from submissions.pdfcheck.page_layout import PageLayout
from submissions.pdfcheck.passages import mode_of, passages_of
from submissions.pdfcheck.structure import Sheet

sizes = st.floats(7, 14)
lengths = st.floats(-500, 500).map(lambda value: round(value, 2))


def line(x0: float, x1: float, y: float, size: float = 10) -> Line:
    return Line(x0, x1, y, size, ())


def column_of_lines(x0: float, width: float, count: int, size: float = 10, top: float = 700):
    return [line(x0, x0 + width, top - 1.2 * size * row, size) for row in range(count)]


@given(
    count=st.integers(1, 4),
    width=st.floats(120, 300),
    gutter=st.floats(9, 60),
    rows=st.integers(8, 40),
    indented=st.integers(0, 7),
)
def test_columns_are_found_where_they_are(count, width, gutter, rows, indented):
    lines = []
    for number in range(count):
        x0 = 50 + number * (width + gutter)
        lines += [
            line(x0 + (12 if row % 8 == indented else 0), x0 + width, 700 - 12 * row)
            for row in range(rows)
        ]
    layout = layout_of(lines, boundaries(prose(lines)))
    assert [column.x0 for column in layout.columns] == [
        pytest.approx(50 + number * (width + gutter)) for number in range(count)
    ]
    assert [column.width for column in layout.columns] == [pytest.approx(width)] * count
    assert layout.gutters == [pytest.approx(gutter)] * (count - 1)
    assert layout.spanning == []


def test_few_lines_of_text_tell_where_a_column_of_hanging_references_begins():
    text = column_of_lines(54, 240, 40)
    above = column_of_lines(308, 240, 2)
    labels = [line(312, 322, 660 - 10 * row, 8) for row in range(45)]
    entries = [line(325, 548, 660 - 10 * row, 8) for row in range(45)]
    lines = [*text, *above, *labels, *entries]
    starts = starts_of(lines, boundaries(prose(lines)), ())
    assert layout_of(lines, starts, 9.5).gutters == [pytest.approx(14)]


def test_short_lines_beside_a_column_do_not_move_its_beginning():
    lines = [*column_of_lines(54, 240, 40), *column_of_lines(318, 240, 40)]
    names = [line(296, 420, 760, 10), line(297, 421, 748, 10)]
    starts = starts_of([*lines, *names], boundaries(prose(lines)), ())
    assert layout_of([*lines, *names], starts, 9.5).gutters == [pytest.approx(24)]


@pytest.mark.parametrize(("size", "top"), [(17, 752), (9, 710)])
def test_a_title_belongs_to_the_text_block_and_a_running_head_does_not(size, top):
    text = column_of_lines(50, 240, 40)
    head = line(80, 260, 740, size)
    sheet = Sheet(1, (0, 0, 612, 792), 0, 1)
    page = PageLayout(sheet, Frame(sheet, 0), layout_of([head, *text], []))
    assert extent(page, page.layout.columns, 10) == (text[-1].y, top)


@given(rows=st.integers(10, 40), hang=st.floats(6, 40))
def test_hanging_references_are_one_column(rows, hang):
    lines = [
        line(50 + (0 if row % 4 == 0 else hang), 290, 700 - 10 * row, 8) for row in range(rows)
    ]
    assert boundaries(prose(lines)) == []


def test_a_full_width_caption_spans_the_columns():
    caption = line(50, 554, 740)
    lines = [caption, *column_of_lines(50, 240, 30), *column_of_lines(314, 240, 30)]
    layout = layout_of(lines, boundaries(prose(lines)))
    assert layout.spanning == [caption]
    assert len(layout.columns) == 2


def test_a_boundary_of_other_pages_splits_a_page_that_is_crossed_everywhere():
    wide = column_of_lines(50, 504, 30)
    assert starts_of(prose(wide), own=[], known=[314.0]) == [314.0]
    assert layout_of(wide, [314.0]).spanning == wide


def test_boundaries_recur_if_a_third_of_the_pages_and_more_than_one_share_them():
    assert recurring([[314.0], [420.0], []]) == [314.0, 420.0]
    assert recurring([[314.0], [314.4], [420.0], []]) == [pytest.approx(314.2)]
    assert recurring([[314.0]] * 5 + [[420.0]]) == [314.0]


def test_a_boundary_of_one_page_does_not_cut_the_text_of_another():
    text = [line(54, 294, y) for y in range(100, 400, 12)]
    assert starts_of(text, [], [221.0, 318.0]) == [318.0]


@given(
    words=st.lists(st.floats(5, 60), min_size=1, max_size=12),
    gap=st.floats(0, 0.7),
    size=sizes,
    order=st.randoms(use_true_random=False),
)
def test_words_close_to_each_other_are_one_line(words, gap, size, order):
    runs, x = [], 50.0
    for width in words:
        runs.append(Run(x, x + width, 400 + order.uniform(-0.4, 0.4), size))
        x += width + gap * size
    order.shuffle(runs)
    (found,) = lines_of(runs)
    assert (found.x0, found.x1) == (50.0, pytest.approx(x - gap * size))
    assert (found.size, len(found.runs)) == (size, len(words))


def test_columns_side_by_side_are_two_lines():
    runs = [Run(50, 290, 400, 10), Run(299, 540, 400, 10)]
    assert [(found.x0, found.x1) for found in lines_of(runs)] == [(50, 290), (299, 540)]


def test_a_line_number_close_to_the_text_is_a_line_of_its_own():
    runs = [Run(44, 53, 400, 6), Run(58, 290, 400, 10)]
    assert [found.size for found in lines_of(runs)] == [6, 10]


def test_small_words_within_a_line_do_not_end_it():
    runs = [Run(50, 120, 400, 10), Run(122.5, 150, 400, 8), Run(152.5, 290, 400, 10)]
    assert [(found.x0, found.x1, found.size) for found in lines_of(runs)] == [(50, 290, 10)]


@given(rows=st.integers(2, 60), size=sizes, spacing=st.floats(1.0, 3.0))
def test_evenly_spaced_lines_are_one_passage(rows, size, spacing):
    lines = [line(50, 290, 700 - size * spacing * row, size) for row in range(rows)]
    (passage,) = passages_of(layout_of(lines, []), page=1)
    assert passage.lines == lines
    assert passage.size == pytest.approx(size)
    assert passage.gaps == pytest.approx([size * spacing] * (rows - 1))
    assert passage.full_share == 1.0


def test_a_change_of_size_and_a_wide_gap_end_a_passage():
    text = column_of_lines(50, 240, 10)
    small = column_of_lines(50, 240, 10, size=8, top=text[-1].y - 12)
    below = column_of_lines(50, 240, 10, size=8, top=small[-1].y - 30)
    found = passages_of(layout_of([*text, *small, *below], []), page=3)
    assert [(len(passage.lines), passage.size) for passage in found] == [(10, 10), (10, 8), (10, 8)]
    assert [passage.last for passage in found] == [False, False, True]


@given(st.lists(st.tuples(st.floats(1, 100), st.floats(0.1, 10)), min_size=1, max_size=40))
def test_the_mode_lies_within_the_values(weighted):
    values = [value for value, _ in weighted]
    assert min(values) - 1e-9 <= mode_of(weighted) <= max(values) + 1e-9


def test_the_mode_is_the_heaviest_value():
    assert mode_of([(10.0, 5.0), (9.0, 3.0), (9.0, 1.5)]) == pytest.approx(10.0)
    assert mode_of([]) == 0.0


@given(turn=st.sampled_from([0, 90, 180, 270]), x=lengths, y=lengths)
def test_four_equal_quarter_turns_lead_back(turn, x, y):
    matrix = Matrix()
    for _ in range(4):
        matrix = matrix.then(QUARTER_TURNS[turn])
    assert matrix.point(x, y) == pytest.approx((x, y))


@given(
    rotate=st.sampled_from([0, 90, 180, 270]),
    sideways=st.sampled_from([0, 90, 180, 270]),
    x=st.floats(0, 600),
    y=st.floats(0, 780),
    unit=st.sampled_from([0.5, 1.0, 2.0]),
)
def test_frames_keep_boxes_on_the_page(rotate, sideways, x, y, unit):
    sheet = Sheet(1, (-10.0, 5.0, 602.0, 797.0), rotate, unit)
    frame = Frame(sheet, sideways)
    box = (x - 10, y + 5, x, y + 15)
    upright = frame.to_upright.rectangle(box)
    x0, y0, x1, y1 = frame.displayed(upright)
    assert -0.01 <= x0 <= x1 <= sheet.width + 0.01
    assert -0.01 <= y0 <= y1 <= sheet.height + 0.01
    straight = Frame(sheet, 0)
    assert (x0, y0, x1, y1) == pytest.approx(straight.to_upright.rectangle(box), abs=1e-6)


@pytest.mark.parametrize(
    ("matrix", "scale"),
    [
        (Matrix(1, 0, 0, 1), 1),
        (Matrix(10, 0, 0, 10), 10),
        (Matrix(1.02, 0, 0, 1), 1),
        (Matrix(1, 0, 0.2, 1), 1),
        (Matrix(0, 9, -9, 0), 9),
        (Matrix(1, 0, 0, -1), 1),
        (Matrix(0, 0, 0, 0), 0),
    ],
)
def test_type_is_as_tall_as_its_matrix_makes_it(matrix, scale):
    assert matrix.height_scale == pytest.approx(scale)


@given(st.permutations(range(12)))
def test_lines_come_from_top_to_bottom(order):
    runs = [Run(50, 290, 700 - 12 * row, 10) for row in order]
    ys = [found.y for found in lines_of(runs)]
    assert all(upper > lower for upper, lower in pairwise(ys))
