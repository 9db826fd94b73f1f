from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.enums import OPEN_EXTERNALS, ExternalState
from reviews.models.assigning import Assignment
from reviews.models.ids import public_id
from reviews.querysets import ExternalQuerySet


class ExternalReviewer(models.Model):
    """Somebody outside the committee whom a member asks to help with one paper.

    What they write is for that member: `answers` by the question's key, as far as written. Of
    the mailed link only the hash is kept.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="externals")
    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    email = models.EmailField()
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    affiliation = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=ExternalState, default=ExternalState.ASKED)
    asked_at = models.DateTimeField()

    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    note = models.CharField(
        max_length=300, blank=True, help_text="Why a chair refused, or consented over a trace."
    )
    link_hash = models.CharField(max_length=64, blank=True)
    expires_at: Any = models.DateTimeField(null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="external_reviews"
    )
    answer = models.CharField("reason for declining", max_length=300, blank=True)
    is_listed = models.BooleanField("named in the proceedings", default=True)

    answers = models.JSONField(default=dict)
    edit_version = models.PositiveIntegerField(default=0)
    saved_at: Any = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = ExternalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "assignment", "email",
                name="one_open_request_an_address", condition=Q(state__in=sorted(OPEN_EXTERNALS)),
            ),
            models.UniqueConstraint(
                "link_hash", name="one_link_a_hash", condition=~Q(link_hash="")
            ),
            models.CheckConstraint(
                name="external_reviewer_has_an_account",
                condition=~Q(state=ExternalState.ACCEPTED) | Q(user__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def submission(self) -> Any:
        return self.assignment.submission

    @property
    def is_in(self) -> bool:
        return self.sent_at is not None
