"""Notices that allauth does not send: to the person when an address joins, to one that leaves."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_added, email_removed
from django.dispatch import receiver

from dtms_site.accounts.models import User


@receiver(email_added)
def tell_of_a_new_address(user: User, email_address: EmailAddress, **_: Any) -> None:
    get_adapter().send_notification_mail(
        "account/email/email_added", user, {"address_added": email_address.email}
    )


@receiver(email_removed)
def tell_the_address_that_left(user: User, email_address: EmailAddress, **_: Any) -> None:
    if email_address.verified:
        get_adapter().send_notification_mail(
            "account/email/email_deleted",
            user,
            {"deleted_email": email_address.email},
            email=email_address.email,
        )
