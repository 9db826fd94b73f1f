from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models

from dtms_site.workshops.models.edition import Workshop


class BrokenGlassQuerySet(models.QuerySet[Any]):
    def open(self, now: datetime) -> Self:
        return self.filter(opened_at__lte=now, ends_at__gt=now)


class BrokenGlass(models.Model):
    """An operator looks at the papers of an edition, for a reason and for a while."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="broken_glass")
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = BrokenGlassQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="glass_has_a_reason_and_an_end",
                condition=~models.Q(reason="") & models.Q(ends_at__gte=models.F("opened_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.operator} until {self.ends_at:%Y-%m-%d %H:%M}"
