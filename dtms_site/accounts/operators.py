"""The one-time address by which an operator enters for the first time."""

from django.core import signing
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.mail.services import address

SALT = "dtms_site.accounts.operators"
LIFE = 60 * 60


def entrance_of(user: User, site: str = "") -> str:
    """An address that works for an hour, until its owner has signed in."""
    token = signing.dumps([user.pk, _last_seen(user)], salt=SALT)
    path = reverse("operator-entrance", args=[token])
    return f"{site}{path}" if site else address(path)


def bearer_of(token: str) -> User | None:
    """The operator whom this address lets in, as long as it works."""
    try:
        pk, last_seen = signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_staff=True, is_active=True).first()
    return user if user and _last_seen(user) == last_seen else None


def _last_seen(user: User) -> str:
    """Changes with every sign-in, so the address dies with its first use."""
    return user.last_login.isoformat() if user.last_login else ""
