import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from dtms_site import clock
from dtms_site.workshops.enums import (
    EVENTS,
    DeadlineKind,
)
from dtms_site.workshops.models.edition import PaperType, Workshop
from dtms_site.workshops.querysets import DeadlineQuerySet


class Deadline(models.Model):
    """A bound (exclusive) or the beginning of an event, for all papers or for one type."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=20, choices=DeadlineKind)
    paper_type = models.ForeignKey(
        PaperType, models.CASCADE, null=True, blank=True, related_name="deadlines"
    )
    at = models.DateTimeField()
    grace_minutes = models.PositiveSmallIntegerField(default=0)
    is_hard = models.BooleanField("refused afterwards", default=True)
    is_public = models.BooleanField("on the public page", default=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    own: "Extension | None" = None
    """More time for whoever this date is read for; `general` is then what holds for all others."""
    general: datetime | None = None

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                "workshop", "kind", "paper_type", name="one_deadline_a_kind_and_type"
            ),
            models.UniqueConstraint(
                "workshop", "kind",
                name="one_deadline_a_kind", condition=Q(paper_type__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        label = DeadlineKind(self.kind).label
        return f"{label} ({self.paper_type.name})" if self.paper_type else label

    @property
    def is_event(self) -> bool:
        return self.kind in EVENTS

    @property
    def shown(self) -> datetime:
        """The minute to print: the last one of a bound, the first one of an event."""
        return self.at if self.is_event else clock.last_minute(self.at)

    @property
    def closes_at(self) -> datetime:
        """The end of grace: from here on a hard deadline refuses."""
        return self.at + timedelta(minutes=self.grace_minutes)


class Extension(models.Model):
    """More time for one paper or one person. A row for each change; the newest counts.

    The paper goes by its id: this app knows of none.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="extensions")
    kind = models.CharField(max_length=20, choices=DeadlineKind)
    submission_id = models.BigIntegerField(null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="extensions"
    )
    until = models.DateTimeField(null=True, help_text="Nothing: taken back.")
    reason = models.CharField(max_length=300)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="extension_of_a_paper_or_a_person",
                condition=Q(submission_id__isnull=True) ^ Q(user__isnull=True),
            )
        ]

    @property
    def label(self) -> str:
        return DeadlineKind(self.kind).label


class DeadlineChange(models.Model):
    """A date that was moved, so that pages can strike the old one through."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="changes")
    old = models.DateTimeField()
    new = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    reason = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["changed_at"]


def calendar_secret() -> str:
    return secrets.token_urlsafe(32)


class CalendarFeed(models.Model):
    """The secret address of a person's own dates. Kept as it is, to be shown to its owner again."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    secret = models.CharField(max_length=50, unique=True, default=calendar_secret)

    def __str__(self) -> str:
        return f"calendar of {self.user}"

    def get_absolute_url(self) -> str:
        return reverse("own-calendar", args=[self.secret])
