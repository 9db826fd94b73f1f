"""The states of a paper and the acts that lead from one to the next."""

from typing import Any

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.workshops.enums import DeadlineKind
from submissions import policy, signals
from submissions.enums import NEXT, SubmissionStatus, VersionPurpose
from submissions.models import PaperVersion, Submission
from submissions.services.authors import invite_coauthors, tell_author
from submissions.services.errors import Closed, NotReady
from submissions.services.receipts import next_number, send_receipt


def locked(paper: Submission) -> Submission:
    """The row as it is now, held until the transaction ends."""
    fresh = Submission.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    fresh.workshop = paper.workshop
    return fresh


@transaction.atomic
def submit(*, paper: Submission, by: User, as_chair: bool = False) -> PaperVersion:
    """Hand the draft in. Returns the version that counts. Raises Closed or NotReady."""
    paper = locked(paper)
    if paper.status == SubmissionStatus.SUBMITTED and paper.current:
        return paper.current
    if not (as_chair or policy.author_rights(paper).submit):
        raise Closed
    if lacks := policy.lacks(paper):
        raise NotReady(lacks)
    version = paper.current
    if version is None:
        raise NotReady([policy.Lack("pdf", "Add the PDF.")])
    if version.number is None:
        version.number = next_number(paper, VersionPurpose.REVIEW)
        version.save(update_fields=["number"])
    paper.submitted_at = paper.workshop.now()
    move(paper, SubmissionStatus.SUBMITTED, by=by, sha256=version.sha256)
    send_receipt(paper, version)
    invite_coauthors(paper)
    return version


def move(
    paper: Submission, to: SubmissionStatus, *, by: User | None, reason: str = "", **facts: Any
) -> None:
    """Change the status along the allowed ways, log it, and tell the apps above. Raises Closed."""
    old = SubmissionStatus(paper.status)
    if to not in NEXT[old]:
        raise Closed
    paper.status = to
    paper.save()
    record(
        f"paper {to.label.lower()}", actor=by, edition=paper.workshop, about=paper, reason=reason,
        **facts,
    )  # fmt: skip
    signals.status_changed.send(sender=Submission, paper=paper, old=old, new=to, by=by)


@transaction.atomic
def withdraw(*, paper: Submission, by: User, reason: str = "", as_chair: bool = False) -> None:
    """Take the paper back. After the deadline a reason is needed. Raises Closed or NotReady."""
    paper = locked(paper)
    if not (as_chair or policy.author_rights(paper).withdraw):
        raise Closed
    passed = paper.dates.passed(DeadlineKind.SUBMISSION)
    if passed and not reason.strip():
        raise NotReady([policy.Lack("reason", "Tell the chairs why, in a sentence.")])
    paper.status_before_withdrawal = paper.status
    paper.withdrawal_reason = reason
    move(paper, SubmissionStatus.WITHDRAWN, by=by, reason=reason)
    kind = "submission.withdrawn_by_chair" if as_chair else "submission.withdrawn"
    told = {"by": str(by), "reason": reason}
    for author in paper.authors.confirmed().select_related("user"):
        tell_author(kind, author, told, key=str(paper.edit_version))


@transaction.atomic
def revive(*, paper: Submission, by: User, as_chair: bool = False) -> None:
    """Bring a withdrawn paper back to where it was. Raises Closed."""
    paper = locked(paper)
    if not (as_chair or policy.author_rights(paper).revive):
        raise Closed
    before = SubmissionStatus(paper.status_before_withdrawal or SubmissionStatus.DRAFT)
    paper.edit_version += 1
    move(paper, before, by=by)
