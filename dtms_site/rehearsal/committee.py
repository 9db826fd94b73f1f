"""Invented reviewers: they bid, give papers back, send reviews in time, late or never, and talk."""

from datetime import datetime, timedelta
from functools import partial
from random import Random

from dtms_site.accounts.models import User
from dtms_site.rehearsal.stage import DAY, HOUR, Act, Acts, CannotBe, Done, Stage, between, happens
from dtms_site.workshops.enums import DeadlineKind
from reviews.enums import Audience, BidLevel, CriterionKind, DeclineReason
from reviews.models import Assignment, ReviewCriterion
from reviews.services import assignments, bids, discussion, reviews
from reviews.services.reviews import Answers
from submissions.enums import SubmissionStatus
from submissions.models import Submission

NO_BIDS = 15
TALKS = 60
NAMES = {"committee": "to_committee", "chairs": "to_chairs"}


def acts(stage: Stage) -> Acts:
    yield from _bids(stage)
    yield from _reviews(stage)
    yield from _talk(stage)


def _bids(stage: Stage) -> Acts:
    due = stage.workshop.schedule.get(DeadlineKind.SUBMISSION)
    if due is None:
        return
    for member in stage.members():
        dice = stage.dice("bids", member.email)
        if not happens(dice, NO_BIDS):
            at = between(dice, due.closes_at + HOUR, stage.assigns_at - 2 * HOUR)
            yield Act(at, f"bids-{member.email}", partial(bid, stage, member), member, "bid")


def bid(stage: Stage, member: User) -> Done:
    dice = stage.dice("levels", member.email)
    numbers = bids.papers_to_bid_on(stage.workshop, member).values_list("number", flat=True)
    levels = {number: dice.choice(list(BidLevel)) for number in sorted(numbers)}
    bids.place_bids(workshop=stage.workshop, member=member, levels=dict(levels))
    return Done(f"{member} placed {len(levels)} bids")


def _reviews(stage: Stage) -> Acts:
    """What becomes of each review that somebody was asked for."""
    due = stage.at(DeadlineKind.REVIEW)
    rows = Assignment.objects.unfinished().filter(submission__workshop=stage.workshop)
    told = rows.filter(told_at__isnull=False).select_related("submission", "reviewer")
    for row in told.order_by("submission__number", "reviewer__email"):
        assert row.told_at is not None
        reviewer, number = row.reviewer, row.submission.number
        dice, key = (
            stage.dice("review", number, reviewer.email),
            f"review-{number}-{reviewer.email}",
        )
        fate = dice.random() * 100 - stage.play.declines
        if fate < 0:
            at = row.told_at + between_hours(dice, 6, 60)
            yield Act(
                at, key, partial(give_back, stage, row), reviewer, f"give paper {number} back"
            )
        elif fate >= stage.play.never:
            is_late = fate < stage.play.never + stage.play.late
            at = _sent_at(stage, dice.random(), row.told_at, due, is_late=is_late)
            yield Act(at, key, partial(write, stage, row), reviewer, f"review paper {number}")


def reviews_to_come(stage: Stage) -> list[datetime]:
    """When each review that is still out will be sent; what is given back or forgotten is not."""
    open_ones = (act for act in _reviews(stage) if act.key not in stage.done)
    return sorted(act.at for act in open_ones if act.aim.startswith("review"))


def between_hours(dice: Random, least: int, most: int) -> timedelta:
    return timedelta(hours=least + dice.random() * (most - least))


def _sent_at(
    stage: Stage, throw: float, told: datetime, due: datetime, *, is_late: bool
) -> datetime:
    """Late ones are spread over the days they may take; the others crowd before the date."""
    if is_late:
        late: timedelta = throw * stage.play.days_late * DAY
        return due + HOUR + late
    lead: timedelta = (due - told) * (0.7 * throw * throw)
    soonest: datetime = told + HOUR
    return max(soonest, due - HOUR - lead)


def give_back(stage: Stage, row: Assignment) -> Done:
    row.submission.workshop = stage.workshop
    reason = stage.dice("why", row.submission.number).choice(
        [DeclineReason.LOAD, DeclineReason.EXPERTISE]
    )
    assignments.decline(assignment=row, reason=reason)
    return Done(f"{row.reviewer} gave paper {row.submission.number} back: “{reason.label}”")


def write(stage: Stage, row: Assignment) -> Done:
    paper, reviewer = stage.paper(row.submission_id), row.reviewer
    if paper.status != SubmissionStatus.UNDER_REVIEW:
        raise CannotBe("The decision was out by then.")
    base = row.review.edit_version if hasattr(row, "review") else 0
    answers = answers_of(stage, paper, reviewer)
    reviews.send_review(paper=paper, by=reviewer, answers=answers, based_on=base)
    return Done(f"{reviewer} reviewed paper {paper.number}")


def answers_of(stage: Stage, paper: Submission, reviewer: User) -> Answers:
    """One of the paper's three reviews. Questions that it does not answer get a middling word."""
    dice = stage.dice("answers", paper.number, reviewer.email)
    told = dice.choice(stage.content_of(paper).reviews)
    scores: dict[int, int] = {}
    texts: dict[int, str] = {}
    for criterion in reviews.criteria_for(paper):
        value = getattr(told, NAMES.get(criterion.key, criterion.key), None)
        if criterion.kind == CriterionKind.SCORE:
            scores[criterion.pk] = _score(criterion, value)
        elif value or criterion.required:
            texts[criterion.pk] = str(value or "Nothing to add.")
    return Answers(scores, texts)


def _score(criterion: ReviewCriterion, value: object) -> int:
    middle = (criterion.min + criterion.max) // 2
    return max(criterion.min, min(criterion.max, value if isinstance(value, int) else middle))


def _talk(stage: Stage) -> Acts:
    """On most papers somebody says a word once the reviews are due."""
    due = stage.at(DeadlineKind.REVIEW)
    for content in stage.contents:
        key = f"paper-{content.number}"
        begun = stage.done.get(key)
        dice = stage.dice("talk", content.number)
        if begun and begun.about_id and content.discussion and happens(dice, TALKS):
            at = due + HOUR + dice.random() * 2 * DAY
            yield Act(at, f"{key}-talk", partial(say, stage, begun.about_id), aim="discuss a paper")


def say(stage: Stage, pk: int) -> Done:
    paper = stage.paper(pk)
    sent = paper.assignments.active().filter(review__submitted_at__isnull=False)
    row = sent.select_related("reviewer").order_by("reviewer__email").first()
    if row is None:
        return Done(f"Nobody could open the discussion of paper {paper.number}: no review is in")
    text = stage.content_of(paper).discussion[0].text
    discussion.comment(paper=paper, by=row.reviewer, text=text, audience=Audience.REVIEWERS)
    return Done(f"{row.reviewer} wrote in the discussion of paper {paper.number}")
