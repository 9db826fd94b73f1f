from django.conf import settings
from django.db import models
from django.db.models import Q

from dtms_site.workshops.models import Topic, Workshop
from reviews.enums import (
    BidLevel,
)
from reviews.evidence import Kind
from submissions.models import Submission


class ReviewerProfile(models.Model):
    """What a member tells of themselves so that papers find them."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="reviewer_profiles")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviewer_profiles"
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    expertise = models.TextField(blank=True, help_text="Titles and abstracts of your own papers.")
    most_papers = models.PositiveSmallIntegerField(null=True, blank=True)
    is_senior = models.BooleanField(default=False)
    collaborators = models.TextField(
        blank=True,
        help_text="One a line, of the last three years: a name, an address, or both. "
        "Write “none” if there are none.",
    )

    class Meta:
        constraints = [models.UniqueConstraint("workshop", "user", name="one_profile_an_edition")]


class InstitutionNames(models.Model):
    """Names that mean the same institution, as the chairs of an edition know them."""

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="institution_names")
    lines = models.TextField(
        "names of one institution", blank=True,
        help_text="One institution a line: MIT = Massachusetts Institute of Technology",
    )  # fmt: skip


class DismissedEvidence(models.Model):
    """Somebody looked at what speaks for a conflict and said why it is none."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="dismissed_evidence")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=15, choices=[(k.value, k.value) for k in Kind])
    detail = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    dismissed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "submission", "user", "kind", "detail", name="one_dismissal_a_trace"
            ),
            models.CheckConstraint(name="dismissal_has_a_reason", condition=~Q(reason="")),
        ]


class Bid(models.Model):
    """How gladly a member would review a paper."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="bids")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bids")
    level = models.PositiveSmallIntegerField(choices=BidLevel)
    placed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("submission", "member", name="one_bid"),
            models.CheckConstraint(name="bid_has_a_level", condition=Q(level__in=BidLevel.values)),
        ]
