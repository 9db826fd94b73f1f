"""Small PDFs with exactly the traits that a test asks for."""

from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

LETTER = (612, 792)


def make_pdf(pages: int = 1, **traits: Any) -> bytes:
    return written(writer_with(pages, **traits))


def writer_with(
    pages: int = 1, *, size: tuple[float, float] = LETTER, turn: int = 0, lowest: float = 72,
    crop: tuple[float, float, float, float] | None = None,
) -> PdfWriter:  # fmt: skip
    """Pages with a line of text each, and a bar of ink whose lower edge is at `lowest`.

    The bar stands `lowest` points above the lower edge of the page as displayed.
    """
    writer = PdfWriter()
    for number in range(1, pages + 1):
        page = writer.add_blank_page(*size)
        page[NameObject("/Resources")] = _resources(writer)
        left, bottom, right, top = crop or (0, 0, *size)
        bar = {
            0: (left + 60, bottom + lowest, 120, 4),
            90: (right - lowest - 4, bottom + 60, 4, 120),
            180: (left + 60, top - lowest - 4, 120, 4),
            270: (left + lowest, bottom + 60, 4, 120),
        }[turn]
        text = f"BT /F1 12 Tf {left + 72} {top - 90} Td (Page {number} of the paper) Tj ET"
        _draw(writer, page, f"{text}\n{' '.join(map(str, bar))} re f".encode())
        if crop:
            page.cropbox = RectangleObject(crop)
        if turn:
            page[NameObject("/Rotate")] = NumberObject(turn)
    return writer


def _resources(writer: PdfWriter) -> DictionaryObject:
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    return DictionaryObject({NameObject("/Font"): fonts})


def _draw(writer: PdfWriter, page: PageObject, content: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)


def with_script(writer: PdfWriter) -> PdfWriter:
    """A script when it opens, one on a page, an attachment, a form field, and metadata."""
    opening = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('open')"),
        }
    )
    writer.root_object[NameObject("/OpenAction")] = opening
    writer.add_attachment("secret.txt", b"attached")
    writer.add_metadata({"/Author": "Somebody Else", "/Title": "Untidy draft"})
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("page()")}
    )
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    widget = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Rect"): ArrayObject(map(FloatObject, (1, 1, 9, 9))),
            NameObject("/A"): script,
        }
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(widget)])
    return writer


def with_links(writer: PdfWriter, *addresses: str, name: str = "") -> PdfWriter:
    """Links on page 1: to addresses, and to a named place at the top of the last page."""
    for address in addresses:
        writer.add_annotation(0, Link(rect=(10, 10, 50, 20), url=address))
    if name:
        last = len(writer.pages) - 1
        writer.add_named_destination(name, last)
        link = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/Rect"): ArrayObject(map(FloatObject, (10, 30, 50, 40))),
                NameObject("/A"): DictionaryObject(
                    {
                        NameObject("/S"): NameObject("/GoTo"),
                        NameObject("/D"): TextStringObject(name),
                    }
                ),
            }
        )
        page = writer.pages[0]
        notes = page.get("/Annots", ArrayObject())
        page[NameObject("/Annots")] = ArrayObject([*notes, writer._add_object(link)])
    return writer


def written(writer: PdfWriter) -> bytes:
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
