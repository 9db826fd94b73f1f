"""The format check, the front page and page images, each in a limited child process."""

from __future__ import annotations

import hashlib
import json

from dtms_site import sandbox

from .bylines import Author
from .check import unchecked, unreadable
from .front_page import FrontPage
from .jobs import PRELOAD
from .report import Report
from .rules import RuleSet

JOBS = "submissions.pdfcheck.jobs"
CHECK = f"{JOBS}:check_to_json"
FRONT_PAGE = f"{JOBS}:front_page_to_json"
RENDER = f"{JOBS}:page_to_webp"


def check_in_sandbox(data: bytes, rules: RuleSet) -> Report:
    """`check.check`, in a child. A file that ends the child at a limit is reported unreadable.

    An exception in the check itself is no fault of the paper: everything is unknown then.
    """
    try:
        answer = sandbox.call(CHECK, data, params={"rules": rules.to_dict()}, preload=PRELOAD)
    except sandbox.SandboxCallError as bug:
        return unchecked(hashlib.sha256(data).hexdigest(), rules, str(bug))
    except sandbox.SandboxError as problem:
        return unreadable(hashlib.sha256(data).hexdigest(), rules, _advice(problem))
    try:
        return Report.from_dict(json.loads(answer))
    except (KeyError, TypeError, ValueError) as forged:
        return unchecked(hashlib.sha256(data).hexdigest(), rules, repr(forged))


def front_page_in_sandbox(data: bytes) -> FrontPage:
    """`front_page.front_page`, in a child; empty for a file that cannot be read."""
    try:
        answer = json.loads(sandbox.call(FRONT_PAGE, data, preload=PRELOAD))
    except sandbox.SandboxError:
        return FrontPage()
    authors = tuple(Author(**author) for author in answer["authors"])
    return FrontPage(answer["title"], authors, answer["abstract"])


def render_in_sandbox(data: bytes, page: int, width_px: int) -> bytes:
    """`render.render`, in a child: a page (from 1) as WebP; raises sandbox.SandboxError."""
    return sandbox.call(RENDER, data, params={"page": page, "width_px": width_px}, preload=PRELOAD)


def warm() -> None:
    """Start the helper process before the first file arrives."""
    sandbox.warm(CHECK, PRELOAD)


def _advice(problem: sandbox.SandboxError) -> str:
    return (
        f"{problem} It may be damaged, or a figure in it may be far too complex. Print it to a "
        "new PDF, or save large figures as images, and upload that."
    )
