"""Which discussions moved since a reviewer last looked."""

from datetime import datetime
from typing import Any

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.models import Assignment, Comment, ThreadVisit
from submissions.enums import SubmissionStatus
from submissions.models import Submission


def reviewers_with_news(workshop: Workshop, *, since: datetime) -> Any:
    """Reviewers of papers under review about which somebody wrote since that moment."""
    talked = Comment.objects.filter(
        submission__workshop=workshop, submission__status=SubmissionStatus.UNDER_REVIEW,
        written_at__gt=since,
    )  # fmt: skip
    told = Assignment.objects.told().filter(submission__in=talked.values("submission"))
    return User.objects.filter(pk__in=told.values("reviewer")).order_by("pk")


def unread(person: User, workshop: Workshop) -> list[tuple[Submission, int]]:
    """Papers they review with how many comments came since their last visit, if they may read."""
    seen = dict(
        ThreadVisit.objects.filter(user=person, submission__workshop=workshop).values_list(
            "submission_id", "seen_at"
        )
    )
    mine = Assignment.objects.told().of(person).filter(submission__workshop=workshop)
    found = []
    for paper in workshop.submissions.filter(pk__in=mine.values("submission")):
        paper.workshop = workshop
        view = policy.view_of(person, paper)
        thread = policy.readable_comments(person, paper, view).exclude(writer=person)
        since = seen.get(paper.pk)
        count = (thread.filter(written_at__gt=since) if since else thread).count()
        if count:
            found.append((paper, count))
    return found
