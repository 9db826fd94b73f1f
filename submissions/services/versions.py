"""Stored files become versions of a paper."""

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from submissions import checks, policy
from submissions.enums import VersionPurpose
from submissions.files import StoredFile
from submissions.models import PaperVersion, Submission
from submissions.services.errors import Closed
from submissions.services.lifecycle import locked
from submissions.services.receipts import next_number, send_receipt


@transaction.atomic
def add_version(
    *, paper: Submission, by: User, stored: StoredFile, as_chair: bool = False,
    purpose: VersionPurpose = VersionPurpose.REVIEW,
) -> PaperVersion:  # fmt: skip
    """Take a stored file as the paper's newest version and queue its check.

    The same bytes again are the same version: a repeated request gets the same receipt.
    Raises Closed.
    """
    paper = locked(paper)
    if purpose == VersionPurpose.REVIEW and not (as_chair or policy.author_rights(paper).replace):
        raise Closed
    newest = paper.versions.filter(purpose=purpose).newest_first().first()
    if newest and newest.sha256 == stored.sha256:
        return newest
    numbered = purpose == VersionPurpose.FINAL or not paper.is_draft
    version = PaperVersion.objects.create(
        submission=paper, purpose=purpose, number=next_number(paper, purpose) if numbered else None,
        file=stored.name, sha256=stored.sha256, size=stored.size,
        original_name=stored.original_name, uploaded_by=by, uploaded_at=paper.workshop.now(),
    )  # fmt: skip
    checks.queue(version)
    if numbered and purpose == VersionPurpose.REVIEW:
        record("PDF replaced", actor=by, edition=paper.workshop, about=paper, sha256=stored.sha256)
        send_receipt(paper, version)
    return version
