from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from dtms_site.workshops.models import Workshop
from reviews.enums import (
    ACTIVE,
    AssignmentStatus,
    DeclineReason,
    PinKind,
    ProposalState,
)
from reviews.models.ids import public_id
from reviews.querysets import AssignmentQuerySet
from submissions.models import Submission


class Assignment(models.Model):
    """A paper in the hands of a reviewer."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments"
    )
    status = models.CharField(
        max_length=10, choices=AssignmentStatus, default=AssignmentStatus.PENDING
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    assigned_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    proposal = models.ForeignKey("Proposal", models.SET_NULL, null=True, related_name="assignments")
    moved_by = models.ForeignKey(
        "Proposal", models.SET_NULL, null=True, related_name="moved",
        help_text="What took this pair apart again, so that undoing it brings the pair back.",
    )  # fmt: skip
    decline_reason = models.CharField(max_length=10, choices=DeclineReason, blank=True)
    decline_note = models.CharField(max_length=300, blank=True)
    is_lead = models.BooleanField("leads the discussion", default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "submission", "reviewer",
                name="one_active_assignment", condition=Q(status__in=sorted(ACTIVE)),
            ),
            models.UniqueConstraint(
                "submission", name="one_lead",
                condition=Q(status__in=sorted(ACTIVE), is_lead=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.submission} with {self.reviewer}"


class AssignmentRules(models.Model):
    """What every assignment of the edition keeps to, besides conflicts."""

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="assignment_rules")
    most_papers = models.PositiveSmallIntegerField(
        "most papers a member", null=True, blank=True,
        help_text="Where a member named no limit. Empty: an even share and one more.",
    )  # fmt: skip
    least_papers = models.PositiveSmallIntegerField("least papers a member", default=0)
    one_per_institution = models.BooleanField(
        "one reviewer of an institution on a paper", default=True
    )
    no_exchange = models.BooleanField("nobody reviews whoever reviews them", default=True)
    needs_senior = models.BooleanField("a senior member on each paper", default=False)
    topics_percent = models.PositiveSmallIntegerField(
        "topics beside own work, in %", default=60, validators=[MaxValueValidator(100)],
        help_text="Of what a paper is about: so much by topics, the rest by words of own work.",
    )  # fmt: skip
    bids_percent = models.PositiveSmallIntegerField(
        "bids beside all that, in %", default=50, validators=[MaxValueValidator(100)],
        help_text="How much of the fit is what members said. “Not me” always counts as no fit.",
    )  # fmt: skip
    accepted_after_days = models.PositiveSmallIntegerField(
        "days after which silence accepts", null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="Empty: a member accepts a paper with the first word of the review.",
    )  # fmt: skip

    @property
    def text_percent(self) -> int:
        return 100 - self.topics_percent

    @property
    def about_percent(self) -> int:
        return 100 - self.bids_percent


class Pin(models.Model):
    """A pair that a chair locked or forbade: every proposal keeps to it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="pins")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=PinKind)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("submission", "reviewer", name="one_pin_a_pair")]


class Proposal(models.Model):
    """An assignment that was computed. It changes nothing until it is applied."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="proposals")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    made_at = models.DateTimeField()
    seconds = models.FloatField()
    total = models.FloatField()
    worst = models.FloatField()
    bound = models.FloatField(default=0)
    total_bound = models.FloatField(default=0)
    most_load = models.PositiveSmallIntegerField()
    before = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+",
        help_text="What this one asks \"what if\" of.",
    )  # fmt: skip
    pin = models.ForeignKey(Pin, models.SET_NULL, null=True, related_name="+")
    moves = models.BooleanField(
        default=False, help_text="Moves reviews that were assigned and not begun."
    )

    class Meta:
        ordering = ["-pk"]

    def get_absolute_url(self) -> str:
        return reverse("chair:assignments", args=[self.workshop.slug])

    @property
    def gap(self) -> float:
        return max(0.0, self.bound - self.worst)


class ProposedPair(models.Model):
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="pairs")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    affinity = models.FloatField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("proposal", "submission", "reviewer", name="one_proposed_pair")
        ]

    @property
    def reasons(self) -> list[str]:
        return self.reason.split(", ")
