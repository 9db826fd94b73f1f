"""The second look: what a conditional paper's authors send, what its shepherd says, how it ends."""

from django.db import transaction
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.services import recipient
from reviews import policy
from reviews.enums import Advice
from reviews.models import Revision
from reviews.services.errors import NotAllowed
from submissions.enums import SubmissionStatus, VersionPurpose
from submissions.files import StoredFile
from submissions.models import Submission
from submissions.services import outcomes, versions
from submissions.services.authors import tell_author

LATE = "The camera-ready date has passed. Write to the chairs if you need more time."


@transaction.atomic
def send_revision(*, paper: Submission, by: User, stored: StoredFile, response: str) -> Revision:
    """Keep the new version with the authors' words about the conditions. Raises NotAllowed.

    The PDF counts as a final version: once the conditions are met it needs no second upload.
    """
    if not policy.may_revise(paper):
        raise NotAllowed(LATE)
    decision = paper.decisions.released().select_for_update().get()
    version = versions.add_version(paper=paper, by=by, stored=stored, purpose=VersionPurpose.FINAL)
    revision = Revision.objects.create(
        decision=decision, version=version, response=response, sent_at=paper.workshop.now(),
        sent_by=by,
    )  # fmt: skip
    record("revision sent", actor=by, edition=paper.workshop, about=paper, sha256=stored.sha256)
    _tell_shepherd(revision, paper)
    return revision


def _tell_shepherd(revision: Revision, paper: Submission) -> None:
    reader = revision.decision.shepherd or policy.handling_chair(paper)
    if reader is None:
        return
    path = reverse("reviews:paper", args=[paper.workshop.slug, paper.number])
    due = paper.dates.get(DeadlineKind.CAMERA_READY)
    values = {
        "number": str(paper.number), "title": paper.shown_title, "response": revision.response,
        "due": dates.deadline_in_mail(due) if due else "", "url": mail.address(path),
    }  # fmt: skip
    mail.tell("shepherd.version_ready", recipient(reader), values, key=f"{revision.pk}",
              edition=paper.workshop, about=paper)  # fmt: skip


@transaction.atomic
def advise(*, paper: Submission, by: User, advice: Advice, note: str) -> Revision:
    """The shepherd's word on the newest revision, for the chairs. Raises NotAllowed."""
    view = policy.view_of(by, paper)
    revision = policy.revision_of(paper, view)
    waits = paper.status == SubmissionStatus.CONDITIONALLY_ACCEPTED
    if revision is None or not view.is_shepherd or not waits:
        raise NotAllowed
    revision.advice, revision.note = advice, note
    revision.advised_by, revision.advised_at = by, paper.workshop.now()
    revision.save()
    record("shepherd advised", actor=by, edition=paper.workshop, about=paper, advice=advice)
    return revision


@transaction.atomic
def confirm_conditions(*, paper: Submission, by: User, note: str = "") -> None:
    """The paper is accepted for good, and its authors are told. Raises NotAllowed."""
    if policy.revision_of(paper, _handling(paper, by)) is None:
        raise NotAllowed("No new version is in yet.")
    outcomes.publish_outcome(paper, SubmissionStatus.ACCEPTED, by=by, reason=note)
    _tell_authors("conditions.confirmed", paper, note)


@transaction.atomic
def fail_conditions(*, paper: Submission, by: User, note: str) -> None:
    """The paper is rejected after all, and its authors are told why. Raises NotAllowed.

    Possible once the shepherd has said no, or the camera-ready date has passed.
    """
    revision = policy.revision_of(paper, _handling(paper, by))
    refused = revision is not None and revision.advice == Advice.NOT_YET
    if not (refused or not policy.may_revise(paper)):
        raise NotAllowed("Its authors have time until the camera-ready date.")
    if not note.strip():
        raise NotAllowed("Tell the authors why.")
    outcomes.publish_outcome(paper, SubmissionStatus.REJECTED, by=by, reason=note)
    _tell_authors("conditions.failed", paper, note)


def _handling(paper: Submission, by: User) -> policy.PaperView:
    view = policy.view_of(by, paper)
    if not view.handles or paper.status != SubmissionStatus.CONDITIONALLY_ACCEPTED:
        raise NotAllowed("This paper has no open conditions.")
    return view


def _tell_authors(kind: str, paper: Submission, note: str) -> None:
    due = paper.dates.get(DeadlineKind.CAMERA_READY)
    values = {"note": note, "camera_ready": dates.deadline_in_mail(due) if due else ""}
    for author in paper.authors.all().select_related("user"):
        tell_author(kind, author, values, key=f"{paper.workshop.now().timestamp():.0f}")
