"""What the committee has not done: bids, reviews, unread discussions, second looks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.clock import time_left
from dtms_site.mail import services as mail
from dtms_site.web.text import counted
from dtms_site.workshops import dates, duties
from dtms_site.workshops.duties import Anchor, Audience, Duty, OpenWork, Phase, Rule
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.reminding import FRESH
from dtms_site.workshops.services import recipient
from reviews import response_policy
from reviews.digests import Unread, unread
from reviews.models import Assignment, Bid, Comment, Decision
from reviews.services.bids import bidding_is_open
from submissions.duties import AUTHORS, authors_of, work_of
from submissions.enums import SubmissionStatus
from submissions.models import Author
from submissions.querysets import conflicted_pairs

BIDS, REVIEWS, TALK, ANSWER, SHEPHERD, REVISION = (
    "bids", "reviews", "discussions", "response", "second look", "revision",
)  # fmt: skip
DAY = timedelta(days=1)


def register() -> None:
    duties.register(*_of_members(), *_of_authors())


def _of_members() -> tuple[Duty, ...]:
    return (
        Duty(
            BIDS, "Bids not placed", bids, ends_with=DeadlineKind.BIDDING,
            mails={Phase.BEGUN: "bidding.open", Phase.BEFORE: "bidding.reminder"},
            block="Your bids, {left} left\n  Due {due}\n  {bids_url}",
            shipped=(
                Rule(BIDS, Anchor.SINCE, timedelta()),
                *duties.before(BIDS, 2 * DAY, timedelta(hours=12)),
            ),
        ),
        Duty(
            REVIEWS, "Reviews not sent", reviews_to_send, ends_with=DeadlineKind.REVIEW,
            mails={Phase.BEFORE: "review.reminder", Phase.AFTER: "review.overdue"},
            block="{count} to send\n{papers}\n  Due {due}\n  {reviews_url}",
            shipped=(
                *duties.before(REVIEWS, 7 * DAY, 3 * DAY, DAY),
                Rule(REVIEWS, Anchor.DUE, DAY, every=2 * DAY),
            ),
        ),
        Duty(
            TALK, "Discussions not read", discussions,
            mails={Phase.BEGUN: "discussion.digest"},
            block="{count} with something new\n{papers}\n  {reviews_url}",
            shipped=(Rule(TALK, Anchor.SINCE, timedelta()),),
        ),
        Duty(
            SHEPHERD, "Revisions not looked at", second_looks,
            ends_with=DeadlineKind.CAMERA_READY,
            mails={Phase.BEFORE: "shepherd.reminder"},
            block="Paper {number} waits for your word\n  {title}\n  Due {due}\n  {url}",
            shipped=duties.before(SHEPHERD, 5 * DAY, 2 * DAY),
        ),
    )  # fmt: skip


def _of_authors() -> tuple[Duty, ...]:
    return (
        Duty(
            ANSWER, "Reviews not answered", answers, audiences=AUTHORS,
            ends_with=DeadlineKind.RESPONSE,
            mails={Phase.BEGUN: "response.open", Phase.BEFORE: "response.reminder"},
            block="Your answer to the reviews of paper {number}, {left} left\n  {title}\n"
            "  Until {due}\n  {url}",
            shipped=(
                Rule(ANSWER, Anchor.SINCE, timedelta(), audience=Audience.AUTHORS),
                *duties.before(ANSWER, DAY, audience=Audience.CONTACT),
            ),
        ),
        Duty(
            REVISION, "Conditions not met yet", revisions, audiences=AUTHORS,
            ends_with=DeadlineKind.CAMERA_READY,
            mails={Phase.BEFORE: "conditions.reminder"},
            block="New version of paper {number}, {left} left\n  {title}\n  Due {due}\n"
            "  {paper_url}",
            shipped=duties.before(REVISION, 7 * DAY, 2 * DAY, audience=Audience.CONTACT),
        ),
    )  # fmt: skip


def bids(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    placed = Bid.objects.filter(submission__workshop=workshop).values("member")
    members = workshop.memberships.members().exclude(user__in=placed).select_related("user")
    for membership in members.order_by("pk"):
        member = membership.user
        due = workshop.schedule.of_person(member).get(DeadlineKind.BIDDING)
        if due is not None and bidding_is_open(workshop, member):
            yield OpenWork(
                "bids", recipient(member), member.time_zone, due=due.at,
                since=max(_opened(workshop), membership.joined_at),
                values=_until(due, member, bids_url="reviews:bids"),
            )  # fmt: skip


def _opened(workshop: Workshop) -> datetime:
    submission = workshop.schedule.get(DeadlineKind.SUBMISSION)
    return submission.closes_at if submission else workshop.opens_at


def _until(due: Any, person: User, **pages: str) -> Callable[[datetime], dict[str, str]]:
    """Date, time left and the addresses of pages of the edition."""
    slug = due.workshop.slug
    links = {name: mail.address(reverse(page, args=[slug])) for name, page in pages.items()}

    def values(now: datetime) -> dict[str, str]:
        left = {"left": time_left(due.at, now)} if now < due.at else {}
        return {"due": dates.deadline_in_mail(due, person.time_zone), **left, **links}

    return values


def reviews_to_send(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """By reviewer and date. A paper that became a conflict is in nobody's list."""
    kept_apart = conflicted_pairs(workshop)
    rows = Assignment.objects.unfinished().filter(
        submission__workshop=workshop, submission__status=SubmissionStatus.UNDER_REVIEW
    )
    owed: dict[tuple[User, Any], list[Assignment]] = defaultdict(list)
    for row in rows.select_related("reviewer", "submission").order_by("submission__number"):
        own = workshop.schedule.of_person(row.reviewer)
        due = own.get(DeadlineKind.REVIEW, row.submission.paper_type_id)
        if due is not None and (row.submission_id, row.reviewer_id) not in kept_apart:
            owed[row.reviewer, due].append(row)
    for (reviewer, due), mine in owed.items():
        told = [row.told_at for row in mine if row.told_at]
        yield OpenWork(
            f"reviews-{due.paper_type_id or 0}", recipient(reviewer), reviewer.time_zone,
            due=due.at, since=min(told, default=None), values=_owed(due, reviewer, mine),
        )  # fmt: skip


def _owed(due: Any, reviewer: User, rows: list[Assignment]) -> Callable[[datetime], dict[str, str]]:
    until = _until(due, reviewer, reviews_url="reviews:mine")
    lines = [f"  {row.submission.number}  {row.submission.shown_title}" for row in rows]
    told = {"count": counted(len(rows), "review"), "papers": "\n".join(lines)}
    return lambda now: told | until(now)


def discussions(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """What was written since somebody looked, told once: as long as nothing new comes, no more."""
    lately = Comment.objects.filter(
        submission__workshop=workshop, written_at__gt=workshop.now() - FRESH,
        submission__status=SubmissionStatus.UNDER_REVIEW,
    )  # fmt: skip
    if not lately.exists():
        return
    for person, news in unread(workshop).items():
        newest = max((one.newest for one in news), key=lambda c: (c.written_at, c.pk))
        yield OpenWork(
            f"comment-{newest.pk}", recipient(person), person.time_zone,
            since=newest.written_at, values=_news(workshop, news),
        )  # fmt: skip


def _news(workshop: Workshop, news: Iterable[Unread]) -> Callable[[datetime], dict[str, str]]:
    lines = [f"  {n.paper.number}  {n.paper.shown_title}: {n.count} new" for n in news]
    told = {
        "count": counted(len(lines), "discussion"),
        "papers": "\n".join(lines),
        "reviews_url": mail.address(reverse("reviews:mine", args=[workshop.slug])),
    }
    return lambda now: told


def answers(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """Papers whose authors may answer their reviews and have sent nothing."""
    if workshop.schedule.get(DeadlineKind.RESPONSE) is None:
        return
    waiting = workshop.submissions.filter(status=SubmissionStatus.UNDER_REVIEW)
    for author in authors_of(waiting.exclude(response__sent_at__isnull=False), workshop, audience):
        paper = author.submission
        if response_policy.is_open(paper):
            due = paper.dates.get(DeadlineKind.RESPONSE)
            yield work_of(author, _time_to_answer(author, due), due=due.at,
                          since=response_policy.opens_at(paper))  # fmt: skip


def _time_to_answer(author: Author, due: Any) -> Callable[[datetime], dict[str, str]]:
    paper = author.submission
    path = reverse("reviews:respond", args=[paper.workshop.slug, paper.number])
    told = {
        "due": dates.deadline_in_mail(due, author.account.time_zone),
        "most_words": str(paper.workshop.response_words),
        "url": mail.address(path),
    }
    return lambda now: told | {"left": time_left(due.at, now)}


def _conditional(workshop: Workshop) -> Any:
    return workshop.submissions.filter(status=SubmissionStatus.CONDITIONALLY_ACCEPTED)


def second_looks(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """Revisions whose shepherd has not spoken."""
    kept_apart = conflicted_pairs(workshop)
    rows = Decision.objects.released().filter(
        submission__in=_conditional(workshop), shepherd__isnull=False
    )
    for decision in rows.select_related("submission", "shepherd").prefetch_related("revisions"):
        paper, shepherd = decision.submission, decision.shepherd
        paper.workshop = workshop
        due = paper.dates.get(DeadlineKind.CAMERA_READY)
        newest = max(decision.revisions.all(), key=lambda r: r.sent_at, default=None)
        if due is None or shepherd is None or newest is None or newest.advised_at:
            continue
        if (paper.pk, shepherd.pk) not in kept_apart:
            yield OpenWork(
                f"paper-{paper.number}", recipient(shepherd), shepherd.time_zone, about=paper,
                due=due.at, since=newest.sent_at, values=_look(paper, due, shepherd),
            )  # fmt: skip


def _look(paper: Any, due: Any, shepherd: User) -> Callable[[datetime], dict[str, str]]:
    told = {
        "number": str(paper.number),
        "title": paper.shown_title,
        "due": dates.deadline_in_mail(due, shepherd.time_zone),
        "url": mail.address(reverse("reviews:paper", args=[paper.workshop.slug, paper.number])),
    }
    return lambda now: told


def revisions(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """Conditional papers of which no new version has come."""
    waiting = _conditional(workshop).exclude(decisions__revisions__isnull=False)
    released = dict(
        Decision.objects.released().filter(submission__in=waiting)
        .values_list("submission_id", "released_at")
    )  # fmt: skip
    for author in authors_of(waiting, workshop, audience):
        due = author.submission.dates.get(DeadlineKind.CAMERA_READY)
        if due is not None:
            since = released.get(author.submission_id)
            yield work_of(author, _new_version(author, due), due=due.at, since=since)


def _new_version(author: Author, due: Any) -> Callable[[datetime], dict[str, str]]:
    until = dates.deadline_in_mail(due, author.account.time_zone)
    return lambda now: {"due": until, "left": time_left(due.at, now)}
