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

    def to_person(self, user_id: int, addresses: Any) -> Self:
        """To their account, or to an address of theirs before they had one."""
        return self.filter(Q(to_user_id=user_id) | Q(to_user_id=None, to_email__in=addresses))

    def mentioning(self, words: str) -> Self:
        """To somebody of this name or address, or with these words in the subject."""
        return self.filter(
            Q(to_name__icontains=words) | Q(to_email__icontains=words) | Q(subject__icontains=words)
        )

    def undelivered(self) -> Self:
        """Came back or was refused, and nothing reached that address since."""
        later = self.model.objects.filter(
            to_email=OuterRef("to_email"), state=MailState.SENT, sent_at__gt=OuterRef("tried_at")
        )
        lost = self.filter(state__in=[MailState.BOUNCED, MailState.FAILED])
        return lost.filter(~Exists(later))

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
