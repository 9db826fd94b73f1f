"""Whoever has a draft that is not submitted reads it on every page of the edition in time."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dtms_site import clock
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.services import set_deadline
from tests.editions import complete, draft, make_edition, submitted

pytestmark = pytest.mark.django_db
BAR = '<aside class="draft-bar'
LOUD = "draft-bar-loud"


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def workshop():
    return make_edition()


@pytest.fixture
def look(sign_in, workshop):
    """look(person, before) opens a page that long before the papers are due."""
    due = workshop.schedule.get(DeadlineKind.SUBMISSION)

    def page(person, before, path="/dtms/"):
        with clock.at(due.at - before):
            return sign_in(person).get(path).content.decode()

    return page


HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("before", "is_there", "is_loud"),
    [(72 * HOUR + SECOND, False, False), (72 * HOUR, True, False), (HOUR + SECOND, True, False),
     (HOUR, True, True), (SECOND, True, True), (0 * HOUR, True, True),
     (timedelta(minutes=-15) + SECOND, True, True), (timedelta(minutes=-15), False, False)],
)  # fmt: skip
def test_it_comes_three_days_before_grows_loud_and_ends_with_the_grace(
    workshop, ada_author, look, before, is_there, is_loud
):
    draft(workshop, ada_author)
    page = look(ada_author, before)
    assert (BAR in page, LOUD in page) == (is_there, is_loud)


def test_it_says_what_is_left_and_how_long(workshop, ada_author, look):
    draft(workshop, ada_author)
    page = look(ada_author, 28 * HOUR)
    assert "1 d 4 h left." in page
    assert "Add the PDF." in page
    assert 'href="/dtms/papers/1/edit/"' in page


def test_a_complete_draft_is_told_to_press_the_button(workshop, ada_author, look):
    paper = draft(workshop, ada_author)
    assert "to do" in look(ada_author, HOUR)
    complete(paper, ada_author)
    assert "It is complete: press “Submit paper”." in look(ada_author, HOUR)


@pytest.mark.parametrize("path", ["/dtms/", "/dtms/papers/", "/dtms/papers/1/", "/dtms/check/"])
def test_it_is_on_every_page_of_the_edition(workshop, ada_author, look, path):
    draft(workshop, ada_author)
    assert BAR in look(ada_author, HOUR, path)


def test_it_is_on_the_chairs_pages_too(workshop, chen_chair, look):
    draft(workshop, chen_chair)
    assert BAR in look(chen_chair, HOUR, "/dtms/chair/deadlines/")


def test_the_front_page_of_several_editions_shows_the_drafts_of_all(workshop, ada_author, look):
    make_edition("other")
    draft(workshop, ada_author)
    assert BAR in look(ada_author, HOUR, "/")


def test_it_is_not_on_pages_of_another_edition_nor_of_the_account(workshop, ada_author, look):
    make_edition("other")
    draft(workshop, ada_author)
    assert BAR not in look(ada_author, HOUR, "/other/")
    assert BAR not in look(ada_author, HOUR, "/accounts/profile/")


def test_a_submitted_paper_and_somebody_elses_draft_give_no_bar(
    workshop, ada_author, otto_other, look
):
    submitted(workshop, ada_author)
    draft(workshop, otto_other)
    assert BAR not in look(ada_author, HOUR)


def test_a_type_with_a_later_date_is_warned_by_that(workshop, ada_author, look):
    survey = workshop.paper_types.get(key="survey")
    at = workshop.schedule.at(DeadlineKind.SUBMISSION) + timedelta(days=7)
    set_deadline(workshop=workshop, by=None, kind=DeadlineKind.SUBMISSION, at=at, paper_type=survey)
    complete(draft(workshop, ada_author), ada_author, paper_type_id=survey.pk)
    assert BAR not in look(ada_author, HOUR)
    assert "2 d 0 h left." in look(ada_author, timedelta(days=-5))


def queries(client, at, path):
    with (
        clock.at(at),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        client.get(path)
    return len(seen)


@pytest.mark.parametrize("path", ["/dtms/", "/dtms/papers/", "/dtms/check/"])
def test_it_costs_one_query_at_most_and_none_without_a_draft(workshop, ada_author, sign_in, path):
    client = sign_in(ada_author)
    at = workshop.schedule.at(DeadlineKind.SUBMISSION) - HOUR
    cache.clear()  # what another test kept would run out in the middle
    submitted(workshop, ada_author)
    without = queries(client, at, path)
    draft(workshop, ada_author)
    queries(client, at, path)  # what the draft lacks is kept from here on
    one = queries(client, at, path)
    assert one - without <= 1
    draft(workshop, ada_author)
    draft(workshop, ada_author)
    queries(client, at, path)
    assert queries(client, at, path) == one


def test_nobody_signed_in_costs_nothing(workshop, ada_author, client, django_assert_num_queries):
    draft(workshop, ada_author)
    at = workshop.schedule.at(DeadlineKind.SUBMISSION) - HOUR
    with clock.at(at), django_assert_num_queries(7):
        client.get("/dtms/")
