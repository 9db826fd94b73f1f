"""HTML to PDF. Imports the typesetting engine, so only a process that typesets imports this.

Nothing is fetched: fonts are data in the style sheet, and no other address is followed.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import archive, pages
from .volume import Volume

# Embedded fonts would otherwise carry the time at which they were cut down.
os.environ["SOURCE_DATE_EPOCH"] = "0"

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

HERE = Path(__file__).parent
VENDOR = HERE.parents[1] / "static" / "vendor"
SERIF = "fontsource-variable-source-serif-4-5.3.1/source-serif-4"
SANS = "fontsource-variable-inter-5.3.0/inter"
FACES = [
    ("Source Serif 4", "normal", f"{SERIF}-latin-wght-normal.woff2"),
    ("Source Serif 4 Ext", "normal", f"{SERIF}-latin-ext-wght-normal.woff2"),
    ("Source Serif 4", "italic", f"{SERIF}-latin-wght-italic.woff2"),
    ("Source Serif 4 Ext", "italic", f"{SERIF}-latin-ext-wght-italic.woff2"),
    ("Inter", "normal", f"{SANS}-latin-wght-normal.woff2"),
    ("Inter Ext", "normal", f"{SANS}-latin-ext-wght-normal.woff2"),
]


@dataclass(frozen=True, slots=True)
class Press:
    """The engine with the fonts of the house, ready to set."""

    sheets: list[Any]
    fonts: Any

    @classmethod
    def started(cls) -> "Press":
        """Unpacks the fonts into the folder for temporary files, where they stay in use."""
        fonts = FontConfiguration()
        css = [*map(_face, FACES), (HERE / "volume.css").read_text()]
        sheets = [CSS(string=s, font_config=fonts, url_fetcher=_none()) for s in css]
        return cls(sheets, fonts)

    def layout(self, html: str, css: str = "") -> Document:
        own = [CSS(string=css, font_config=self.fonts, url_fetcher=_none())] if css else []
        text = f'<!doctype html><html lang="en"><body>{html}'
        return HTML(string=text, url_fetcher=_none()).render(
            stylesheets=[*self.sheets, *own], font_config=self.fonts
        )


def _face(face: tuple[str, str, str]) -> str:
    """Each file under a name of its own: two of one name are taken for the same font."""
    family, style, path = face
    font = base64.b64encode((VENDOR / path).read_bytes()).decode()
    return (
        f"@font-face {{ font-family: '{family}'; font-style: {style}; "
        f"src: url(data:font/woff2;base64,{font}) }}"
    )


def _none() -> Any:
    return URLFetcher(allowed_protocols=["data"])


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
    front = press.layout(pages.front_matter(volume), size)
    documents = {
        "front.pdf": front,
        "back.pdf": press.layout(pages.author_index(volume), after),
        "feet.pdf": press.layout(pages.feet(volume), size),
    }
    files = {name: d.write_pdf(pdf_identifier=identity) for name, d in documents.items()}
    return archive.pack(files | {"anchors.json": archive.as_json(_anchors(front))})


def _anchors(document: Document) -> dict[str, int]:
    return {name: n for n, page in enumerate(document.pages) for name in page.anchors}
