from django.db import models
from django.db.models import Q

from reviews.enums import (
    ReviewStatus,
)
from reviews.models.assigning import Assignment
from reviews.models.criteria import ReviewCriterion
from reviews.models.ids import public_id
from reviews.querysets import ReviewQuerySet


class Review(models.Model):
    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="review")
    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    status = models.CharField(max_length=10, choices=ReviewStatus, default=ReviewStatus.DRAFT)
    edit_version = models.PositiveIntegerField(default=1)
    revision = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    letter = models.CharField(
        max_length=2, blank=True, help_text="What authors call its writer, set at the release."
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="submitted_review_has_a_time",
                condition=Q(status=ReviewStatus.DRAFT) | Q(submitted_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"review of {self.assignment}"

    @property
    def is_in(self) -> bool:
        return self.status != ReviewStatus.DRAFT


class ReviewScore(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(ReviewCriterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("review", "criterion", name="one_score")]


class ReviewText(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="texts")
    criterion = models.ForeignKey(ReviewCriterion, models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint("review", "criterion", name="one_text")]


class ReviewRevision(models.Model):
    """A review as it stood when it was sent, so that a revision can show what changed."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint("review", "number", name="one_revision_a_number")]
