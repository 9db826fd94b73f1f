import json
from io import BytesIO

import pytest

from program.builders.binding import Binder, Bookmark, Facts, text_string
from program.builders.fragment import Fragment
from tests.program.builders.bound import bind, plain, read
from tests.program.builders.pdfs import make_pdf


def three() -> tuple[Fragment, Fragment, Fragment]:
    front = plain(make_pdf(2))
    first = plain(make_pdf(3), front.next_free)
    return front, first, plain(make_pdf(1), first.next_free)


def test_fragments_stand_in_the_order_of_their_places():
    front, first, second = three()
    out = BytesIO()
    binder = Binder(out)
    for fragment, place in ((second, 2), (first, 1), (front, 0)):
        binder.add(fragment, place=place)
    binder.finish(Facts("T"))
    texts = [page.extract_text().split()[1] for page in read(out.getvalue()).pages]
    assert texts == ["1", "2", "1", "2", "3", "1"]


def test_page_numbers_are_roman_and_then_arabic():
    data = bind(*three(), labels=[(0, "r", 1), (2, "D", 1)])
    assert read(data).page_labels == ["i", "ii", "1", "2", "3", "4"]


def test_bookmarks_nest_papers_below_sessions():
    front, first, second = three()
    marks = (
        Bookmark("Contents", front.pages[1]),
        Bookmark(
            "Session (1) \\ <x>",
            first.pages[0],
            (Bookmark("Łódź", first.pages[0]), Bookmark("B", second.pages[0])),
        ),
    )
    reader = read(bind(front, first, second, bookmarks=marks))
    contents, session, papers = reader.outline
    assert [contents.title, session.title] == ["Contents", "Session (1) \\ <x>"]
    assert [(p.title, reader.get_destination_page_number(p)) for p in papers] == [
        ("Łódź", 2), ("B", 5),
    ]  # fmt: skip


def test_the_file_says_what_it_is():
    info = read(bind(plain(make_pdf(1)))).metadata
    assert (info.title, info.author, info.creation_date_raw) == (
        "A title", "Ada Brekkestad", "D:20270621000000Z",
    )  # fmt: skip


def test_a_paper_alone_and_in_the_volume_is_the_same_bytes():
    front, first, second = three()
    assert first.body in bind(front, first, second)
    assert first.body in bind(first)


def test_a_paper_alone_is_a_whole_file_although_its_numbers_begin_high():
    alone = plain(make_pdf(2), 5000)
    reader = read(bind(alone))
    assert (len(reader.pages), reader.xref[0].get(5000) is not None) == (2, True)


def test_the_same_parts_give_the_same_bytes_and_identity():
    one, other = bind(*three()), bind(*three())
    assert one == other
    assert read(one).trailer["/ID"] == read(other).trailer["/ID"]


def test_two_fragments_never_share_numbers():
    binder = Binder(BytesIO())
    binder.add(plain(make_pdf(1)), place=0)
    with pytest.raises(ValueError, match="same numbers"):
        binder.add(plain(make_pdf(1)), place=1)


def test_a_text_string_cannot_be_ended_by_its_text():
    assert text_string(")>x") == "<FEFF0029003E0078>"


@pytest.mark.parametrize(
    "header",
    [[10, [0, 999], [10], []], [10, [-1], [10], []], [10, [0], [], []], [10, [0], [11], []]],
)
def test_a_fragment_that_lies_about_itself_is_refused(header):
    with pytest.raises(ValueError, match=r"fragment|objects"):
        Fragment.from_bytes(json.dumps(header).encode() + b"\n10 0 obj\n1\nendobj\n")


def test_what_is_no_fragment_at_all_is_refused():
    with pytest.raises(ValueError, match="not a fragment"):
        Fragment.from_bytes(b"%PDF-1.7")
