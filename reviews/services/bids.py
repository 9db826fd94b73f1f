"""Bids: how gladly members would review which paper, until the bids are due."""

from collections.abc import Collection, Mapping

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.enums import BidLevel
from reviews.models import Bid
from reviews.services.errors import NotAllowed
from reviews.services.evidence import doubts
from reviews.sets import papers_for
from submissions.enums import SubmissionStatus
from submissions.models import Submission
from submissions.querysets import SubmissionQuerySet

BIDDABLE = [SubmissionStatus.SUBMITTED, SubmissionStatus.UNDER_REVIEW]


def bidding_is_open(workshop: Workshop, member: User) -> bool:
    """From the close of submissions until bids are due; without such a date, until reviewing."""
    schedule = workshop.schedule.of_person(member)
    if not workshop.schedule.any_closed():
        return False
    if schedule.get(DeadlineKind.BIDDING) is not None:
        return schedule.accepts(DeadlineKind.BIDDING)
    return not workshop.submissions.filter(status=SubmissionStatus.UNDER_REVIEW).exists()


def papers_to_bid_on(workshop: Workshop, member: User) -> SubmissionQuerySet:
    """What this member may be given: no paper that a conflict, named or found, keeps from them."""
    return not_held_back(workshop, member, held_back(workshop, member))


def held_back(workshop: Workshop, member: User) -> list[int]:
    """Papers that a conflict which nobody has named yet keeps from this member."""
    found = doubts(workshop, [member])
    return [paper for (paper, _), doubt in found.items() if doubt.holds]


def not_held_back(
    workshop: Workshop, member: User, papers: Collection[int]
) -> SubmissionQuerySet:  # fmt: skip
    """What is open to bids beside these `papers`."""
    return papers_for(member, workshop).filter(status__in=BIDDABLE).exclude(pk__in=papers)


def members_without_bids(workshop: Workshop, papers: Collection[Submission]) -> list[User]:
    """Who of the committee has said nothing about any of these papers."""
    placed = Bid.objects.filter(submission__in=papers).values("member")
    members = workshop.memberships.members().exclude(user__in=placed)
    return [membership.user for membership in members.select_related("user")]


@transaction.atomic
def place_bids(
    *, workshop: Workshop, member: User, levels: Mapping[int, BidLevel | None]
) -> None:  # fmt: skip
    """Set bids by the paper's number; None takes one back. Raises NotAllowed."""
    if not bidding_is_open(workshop, member):
        raise NotAllowed("Bids have closed.")
    papers = papers_to_bid_on(workshop, member).filter(number__in=levels)
    by_number = dict(papers.values_list("number", "pk"))
    if len(by_number) < len(levels):
        raise NotAllowed("One of these papers is not open to your bids.")
    taken_back = [by_number[number] for number, level in levels.items() if level is None]
    Bid.objects.filter(member=member, submission__in=taken_back).delete()
    Bid.objects.bulk_create(
        [
            Bid(submission_id=by_number[n], member=member, level=level, placed_at=workshop.now())
            for n, level in levels.items() if level is not None
        ],
        update_conflicts=True, unique_fields=["submission", "member"],
        update_fields=["level", "placed_at"],
    )  # fmt: skip
