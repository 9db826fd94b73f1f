from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet

from dtms_site.accounts.models import User


def normal(email: str) -> str:
    """The one way in which an address is kept and looked up.

    Looked up exactly: a database that ignores case takes "ı" for "i", so a code for one
    mailbox would open the account of another.
    """
    return email.strip().lower()


def verified_addresses(user: User) -> QuerySet[EmailAddress, str]:
    """The addresses that this person has proved to own, in lower case."""
    own = EmailAddress.objects.filter(user=user, verified=True)
    return cast("QuerySet[EmailAddress, str]", own.values_list("email", flat=True))


def holder_of(email: str) -> User | None:
    """The person who has proved to own this address."""
    address = (
        EmailAddress.objects.filter(email=normal(email), verified=True)
        .select_related("user")
        .first()
    )
    return address.user if address else None


def account_at(email: str) -> User | None:
    """The account of this address, proved or not."""
    address = (
        EmailAddress.objects.filter(email=normal(email))
        .select_related("user")
        .order_by("-verified", "pk")
        .first()
    )
    return address.user if address else User.objects.filter(email=normal(email)).first()


def owners_of(emails: Iterable[str]) -> dict[str, tuple[int, set[str]]]:
    """By address, for those that somebody proved: the account, and all it has proved."""
    wanted = {normal(email) for email in emails}
    mine = EmailAddress.objects.filter(email__in=wanted).values("user")
    proved: dict[int, set[str]] = {}
    rows = EmailAddress.objects.filter(user__in=mine, verified=True)
    for user, email in rows.values_list("user_id", "email"):
        proved.setdefault(user, set()).add(email)
    return {email: (user, emails) for user, emails in proved.items() for email in emails & wanted}


def unproved() -> QuerySet[User]:
    """Accounts that somebody made by typing an address, and whose mail nobody has read yet."""
    people = User.objects.filter(last_login=None, is_staff=False, is_superuser=False)
    return people.exclude(emailaddress__verified=True)


def forgettable(before: datetime | None = None) -> QuerySet[User]:
    """Unproved accounts that nothing points at: no paper, no role, no invitation they sent.

    One that an operator has closed stays, or it could be begun anew.
    """
    people = unproved().filter(is_active=True)
    if before:
        people = people.filter(date_joined__lt=before)
    relations: list[Any] = User._meta.get_fields(include_hidden=True)
    for relation in relations:
        if relation.concrete or relation.related_model is EmailAddress:
            continue
        rows = relation.related_model._base_manager  # noqa: SLF001
        pointing = rows.filter(**{relation.field.name: OuterRef("pk")})
        people = people.filter(~Exists(pointing))
    return people
