"""Title, authors and abstract from the first page; page images."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from submissions.pdfcheck.bylines import Author
from submissions.pdfcheck.front_page import FrontPage, front_page, joined
from submissions.pdfcheck.render import pixels, render
from tests.paper_factory import Paper, document, show, typeset

ABSTRACT = "Twins of networks are compared. " * 6


@pytest.fixture(scope="module")
def paper() -> bytes:
    return typeset(
        1,
        title="Digital Twins of Mobile Networks",
        authors=(
            "<div>Ada Author<br>University of Oslo, Norway<br>ada@example.org</div>"
            "<div>Bo Writer and Cy Thinker<br>Institute of Networks<br>{bo,cy}@example.com</div>"
        ),
        abstract=ABSTRACT,
    )


def test_a_typeset_front_page_is_read(paper):
    assert front_page(paper) == FrontPage(
        title="Digital Twins of Mobile Networks",
        authors=(
            Author("Ada Author", "University of Oslo, Norway", "ada@example.org"),
            Author("Bo Writer", "Institute of Networks", "bo@example.com"),
            Author("Cy Thinker", "Institute of Networks", "cy@example.com"),
        ),
        abstract=ABSTRACT.strip(),
    )


def test_what_is_not_clear_stays_empty():
    assert front_page(Paper().pdf()) == FrontPage()
    assert front_page(b"") == FrontPage()
    assert front_page(document([show("Draft", 60, 700, 20).encode()])) == FrontPage()


def test_broken_words_are_put_together():
    assert joined(["net\x02", "works of one-", "way links and the", "X-", "Ray"]) == (
        "networks of oneway links and the X- Ray"
    )


@pytest.mark.parametrize(
    ("page", "asked", "expected"),
    [
        ((612, 792), 612, (612, 792)),
        ((612, 792), 306, (306, 396)),
        ((612, 792), 10**9, (2153, 2787)),
        ((1e9, 1e9), 800, (800, 800)),
        ((1, 1e9), 800, (1, 4000)),
        ((1e9, 1), 10**6, (2400, 1)),
        ((0, 792), 800, (1, 1)),
    ],
)
def test_images_keep_to_their_limits(page, asked, expected):
    assert pixels(*page, asked) == expected


def test_a_page_is_drawn_as_displayed():
    image = Image.open(io.BytesIO(render(Paper(page_entries="/Rotate 90").pdf(), 1, 396)))
    assert (image.format, image.size) == ("WEBP", (396, 306))
    darkest, lightest = image.convert("L").getextrema()
    assert darkest < 100 < 250 < lightest


@pytest.mark.parametrize(
    ("data", "page", "said"),
    [
        (Paper().pdf(), 3, "there is no page 3"),
        (Paper().pdf(), 0, "there is no page 0"),
        (b"no pdf", 1, "the file cannot be opened"),
    ],
)
def test_a_page_that_is_not_there_is_an_error(data, page, said):
    with pytest.raises(ValueError, match=said):
        render(data, page, 100)
