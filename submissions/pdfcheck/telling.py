"""Write down what the words of a paper tell of its passages, while the document is open.

Afterwards rules are judged by lengths alone, so that a change of rules needs no PDF.
"""

from __future__ import annotations

from .columns import TELLING_LINES, prose
from .kinds import (
    CAPTION,
    ENTRY_SHARE,
    before_caption,
    hangs,
    is_prose,
    kind_of,
    looks_like_references,
)
from .lines import SAME_BASELINE, Line
from .measure import Measured
from .pages import MeasuredPage
from .passages import PASSAGE_LINES, SMALLER, Kind, Passage

# A line of text has neighbours.
FEWEST_AROUND = 3
# Less than this many points beyond its column, a line does not stick out by any rule.
LEAST_BEYOND = 6.0
CAPTION_NEAR = 3.5
# A page of references has no more than so many other lines: a heading, the end of a paragraph.
MOST_OTHER_LINES = 3
LINES_READ = 24
# Labels are narrower than this, and closer to the text than this, in ems.
WIDEST_LABEL, FARTHEST_LABEL = 4, 2.5


def tell_apart(measured: Measured) -> None:
    """Fill in what each passage is, and what stands beside it."""
    for page in measured.pages:
        for passage in page.passages:
            passage.kind = kind_of(passage, measured)
            passage.before_caption = _before_caption(passage, page, measured)
            passage.has_caption = _has_caption(passage, page)
            passage.sticking_out = _sticking_out(passage, page, measured)


def _before_caption(passage: Passage, page: MeasuredPage, measured: Measured) -> int:
    is_small = passage.size < measured.body_size - SMALLER
    if passage.kind is not Kind.RUNNING or not is_small:
        return len(passage.lines)
    return len(before_caption(passage, page))


def _has_caption(passage: Passage, page: MeasuredPage) -> bool:
    """Whether a caption stands just above or below text across the columns: then it is a float."""
    if not passage.spans or len(passage.lines) < FEWEST_AROUND or passage.monospaced:
        return False
    reach = CAPTION_NEAR * passage.size
    low, high = passage.lines[-1].y - reach, passage.lines[0].y + reach
    return any(
        low < line.y < high and CAPTION.match(page.text(line))
        for line in page.lines
        if line.x1 > passage.column.x0 and line.x0 < passage.column.x1
    )


def _sticking_out(passage: Passage, page: MeasuredPage, measured: Measured) -> list[Line]:
    """Lines of prose that begin in their column and end beyond it."""
    is_told = passage.column.full >= TELLING_LINES and len(passage.lines) >= FEWEST_AROUND
    if passage.kind is not Kind.RUNNING or not is_told:
        return []
    return [
        line
        for line in prose(passage.lines, measured.body_size - SMALLER)
        if line.x1 > passage.column.x1 + LEAST_BEYOND and passage.column.begins(line)
        if is_prose([page.text(line)], line.width / line.size, measured)
    ]


def reference_pages(measured: Measured) -> list[int]:
    """The pages, by number, of a paper's second half that hold references and nothing else."""
    late = measured.pages[len(measured.pages) // 2 :]
    return [page.number for page in late if _is_only_references(page)]


def _is_only_references(page: MeasuredPage) -> bool:
    other = listed = 0
    for passage in page.passages:
        if passage.kind is Kind.REFERENCES or _lists(passage, page):
            listed += len(passage.lines)
        else:
            other += len(passage.lines)
        if other > MOST_OTHER_LINES:
            return False
    return listed >= PASSAGE_LINES


def _has_labels(passage: Passage, page: MeasuredPage) -> bool:
    """Whether short pieces, such as numbers, stand just left of many of its lines."""
    edge = passage.column.x0
    beside = [
        line.y
        for line in page.lines
        if line.width < WIDEST_LABEL * line.size
        and edge - FARTHEST_LABEL * line.size < line.x1 <= edge
    ]
    labelled = sum(any(abs(y - line.y) < SAME_BASELINE for y in beside) for line in passage.lines)
    return labelled >= ENTRY_SHARE * len(passage.lines)


def _lists(passage: Passage, page: MeasuredPage) -> bool:
    """References set as large as the body, or the rest of an entry from the column before.

    Their entries hang: other text need not be decoded, which costs as much as loading the page.
    """
    if passage.kind is not Kind.RUNNING or len(passage.lines) < FEWEST_AROUND:
        return passage.kind is Kind.REMARK
    if not (hangs(passage) or _has_labels(passage, page)):
        return False
    texts = [page.text(line) for line in passage.lines[:LINES_READ]]
    return looks_like_references(texts, lambda: False)
