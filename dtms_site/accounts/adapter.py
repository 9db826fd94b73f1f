"""How allauth speaks, mails and redirects on this site."""

from typing import Any
from urllib.parse import unquote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme

from dtms_site.accounts import devices, reauthentication, second_factor, services
from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import holder_of
from dtms_site.accounts.watch import NotesRefusals
from dtms_site.mail import services as mail

# allauth's template prefix -> our mail
LETTERS = {
    "account/email/login_code": "account.code",
    "account/email/email_confirmation": "account.verify",
    "account/email/email_confirmation_signup": "account.verify",
    "account/email/password_reset_key": "account.reset",
    "account/email/account_already_exists": "account.exists",
    "account/email/unknown_account": "account.unknown",
}
# allauth's template prefix -> what happened, for the notice of a changed account
CHANGES = {
    "account/email/email_added": "the address {address_added} was added",
    "account/email/email_changed": "the main address is now {to_email}, it was {from_email}",
    "account/email/email_deleted": "the address {deleted_email} was removed",
    "account/email/password_changed": "the password was changed",
    "account/email/password_reset": "the password was replaced by a new one",
    "account/email/password_set": "a password was set",
    "mfa/email/recovery_codes_generated": "there are new recovery codes",
    "mfa/email/totp_activated": "an authenticator app was added",
    "mfa/email/totp_deactivated": "the authenticator app was removed",
    "mfa/email/webauthn_added": "a passkey was added",
    "mfa/email/webauthn_removed": "a passkey was removed",
}
SOME_CHANGE = "the way in which it is opened changed"

TOO_OFTEN = "Too many tries in a short time. Wait five minutes, then try again."


class AccountAdapter(NotesRefusals, DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed.",
        "duplicate_email": "This address is on your account already.",
        "email_password_mismatch": (
            "This address and this password do not fit together. Try again, or sign in with a code."
        ),
        "email_taken": (
            "This address has an account of its own. Sign in with it instead, or add another one."
        ),
        "enter_current_password": "This is not your present password.",
        "incorrect_code": "This is not the code of our newest mail. Compare the two once more.",
        "incorrect_password": "This is not your password.",
        "invalid_password_reset": "This link was used before, or it is older than an hour.",
        "max_email_addresses": "An account holds %d addresses at most. Remove one first.",
        "rate_limited": TOO_OFTEN,
        "same_as_current": "This is the address you have already.",
        "too_many_login_attempts": TOO_OFTEN,
        "unverified_primary_email": "Confirm this address first, then make it the main one.",
    }

    def is_safe_url(self, url: str) -> bool:
        """Only pages of this site, only as a path, and the same after it was decoded once more."""
        plain = unquote(url)
        return (
            url.startswith("/")
            and plain.isprintable()
            and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
            and url_has_allowed_host_and_scheme(plain, allowed_hosts=None)
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, token = key.partition("-")
        return mail.address(reverse("account_reset_password_from_key", args=[uid, token]))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth lets pass whoever has neither password nor second factor; we mail a code."""
        if not reauthentication.has_only_the_mailbox(self.request.user):
            return bool(super().is_reauthentication_required(app=app, **kwargs))
        if not reauthentication.proved_lately(self.request):
            raise ReauthenticationRequired
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The strongest that the person has comes first."""
        words = {
            "mfa_reauthenticate:webauthn": (0, "Use a passkey"),
            "reauthenticate": (1, "Use your password"),
            "mfa_reauthenticate": (2, "Use your authenticator app or a recovery code"),
            "reauthenticate_by_code": (3, "Use a code by mail"),
        }
        methods = super().get_reauthentication_methods(user)
        if user.is_authenticated and not second_factor.has_any(user):
            url = reverse("account_reauthenticate_by_code")
            methods.append({"id": "reauthenticate_by_code", "url": url})
        methods.sort(key=lambda method: words[method["id"]])
        return [{**method, "description": words[method["id"]][1]} for method in methods]

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """Whoever owns the address already is told, and gets no code that could be coaxed away."""
        address = emailconfirmation.email_address
        holder = holder_of(address.email)
        if holder is not None and holder.pk != address.user_id:
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails of accounts go through the same outbox as all others."""
        kind = LETTERS.get(template_prefix)
        if kind is None:
            self._tell_of_change(template_prefix, email, context)
            return
        user = context.get("user") or self._signed_in()
        values = {
            "address": email,
            "code": context.get("code", ""),
            "link": context.get("password_reset_url", ""),
        }
        to = services.recipient(user, email) if user else mail.Recipient(email)
        mail.tell(kind, to, values, key=get_random_string(32))

    def _signed_in(self) -> User | None:
        return self.request.user if self.request.user.is_authenticated else None

    def _tell_of_change(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context["user"]
        change = CHANGES.get(template_prefix, SOME_CHANGE).format_map(context)
        where = f"{devices.in_words(context['user_agent'])}, {context['ip']}"
        services.tell_of_change(user, change, where=where, email=email)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Any = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "user": user}, email
        )
