"""Which paper is in whose hands."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.web.text import counted
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient
from reviews import policy
from reviews.enums import ACTIVE, AssignmentStatus, DeclineReason
from reviews.models import Assignment, AssignmentRules, Decision, ReviewerProfile
from reviews.services.affinity import rules_of
from reviews.services.errors import NotAllowed
from reviews.services.evidence import doubt_about
from reviews.services.external import end_those_of
from submissions.enums import ConflictSource, SubmissionStatus
from submissions.models import Submission
from submissions.policy import may_correct
from submissions.services import outcomes
from submissions.services.conflicts import add_conflict


@transaction.atomic
def assign(*, paper: Submission, reviewer: User, by: User) -> Assignment:
    """Give the paper to a reviewer.

    Raises NotAllowed over a conflict of either, or one that speaks for itself and is not settled.
    """
    if not policy.view_of(by, paper).handles:
        raise NotAllowed
    if (
        not policy.papers_known_to(reviewer, paper.workshop, is_chair=True)
        .free_of_conflict_with(reviewer)
        .filter(pk=paper.pk)
        .exists()
    ):
        raise NotAllowed(f"{reviewer} has a conflict with paper {paper.number}.")
    doubt = doubt_about(paper, reviewer)
    if doubt and doubt.holds:
        raise NotAllowed(
            f"{reviewer} may have a conflict with paper {paper.number}: {doubt.open[0].reason}. "
            "Settle it on the page Conflicts."
        )
    assignment, created = Assignment.objects.get_or_create(
        submission=paper, reviewer=reviewer, status__in=ACTIVE,
        defaults={
            "assigned_by": by, "assigned_at": paper.workshop.now(),
            "status": AssignmentStatus.PENDING,
        },
    )  # fmt: skip
    if created:
        record("reviewer assigned", actor=by, edition=paper.workshop, about=paper, to=reviewer.pk)
        if paper.status == SubmissionStatus.UNDER_REVIEW:
            tell_reviewers(paper.workshop, [reviewer])
    return assignment


@transaction.atomic
def unassign(*, assignment: Assignment, by: User, reason: str = "") -> None:
    """Take a paper back from its reviewer. A review that is in keeps its row, unread."""
    paper = assignment.submission
    assignment.status = AssignmentStatus.CANCELLED
    assignment.save(update_fields=["status"])
    end_those_of(assignment)
    record("reviewer unassigned", actor=by, edition=paper.workshop, about=paper, reason=reason,
           of=assignment.reviewer_id)  # fmt: skip
    if assignment.told_at:
        mail.tell(
            "review.unassigned", recipient(assignment.reviewer),
            {"number": paper.number, "title": paper.shown_title},
            key=str(assignment.pk), edition=paper.workshop, about=paper,
        )  # fmt: skip


@transaction.atomic
def reassign(*, assignment: Assignment, to: User, by: User) -> Assignment:
    """Move a review that is not in to somebody else. Raises NotAllowed, and then nothing moved."""
    if hasattr(assignment, "review") and assignment.review.is_in:
        raise NotAllowed("This review is in already.")
    unassign(assignment=assignment, by=by, reason=f"given to {to}")
    return assign(paper=assignment.submission, reviewer=to, by=by)


@transaction.atomic
def decline(*, assignment: Assignment, reason: DeclineReason, note: str = "") -> None:
    """The reviewer gives the paper back. A conflict is remembered as one. Raises NotAllowed."""
    paper, reviewer = assignment.submission, assignment.reviewer
    if not policy.view_of(reviewer, paper).writes_review:
        raise NotAllowed
    if hasattr(assignment, "review") and assignment.review.is_in:
        raise NotAllowed("This review is in already. Write to the chairs instead.")
    assignment.status = AssignmentStatus.DECLINED
    assignment.decline_reason, assignment.decline_note = reason, note
    assignment.save(update_fields=["status", "decline_reason", "decline_note"])
    end_those_of(assignment)
    record("assignment declined", actor=reviewer, edition=paper.workshop, about=paper,
           reason=reason)  # fmt: skip
    if reason == DeclineReason.CONFLICT:
        source = ConflictSource.MEMBER
        add_conflict(paper=paper, user=reviewer, by=reviewer, source=source, reason=note)


@transaction.atomic
def start_review(*, workshop: Workshop, by: User) -> int:
    """Hand all closed papers to the committee and tell each reviewer once. Returns how many.

    A paper waits while its authors have more time, or may still mend its format.
    """
    ready = [p for p in papers_to_start(workshop, by) if not may_correct(p)]
    outcomes.start_review(ready, by=by)
    assigned = Assignment.objects.active().filter(submission__in=ready, told_at=None)
    reviewers = {a.reviewer for a in assigned.select_related("reviewer")}
    tell_reviewers(workshop, reviewers)
    return len(ready)


def papers_to_start(workshop: Workshop, by: User) -> list[Submission]:
    closed = workshop.schedule.closed_papers()
    waiting = workshop.submissions.filter(closed, status=SubmissionStatus.SUBMITTED)
    waiting = waiting.exclude(pk__in=Decision.objects.desk_rejects().values("submission"))
    papers = list(waiting.select_related("paper_type"))
    for paper in papers:
        paper.workshop = workshop
    return [paper for paper in papers if paper.dates.passed(DeadlineKind.SUBMISSION)]


def tell_reviewers(workshop: Workshop, reviewers: Iterable[User]) -> None:
    """One mail to each, naming all papers they were not told of yet."""
    now, silence = workshop.now(), words_of_silence(workshop)
    for reviewer in reviewers:
        due = workshop.schedule.of_person(reviewer).get(DeadlineKind.REVIEW)
        news = (
            Assignment.objects.told()
            .of(reviewer)
            .filter(submission__workshop=workshop, told_at=None)
        )
        rows = list(news.select_related("submission"))
        if not rows:
            continue
        Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
        mail.tell(
            "review.assigned",
            recipient(reviewer),
            {
                "count": counted(len(rows), "paper"),
                "papers": "\n".join(
                    f"  {r.submission.number}  {r.submission.shown_title}" for r in rows
                ),
                "due": dates.deadline_in_mail(due, reviewer.time_zone) if due else "",
                "silence": silence,
                "reviews_url": mail.address(reverse("reviews:mine", args=[workshop.slug])),
            },
            key=":".join(str(row.pk) for row in rows),
            edition=workshop,
        )


@transaction.atomic
def save_profile(*, workshop: Workshop, user: User, data: Mapping[str, Any]) -> ReviewerProfile:
    """Keep what a member told of topics, own work and load."""
    profile, _ = ReviewerProfile.objects.update_or_create(
        workshop=workshop, user=user,
        defaults={name: data[name] for name in ("expertise", "collaborators", "most_papers")},
    )  # fmt: skip
    profile.topics.set(data["topics"])
    return profile


@transaction.atomic
def save_rules(*, workshop: Workshop, by: User, data: Mapping[str, Any]) -> None:
    """Keep what proposals of the edition are to obey."""
    AssignmentRules.objects.update_or_create(workshop=workshop, defaults=dict(data))
    record("assignment rules changed", actor=by, edition=workshop, about=workshop)


@transaction.atomic
def save_limits(
    *, workshop: Workshop, by: User, limits: Mapping[User, tuple[int | None, bool]]
) -> None:
    """By member: most papers (None: by the rule), and whether they count as senior."""
    for member, (most, is_senior) in limits.items():
        ReviewerProfile.objects.update_or_create(
            workshop=workshop, user=member,
            defaults={"most_papers": most, "is_senior": is_senior},
        )  # fmt: skip
    record("limits of members changed", actor=by, edition=workshop, about=workshop)


def words_of_silence(workshop: Workshop) -> str:
    """What a mail says of it; nothing where silence accepts nothing."""
    days = rules_of(workshop).accepted_after_days
    if not days:
        return ""
    return f"Without a word from you in {counted(days, 'day')}, we take it that you review them."


@transaction.atomic
def accept_silence(*, workshop: Workshop) -> int:
    """Whoever was asked so long ago and did not decline has accepted. Returns how many."""
    days = rules_of(workshop).accepted_after_days
    if not days:
        return 0
    long_ago = workshop.now() - timedelta(days=days)
    silent = Assignment.objects.told().filter(
        submission__workshop=workshop, submission__status=SubmissionStatus.UNDER_REVIEW,
        status=AssignmentStatus.PENDING, told_at__lte=long_ago,
    )  # fmt: skip
    count = 0
    for row in silent.select_related("submission"):
        asked = Assignment.objects.filter(pk=row.pk, status=AssignmentStatus.PENDING)
        if asked.update(status=AssignmentStatus.ACCEPTED):
            count += 1
            record("assignment accepted by silence", edition=workshop, about=row.submission,
                   of=row.reviewer_id)  # fmt: skip
    return count
