"""When authors answer their reviews, and who reads what of it. Every page and mail asks here.

Off unless the edition has a date for author responses. From the reviews' date until then the
authors of a paper under review read what its reviews say to them, without names; afterwards they
keep what they answered, and read the reviews again with the decision.
"""

from datetime import datetime

from django.http import Http404

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.models import AuthorResponse, Review
from reviews.policy import PaperView
from submissions.enums import SubmissionStatus
from submissions.models import Submission
from submissions.policy import papers_of


def opens_at(paper: Submission) -> datetime | None:
    """When its authors begin to read; None where they answer nothing."""
    reviews_due = paper.dates.get(DeadlineKind.REVIEW)
    if reviews_due is None or paper.dates.get(DeadlineKind.RESPONSE) is None:
        return None
    opened: datetime = reviews_due.closes_at
    return opened


def is_open(paper: Submission) -> bool:
    """May its authors read the reviews and answer them now?"""
    opened = opens_at(paper)
    if opened is None or paper.status != SubmissionStatus.UNDER_REVIEW:
        return False
    if paper.workshop.now() < opened or not paper.dates.accepts(DeadlineKind.RESPONSE):
        return False
    return Review.objects.sent().filter(assignment__submission=paper).exists()


def may_respond(user: User, paper: Submission) -> bool:
    return papers_of(user, paper.workshop).filter(pk=paper.pk).exists() and is_open(paper)


def response_of(paper: Submission) -> AuthorResponse | None:
    """Sent or begun, for its authors."""
    return AuthorResponse.objects.filter(submission=paper).first()


def paper_with_response(user: User, workshop: Workshop, number: int) -> Submission:
    """A paper of theirs that they answer for now, or did answer for. Raises Http404."""
    papers = papers_of(user, workshop).filter(number=number).select_related("paper_type")
    paper: Submission | None = papers.first()
    if paper is None:
        raise Http404
    response = response_of(paper)
    if not is_open(paper) and (response is None or response.sent_at is None):
        raise Http404
    return paper


def sent_response(paper: Submission, view: PaperView) -> AuthorResponse | None:
    """What the authors sent, for its reviewers, its shepherd and the chairs who handle it."""
    response: AuthorResponse | None = getattr(paper, "response", None)
    reads = view.is_reviewer or view.is_shepherd or view.handles
    if not reads or response is None or response.sent_at is None:
        return None
    return response if paper.dates.get(DeadlineKind.RESPONSE) is not None else None
