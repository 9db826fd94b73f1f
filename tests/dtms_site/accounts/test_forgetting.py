from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from dtms_site.accounts import services
from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import forgettable, holder_of
from dtms_site.accounts.tasks import forget
from dtms_site.workshops.enums import Role
from dtms_site.workshops.services import appoint
from tests.dtms_site.accounts.flows import (
    ask_for_code,
    code_for,
    enter,
    person_in,
    sign_up,
    type_code,
)
from tests.editions import draft, make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TYPED = datetime(2027, 1, 26, 9, tzinfo=UTC)
LATER = TYPED + timedelta(days=7, minutes=1)
NEW = "nora.newby@fjordheim.example"


def remains_after_a_week() -> bool:
    with time_machine.travel(LATER, tick=False):
        forget()
    return User.objects.filter(email=NEW).exists()


def test_an_address_that_was_only_typed_is_forgotten_after_a_week(client):
    with time_machine.travel(TYPED, tick=False):
        ask_for_code(client, NEW)
    assert not remains_after_a_week()


def test_a_sign_up_that_was_not_confirmed_is_forgotten_after_a_week(client):
    with time_machine.travel(TYPED, tick=False):
        sign_up(client, NEW)
    assert not remains_after_a_week()


def test_within_the_week_nothing_is_forgotten(client):
    with time_machine.travel(TYPED, tick=False):
        ask_for_code(client, NEW)
    with time_machine.travel(TYPED + timedelta(days=6, hours=23), tick=False):
        assert services.forget_unproved(datetime.now(UTC)) == 0
        assert User.objects.filter(email=NEW).exists()


def test_whoever_typed_the_code_stays(client):
    with time_machine.travel(TYPED, tick=False):
        enter(client, NEW)
    assert remains_after_a_week()


def test_somebody_with_a_role_stays():
    with time_machine.travel(TYPED, tick=False):
        appoint(workshop=make_edition(), user=services.person_with(NEW), role=Role.MEMBER, by=None)
    assert remains_after_a_week()


def test_somebody_for_whom_a_paper_was_begun_stays():
    with time_machine.travel(TYPED, tick=False):
        user = services.person_with(NEW)
        draft(make_edition(), user)
    assert remains_after_a_week()


def test_an_operator_stays():
    with time_machine.travel(TYPED, tick=False):
        services.make_operator(NEW)
    assert remains_after_a_week()


def test_an_account_that_an_operator_closed_stays_closed(client):
    with time_machine.travel(TYPED, tick=False):
        ask_for_code(client, NEW)
        User.objects.update(is_active=False)
    assert remains_after_a_week()


def test_everything_that_can_point_at_an_account_is_asked():
    """Another app's new link to accounts is covered without anybody thinking of it."""
    asked = str(forgettable().query)
    links = [
        relation.related_model._meta.db_table
        for relation in User._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    ]
    assert len(links) > 20
    assert [table for table in links if f'"{table}"' not in asked] == []


def test_an_account_forgotten_between_mail_and_code_is_made_again(client):
    with time_machine.travel(TYPED, tick=False):
        ask_for_code(client, NEW)
    with time_machine.travel(LATER, tick=False):
        ask_for_code(client, NEW)
        forget()
        assert not User.objects.filter(email=NEW).exists()
        type_code(client, code_for(NEW))
        assert person_in(client) == holder_of(NEW)
