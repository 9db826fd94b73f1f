from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from program.enums import ProceedingsState, SlotKind
from submissions.enums import ACCEPTED_STATES


class FinalVersionQuerySet(models.QuerySet[Any]):
    def handed_in(self) -> Self:
        return self.filter(submitted_at__isnull=False)


class SlotQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Without the slots of papers that are no longer accepted."""
        return self.filter(~Q(kind=SlotKind.PAPER) | Q(submission__status__in=ACCEPTED_STATES))

    def unpresented(self) -> Self:
        """Papers of which nobody is named as the speaker, on the programme or with the PDF."""
        unnamed = Q(submission__final=None) | Q(submission__final__presenter="")
        return self.standing().filter(unnamed, kind=SlotKind.PAPER, presenter="")


class ProgrammeQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)


class ProceedingsQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(state=ProceedingsState.PUBLISHED)

    def due(self, instant: datetime) -> Self:
        """To be built: asked for, or held by a worker that did not come back."""
        return self.filter(
            Q(state=ProceedingsState.QUEUED)
            | Q(state=ProceedingsState.BUILDING, leased_until__lte=instant)
        )
