from django.conf import settings
from django.db import models
from django.db.models import Q

from submissions.models import Submission


class AuthorResponse(models.Model):
    """What the authors of a paper answer to its reviews: as they write it, and as they sent it."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="response")
    draft = models.TextField(blank=True)
    edit_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sent_response_has_a_text",
                condition=Q(sent_at__isnull=True, text="") | Q(sent_at__isnull=False) & ~Q(text=""),
            )
        ]

    def __str__(self) -> str:
        return f"response to the reviews of {self.submission}"

    @property
    def is_changed(self) -> bool:
        """Written on since it was sent."""
        return self.sent_at is not None and self.draft != self.text
