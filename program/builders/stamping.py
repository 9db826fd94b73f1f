"""The foot of a page: where there is room for it, and how it gets there."""

from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdf import PageObject
from pypdf.generic import DictionaryObject, IndirectObject, NameObject

from .copying import Copier, numbers, stream

FOOT_WIDTH, FOOT_HEIGHT = 504.0, 12.0
# Points above the lower edge of the page: the usual place, the lowest one, and the air above it.
USUAL, LOWEST, AIR = 26.0, 10.0, 3.0
BAND = 60.0
SCALE = 2
PAPER_WHITE = 244
SIDE = 18.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page in its own coordinates, and how far it is turned clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @classmethod
    def of(cls, page: PageObject) -> "Frame":
        box = page.cropbox
        left, right = sorted((float(box.left), float(box.right)))
        bottom, top = sorted((float(box.bottom), float(box.top)))
        return cls(left, bottom, right, top, int(page.get("/Rotate", 0) or 0) % 360)

    @property
    def width(self) -> float:
        """As displayed."""
        across, along = self.right - self.left, self.top - self.bottom
        return along if self.turn in {90, 270} else across

    def matrix(self, x: float, y: float, scale: float) -> tuple[float, ...]:
        """Maps a foot to where (x, y) of the displayed page lies in the page's coordinates."""
        corner, along, up = {
            0: ((self.left, self.bottom), (1, 0), (0, 1)),
            90: ((self.right, self.bottom), (0, 1), (-1, 0)),
            180: ((self.right, self.top), (-1, 0), (0, -1)),
            270: ((self.left, self.top), (0, -1), (1, 0)),
        }.get(self.turn, ((self.left, self.bottom), (1, 0), (0, 1)))
        return (
            along[0] * scale, along[1] * scale, up[0] * scale, up[1] * scale,
            corner[0] + along[0] * x + up[0] * y, corner[1] + along[1] * x + up[1] * y,
        )  # fmt: skip


def ink_above_the_edge(page: pdfium.PdfPage) -> float:
    """How far above the lower edge the lowest ink of the displayed page is, in points.

    No more than the band that was looked at.
    """
    height = float(page.get_height())
    band: float = min(BAND, height)
    bitmap = page.render(
        scale=SCALE, crop=(0, 0, 0, height - band), grayscale=True, may_draw_forms=False
    )
    pixels, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
    for row in range(bitmap.height - 1, -1, -1):
        if min(pixels[row * stride : row * stride + width]) < PAPER_WHITE:
            return float(bitmap.height - 1 - row) / SCALE
    return band


def height_of_foot(ink: float) -> float | None:
    """How high its lower edge stands, or None when whatever is below would be drawn over."""
    place = min(USUAL, ink - AIR - FOOT_HEIGHT)
    return place if place >= LOWEST else None


def put_foot(
    resources: DictionaryObject, name: str, foot: IndirectObject, frame: Frame, height: float
) -> bytes:
    """Make the foot known to the page. Returns what draws it."""
    resources[NameObject(name)] = foot
    scale = min(1.0, (frame.width - 2 * SIDE) / FOOT_WIDTH)
    x = (frame.width - FOOT_WIDTH * scale) / 2
    matrix = " ".join(f"{value:.4f}" for value in frame.matrix(x, height, scale))
    return f"q {matrix} cm {name} Do Q\n".encode()


def as_form(copier: Copier, page: PageObject) -> IndirectObject:
    """A page of the set feet as something that other pages can draw."""
    contents = page.get_contents()
    assert contents is not None
    box = [float(edge) for edge in page.mediabox]
    form = stream(
        contents.get_data(),
        Type=NameObject("/XObject"), Subtype=NameObject("/Form"), BBox=numbers(*box),
        Resources=copier.copied(page["/Resources"]),
    )  # fmt: skip
    return copier.add(form)
