"""The thread of a paper: what is said, to whom, what is new, and what it comes to."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops.services import recipient
from reviews import policy
from reviews.enums import ACTIVE, Audience
from reviews.models import Assignment, Comment, DiscussionSummary, ThreadVisit
from reviews.services.errors import NotAllowed
from submissions.models import Submission


@transaction.atomic
def comment(
    *, paper: Submission, by: User, text: str, audience: Audience, mentions: Iterable[User] = ()
) -> Comment:
    """Add to the thread. Who is mentioned is told at once, if they may read it; the others find it
    in their daily digest. Raises NotAllowed."""
    if not policy.view_of(by, paper).comments or audience == Audience.AUTHORS:
        raise NotAllowed
    row = Comment.objects.create(
        submission=paper, writer=by, text=text, audience=audience,
        written_at=paper.workshop.now(),
    )  # fmt: skip
    wanted = set(mentions) - {by}
    told = [person for person in policy.readers_of(paper, audience) if person in wanted]
    row.mentions.set(told)
    for person in told:
        path = reverse("reviews:discussion", args=[paper.workshop.slug, paper.number])
        mail.tell(
            "discussion.mention", recipient(person),
            {"writer": str(by), "number": paper.number, "title": paper.shown_title,
             "url": mail.address(f"{path}#comment-{row.public_id}")},
            key=f"{row.pk}:{person.pk}", edition=paper.workshop, about=paper,
        )  # fmt: skip
    return row


def note_changed_score(*, paper: Submission, by: User, label: str, old: int, new: int) -> None:
    """The thread itself says that a score is not what it was when others wrote."""
    Comment.objects.create(
        submission=paper, writer=by, audience=Audience.REVIEWERS, is_notice=True,
        text=f"changed “{label}” from {old} to {new}", written_at=paper.workshop.now(),
    )  # fmt: skip


def visit(*, paper: Submission, user: User) -> None:
    """They look at the thread now: what others write from here on is new to them."""
    ThreadVisit.objects.bulk_create(
        [ThreadVisit(submission=paper, user=user, seen_at=paper.workshop.now())],
        update_conflicts=True, unique_fields=["submission", "user"], update_fields=["seen_at"],
    )  # fmt: skip


@transaction.atomic
def summarise(*, paper: Submission, by: User, text: str) -> None:
    """Write what the discussion comes to, for its readers. Raises NotAllowed."""
    if not policy.view_of(by, paper).summarises:
        raise NotAllowed
    DiscussionSummary.objects.update_or_create(
        submission=paper,
        defaults={"text": text, "written_by": by, "written_at": paper.workshop.now()},
    )
    record("discussion summarised", actor=by, edition=paper.workshop, about=paper)


@transaction.atomic
def name_lead(*, paper: Submission, reviewer: User, by: User) -> None:
    """One reviewer leads the discussion and writes its summary. Raises NotAllowed."""
    if not policy.view_of(by, paper).handles:
        raise NotAllowed
    rows = Assignment.objects.filter(submission=paper, status__in=ACTIVE)
    rows.update(is_lead=False)
    if not rows.filter(reviewer=reviewer).update(is_lead=True):
        raise NotAllowed(f"{reviewer} does not review this paper.")
    record("lead named", actor=by, edition=paper.workshop, about=paper, of=reviewer.pk)
