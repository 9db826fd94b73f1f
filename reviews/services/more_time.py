"""More time for one paper or one member: given by a chair, told to them alone, taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops import dates
from dtms_site.workshops.enums import PAPER_KINDS, PERSON_KINDS, DeadlineKind
from dtms_site.workshops.models import Extension, Workshop
from dtms_site.workshops.services import recipient
from reviews.services.errors import NotAllowed
from submissions.enums import EDITABLE, SubmissionStatus
from submissions.models import Submission
from submissions.querysets import SubmissionQuerySet
from submissions.services.authors import tell_author

WAITED_FOR = {
    DeadlineKind.ABSTRACT: EDITABLE,
    DeadlineKind.SUBMISSION: EDITABLE,
    DeadlineKind.CAMERA_READY: [
        SubmissionStatus.ACCEPTED,
        SubmissionStatus.CONDITIONALLY_ACCEPTED,
    ],
}


def papers_to_give_time(chair: User, workshop: Workshop) -> SubmissionQuerySet:
    """Drafts too: an author who asks tells the number. Never over a conflict."""
    return workshop.submissions.all().free_of_conflict_with(chair)


@transaction.atomic
def give_paper(
    *, paper: Submission, by: User, kind: DeadlineKind, until: datetime, reason: str
) -> Extension:
    """More time for a paper, told to those of its authors who have confirmed. Raises NotAllowed."""
    workshop = paper.workshop
    if not papers_to_give_time(by, workshop).filter(pk=paper.pk).exists():
        raise NotAllowed
    if kind not in PAPER_KINDS or paper.status not in WAITED_FOR[kind]:
        raise NotAllowed(f"Nothing of paper {paper.number} waits for this date now.")
    row = _give(workshop, by, kind, until, reason, paper, submission_id=paper.pk)
    due = paper.dates.get(kind)
    for author in paper.authors.confirmed().select_related("user"):
        zone = author.account.time_zone
        told = _told(due, zone, f"paper {paper.number}", reason, paper.get_absolute_url())
        tell_author("deadline.more_time", author, told, key=str(row.pk))
    return row


@transaction.atomic
def give_member(
    *, workshop: Workshop, member: User, by: User, kind: DeadlineKind, until: datetime, reason: str
) -> Extension:
    """More time for somebody who bids or reviews, told to them. Raises NotAllowed."""
    if kind not in PERSON_KINDS:
        raise NotAllowed("This date is one of papers.")
    if not workshop.memberships.reviewing().filter(user=member).exists():
        raise NotAllowed("Only members of the committee bid and review.")
    row = _give(workshop, by, kind, until, reason, member, user=member)
    due = workshop.schedule.of_person(member).get(kind)
    page = "reviews:bids" if kind == DeadlineKind.BIDDING else "reviews:mine"
    thing = "your bids" if kind == DeadlineKind.BIDDING else "your reviews"
    told = _told(due, member.time_zone, thing, reason, reverse(page, args=[workshop.slug]))
    mail.tell("deadline.more_time", recipient(member), told, key=str(row.pk), edition=workshop)
    return row


def _give(
    workshop: Workshop, by: User, kind: DeadlineKind, until: datetime, reason: str, about: Model,
    **whose: Any,
) -> Extension:  # fmt: skip
    type_id = getattr(about, "paper_type_id", None)
    general = workshop.schedule.get(kind, type_id)
    if general is None:
        raise NotAllowed("The edition has no such date.")
    if until <= max(general.at, workshop.now()):
        raise NotAllowed("Give a moment that is still to come, and later than for all others.")
    return _note(workshop, by, kind, until, reason, about, "more time given", **whose)


def _note(
    workshop: Workshop, by: User, kind: DeadlineKind, until: datetime | None, reason: str,
    about: Model, verb: str, **whose: Any,
) -> Extension:  # fmt: skip
    row: Extension = workshop.extensions.create(
        kind=kind, until=until, reason=reason, given_by=by, given_at=workshop.now(), **whose
    )
    # Whoever asks next reads the dates anew.
    workshop.__dict__.pop("schedule", None)
    record(verb, actor=by, edition=workshop, about=about, reason=reason, kind=kind, until=until)
    return row


def _told(due: Any, zone: str, thing: str, reason: str, path: str) -> dict[str, str]:
    return {
        "what": due.label,
        "thing": thing,
        "old": dates.in_mail(due.general, zone),
        "new": dates.in_mail(due.at, zone),
        "reason": reason,
        "url": mail.address(path),
    }


@dataclass(frozen=True)
class Given:
    """More time as it stands: for a paper or a member."""

    row: Extension
    paper: Submission | None
    is_over: bool


def given_in(workshop: Workshop, chair: User) -> list[Given]:
    """What this chair may know of it, newest first: nothing about a paper they are conflicted with.

    Of a draft they know the number that was typed, and no title.
    """
    newest = [rows[-1] for rows in workshop.schedule.extensions.values() if rows[-1].until]
    papers = {
        paper.pk: paper
        for paper in papers_to_give_time(chair, workshop).filter(
            pk__in=[row.submission_id for row in newest if row.submission_id]
        )
    }
    shown = [row for row in newest if row.submission_id is None or row.submission_id in papers]
    return [
        Given(row, papers.get(row.submission_id), row.until <= workshop.now())
        for row in sorted(shown, key=lambda row: -row.pk)
    ]


@transaction.atomic
def take_back(*, workshop: Workshop, by: User, pk: int, reason: str = "") -> None:
    """From now on the date for all holds for them too. Raises NotAllowed."""
    found = next((g for g in given_in(workshop, by) if g.row.pk == pk), None)
    if found is None:
        raise NotAllowed("This was taken back before.")
    row = found.row
    about: Model = found.paper or row.user  # type: ignore[assignment]  # it is of one of both
    _note(
        workshop, by, DeadlineKind(row.kind), None, reason, about, "more time taken back",
        submission_id=row.submission_id, user_id=row.user_id,
    )  # fmt: skip
