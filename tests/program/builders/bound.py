"""Fragments bound into files and read again."""

from io import BytesIO

from pypdf import PdfReader

from program.builders import archive, jobs
from program.builders.binding import Binder, Bookmark, Facts
from program.builders.fragment import FIRST_FREE, Fragment


def plain(pdf: bytes, first: int = FIRST_FREE, **places: int) -> Fragment:
    found = {f"paper:{name[1:]}": page for name, page in places.items()}
    return Fragment.from_bytes(jobs.plain_pages(pdf, first=first, places=found))


def stamped(
    pdf: bytes, feet: bytes, pages: int, first_page: int = 1, first: int = FIRST_FREE
) -> Fragment:
    data = archive.pack({"paper.pdf": pdf, "feet.pdf": feet})
    made = jobs.stamped_paper(data, first=first, first_page=first_page, pages=pages)
    return Fragment.from_bytes(made)


def bind(*fragments: Fragment, bookmarks: tuple[Bookmark, ...] = (), **options: object) -> bytes:
    out = BytesIO()
    binder = Binder(out)
    for place, fragment in enumerate(fragments):
        binder.add(fragment, place=place)
    binder.finish(Facts("A title", "Ada Brekkestad", date="20270621"), bookmarks, **options)
    return out.getvalue()


def read(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data), strict=True)
