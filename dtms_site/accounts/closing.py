"""Closing an account for good, at the wish of whoever it belongs to.

What a workshop decided by stays with it: papers that were handed in keep the names of their
authors, and reviews stay, written by "Former participant". All else goes. Each app says what stands
in the way and lets go of its part, those on top first.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import get_random_string

from dtms_site import clock
from dtms_site.accounts import querysets
from dtms_site.accounts.models import User
from dtms_site.accounts.services import recipient
from dtms_site.audit.services import record
from dtms_site.mail import services as mail

FAREWELL = "privacy.deleted"
NAME = ("Former", "participant")


class StillNeeded(Exception):
    """Something that only this person can do or hand over stands in the way."""


@dataclass(frozen=True)
class Part:
    obstacles: Callable[[User], Iterable[str]]
    """Sentences that say what to do first."""
    leave: Callable[[User], None]


_parts: list[Part] = []


def register(leave: Callable[[User], None], obstacles: Callable[[User], Iterable[str]]) -> None:
    _parts.append(Part(obstacles, leave))


def obstacles(user: User) -> list[str]:
    """What has to be done before this account can be closed."""
    found = [text for part in _parts for text in part.obstacles(user)]
    if user.is_staff:
        found.append("You are an operator of this site. Another one takes that from you first.")
    return found


@transaction.atomic
def close(*, user: User) -> None:
    """Nobody signs in to it again, and its address is free. Told by mail. Raises StillNeeded."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not user.is_active or (found := obstacles(user)):
        raise StillNeeded("" if not user.is_active else found[0])
    addresses = {user.email, *querysets.verified_addresses(user)}
    for part in reversed(_parts):
        part.leave(user)
    record("account closed", actor=user, about=user)
    _let_go_of_the_keys(user)
    mail.forget_reader(user.pk, addresses)
    mail.tell(FAREWELL, recipient(user), {}, key=get_random_string(32))
    _become_nobody(user)


def _let_go_of_the_keys(user: User) -> None:
    """Whatever opens the account, here and in every browser."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()


def _become_nobody(user: User) -> None:
    user.email = f"{secrets.token_hex(8)}@closed.invalid"
    user.given_name, user.family_name = NAME
    user.affiliation = user.country = user.orcid = user.time_zone = ""
    user.password = make_password(None)
    user.is_active = False
    user.closed_at = clock.now()
    user.save()


def forget_farewells() -> int:
    """The last mail to a closed account has left: its address goes too. Returns how many."""
    closed = User.objects.filter(closed_at__isnull=False).values_list("pk", flat=True)
    return mail.forget_delivered(FAREWELL, list(closed))
