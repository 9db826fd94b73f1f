"""The publisher's rights form of a paper: said to be completed, waived, opened again."""

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from program import policy
from program.models import RightsRecord
from program.services.errors import NotNow
from submissions.models import Submission
from submissions.services.lifecycle import locked


@transaction.atomic
def settle(*, paper: Submission, by: User, waiver: str = "") -> None:
    """Its form is completed, or the desk does without it for a reason. Raises NotNow."""
    paper = _open_for_change(paper)
    RightsRecord.objects.update_or_create(
        submission=paper,
        defaults={"settled_at": paper.workshop.now(), "settled_by": by, "waiver": waiver},
    )
    verb = "rights form waived" if waiver else "rights form completed"
    record(verb, actor=by, edition=paper.workshop, about=paper, reason=waiver)


@transaction.atomic
def reopen(*, paper: Submission, by: User) -> None:
    """It is not completed after all. Raises NotNow."""
    paper = _open_for_change(paper)
    gone, _ = RightsRecord.objects.filter(submission=paper).delete()
    if gone:
        record("rights form open again", actor=by, edition=paper.workshop, about=paper)


def _open_for_change(paper: Submission) -> Submission:
    paper = locked(paper)
    if not policy.rights_are_asked(paper.workshop):
        raise NotNow("This edition asks for no rights form.")
    if paper.status not in policy.AWAITING:
        raise NotNow("This paper is published. What is printed stays as it is.")
    return paper
