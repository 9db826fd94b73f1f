"""Papers to take along: the list as a table for spreadsheets, and the PDFs in one archive."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator
from io import RawIOBase, StringIO
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from dtms_site.audit.services import record
from dtms_site.workshops.doors import EditionRequest
from dtms_site.workshops.models import Workshop
from reviews.listing.papers import ChairsPapers
from reviews.listing.rows import COLUMNS, PaperRow, rows_of
from submissions.files import CHUNK
from submissions.models import PaperVersion

HEADINGS = (
    "number", "title", "authors", "type", "topics", "status", "reviews", "asked", "merit", "mean",
    "spread", "confidence", "format", "decision", "lead", "tags",
)  # fmt: skip
# Where a spreadsheet would begin a formula (OWASP, CSV injection): wide signs count in some
# languages, and in others a semicolon begins the next cell.
FORMULA = re.compile(r"(^|[;；])(?=\s*[=+\-@＝＋－＠]|[\t\r])")


def as_csv(request: EditionRequest, workshop: Workshop, numbers: Iterable[int]) -> HttpResponse:
    """Those of these papers that the chair handles, one a line."""
    papers = ChairsPapers(request.user, workshop)
    wanted = set(numbers)
    chosen = {pk for pk in papers.handled if papers.all[pk].number in wanted}
    names = papers.author_names
    rows = zip(sorted(chosen, key=lambda pk: papers.all[pk].number),
               rows_of(papers, chosen, COLUMNS), strict=True)  # fmt: skip
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for pk, row in rows:
        writer.writerow(map(harmless, _cells(row, names.get(pk, []))))
    record("list exported", actor=request.user, edition=workshop, papers=len(chosen))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{workshop.slug}-papers.csv"'
    return response


def _cells(row: PaperRow, authors: list[tuple[str, str]]) -> list[str]:
    given = row.given
    return [
        str(row.number), row.title, "; ".join(map(" ".join, authors)), row.type_name,
        "; ".join(row.topics),
        row.status, str(given.reviews), str(given.asked), " ".join(map(str, given.merit)),
        _figure(given.mean), str(given.spread) if given.merit else "", _figure(given.sure),
        row.standing.format, row.standing.decision, row.lead, " ".join(row.standing.tags),
    ]  # fmt: skip


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe in front makes it text."""
    return FORMULA.sub(r"\1'", cell)


class _Passing(RawIOBase):
    """A file that keeps what is written until it is taken, and cannot go back."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting += data
        return len(data)

    def take(self) -> bytes:
        taken, self.waiting = bytes(self.waiting), bytearray()
        return taken


def as_zip(
    request: EditionRequest, workshop: Workshop, versions: Iterable[PaperVersion]
) -> HttpResponseBase:
    """The PDFs under neutral names, one after the other: never more than a piece in memory."""
    chosen = list(versions)
    record("PDFs downloaded", actor=request.user, edition=workshop, papers=len(chosen))
    response = StreamingHttpResponse(_zipped(chosen), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{workshop.slug}-papers.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _zipped(versions: list[PaperVersion]) -> Iterator[bytes]:
    """PDFs are packed in themselves: they are stored as they are."""
    passing = _Passing()
    with zipfile.ZipFile(passing, "w", zipfile.ZIP_STORED) as archive:
        for version in versions:
            with archive.open(version.download_name, "w") as entry, version.file.open("rb") as pdf:
                while piece := pdf.read(CHUNK):
                    entry.write(piece)
                    yield passing.take()
    yield passing.take()
