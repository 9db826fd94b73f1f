from django.conf import settings
from django.db import models

from reviews.enums import (
    Audience,
)
from reviews.models.ids import public_id
from reviews.querysets import CommentQuerySet
from submissions.models import Submission


class Comment(models.Model):
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="comments")
    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.REVIEWERS)
    text = models.TextField()
    written_at = models.DateTimeField()
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    is_notice = models.BooleanField(
        default=False, help_text="Written by the system: a score that changed."
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]


class ThreadVisit(models.Model):
    """When somebody last looked at a paper's discussion."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("submission", "user", name="one_visit")]


class DiscussionSummary(models.Model):
    """What the reviewers agree on, by whoever leads their discussion."""

    submission = models.OneToOneField(
        Submission, models.CASCADE, related_name="discussion_summary"
    )  # fmt: skip
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    written_at = models.DateTimeField()
