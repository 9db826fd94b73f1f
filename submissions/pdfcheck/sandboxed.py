"""The format check, the front page and page images, each in a limited child process."""

from __future__ import annotations

import hashlib
import json

from dtms_site import sandbox

from .bylines import Author
from .check import judge
from .front_page import FrontPage
from .jobs import PRELOAD
from .measurement import Measurement
from .report import Report
from .rules import RuleSet

JOBS = "submissions.pdfcheck.jobs"
MEASURE = f"{JOBS}:measurement_to_json"
FRONT_PAGE = f"{JOBS}:front_page_to_json"
RENDER = f"{JOBS}:page_to_webp"


def measure_in_sandbox(data: bytes) -> Measurement:
    """`examine.examine`, in a child. A file that ends the child at a limit is unreadable.

    An exception in the check itself is no fault of the paper: everything is unknown then.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        answer = sandbox.call(MEASURE, data, preload=PRELOAD)
    except sandbox.SandboxCallError as bug:
        return Measurement(sha256, failure=str(bug))
    except sandbox.SandboxError as problem:
        return Measurement(sha256, unreadable=_advice(problem))
    try:
        return Measurement.from_dict(json.loads(answer))
    except (AttributeError, KeyError, TypeError, ValueError) as forged:
        return Measurement(sha256, failure=repr(forged))


def check_in_sandbox(data: bytes, rules: RuleSet) -> Report:
    return judge(measure_in_sandbox(data), rules)


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
    sandbox.warm(MEASURE, PRELOAD)


def _advice(problem: sandbox.SandboxError) -> str:
    return (
        f"{problem} It may be damaged, or a figure in it may be far too complex. Print it to a "
        "new PDF, or save large figures as images, and upload that."
    )
