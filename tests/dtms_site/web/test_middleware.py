"""What is sent in fewer bytes, and what is sent as it is."""

import gzip

import pytest
from django.http import FileResponse, HttpResponse, JsonResponse

from dtms_site.web.middleware import CompressedPages

LONG = "<p>One paper.</p>" * 4000


def answer(rf, response, accepts="gzip, br"):
    return CompressedPages(lambda request: response)(
        rf.get("/", headers={"Accept-Encoding": accepts})
    )


def test_a_long_page_is_compressed_for_who_can_read_that(rf):
    sent = answer(rf, HttpResponse(LONG))
    assert gzip.decompress(sent.content).decode() == LONG
    assert len(sent.content) < len(LONG) / 20
    assert answer(rf, HttpResponse(LONG), accepts="").content.decode() == LONG


def test_the_same_page_has_another_length_each_time(rf):
    assert len({len(answer(rf, HttpResponse(LONG)).content) for _ in range(20)}) > 1


@pytest.mark.parametrize(
    "response",
    [HttpResponse("<p>Short.</p>"), JsonResponse({"long": LONG}),
     HttpResponse(LONG, content_type="text/csv")],
)  # fmt: skip
def test_short_pages_and_files_are_sent_as_they_are(rf, response):
    assert "Content-Encoding" not in answer(rf, response)


def test_a_file_keeps_its_length(rf, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-" + bytes(90_000))
    with path.open("rb") as file:
        sent = answer(rf, FileResponse(file, content_type="application/pdf"))
        assert sent.headers["Content-Length"] == "90005"
