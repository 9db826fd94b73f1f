"""pdfium's functions with handles as plain integers, and their answers as tuples.

A paper has some thousand pieces of text, each asked for six things. The generated bindings check
every pointer's type on every call, which would cost more than the measurement; these prototypes
over the same library halve it. pdfium runs in one thread here, so one buffer serves all calls.
"""

from __future__ import annotations

import ctypes
from ctypes import c_char_p, c_float, c_int, c_size_t, c_uint, c_uint64, c_void_p
from functools import cache
from struct import Struct
from typing import Any

import pypdfium2_raw.bindings as raw  # type: ignore[import-untyped]

TEXT, PATH, IMAGE, SHADING, FORM = (
    raw.FPDF_PAGEOBJ_TEXT,
    raw.FPDF_PAGEOBJ_PATH,
    raw.FPDF_PAGEOBJ_IMAGE,
    raw.FPDF_PAGEOBJ_SHADING,
    raw.FPDF_PAGEOBJ_FORM,
)
STROKED_TEXT = raw.FPDF_TEXTRENDERMODE_STROKE
UNPAINTED_TEXT = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
FIXED_PITCH = 1
LONGEST_TEXT = 4_000

_library = ctypes.CDLL(raw._libs["pdfium"]._name)  # noqa: SLF001 - the file the wheel brings
_buffer = ctypes.create_string_buffer(2 * LONGEST_TEXT)
_at = [ctypes.addressof(_buffer) + 4 * place for place in range(6)]
_one_float = Struct("f").unpack_from
_four_floats = Struct("4f").unpack_from
_six_floats = Struct("6f").unpack_from
_two_ints = Struct("2i").unpack_from
_four_uints = Struct("4I").unpack_from


def _function(name: str, answer: Any, *arguments: Any) -> Any:
    function = getattr(_library, name)
    function.restype, function.argtypes = answer, arguments
    return function


open_document = _function("FPDF_LoadMemDocument64", c_void_p, c_char_p, c_size_t, c_char_p)
last_error = _function("FPDF_GetLastError", ctypes.c_ulong)
close_document = _function("FPDF_CloseDocument", None, c_void_p)
page_count = _function("FPDF_GetPageCount", c_int, c_void_p)
open_page = _function("FPDF_LoadPage", c_void_p, c_void_p, c_int)
close_page = _function("FPDF_ClosePage", None, c_void_p)
open_text = _function("FPDFText_LoadPage", c_void_p, c_void_p)
close_text = _function("FPDFText_ClosePage", None, c_void_p)
count_characters = _function("FPDFText_CountChars", c_int, c_void_p)
count_objects = _function("FPDFPage_CountObjects", c_int, c_void_p)
object_at = _function("FPDFPage_GetObject", c_void_p, c_void_p, c_int)
count_in_form = _function("FPDFFormObj_CountObjects", c_int, c_void_p)
object_in_form = _function("FPDFFormObj_GetObject", c_void_p, c_void_p, c_uint)
kind_of = _function("FPDFPageObj_GetType", c_int, c_void_p)
font_of = _function("FPDFTextObj_GetFont", c_void_p, c_void_p)
render_mode = _function("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)
font_flags = _function("FPDFFont_GetFlags", c_int, c_void_p)
is_embedded = _function("FPDFFont_GetIsEmbedded", c_int, c_void_p)

_characters = _function(
    "FPDFText_GetText", c_int, c_void_p, c_int, c_int, ctypes.POINTER(ctypes.c_ushort)
)
_text_of = _function("FPDFTextObj_GetText", c_uint64, c_void_p, c_void_p, c_void_p, c_uint64)
_bounds = _function("FPDFPageObj_GetBounds", c_int, *[c_void_p] * 5)
_matrix = _function("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
_size = _function("FPDFTextObj_GetFontSize", c_int, c_void_p, c_void_p)
_fill = _function("FPDFPageObj_GetFillColor", c_int, *[c_void_p] * 5)
_stroke = _function("FPDFPageObj_GetStrokeColor", c_int, *[c_void_p] * 5)
_draw_mode = _function("FPDFPath_GetDrawMode", c_int, *[c_void_p] * 3)
_font_name = _function("FPDFFont_GetBaseFontName", c_size_t, c_void_p, c_void_p, c_size_t)


@cache
def start() -> None:
    """Start pdfium without system fonts: what is not embedded gets its built-in metrics."""
    nowhere = (ctypes.POINTER(ctypes.c_char) * 1)()
    config = raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=nowhere)
    raw.FPDF_InitLibraryWithConfig(ctypes.byref(config))


def bounds(handle: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of an object's ink, in the space of the form that holds it."""
    _bounds(handle, *_at[:4])
    return _four_floats(_buffer)


def matrix(handle: int) -> tuple[float, float, float, float, float, float]:
    _matrix(handle, _at[0])
    return _six_floats(_buffer)


def type_size(handle: int) -> float:
    """The size as set, before the text matrix."""
    _size(handle, _at[0])
    return float(_one_float(_buffer)[0])


def colour(handle: int, *, stroke: bool = False) -> tuple[int, int, int, int] | None:
    """Red, green, blue and alpha, 0 to 255; None for patterns and the like."""
    return _four_uints(_buffer) if (_stroke if stroke else _fill)(handle, *_at[:4]) else None


def is_filled(path: int) -> bool:
    _draw_mode(path, _at[0], _at[1])
    return bool(_two_ints(_buffer)[0])


def font_name(font: int) -> str:
    size = _font_name(font, _at[0], len(_buffer))
    return _buffer.raw[: max(min(size, len(_buffer)) - 1, 0)].decode("utf-8", "replace")


def text_of(handle: int, text_page: int) -> str:
    """The text of one piece; empty if it is longer than `LONGEST_TEXT` code units."""
    size = _text_of(handle, text_page, _at[0], len(_buffer))
    if size > len(_buffer):
        return ""
    return _buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


def page_text(text_page: int, most: int) -> str:
    """The page's text in drawing order, at most so many characters."""
    count = max(min(count_characters(text_page), most), 0)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = _characters(text_page, 0, count, buffer)
    return bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")


page_width = _function("FPDF_GetPageWidthF", c_float, c_void_p)
page_height = _function("FPDF_GetPageHeightF", c_float, c_void_p)
_new_bitmap = _function("FPDFBitmap_CreateEx", c_void_p, c_int, c_int, c_int, c_void_p, c_int)
_fill_bitmap = _function("FPDFBitmap_FillRect", c_int, c_void_p, *[c_int] * 4, ctypes.c_ulong)
_paint = _function("FPDF_RenderPageBitmap", None, c_void_p, c_void_p, *[c_int] * 6)
_free_bitmap = _function("FPDFBitmap_Destroy", None, c_void_p)


def paint(page: int, width: int, height: int) -> bytes:
    """The page with its annotations on white: rows of blue, green, red and an unused byte."""
    pixels = ctypes.create_string_buffer(width * height * 4)
    at = ctypes.addressof(pixels)
    bitmap = _new_bitmap(width, height, raw.FPDFBitmap_BGRx, at, width * 4)
    _fill_bitmap(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    _paint(bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
    _free_bitmap(bitmap)
    return pixels.raw


_save = _function("FPDF_SaveAsCopy", c_int, c_void_p, ctypes.POINTER(raw.FPDF_FILEWRITE), c_uint)
_on_block = raw.FPDF_FILEWRITE._fields_[1][1]


def saved(document: int) -> bytes:
    """The document written afresh, with clean tables; empty if that fails."""
    parts: list[bytes] = []

    def keep(_: Any, block: int, size: int) -> int:
        parts.append(ctypes.string_at(block, size))
        return 1

    writer = raw.FPDF_FILEWRITE(version=1, WriteBlock=_on_block(keep))
    done = _save(document, ctypes.byref(writer), raw.FPDF_NO_INCREMENTAL)
    return b"".join(parts) if done else b""
