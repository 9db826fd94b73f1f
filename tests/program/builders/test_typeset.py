"""The real engine, in the process it has in the product."""

import hashlib
import json
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from program import press
from program.builders.volume import Volume
from tests.program.builders.volumes import HOSTILE, paper, volume


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    made = volume(message='<p>Hello <strong>Łucja</strong><img src="http://127.0.0.1:9/x.png">')
    return press.typeset(made)


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_the_front_matter_has_its_parts_in_order(parts):
    anchors = json.loads(parts["anchors.json"])
    pages = texts(parts["front.pdf"])
    assert sorted(anchors, key=anchors.get) == ["title-page", "message", "committees", "contents"]
    assert "Proceedings of DTMS ’27" in pages[0]
    assert "978-3-16-148410-0" in pages[1]
    assert "Welcome" not in pages[anchors["message"]]
    assert "Łucja" in pages[anchors["message"]]
    assert "Who Owns the 6G Replica?" in pages[anchors["contents"]]


def test_front_matter_is_numbered_in_roman_but_for_title_and_imprint(parts):
    assert [page.split()[-1] for page in texts(parts["front.pdf"])][2:] == ["iii", "iv", "v"]


def test_the_index_goes_on_after_the_last_paper(parts):
    assert texts(parts["back.pdf"])[0].split()[-1] == "6"


def test_there_is_a_foot_for_each_page_of_the_papers(parts):
    pages = texts(parts["feet.pdf"])
    assert len(pages) == 5
    assert ["".join(page.split())[-1] for page in pages[::2]] == ["1", "3", "5"]


def test_all_fonts_are_embedded(parts):
    for name in ("front.pdf", "back.pdf", "feet.pdf"):
        for page in PdfReader(BytesIO(parts[name])).pages:
            for font in page["/Resources"].get("/Font", {}).values():
                inner = font.get_object()["/DescendantFonts"][0].get_object()
                descriptor = inner["/FontDescriptor"].get_object()
                assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_house_fonts_are_used(parts):
    resources = PdfReader(BytesIO(parts["front.pdf"])).pages[0]["/Resources"]
    names = {str(font.get_object()["/BaseFont"])[8:] for font in resources["/Font"].values()}
    assert any(name.startswith("Source-Serif") for name in names)
    assert not any("DejaVu" in name for name in names)


def test_the_same_volume_gives_the_same_bytes(monkeypatch):
    monkeypatch.undo()
    made = volume(paper(3))
    digests = [
        {name: hashlib.sha256(data).hexdigest() for name, data in press.typeset(made).items()}
        for _ in range(2)
    ]
    assert digests[0] == digests[1]


def test_hostile_words_are_words_and_nothing_is_fetched():
    """A style sheet, a picture and a font that point elsewhere change nothing."""
    bad = '<link rel=stylesheet href="file:///etc/passwd"><style>@import url(http://127.0.0.1:9)'
    made = volume(paper(3, HOSTILE), title=bad, rights=bad, message=f"<p>x</p>{bad}</style><p>End")
    pages = texts(press.typeset(made)["front.pdf"])
    assert "<link rel=stylesheet" in " ".join(pages[0].split())
    assert "End" in pages[2]
    assert "root:" not in "".join(pages)


def test_a_volume_that_cannot_be_set_says_so(monkeypatch):
    monkeypatch.setattr(Volume, "to_json", lambda self: b'{"title": 1}')
    with pytest.raises(press.NotSet, match="KeyError"):
        press.typeset(volume())


def test_letter_and_a4():
    made = replace(volume(paper(3)), page=(595.0, 842.0))
    page = PdfReader(BytesIO(press.typeset(made)["front.pdf"])).pages[0]
    assert [round(float(x)) for x in page.mediabox[2:]] == [595, 842]
