from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from dtms_site import clock
from dtms_site.workshops.enums import (
    COMMITTEE_OF,
    Committee,
    InvitationState,
    Role,
)
from dtms_site.workshops.models.edition import Workshop
from dtms_site.workshops.querysets import InvitationQuerySet, MembershipQuerySet


class CommitteeMembership(models.Model):
    """One role of one person in one edition. It ends by a date; the row stays."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    title = models.CharField(max_length=60, blank=True, help_text="As printed, such as: web chair.")
    is_contact = models.BooleanField("answers questions", default=False)
    is_listed = models.BooleanField("named on public pages", default=True)
    order = models.PositiveSmallIntegerField(default=0)
    joined_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "workshop", "user", "role",
                name="one_current_membership_a_role", condition=Q(ended_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def committee(self) -> Committee:
        return COMMITTEE_OF[Role(self.role)]

    @property
    def printed_title(self) -> str:
        if self.title:
            return self.title
        return {Role.CHAIR: "workshop chair", Role.PUBLICATION: "publication chair"}.get(
            Role(self.role), ""
        )


class CommitteeInvitation(models.Model):
    """An offer of a role, bound to an address. Only the hash of its link is kept."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    affiliation = models.CharField(max_length=160, blank=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    state = models.CharField(
        max_length=10, choices=InvitationState, default=InvitationState.PENDING
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField("reason", max_length=300, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "email"]
        constraints = [
            models.UniqueConstraint(
                "workshop", "email", "role",
                name="one_open_invitation", condition=Q(state=InvitationState.PENDING),
            ),
            models.CheckConstraint(
                name="answered_invitation_has_a_time",
                condition=~Q(state__in=[InvitationState.ACCEPTED, InvitationState.DECLINED])
                | Q(answered_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.full_name or self.email} as {self.get_role_display()}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def is_open(self, instant: Any) -> bool:
        return bool(self.state == InvitationState.PENDING and instant < self.expires_at)
