"""Once a day, in daylight where they live, people hear which of their discussions moved."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.mail import reminders
from dtms_site.mail import services as mail
from dtms_site.web.text import counted
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient
from reviews import policy
from reviews.models import Assignment, Comment, ThreadVisit
from submissions.enums import SubmissionStatus
from submissions.models import Submission

DAY = range(8, 20)


def register() -> None:
    reminders.register("discussion digest", tell_of_news)


def tell_of_news(instant: datetime) -> int:
    """Returns how many mails were written."""
    live = Submission.objects.filter(status=SubmissionStatus.UNDER_REVIEW)
    talked = live.filter(Exists(Comment.objects.filter(submission=OuterRef("pk"))))
    workshops = Workshop.objects.filter(pk__in=talked.values("workshop"))
    return sum(_tell(workshop) for workshop in workshops)


def _tell(workshop: Workshop) -> int:
    written = 0
    for person in _reviewers(workshop):
        local = workshop.now().astimezone(ZoneInfo(person.time_zone or "UTC"))
        if local.hour in DAY and (news := unread(person, workshop)):
            row = mail.tell(
                "discussion.digest", recipient(person),
                {
                    "count": counted(len(news), "discussion"),
                    "papers": "\n".join(
                        f"  {paper.number}  {paper.shown_title}: {count} new"
                        for paper, count in news
                    ),
                    "reviews_url": mail.address(reverse("reviews:mine", args=[workshop.slug])),
                },
                key=f"{workshop.pk}:{person.pk}:{local:%Y%m%d}", edition=workshop,
            )  # fmt: skip
            written += row is not None
    return written


def _reviewers(workshop: Workshop) -> list[User]:
    told = Assignment.objects.told().filter(submission__workshop=workshop)
    return list(User.objects.filter(pk__in=told.values("reviewer")))


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
