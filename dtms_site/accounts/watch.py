"""Who came in and who was turned away: lines of the log, for whoever watches over the site."""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.adapter import BaseAdapter
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import ValidationError
from django.dispatch import receiver

log = logging.getLogger(__name__)
REFUSALS = {
    "email_password_mismatch", "incorrect_code", "incorrect_password", "too_many_login_attempts",
}  # fmt: skip


class NotesRefusals(BaseAdapter):
    """allauth asks its adapters for the words of every refusal; those of a way in are noted.

    Never what was typed: people type the password of another site, or into the wrong box.
    """

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code in REFUSALS:
            log.warning("refused: %s, from %s", code, get_adapter().get_client_ip(context.request))
        error: ValidationError = super().validation_error(code, *args)
        return error


@receiver(user_logged_in)
def note_sign_in(user: Any, **_: Any) -> None:
    log.info("signed in: account %s", user.pk)


@receiver(user_logged_out)
def note_sign_out(user: Any, **_: Any) -> None:
    log.info("signed out: account %s", user.pk if user else "none")
