from django.db import models
from django.db.models import F, Q

from dtms_site.workshops.models import PaperType, Workshop
from reviews.enums import (
    Audience,
    CriterionKind,
)
from reviews.querysets import CriterionQuerySet


class ReviewCriterion(models.Model):
    """One question of the review form: a score with anchors, or a text."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="criteria")
    paper_type = models.ForeignKey(
        PaperType, models.CASCADE, null=True, blank=True, related_name="criteria"
    )
    key = models.SlugField(max_length=30)
    label = models.CharField(max_length=120)
    hint = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=CriterionKind, default=CriterionKind.SCORE)
    min = models.PositiveSmallIntegerField(default=1)
    max = models.PositiveSmallIntegerField(default=5)
    anchors = models.TextField(blank=True, help_text="One word or phrase a line, lowest first.")
    required = models.BooleanField(default=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.AUTHORS)
    order = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Asked no more; reviews that answered it keep it."
    )

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "workshop",
                "paper_type",
                "key",
                name="one_criterion_a_key_and_type",
                condition=Q(retired_at__isnull=True),
            ),
            models.UniqueConstraint(
                "workshop",
                "key",
                name="one_criterion_a_key",
                condition=Q(paper_type__isnull=True, retired_at__isnull=True),
            ),
            models.CheckConstraint(name="scores_span", condition=Q(min__lt=F("max"))),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def choices(self) -> list[tuple[int, str]]:
        words = self.anchors.splitlines()
        values = range(self.min, self.max + 1)
        return [(v, words[i].strip() if i < len(words) else "") for i, v in enumerate(values)]
