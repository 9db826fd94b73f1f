"""What a member finds waiting on "My reviews": each thing with its number, until it is done."""

from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.services import set_deadline
from reviews.enums import BidLevel
from reviews.services import bids, discussion
from tests.editions import CLOSED, REVIEWING, in_review, reviewed, submitted
from tests.reading import as_read

pytestmark = pytest.mark.django_db


def waiting(client, when):
    with clock.at(when):
        page = client.get("/dtms/reviews/")
    return page, [(task.count, task.what) for task in page.context["tasks"]]


def test_before_there_are_papers_a_member_reads_what_would_help_until_it_is_done(sign_in, world):
    nina, workshop = world.nina_unassigned, world.workshop
    nina.affiliation = world.otto_other.affiliation
    nina.save()
    client = sign_in(nina)
    page, tasks = waiting(client, CLOSED)
    assert tasks == [
        (3, "Not told yet: topics, own work, collaborators"),
        (1, "Possible conflicts"),
        (1, "Papers without your bid"),
    ]
    assert f"3 things wait for you, {nina.given_name}" in as_read(page)
    told = workshop.reviewer_profiles.create(user=nina, expertise="Twins.", collaborators="none")
    told.topics.add(workshop.topics.all()[0])
    with clock.at(CLOSED):
        bids.place_bids(workshop=workshop, member=nina, levels={1: BidLevel.EAGER})
        client.post("/dtms/conflicts/", {"paper": 2, "confirm": "yes"})
    page, tasks = waiting(client, CLOSED)
    assert tasks == []
    assert f"No reviews yet, {nina.given_name}" in as_read(page)


def test_a_thread_that_moved_is_told_where_the_paper_stands(sign_in, world):
    with clock.at(REVIEWING):
        discussion.comment(paper=world.paper, by=world.lena_lead, text="Again?",
                           audience="reviewers")  # fmt: skip
    client = sign_in(world.rex_reviewer)
    page, tasks = waiting(client, REVIEWING)
    assert tasks == [(1, "Discussions with something new")]
    assert as_read(page).count("/dtms/reviews/1/discussion/#new") == 2
    assert waiting(sign_in(world.todd_todo), REVIEWING)[1] == []
    with clock.at(REVIEWING):
        client.get("/dtms/reviews/1/discussion/")
    assert waiting(client, REVIEWING)[1] == []


def test_a_review_that_is_overdue_says_so(sign_in, world):
    due = REVIEWING + timedelta(days=9)
    set_deadline(workshop=world.workshop, by=world.chen_chair, kind=DeadlineKind.REVIEW, at=due)
    late, in_time = (
        as_read(waiting(sign_in(person), due)[0])
        for person in (world.todd_todo, world.rex_reviewer)
    )
    assert ("Late" in late, "Late" in in_time) == (True, False)


def test_what_waits_takes_the_same_queries_for_one_paper_and_for_three(
    sign_in, world, django_assert_num_queries
):
    early, talking = sign_in(world.nina_unassigned), sign_in(world.rex_reviewer)
    for titles in ((), ("Second", "Third")):
        for title in titles:
            paper = submitted(world.workshop, world.otto_other, title=title)
            in_review(paper, world.chen_chair, world.rex_reviewer, world.lena_lead)
            for person in (world.rex_reviewer, world.lena_lead):
                reviewed(paper, person, 3)
        for paper in world.workshop.submissions.filter(assignments__reviewer=world.lena_lead):
            paper.workshop = world.workshop
            with clock.at(REVIEWING):
                discussion.comment(paper=paper, by=world.lena_lead, text="So?",
                                   audience="reviewers")  # fmt: skip
        with clock.at(CLOSED), django_assert_num_queries(18):
            early.get("/dtms/reviews/")
        with clock.at(REVIEWING), django_assert_num_queries(18):
            talking.get("/dtms/reviews/")
