"""Small papers for the tests of the format check, made from exact lengths.

`Paper` writes a PDF by hand: text in Times (not embedded), justified line by line, so that every
length is known. `typeset` makes a paper with embedded fonts through WeasyPrint. Lengths are points.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle

WORDS = (
    "a the of to in is and network mobile twin model data packet latency energy client design "
    "protocol evaluation between under over with from this that each results show system radio "
    "channel sensor kernel cloud storage policy trace testbed baseline accuracy security"
).split()

# Widths of Times, thousandths of an em, for the characters used here.
WIDE = {
    **dict.fromkeys(" .,", 250),
    **dict.fromkeys("ijlt", 278),
    **dict.fromkeys("fr[]", 333),
    **dict.fromkeys("acez", 444),
    **dict.fromkeys("s", 389),
    **dict.fromkeys("bdghknopquvxy0123456789", 500),
    **dict.fromkeys("w", 722),
    **dict.fromkeys("m", 778),
}
USUAL = 600


# Letters of about one width change places: the lines keep their lengths and lose their words.
CIPHER = str.maketrans("aceznoubdghkpqvxyijtlfr0123456789[]", "cezaoubdghkpqvxynjtlirfnoubdghkpqff")


def width_of(text: str, size: float) -> float:
    return sum(WIDE.get(character, USUAL) for character in text) * size / 1000


@dataclass(frozen=True)
class Piece:
    """Lines that follow each other: `texts` of None are running words that fill the column.

    `stretch` is how wide the type is drawn, 1 as designed; `beyond` how far lines stick out.
    `cipher` writes letters whose codes say nothing of what they look like.
    """

    texts: tuple[str | None, ...]
    size: float
    leading: float
    before: float = 0.0
    ragged: bool = False
    indent: float = 0.0
    stretch: float = 1.0
    beyond: float = 0.0
    hanging: float = 0.0
    cipher: bool = False


def running(lines: int, size: float = 10, leading: float = 12, **more: float) -> Piece:
    return Piece((None,) * lines, size, leading, **more)


def heading(text: str) -> Piece:
    return Piece((text,), 12, 14, before=10, ragged=True)


def caption(lines: int, size: float = 9, what: str = "Figure 1: Results") -> Piece:
    return Piece((f"{what} of", *(None,) * (lines - 1)), size, size * 1.2, before=20)


def footnote(lines: int, size: float = 8) -> Piece:
    return Piece(("1 See the", *(None,) * (lines - 1)), size, size * 1.2, before=12)


def references(entries: int, size: float = 8) -> Piece:
    """Entries of three lines: a label and names, words, a source with a year."""
    texts: list[str | None] = []
    for number in range(1, entries + 1):
        texts += [f"[{number}] A. Author and B. Writer. {1990 + number % 33}.", None]
        texts += ["In Proceedings of the Conference on Systems, pp. 1 to 12. ACM."]
    return Piece(tuple(texts), size, size * 1.2, before=6)


def pages_of_text(pages: float, size: float = 10, leading: float = 12) -> Piece:
    return running(int(pages * 2 * 54 * 12 / leading), size, leading)


@dataclass(frozen=True)
class Paper:
    """A paper in columns; the defaults meet the call exactly where it gives a limit."""

    flow: tuple[Piece, ...] = (pages_of_text(2),)
    columns: int = 2
    column_width: float = 239.76
    gutter: float = 23.76
    left: float = 54.0
    top: float = 720.0
    bottom: float = 72.0
    paper: tuple[float, float] = (612.0, 792.0)
    page_entries: str = ""
    catalog_entries: str = ""
    content: str = ""
    shift: str = ""
    head: str = ""
    foot: str = ""
    extra_objects: dict[int, bytes] = field(default_factory=dict)

    def pdf(self) -> bytes:
        contents = [page.encode("latin-1") for page in self._pages()]
        return document(
            contents,
            paper=self.paper,
            page_entries=self.page_entries,
            catalog_entries=self.catalog_entries,
            extra=self.extra_objects,
        )

    def _pages(self) -> Iterator[str]:
        words = random.Random(7)
        page: list[str] = []
        column, y = 0, self.top
        for piece in self.flow:
            y -= piece.before if y < self.top else 0
            for text in piece.texts:
                if y - piece.leading < self.bottom - 0.01:
                    column, y = column + 1, self.top
                if column == self.columns:
                    yield self._page(page)
                    page, column = [], 0
                y -= piece.leading
                page.append(self._line(piece, text, column, y, words))
        if page:
            yield self._page(page)

    def _page(self, lines: Sequence[str]) -> str:
        extra = [self.shift, *lines, self.content]
        for text, y in ((self.head, self.top + 25), (self.foot, self.bottom - 30)):
            if text:
                extra.append(show(text, self.left + 4, y, 9))
        return "q\n" + "\n".join(extra) + "\nQ"

    def _line(
        self, piece: Piece, text: str | None, column: int, y: float, words: random.Random
    ) -> str:
        is_label = text is not None and text.startswith("[")
        indent = piece.indent + (0.0 if is_label else piece.hanging)
        x = self.left + column * (self.column_width + self.gutter) + indent
        room = (self.column_width - indent + piece.beyond) / piece.stretch
        if text is None:
            text = filling(room, piece.size, words)
        spread = 0.0 if piece.ragged else (room - width_of(text, piece.size)) / text.count(" ")
        drawn = text.translate(CIPHER) if piece.cipher else text
        return show(drawn, x, y, piece.size, spread, stretch=piece.stretch)


def filling(room: float, size: float, words: random.Random) -> str:
    """As many words as fit."""
    text = words.choice(WORDS)
    while True:
        longer = f"{text} {words.choice(WORDS)}"
        if width_of(longer, size) > room:
            return text
        text = longer


def show(
    text: str, x: float, y: float, size: float, spread: float = 0.0, font: str = "F1",
    stretch: float = 1.0,
) -> str:  # fmt: skip
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    squeezed = f"{100 * stretch:g} Tz " if stretch != 1 else ""
    end = "100 Tz ET" if squeezed else "ET"
    return (
        f"BT /{font} {size:g} Tf {squeezed}{spread:.4f} Tw {x:.3f} {y:.3f} Td ({escaped}) Tj {end}"
    )


def document(
    contents: Iterable[bytes],
    *,
    paper: tuple[float, float] = (612.0, 792.0),
    page_entries: str = "",
    catalog_entries: str = "",
    extra: dict[int, bytes] | None = None,
) -> bytes:
    """A PDF of pages with these contents, fonts F1 (Times) and F2 (Courier), and extra objects."""
    contents = list(contents)
    size = f"/MediaBox [0 0 {paper[0]:g} {paper[1]:g}]" if "/MediaBox" not in page_entries else ""
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(contents)))
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog_entries} >>".encode("latin-1"),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    }
    for number, content in enumerate(contents):
        objects[10 + 2 * number] = (
            f"<< /Type /Page /Parent 2 0 R {size} /Contents {11 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> {page_entries} >>"
        ).encode("latin-1")
        objects[11 + 2 * number] = stream(content)
    return file_of({**objects, **(extra or {})})


def stream(data: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(data)
    return (
        f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n".encode()
        + packed
        + b"\nendstream"
    )


def file_of(objects: dict[int, bytes], trailer: str = "") -> bytes:
    """A PDF file of numbered objects; number 1 is the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        out += (
            b"%010d 00000 n \n" % places[number] if number in places else b"0" * 10 + b" 65535 f \n"
        )
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\n" % (size, trailer.encode())
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def with_last(paper: Paper, *pieces: Piece) -> Paper:
    return replace(paper, flow=(*paper.flow, *pieces))


def typeset(
    pages: int = 2,
    *,
    size: float = 10,
    leading: float = 12,
    gap: str = "23.76pt",
    margin: str = "72pt 54.36pt",
    paper: str = "letter",
    columns: int = 2,
    title: str = "",
    authors: str = "",
    abstract: str = "",
) -> bytes:
    """A paper with embedded fonts, set by WeasyPrint from HTML."""
    import weasyprint

    words = cycle(WORDS)
    paragraphs = "".join(
        f"<p>{' '.join(next(words) for _ in range(90))}.</p>" for _ in range(pages * 9)
    )
    head = f"<h1>{title}</h1>{authors}" if title else ""
    summary = f"<h2>Abstract</h2><p>{abstract}</p><h2>1 Introduction</h2>" if abstract else ""
    html = f"""<html lang="en"><style>
        @page {{ size: {paper}; margin: {margin} }}
        body {{ font: {size}pt/{leading}pt serif; margin: 0 }}
        h1 {{ font-size: 18pt; line-height: 22pt; text-align: center; margin: 0 0 12pt }}
        h2 {{ font-size: 12pt; margin: 12pt 0 6pt }}
        div {{ text-align: center; margin-bottom: 12pt }}
        main {{ columns: {columns}; column-gap: {gap}; text-align: justify; hyphens: auto }}
        p {{ margin: 0 }}
        </style><body>{head}<main>{summary}{paragraphs}</main></html>"""
    return bytes(weasyprint.HTML(string=html).write_pdf())
