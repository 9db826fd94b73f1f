"""What reviewers learn of papers they have read, at most once a day: outcomes, and new reviews.

There is nothing to be done about it. Like work that is open it is worked out from the tables, so
that nobody is told what they may no longer know.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.mail import services as mail
from dtms_site.web.text import counted
from dtms_site.workshops import duties
from dtms_site.workshops.duties import Anchor, Audience, Duty, OpenWork, Phase, Rule
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.reminding import FRESH
from dtms_site.workshops.services import recipient
from reviews.enums import IN
from reviews.models import Assignment, Decision, ReviewRevision, ThreadVisit
from submissions.enums import SubmissionStatus
from submissions.models import Submission
from submissions.querysets import conflicted_pairs

OUTCOMES, REVISED = "outcomes", "revised reviews"
# A release can be taken back for ten minutes, a review is often mended right after it was sent.
SETTLED = timedelta(hours=1)


def register() -> None:
    duties.register(
        Duty(
            OUTCOMES, "Outcomes of papers they reviewed", outcomes,
            mails={Phase.BEGUN: "decision.reviewer_notice"},
            block="What became of papers you reviewed\n{papers}\n  {reviews_url}",
            shipped=(Rule(OUTCOMES, Anchor.SINCE, SETTLED),),
        ),
        Duty(
            REVISED, "Reviews that others revised", revised_reviews,
            mails={Phase.BEGUN: "review.revised"},
            block="Another review of these was revised\n{papers}\n  {reviews_url}",
            shipped=(Rule(REVISED, Anchor.SINCE, SETTLED),),
        ),
    )  # fmt: skip


def outcomes(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """By reviewer and release: one mail for all papers whose outcome became known together."""
    lately = Decision.objects.released().filter(
        submission__workshop=workshop, released_at__gt=workshop.now() - FRESH
    )
    released = {d.submission_id: d.released_at for d in lately if d.released_at}
    known: dict[tuple[User, datetime], list[str]] = defaultdict(list)
    for row in _readings(workshop, released):
        line = f"{_line(row.submission)}: {row.submission.get_status_display().lower()}"
        known[row.reviewer, released[row.submission_id]].append(line)
    for (reviewer, at), lines in known.items():
        yield _work(workshop, reviewer, "outcomes", at, lines)


def revised_reviews(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """By reviewer: papers of which another review changed since they last looked at the thread.

    Only whoever has sent a review of their own reads others'.
    """
    revised: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for paper, writer, at in _revisions(workshop):
        revised[paper].append((at, writer))
    visits = ThreadVisit.objects.filter(submission__in=list(revised))
    seen = {(v.submission_id, v.user_id): v.seen_at for v in visits}
    news: dict[User, list[tuple[datetime, str]]] = defaultdict(list)
    for row in _readings(workshop, revised, review__status__in=IN):
        last = seen.get((row.submission_id, row.reviewer_id))
        times = [at for at, writer in revised[row.submission_id]
                 if writer != row.reviewer_id and (last is None or at > last)]  # fmt: skip
        if times:
            news[row.reviewer].append((max(times), _line(row.submission)))
    for reviewer, found in news.items():
        lines = [line for _, line in found]
        yield _work(workshop, reviewer, "revised", max(at for at, _ in found), lines)


def _revisions(workshop: Workshop) -> Iterable[tuple[int, int, datetime]]:
    """(paper, writer, when) of reviews that were sent again lately."""
    paper = "review__assignment__submission"
    rows = ReviewRevision.objects.filter(number__gt=1, sent_at__gt=workshop.now() - FRESH).filter(
        **{f"{paper}__workshop": workshop, f"{paper}__status": SubmissionStatus.UNDER_REVIEW}
    )
    return rows.values_list(paper, "review__assignment__reviewer", "sent_at")


def _readings(workshop: Workshop, papers: Collection[int], **more: Any) -> list[Assignment]:
    """Assignments of these papers, of people who still serve and have no conflict with them."""
    if not papers:
        return []
    rows = Assignment.objects.told().serving().filter(submission__in=list(papers), **more)
    apart = conflicted_pairs(workshop)
    joined = rows.select_related("reviewer", "submission").order_by("submission__number")
    return [row for row in joined if (row.submission_id, row.reviewer_id) not in apart]


def _line(paper: Submission) -> str:
    return f"  {paper.number}  {paper.shown_title}"


def _work(
    workshop: Workshop, reader: User, name: str, since: datetime, lines: list[str]
) -> OpenWork:
    return OpenWork(name, recipient(reader), reader.time_zone, since=since,
                    values=_values(workshop, lines))  # fmt: skip


def _values(workshop: Workshop, lines: list[str]) -> Callable[[datetime], dict[str, str]]:
    told = {
        "count": counted(len(lines), "paper"),
        "papers": "\n".join(lines),
        "reviews_url": mail.address(reverse("reviews:mine", args=[workshop.slug])),
    }
    return lambda now: told
