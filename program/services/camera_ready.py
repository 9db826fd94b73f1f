"""The final version: uploaded, handed in, opened again, and what the desk may settle itself."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.web.text import file_size
from dtms_site.workshops import dates
from program import policy
from program.models import FinalVersion
from program.services.errors import NotNow
from submissions.enums import SubmissionStatus, VersionPurpose
from submissions.files import StoredFile
from submissions.front_pages import printed_on
from submissions.models import Author, PaperVersion, Submission
from submissions.services import details, versions
from submissions.services.authors import tell_author
from submissions.services.errors import Closed, NotReady
from submissions.services.lifecycle import locked, move

LATE = "The camera-ready date has passed. Ask the publication chair for more time."


def newest_final(paper: Submission) -> PaperVersion | None:
    """The last PDF that was uploaded, handed in or not."""
    return paper.versions.final().select_related("report").newest_first().first()


@transaction.atomic
def add_final(*, paper: Submission, by: User, stored: StoredFile) -> PaperVersion:
    """Keep an uploaded final PDF and queue its check. It counts once it is handed in.

    Raises NotNow after the date with its grace.
    """
    paper = locked(paper)
    if not policy.may_hand_in(paper):
        raise NotNow(LATE)
    version = versions.add_version(paper=paper, by=by, stored=stored, purpose=VersionPurpose.FINAL)
    record("final PDF uploaded", actor=by, edition=paper.workshop, about=paper,
           sha256=stored.sha256)  # fmt: skip
    return version


def hand_in(
    *, paper: Submission, by: User, presenter: str, metadata_confirmed: bool
) -> FinalVersion:
    """Hand the newest final PDF in, with who presents it. Raises NotNow.

    A broken format rule does not hold it up: the publication chair sees it and decides.
    """
    version = newest_final(paper)
    # The file is read before the transaction: others can write meanwhile.
    title = printed_on(version).title if version else ""
    with transaction.atomic():
        paper = locked(paper)
        _check(paper, version, presenter, metadata_confirmed=metadata_confirmed)
        final, _ = FinalVersion.objects.update_or_create(
            submission=paper,
            defaults={
                "version": version, "presenter": presenter, "metadata_confirmed": True,
                "title_read": title, "submitted_by": by, "format_waiver": "",
                "submitted_at": paper.workshop.now(),
            },
        )  # fmt: skip
        _note(paper, final, by)
        _send_receipt(paper, final)
    return final


def _check(
    paper: Submission, version: PaperVersion | None, presenter: str, *, metadata_confirmed: bool
) -> None:
    if not policy.may_hand_in(paper):
        raise NotNow(LATE)
    if version is None:
        raise NotNow("Upload the final PDF first.")
    if version != newest_final(paper):
        raise NotNow("Another PDF was uploaded meanwhile. Look at it, then hand it in.")
    if not metadata_confirmed:
        raise NotNow("Confirm that title and authors are as in the PDF.")
    if presenter not in {author.name for author in paper.authors.all()}:
        raise NotNow("Choose one of the authors to present the paper.")


def _note(paper: Submission, final: FinalVersion, by: User) -> None:
    assert final.version is not None
    if paper.status == SubmissionStatus.ACCEPTED:
        move(paper, SubmissionStatus.CAMERA_READY, by=by, sha256=final.version.sha256)
    else:
        record("final version handed in again", actor=by, edition=paper.workshop, about=paper,
               sha256=final.version.sha256)  # fmt: skip


def _send_receipt(paper: Submission, final: FinalVersion) -> None:
    version, due = final.version, policy.due_of(paper)
    assert version is not None
    assert final.submitted_at is not None
    for author in paper.authors.confirmed().select_related("user"):
        values = {
            "version": str(version.number),
            "sha256": version.sha256,
            "size": file_size(version.size),
            "received": f"{dates.long(final.submitted_at, dates.UTC)} UTC",
            "presenter": final.presenter,
            "due": dates.in_mail(due, zone_of(author)) if due else "",
            "camera_url": camera_url(paper),
        }
        key = f"v{version.number}:{final.submitted_at.timestamp():.0f}"
        tell_author("camera_ready.received", author, values, key=key)


def zone_of(author: Author) -> str:
    """The zone that the person saved, if there is an account."""
    return author.user.time_zone if author.user else ""


def camera_url(paper: Submission) -> str:
    return mail.address(reverse("program:camera-ready", args=[paper.workshop.slug, paper.number]))


@transaction.atomic
def reopen(*, paper: Submission, by: User, reason: str, until: datetime) -> None:
    """Ask the authors for another version, and give them time for it. Raises NotNow."""
    paper = locked(paper)
    if paper.status not in policy.AWAITING:
        raise NotNow("This paper is published. What is printed stays as it is.")
    if until <= paper.workshop.now():
        raise NotNow("Give them a day that is still to come.")
    FinalVersion.objects.update_or_create(
        submission=paper,
        defaults={"submitted_at": None, "metadata_confirmed": False, "open_until": until,
                  "reopened_reason": reason},
    )  # fmt: skip
    if paper.status == SubmissionStatus.CAMERA_READY:
        move(paper, SubmissionStatus.ACCEPTED, by=by, reason=reason)
    else:
        record("more time for the final version", actor=by, edition=paper.workshop, about=paper,
               reason=reason, until=until)  # fmt: skip
    _tell_problem(paper, reason, until)


def _tell_problem(paper: Submission, reason: str, until: datetime) -> None:
    for author in paper.authors.confirmed().select_related("user"):
        values = {
            "reason": reason,
            "due": dates.in_mail(until, zone_of(author)),
            "camera_url": camera_url(paper),
        }
        key = f"{paper.workshop.now().timestamp():.0f}"
        tell_author("camera_ready.problem", author, values, key=key)


@transaction.atomic
def waive_format(*, paper: Submission, by: User, reason: str) -> None:
    """Print the final version as it is, whatever the check says of it. Raises NotNow."""
    final = FinalVersion.objects.handed_in().filter(submission=locked(paper)).first()
    if final is None:
        raise NotNow("No final version is handed in yet.")
    final.format_waiver = reason
    final.save(update_fields=["format_waiver"])
    record("format of the final version waived", actor=by, edition=paper.workshop, about=paper,
           reason=reason)  # fmt: skip


@transaction.atomic
def correct_title(*, paper: Submission, by: User, title: str) -> None:
    """Let the printed title be the one on the final PDF. Raises NotNow."""
    paper = locked(paper)
    if paper.status not in policy.AWAITING:
        raise NotNow("This paper is published. What is printed stays as it is.")
    kept = details.details_of(paper)
    try:
        details.save_details(
            paper=paper, by=by, details=replace(kept, title=title), based_on=paper.edit_version,
            as_chair=True,
        )  # fmt: skip
    except (Closed, NotReady) as why:
        raise NotNow("The title was not changed. It needs at least a word.") from why
