"""Whose an address is, and which accounts nobody has proved."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from dtms_site.accounts import querysets
from dtms_site.accounts.models import User
from dtms_site.workshops.enums import Role
from tests.editions import add_member, make_edition
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SHARED, MINE, TYPED = (f"{n}@invented.example" for n in ("shared", "mine", "typed"))


def address(user: User, email: str, *, verified: bool) -> None:
    EmailAddress.objects.create(user=user, email=email, verified=verified)


@pytest.fixture
def ada(ada_author: User, rex_reviewer: User) -> User:
    """Rex typed the address that Ada proved, and proved one of their own."""
    address(rex_reviewer, SHARED, verified=False)
    address(ada_author, SHARED, verified=True)
    address(ada_author, MINE, verified=True)
    address(rex_reviewer, TYPED, verified=False)
    return ada_author


def test_an_address_belongs_to_whoever_proved_it(ada: User, rex_reviewer: User):
    own = {ada.email, SHARED, MINE}
    assert set(querysets.verified_addresses(ada)) == own
    assert querysets.holder_of(f" {SHARED.upper()} ") == ada
    assert querysets.holder_of(TYPED) is None
    assert querysets.holder_of("nobody@invented.example") is None
    found = querysets.owners_of([f" {SHARED.upper()}", MINE, TYPED, "nobody@invented.example"])
    assert found == {SHARED: (ada.pk, own), MINE: (ada.pk, own)}
    pablo = make_person("pablo_pending")  # has one address, and no other
    for user in (rex_reviewer, pablo):
        assert querysets.owners_of([user.email]) == {user.email: (user.pk, {user.email})}


def test_the_account_at_an_address_is_the_prover_then_the_oldest_then_the_bare_one(
    ada: User, rex_reviewer: User
):
    address(ada, TYPED, verified=False)
    bare = User.objects.create_user("bare@invented.example")
    assert querysets.account_at(f" {SHARED.upper()}") == ada
    assert querysets.account_at(TYPED) == rex_reviewer
    assert querysets.account_at("Bare@invented.example ") == bare
    assert querysets.account_at("nobody@invented.example") is None


def typed(name: str, **more: object) -> User:
    user = User.objects.create_user(f"{name}@typed.example", **more)
    address(user, user.email, verified=False)
    return user


def test_unproved_is_who_never_came_in_and_forgettable_who_left_no_trace(rex_reviewer: User):
    now = timezone.now()
    new, older = typed("new"), typed("older")
    staff, root = typed("staff", is_staff=True), typed("root", is_superuser=True)
    seen, closed = typed("seen", last_login=now), typed("closed", is_active=False)
    member, host = typed("member"), typed("host")
    workshop = make_edition(chairs=())
    add_member(workshop, member)
    workshop.invitations.create(
        email="guest@invented.example", invited_by=host, token_hash="0", sent_at=now, expires_at=now
    )
    add_member(workshop, make_person("walt_web"), Role.ORGANIZER)
    User.objects.filter(pk=older.pk).update(date_joined=now - timedelta(days=8))
    assert set(querysets.unproved()) == {new, older, closed, member, host}
    assert not {staff, root, seen, rex_reviewer} & set(querysets.unproved())
    assert set(querysets.forgettable()) == {new, older}
    assert set(querysets.forgettable(now - timedelta(days=7))) == {older}
    User.objects.filter(pk=older.pk).update(date_joined=now)
    assert not querysets.forgettable(now).filter(pk=older.pk).exists()
