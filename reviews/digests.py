"""Which discussions moved since a reviewer last looked."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.enums import IN, Audience
from reviews.models import Assignment, Comment, ThreadVisit
from submissions.enums import SubmissionStatus
from submissions.models import Submission
from submissions.querysets import conflicted_pairs


@dataclass(frozen=True)
class Unread:
    """What others wrote about one paper since a reviewer last looked at it."""

    paper: Submission
    count: int
    newest: Comment


def unread(workshop: Workshop, person: User | None = None) -> dict[User, list[Unread]]:
    """By reviewer (or of this one alone), papers under review with something new to read.

    The same answer as `policy.readable_comments` gives for each, in eight queries for all.
    """
    threads = _threads(workshop, person)
    if not threads:
        return {}
    rows = Assignment.objects.told().serving().filter(submission__in=list(threads))
    rows = rows.of(person) if person else rows
    apart, seen, chairs = conflicted_pairs(workshop), _visits(threads), _chairs(workshop)
    found: dict[User, list[Unread]] = defaultdict(list)
    for row in rows.select_related("reviewer", "submission", "review").order_by(
        "reviewer", "submission__number"
    ):
        paper, reader = row.submission, row.reviewer
        is_chair = reader.pk in chairs
        is_inside = is_chair or (hasattr(row, "review") and row.review.status in IN)
        if not is_inside or (paper.pk, reader.pk) in apart:
            continue
        last = seen.get((paper.pk, reader.pk))
        news = [
            c for c in threads[paper.pk]
            if c.writer_id != reader.pk and (last is None or c.written_at > last)
            and (is_chair or c.audience != Audience.CHAIRS)
        ]  # fmt: skip
        if news:
            found[reader].append(Unread(paper, len(news), news[-1]))
    return dict(found)


def _threads(workshop: Workshop, person: User | None) -> dict[int, list[Comment]]:
    """By paper under review whose discussion is open, oldest comment first."""
    papers = workshop.submissions.filter(status=SubmissionStatus.UNDER_REVIEW)
    if person:
        mine = Assignment.objects.told().of(person)
        papers = papers.filter(pk__in=mine.values("submission"))
    talked = Comment.objects.filter(submission__in=papers).order_by("written_at", "pk")
    threads: dict[int, list[Comment]] = defaultdict(list)
    for comment in talked.select_related("submission"):
        comment.submission.workshop = workshop
        threads[comment.submission_id].append(comment)
    held = _held(threads)
    return {
        pk: found for pk, found in threads.items()
        if policy.is_discussed(found[0].submission, held[pk])
    }  # fmt: skip


def _held(threads: Collection[int]) -> dict[int, list[Assignment]]:
    """By paper, who has it, with their reviews."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    if threads:
        rows = Assignment.objects.active().filter(submission__in=list(threads))
        for row in rows.select_related("review"):
            found[row.submission_id].append(row)
    return found


def _visits(threads: dict[int, list[Comment]]) -> dict[tuple[int, int], datetime]:
    visits = ThreadVisit.objects.filter(submission__in=list(threads))
    return {(v.submission_id, v.user_id): v.seen_at for v in visits}


def _chairs(workshop: Workshop) -> set[int]:
    held = workshop.memberships.current().filter(role=Role.CHAIR)
    return set(held.values_list("user_id", flat=True))
