"""Text that a reader does not see but a program reads: white, invisible, tiny or off the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from . import ffi
from .measure import Measured
from .pages import MeasuredPage
from .pdfium import Ink, RawRun, is_dark_shape
from .report import Box
from .structure import Rectangle
from .words import printable

INSTRUCTION = re.compile(
    r"(?:ignore|disregard|forget|override)\s+(?:\w+\s+){0,4}(?:instruction|prompt|direction|rule)"
    r"|(?:give|write|provide|assign|generate|output|return)\s+(?:\w+\s+){0,5}"
    r"(?:positive|favou?rable|good|high(?:est)?|accept\w*)\s+(?:\w+\s+){0,2}"
    r"(?:review|score|rating|recommend\w*|evaluation|assessment)"
    r"|positive review only|do not (?:highlight|mention|list|report)\s+(?:\w+\s+){0,3}"
    r"(?:negative|weakness|limitation|flaw|problem)"
    r"|(?:as|if you are|you are)\s+an?\s+(?:\w+\s+)?(?:ai|llm|language model|assistant|gpt)\b"
    r"|(?:llm|language model|chatgpt|ai) reviewers?\b|recommend (?:strong )?accept",
    re.IGNORECASE,
)
# Hidden text says something: symbols in plots and repeated marks do not count.
FEWEST_LETTERS, FEWEST_WORDS, SHORTEST_WORD = 25, 5, 3
MANY_LETTERS = 600
LEGIBLE_SHARE = 0.4
TINY = 3.0
EXCERPT = 80
PAINT = frozenset({ffi.PATH, ffi.IMAGE, ffi.SHADING})
COVERS_PAGE = 0.5


@dataclass(frozen=True, slots=True)
class HiddenText:
    """A hidden text of one page; `how` it is hidden, and whether it addresses a model."""

    page: int
    how: str
    excerpt: str
    instructs: bool
    box: Box


def hidden_text(measured: Measured) -> list[HiddenText]:
    return [item for page in measured.pages for item in _on_page(page)]


def _on_page(page: MeasuredPage) -> Iterable[HiddenText]:
    white = [run for run in page.raw_runs if run.ink is Ink.WHITE]
    unseen = [run for run in page.raw_runs if run.ink is Ink.NONE]
    if white or unseen:
        plain = _not_outlines(page, _on_nothing(page, white))
        yield from _found(page, "white", plain, FEWEST_LETTERS)
        scanned = _is_scan(page)
        yield from _found(page, "invisible", unseen, 10**9 if scanned else FEWEST_LETTERS)
    dark = [run for run in page.raw_runs if run.ink is Ink.DARK]
    tiny = [run for run in dark if run.size * page.sheet.user_unit < TINY]
    yield from _found(page, "tiny", tiny, 10**9)
    outside = [run for run in dark if not _overlap(run.box, page.sheet.crop)]
    yield from _found(page, "off-page", outside, MANY_LETTERS)


def _found(page: MeasuredPage, how: str, runs: list[RawRun], letters: int) -> Iterable[HiddenText]:
    """The runs as one finding, if they instruct a model or have at least so many letters."""
    if not runs:
        return
    text = " ".join(" ".join(page.page.text_of(run) for run in runs).split())
    instructs = bool(INSTRUCTION.search(text))
    words = {word for word in text.split() if len(word) >= SHORTEST_WORD}
    enough = len(words) >= FEWEST_WORDS and sum(map(str.isalpha, text)) >= letters
    if not (instructs or enough):
        return
    boxes = [page.frame.to_upright.rectangle(run.box) for run in runs]
    around = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    box = page.box(around, "hidden text")
    yield HiddenText(page.number, how, printable(text, EXCERPT), instructs, box)


def _on_nothing(page: MeasuredPage, white: list[RawRun]) -> list[RawRun]:
    """White runs without anything dark behind them: on paper they cannot be seen."""
    if not white:
        return []
    behind = [box for box, _ in _painted(page)]
    return [run for run in white if _covered(run.box, behind) < LEGIBLE_SHARE]


def _not_outlines(page: MeasuredPage, white: list[RawRun]) -> list[RawRun]:
    """White runs but for those that only draw a halo around the same words in ink."""
    if not white:
        return []
    shown = {page.page.text_of(run).strip() for run in page.raw_runs if run.ink is Ink.DARK}
    return [run for run in white if page.page.text_of(run).strip() not in shown]


def _painted(page: MeasuredPage) -> Iterable[tuple[Rectangle, int]]:
    """Boxes of images, shadings and filled shapes that are not light, with their kinds."""
    for handle, kind, form in page.page.objects(PAINT):
        if kind != ffi.PATH or is_dark_shape(handle):
            box = ffi.bounds(handle)
            yield (form.rectangle(box) if form else box), kind


def _is_scan(page: MeasuredPage) -> bool:
    x0, y0, x1, y1 = page.sheet.crop
    enough = COVERS_PAGE * (x1 - x0) * (y1 - y0)
    return any(
        kind == ffi.IMAGE and (box[2] - box[0]) * (box[3] - box[1]) > enough
        for box, kind in _painted(page)
    )


def _overlap(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def _covered(box: Rectangle, behind: list[Rectangle]) -> float:
    """Share of a box that other boxes cover, those that overlap each other counted twice."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    covered = sum(
        max(min(box[2], other[2]) - max(box[0], other[0]), 0.0)
        * max(min(box[3], other[3]) - max(box[1], other[1]), 0.0)
        for other in behind
    )
    return covered / area if area > 0 else 1.0
