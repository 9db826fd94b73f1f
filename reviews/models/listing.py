"""What chairs keep beside the papers on their list."""

from django.conf import settings
from django.db import models

from dtms_site.workshops.models import Workshop
from submissions.models import Submission


class PaperTag(models.Model):
    """A word that chairs pin to a paper. Only chairs who handle the paper know of it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("submission", "name", name="one_tag_a_name")]

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """A name that a chair gave to a state of the list: its search, order and columns."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("workshop", "owner", "name", name="one_view_a_name")]

    def __str__(self) -> str:
        return self.name
