"""A member's past papers, as PDFs: title and abstract are read in the sandbox, no file is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile

from submissions.pdfcheck.sandboxed import front_page_in_sandbox

MOST_AT_ONCE = 5
LARGEST = 20_000_000


@dataclass
class PastPapers:
    """`texts`: title and abstract of each that could be read. `unread`: names of the others."""

    texts: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_past_papers(uploads: Iterable[UploadedFile]) -> PastPapers:
    found = PastPapers()
    for n, upload in enumerate(uploads):
        text = _text_of(upload) if n < MOST_AT_ONCE else ""
        if text:
            found.texts.append(text)
        else:
            found.unread.append(str(upload.name)[:80])
    return found


def _text_of(upload: UploadedFile) -> str:
    if not upload.size or upload.size > LARGEST:
        return ""
    page = front_page_in_sandbox(upload.read())
    return "\n".join(filter(None, (page.title, page.abstract)))


def joined(expertise: str, papers: PastPapers) -> str:
    """Their own words, then each paper that is not there yet, with an empty line between."""
    new = [text for text in papers.texts if text not in expertise]
    return "\n\n".join(filter(None, (expertise.strip(), *new)))
