"""What page 1 of a PDF prints as title and authors, compared with what the form says."""

import logging
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from dtms_site.web.keep import kept
from submissions import files
from submissions.models import PaperVersion, Submission
from submissions.pdfcheck import sandboxed

log = logging.getLogger(__name__)
LIFE = 7 * 86400


@dataclass(frozen=True)
class Printed:
    title: str
    authors: list[str]


@dataclass(frozen=True)
class Difference:
    """One thing that the form and page 1 say differently."""

    what: str
    form: str
    page: str


def printed_on(version: PaperVersion) -> Printed:
    """Title and names on page 1, empty where they cannot be read. Read once a file."""
    found = kept(f"printed:{version.sha256}", lambda: _read(version), seconds=LIFE)
    return Printed(*found) if found else Printed("", [])


def _read(version: PaperVersion) -> tuple[str, list[str]] | None:
    try:
        front = sandboxed.front_page_in_sandbox(files.read(version.file))
    except Exception:  # noqa: BLE001  # a comparison is a courtesy; the check reports faults
        log.info("nothing read from page 1 of %s", version.pk)
        return None
    return front.title[:300], [author.name for author in front.authors]


def differences(paper: Submission, version: PaperVersion) -> list[Difference]:
    """What differs; nothing is said of what page 1 does not clearly tell."""
    page = printed_on(version)
    found = []
    if page.title and not same_words(page.title, paper.title):
        found.append(Difference("Title", paper.title, page.title))
    listed = [author.name for author in paper.authors.all()]
    if page.authors and _names(page.authors) != _names(listed):
        found.append(Difference("Authors", ", ".join(listed), ", ".join(page.authors)))
    return found


def same_words(one: str, other: str) -> bool:
    """Equal but for case, accents, blanks, and the shapes of quotes and dashes."""
    return plain(one) == plain(other)


def _names(names: Iterable[str]) -> list[str]:
    """Comparable names in order: initials and middle names may be left out."""
    return [_first_and_last(name) for name in names]


def _first_and_last(name: str) -> str:
    words = [plain(word) for word in name.split() if plain(word)]
    return f"{words[0][:1]} {words[-1]}" if words else ""


def plain(text: str) -> str:
    """Without case, accents, blanks and the shapes of quotes and dashes."""
    bare = unicodedata.normalize("NFKD", text)
    return re.sub(r"[\W_]+", "", bare).casefold()
