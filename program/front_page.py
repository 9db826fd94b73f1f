"""What page 1 of a final PDF says its title is, for a comparison with the form."""

import logging
import re

from dtms_site.web.keep import kept
from submissions import files
from submissions.models import PaperVersion
from submissions.pdfcheck import sandboxed

log = logging.getLogger(__name__)
LIFE = 7 * 86400


def title_on_page_one(version: PaperVersion) -> str:
    """Empty when it cannot be read. Read once a file."""
    return kept(f"title:{version.sha256}", lambda: _read(version), seconds=LIFE) or ""


def _read(version: PaperVersion) -> str | None:
    try:
        return sandboxed.front_page_in_sandbox(files.read(version.file)).title[:300]
    except Exception:  # noqa: BLE001  # a comparison is a courtesy; the check reports faults
        log.info("no title read from page 1 of %s", version.pk)
        return None


def same_title(one: str, other: str) -> bool:
    """Equal but for case, blanks, and the shapes of quotes and dashes."""
    return _plain(one) == _plain(other)


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", "", title).casefold()
