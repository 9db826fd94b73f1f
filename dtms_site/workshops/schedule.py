"""The dates of an edition as one value: what is open, what closes when, what makes sense."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, prefetch_related_objects

from dtms_site.workshops.enums import DeadlineKind

MUST_FOLLOW = [
    DeadlineKind.SUBMISSION,
    DeadlineKind.REVIEW,
    DeadlineKind.NOTIFICATION,
    DeadlineKind.CAMERA_READY,
    DeadlineKind.WORKSHOP,
]
# Lead times that publishers of proceedings ask for.
NOTICE = timedelta(weeks=8)
PROCEEDINGS_DUE = timedelta(days=28)
BUILDING = timedelta(weeks=1)


class Schedule:
    def __init__(self, workshop: Any, deadlines: Iterable[Any]) -> None:
        self._workshop = workshop
        self._all = sorted(deadlines, key=lambda d: d.at)
        self._by_kind = {(d.kind, d.paper_type_id): d for d in self._all}

    def __iter__(self) -> Any:
        return iter(self._all)

    def get(self, kind: DeadlineKind, type_id: int | None = None) -> Any:
        """The deadline of this kind for this paper type, or the edition's, or None."""
        return self._by_kind.get((kind, type_id)) or self._by_kind.get((kind, None))

    def at(self, kind: DeadlineKind, type_id: int | None = None) -> datetime | None:
        deadline = self.get(kind, type_id)
        return deadline.at if deadline else None

    def accepts(self, kind: DeadlineKind, type_id: int | None = None) -> bool:
        """May this still be done? Soft deadlines and missing ones always accept."""
        deadline = self.get(kind, type_id)
        return deadline is None or not deadline.is_hard or self._workshop.now() < deadline.closes_at

    def passed(self, kind: DeadlineKind, type_id: int | None = None) -> bool:
        """Is the bound, with its grace, behind us? A missing one never is."""
        deadline = self.get(kind, type_id)
        return deadline is not None and self._workshop.now() >= deadline.closes_at

    def in_grace(self, kind: DeadlineKind, type_id: int | None = None) -> bool:
        deadline = self.get(kind, type_id)
        return deadline is not None and deadline.at <= self._workshop.now() < deadline.closes_at

    def is_open_for_submission(self, type_id: int | None = None) -> bool:
        opened = self._workshop.now() >= self._workshop.opens_at
        return opened and self.accepts(DeadlineKind.SUBMISSION, type_id)

    def any_closed(self) -> bool:
        """Whether the submission bound, grace included, has passed for some paper type."""
        types = {None, *(pk for kind, pk in self._by_kind if kind == DeadlineKind.SUBMISSION)}
        return any(self.passed(DeadlineKind.SUBMISSION, pk) for pk in types)

    def closed_papers(self) -> Q:
        """The same as a condition on papers, by their type: dates of its own go before the
        edition's."""
        own = [pk for kind, pk in self._by_kind if kind == DeadlineKind.SUBMISSION and pk]
        closed = [pk for pk in own if self.passed(DeadlineKind.SUBMISSION, pk)]
        special = Q(paper_type__in=closed)
        if not self.passed(DeadlineKind.SUBMISSION):
            return special
        return special | (Q(paper_type__isnull=False) & ~Q(paper_type__in=own))

    def with_changes(self, *, public: bool) -> list[Any]:
        """The dates with those they had before, for pages that strike old ones through."""
        dates = [d for d in self._all if d.is_public or not public]
        prefetch_related_objects(dates, "changes")
        return dates

    def public(self) -> list[Any]:
        return [d for d in self._all if d.is_public]

    def next(self) -> Any:
        now = self._workshop.now()
        return next((d for d in self._all if d.at > now), None)


@dataclass(frozen=True)
class Remark:
    """Something odd about a schedule. `is_error`: the order is impossible; else advice."""

    text: str
    is_error: bool = False


def remarks(dates: dict[str, datetime]) -> list[Remark]:
    """What a chair should know about these dates, by kind. Advice never forbids."""
    return [*_order(dates), *_lead_times(dates)]


def _order(dates: dict[str, datetime]) -> list[Remark]:
    known = [kind for kind in MUST_FOLLOW if dates.get(kind)]
    return [
        Remark(f"“{later.label}” must come after “{earlier.label}”.", is_error=True)
        for earlier, later in itertools.pairwise(known)
        if dates[later] <= dates[earlier]
    ]


def _lead_times(dates: dict[str, datetime]) -> list[Remark]:
    workshop = dates.get(DeadlineKind.WORKSHOP)
    if not workshop:
        return []
    found = []
    told = dates.get(DeadlineKind.NOTIFICATION)
    if told and workshop - told < NOTICE:
        found.append(
            Remark("Less than eight weeks from decisions to the workshop: visas and travel suffer.")
        )
    final = dates.get(DeadlineKind.CAMERA_READY)
    if final and final + BUILDING > workshop - PROCEEDINGS_DUE:
        found.append(
            Remark(
                "Publishers want the finished proceedings 28 days before the workshop, and making "
                "them takes about a week: the camera-ready date is late for that."
            )
        )
    return found
