from datetime import timedelta

from django.db import models

from dtms_site.workshops.duties import Anchor, Audience, Rule
from dtms_site.workshops.models.edition import Workshop


class ReminderRule(models.Model):
    """When an edition reminds of one kind of work, instead of as shipped.

    A kind with a row here follows its rows alone; one that is switched off stays as a row.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="reminder_rules")
    duty = models.CharField(max_length=40)
    anchor = models.CharField(max_length=10, choices=Anchor, default=Anchor.DUE)
    offset_minutes = models.IntegerField()
    every_minutes = models.PositiveIntegerField(null=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EACH)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["duty", "anchor", "offset_minutes"]
        constraints = [
            models.UniqueConstraint(
                "workshop", "duty", "anchor", "offset_minutes", name="one_reminder_a_moment"
            )
        ]

    @property
    def rule(self) -> Rule:
        every = timedelta(minutes=self.every_minutes) if self.every_minutes else None
        return Rule(
            self.duty, Anchor(self.anchor), timedelta(minutes=self.offset_minutes), every,
            Audience(self.audience),
        )  # fmt: skip


class Reminded(models.Model):
    """That somebody was reminded of something at one of its moments: never twice."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="reminded")
    key = models.CharField(max_length=400, unique=True)
    mail_key = models.CharField(max_length=200, db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
