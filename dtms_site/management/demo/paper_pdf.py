"""Typesets a sample paper as a PDF, to the call's format or with one fault on purpose.

WeasyPrint lays the paper out from HTML: two columns of 3.33 in with .33 in between, 10 pt on
12 pt, in a text block of 6.99 x 9.25 in on US Letter. Same paper, same fonts: same bytes.
"""

from __future__ import annotations

import atexit
import base64
import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dtms_site.management.demo.chart import SERIF, svg

if TYPE_CHECKING:
    from dtms_site.management.demo.background import Section
    from dtms_site.management.demo.shapes import Format, PaperContent, Person, Table

FONT_STAMP = "SOURCE_DATE_EPOCH"
FONT_DIRECTORY = Path(__file__).parents[3] / "static" / "vendor"


# Characters of the title in one line, and of an e-mail address where three authors share a row.
LONGEST_LINE_OF_TITLE = 54
LONGEST_OF_THREE = 34
DIGIT_RANGE = re.compile(r"(?<=\d)-(?=\d)")
UNITS = "%|dBm?|[kMG]?Hz|k?m|[mµ]?s|[kMGT]B|[kMG]bit|[kM]?Wh?|mW|J"
NUMBER_AND_UNIT = re.compile(rf"(?<=\d) (?=(?:{UNITS})\b|%)")


@dataclass(frozen=True, slots=True)
class Layout:
    """A page; lengths in inches, type in points."""

    page: tuple[float, float] = (8.5, 11.0)
    block: tuple[float, float] = (6.99, 9.25)
    columns: int = 2
    gutter: float = 0.33
    size: float = 10.0
    leading: float = 12.0

    @property
    def margins(self) -> tuple[float, float]:
        return (self.page[1] - self.block[1]) / 2, (self.page[0] - self.block[0]) / 2


LETTER = Layout()

# Each breaks one rule and keeps the others: a wide block gets wide by its gutter, not by its
# columns. Seven pages are a matter of the text's length, not of the layout.
LAYOUTS: Mapping[Format, Layout] = {
    "ok": LETTER,
    "seven_pages": LETTER,
    "nine_point": replace(LETTER, size=9.0, leading=11.0),
    "a4": replace(LETTER, page=(210 / 25.4, 297 / 25.4)),
    "narrow_gutter": replace(LETTER, gutter=0.2, block=(6.86, 9.25)),
    "single_column": replace(LETTER, columns=1),
    "wide_block": replace(LETTER, gutter=0.66, block=(7.32, 9.25)),
    "tall_block": replace(LETTER, block=(6.99, 9.84)),
    "tight_leading": replace(LETTER, leading=10.6),
}


def build_pdf(
    paper: PaperContent,
    people: Mapping[str, Person],
    *,
    font_files: Sequence[Path] | None = None,
) -> bytes:
    """The paper's PDF; `dataclasses.replace(paper, format="ok")` gives it without its fault.

    Uses Source Serif 4 from `font_files` (woff2), by default from the site's own fonts, and
    DejaVu Serif where that is missing.
    """
    from weasyprint import HTML  # here, because importing it takes a second or more

    fonts = _default_fonts() if font_files is None else tuple(font_files)
    faces, font_config = _faces(fonts)
    html = _document(paper, people)
    with _font_stamps_fixed():
        pdf: bytes = HTML(string=html, url_fetcher=_no_fetching()).write_pdf(
            stylesheets=[faces],
            font_config=font_config,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        )
    return pdf


@contextmanager
def _font_stamps_fixed() -> Iterator[None]:
    """Embedded fonts would otherwise carry the time at which they were cut down."""
    before = os.environ.get(FONT_STAMP)
    os.environ[FONT_STAMP] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ[FONT_STAMP]
        else:
            os.environ[FONT_STAMP] = before


@lru_cache(maxsize=1)
def _default_fonts() -> tuple[Path, ...]:
    return tuple(sorted(FONT_DIRECTORY.rglob("source-serif*.woff2")))


@lru_cache(maxsize=4)
def _faces(fonts: tuple[Path, ...]) -> tuple[Any, Any]:
    """The fonts as a style sheet, read once a process: unpacking them costs more than a page."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    config = FontConfiguration()
    rules = "".join(_face(path) for path in fonts)
    return CSS(string=rules, font_config=config, url_fetcher=_no_fetching()), config


# Its configuration cleans up after itself, which it no longer can once the interpreter goes down.
atexit.register(_faces.cache_clear)


def _face(path: Path) -> str:
    weight = re.search(r"-([1-9]00)-", path.name)
    style = "italic" if "italic" in path.name else "normal"
    data = base64.b64encode(path.read_bytes()).decode()
    family = "Source Serif 4 Ext" if "latin-ext" in path.name else "Source Serif 4"
    return (
        f"@font-face {{ font-family: '{family}'; font-style: {style};"
        f" font-weight: {weight[1] if weight else '200 900'};"
        f" src: url(data:font/woff2;base64,{data}) }}\n"
    )


@lru_cache(maxsize=1)
def _no_fetching() -> Any:
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=["data"])


def _document(paper: PaperContent, people: Mapping[str, Person]) -> str:
    names = ", ".join(people[key].name for key in paper.authors)
    return (
        f'<html lang="en-GB"><head><title>{escape(paper.title)}</title>'
        f'<meta name="author" content="{escape(names)}">'
        f'<meta name="keywords" content="{escape(", ".join(paper.keywords))}">'
        f"<style>{_stylesheet(LAYOUTS[paper.format])}</style></head><body>"
        f"{_header(paper, people)}{_abstract(paper)}{''.join(_body(paper))}{_references(paper)}"
        "</body></html>"
    )


def _stylesheet(layout: Layout) -> str:
    top, side = layout.margins
    width, height = layout.page
    return f"""
@page {{
  size: {width:.4f}in {height:.4f}in; margin: {top:.4f}in {side:.4f}in;
  @bottom-center {{ content: counter(page); font: 8pt {SERIF};
    vertical-align: top; padding-top: 14pt }}
}}
body {{
  margin: 0; columns: {layout.columns}; column-gap: {layout.gutter}in;
  font: {layout.size}pt/{layout.leading}pt {SERIF};
  text-align: justify; hyphens: auto; orphans: 2; widows: 2;
  hyphenate-limit-chars: 6 3 3; hyphenate-character: "-";
}}
header {{ column-span: all; text-align: center; hyphens: none; margin-bottom: 20pt }}
h1 {{ font-size: 17pt; line-height: 21pt; margin: 0 0 12pt }}
.author {{ display: inline-block; width: 32.5%; vertical-align: top; margin-bottom: 8pt;
  font-size: 9pt; line-height: 11pt }}
.two .author {{ width: 44% }}
.author b {{ font-size: 11pt; line-height: 14pt; font-weight: normal }}
h2 {{ font-size: 11pt; line-height: 12pt; margin: 10pt 0 3pt; text-align: left; hyphens: none;
  break-after: avoid; margin-break: discard }}
h2 span {{ padding-right: .5em }}
header + h2 {{ margin-top: 0 }}
p {{ margin: 0; text-indent: 1em }}
h2 + p, .keywords {{ text-indent: 0 }}
.keywords {{ margin-top: 6pt }}
figure {{ margin: 9pt 0; margin-break: discard; break-inside: avoid; text-align: center }}
figcaption {{ font-size: 9pt; line-height: 10.5pt; font-weight: 700; hyphens: none }}
figure svg {{ display: block; width: 232pt; height: 139pt; margin: 0 auto 3pt }}
table {{ border-collapse: collapse; margin: 3pt auto 0; font-size: 8.5pt; line-height: 11pt;
  hyphens: none; border-top: .8pt solid; border-bottom: .8pt solid }}
th, td {{ padding: .5pt 4pt; text-align: right; vertical-align: bottom; font-weight: normal }}
th {{ border-bottom: .5pt solid; padding-bottom: 2pt }}
th:first-child, td:first-child {{ text-align: left }}
td:first-child {{ white-space: nowrap }}
ol {{ margin: 0; padding: 0; list-style: none; font-size: 8pt; line-height: 10pt }}
li {{ margin: 0 0 1.5pt; padding-left: 2.3em; text-indent: -2.3em; text-align: left }}
li span {{ display: inline-block; width: 2.3em; text-indent: 0 }}
"""


def _header(paper: PaperContent, people: Mapping[str, Person]) -> str:
    authors = [people[key] for key in paper.authors]
    wide = len(authors) in (2, 4) or any(len(author.email) > LONGEST_OF_THREE for author in authors)
    return (
        f'<header class="{"two" if wide else "three"}"><h1>{_title(paper.title)}</h1>'
        f"{''.join(map(_author, authors))}</header>"
    )


def _title(title: str) -> str:
    """The title, a long one in two lines of about the same length."""
    if len(title) <= LONGEST_LINE_OF_TITLE:
        return _text(title)
    spaces = [at for at, character in enumerate(title) if character == " "]
    middle = min(spaces, key=lambda at: abs(at - len(title) / 2))
    return f"{_text(title[:middle])} <br>{_text(title[middle + 1 :])}"


def _author(person: Person) -> str:
    return (
        f'<div class="author"><b>{escape(person.name)}</b><br>{escape(person.affiliation)}<br>'
        f"{escape(person.place)}<br>{escape(person.email)}</div>"
    )


def _abstract(paper: PaperContent) -> str:
    return (
        f"<h2>ABSTRACT</h2><p>{_text(paper.abstract)}</p>"
        f'<p class="keywords"><i>Keywords:</i> {_text(", ".join(paper.keywords))}</p>'
    )


def _body(paper: PaperContent) -> Iterator[str]:
    floats = {"Figure 1": _figure(paper), "Table 1": _table(paper.table)}
    for number, section in enumerate(paper.sections, start=1):
        yield f"<h2><span>{number}</span> {escape(section.heading)}</h2>"
        yield from _paragraphs(section, floats)


def _paragraphs(section: Section, floats: dict[str, str]) -> Iterator[str]:
    """The section's paragraphs, a figure or table after the first one that speaks of it."""
    for paragraph in section.paragraphs:
        yield f"<p>{_text(paragraph)}</p>"
        for label in [label for label in floats if label in paragraph]:
            yield floats.pop(label)


def _figure(paper: PaperContent) -> str:
    if paper.figure is None:
        return ""
    caption = f"<figcaption>Figure 1: {_text(paper.figure.caption)}.</figcaption>"
    return f"<figure>{svg(paper.figure)}{caption}</figure>"


def _table(table: Table | None) -> str:
    if table is None:
        return ""
    head = "".join(f"<th>{_text(cell)}</th>" for cell in table.head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in table.rows
    )
    return (
        f"<figure><figcaption>Table 1: {_text(table.caption)}.</figcaption>"
        f"<table><tr>{head}</tr>{rows}</table></figure>"
    )


def _references(paper: PaperContent) -> str:
    if not paper.references:
        return ""
    entries = "".join(
        f"<li><span>[{number}]</span> {_text(DIGIT_RANGE.sub('–', reference))}</li>"
        for number, reference in enumerate(paper.references, start=1)
    )
    return f"<h2>References</h2><ol>{entries}</ol>"


def _text(text: str) -> str:
    """Escaped text with a printer's apostrophe, each number on one line with its unit."""
    return NUMBER_AND_UNIT.sub("\u00a0", escape(text.replace("'", "’")))
