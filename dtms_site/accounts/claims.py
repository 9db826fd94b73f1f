"""What a person says of themselves when they sign up, kept until they have proved the address.

It waits in their session and not in the account: whoever types another person's address into the
form leaves no password and no name behind for the day when its owner comes.
"""

from django.http import HttpRequest

from dtms_site.accounts.models import User
from dtms_site.accounts.services import complete_profile

KEY = "account_claim"


def keep(request: HttpRequest, user: User, *, password: str | None, **names: str) -> None:
    """`password` is a hash, or None for somebody who will use a passkey."""
    request.session[KEY] = {"user": user.pk, "password": password, "names": names}


def honour(request: HttpRequest, user: User) -> None:
    """The address is proved in the session that made the claim: what it says becomes true."""
    claim = request.session.pop(KEY, None)
    if claim is None or claim["user"] != user.pk:
        return
    if claim["password"]:
        user.password = claim["password"]
        user.save(update_fields=["password"])
    complete_profile(user, **claim["names"])
