"""What the first page of a PDF says of title, authors and abstract, offered to the form."""

import logging
from typing import Any

from submissions import files
from submissions.models import Submission
from submissions.pdfcheck import sandboxed

log = logging.getLogger(__name__)


def offer_from(paper: Submission) -> Any:
    """The FrontPage of the newest PDF, or None when it cannot be read."""
    version = paper.current
    if version is None:
        return None
    try:
        return sandboxed.front_page_in_sandbox(files.read(version.file))
    except Exception:  # noqa: BLE001  # an offer is a courtesy; the check reports what is wrong
        log.info("nothing read from page 1 of %s", version.pk)
        return None


def say(offer: Any) -> dict[str, Any]:
    """The offer as data for the page's script. Empty parts stay empty."""
    if offer is None:
        return {}
    authors = [
        {"given_name": given, "family_name": family, "email": a.email, "affiliation": a.affiliation}
        for a in offer.authors
        for given, family in [split_name(a.name)]
    ]
    return {"title": offer.title, "abstract": offer.abstract, "authors": authors}


def split_name(name: str) -> tuple[str, str]:
    """Given and family name of a name as printed; particles go with the family name."""
    words = name.split()
    start = len(words) - 1
    while start > 1 and words[start - 1] in {
        "van",
        "von",
        "de",
        "der",
        "den",
        "da",
        "di",
        "dos",
        "la",
        "le",
        "del",
        "al",
        "el",
        "bin",
        "ter",
        "ten",
    }:
        start -= 1
    return (" ".join(words[:start]), " ".join(words[start:])) if words else ("", "")
