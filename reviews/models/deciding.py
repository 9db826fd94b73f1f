from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.enums import Advice, DeskReason, Outcome
from reviews.querysets import DecisionQuerySet
from submissions.models import PaperVersion, Submission


class Decision(models.Model):
    """An outcome, recorded by a chair and unknown to others until it is released."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=Outcome)
    desk_reason = models.CharField(max_length=10, choices=DeskReason, blank=True)
    reason = models.TextField("reason for the authors", blank=True)
    conditions = models.TextField(blank=True)
    shepherd = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "submission", name="one_current_decision", condition=Q(superseded_at__isnull=True)
            ),
            models.CheckConstraint(
                name="conditional_has_conditions",
                condition=~Q(outcome=Outcome.CONDITIONAL) | ~Q(conditions=""),
            ),
            models.CheckConstraint(
                name="desk_reject_has_a_reason",
                condition=Q(outcome=Outcome.DESK_REJECT) & ~Q(desk_reason="")
                | ~Q(outcome=Outcome.DESK_REJECT) & Q(desk_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_outcome_display()}"


class Revision(models.Model):
    """A conditional paper's new version, with what its authors did about the conditions."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="revisions")
    version = models.ForeignKey(PaperVersion, models.RESTRICT, related_name="+")
    response = models.TextField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    advice = models.CharField(max_length=10, choices=Advice, blank=True)
    note = models.TextField("note to the chairs", blank=True)
    advised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    advised_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="advice_has_a_time",
                condition=Q(advice="") | Q(advised_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"revision of {self.decision.submission}"
