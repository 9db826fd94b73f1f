"""Small text that is allowed, and small text that only pretends to be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from submissions.pdfcheck.report import Verdict
from tests.paper_factory import (
    Paper,
    Piece,
    caption,
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


def paper(*pieces: Piece) -> Paper:
    return Paper(flow=pieces)


@pytest.mark.parametrize(
    "pieces",
    [
        (TEXT, heading("References"), references(30)),
        (TEXT, heading("7 REFERENCES"), references(12), heading("A Appendix"), running(30)),
        (TEXT, references(30)),
        (running(20), caption(11), running(60)),
        (running(20), caption(14, what="Table 2: Devices"), running(60)),
        (running(44), footnote(4), running(80)),
    ],
    ids=["references", "in the middle", "no heading", "caption", "table", "footnote"],
)
def test_bibliography_captions_and_footnotes_may_be_small(faults, pieces):
    assert faults(paper(*pieces)) == {}


def test_a_long_footnote_stands_at_the_foot(faults):
    assert faults(paper(running(43), footnote(12), running(80))) == {}


def test_small_text_below_a_false_heading_of_references_is_text(faults):
    false = paper(TEXT, heading("References"), running(40, size=8, leading=9.6), running(30))
    assert faults(false) == {"body_font": FAIL}


def test_small_text_after_the_references_is_text(result):
    appendix = paper(TEXT, heading("References"), references(8), heading("A"), running(20, 8, 10))
    assert result("body_font", appendix).verdict is FAIL


def test_small_text_that_begins_with_a_number_in_mid_column_is_text(faults):
    piece = Piece(("1 See the", *(None,) * 14), 8, 9.6, before=12)
    assert faults(paper(running(10), piece, running(80))) == {"body_font": FAIL}


def test_a_caption_of_half_a_page_is_text(faults):
    assert faults(paper(running(10), caption(28), running(80))) == {"body_font": FAIL}


def test_tiny_references_get_a_warning(result):
    tiny = result("body_font", paper(TEXT, heading("References"), references(20, size=6)))
    assert (tiny.verdict, tiny.measured) == (WARN, 10.0)
    assert "references only 6 pt" in tiny.message
    seven = paper(TEXT, heading("References"), references(20, size=6.97))
    assert result("body_font", seven).verdict is Verdict.PASS


def test_a_small_abstract_gets_a_warning(result):
    abstract = paper(heading("Abstract"), running(14, 9, 10.8), heading("1 Introduction"), TEXT)
    assert result("body_font", abstract).verdict is WARN


def test_the_publishers_block_may_be_small(faults):
    block = Piece(("Permission to make digital or hard", *(None,) * 11), 8, 9.6, before=14)
    assert faults(paper(running(30), block, pages_of_text(1))) == {}


def test_listings_may_be_small_and_wide(faults):
    code = "\n".join(
        show(
            "if (packet.size > limit) return drop(packet, reason);",
            330,
            700 - 10 * line,
            8,
            0,
            "F2",
        )
        for line in range(20)
    )
    plain = paper(TEXT)
    assert faults(replace(plain, content=code)) == {}


def test_line_numbers_beside_the_text_are_ignored(report):
    numbers = "\n".join(
        show(str(100 + line), x, 708 - 12 * line, 7) for line in range(52) for x in (38, 301)
    )
    numbered = report(replace(paper(TEXT), content=numbers))
    assert numbered.rules == report(paper(TEXT)).rules


def test_a_line_that_sticks_out_is_a_warning_with_a_box(result):
    words = "the protocol of the network and the latency of each packet model"
    long = Piece((words,), 10, 12, ragged=True)
    assert width_of(words, 10) > 255
    found = result("column_width", paper(running(20), long, running(60)))
    assert found.verdict is WARN
    assert [(box.page, box.kind) for box in found.boxes] == [(1, "overfull line")]


def test_references_that_programs_cannot_read_are_known_by_their_shape(faults):
    entries = replace(references(24), hanging=14, cipher=True, ragged=False)
    assert faults(paper(pages_of_text(3), entries)) == {}


def test_small_text_that_programs_cannot_read_needs_a_look(faults):
    small = replace(running(40, size=8, leading=9.6), cipher=True)
    assert faults(paper(pages_of_text(2), small)) == {"body_font": WARN}


def test_unreadable_small_text_early_in_a_paper_needs_a_look_however_it_hangs(faults):
    entries = replace(references(24), hanging=14, cipher=True)
    assert faults(paper(entries, pages_of_text(3))) == {"body_font": WARN}
