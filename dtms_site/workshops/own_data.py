"""The part of somebody's own data that editions hold."""

from typing import Any

from dtms_site.accounts import own_data
from dtms_site.accounts.models import User
from dtms_site.accounts.own_data import rows


def register() -> None:
    own_data.register("roles", _roles)
    own_data.register("more time", _extensions)


def _roles(user: User) -> Any:
    fields = ("workshop__slug", "role", "title", "is_listed", "joined_at", "ended_at")
    return rows(user.memberships.order_by("pk"), *fields)


def _extensions(user: User) -> Any:
    return rows(user.extensions.all(), "workshop__slug", "kind", "until", "reason", "given_at")
