from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import NameObject, NullObject

from tests.program.builders.bound import bind, plain, read, stamped
from tests.program.builders.pdfs import make_pdf, with_links, with_script, writer_with, written


def destination(reader: PdfReader, page: int, link: int = 0) -> Any:
    """The page to which a link of a page leads."""
    target = reader.pages[page]["/Annots"][link].get_object()["/Dest"]
    return list.__getitem__(target, 0)


def test_pages_keep_their_text_size_and_turn():
    pdf = make_pdf(2, size=(595, 842), turn=90, crop=(10, 20, 500, 800))
    pages = read(bind(plain(pdf))).pages
    assert [page.extract_text().strip() for page in pages] == [
        "Page 1 of the paper", "Page 2 of the paper",
    ]  # fmt: skip
    assert [float(x) for x in pages[0].mediabox] == [0, 0, 595, 842]
    assert [float(x) for x in pages[0].cropbox] == [10, 20, 500, 800]
    assert pages[0]["/Rotate"] == 90


def test_scripts_fields_attachments_and_metadata_stay_behind():
    data = bind(plain(written(with_script(writer_with(1)))))
    reader = read(data)
    assert "/Annots" not in reader.pages[0]
    assert "/AA" not in reader.pages[0]
    assert not {"/OpenAction", "/Names", "/AcroForm", "/Metadata"} & set(reader.trailer["/Root"])
    assert not any(word in data for word in (b"JavaScript", b"alert", b"attached", b"Somebody"))


def test_links_to_the_web_stay_and_others_do_not():
    pdf = written(
        with_links(
            writer_with(1), "https://a.example/x", "javascript:alert(1)", "file:///etc/passwd"
        )
    )
    notes = read(bind(plain(pdf))).pages[0]["/Annots"]
    assert [note.get_object()["/A"]["/URI"] for note in notes] == ["https://a.example/x"]


def test_named_places_of_two_papers_do_not_mix():
    """Every paper of LaTeX has a place called "section.1"."""
    pdf = written(with_links(writer_with(3), name="section.1"))
    first = plain(pdf)
    second = plain(pdf, first.next_free)
    reader = read(bind(first, second))
    numbers = [destination(reader, page).idnum for page in (0, 3)]
    assert numbers == [first.pages[2], second.pages[2]]


def test_a_link_of_the_contents_leads_to_the_paper():
    paper = plain(make_pdf(2))
    contents = with_links(writer_with(1), "paper:7", "paper:8")
    front = plain(written(contents), paper.next_free, n7=paper.pages[0])
    reader = read(bind(front, paper))
    assert len(reader.pages[0]["/Annots"]) == 1
    assert destination(reader, 0).idnum == paper.pages[0]


def test_an_encrypted_file_that_opens_without_a_password_is_copied():
    writer = writer_with(1)
    writer.encrypt(user_password="", owner_password="owner", algorithm="RC4-128")
    fragment = stamped(written(writer), make_pdf(1, size=(504, 12), lowest=2), pages=1)
    assert "Page 1 of the paper" in read(bind(fragment)).pages[0].extract_text()


def test_a_damaged_table_of_references_is_mended():
    pdf = make_pdf(2)
    start = pdf.rindex(b"startxref")
    broken = pdf[:start] + b"startxref\n1\n%%EOF\n"
    fragment = stamped(broken, make_pdf(2, size=(504, 12), lowest=2), pages=2)
    assert len(read(bind(fragment)).pages) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_file_gives_the_same_bytes(count):
    pdf = make_pdf(count)
    assert bind(plain(pdf)) == bind(plain(pdf))


def test_what_a_page_points_back_at_is_not_dragged_along():
    """The whole old document hangs on one reference to its catalogue or to another page."""
    writer = writer_with(3)
    resources = writer.pages[0]["/Resources"]
    resources[NameObject("/Catalogue")] = writer.root_object.indirect_reference
    resources[NameObject("/Tree")] = writer.root_object.raw_get("/Pages")
    copied = read(bind(plain(written(writer)))).pages[0]["/Resources"]
    assert [type(copied[key]) for key in ("/Catalogue", "/Tree")] == [NullObject, NullObject]
