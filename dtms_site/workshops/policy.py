"""Who holds which role in an edition."""

from typing import Any

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import REVIEWING_ROLES, Role
from dtms_site.workshops.models import CommitteeMembership, Workshop


def roles_of(user: Any, workshop: Workshop) -> frozenset[Role]:
    if not user.is_authenticated:
        return frozenset()
    held = CommitteeMembership.objects.held_by(user, workshop)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def is_chair(user: User, workshop: Workshop) -> bool:
    return Role.CHAIR in roles_of(user, workshop)


def is_on_committee(user: User, workshop: Workshop) -> bool:
    return not REVIEWING_ROLES.isdisjoint(roles_of(user, workshop))
