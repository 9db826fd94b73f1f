"""Who may see and do what on the way from the decision to print. Every page of this side asks.

Three rules decide. Authors act on their own accepted papers. Whoever makes the programme and the
proceedings works on accepted papers without a conflict of theirs; of the others they know what
everybody knows. Everybody sees what is published.
"""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind, Role
from dtms_site.workshops.models import Workshop
from program.models import FinalVersion, Proceedings, ProceedingsPaper, Programme, RightsRecord
from submissions.enums import ACCEPTED_STATES, SubmissionStatus
from submissions.models import Submission
from submissions.policy import papers_of
from submissions.querysets import SubmissionQuerySet

PUBLISHERS = frozenset({Role.CHAIR, Role.PUBLICATION})
AWAITING = frozenset({SubmissionStatus.ACCEPTED, SubmissionStatus.CAMERA_READY})


# Authors


def paper_of_author(user: User, workshop: Workshop, number: int) -> Submission:
    """A paper of theirs that waits for its final version or has one. Raises Http404.

    Before the release of decisions, and for a paper that is not accepted, the answer is that of
    an address that does not exist.
    """
    papers = papers_of(user, workshop).filter(status__in=AWAITING, number=number)
    paper: Submission | None = papers.select_related("paper_type", "final__version").first()
    if paper is None:
        raise Http404
    return paper


def is_printed_for(user: User, workshop: Workshop, number: int) -> bool:
    """Is this a published paper of theirs, whose page tells the rest of its story?"""
    papers = papers_of(user, workshop).filter(status=SubmissionStatus.PUBLISHED)
    return papers.filter(number=number).exists()


def final_of(paper: Submission) -> FinalVersion | None:
    return getattr(paper, "final", None)


def due_of(paper: Submission) -> datetime | None:
    """The bound (exclusive) for this paper's final version: its own, or the edition's."""
    final = final_of(paper)
    at = paper.dates.at(DeadlineKind.CAMERA_READY)
    own = final.open_until if final else None
    return max(filter(None, [own, at]), default=None)


def rights_are_asked(workshop: Workshop) -> bool:
    """The publisher has a rights form where the edition gives it a date."""
    return workshop.schedule.get(DeadlineKind.RIGHTS) is not None


def rights_of(paper: Submission) -> RightsRecord | None:
    """How the rights form was settled; None as long as it is open."""
    return getattr(paper, "rights", None)


def may_hand_in(paper: Submission) -> bool:
    """Until the date with its grace, or longer where the publication chair gave more time."""
    if paper.status not in AWAITING:
        return False
    if paper.dates.accepts(DeadlineKind.CAMERA_READY):
        return True
    final = final_of(paper)
    return bool(final and final.open_until and paper.workshop.now() < final.open_until)


# The publication desk


@dataclass(frozen=True)
class Desk:
    """The accepted papers as one person of the publication desk may know them."""

    papers: SubmissionQuerySet
    """Those they work on."""
    by_title: SubmissionQuerySet
    """Those of which they know title and authors, and nothing else: they are conflicted."""
    hidden: frozenset[int]
    """Ids of those whose outcome they learn when everybody does."""
    programme: Programme | None = None

    @property
    def is_public(self) -> bool:
        return self.programme is not None and self.programme.is_public


def desk_of(user: User, workshop: Workshop) -> Desk:
    """Before the programme is public, a conflicted paper's outcome is not known to this person.

    Then it may not be told by any list, count or time either. Its authors know it from the
    release on.
    """
    accepted = workshop.submissions.all().accepted()
    conflicted = accepted.conflicted_with(user)
    programme = programme_of(workshop)
    if programme is not None and programme.is_public:
        hidden: frozenset[int] = frozenset()
    else:
        own = papers_of(user, workshop).values("pk")
        hidden = frozenset(conflicted.exclude(pk__in=own).values_list("pk", flat=True))
    return Desk(
        papers=accepted.free_of_conflict_with(user),
        by_title=conflicted.exclude(pk__in=hidden),
        hidden=hidden,
        programme=programme,
    )


def sees_all(user: User, workshop: Workshop) -> bool:
    """May this person do what concerns all accepted papers together, such as build the volume?

    Not while it could tell them the outcome of a paper they are conflicted with, whatever
    became of that paper: the answer is the same either way.
    """
    if programme_is_public(workshop):
        return True
    conflicted = workshop.submissions.all().submitted().conflicted_with(user)
    own = papers_of(user, workshop).values("pk")
    return not conflicted.exclude(pk__in=own).exists()


def paper_at_desk(user: User, workshop: Workshop, number: int) -> Submission:
    """An accepted paper that this person of the desk works on. Raises Http404."""
    papers = workshop.submissions.all().accepted().free_of_conflict_with(user)
    found = papers.filter(number=number).select_related("paper_type", "final__version").first()
    if found is None:
        raise Http404
    return found


def may_read_volume(user: User, workshop: Workshop) -> bool:
    """The whole file before it is public: not while it holds another's paper they may not read."""
    conflicted = workshop.submissions.all().accepted().conflicted_with(user)
    strangers = conflicted.exclude(pk__in=papers_of(user, workshop).values("pk"))
    return sees_all(user, workshop) and not strangers.exists()


# Everybody


def programme_of(workshop: Workshop) -> Programme | None:
    return Programme.objects.filter(workshop=workshop).first()


def programme_is_public(workshop: Workshop) -> bool:
    return Programme.objects.published().filter(workshop=workshop).exists()


def accepted_are_listed(workshop: Workshop) -> bool:
    """Does everybody know of each paper whether it is accepted? From the programme, once it is
    public with all of them."""
    outcomes = [*ACCEPTED_STATES, SubmissionStatus.CONDITIONALLY_ACCEPTED]
    missing = workshop.submissions.filter(status__in=outcomes, slot__isnull=True)
    return programme_is_public(workshop) and not missing.exists()


def volume_of(workshop: Workshop) -> Proceedings | None:
    """The volume as it stands at the desk, whatever its state."""
    found = Proceedings.objects.filter(workshop=workshop).first()
    if found is not None:
        found.workshop = workshop
    return found


def published_proceedings(workshop: Workshop) -> Proceedings | None:
    return Proceedings.objects.published().filter(workshop=workshop).first()


def proceedings_for_all(workshop: Workshop) -> Proceedings:
    """The published volume. Raises Http404."""
    found = published_proceedings(workshop)
    if found is None:
        raise Http404
    return found


def printed_paper(workshop: Workshop, number: int) -> ProceedingsPaper:
    """A paper of the published volume by its number. Raises Http404."""
    papers = ProceedingsPaper.objects.filter(
        proceedings__in=Proceedings.objects.published().filter(workshop=workshop),
        submission__number=number,
    )
    found = papers.select_related("submission").first()
    if found is None:
        raise Http404
    return found
