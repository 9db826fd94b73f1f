"""The typesetting engine. Only a process that typesets imports this.

Nothing is fetched: fonts are data in the style sheet, and no other address is followed.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Embedded fonts would otherwise carry the time at which they were cut down.
os.environ["SOURCE_DATE_EPOCH"] = "0"

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

HERE = Path(__file__).parent
VENDOR = HERE.parents[1] / "static" / "vendor"
SHEET = (HERE / "sheet.css").read_text()
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

    faces: list[Any]
    fonts: Any

    @classmethod
    def started(cls) -> "Press":
        """Unpacks the fonts into the folder for temporary files, where they stay in use."""
        fonts = FontConfiguration()
        css = map(_face, FACES)
        return cls([CSS(string=s, font_config=fonts, url_fetcher=_none()) for s in css], fonts)

    def layout(self, html: str, *css: str) -> Document:
        own = [CSS(string=s, font_config=self.fonts, url_fetcher=_none()) for s in css if s]
        text = f'<!doctype html><html lang="en"><body>{html}'
        return HTML(string=text, url_fetcher=_none()).render(
            stylesheets=[*self.faces, *own], font_config=self.fonts
        )


def document(press: Press, data: bytes) -> bytes:
    """HTML in, a PDF out: the same bytes for the same words."""
    identity = hashlib.sha256(data).digest()[:16]
    return bytes(press.layout(data.decode(), SHEET).write_pdf(pdf_identifier=identity) or b"")


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
