"""What a passage is by its words: running text, or one of the kinds that may be set smaller.

Exempt from the size of running text are the bibliography, captions, footnotes, tables, listings
and the publisher's block. A passage counts as one of these only if it reads like one: a heading
alone exempts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import median

from .footnotes import is_footnote
from .lines import Line
from .measure import Measured
from .pages import MeasuredPage
from .passages import JUSTIFIED, SMALLER, Kind, Passage
from .tables import is_cells

# A caption goes on with a colon, a full stop or a capital; "Figure 1 shows" is running text.
CAPTION = re.compile(
    r"\s*(?:\(\w\)\s*)?(?P<what>fig(?:ure|s)?|table|tab|algorithm|listing|code|scheme|box|plate"
    r"|exhibit|program|chart|map|prompt|equation)\b[\s.~]*"
    r"(?:\d[\d.]*|[IVX]+\b|[A-Z]\.?\d+)(?:\s?\(?[a-h]\)?(?!\w))?\s*"
    r"(?:$|[:.|–—-]|(?<=[.\s])(?-i:[^\Wa-z_])|[(“\"‘'])",
    re.IGNORECASE,
)
PUBLISHER = re.compile(
    r"permission to make|copyright|©|licen[sc]ed under|creative commons|acm reference format"
    r"|\bisbn\b|publication rights|corresponding author|authors?[’'] (?:address|contact)"
    r"|this (?:work|research|project) (?:is|was) (?:partly |partially )?(?:supported|funded)"
    r"|manuscript received|equal contribution|\bpermission\b.*\bfee\b",
    re.IGNORECASE,
)
LABEL = re.compile(r"\s*(?:\[\s*\d{1,3}\s*\]|\(?\d{1,3}[.)]\s|\[[A-Za-z+]{1,6}\s?\d{2}[a-z]?\])")
YEAR = re.compile(r"(?<!\d)(?:19[4-9]\d|20[0-4]\d)(?!\d)")
SOURCE = re.compile(
    r"\b(?:proc(?:eedings|\.)|pp\.|pages \d|vol\.|no\. \d|journal|trans(?:actions|\.)|conference"
    r"|symposium|workshop|arxiv|doi|https?:|press|springer|ieee|acm|usenix|university|thesis"
    r"|technical report|et al|eds?\.)",
    re.IGNORECASE,
)
ABSTRACT = re.compile(r"\s*(?:a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary)\b", re.IGNORECASE)
# Any prose of nine lines holds some of these, in the languages that papers are written in.
COMMON_WORD = re.compile(
    r"\b(?:the|and|of|in|to|for|is|are|with|on|that|der|die|und|von|les|des|et|est|los|las|del"
    r"|para|che|per|uma|dos)\b",
    re.IGNORECASE,
)

# Fewer small lines than this are a remark, whatever they say.
FEWEST_LINES = 4
LONGEST_CAPTION = 25
# Many authors push the publisher's block to the second page.
LAST_FRONT_PAGE = 2
LONGEST_FLOAT = 45
# Between a table or framed text and its caption there is at most this much, in ems of the body.
CAPTION_NEAR = 4.2
# What has its caption above it.
OVER = ("tab", "algorithm")
# A caption below a text stands apart by this many times its leading.
CAPTION_APART = 1.15
LONGEST_ABSTRACT = 30
LINES_READ = 24
# Characters to the em: no table with its gaps has so many, no prose less than this share of the
# body's.
DENSE, SPARSEST = 1.75, 0.85
LETTERS_IN_PROSE = 0.6
# Hanging entries: lines within so many points of the edge begin one; so many of all lines are
# indented alike, and so many begin an entry.
AT_THE_EDGE = 2.5
HANGING_SHARE, ENTRY_SHARE = 0.4, 0.12
# pdfium gives a hyphen at a line's end as the control character 2.
HYPHEN_OR_SPACE = "\x02\t\n\r"
GARBLED_SHARE = 0.04


def kind_of(passage: Passage, measured: Measured) -> Kind:
    """What a passage smaller than running text is."""
    if passage.size >= measured.body_size - SMALLER:
        return Kind.RUNNING
    if len(passage.lines) < FEWEST_LINES:
        return Kind.REMARK
    if passage.monospaced:
        return Kind.LISTING
    page = measured.page(passage.page)
    return _by_its_beginning(passage, page) or _by_its_text(passage, page, measured)


def _by_its_beginning(passage: Passage, page: MeasuredPage) -> Kind | None:
    if CAPTION.match(page.text(passage.lines[0])) and len(passage.lines) <= LONGEST_CAPTION:
        return Kind.CAPTION
    return Kind.PUBLISHER if _is_publishers(passage, page) else None


def _by_its_text(passage: Passage, page: MeasuredPage, measured: Measured) -> Kind:
    texts = [page.text(line) for line in passage.lines[:LINES_READ]]
    if garbled(texts):
        return _by_its_shape(passage, measured)
    if _is_in_float(passage, page, CAPTION_NEAR * measured.body_size):
        return Kind.TABLE
    if looks_like_references(texts, lambda: measured.lists_references(passage)):
        return Kind.REFERENCES
    if is_footnote(passage, measured):
        return Kind.FOOTNOTE
    if is_cells(passage, page) or _is_table(passage, texts, measured):
        return Kind.TABLE
    if _is_abstract(passage, texts[0], page):
        return Kind.ABSTRACT
    if COMMON_WORD.search(" ".join(texts)) or passage.full_share < JUSTIFIED:
        return Kind.RUNNING
    return _by_its_shape(passage, measured)


def _by_its_shape(passage: Passage, measured: Measured) -> Kind:
    """Text without words: entries that hang from their labels late in a paper are references."""
    is_late = passage.page > len(measured.pages) / 2
    return Kind.REFERENCES if is_late and hangs(passage) else Kind.UNREADABLE


def hangs(passage: Passage) -> bool:
    """Whether entries begin at the left edge and their further lines are indented alike."""
    edge = passage.column.x0
    first = sum(line.x0 < edge + AT_THE_EDGE for line in passage.lines)
    indents = [line.x0 - edge for line in passage.lines if line.x0 >= edge + AT_THE_EDGE]
    if not indents or not first:
        return False
    usual = median(indents)
    alike = sum(abs(indent - usual) < AT_THE_EDGE for indent in indents)
    lines = len(passage.lines)
    return alike >= HANGING_SHARE * lines and first >= ENTRY_SHARE * lines


def before_caption(passage: Passage, page: MeasuredPage) -> list[Line]:
    """The lines of a passage up to the first caption in it, if it does not begin with one."""
    for index in range(1, len(passage.lines)):
        if _begins_caption(passage, index, page):
            return passage.lines[:index]
    return passage.lines


def _begins_caption(passage: Passage, index: int, page: MeasuredPage) -> bool:
    """Whether a caption begins there: after a gap or a line that ends early, not within a text."""
    before, line = passage.lines[index - 1], passage.lines[index]
    if not CAPTION.match(page.text(line)):
        return False
    is_apart = before.y - line.y > CAPTION_APART * median(passage.gaps)
    return is_apart or not passage.column.reached_by(before)


def looks_like_references(texts: Sequence[str], listed: Callable[[], bool]) -> bool:
    """Whether lines read like entries: labels or names in front, years and sources in them.

    `listed` tells whether they follow a heading that says so: then labels alone are enough.
    """
    lines = len(texts)
    labels = sum(bool(LABEL.match(text)) for text in texts)
    years = sum(bool(YEAR.search(text)) for text in texts)
    sources = sum(bool(SOURCE.search(text)) for text in texts)
    if labels >= lines / 12:
        return years + sources >= lines / 6 or listed()
    return years >= lines / 9 and sources >= lines / 5


def _is_in_float(passage: Passage, page: MeasuredPage, reach: float) -> bool:
    """Directly under the caption of a table or algorithm, or directly over that of a figure."""
    if len(passage.lines) > LONGEST_FLOAT:
        return False
    top, bottom = passage.lines[0].y, passage.lines[-1].y
    for line in page.lines:
        if line.x1 < passage.column.x0 or line.x0 > passage.column.x1:
            continue
        above, below = top < line.y < top + reach, bottom - reach < line.y < bottom
        caption = CAPTION.match(page.text(line)) if above or below else None
        if caption and (above if caption["what"].lower().startswith(OVER) else below):
            return True
    read = range(FEWEST_LINES, min(LINES_READ, len(passage.lines)))
    return any(_begins_caption(passage, index, page) for index in read)


def garbled(texts: Sequence[str]) -> bool:
    """Whether letters come out as control characters: fonts without a usable character map."""
    text = "".join(texts)
    strange = sum(
        (character < " " and character not in HYPHEN_OR_SPACE)
        or "\ue000" <= character <= "\uf8ff"
        or character == "\ufffd"
        for character in text
    )
    return strange > GARBLED_SHARE * len(text)


def _is_publishers(passage: Passage, page: MeasuredPage) -> bool:
    return passage.page <= LAST_FRONT_PAGE and any(
        PUBLISHER.search(page.text(line)) for line in passage.lines[:3]
    )


def _is_table(passage: Passage, texts: Sequence[str], measured: Measured) -> bool:
    read = passage.lines[: len(texts)]
    return not is_prose(texts, sum(line.width for line in read) / passage.size, measured)


def is_prose(texts: Sequence[str], ems: float, measured: Measured) -> bool:
    """Whether that much width holds about as many characters as the body, most of them letters."""
    characters = sum(len(text) for text in texts)
    letters = sum(character.isalpha() for text in texts for character in text)
    if letters < LETTERS_IN_PROSE * characters:
        return False
    return characters >= DENSE * ems or characters >= SPARSEST * measured.density * ems


def _is_abstract(passage: Passage, first: str, page: MeasuredPage) -> bool:
    if passage.page != 1 or len(passage.lines) > LONGEST_ABSTRACT:
        return False
    if ABSTRACT.match(first):
        return True
    top = passage.lines[0]
    above = [
        line
        for line in page.lines
        if 0 < line.y - top.y < 3.5 * top.size
        and line.x1 > passage.column.x0
        and line.x0 < passage.column.x1
    ]
    return any(ABSTRACT.match(page.text(line)) for line in above)
