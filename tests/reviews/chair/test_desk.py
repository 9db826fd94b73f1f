"""The desk: each thing that waits for a chair, with its number, its reason and one click."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.enums import DeadlineKind
from reviews.models import Comment
from reviews.services import reviews
from reviews.services.discussion import comment
from submissions.models import FormatReport, Submission
from tests.editions import CLOSED, DECIDING, REVIEWING, answers, in_review, reviewed, submitted
from tests.program.accepted import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(sign_in, world):
    """tasks(at, who) gives what waits then, by its words."""

    def found(at=DECIDING, who=None):
        with clock.at(at):
            page = sign_in(who or world.chen_chair).get("/dtms/chair/")
        return {task.what: task for task in page.context["tasks"]}

    return found


def apart(world, *, todd=1):
    """Todd and Rex are three points or more apart on paper 1."""
    with clock.at(REVIEWING + timedelta(days=1)):
        reviews.send_review(
            paper=fresh(world.paper), by=world.todd_todo, based_on=0,
            answers=answers(world.paper, todd),
        )  # fmt: skip


def test_papers_short_of_reviews_are_named_once_the_reviews_date_has_passed(tasks):
    assert "papers short of reviews" not in tasks(REVIEWING + timedelta(days=1))
    assert tasks()["papers short of reviews"].count == 2


def test_late_members_are_written_to_with_one_click_on_the_desk(tasks, sign_in, world):
    task = tasks()["review overdue"]
    assert task.is_act
    with clock.at(DECIDING):
        sign_in(world.chen_chair).post(task.url)
    (mail,) = OutboxMessage.objects.filter(kind="review.nudge")
    assert (mail.to_email, mail.state) == (world.todd_todo.email, "held")
    assert tasks()["mail held back"].url.endswith("/chair/mail/?state=held")


def test_scores_far_apart_wait_for_a_word_and_go_with_the_first_one(tasks, world):
    words = "paper with scores far apart and no discussion"
    assert words not in tasks()
    apart(world)
    assert tasks()[words].count == 1
    with clock.at(DECIDING):
        comment(paper=fresh(world.paper), by=world.rex_reviewer, text="Why?", audience="reviewers")
    assert words not in tasks()


def test_a_notice_of_the_system_is_no_discussion(tasks, world):
    apart(world)
    Comment.objects.create(
        submission=world.paper, writer=world.todd_todo, text="Merit: 1 to 2", is_notice=True,
        written_at=DECIDING,
    )  # fmt: skip
    assert "paper with scores far apart and no discussion" in tasks()


def test_papers_that_break_the_format_wait_until_reviewing_starts(tasks, world):
    FormatReport.objects.update(overall="reject", state="done", finished_at=CLOSED)
    Submission.objects.filter(pk=world.other.pk).update(status="submitted")
    assert tasks(CLOSED)["paper with a format problem"].count == 1
    Submission.objects.filter(pk=world.other.pk).update(status="under_review")
    assert "paper with a format problem" not in tasks(CLOSED)


def test_a_date_within_two_days_is_named_with_what_it_changes(tasks, world):
    due = world.workshop.schedule.get(DeadlineKind.REVIEW)
    (near,) = [task for what, task in tasks(due.at - timedelta(hours=30)).items() if "near" in what]
    assert near.what == "date near: Reviews due, in 1 d 6 h"
    assert near.why == "1 review would be late as of now."
    assert not [what for what in tasks(due.at - timedelta(days=3)) if "near" in what]


def test_nothing_of_a_paper_in_conflict_waits_for_its_chair(tasks, world):
    apart(world)
    FormatReport.objects.filter(version__submission=world.paper).update(
        overall="reject", state="done", finished_at=CLOSED
    )
    found = tasks(who=world.xavi_conflicted_chair)
    named = {what: task.count for what, task in found.items() if "date near" not in what}
    assert named == {"paper short of reviewers": 1, "paper short of reviews": 1}


def test_the_desk_takes_the_same_queries_for_one_paper_and_for_three(sign_in, world):
    client, counts = sign_in(world.chen_chair), []
    for title in ("", "Second", "Third"):
        if title:
            paper = submitted(world.workshop, world.otto_other, title=title)
            in_review(paper, world.chen_chair, world.rex_reviewer, world.todd_todo)
            reviewed(paper, world.rex_reviewer)
        with clock.at(DECIDING), CaptureQueriesContext(connection) as queries:
            client.get("/dtms/chair/")
        counts.append(len(queries))
    assert counts == [21, 21, 21]
