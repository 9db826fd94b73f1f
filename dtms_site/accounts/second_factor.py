"""Authenticator apps, recovery codes and passkeys: our words, and who must have one."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dtms_site.accounts.watch import NotesRefusals

KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class SecondFactorAdapter(NotesRefusals, DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "This cannot be removed.",
        "cannot_generate_recovery_codes": (
            "Recovery codes stand in for a passkey or an authenticator app. Add one of them first."
        ),
        "incorrect_code": (
            "This code does not fit. A code of an app works once, for half a minute: take the next."
        ),
        "unverified_email": "Confirm your e-mail address first, so that you can get back in.",
    }

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return f"Passkey {number}"

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def has_any(user: Any) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists())


def is_missing(user: Any) -> bool:
    """Whether somebody who decides over others would have to add a second factor first."""
    return settings.SECOND_FACTOR_REQUIRED and not has_any(user)


def ask_for_it(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, "Chairs and operators need a second factor. Add a passkey or an app, then go on."
    )
    return redirect("mfa_index")
