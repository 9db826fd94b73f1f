"""What chairs do by the plan, where no chair has done it, from the assignment to the release."""

from functools import partial
from typing import Any

from django.db.models import Avg, Count, Q

from dtms_site.accounts.models import User
from dtms_site.rehearsal.stage import DAY, HOUR, Act, Acts, CannotBe, Done, Stage
from dtms_site.web.text import counted
from dtms_site.workshops.enums import DeadlineKind
from reviews.enums import ACTIVE, AssignmentStatus, Outcome
from reviews.models import Assignment, Decision
from reviews.services import assignments, decisions, proposals
from reviews.services.errors import NotAllowed
from reviews.sets import papers_for_chair
from submissions.enums import SubmissionStatus
from submissions.models import Submission

CONDITIONS = "Add the data of section 4, and say where the claims end."
IN_HAND = [SubmissionStatus.SUBMITTED, SubmissionStatus.UNDER_REVIEW]


def acts(stage: Stage) -> Acts:
    if not stage.play.chairs_act:
        return
    told = stage.at(DeadlineKind.NOTIFICATION)
    yield Act(stage.assigns_at, "assign", partial(assign, stage), aim="assign by the rules")
    yield Act(stage.assigns_at + HOUR, "start", partial(start, stage), aim="start the reviews")
    yield from _replacements(stage)
    yield Act(told - 20 * HOUR, "decide", partial(decide, stage), aim="decide")
    yield Act(told - 2 * HOUR, "release", partial(release, stage), aim="release the decisions")


def assign(stage: Stage) -> Done:
    """Each chair takes the computed proposal for the papers they handle, or does what they can."""
    before = _held(stage)
    lacking: list[str] = []
    for chair in stage.chairs():
        if not _waiting_for(stage, chair).exists():
            continue
        try:
            proposal = proposals.propose(workshop=stage.workshop, by=chair)
            proposals.apply(proposal=proposal, by=chair)
        except proposals.NoAssignment as why:
            lacking.append(str(why))
            _give_out_what_can_be(stage, chair)
    given = counted(_held(stage) - before, "review")
    if lacking:
        raise CannotBe(f"No assignment keeps every rule, so {given} went out. {' '.join(lacking)}")
    return Done(f"The chairs gave out {given}")


def _waiting_for(stage: Stage, chair: User) -> Any:
    """Papers that this chair handles and that have fewer reviewers than they should."""
    active = Q(assignments__status__in=sorted(ACTIVE))
    papers = papers_for_chair(chair, stage.workshop).filter(status__in=IN_HAND)
    counted_in = papers.annotate(hands=Count("assignments", filter=active))
    return counted_in.filter(hands__lt=stage.workshop.reviews_per_paper)


def _give_out_what_can_be(stage: Stage, chair: User) -> None:
    for _ in range(stage.workshop.reviews_per_paper):
        for pk in _waiting_for(stage, chair).order_by("number").values_list("pk", flat=True):
            _give_to_somebody(stage, stage.paper(pk))


def _held(stage: Stage) -> int:
    return Assignment.objects.active().filter(submission__workshop=stage.workshop).count()


def start(stage: Stage) -> Done:
    count = sum(
        assignments.start_review(workshop=stage.workshop, by=chair) for chair in stage.chairs()
    )
    return Done(f"The chairs started the reviewing of {counted(count, 'paper')}")


# ---- reviews that were given back


def _replacements(stage: Stage) -> Acts:
    """A day after somebody gave a paper back, it goes to whoever has least to read."""
    gone = Assignment.objects.filter(
        submission__workshop=stage.workshop, status=AssignmentStatus.DECLINED,
        submission__status=SubmissionStatus.UNDER_REVIEW,
    ).select_related("submission", "reviewer")  # fmt: skip
    for row in gone.order_by("submission__number", "reviewer__email"):
        given_back = stage.done.get(f"review-{row.submission.number}-{row.reviewer.email}")
        if given_back is not None:
            key = f"replace-{row.submission.number}-{row.reviewer.email}"
            at = given_back.at + DAY
            yield Act(
                at, key, partial(replace, stage, row.submission_id), aim="find another reviewer"
            )


def replace(stage: Stage, pk: int) -> Done:
    paper = stage.paper(pk)
    member = _give_to_somebody(stage, paper)
    if member is None:
        raise CannotBe(f"Nobody is left who could review paper {paper.number}")
    return Done(f"Paper {paper.number} went to {member}")


def _give_to_somebody(stage: Stage, paper: Submission) -> User | None:
    """To whoever has least to read, was not asked before, and has no conflict."""
    chair, here = handler_of(stage, paper), Q(assignments__submission__workshop=stage.workshop)
    loads = Count("assignments", filter=here & Q(assignments__status__in=sorted(ACTIVE)))
    held = stage.workshop.memberships.members().values("user")
    asked = paper.assignments.values("reviewer")
    free = User.objects.filter(pk__in=held).exclude(pk__in=asked).annotate(load=loads)
    for member in free.order_by("load", "email"):
        try:
            assignments.assign(paper=paper, reviewer=member, by=chair)
        except NotAllowed:
            continue
        return member
    return None


def handler_of(stage: Stage, paper: Submission) -> User:
    """A chair without a conflict."""
    for chair in stage.chairs():
        if papers_for_chair(chair, stage.workshop).filter(pk=paper.pk).exists():
            return chair
    raise CannotBe(f"Every chair has a conflict with paper {paper.number}")


# ---- outcomes


def decide(stage: Stage) -> Done:
    """By the mean of merit, as many as the rehearsal accepts. What a chair decided stands."""
    papers = stage.workshop.submissions.filter(status=SubmissionStatus.UNDER_REVIEW)
    known = Decision.objects.unreleased().filter(submission__in=papers).values("submission")
    undecided = list(papers.exclude(pk__in=known).order_by("number").values_list("pk", flat=True))
    for pk in undecided:
        paper = stage.paper(pk)
        told = verdict_on(stage, paper)
        decisions.record_decision(paper=paper, by=handler_of(stage, paper), **told)
    return Done(f"The chairs decided on {counted(len(undecided), 'paper')}")


def verdict_on(stage: Stage, paper: Submission) -> dict[str, Any]:
    """What is decided on a paper. The last of those that are accepted are under conditions, where
    somebody who reviewed them can see them through."""
    ranked = _ranked(stage)
    wanted = round(len(ranked) * stage.play.accepted / 100)
    doubtful = round(wanted * stage.play.conditional / 100)
    place = ranked.index(paper.pk)
    reason = "The committee read the paper with care."
    if place >= wanted:
        return {"outcome": Outcome.REJECT, "reason": reason}
    shepherd = _shepherd_for(paper) if place >= wanted - doubtful else None
    if shepherd is None:
        return {"outcome": Outcome.ACCEPT, "reason": reason}
    return {"outcome": Outcome.CONDITIONAL, "reason": reason, "conditions": CONDITIONS,
            "shepherd": shepherd}  # fmt: skip


def _ranked(stage: Stage) -> list[int]:
    """Papers under review, by id, best mean of merit first."""
    merit = Avg(
        "assignments__review__scores__value",
        filter=Q(assignments__review__scores__criterion__key="merit",
                 assignments__review__submitted_at__isnull=False),
    )  # fmt: skip
    papers = stage.workshop.submissions.filter(status=SubmissionStatus.UNDER_REVIEW)
    rows = list(papers.annotate(merit=merit).order_by("number"))
    return [paper.pk for paper in sorted(rows, key=lambda paper: -(paper.merit or 0))]


def _shepherd_for(paper: Submission) -> User | None:
    sent = paper.assignments.active().filter(review__submitted_at__isnull=False)
    row = sent.select_related("reviewer").order_by("reviewer__email").first()
    return row.reviewer if row else None


def release(stage: Stage) -> Done:
    count = sum(
        decisions.release_decisions(workshop=stage.workshop, by=chair) for chair in stage.chairs()
    )
    return Done(f"The chairs released {counted(count, 'decision')}")
