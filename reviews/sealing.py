"""What of the committee's work is removed when an edition is sealed.

Reviews stay as their authors read them, with their scores and letters; decisions and their reasons
too. What was meant for the committee alone goes.
"""

from typing import Any

from dtms_site.mail import services as mail
from dtms_site.workshops import sealing
from dtms_site.workshops.models import Workshop
from reviews.enums import LISTS_OF_PAPERS, Audience
from reviews.models import (
    Attendance,
    Ballot,
    Bid,
    Comment,
    DiscussionSummary,
    DismissedEvidence,
    ExternalReviewer,
    MeetingNote,
    PaperTag,
    Pin,
    Recusal,
    ReviewRevision,
    ReviewScore,
    ReviewText,
    ThreadVisit,
)

ABOUT_THE_COMMITTEE = ("review.", "discussion.", "external.", "shepherd.", "bidding.")


def register() -> None:
    sealing.register(remove)


def remove(workshop: Workshop) -> dict[str, int]:
    paper, meeting = {"submission__workshop": workshop}, {"item__meeting__workshop": workshop}
    of_a_review = {"review__assignment__submission__workshop": workshop}
    hidden = [Audience.REVIEWERS, Audience.CHAIRS]
    rows: list[Any] = [
        Comment.objects.filter(**paper), DiscussionSummary.objects.filter(**paper),
        ThreadVisit.objects.filter(**paper), Bid.objects.filter(**paper),
        DismissedEvidence.objects.filter(**paper), Pin.objects.filter(**paper),
        PaperTag.objects.filter(**paper), ReviewRevision.objects.filter(**of_a_review),
        ReviewText.objects.filter(criterion__audience__in=hidden, **of_a_review),
        ReviewScore.objects.filter(criterion__audience__in=hidden, **of_a_review),
        ExternalReviewer.objects.filter(
            assignment__submission__workshop=workshop, is_listed=False
        ),
        MeetingNote.objects.filter(**meeting), Ballot.objects.filter(**meeting),
        Recusal.objects.filter(turn__item__meeting__workshop=workshop),
        Attendance.objects.filter(meeting__workshop=workshop),
        workshop.reviewer_profiles.all(), workshop.saved_views.all(), workshop.proposals.all(),
    ]  # fmt: skip
    gone = {str(found.model._meta.verbose_name_plural): found.count() for found in rows}
    for found in rows:
        found.delete()
    helpers = ExternalReviewer.objects.filter(assignment__submission__workshop=workshop)
    helpers.update(answers={}, reason="", note="", answer="")
    gone["mails"] = mail.seal(workshop, ABOUT_THE_COMMITTEE, LISTS_OF_PAPERS)
    return {name: count for name, count in gone.items() if count}
