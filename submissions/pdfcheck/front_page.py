"""Title, authors and abstract as a paper's first page shows them, to prefill a form.

Best effort: what is not clear stays empty, for a wrong guess costs its author more than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .bylines import Author, authors_of
from .errors import UnreadableError
from .lines import Line
from .measure import measure
from .pages import MeasuredPage
from .pdfium import Document
from .structure import read_structure

HEADING = re.compile(r"\s*a\s?b\s?s\s?t\s?r\s?a\s?c\s?t\s*[.:—–-]*\s*", re.IGNORECASE)
NEXT_SECTION = re.compile(
    r"\s*(?:ccs concepts|keywords?|key words|index terms|categories and|general terms"
    r"|acm reference|(?:1|i)[.\s]\s*introduction|introduction\b|permission to make)",
    re.IGNORECASE,
)
TITLE_SCALE = 1.25
LOWEST_TITLE = 0.45
LONGEST_TITLE, SHORTEST_ABSTRACT, LONGEST_ABSTRACT = 300, 80, 4_000


@dataclass(frozen=True, slots=True)
class FrontPage:
    title: str = ""
    authors: tuple[Author, ...] = ()
    abstract: str = ""


def front_page(data: bytes) -> FrontPage:
    """Read the first page; an empty FrontPage if the file cannot be read."""
    try:
        structure = read_structure(data)
        with Document(data) as document:
            measured = measure(document, structure.sheets[:1])
            return _read(measured.pages[0], measured.body_size)
    except UnreadableError:
        return FrontPage()


def _read(page: MeasuredPage, body: float) -> FrontPage:
    title = _title_lines(page, body)
    if not title or not body:
        return FrontPage()
    heading = _abstract_heading(page)
    below = title[-1].y
    until = heading.y if heading else _first_text(page, body, below)
    between = [line for line in page.lines if until + 0.5 * body < line.y < below - 1]
    text = " ".join(" ".join(page.text(line) for line in title).split())
    return FrontPage(
        title=tidy(text) if " " in text and len(text) <= LONGEST_TITLE else "",
        authors=authors_of(between, page.text),
        abstract=_abstract(page, heading) if heading else "",
    )


def _title_lines(page: MeasuredPage, body: float) -> list[Line]:
    """The lines of the largest type in the upper part of the page, top to bottom."""
    upper = [
        line
        for line in page.lines
        if line.y > page.frame.height * (1 - LOWEST_TITLE) and line.width > 3 * line.size
    ]
    size = max((line.size for line in upper), default=0.0)
    if not upper or size < TITLE_SCALE * body:
        return []
    first = next(line for line in upper if line.size > 0.97 * size)
    lines = [first]
    for line in upper[upper.index(first) + 1 :]:
        if abs(line.size - size) < 0.03 * size and lines[-1].y - line.y < 1.8 * size:
            lines.append(line)
    return lines


def _abstract_heading(page: MeasuredPage) -> Line | None:
    for line in page.lines:
        if HEADING.match(page.text(line)) and not re.match(
            r"\s*abstract\w", page.text(line), re.IGNORECASE
        ):
            return line
    return None


def _first_text(page: MeasuredPage, body: float, below: float) -> float:
    """Base line of the first full line of running text under the title."""
    for line in page.lines:
        if line.y < below and line.width > 20 * body and abs(line.size - body) < 0.6:
            return line.y
    return 0.0


def _abstract(page: MeasuredPage, heading: Line) -> str:
    """The text after the heading, in its column, up to the next heading."""
    run_in = HEADING.sub("", page.text(heading), count=1)
    said = [run_in] if run_in.strip() else []
    last = heading
    for line in _below(page, heading):
        text = page.text(line)
        if last.y - line.y > 3 * line.size or NEXT_SECTION.match(text):
            break
        if said and last is not heading and line.size > 1.12 * last.size:
            break
        said.append(text)
        last = line
    abstract = joined(said)
    return abstract if SHORTEST_ABSTRACT <= len(abstract) <= LONGEST_ABSTRACT else ""


def _below(page: MeasuredPage, heading: Line) -> list[Line]:
    """Lines under the heading in its column, without single raised or lowered letters."""
    lines = [line for line in page.lines if line.y < heading.y - 0.5 and line.width > line.size]
    columns = page.layout.columns if heading not in page.layout.spanning else []
    for column in columns:
        if len(columns) > 1 and column.x0 - 5 <= heading.x0 <= column.x1:
            return [line for line in lines if column.x0 - 5 <= line.x0 <= column.x1]
    if not lines:
        return []
    # Nothing tells columns apart: keep to lines that begin about where the first one does.
    left = lines[0].x0
    return [line for line in lines if abs(line.x0 - left) < 3 * line.size]


def joined(lines: Sequence[str]) -> str:
    """Lines as one paragraph; words broken at a line's end are put together again."""
    text = ""
    for line in map(str.strip, lines):
        broken = text.endswith(BROKEN) or (text.endswith("-") and line[:1].islower())
        text = text[:-1] + line if broken else f"{text} {line}"
    return tidy(" ".join(text.split()))


def tidy(text: str) -> str:
    """Without ligatures' code points and control characters."""
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    return "".join(character for character in text if character >= " ").strip()


# A hyphen at the end of a line, as pdfium gives it, as a soft hyphen, and as typesetters set it.
BROKEN = ("\x02", "\u00ad", "\u2010")
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
