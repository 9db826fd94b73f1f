"""Drafts that are not submitted: told of at any hour, since they end with a date."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from dtms_site.clock import time_left
from dtms_site.mail.services import Recipient
from dtms_site.workshops import dates, duties
from dtms_site.workshops.duties import Anchor, Audience, Duty, OpenWork, Phase, Rule
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from submissions import policy
from submissions.models import Author
from submissions.services.authors import paper_values

DRAFT, CLOSED = "draft", "draft closed"
BEFORE = [timedelta(hours=72), timedelta(hours=24), timedelta(hours=1)]
AUTHORS = (Audience.CONTACT, Audience.AUTHORS)


def register() -> None:
    duties.register(
        Duty(
            DRAFT, "Drafts not submitted", drafts, audiences=AUTHORS, at_any_hour=True,
            mails={Phase.BEFORE: "submission.draft_reminder"}, ends_with=DeadlineKind.SUBMISSION,
            shipped=duties.before(DRAFT, *BEFORE, audience=Audience.CONTACT),
            respite=timedelta(),
        ),
        Duty(
            CLOSED, "Drafts left behind", left_behind, audiences=AUTHORS, at_any_hour=True,
            mails={Phase.BEGUN: "submission.closed_unsubmitted"},
            shipped=(Rule(CLOSED, Anchor.SINCE, timedelta(), audience=Audience.CONTACT),),
        ),
    )  # fmt: skip


def authors_of(papers: Any, workshop: Workshop, audience: Audience) -> Iterator[Author]:
    """Who is written to about these papers: those who have confirmed to be their authors."""
    rows = Author.objects.confirmed().filter(submission__in=papers)
    if audience == Audience.CONTACT:
        rows = rows.filter(is_contact=True)
    for author in rows.select_related("user", "submission__paper_type").order_by("pk"):
        author.submission.workshop = workshop
        yield author


def addressed_to(author: Author) -> Recipient:
    return Recipient(author.account.email, author.name, author.user_id)


def work_of(
    author: Author, values: Callable[[datetime], Mapping[str, str]], *,
    due: datetime | None = None, since: datetime | None = None,
) -> OpenWork:  # fmt: skip
    """Something this author has not done for their paper."""
    paper = author.submission
    return OpenWork(
        name=f"paper-{paper.number}", to=addressed_to(author), zone=author.account.time_zone,
        values=lambda now: paper_values(paper) | dict(values(now)), about=paper,
        due=due, since=since,
    )  # fmt: skip


def drafts(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    for author in authors_of(workshop.submissions.drafts(), workshop, audience):
        due = author.submission.dates.get(DeadlineKind.SUBMISSION)
        if due is not None and policy.may_still_submit(author.submission):
            yield work_of(author, _left(author, due), due=due.at,
                          since=author.submission.created_at)  # fmt: skip


def _left(author: Author, due: Any) -> Callable[[datetime], dict[str, str]]:
    def values(now: datetime) -> dict[str, str]:
        lacks = policy.lacks(author.submission)
        return {
            "lacks": "\n".join(f"- {lack.text}" for lack in lacks) or "- Press “Submit paper”.",
            "deadline": dates.deadline_in_mail(due, author.account.time_zone),
            "left": time_left(due.at, now),
        }

    return values


def left_behind(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """Once the door has closed, with its grace."""
    for author in authors_of(workshop.submissions.drafts(), workshop, audience):
        due = author.submission.dates.get(DeadlineKind.SUBMISSION)
        if due is not None and due.is_hard and author.submission.dates.passed(due.kind):
            said = dates.deadline_in_mail(due, author.account.time_zone)
            yield work_of(author, lambda now, said=said: {"deadline": said}, since=due.closes_at)  # type: ignore[misc]
