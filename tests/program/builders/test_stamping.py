import pypdfium2 as pdfium
import pytest

from program.builders import archive, jobs
from program.builders.stamping import (
    AIR,
    FOOT_HEIGHT,
    FOOT_WIDTH,
    LOWEST,
    USUAL,
    Frame,
    height_of_foot,
    ink_above_the_edge,
)
from tests.program.builders.bound import bind, read, stamped
from tests.program.builders.pdfs import make_pdf

FEET = make_pdf(4, size=(504, 12), lowest=2)


def ink_rows(pdf: bytes, page: int = 0, scale: int = 4) -> list[float]:
    """Heights above the lower edge of the displayed page, in points, at which there is ink."""
    document = pdfium.PdfDocument(pdf)
    try:
        bitmap = document[page].render(scale=scale, grayscale=True)
        data, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
        rows = [r for r in range(bitmap.height) if min(data[r * stride : r * stride + width]) < 200]
        return [(bitmap.height - row - 0.5) / scale for row in rows]
    finally:
        document.close()


@pytest.mark.parametrize(
    ("ink", "height"),
    [(60.0, USUAL), (USUAL + FOOT_HEIGHT + AIR, USUAL), (36.0, 21.0),
     (LOWEST + FOOT_HEIGHT + AIR, LOWEST), (24.9, None), (0.0, None)],
)  # fmt: skip
def test_the_foot_goes_below_the_ink_or_nowhere(ink, height):
    assert height_of_foot(ink) == height


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (30, 40, 560, 700)])
@pytest.mark.parametrize("lowest", [31, 50])
def test_ink_is_measured_as_the_page_is_displayed(turn, crop, lowest):
    document = pdfium.PdfDocument(make_pdf(1, turn=turn, crop=crop, lowest=lowest))
    found = ink_above_the_edge(document[0])
    document.close()
    assert found == pytest.approx(lowest, abs=0.6)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (30, 40, 560, 700)])
def test_the_foot_stands_upright_at_the_lower_edge_and_touches_no_ink(turn, crop):
    pdf = make_pdf(1, turn=turn, crop=crop, lowest=40)
    before = ink_rows(bind(stamped(pdf, make_pdf(1, size=(504, 12), lowest=2), pages=1)))
    added = [height for height in before if height < 39]
    # A foot of this test is a bar of 4 points, 2 points above its own lower edge.
    place = height_of_foot(40.0)
    assert min(added) == pytest.approx(place + 2, abs=0.6)
    assert max(height for height in added if height < 36) <= place + FOOT_HEIGHT
    assert not [height for height in before if place + FOOT_HEIGHT + 0.5 < height < 39.5]


def test_each_page_gets_the_foot_of_its_number():
    data = bind(stamped(make_pdf(2), FEET, pages=2, first_page=3))
    texts = [page.extract_text() for page in read(data).pages]
    assert [("Page 3" in texts[0], "Page 4" in texts[1])] == [(True, True)]


def test_a_page_without_room_is_left_alone_and_told():
    fragment = stamped(make_pdf(2, lowest=12), FEET, pages=2)
    assert fragment.unstamped == (1, 2)
    assert "/XObject" not in read(bind(fragment)).pages[0]["/Resources"]


def test_another_number_of_pages_than_was_counted_is_refused():
    data = archive.pack({"paper.pdf": make_pdf(2), "feet.pdf": FEET})
    with pytest.raises(jobs.WrongLength, match="2 pages, 3 expected"):
        jobs.stamped_paper(data, first=10, first_page=1, pages=3)


@pytest.mark.parametrize(
    ("turn", "corner"), [(0, (100, 30)), (90, (582, 100)), (180, (512, 762)), (270, (30, 692))]
)
def test_a_place_of_the_displayed_page_in_the_pages_own_coordinates(turn, corner):
    frame = Frame(0, 0, 612, 792, turn)
    assert frame.matrix(100, 30, 1)[4:] == corner


def test_a_foot_wider_than_the_page_shrinks():
    narrow = make_pdf(1, size=(300, 400), lowest=60)
    data = bind(stamped(narrow, make_pdf(1, size=(504, 12), lowest=2), pages=1))
    assert b"/ProceedingsFoot" in data
    scale = (300 - 36) / FOOT_WIDTH
    contents = read(data).pages[0].get_contents().get_data()
    assert f"q {scale:.4f} 0.0000".encode() in contents
