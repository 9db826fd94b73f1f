"""The people around papers, as sets that a chair or a member may know."""

from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews.enums import IN
from reviews.models import Assignment
from reviews.sets import papers_for_chair
from submissions.enums import ConflictState
from submissions.models import Author, Submission


def authors_for_chair(chair: User, workshop: Workshop) -> Any:
    """All authors, confirmed or not, of the papers that this chair handles."""
    return Author.objects.filter(submission__in=papers_for_chair(chair, workshop))


def reviews_owed_by(member: User, workshop: Workshop) -> Any:
    """What this member was given and has not sent, with its paper, by the papers' numbers."""
    given = Assignment.objects.active().of(member).filter(submission__workshop=workshop)
    owed = given.exclude(review__status__in=IN)
    return owed.select_related("submission").order_by("submission__number")


def committee_and_apart(paper: Submission) -> Any:
    """By name: those who `serve`, and who keeps away, with a `source` and a `reason`."""
    named = Q(conflicts__submission=paper, conflicts__state=ConflictState.CONFIRMED)
    serving = paper.workshop.memberships.reviewing().filter(user=OuterRef("pk"))
    people = User.objects.annotate(
        apart=FilteredRelation("conflicts", condition=named),
        source=F("apart__source"), reason=F("apart__reason"), serves=Exists(serving),
    )  # fmt: skip
    found = people.filter(Q(serves=True) | Q(source__isnull=False))
    return found.order_by("family_name", "given_name")
