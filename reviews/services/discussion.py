"""The thread of a paper."""

from django.db import transaction
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.mail import services as mail
from dtms_site.workshops.services import recipient
from reviews import policy
from reviews.enums import Audience
from reviews.models import Assignment, Comment
from reviews.services.errors import NotAllowed
from submissions.models import Submission


@transaction.atomic
def comment(*, paper: Submission, by: User, text: str, audience: Audience) -> Comment:
    """Add to the thread. Raises NotAllowed."""
    if not policy.view_of(by, paper).comments or audience == Audience.AUTHORS:
        raise NotAllowed
    row = Comment.objects.create(
        submission=paper, writer=by, text=text, audience=audience,
        written_at=paper.workshop.now(),
    )  # fmt: skip
    _tell_of_comment(row)
    return row


def _tell_of_comment(row: Comment) -> None:
    """The others of the thread hear that there is something new, at most once an hour."""
    paper = row.submission
    hour = f"{row.written_at:%Y%m%d%H}"
    path = reverse("reviews:discussion", args=[paper.workshop.slug, paper.number])
    for person in _thread_of(paper):
        view = policy.view_of(person, paper)
        if person == row.writer or not view.reads_discussion:
            continue
        if row.audience == Audience.CHAIRS and not view.handles:
            continue
        mail.tell(
            "discussion.new", recipient(person),
            {"number": paper.number, "title": paper.shown_title, "url": mail.address(path)},
            key=f"{paper.pk}:{person.pk}:{hour}", edition=paper.workshop, about=paper,
        )  # fmt: skip


def _thread_of(paper: Submission) -> list[User]:
    """Reviewers of the paper and those who have written on it."""
    assigned = Assignment.objects.active().filter(submission=paper).values("reviewer")
    wrote = paper.comments.values("writer")
    return list(User.objects.filter(pk__in=assigned) | User.objects.filter(pk__in=wrote))
