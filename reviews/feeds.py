"""What a reviewer's own calendar holds: how many reviews are due, never of which papers."""

from collections import Counter
from collections.abc import Iterator

from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.web.text import counted
from dtms_site.workshops import feeds
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.models import Assignment, ExternalReviewer
from submissions.models import Submission


def register() -> None:
    feeds.register(reviews_due)
    feeds.register(outside_reviews_due)


def reviews_due(user: User) -> Iterator[feeds.Entry]:
    free = Submission.objects.all().free_of_conflict_with(user)
    mine = Assignment.objects.unfinished().of(user).filter(submission__in=free)
    for workshop in Workshop.objects.live().filter(submissions__assignments__in=mine).distinct():
        here = mine.filter(submission__workshop=workshop)
        types = here.values_list("submission__paper_type_id", flat=True)
        own = workshop.schedule.of_person(user)
        dues = Counter(own.get(DeadlineKind.REVIEW, pk) for pk in types)
        for due, count in dues.items():
            if due is not None:
                path = reverse("reviews:mine", args=[workshop.slug])
                yield feeds.until(due, "reviews", f"{counted(count, 'review')} to send", path)


def outside_reviews_due(user: User) -> Iterator[feeds.Entry]:
    """For who helps from outside: one entry, whatever the paper."""
    free = Submission.objects.all().free_of_conflict_with(user)
    mine = ExternalReviewer.objects.unfinished().filter(user=user, assignment__submission__in=free)
    papers = Submission.objects.filter(assignments__externals__in=mine)
    for workshop in Workshop.objects.live().filter(submissions__in=papers).distinct():
        due = workshop.schedule.get(DeadlineKind.REVIEW)
        if due is not None:
            path = reverse("reviews:invited", args=[workshop.slug])
            yield feeds.until(due, "outside-reviews", "Review to send", path)
