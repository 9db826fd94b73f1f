"""What reviewers and chairs are told without asking: little, once, and only what they may know."""

from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.mail import services as outbox
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from dtms_site.workshops.services import end_membership
from reviews.chair.digest import desks
from reviews.enums import LISTS_OF_PAPERS
from reviews.mail_policy import mail_for
from reviews.services import assignments, decisions, discussion, reviews, undoing
from tests.editions import DECIDING, REVIEWING, answers, decided, reviewed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = (REVIEWING + 2 * DAY).replace(hour=12)


def told(kind, person=None):
    rows = OutboxMessage.objects.filter(kind=kind).order_by("pk")
    return list(rows.filter(to_email=person.email) if person else rows)


def release(world, outcome="accept", **more):
    decided(world.paper, world.chen_chair, outcome, **more)
    with clock.at(DECIDING + HOUR):
        return decisions.release_decisions(workshop=world.workshop, by=world.chen_chair)


def through_the_day(first):
    for hours in range(0, 24, 2):
        with clock.at(first + hours * HOUR):
            reminding.run(clock.now())


def revise(world, person, text="Third thoughts.", when=NOON):
    with clock.at(when):
        row = reviews.Review.objects.get(assignment__reviewer=person)
        reviews.send_review(paper=world.paper, by=person, answers=answers(world.paper, 4, text),
                            based_on=row.edit_version)  # fmt: skip


def test_the_first_review_has_a_receipt_and_the_last_one_thanks(world):
    """Lena had one paper; Todd gets a second one."""
    assert [row.subject for row in told("review.thanks", world.lena_lead)] == [
        "[DTMS'27] All your reviews are in, thank you"
    ]
    assert told("review.received", world.lena_lead) == []
    with clock.at(REVIEWING):
        assignments.assign(paper=world.other, reviewer=world.todd_todo, by=world.chen_chair)
    world.other.refresh_from_db()
    reviewed(world.paper, world.todd_todo)
    assert len(told("review.received", world.todd_todo)) == 1
    assert told("review.thanks", world.todd_todo) == []
    reviewed(world.other, world.todd_todo)
    assert len(told("review.received", world.todd_todo)) == 1
    (thanks,) = told("review.thanks", world.todd_todo)
    assert "2 reviews of yours" in thanks.text


def test_a_release_tells_each_reviewer_once_and_no_one_in_conflict(world):
    release(world)
    through_the_day(DECIDING + HOUR)
    rows = told("decision.reviewer_notice")
    assert {row.to_email for row in rows} == {
        p.email for p in (world.rex_reviewer, world.lena_lead, world.todd_todo)
    }
    assert "1  A Twin That Knows When It Is Wrong: accepted" in rows[0].text
    through_the_day(DECIDING + DAY)
    assert len(told("decision.reviewer_notice")) == 3


def test_a_reviewer_who_left_meanwhile_is_not_told(world):
    release(world)
    through_the_day(DECIDING + HOUR)
    (row,) = told("decision.reviewer_notice", world.rex_reviewer)
    end_membership(membership=world.workshop.memberships.get(user=world.rex_reviewer),
                   by=world.chen_chair)  # fmt: skip
    with clock.at(DECIDING + DAY):
        outbox.send(row.pk)
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_a_release_that_is_undone_tells_nobody_and_stops_the_shepherds_mail(world):
    release(world, "conditional", conditions="Add the data.", shepherd=world.nina_unassigned)
    (asked,) = told("shepherd.assigned")
    assert (asked.to_email, asked.state) == (world.nina_unassigned.email, "queued")
    assert "  Add the data." in asked.text
    with clock.at(DECIDING + HOUR + timedelta(minutes=5)):
        undoing.undo_release(workshop=world.workshop, by=world.chen_chair)
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    through_the_day(DECIDING + HOUR)
    assert told("decision.reviewer_notice") == []


def test_a_revision_is_told_to_whoever_reads_reviews_and_has_not_looked(world):
    revise(world, world.rex_reviewer)
    through_the_day(NOON)
    assert [row.to_email for row in told("review.revised")] == [world.lena_lead.email]
    revise(world, world.rex_reviewer, "Fourth thoughts.", when=NOON + 2 * DAY)
    with clock.at(NOON + 2 * DAY + timedelta(minutes=9)):
        discussion.visit(paper=world.paper, user=world.lena_lead)
    through_the_day(NOON + 2 * DAY + HOUR)
    assert len(told("review.revised")) == 1


def test_a_chair_hears_in_the_evening_what_waits_and_not_again_for_three_days(world):
    """Paper 2 has no reviewers: Chen is told, and nobody who has nothing to do."""
    for days in range(4):
        through_the_day(REVIEWING.replace(hour=1) + days * DAY)
    rows = told("chair.digest", world.chen_chair)
    assert 1 <= len(rows) <= 2
    assert "1 paper short of reviewers" in rows[0].text
    assert rows[0].created_at.hour in range(8, 20)


def test_an_empty_desk_sends_nothing(world):
    with clock.at(REVIEWING):
        for work in desks(world.workshop, "each"):
            assert work.is_there() is bool(work.values(clock.now())["items"])


def test_news_that_lists_papers_is_not_in_the_outbox_of_a_chair_in_conflict(world):
    release(world)
    through_the_day(DECIDING + HOUR)
    with clock.at(DECIDING + DAY):
        seen = set(
            mail_for(world.xavi_conflicted_chair, world.workshop).values_list("kind", flat=True)
        )
    assert not seen & {*LISTS_OF_PAPERS, "review.received"}
    assert {"review.thanks", "decision.reviewer_notice"} <= set(LISTS_OF_PAPERS)
