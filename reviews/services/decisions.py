"""Outcomes: recorded in quiet, made known together."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient
from reviews import policy
from reviews.enums import AFTER_REVIEW, DeskReason, Outcome, ReviewStatus
from reviews.lettering import lettered
from reviews.models import Decision, Review
from reviews.querysets import DecisionQuerySet
from reviews.services.errors import NotAllowed
from reviews.sets import papers_for_chair
from submissions.enums import ACCEPTED_STATES, DECIDED_STATES, SubmissionStatus
from submissions.models import Submission
from submissions.services import outcomes
from submissions.services.authors import tell_author

UNDO = timedelta(minutes=10)
CHANGEABLE = DECIDED_STATES - {SubmissionStatus.PUBLISHED}
STATUS_OF = {
    Outcome.ACCEPT: SubmissionStatus.ACCEPTED,
    Outcome.CONDITIONAL: SubmissionStatus.CONDITIONALLY_ACCEPTED,
    Outcome.REJECT: SubmissionStatus.REJECTED,
    Outcome.DESK_REJECT: SubmissionStatus.DESK_REJECTED,
}
LETTER_MAIL = {
    Outcome.ACCEPT: "decision.accepted",
    Outcome.CONDITIONAL: "decision.conditional",
    Outcome.REJECT: "decision.rejected",
    Outcome.DESK_REJECT: "submission.desk_rejected",
}
SHEPHERD_MAIL = "shepherd.assigned"
# All that a release writes, and that leaves with it or not at all.
RELEASE_MAILS = (*LETTER_MAIL.values(), SHEPHERD_MAIL)


@transaction.atomic
def record_decision(
    *, paper: Submission, by: User, outcome: Outcome, reason: str = "", conditions: str = "",
    shepherd: User | None = None,
) -> Decision:  # fmt: skip
    """Note the outcome. Nobody but chairs knows it until the release. Raises NotAllowed.

    The decision before it is kept. One that was released can no longer be changed here.
    """
    if not policy.view_of(by, paper).handles or paper.status != SubmissionStatus.UNDER_REVIEW:
        raise NotAllowed
    if outcome not in AFTER_REVIEW:
        raise NotAllowed("A paper under review is accepted or rejected.")
    if not policy.discussion_is_open(paper):
        raise NotAllowed("Reviewing goes on: decide once two reviews are in, or after their date.")
    if shepherd and not policy.view_of(shepherd, paper).opens:
        raise NotAllowed(f"{shepherd} cannot look after this paper: there is a conflict.")
    if outcome == Outcome.CONDITIONAL and not conditions.strip():
        raise NotAllowed("Say what the authors must do: a conditional paper needs conditions.")
    return _record(paper, by, outcome=outcome, reason=reason, conditions=conditions,
                   shepherd=shepherd)  # fmt: skip


def _record(paper: Submission, by: User, *, outcome: Outcome, **told: Any) -> Decision:
    now = paper.workshop.now()
    paper.decisions.current().update(superseded_at=now)
    decision = Decision.objects.create(
        submission=paper, outcome=outcome, decided_by=by, decided_at=now, **told
    )
    record("decision recorded", actor=by, edition=paper.workshop, about=paper, outcome=outcome)
    return decision


@transaction.atomic
def change_released(
    *, paper: Submission, by: User, outcome: Outcome, reason: str, conditions: str = "",
    shepherd: User | None = None,
) -> Decision:  # fmt: skip
    """Another outcome for a paper whose authors know one: a new row, known to them at once.

    Raises NotAllowed without a reason, over a conflict, and once the paper is published.
    """
    if not policy.view_of(by, paper).handles:
        raise NotAllowed
    known = paper.decisions.current().filter(released_at__isnull=False).first()
    if known is None or paper.status not in CHANGEABLE:
        raise NotAllowed("Only a decision that the authors know, of an unpublished paper.")
    is_in = paper.status in ACCEPTED_STATES
    now = SubmissionStatus.ACCEPTED if is_in else SubmissionStatus(paper.status)
    if outcome not in AFTER_REVIEW or STATUS_OF[outcome] == now:
        raise NotAllowed("This is the decision already. Choose another one.")
    if not reason.strip():
        raise NotAllowed("Say why: the authors read it.")
    if shepherd and not policy.view_of(shepherd, paper).opens:
        raise NotAllowed(f"{shepherd} cannot look after this paper: there is a conflict.")
    if outcome == Outcome.CONDITIONAL and not conditions.strip():
        raise NotAllowed("Say what the authors must do: a conditional paper needs conditions.")
    decision = _record(paper, by, outcome=outcome, reason=reason.strip(), conditions=conditions,
                       shepherd=shepherd)  # fmt: skip
    decision.released_at = decision.decided_at
    decision.save(update_fields=["released_at"])
    if paper.status == SubmissionStatus.CAMERA_READY:
        outcomes.publish_outcome(paper, SubmissionStatus.ACCEPTED, by=by)
    outcomes.publish_outcome(paper, STATUS_OF[outcome], by=by, reason=reason.strip())
    told = {
        "old": known.get_outcome_display().lower(), "new": outcome.label.lower(),
        "reason": decision.reason, "conditions": decision.conditions,
    }  # fmt: skip
    for author in paper.authors.confirmed().select_related("user"):
        tell_author("decision.changed", author, told, key=str(decision.pk))
    return decision


@transaction.atomic
def record_many(*, workshop: Workshop, by: User, outcomes: Mapping[int, Outcome]) -> int:
    """Note an outcome for each of these numbers of papers. Returns how many decisions are new.

    Numbers of papers that this chair does not handle count for nothing. Raises NotAllowed, and
    then nothing is noted.
    """
    papers = papers_for_chair(by, workshop).filter(status=SubmissionStatus.UNDER_REVIEW)
    known = Decision.objects.unreleased().filter(submission__in=papers)
    before = dict(known.values_list("submission_id", "outcome"))
    chosen = list(papers.filter(number__in=outcomes))
    for paper in chosen:
        paper.workshop = workshop
    if early := [str(p.number) for p in chosen if not policy.discussion_is_open(p)]:
        raise NotAllowed(
            f"Reviewing goes on for {', '.join(early)}: decide once two reviews are in, or after "
            "their date."
        )
    new = [paper for paper in chosen if before.get(paper.pk) != outcomes[paper.number]]
    for paper in new:
        _record(paper, by, outcome=outcomes[paper.number])
    return len(new)


@transaction.atomic
def desk_reject(*, paper: Submission, by: User, code: DeskReason, reason: str = "") -> Decision:
    """Note that the paper is not to be reviewed. Its authors hear of it with a release.

    Raises NotAllowed once reviewing has begun.
    """
    if not policy.view_of(by, paper).handles or paper.status != SubmissionStatus.SUBMITTED:
        raise NotAllowed("Only a paper that waits for its reviewing can be desk rejected.")
    return _record(paper, by, outcome=Outcome.DESK_REJECT, desk_reason=code, reason=reason)


@transaction.atomic
def withdraw_decision(*, paper: Submission, by: User) -> None:
    """Back to undecided, while nothing is released. Raises NotAllowed."""
    if not policy.view_of(by, paper).handles:
        raise NotAllowed
    if paper.decisions.unreleased().update(superseded_at=paper.workshop.now()):
        record("decision withdrawn", actor=by, edition=paper.workshop, about=paper)


def to_release(workshop: Workshop, by: User) -> DecisionQuerySet:
    """What this chair would release now: current decisions on papers they handle."""
    decided = Q(submission__status=SubmissionStatus.UNDER_REVIEW) | Q(
        submission__status=SubmissionStatus.SUBMITTED, outcome=Outcome.DESK_REJECT
    )
    papers = papers_for_chair(by, workshop)
    return Decision.objects.unreleased().filter(decided, submission__in=papers)


def releasable(workshop: Workshop, by: User) -> list[Decision]:
    """The same with the papers, in their order."""
    rows = to_release(workshop, by).select_related("submission__paper_type", "shepherd")
    found = list(rows.order_by("submission__number"))
    for decision in found:
        decision.submission.workshop = workshop
    return found


@transaction.atomic
def release_decisions(*, workshop: Workshop, by: User) -> int:
    """Make this chair's decisions known: statuses flip, reviews open to authors, mails queue.

    All in one transaction. The mails wait ten minutes and can be stopped in the outbox.
    """
    decisions = releasable(workshop, by)
    for decision in decisions:
        _release(decision, by)
    return len(decisions)


@transaction.atomic
def release_desk_reject(*, paper: Submission, by: User) -> None:
    """Tell the authors of one desk-rejected paper now, by a mail of its own. Raises NotAllowed."""
    waiting = [d for d in releasable(paper.workshop, by) if d.submission_id == paper.pk]
    if not waiting or waiting[0].outcome != Outcome.DESK_REJECT:
        raise NotAllowed("No desk reject waits here.")
    _release(waiting[0], by)


def _release(decision: Decision, by: User) -> None:
    paper = decision.submission
    decision.released_at = paper.workshop.now()
    decision.save(update_fields=["released_at"])
    _letter_reviews(paper)
    outcomes.publish_outcome(paper, STATUS_OF[Outcome(decision.outcome)], by=by)
    # A release that was undone is news again when it comes again.
    key = f"{decision.pk}:{decision.released_at.timestamp():.3f}"
    kind, values = decision_letter(decision)
    for author in paper.authors.confirmed().select_related("user"):
        tell_author(kind, author, values, key=key, delay=UNDO)
    if decision.shepherd and decision.outcome == Outcome.CONDITIONAL:
        _tell_shepherd(decision, decision.shepherd, key)


def _tell_shepherd(decision: Decision, shepherd: User, key: str) -> None:
    paper = decision.submission
    due = paper.dates.get(DeadlineKind.CAMERA_READY)
    path = reverse("reviews:paper", args=[paper.workshop.slug, paper.number])
    values = {
        "number": str(paper.number), "title": paper.shown_title,
        "conditions": _indented(decision.conditions), "url": mail.address(path),
        "due": dates.deadline_in_mail(due, shepherd.time_zone) if due else "",
    }  # fmt: skip
    mail.tell(SHEPHERD_MAIL, recipient(shepherd), values, key=key, edition=paper.workshop,
              about=paper, delay=UNDO)  # fmt: skip


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _letter_reviews(paper: Submission) -> None:
    """Lock the reviews and call their writers A, B, C, in an order that tells nothing."""
    sent = Review.objects.sent().filter(assignment__submission=paper)
    for letter, review in lettered(paper, sent):
        review.letter = letter
        review.status = ReviewStatus.LOCKED
        review.save(update_fields=["letter", "status"])


def decision_letter(decision: Decision) -> tuple[str, dict[str, str]]:
    """The kind of mail and its values, the same for the preview and for the release."""
    paper = decision.submission
    due = paper.dates.get(DeadlineKind.CAMERA_READY)
    values = {
        "code": DeskReason(decision.desk_reason).label if decision.desk_reason else "",
        "reason": decision.reason,
        "conditions": _indented(decision.conditions),
        "camera_ready": dates.deadline_in_mail(due) if due else "",
        "reviews": str(Review.objects.sent().filter(assignment__submission=paper).count()),
    }
    return LETTER_MAIL[Outcome(decision.outcome)], values
