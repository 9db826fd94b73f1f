"""The skeleton of a PDF, read with pypdf: encryption, the page tree, the size of each page."""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pypdf import PasswordType, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from .errors import DamagedError, UnreadableError

logging.getLogger("pypdf").setLevel(logging.CRITICAL)

MOST_PAGES = 500
DEEPEST_TREE = 60
INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as a viewer shows it.

    `crop` is the visible rectangle in user space (before rotation and UserUnit), `media` the
    paper; `width` and `height` are points as displayed. `problem` says what is wrong with the
    size as written.
    """

    number: int
    crop: Rectangle
    rotate: int
    user_unit: float
    problem: str = ""
    media: Rectangle | None = None

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height of what a viewer shows, in points."""
        return self._sides(self.crop)

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height of the paper, in points, turned as the page is."""
        return self._sides(self.media or self.crop)

    @property
    def width(self) -> float:
        return self.shown[0]

    @property
    def height(self) -> float:
        return self.shown[1]

    def _sides(self, box: Rectangle) -> tuple[float, float]:
        across, up = (box[2] - box[0]) * self.user_unit, (box[3] - box[1]) * self.user_unit
        return (up, across) if self.rotate % 180 else (across, up)


@dataclass(frozen=True, slots=True)
class Structure:
    """The document's pages in order; `capped` if the tree has more than `MOST_PAGES` of them."""

    reader: PdfReader
    catalog: DictionaryObject
    sheets: tuple[Sheet, ...]
    pages: tuple[DictionaryObject, ...] = field(repr=False)
    declared_pages: int | None
    capped: bool
    encrypted: bool
    mended: bool = False


def read_structure(data: bytes) -> Structure:
    """Open the file and walk its page tree; raises UnreadableError with words for the author."""
    refuse_other_formats(data)
    reader, catalog, encrypted = _open(data)
    try:
        return _walked(reader, catalog, encrypted)
    except UnreadableError:
        raise
    except Exception as error:
        raise DamagedError("Its inner list of pages is damaged.") from error


def refuse_other_formats(data: bytes) -> None:
    """Raise UnreadableError unless `%PDF-` stands within the first 1,024 bytes, as readers ask."""
    if not data:
        raise UnreadableError("The file is empty (0 bytes): the upload or the export was cut off.")
    head = data[:1024]
    if b"%PDF-" in head:
        return
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableError("This is a Word or other office file or an archive, not a PDF.")
    if head.lstrip()[:1] == b"<":
        raise UnreadableError("This is a web page, not a PDF.")
    if head.startswith(b"%!PS"):
        raise UnreadableError("This is a PostScript file, not a PDF.")
    raise UnreadableError("This is not a PDF: it does not begin with %PDF.")


def _open(data: bytes) -> tuple[PdfReader, DictionaryObject, bool]:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        encrypted = reader.is_encrypted
        locked = encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED
        catalog = None if locked else reader.trailer["/Root"].get_object()
    except Exception as error:
        raise DamagedError("It begins like a PDF, but its contents are damaged.") from error
    if locked:
        raise UnreadableError("It opens only with a password.")
    if not isinstance(catalog, DictionaryObject) or "/Pages" not in catalog:
        raise DamagedError("It begins like a PDF, but holds no pages.")
    return reader, catalog, encrypted


def _walked(reader: PdfReader, catalog: DictionaryObject, encrypted: bool) -> Structure:
    root = catalog["/Pages"]
    if not isinstance(root, DictionaryObject):
        raise UnreadableError("It begins like a PDF, but holds no pages.")
    pages: list[DictionaryObject] = []
    sheets: list[Sheet] = []
    capped = False
    for page, inherited in _leaves(root):
        if len(pages) == MOST_PAGES:
            capped = True
            break
        pages.append(page)
        sheets.append(_sheet(len(pages), {**inherited, **page}))
    if not pages:
        raise UnreadableError("It begins like a PDF, but holds no pages.")
    declared = root.get("/Count")
    return Structure(
        reader=reader,
        catalog=catalog,
        sheets=tuple(sheets),
        pages=tuple(pages),
        declared_pages=int(declared) if isinstance(declared, int) else None,
        capped=capped,
        encrypted=encrypted,
    )


def _leaves(root: DictionaryObject) -> Iterator[tuple[DictionaryObject, dict[str, Any]]]:
    """The page dictionaries in order, each with what it inherits; no loop is followed."""
    seen: set[int] = set()
    waiting: list[tuple[DictionaryObject, dict[str, Any], int]] = [(root, {}, 0)]
    while waiting:
        node, inherited, depth = waiting.pop()
        kids = node.get("/Kids")
        kids = kids.get_object() if kids is not None else None
        if not isinstance(kids, ArrayObject):
            yield node, inherited
            continue
        if id(node) in seen or depth > DEEPEST_TREE:
            raise UnreadableError("Its list of pages refers to itself.")
        seen.add(id(node))
        handed_down = inherited | {key: node[key] for key in INHERITED if key in node}
        for kid in reversed(kids):
            child = kid.get_object()
            if isinstance(child, DictionaryObject):
                waiting.append((child, handed_down, depth + 1))


def _sheet(number: int, page: Mapping[str, Any]) -> Sheet:
    media, problem = _rectangle(page.get("/MediaBox"))
    if media is None:
        return Sheet(number, (0.0, 0.0, 0.0, 0.0), 0, 1.0, problem)
    unit = _number(page.get("/UserUnit", 1))
    return Sheet(
        number=number,
        crop=_visible(media, _rectangle(page.get("/CropBox"))[0]),
        rotate=_rotation(page.get("/Rotate")),
        user_unit=unit if unit > 0 else 1.0,
        problem=problem,
        media=media,
    )


def _visible(media: Rectangle, crop: Rectangle | None) -> Rectangle:
    """The part of the paper that the crop box shows; all of it if they do not meet."""
    if not crop:
        return media
    low = max(media[0], crop[0]), max(media[1], crop[1])
    high = min(media[2], crop[2]), min(media[3], crop[3])
    return (*low, *high) if low[0] < high[0] and low[1] < high[1] else media


def _rectangle(value: Any) -> tuple[Rectangle | None, str]:
    value = value.get_object() if value is not None else None
    if not isinstance(value, ArrayObject) or len(value) < 4:
        return None, "The page gives no size."
    x0, y0, x1, y1 = (_number(edge) for edge in value[:4])
    if not all(math.isfinite(edge) for edge in (x0, y0, x1, y1)) or x0 == x1 or y0 == y1:
        return None, "The page size is not valid."
    backwards = "The page size is written backwards." if x1 < x0 or y1 < y0 else ""
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), backwards


def _rotation(value: Any) -> int:
    angle = _number(value if value is not None else 0)
    return round(angle / 90) * 90 % 360 if math.isfinite(angle) else 0


def _number(value: Any) -> float:
    """The number as written, or nan; numbers too long for a float count as not finite."""
    try:
        return float(value.get_object() if hasattr(value, "get_object") else value)
    except (TypeError, ValueError, OverflowError, ArithmeticError):
        return math.nan
