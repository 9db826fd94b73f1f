from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dtms_site.mail.enums import MailState


class OutboxQuerySet(models.QuerySet[Any]):
    def due(self, instant: datetime) -> Self:
        """What may leave now: queued, or leased by a worker that never came back."""
        return self.filter(
            Q(state=MailState.QUEUED, not_before__lte=instant)
            | Q(state=MailState.SENDING, leased_until__lte=instant)
        )

    def of(self, edition: Any) -> Self:
        return self.filter(edition_id=edition.pk)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class MailTextQuerySet(models.QuerySet[Any]):
    def of(self, edition: Any) -> Self:
        return self.filter(edition_id=edition.pk)

    def current(self) -> Self:
        """The newest row of each kind in each edition."""
        later = self.model.objects.filter(
            edition_id=OuterRef("edition_id"), kind=OuterRef("kind"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later))
