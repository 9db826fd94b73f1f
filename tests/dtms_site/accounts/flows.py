"""What a person does in the browser, as steps: ask for a code, read the mail, type it."""

import re
from typing import Any

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from dtms_site.mail.models import OutboxMessage

ENTRANCE = reverse("account_request_login_code")
TYPE_CODE = reverse("account_confirm_login_code")
PASSWORD = reverse("account_login")
SIGN_UP = reverse("account_signup")
CONFIRM = reverse("account_email_verification_sent")
RESET = reverse("account_reset_password")
SECURITY = reverse("mfa_index")
PROFILE = reverse("profile")
NEW_PASSWORD = "four plain words in a row"


def mails_to(email: str, kind: str = "account") -> list[OutboxMessage]:
    """Newest first."""
    rows = OutboxMessage.objects.filter(to_email=email, kind__startswith=kind)
    return list(rows.order_by("-pk"))


def code_for(email: str) -> str:
    found = re.search(r"^  ([A-Z]{4}-[A-Z]{4})$", mails_to(email)[0].text, re.MULTILINE)
    assert found is not None
    return found[1]


def ask_for_code(client: Any, email: str, wanted: str = "") -> Any:
    return client.post(ENTRANCE, {"email": email, "next": wanted})


def type_code(client: Any, code: str, wanted: str = "") -> Any:
    return client.post(TYPE_CODE, {"code": code, "next": wanted})


def enter(client: Any, email: str, wanted: str = "") -> Any:
    """Sign in with a code. Gives the last answer."""
    ask_for_code(client, email, wanted)
    return type_code(client, code_for(email), wanted)


def enter_with_password(client: Any, email: str, password: str, wanted: str = "") -> Any:
    return client.post(PASSWORD, {"login": email, "password": password, "next": wanted})


def sign_up(client: Any, email: str, **changes: str) -> Any:
    form = {
        "email": email, "password1": NEW_PASSWORD, "given_name": "Nora", "family_name": "Newby",
        "affiliation": "Fjordheim University", **changes,
    }  # fmt: skip
    return client.post(SIGN_UP, form)


def person_in(client: Any) -> Any:
    """Who is signed in, by what the profile page says; None for nobody."""
    response = client.get(PROFILE)
    return response.wsgi_request.user if response.status_code == 200 else None


def add_app(client: Any) -> str:
    """Add an authenticator app to the account of whoever is signed in. Gives its secret."""
    address = reverse("mfa_activate_totp")
    secret: str = client.get(address).context["form"].secret
    response = client.post(address, {"code": digits(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


def digits(secret: str) -> str:
    """What the app shows at this moment."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
