"""What runs in the sandbox: from the bytes of PDFs to the bytes of a `Fragment`."""

from collections.abc import Mapping
from contextlib import closing
from io import BytesIO

import pypdfium2 as pdfium
from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, NameObject

from submissions.pdfcheck.pdfium import mended

from . import archive
from .copying import Copier, links, node_of_pages, own_part, page_dictionary, stream
from .fragment import Fragment
from .stamping import Frame, as_form, height_of_foot, ink_above_the_edge, put_foot

JOBS = "program.builders.jobs"
PRELOAD = (
    "encodings.ascii", "encodings.cp437", "encodings.cp1252", "encodings.latin_1",
    "encodings.utf_16", "encodings.utf_16_be", "encodings.utf_16_le", "pypdf.filters",
)  # fmt: skip
FOOT = "/ProceedingsFoot"


class WrongLength(Exception):
    """The file has another number of pages than was counted before."""


def stamped_paper(data: bytes, *, first: int, first_page: int, pages: int) -> bytes:
    """A paper with the feet of its pages, from an archive of paper.pdf and feet.pdf.

    `first` is the number of its first object, `first_page` its place in the volume. Raises
    WrongLength unless it has as many `pages` as the volume counts on.
    """
    files = archive.unpack(data)
    paper, reader = _opened(files["paper.pdf"])
    if len(reader.pages) != pages:
        raise WrongLength(f"{len(reader.pages)} pages, {pages} expected")
    feet = PdfReader(BytesIO(files["feet.pdf"])).pages[first_page - 1 : first_page - 1 + pages]
    with closing(pdfium.PdfDocument(paper)) as drawn:
        heights = [height_of_foot(ink_above_the_edge(drawn[n])) for n in range(pages)]
    return _fragment(reader, first, feet=list(zip(feet, heights, strict=True))).to_bytes()


def plain_pages(data: bytes, *, first: int, places: Mapping[str, int]) -> bytes:
    """Pages of our own, with links to the `places` (address: number of a page) of the papers."""
    return _fragment(PdfReader(BytesIO(data)), first, places=places).to_bytes()


def _opened(data: bytes) -> tuple[bytes, PdfReader]:
    """The file as it is, or as pdfium makes it out when pypdf cannot follow it."""
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            reader.decrypt("")
        for page in reader.pages:
            page.get("/Resources")
    except Exception:  # noqa: BLE001  # a damaged file raises anything
        data = mended(data)
        reader = PdfReader(BytesIO(data))
    return data, reader


def _fragment(
    reader: PdfReader, first: int, *,
    feet: list[tuple[PageObject, float | None]] | None = None,
    places: Mapping[str, int] | None = None,
) -> Fragment:  # fmt: skip
    copier = Copier(first)
    node = copier.reserve()
    pages = list(reader.pages)
    own = [copier.reserve() for _ in pages]
    for page, number in zip(pages, own, strict=True):
        copier.know(page.indirect_reference, number)
    opening = copier.add(stream(b"q\n"))
    closings = [b"Q\n"] * len(pages)
    unstamped = []
    for place, (page, number) in enumerate(zip(pages, own, strict=True)):
        copy = page_dictionary(copier, page, node)
        foot, height = feet[place] if feet else (None, None)
        if foot is not None and height is not None:
            forms = own_part(copier, copy, page, "/XObject")
            drawing = put_foot(forms, FOOT, as_form(copier, foot), Frame.of(page), height)
            closings[place] += drawing
        elif feet:
            unstamped.append(place + 1)
        closing_stream = copier.add(stream(closings[place]))
        copy[NameObject("/Contents")] = ArrayObject(
            [opening, *_contents(copier, page), closing_stream]
        )
        if found := links(copier, reader, page, places or {}):
            copy[NameObject("/Annots")] = found
        copier.put(number, copy)
    copier.put(node, node_of_pages(own))
    offsets, body = copier.finish()
    return Fragment(first, offsets, tuple(own), body, tuple(unstamped))


def _contents(copier: Copier, page: PageObject) -> list[object]:
    contents = page.raw_get("/Contents") if "/Contents" in page else None
    resolved = contents.get_object() if contents is not None else None
    if isinstance(resolved, ArrayObject):
        return [copier.copied(part) for part in list.__iter__(resolved)]
    return [copier.copied(contents)] if resolved is not None else []
