"""What somebody from outside the committee may see and do: one paper, and their review of it."""

from django.http import Http404

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.models import ExternalReviewer
from reviews.querysets import ExternalQuerySet
from reviews.sets import externals_for
from submissions.enums import SubmissionStatus

JOINED = ("assignment__submission__paper_type", "assignment__reviewer", "user")


def external_paper(user: User, workshop: Workshop, number: int) -> ExternalReviewer:
    """Their part in a paper. Raises Http404, for a conflict like for a paper there is not."""
    rows = joined(externals_for(user, workshop).filter(assignment__submission__number=number))
    row: ExternalReviewer | None = rows.prefetch_related("assignment__submission__authors").first()
    if row is None:
        raise Http404
    row.assignment.submission.workshop = workshop
    return row


def joined(rows: ExternalQuerySet) -> ExternalQuerySet:
    return rows.select_related(*JOINED)


def invitation_by(workshop: Workshop, link_hash: str) -> ExternalReviewer:
    """The invitation behind a mailed link, while it can be answered. Raises Http404."""
    rows = ExternalReviewer.objects.invited(workshop.now()).filter(
        link_hash=link_hash, assignment__submission__workshop=workshop
    )
    row: ExternalReviewer | None = joined(rows).first()
    if row is None:
        raise Http404
    row.assignment.submission.workshop = workshop
    return row


def may_write_external(row: ExternalReviewer) -> bool:
    """While the paper is in review, until its discussion closes: like its member."""
    paper = row.assignment.submission
    if row.user is None or paper.status != SubmissionStatus.UNDER_REVIEW:
        return False
    if not externals_for(row.user, paper.workshop).filter(pk=row.pk).exists():
        return False
    return not paper.workshop.schedule.passed(DeadlineKind.DISCUSSION, paper.paper_type_id)
