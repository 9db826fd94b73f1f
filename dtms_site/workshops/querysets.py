from typing import Any, Self

from django.db import models

from dtms_site.workshops.enums import EVENTS, REVIEWING_ROLES, InvitationState, Role


class WorkshopQuerySet(models.QuerySet[Any]):
    def live(self) -> Self:
        """Those that are meant: no rehearsals. Whatever looks across editions begins here."""
        return self.filter(rehearsal_of=None)


class DeadlineQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def bounds(self) -> Self:
        return self.exclude(kind__in=EVENTS)


class MembershipQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def held_by(self, user: Any, workshop: Any) -> Self:
        """What opens doors for this person there. Members of a sealed edition hold nothing."""
        held = self.current().filter(workshop=workshop, user=user)
        return held.exclude(role=Role.MEMBER) if workshop.sealed_at else held

    def listed(self) -> Self:
        """Those named on public pages: by name, so not before they have told it."""
        return self.current().filter(is_listed=True).exclude(user__family_name="")

    def reviewing(self) -> Self:
        """Those who may know papers and reviews: members and chairs."""
        return self.current().filter(role__in=REVIEWING_ROLES)

    def chairs(self) -> Self:
        return self.current().filter(role=Role.CHAIR)

    def members(self) -> Self:
        return self.current().filter(role=Role.MEMBER)


class InvitationQuerySet(models.QuerySet[Any]):
    def pending(self) -> Self:
        return self.filter(state=InvitationState.PENDING)
