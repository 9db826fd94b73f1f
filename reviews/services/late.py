"""Complete drafts that missed the deadline: seen by chairs then, and admitted with one click."""

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.services.errors import NotAllowed
from submissions import policy
from submissions.models import Submission
from submissions.services import lifecycle
from submissions.services.authors import tell_author


def complete_drafts(workshop: Workshop, chair: User) -> list[Submission]:
    """Those whose door is closed and that lack nothing; never over a conflict."""
    drafts = workshop.submissions.drafts().free_of_conflict_with(chair)
    found = []
    for paper in drafts.select_related("paper_type").prefetch_related("authors"):
        paper.workshop = workshop
        if paper.dates.passed(DeadlineKind.SUBMISSION) and not policy.lacks(paper):
            found.append(paper)
    return found


@transaction.atomic
def admit(*, workshop: Workshop, number: int, by: User) -> Submission:
    """Take it in as if its author had pressed the button. Raises NotAllowed."""
    paper = next((p for p in complete_drafts(workshop, by) if p.number == number), None)
    if paper is None:
        raise NotAllowed("This draft is not complete, or it is in already.")
    lifecycle.submit(paper=paper, by=by, as_chair=True)
    record("late paper admitted", actor=by, edition=workshop, about=paper)
    for author in paper.authors.confirmed().select_related("user"):
        tell_author("submission.late_admitted", author, {"chair": str(by)}, key="admitted")
    return paper
