"""What changes accounts and their addresses."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import get_random_string

from dtms_site import clock
from dtms_site.accounts import querysets
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail

UNPROVED_LIFE = timedelta(days=7)


@transaction.atomic
def person_with(email: str, **names: str) -> User:
    """The account of this address, made if there is none. A new one has no password.

    The address of a new account is unverified: its owner proves it by the first code.
    """
    email = querysets.normal(email)
    known = querysets.account_at(email)
    if known is None:
        # An empty password would count as one; this one says that there is none.
        start = {**names, "password": make_password(None)}
        known, _ = User.objects.get_or_create(email=email, defaults=start)
    has_main = EmailAddress.objects.filter(user=known, primary=True).exists()
    EmailAddress.objects.get_or_create(user=known, email=email, defaults={"primary": not has_main})
    return known


@transaction.atomic
def address_proved(user: User, email: str) -> None:
    """This person has shown that they read mail to this address, by a link sent there."""
    address, _ = EmailAddress.objects.get_or_create(
        user=user, email=querysets.normal(email), defaults={"primary": False}
    )
    address.verified = True
    address.primary = address.primary or address.email == user.email
    address.save()


def complete_profile(user: User, **names: str) -> None:
    """Fill what the profile lacks; what the person wrote stays."""
    missing = {field: value for field, value in names.items() if value and not getattr(user, field)}
    if missing:
        for field, value in missing.items():
            setattr(user, field, value)
        user.save(update_fields=list(missing))


@transaction.atomic
def change_profile(user: User, changes: Mapping[str, Any], *, by: User) -> None:
    """Set the named fields. A new name is logged: others know people by it."""
    before = str(User.objects.get(pk=user.pk))
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    if str(user) != before:
        record("name changed", actor=by, about=user, old=before, new=str(user))


def is_free(email: str) -> bool:
    """Whether somebody may begin with this address: nobody has proved it, nobody was shut out."""
    known = querysets.account_at(email)
    return known is None or (known.is_active and querysets.unproved().filter(pk=known.pk).exists())


@transaction.atomic
def give_way(email: str, *, to: User) -> None:
    """`to` has proved this address: an account that somebody only typed it for is dropped."""
    querysets.forgettable().filter(email=querysets.normal(email)).exclude(pk=to.pk).delete()


@transaction.atomic
def forget_unproved(now: datetime) -> int:
    """Remove accounts that were never proved within 7 days and that nothing points at.

    Returns how many.
    """
    old = querysets.forgettable(before=now - UNPROVED_LIFE)
    locked = list(old.select_for_update(of=("self",)).values_list("pk", flat=True))
    # Asked again under the lock: a paper may have come to point at one in between.
    gone = list(old.filter(pk__in=locked))
    User.objects.filter(pk__in=[user.pk for user in gone]).delete()
    return len(gone)


@transaction.atomic
def remove_second_factors(user: User, *, by: User) -> None:
    """An operator's help for somebody who lost theirs. They sign in with a code alone again."""
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        record("second factors removed", actor=by, about=user)
        lost = "passkeys, authenticator app and recovery codes were removed"
        tell_of_change(user, lost, where="an operator of this site")


@transaction.atomic
def note_copy(user: User, *, where: str) -> None:
    """A copy of their data is about to be made: the log knows, and the person is told."""
    record("own data copied", actor=user, about=user)
    values = {"when": _now_in_words(), "where": where}
    mail.tell("privacy.export_ready", recipient(user), values, key=get_random_string(32))


def tell_of_change(user: User, change: str, *, where: str, email: str = "") -> None:
    """Tell the person what was changed about how their account is opened, and from where."""
    values = {"change": change, "when": _now_in_words(), "where": where}
    mail.tell("account.changed", recipient(user, email), values, key=get_random_string(32))


def _now_in_words() -> str:
    now = clock.now()
    return f"{now:%a} {now.day} {now:%b %Y, %H:%M} UTC"


def recipient(user: User, email: str = "") -> mail.Recipient:
    """Without a name for somebody who has told none: their address is no name."""
    name = user.get_full_name() if user.given_name or user.family_name else ""
    return mail.Recipient(email or user.email, name, user.pk)


@transaction.atomic
def make_operator(email: str) -> User:
    """The operator account of this address, made if there is none. Its owner is told.

    Who may run this on the machine vouches for the address, so no code proves it.
    """
    user = person_with(email)
    address_proved(user, email)
    if not (user.is_staff and user.is_active):
        user.is_staff = user.is_active = True
        user.save(update_fields=["is_staff", "is_active"])
        record("operator made", about=user)
        mail.tell("account.operator", recipient(user), {}, key=get_random_string(32))
    return user
