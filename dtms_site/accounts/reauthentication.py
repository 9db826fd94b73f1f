"""Asking again who somebody is, before what could lock them out of their account.

allauth asks for a password, an app or a passkey. Most people here have none of these and sign in
with a mailed code; they are asked for one.
"""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest

from dtms_site.accounts import second_factor

KEY = "account_reauthentication_code"


def has_only_the_mailbox(user: Any) -> bool:
    return not user.has_usable_password() and not second_factor.has_any(user)


def proved_lately(request: HttpRequest) -> bool:
    """Whether somebody answered in this session, by a code that opened it or when asked again."""
    oldest = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(
        record["at"] >= oldest and record.get("reauthenticated")
        for record in get_authentication_records(request, request.user)
    )


def is_needed(request: HttpRequest) -> bool:
    try:
        return bool(is_reauthentication_required(request, app="allauth.account"))
    except ReauthenticationRequired:
        return True


def prove(request: HttpRequest, email: str) -> None:
    """Note that whoever is signed in has just typed a code that was mailed to them."""
    record_authentication(request, request.user, "code", email=email, reauthenticated=True)


class CodeByMail(AbstractCodeVerificationProcess):
    """A code on its way to the main address of whoever is signed in."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )
        self.request = request

    @classmethod
    def begin(cls, request: HttpRequest) -> "CodeByMail":
        email = address_of(request)
        process = cls(request, cls.initial_state(request.user, email=email))
        process.send()
        process.persist()
        return process

    @classmethod
    def under_way(cls, request: HttpRequest) -> "CodeByMail | None":
        state = request.session.get(KEY)
        if not state or state["email"] != address_of(request):
            return None
        process: CodeByMail | None = cls(request, state).abort_if_invalid()
        return process

    @property
    def email(self) -> str:
        return str(self.state["email"])

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        adapter.send_mail("account/email/login_code", self.email, {"code": self.code})

    def persist(self) -> None:
        self.request.session[KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(KEY, None)

    def finish(self) -> None:
        self.abort()
        prove(self.request, self.email)


def address_of(request: HttpRequest) -> str:
    return str(EmailAddress.objects.get_primary_email(request.user))
