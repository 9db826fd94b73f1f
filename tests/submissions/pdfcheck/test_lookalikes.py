"""What looks like small running text and is none, and running text that looks like something else."""

from __future__ import annotations

import io
import random

import pytest
from pypdf import PdfReader, PdfWriter

from submissions.pdfcheck.report import Verdict
from tests.paper_factory import (
    Paper,
    Piece,
    document,
    filling,
    footnote,
    heading,
    pages_of_text,
    references,
    running,
    show,
    width_of,
)

FAIL, WARN = Verdict.FAIL, Verdict.WARN
TEXT = pages_of_text(1.2)
LEFT, RIGHT, COLUMN = 54.0, 317.52, 239.76
# Half a column stays empty below this many lines.
HALF, EMPTY = 27, 330.0


def prose(x: float, y: float, width: float, lines: int, size: float = 9) -> list[str]:
    """Justified lines of running words from (x, y) downwards."""
    words = random.Random(x + y)
    shown = []
    for at in range(lines):
        text = filling(width, size, words)
        spread = (width - width_of(text, size)) / max(text.count(" "), 1)
        shown.append(show(text, x, y - at * 1.2 * size, size, spread))
    return shown


def ragged(x: float, y: float, width: float, lines: int, size: float = 9) -> list[str]:
    words = random.Random(5)
    texts = [filling(width * words.uniform(0.85, 1), size, words) for _ in range(lines)]
    return [show(text, x, y - at * 1.2 * size, size) for at, text in enumerate(texts)]


def rule(x0: float, x1: float, y: float) -> str:
    return f".5 w {x0} {y} m {x1} {y} l S"


def half_filled(*drawn: str) -> Paper:
    """A page whose lower half holds only what is drawn there."""
    half = (running(HALF), running(HALF, before=EMPTY))
    return Paper(flow=half, content="\n".join(drawn))


def joined(*papers: Paper | bytes) -> bytes:
    writer = PdfWriter()
    for paper in papers:
        data = paper if isinstance(paper, bytes) else paper.pdf()
        writer.append(PdfReader(io.BytesIO(data)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of_names() -> bytes:
    """Twenty-four authors, three beside each other, and nothing else."""
    lines = [
        show(text, 85 + 164 * across, 650 - 72 * down - 12 * at, 10)
        for across in range(3)
        for down in range(8)
        for at, text in enumerate(("Ada Fern", "University of Somewhere", "Bergen in Norway"))
    ]
    return document(["\n".join(lines).encode()])


def test_cells_beside_cells_are_a_table(faults):
    cells = [
        *prose(LEFT, 370, 40, 24),
        *prose(LEFT + 52, 370, 90, 24),
        *prose(LEFT + 154, 370, 84, 24),
    ]
    assert faults(half_filled(*cells)) == {}


def test_cells_between_rules_across_the_columns_are_a_table(faults):
    drawn = [rule(LEFT, RIGHT + COLUMN, y) for y in (383, 275, 167, 70)]
    for y in (370, 262, 154):
        drawn += prose(LEFT, y, 50, 2)
        drawn += prose(LEFT + 60, y, 190, 8)
        drawn += prose(RIGHT, y, COLUMN, 8)
    assert faults(half_filled(*drawn)) == {}


@pytest.mark.parametrize(
    "drawn",
    [
        prose(LEFT, 370, COLUMN, 20),
        [*prose(LEFT, 370, COLUMN, 20), rule(LEFT, LEFT + COLUMN, 383)],
        prose(LEFT + 14, 370, COLUMN - 28, 20),
        ragged(LEFT, 370, COLUMN, 20),
    ],
    ids=["plain", "below a rule", "indented on both sides", "ragged"],
)
def test_small_running_text_is_found_in_any_shape(faults, drawn):
    assert faults(half_filled(*drawn)) == {"body_font": FAIL}


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("Figure 1 shows that the", {"body_font": FAIL}),
        ("Figure 1: The", {}),
        ("Fig. 1. The", {}),
        ("Fig. 2 Overview of", {}),
        ("TABLE IV", {}),
    ],
)
def test_a_caption_begins_like_a_caption(faults, first, expected):
    begun = Piece((first, *(None,) * 19), 9, 10.8, before=20)
    assert faults(Paper(flow=(running(20), begun, running(60)))) == expected


def test_a_line_that_begins_with_table_within_small_text_exempts_nothing(faults):
    texts = (
        *(None,) * 8,
        "Table 2. It is no caption, for the line before it is full,",
        *(None,) * 8,
    )
    small = Piece(texts, 9, 10.8, before=20)
    assert faults(Paper(flow=(running(20), small, running(60)))) == {"body_font": FAIL}


def test_a_footnote_goes_on_in_the_next_column(faults):
    rest = Piece((None,) * 12, 8, 9.6, before=12)
    assert faults(Paper(flow=(running(50), footnote(3), running(43), rest, TEXT))) == {}
    assert faults(Paper(flow=(running(54), running(43), rest, TEXT))) == {"body_font": FAIL}


def test_steps_in_words_under_the_caption_of_an_algorithm_are_no_running_text(faults):
    title = Piece(("Algorithm 1 Spend the budget",), 10, 12, before=20, ragged=True)
    steps = Piece((None,) * 30, 9, 10.8, indent=15)
    assert faults(Paper(flow=(running(10), title, steps, TEXT))) == {}


def test_a_page_of_names_is_not_a_page_in_three_columns(faults):
    body = Paper(flow=(TEXT, heading("References"), references(20)))
    assert faults(joined(page_of_names(), body)) == {}


def test_a_short_page_in_one_column_is_found(result):
    short = Paper(
        flow=(running(5), heading("4 Discussion"), running(6)), columns=1, column_width=503.28
    )
    two = Paper(flow=(pages_of_text(1),))
    found = result("columns", joined(two, short, two))
    assert (found.verdict, found.pages) == (FAIL, (2,))


def test_a_long_stamp_in_a_font_that_is_not_in_the_file_is_a_remark(result, conforming):
    stamp = document([show("Licensed to one reader only, " * 3, 60, 770, 10).encode()])
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(conforming)))
    for page in writer.pages:
        page.merge_page(PdfReader(io.BytesIO(stamp)).pages[0])
    out = io.BytesIO()
    writer.write(out)
    assert result("fonts_embedded", out.getvalue()).verdict is WARN


def test_a_caption_below_a_framed_text_makes_it_a_figure(faults):
    drawn = [
        f".5 w {LEFT + 2} 200 {COLUMN - 4} 180 re S",
        *prose(LEFT + 12, 365, COLUMN - 24, 14),
        show("Figure 3: The prompt.", LEFT, 184, 9),
    ]
    assert faults(half_filled(*drawn)) == {}
