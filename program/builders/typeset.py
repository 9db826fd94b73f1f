"""A volume's own pages as PDFs. Runs in a process that typesets."""

import hashlib
from pathlib import Path

from weasyprint import Document

from dtms_site.typesetting.engine import Press

from . import archive, pages
from .volume import Volume

SHEET = (Path(__file__).parent / "volume.css").read_text()


def typeset(press: Press, data: bytes) -> bytes:
    """A `Volume` as JSON in; out an archive of front.pdf, back.pdf, feet.pdf and anchors.json.

    The anchors are the page, from 0, on which each part of the front matter begins.
    """
    volume = Volume.from_json(data)
    identity = hashlib.sha256(data).digest()[:16]
    width, height = volume.page
    size = f"@page {{ size: {width}pt {height}pt }} @page foot {{ size: 504pt 12pt }}"
    last = volume.paper_pages
    after = f"{size} @page back:first {{ counter-reset: page {last + 1} }}"
    front = press.layout(pages.front_matter(volume), SHEET, size)
    documents = {
        "front.pdf": front,
        "back.pdf": press.layout(pages.author_index(volume), SHEET, after),
        "feet.pdf": press.layout(pages.feet(volume), SHEET, size),
    }
    files = {name: d.write_pdf(pdf_identifier=identity) for name, d in documents.items()}
    return archive.pack(files | {"anchors.json": archive.as_json(_anchors(front))})


def _anchors(document: Document) -> dict[str, int]:
    return {name: n for n, page in enumerate(document.pages) for name in page.anchors}
