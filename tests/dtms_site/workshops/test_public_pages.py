import pytest
from icalendar import Calendar

from dtms_site import clock
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Workshop
from tests.editions import OPEN, add_member, make_edition

pytestmark = pytest.mark.django_db


def test_the_root_leads_to_the_only_edition(client):
    make_edition()
    assert client.get("/").headers["Location"] == "/dtms/"


def test_the_root_lists_several_editions(client):
    make_edition()
    make_edition("other")
    page = client.get("/").content.decode()
    assert 'href="/dtms/"' in page
    assert 'href="/other/"' in page


def test_the_call_shows_types_topics_dates_and_people(client, rex_reviewer):
    workshop = make_edition()
    add_member(workshop, rex_reviewer)
    with clock.at(OPEN):
        page = client.get("/dtms/").content.decode()
    assert "Position paper" in page
    assert "Statistical modelling" in page
    assert "Fri 5 Feb 2027, 23:59 AoE" in page
    assert "Sat 6 Feb, 11:59 UTC" in page
    assert str(rex_reviewer) in page
    assert "Reviews due" not in page


def test_the_public_page_names_no_address_of_a_person(client, rex_reviewer):
    add_member(make_edition(), rex_reviewer)
    assert rex_reviewer.email not in client.get("/dtms/").content.decode()


def test_the_call_takes_the_same_queries_for_one_member_and_for_three(
    client, rex_reviewer, lena_lead, nina_unassigned, django_assert_num_queries
):
    workshop = make_edition()
    add_member(workshop, rex_reviewer)
    with django_assert_num_queries(7):
        client.get("/dtms/")
    add_member(workshop, lena_lead)
    add_member(workshop, nina_unassigned, Role.ORGANIZER)
    with django_assert_num_queries(7):
        client.get("/dtms/")


def test_the_calendar_opens_in_a_parser(client):
    make_edition()
    calendar = Calendar.from_ical(client.get("/dtms/calendar.ics").content)
    events = {str(e["summary"]): e for e in calendar.walk("VEVENT")}
    papers = events["DTMS ’27: Papers due"]
    assert papers["dtstart"].dt.isoformat() == "2027-02-06T11:59:00+00:00"
    assert int(papers["sequence"]) == 0
    assert "DTMS ’27: Reviews due" not in events


def test_no_edition_takes_the_first_part_of_another_address():
    from django.core.exceptions import ValidationError
    from django.urls import get_resolver

    firsts = {str(p.pattern).partition("/")[0] for p in get_resolver().url_patterns}
    for word in firsts - {"", "<slug:slug>"}:
        with pytest.raises(ValidationError):
            Workshop(slug=word, name="x", short_name="x", year=2027, contact_email="a@x.example",
                     opens_at=OPEN).full_clean()  # fmt: skip
