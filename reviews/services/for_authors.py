"""What chairs do to a paper in its authors' stead. The log says so, and the authors are told."""

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.services.errors import NotAllowed
from reviews.sets import withdrawn_for_chair
from submissions.models import Submission
from submissions.services import lifecycle
from submissions.services.authors import tell_author
from submissions.services.errors import Closed


@transaction.atomic
def withdraw(*, paper: Submission, by: User, reason: str) -> None:
    """Take a paper back for its authors, who read the reason. Raises NotAllowed."""
    if not policy.view_of(by, paper).handles:
        raise NotAllowed
    if not reason.strip():
        raise NotAllowed("Say why: the authors read it.")
    try:
        lifecycle.withdraw(paper=paper, by=by, reason=reason.strip(), as_chair=True)
    except Closed:
        raise NotAllowed(
            "A paper that was rejected, or that is published, is not withdrawn here."
        ) from None


@transaction.atomic
def bring_back(*, workshop: Workshop, number: int, by: User) -> Submission:
    """A withdrawn paper is again what it was, whatever the date. Raises NotAllowed.

    Its reviewers were told to stop and are not given it again.
    """
    found = withdrawn_for_chair(by, workshop).filter(number=number).first()
    if found is None:
        raise NotAllowed("This paper is not withdrawn.")
    paper: Submission = found
    paper.workshop = workshop
    try:
        lifecycle.revive(paper=paper, by=by, as_chair=True)
    except Closed:
        raise NotAllowed(
            "It was decided when it was withdrawn, and cannot go back to that."
        ) from None
    paper.refresh_from_db()
    for author in paper.authors.confirmed().select_related("user"):
        tell_author(
            "submission.on_behalf", author, {"chair": str(by), "act": "brought back"},
            key=f"back:{paper.edit_version}",
        )  # fmt: skip
    return paper
