"""A meeting before it begins: its page, invitations, calendars."""

import re

import pytest

from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import feeds
from reviews.meeting.entries import invitation
from reviews.services.meeting import planning

pytestmark = pytest.mark.django_db
PLAN = "/dtms/chair/meeting/"


def test_the_invitation_carries_the_date_and_goes_once_for_each(table):
    planning.invite(meeting=table.meeting(), by=table.chen_chair)
    assert planning.invite(meeting=table.meeting(), by=table.chen_chair) == 0
    told = OutboxMessage.objects.filter(kind="meeting.invite")
    assert told.count() == 7
    calendar = invitation(table.kim_conflicted, table.meeting()).decode()
    assert "UID:dtms-meeting-1@" in calendar
    assert "DTSTART:20270217T100500Z" in calendar
    assert "https://call.example/dtms" in calendar
    plan = planning.Plan(table.meeting().starts_at, "", 5)
    planning.change_plan(meeting=table.meeting(), by=table.chen_chair, plan=plan)
    assert planning.invite(meeting=table.meeting(), by=table.chen_chair) == 7


def test_the_date_is_in_the_calendars_of_those_who_serve(table):
    def dates(person):
        return [e.name for e in feeds.entries_of(person) if "meeting" in e.name]

    assert dates(table.rex_reviewer) == []
    planning.invite(meeting=table.meeting(), by=table.chen_chair)
    assert dates(table.rex_reviewer) == ["dtms-meeting-1"]
    assert dates(table.sam_stranger) == []
    planning.cancel(meeting=table.meeting(), by=table.chen_chair)
    assert dates(table.rex_reviewer) == []
    assert OutboxMessage.objects.filter(kind="meeting.cancelled").count() == 7


def test_one_button_plans_a_meeting_and_the_form_changes_it(table, sign_in):
    planning.cancel(meeting=table.meeting(), by=table.chen_chair)
    client = sign_in(table.chen_chair)
    page = client.get(PLAN).content.decode()
    given = dict(re.findall(r'name="(starts|minutes)"[^>]*? value="([^"]+)"', page))
    assert set(given) == {"starts", "minutes"}
    client.post(PLAN, given | {"call_url": ""})
    assert table.meeting().items.count() == 3
    bad = client.post(PLAN, given | {"call_url": "not a link", "minutes": "7"})
    assert bad.status_code == 422
    assert 'value="7"' in bad.content.decode()
    client.post(PLAN, given | {"minutes": "7", "call_url": "https://call.example/"})
    assert table.meeting().minutes_a_paper == 7
