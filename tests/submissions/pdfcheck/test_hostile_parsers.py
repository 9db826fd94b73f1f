"""Files made to keep a parser busy, to swell it, or to lead it round in circles."""

import re
import zlib

import pytest

from submissions.pdfcheck.report import Overall, Verdict
from submissions.pdfcheck.rules import RuleSet
from submissions.pdfcheck.sandboxed import check_in_sandbox, render_in_sandbox
from tests.paper_factory import Paper, document, show, stream

PAPER = Paper()
PLAIN = PAPER.pdf()
END = b"\nendstream"


def raw(entries: str, data: bytes = b"") -> bytes:
    return f"<< {entries} >>\nstream\n".encode() + data + END


def drawn(filters: str, data: bytes) -> bytes:
    """A page whose content goes through these filters."""
    content = raw(f"/Length {len(data)} /Filter [{filters}]", data)
    return document([b""]).replace(stream(b""), content, 1)


def lzw_of_spaces(megabytes: int) -> bytes:
    """Codes of longer and longer runs; eight tables of them end on a whole byte."""
    bits = ""
    for number, code in enumerate([32, *range(258, 4094), 256], start=1):
        width = 9 + sum(257 + number >= 2**w for w in (9, 10, 11))
        bits += f"{code:0{width}b}"
    table = int(bits * 8, 2).to_bytes(len(bits), "big")
    return table * (megabytes // 58)


def round_and_round(data: bytes) -> bytes:
    """The table of objects names itself as the one before it."""
    table = int(re.findall(rb"startxref\n(\d+)", data)[-1])
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % table)


def lying(length: bytes) -> bytes:
    return re.sub(rb"/Length \d+", b"/Length " + length, PLAIN)


def packed_objects(count: int) -> bytes:
    """The catalog lies in a stream that says to hold so many objects."""
    body = b"%%PDF-1.7\n5 0 obj\n%b\nendobj\n" % raw(
        f"/Type /ObjStm /N {count} /First {count} /Length 9", b"1 0 << >>"
    )
    rows = b"".join(
        kind.to_bytes(1, "big") + place.to_bytes(4, "big") + b"\0\0"
        for kind, place in [(0, 0), (2, 5), (0, 0), (0, 0), (0, 0), (1, 9)]
    )
    entries = f"/Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R /Length {len(rows)}"
    return body + b"6 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (raw(entries, rows), len(body))


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
XMP = (
    f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    "<dc:creator><rdf:Seq><rdf:li>&a11;&f;</rdf:li></rdf:Seq></dc:creator>"
).encode()
ITSELF = {90: raw("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 6 "
                  "/Resources << /XObject << /X 90 0 R >> >>", b"/X Do ")}  # fmt: skip
FONT_OF_ITSELF = {
    90: b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 "
        b"/LastChar 97 /Widths [9] /CharProcs << /a 91 0 R >> /Resources << /Font << /F9 90 0 R >> >> "
        b"/Encoding << /Differences [97 /a] >> >>",
    91: raw("/Length 33", b"9 0 d0 BT /F9 9 Tf (aaaaaaa) Tj ET "),
}  # fmt: skip
BROKEN_FONT = {
    90: b"<< /Type /Font /Subtype /Type1 /BaseFont /Odd /FontDescriptor 91 0 R >>",
    91: b"<< /Type /FontDescriptor /FontName /Odd /Flags 4 /FontFile3 92 0 R >>",
    92: stream(b"\x01\x00\x04\x04" + b"\x00\x01\x04\xff\xff\xff\xff" * 900, "/Subtype /Type1C"),
}
HUGE = "/Type /XObject /Subtype /Image /Width 2000000000 /Height 2000000000 /BitsPerComponent 8"


def with_font(objects: dict[int, bytes]) -> bytes:
    words = show("aaaa aaaa", 60, 300, 9, font="F9")
    fonts = "/Resources << /Font << /F1 3 0 R /F9 90 0 R >> >>"
    return Paper(content=words, page_entries=fonts, extra_objects=objects).pdf()


def with_drawing(name: str, objects: dict[int, bytes]) -> bytes:
    drawn = f"/Resources << /Font << /F1 3 0 R >> /XObject << /{name} 90 0 R >> >>"
    return Paper(content=f"/{name} Do", page_entries=drawn, extra_objects=objects).pdf()


def with_picture(kind: str, data: bytes = b"\0" * 99) -> bytes:
    image = f"{HUGE} /ColorSpace /DeviceGray /Filter /{kind} /Length {len(data)}"
    return with_drawing("X", {90: raw(image, data)})


def with_attachments(count: int) -> bytes:
    names = " ".join(f"(a{n}) << /Type /Filespec /EF << /F 90 0 R >> >>" for n in range(count))
    entries = f"/Names << /EmbeddedFiles << /Names [{names}] >> >>"
    return Paper(catalog_entries=entries, extra_objects={90: stream(b"x")}).pdf()


HOSTILE = {
    "LZW bomb": (
        drawn("/FlateDecode /LZWDecode", zlib.compress(lzw_of_spaces(3000))), "body_font unknown",
    ),
    "run length bomb": (
        drawn("/FlateDecode /RunLengthDecode", zlib.compress(b"\x81 " * 25_000_000)),
        "body_font unknown",
    ),
    "table before itself": (round_and_round(PLAIN), "readable pass"),
    "endless stream": (lying(b"9999999999"), "readable warn"),
    "stream shorter than nothing": (lying(b"-9999999999"), "readable pass"),
    "two thousand million objects in a stream": (packed_objects(2**31), "readable fail"),
    "form in itself": (with_drawing("X", ITSELF), "readable pass"),
    "letter of itself": (with_font(FONT_OF_ITSELF), "readable pass"),
    "broken font": (with_font(BROKEN_FONT), "readable pass"),
    "JBIG2 of 4 billion pixels": (with_picture("JBIG2Decode"), "readable pass"),
    "JPEG 2000 of 4 billion pixels": (
        with_picture("JPXDecode", b"\0\0\0\x0cjP  \r\n\x87\n" * 9), "readable pass",
    ),
    "ten thousand attachments": (with_attachments(10_000), "safe fail"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_read_to_its_end_and_never_accepted(name):
    """A parser that went round in circles would be ended, and the file be unreadable."""
    data, expected = HOSTILE[name]
    report = check_in_sandbox(data, RuleSet())
    rule, verdict = expected.split()
    assert report.rules[rule].verdict == verdict
    assert report.overall is not Overall.ACCEPT


@pytest.mark.parametrize(
    "name",
    [name for name, (_, found) in HOSTILE.items() if found in {"readable pass", "readable warn"}],
)
def test_a_picture_of_it_ends(name):
    assert render_in_sandbox(HOSTILE[name][0], page=1, width_px=200)[:4] == b"RIFF"


def test_no_entity_of_the_metadata_is_read():
    named = Paper(catalog_entries="/Metadata 90 0 R", extra_objects={90: stream(XMP)})
    said = check_in_sandbox(named.pdf(), RuleSet(anonymous=True)).rules["safe"].message
    assert said == "Its metadata name an author: &a11;&f;."


def test_of_a_hundred_revisions_the_last_counts():
    data = PLAIN
    for width in (*range(300, 399), 612):
        (page,) = re.findall(rb"\n10 0 obj\n(.+?)\nendobj", PLAIN, re.DOTALL)
        changed = re.sub(rb"/MediaBox \[.+?\]", b"/MediaBox [0 0 %d 792]" % width, page)
        before, place = re.findall(rb"startxref\n(\d+)", data)[-1], len(data)
        data += b"10 0 obj\n%b\nendobj\n" % changed
        data += b"xref\n10 1\n%010d 00000 n \ntrailer\n<< /Size 99 /Root 1 0 R /Prev %b >>\n" % (
            place,
            before,
        )
        data += b"startxref\n%d\n%%%%EOF\n" % data.rindex(b"xref\n10 1")
    assert check_in_sandbox(data, RuleSet()).rules["paper_size"].verdict is Verdict.PASS
    revision = data[: data.rindex(b"10 0 obj")]
    assert check_in_sandbox(revision, RuleSet()).rules["paper_size"].verdict is Verdict.FAIL
