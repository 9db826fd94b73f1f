"""Over which papers whom may be told figures, and when everybody may read them.

Who knows all papers but one can work out that one from a total. Chairs come nearest to that, each
with the papers they are in conflict with: so what only the committee knows is published over the
papers that every chair handles.
"""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews.sets import papers_for_chair
from submissions.enums import DECIDED_STATES, SubmissionStatus
from submissions.models import Submission
from submissions.querysets import SubmissionQuerySet

UNTOLD = (SubmissionStatus.SUBMITTED, SubmissionStatus.UNDER_REVIEW)
_here = Submission.objects.filter(workshop=OuterRef("pk"))
# Of an edition: every paper has its decision, and all authors may know theirs.
PUBLISHED = Q(Exists(_here.filter(status__in=DECIDED_STATES))) & ~Q(
    Exists(_here.filter(status__in=UNTOLD))
)
_lists: list[Callable[[Workshop], bool]] = []


def register_list(is_public: Callable[[Workshop], bool]) -> None:
    """Let an app above say where everybody reads which papers are accepted."""
    _lists.append(is_public)


def are_published(workshop: Workshop) -> bool:
    return Workshop.objects.filter(PUBLISHED, pk=workshop.pk).exists()


def accepted_are_listed(workshop: Workshop) -> bool:
    """May everybody know of each paper whether it is accepted?"""
    return any(is_public(workshop) for is_public in _lists)


def all_papers(workshop: Workshop) -> SubmissionQuerySet:
    return workshop.submissions.all().submitted()


def papers_of_every_chair(workshop: Workshop) -> SubmissionQuerySet:
    papers = all_papers(workshop)
    for membership in workshop.memberships.chairs().select_related("user"):
        papers = papers.free_of_conflict_with(membership.user)
    return papers


def papers_of(chair: User, workshop: Workshop) -> SubmissionQuerySet:
    return papers_for_chair(chair, workshop)
