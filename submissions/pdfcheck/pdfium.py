"""Text as pdfium draws it: one run for each text operator of a page, with its true size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from . import ffi
from .errors import UnreadableError
from .frames import Matrix
from .structure import Rectangle

MOST_CHARACTERS = 100_000
MOST_TEXTS = 60_000
MOST_OBJECTS = 400_000
DEEPEST_FORM = 10
TAIL = 2_048
# Ems to a character, at least, in any face but the most condensed.
NARROWEST = 0.33
# The sizes of type, and the lengths of lines, that are reckoned with, in points.
SMALLEST, LONGEST_LINE = 4.0, 2_000.0
# Colours this light cannot be told from paper; alphas this low cannot be seen.
LIGHT_TEXT, LIGHT_FILL, FAINT = 245, 230, 13

# TeX's typewriter fonts and many code fonts do not carry the flag that says so.
MONOSPACED = re.compile(
    r"mono(?!type)|courier|consol|typewriter|menlo|code|nimbusmon|letter ?gothic|zi4"
    r"|^(?:\w{6}\+)?(?:cm|lm|sf|ec|tx|pcr|t1x)\w?tt",
    re.IGNORECASE,
)
TEXTS = frozenset({ffi.TEXT})


class Ink(IntEnum):
    """How a run shows: as ink, in (nearly) white, or not at all."""

    DARK = 0
    WHITE = 1
    NONE = 2


@dataclass(slots=True)
class Font:
    """A font as used; `name` is empty for bitmap and other Type 3 fonts."""

    name: str
    embedded: bool
    fixed_pitch: bool

    @property
    def type3(self) -> bool:
        return not self.name


@dataclass(slots=True)
class RawRun:
    """One drawn piece of text in user space.

    `size` is the type size in user units after all matrices, `stretch` how wide it is drawn for
    that height, `origin` the start of its base line, `angle` its direction in degrees, `box` the
    box around its ink.
    """

    handle: int = field(repr=False)
    box: Rectangle
    origin: tuple[float, float]
    angle: float
    size: float
    stretch: float
    font: Font
    ink: Ink


def mended(data: bytes) -> bytes:
    """A damaged file as pdfium makes it out; raises UnreadableError if it cannot."""
    with Document(data) as document:
        if len(document) == 0:
            raise UnreadableError("It begins like a PDF, but holds no pages.")
        return ffi.saved(document.handle)


class Document:
    """An open document; pages stay open until it is closed. Not safe across threads."""

    def __init__(self, data: bytes) -> None:
        ffi.start()
        self._data = data
        self.handle = ffi.open_document(data, len(data), None)
        if not self.handle:
            raise UnreadableError(_why_not(data))
        self._fonts: dict[int, Font] = {}
        self._pages: dict[int, Page] = {}

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        for page in self._pages.values():
            page.close()
        ffi.close_document(self.handle)

    def __len__(self) -> int:
        return int(ffi.page_count(self.handle))

    def page(self, index: int) -> Page:
        """The page at a zero-based index; raises UnreadableError if pdfium cannot load it."""
        if index not in self._pages:
            handle = ffi.open_page(self.handle, index)
            if not handle:
                raise UnreadableError(f"Page {index + 1} is damaged.")
            self._pages[index] = Page(handle, index, self._fonts)
        return self._pages[index]


class Page:
    """An open page. Its text is decoded when first asked for: that costs as much as loading it."""

    def __init__(self, handle: int, index: int, fonts: dict[int, Font]) -> None:
        self.handle = handle
        self.index = index
        self._fonts = fonts
        self._text = 0

    def close(self) -> None:
        if self._text:
            ffi.close_text(self._text)
        ffi.close_page(self.handle)

    @property
    def parts(self) -> int:
        """How many objects the page is drawn with, forms counted as one."""
        return int(ffi.count_objects(self.handle))

    @property
    def text_page(self) -> int:
        if not self._text:
            self._text = ffi.open_text(self.handle)
        return self._text

    def text(self) -> str:
        """The text of the page, in drawing order."""
        return ffi.page_text(self.text_page, MOST_CHARACTERS)

    def text_of(self, run: RawRun) -> str:
        return ffi.text_of(run.handle, self.text_page)

    def runs(self) -> list[RawRun]:
        """Every piece of text on the page, also inside forms; raises UnreadableError over a cap."""
        runs: list[RawRun] = []
        ems = 0.0
        for handle, _, form in self.objects(TEXTS):
            run = self._run(handle, form)
            runs.append(run)
            x0, y0, x1, y1 = run.box
            ems += min(max(x1 - x0, y1 - y0), LONGEST_LINE) / max(run.size, SMALLEST)
            if ems > MOST_CHARACTERS * NARROWEST or len(runs) > MOST_TEXTS:
                raise UnreadableError(f"Page {self.index + 1} holds an enormous amount of text.")
        return runs

    def objects(self, kinds: frozenset[int]) -> Iterator[tuple[int, int, Matrix | None]]:
        """(handle, kind, map from its form to user space) of the page's objects of some kinds.

        The map is None outside forms. Raises UnreadableError if there are too many objects.
        """
        left = MOST_OBJECTS
        waiting: list[tuple[int, Matrix | None, int]] = [(0, None, 0)]
        while waiting:
            form, matrix, depth = waiting.pop()
            holder, get = (form, ffi.object_in_form) if form else (self.handle, ffi.object_at)
            number = (ffi.count_in_form if form else ffi.count_objects)(holder)
            left -= number
            if left < 0:
                raise UnreadableError(
                    f"Page {self.index + 1} is drawn with an enormous number of parts."
                )
            for index in range(number):
                handle = get(holder, index)
                kind = ffi.kind_of(handle)
                if kind in kinds:
                    yield handle, kind, matrix
                if kind == ffi.FORM and depth < DEEPEST_FORM:
                    inner = Matrix(*ffi.matrix(handle))
                    waiting.append((handle, inner.then(matrix) if matrix else inner, depth + 1))

    def _run(self, handle: int, form: Matrix | None) -> RawRun:
        box = ffi.bounds(handle)
        a, b, _, d, x, y = drawn = ffi.matrix(handle)
        font = self._font(ffi.font_of(handle))
        if form is None and not b and a > 0 and d:
            # Nearly all text: neither turned nor in a form. Some files draw every letter apart.
            height, stretch, angle = abs(d), a / abs(d), 0.0
        else:
            matrix = Matrix(*drawn)
            if form:
                matrix = matrix.then(form)
                box = form.rectangle(box)
            height, stretch, angle = matrix.height_scale, matrix.stretch, matrix.angle
            x, y = matrix[4:]
        size = abs(ffi.type_size(handle)) * height
        return RawRun(handle, box, (x, y), angle, size, stretch, font, _ink(handle))

    def _font(self, handle: int | None) -> Font:
        font = self._fonts.get(handle or 0)
        if font is None:
            font = self._fonts[handle or 0] = _font(handle) if handle else Font("?", False, False)
        return font


def _why_not(data: bytes) -> str:
    if ffi.last_error() in ffi.LOCKED:
        return "It is locked by a password, or by a protection that readers do not know."
    if b"%%EOF" not in data[-TAIL:]:
        return "Its end is missing: the export or the upload was cut off."
    return "Its contents are damaged: no reader can open it."


def _font(handle: int) -> Font:
    name = ffi.font_name(handle)
    return Font(
        name=name,
        embedded=ffi.is_embedded(handle) == 1,
        fixed_pitch=bool(ffi.font_flags(handle) & ffi.FIXED_PITCH) or bool(MONOSPACED.search(name)),
    )


def _ink(handle: int) -> Ink:
    mode = ffi.render_mode(handle)
    if mode in ffi.UNPAINTED_TEXT:
        return Ink.NONE
    colour = ffi.colour(handle, stroke=mode == ffi.STROKED_TEXT)
    if colour is None:
        return Ink.DARK
    if colour[3] < FAINT:
        return Ink.NONE
    return Ink.WHITE if min(colour[:3]) >= LIGHT_TEXT else Ink.DARK


def is_dark_shape(handle: int) -> bool:
    """Whether a path is filled with something that white text can be read on."""
    colour = ffi.colour(handle) if ffi.is_filled(handle) else (255, 255, 255, 255)
    return colour is None or (colour[3] >= FAINT and min(colour[:3]) < LIGHT_FILL)
