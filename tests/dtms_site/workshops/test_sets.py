"""Who holds a role, who is named, and which dates and invitations stand, said row by row."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from dtms_site.accounts.models import User
from dtms_site.workshops import policy
from dtms_site.workshops.enums import InvitationState, Role
from dtms_site.workshops.models import CommitteeInvitation, CommitteeMembership, Deadline, Workshop
from tests.editions import OPEN, make_edition
from tests.grid import Made, same, where

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_members_by_role_and_time():
    here, elsewhere = make_edition(chairs=()), make_edition("elsewhere", chairs=())
    told = []
    for n, (workshop, role, ended, listed, family) in enumerate(
        product((here, elsewhere), Role, (None, OPEN), (True, False), ("Ek", ""))
    ):
        user = User.objects.create_user(f"{n}@invented.example", family_name=family)
        told.append(
            Made(
                CommitteeMembership.objects.create(
                    workshop=workshop, user=user, role=role, ended_at=ended, is_listed=listed
                )
            )
        )
    serving = [made for made in told if made.row.ended_at is None]
    rows = CommitteeMembership.objects
    same(rows.current(), serving)
    same(rows.listed(), where(serving, lambda m: m.row.is_listed and m.row.user.family_name))
    same(rows.reviewing(), where(serving, lambda m: m.row.role in {"chair", "member"}))
    same(rows.chairs(), where(serving, lambda m: m.row.role == "chair"))
    same(rows.members(), where(serving, lambda m: m.row.role == "member"))
    for made in told:
        row = made.row
        holds = row.ended_at is None
        roles = policy.roles_of(row.user, row.workshop)
        assert roles == ({row.role} if holds else frozenset())
        assert policy.is_chair(row.user, row.workshop) == (holds and row.role == "chair")
        on_it = holds and row.role in {"chair", "member"}
        assert policy.is_on_committee(row.user, row.workshop) == on_it
        another = elsewhere if row.workshop == here else here
        assert policy.roles_of(row.user, another) == frozenset()
    assert policy.roles_of(AnonymousUser(), here) == frozenset()
    here.sealed_at = OPEN
    for row in (made.row for made in serving if made.row.workshop == here):
        kept = frozenset() if row.role == Role.MEMBER else {row.role}
        assert policy.roles_of(row.user, here) == kept


def test_dates_editions_and_invitations():
    workshop, rehearsal = make_edition(chairs=()), make_edition("rehearsal", chairs=())
    rehearsal.rehearsal_of, rehearsal.keeps_mail_on_screen = workshop, True
    rehearsal.save()
    same(Workshop.objects.live(), [Made(workshop)])
    dates = [Made(row) for row in workshop.deadlines.all() | rehearsal.deadlines.all()]
    assert len({date.row.is_public for date in dates}) == 2
    same(Deadline.objects.public(), where(dates, lambda d: d.row.is_public))
    same(
        Deadline.objects.bounds(), where(dates, lambda d: d.row.kind not in {"meeting", "workshop"})
    )
    asked = [
        Made(
            CommitteeInvitation.objects.create(
                workshop=workshop, email=f"{state}@invented.example", state=state, token_hash=state,
                sent_at=OPEN, expires_at=OPEN, answered_at=OPEN,
            )
        )
        for state in InvitationState
    ]  # fmt: skip
    same(CommitteeInvitation.objects.pending(), where(asked, lambda i: i.row.state == "pending"))
