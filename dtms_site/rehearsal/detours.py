"""What does not go straight: papers taken back, help from outside, conditions, the rights form."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from dtms_site.accounts.models import User
from dtms_site.management.demo import pdfs
from dtms_site.management.demo.content import load_people
from dtms_site.rehearsal.authors import check, contact_of
from dtms_site.rehearsal.chairing import handler_of
from dtms_site.rehearsal.committee import answers_of
from dtms_site.rehearsal.people import address, invented
from dtms_site.rehearsal.stage import DAY, HOUR, Act, Acts, CannotBe, Done, Stage, happens
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import RehearsalAct
from dtms_site.workshops.services import Invitee
from program import policy as printing
from program.services import rights
from reviews.enums import Advice, ExternalState
from reviews.models import Assignment, Decision, ExternalReviewer
from reviews.services import conditions, external, external_reviews
from reviews.services.reviews import Answers
from submissions import files
from submissions.enums import SubmissionStatus
from submissions.models import Submission
from submissions.services import lifecycle

WHY = "We found an error in the data, and want to mend it first."
MET = "Section 4 now holds the data, and the text says where it ends."


def acts(stage: Stage) -> Acts:
    yield from _withdrawals(stage)
    yield from _help(stage)
    yield from _conditions(stage)
    yield from _rights(stage)


# ---- papers that are taken back


def _withdrawals(stage: Stage) -> Acts:
    """While they are reviewed."""
    due = stage.at(DeadlineKind.REVIEW)
    for content in stage.contents:
        key, dice = f"paper-{content.number}", stage.dice("withdraw", content.number)
        sent = stage.done.get(f"{key}-submit")
        begun = stage.done.get(key)
        if sent and begun and begun.about_id and happens(dice, stage.play.withdrawn):
            at = stage.assigns_at + 2 * HOUR + dice.random() * (due - stage.assigns_at)
            yield Act(at, f"{key}-withdraw", partial(withdraw, stage, begun.about_id), sent.who,
                      "withdraw their paper")  # fmt: skip


def withdraw(stage: Stage, pk: int) -> Done:
    paper = stage.paper(pk)
    author = contact_of(paper)
    lifecycle.withdraw(paper=paper, by=author, reason=WHY)
    return Done(f"{author} withdrew paper {paper.number}")


# ---- help from outside: asked for, let in, accepted, sent


def _help(stage: Stage) -> Acts:
    rows = Assignment.objects.unfinished().filter(submission__workshop=stage.workshop)
    for row in rows.exclude(told_at=None).select_related("submission", "reviewer"):
        number, reviewer = row.submission.number, row.reviewer
        if row.told_at and happens(stage.dice("help", number, reviewer.email), stage.play.helped):
            key = f"help-{number}-{reviewer.email}"
            yield Act(row.told_at + 5 * HOUR, key, partial(ask, stage, row), reviewer,
                      f"ask for help with paper {number}")  # fmt: skip
    asked = ExternalReviewer.objects.open().filter(assignment__submission__workshop=stage.workshop)
    for helper in asked.select_related("assignment__submission", "assignment__reviewer", "user"):
        yield from _of_helper(stage, helper)


def _of_helper(stage: Stage, row: ExternalReviewer) -> Acts:
    row.assignment.submission.workshop = stage.workshop
    name = f"helper-{row.assignment.submission.number}-{row.email}"
    if row.state == ExternalState.ASKED and stage.play.chairs_act:
        yield Act(row.asked_at + 10 * HOUR, f"{name}-in", partial(let_in, stage, row),
                  aim=f"let {row} in")  # fmt: skip
    elif row.state == ExternalState.INVITED:
        yield Act(row.asked_at + DAY, f"{name}-yes", partial(accept, row), aim=f"hear from {row}")
    elif row.state == ExternalState.ACCEPTED and row.sent_at is None:
        yield Act(row.asked_at + 3 * DAY, f"{name}-review", partial(send, stage, row), row.user,
                  "send the review they were asked for")  # fmt: skip


def ask(stage: Stage, row: Assignment) -> Done:
    """Somebody of the sample who has no part in the paper."""
    paper = stage.paper(row.submission_id)
    wrote = set(paper.authors.values_list("email", flat=True))
    dice = stage.dice("helper", paper.number, row.reviewer.email)
    strangers = [p for p in load_people().values() if p.role is None]
    free = [p for p in strangers if address(p.email, stage.workshop) not in wrote]
    person = dice.choice(sorted(free, key=lambda p: p.email))
    found = Invitee(address(person.email, stage.workshop), person.given, person.family,
                    person.affiliation)  # fmt: skip
    external.ask(paper=paper, by=row.reviewer, person=found, reason="It is their field.")
    invented(person, stage.workshop)
    return Done(f"{row.reviewer} asked for help with paper {paper.number}")


def let_in(stage: Stage, row: ExternalReviewer) -> Done:
    chair = handler_of(stage, row.assignment.submission)
    external.consent(row=row, by=chair, note="They share a town, and no work.")
    return Done(f"{chair} let {row} in")


def accept(row: ExternalReviewer) -> Done:
    external.accept(row=row)
    return Done(f"{row} will help with paper {row.assignment.submission.number}")


def send(stage: Stage, row: ExternalReviewer) -> Done:
    paper = row.assignment.submission
    told = answers_of(stage, paper, row.assignment.reviewer)
    asked = {c.pk for c in external_reviews.questions_for(paper)}
    answers = Answers({k: v for k, v in told.scores.items() if k in asked},
                      {k: v for k, v in told.texts.items() if k in asked})  # fmt: skip
    external_reviews.send(row=row, answers=answers, based_on=row.edit_version)
    return Done(f"{row} sent a review of paper {paper.number}")


# ---- conditions: a new version, the shepherd's word, the chairs'


def _conditions(stage: Stage) -> Acts:
    due = stage.workshop.schedule.get(DeadlineKind.CAMERA_READY)
    waiting = Decision.objects.released().filter(
        submission__workshop=stage.workshop,
        submission__status=SubmissionStatus.CONDITIONALLY_ACCEPTED,
    )  # fmt: skip
    for decision in waiting.select_related("submission", "shepherd") if due else ():
        paper, told = decision.submission, decision.released_at
        dice, key = stage.dice("revise", paper.number), f"revise-{paper.number}"
        assert due is not None
        assert told is not None
        if not happens(dice, stage.play.never):
            at = told + (due.at - told) * (0.3 + 0.3 * dice.random())
            yield Act(at, key, partial(revise, stage, paper.pk), aim=f"revise paper {paper.number}")
        yield from _after_revision(stage, decision, stage.done.get(key))
        if stage.play.chairs_act:
            yield Act(due.closes_at + 6 * HOUR, f"fail-{paper.number}",
                      partial(settle, stage, paper.pk), aim="end the conditions")  # fmt: skip


def _after_revision(stage: Stage, decision: Decision, sent: RehearsalAct | None) -> Iterator[Act]:
    if sent is None:
        return
    number, pk = decision.submission.number, decision.submission_id
    if decision.shepherd is not None:
        yield Act(sent.at + DAY, f"advise-{number}", partial(advise, stage, pk, decision.shepherd),
                  decision.shepherd, f"look at paper {number}")  # fmt: skip
    if stage.play.chairs_act:
        yield Act(sent.at + 2 * DAY, f"settle-{number}", partial(settle, stage, pk),
                  aim="confirm the conditions")  # fmt: skip


def revise(stage: Stage, pk: int) -> Done:
    paper = stage.paper(pk)
    author = contact_of(paper)
    stored = files.store_bytes(pdfs.typeset(stage.content_of(paper).number), "revised.pdf")
    revision = conditions.send_revision(paper=paper, by=author, stored=stored, response=MET)
    check(revision.version)
    return Done(f"{author} sent a new version of paper {paper.number}")


def advise(stage: Stage, pk: int, shepherd: User) -> Done:
    paper = stage.paper(pk)
    conditions.advise(paper=paper, by=shepherd, advice=Advice.MET, note="As we asked.")
    return Done(f"{shepherd} finds the conditions of paper {paper.number} met")


def settle(stage: Stage, pk: int) -> Done:
    """Met where a new version came; failed where none did until the date."""
    paper = stage.paper(pk)
    if paper.status != SubmissionStatus.CONDITIONALLY_ACCEPTED:
        return Done(f"Paper {paper.number} was settled already")
    chair = handler_of(stage, paper)
    if paper.decisions.released().filter(revisions__isnull=False).exists():
        conditions.confirm_conditions(paper=paper, by=chair)
        return Done(f"The chairs confirmed the conditions of paper {paper.number}")
    conditions.fail_conditions(paper=paper, by=chair, note="No new version came in time.")
    return Done(f"The conditions of paper {paper.number} were not met")


# ---- the publisher's form


def _rights(stage: Stage) -> Acts:
    due = stage.workshop.schedule.get(DeadlineKind.RIGHTS)
    if due is None:
        return
    open_ones: Any = stage.workshop.submissions.filter(status__in=printing.AWAITING, rights=None)
    for paper in open_ones.order_by("number"):
        dice = stage.dice("rights", paper.number)
        lead: timedelta = 6 * DAY * dice.random()
        yield Act(due.at - HOUR - lead, f"rights-{paper.number}",
                  partial(complete, stage, paper.pk), aim="complete the rights form")  # fmt: skip


def complete(stage: Stage, pk: int) -> Done:
    paper: Submission = stage.paper(pk)
    if paper.status not in printing.AWAITING:
        raise CannotBe("The paper was no longer accepted by then.")
    author = contact_of(paper)
    rights.settle(paper=paper, by=author)
    return Done(f"{author} completed the rights form of paper {paper.number}")
