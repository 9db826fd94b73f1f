from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding, services
from dtms_site.workshops.enums import Role
from dtms_site.workshops.services import Invitee
from tests.editions import OPEN, make_edition

pytestmark = pytest.mark.django_db
INES = Invitee("ines@lagoa.example", "Ines", "Quiroga")


@pytest.fixture
def offer(chen_chair):
    workshop = make_edition()
    with clock.at(OPEN):
        services.invite(workshop=workshop, by=chen_chair, people=[INES], role=Role.MEMBER)
    return workshop.invitations.get()


def reminders(days):
    """How many mails come by noon of that day."""
    asked = OutboxMessage.objects.filter(kind="committee.reminder")
    before = asked.count()
    with clock.at(OPEN + timedelta(days=days, hours=3)):
        reminding.run(clock.now())
    return asked.count() - before


def test_who_does_not_answer_is_reminded_after_three_and_six_days_and_then_no_more(offer):
    assert [reminders(day) for day in (2, 3, 4, 6, 7, 12)] == [0, 1, 0, 1, 0, 0]


@pytest.mark.parametrize("answer", ["accept", "decline", "withdraw"])
def test_who_answered_or_is_not_asked_any_more_is_left_in_peace(offer, chen_chair, answer):
    with clock.at(OPEN + timedelta(days=1)):
        if answer == "accept":
            services.accept_invitation(invitation=offer)
        elif answer == "decline":
            services.decline_invitation(invitation=offer, reason="")
        else:
            services.withdraw_invitation(invitation=offer, by=chen_chair)
    assert reminders(3) == 0


def test_after_a_week_the_desk_names_those_who_do_not_answer(offer, chen_chair, sign_in):
    words = "invitation without an answer"
    client = sign_in(chen_chair)
    with clock.at(OPEN + timedelta(days=6)):
        assert words not in client.get("/dtms/chair/").content.decode()
    with clock.at(OPEN + timedelta(days=7)):
        assert words in client.get("/dtms/chair/").content.decode()
