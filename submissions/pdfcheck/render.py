"""A page as an image, for drawing measured boxes over it."""

from __future__ import annotations

import io

from PIL import Image, WebPImagePlugin

from . import ffi

# Pillow finds its plugins when it first saves an image; in the sandbox that is too late.
Image.preinit()
FORMAT = WebPImagePlugin.WebPImageFile.format

WIDEST, TALLEST, MOST_PIXELS = 2_400, 4_000, 6_000_000
QUALITY = 80
# A little larger, and three times faster, than the encoder's default effort.
EFFORT = 2


def render(data: bytes, page: int, width_px: int) -> bytes:
    """Draw a page (from 1) as displayed, `width_px` wide or the most allowed, as WebP.

    Raises ValueError if there is no such page or the file cannot be opened. Scripts, forms and
    anything outside the crop box are not drawn.
    """
    ffi.start()
    document = ffi.open_document(data, len(data), None)
    if not document:
        raise ValueError("the file cannot be opened")
    try:
        if not 1 <= page <= ffi.page_count(document):
            raise ValueError(f"there is no page {page}")
        handle = ffi.open_page(document, page - 1)
        if not handle:
            raise ValueError(f"page {page} is damaged")
        size = pixels(ffi.page_width(handle), ffi.page_height(handle), width_px)
        return _webp(ffi.paint(handle, *size), size)
    finally:
        ffi.close_document(document)


def pixels(width: float, height: float, width_px: int) -> tuple[int, int]:
    """Width and height of the image of a page of that many points, within all limits."""
    if not (width > 0 and height > 0):
        return 1, 1
    scale = min(max(width_px, 1), WIDEST) / width
    scale = min(scale, TALLEST / height, (MOST_PIXELS / width / height) ** 0.5)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _webp(bgrx: bytes, size: tuple[int, int]) -> bytes:
    image = Image.frombuffer("RGB", size, bgrx, "raw", "BGRX", 0, 1)
    out = io.BytesIO()
    image.save(out, FORMAT, quality=QUALITY, method=EFFORT)
    return out.getvalue()
