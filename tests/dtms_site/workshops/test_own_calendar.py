"""A person's own dates at a secret address: theirs alone, moving with the edition's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import CalendarFeed
from dtms_site.workshops.services import (
    close_calendar,
    end_membership,
    renew_calendar,
    set_deadline,
)
from program.services import camera_ready
from submissions.models import Author
from tests.editions import (
    CLOSED,
    OPEN,
    REVIEWING,
    add_member,
    draft,
    in_review,
    make_edition,
    reviewed,
    submitted,
)
from tests.program.accepted import AFTER, accepted, release, unreleased

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def workshop():
    return make_edition()


@pytest.fixture
def dates(client):
    """dates(person, at) reads their calendar as a program does: uid -> event."""

    def read(person, at=OPEN):
        feed, _ = CalendarFeed.objects.get_or_create(user=person)
        with clock.at(at):
            answer = client.get(feed.get_absolute_url())
        assert answer.status_code == 200
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        return {str(e["uid"]).partition("@")[0]: e for e in events}

    return read


def summaries(events):
    return [str(e["summary"]) for e in events.values()]


def test_an_author_finds_the_draft_and_the_submitted_paper(workshop, ada_author, dates):
    draft(workshop, ada_author)
    submitted(workshop, ada_author)
    found = dates(ada_author)
    assert summaries(found) == [
        "DTMS ’27: submit “Untitled draft”",
        "DTMS ’27: last changes to “A Twin That Knows When It Is Wrong”",
    ]
    assert (
        found["dtms-submission-0-paper-1"]["dtstart"].dt.isoformat() == "2027-02-06T11:59:00+00:00"
    )


def test_dates_of_all_editions_are_in_one_calendar(workshop, ada_author, dates):
    draft(workshop, ada_author)
    draft(make_edition("other"), ada_author)
    assert set(dates(ada_author)) == {"dtms-submission-0-paper-1", "other-submission-0-paper-1"}


def test_what_is_closed_leaves_the_calendar(workshop, ada_author, dates):
    draft(workshop, ada_author)
    assert dates(ada_author, CLOSED) == {}


def test_a_date_that_moves_keeps_its_uid_and_counts_up(workshop, ada_author, chen_chair, dates):
    draft(workshop, ada_author)
    ((name, before),) = dates(ada_author).items()
    later = workshop.schedule.at(DeadlineKind.SUBMISSION) + timedelta(days=7)
    set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.SUBMISSION, at=later)
    after = dates(ada_author)[name]
    assert after["dtstart"].dt - before["dtstart"].dt == timedelta(days=7)
    assert (int(before["sequence"]), int(after["sequence"])) == (0, 1)


def test_a_name_that_has_not_confirmed_has_no_part_in_the_paper(
    workshop, ada_author, pablo_pending, dates
):
    paper = draft(workshop, ada_author)
    Author.objects.create(submission=paper, order=2, email=pablo_pending.email)
    assert dates(pablo_pending) == {}


def test_a_reviewer_finds_how_many_reviews_are_due_and_no_title(
    workshop, ada_author, otto_other, rex_reviewer, chen_chair, dates
):
    add_member(workshop, rex_reviewer)
    one, other = submitted(workshop, ada_author), submitted(workshop, otto_other)
    in_review(one, chen_chair, rex_reviewer)
    in_review(other, chen_chair, rex_reviewer)
    assert summaries(dates(rex_reviewer, REVIEWING)) == ["DTMS ’27: 2 reviews to send"]
    reviewed(one, rex_reviewer)
    assert summaries(dates(rex_reviewer, REVIEWING)) == ["DTMS ’27: 1 review to send"]


def test_a_paper_that_became_a_conflict_leaves_the_reviewers_calendar(
    workshop, ada_author, rex_reviewer, chen_chair, dates
):
    add_member(workshop, rex_reviewer)
    paper = in_review(submitted(workshop, ada_author), chen_chair, rex_reviewer)
    Author.objects.create(submission=paper, order=2, email=rex_reviewer.email)
    assert dates(rex_reviewer, REVIEWING) == {}


def test_somebody_who_left_the_committee_finds_no_reviews(
    workshop, ada_author, rex_reviewer, chen_chair, dates
):
    add_member(workshop, rex_reviewer)
    in_review(submitted(workshop, ada_author), chen_chair, rex_reviewer)
    end_membership(membership=workshop.memberships.get(user=rex_reviewer), by=chen_chair)
    assert dates(rex_reviewer, REVIEWING) == {}


def test_an_outcome_is_in_no_calendar_before_its_release(workshop, ada_author, chen_chair, dates):
    unreleased(workshop, ada_author, chen_chair)
    assert dates(ada_author, AFTER) == {}
    release(workshop, chen_chair)
    assert summaries(dates(ada_author, AFTER)) == [
        "DTMS ’27: final version of “A Twin That Knows When It Is Wrong”"
    ]


def test_a_conditional_paper_waits_for_its_revision(workshop, ada_author, chen_chair, dates):
    accepted(workshop, ada_author, chen_chair, outcome="conditional")
    assert summaries(dates(ada_author, AFTER))[0].startswith("DTMS ’27: revision of")


def test_more_time_for_one_final_version_moves_its_entry_alone(
    workshop, ada_author, chen_chair, dates
):
    paper = accepted(workshop, ada_author, chen_chair)
    ((name, before),) = dates(ada_author, AFTER).items()
    until = workshop.schedule.at(DeadlineKind.CAMERA_READY) + timedelta(days=3)
    with clock.at(AFTER):
        camera_ready.reopen(paper=paper, by=chen_chair, reason="Page 3 is cut off.", until=until)
    after = dates(ada_author, AFTER)[name]
    assert after["dtstart"].dt == clock.last_minute(until)
    assert int(after["sequence"]) > int(before["sequence"])


def test_the_calendar_takes_the_same_queries_for_one_paper_and_for_three(
    workshop, ada_author, client, django_assert_num_queries
):
    draft(workshop, ada_author)
    address = renew_calendar(ada_author).get_absolute_url()
    with clock.at(OPEN), django_assert_num_queries(8):
        client.get(address)
    draft(workshop, ada_author)
    draft(workshop, ada_author)
    with clock.at(OPEN), django_assert_num_queries(8):
        client.get(address)


def test_no_proxy_and_no_search_engine_keeps_it(client, ada_author):
    answer = client.get(renew_calendar(ada_author).get_absolute_url())
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Content-Type"].startswith("text/calendar")


def test_wrong_old_and_closed_addresses_answer_alike(client, ada_author):
    old = renew_calendar(ada_author).get_absolute_url()
    renew_calendar(ada_author)
    closed = CalendarFeed.objects.get(user=ada_author).get_absolute_url()
    close_calendar(ada_author)
    answers = [client.get(path) for path in (old, closed, "/me/calendar/abc.ics")]
    assert [a.status_code for a in answers] == [404, 404, 404]
    assert len({a.content for a in answers}) == 1
    # The clock may have moved on between two of them.
    said = [{k: v for k, v in a.headers.items() if k != "Expires"} for a in answers]
    assert said[0] == said[1] == said[2]
    assert "no-store" in answers[0]["Cache-Control"]


def test_the_calendar_of_a_closed_account_is_gone(client, ada_author):
    address = renew_calendar(ada_author).get_absolute_url()
    ada_author.is_active = False
    ada_author.save()
    assert client.get(address).status_code == 404


def test_one_click_on_the_profile_makes_a_new_address_and_one_closes_it(sign_in, ada_author):
    client = sign_in(ada_author)
    change = reverse("own-calendar-change")
    assert "Make my address" in client.get("/accounts/profile/").content.decode()
    assert client.post(change)["Location"] == "/accounts/profile/"
    first = CalendarFeed.objects.get().secret
    assert first in client.get("/accounts/profile/").content.decode()
    client.post(change)
    second = CalendarFeed.objects.get().secret
    assert second != first
    client.post(change, {"close": "yes"})
    assert not CalendarFeed.objects.exists()
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [*["calendar address made"] * 2, "calendar address closed"]


def test_looking_at_the_form_target_changes_nothing(sign_in, ada_author):
    renew_calendar(ada_author)
    secret = CalendarFeed.objects.get().secret
    sign_in(ada_author).get(reverse("own-calendar-change"))
    assert CalendarFeed.objects.get().secret == secret
