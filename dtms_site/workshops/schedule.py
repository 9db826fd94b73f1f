"""The dates of an edition as one value: what is open, what closes when, what makes sense."""

import itertools
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.functional import cached_property

from dtms_site.workshops.enums import DeadlineKind

MUST_FOLLOW = [
    DeadlineKind.SUBMISSION,
    DeadlineKind.REVIEW,
    DeadlineKind.RESPONSE,
    DeadlineKind.NOTIFICATION,
    DeadlineKind.CAMERA_READY,
    DeadlineKind.WORKSHOP,
]
# Lead times that publishers of proceedings ask for.
NOTICE = timedelta(weeks=8)
PROCEEDINGS_DUE = timedelta(days=28)
BUILDING = timedelta(weeks=1)


class Bounds:
    """What is open and what has passed, by the dates that `get` finds."""

    _workshop: Any

    def get(self, kind: DeadlineKind, type_id: int | None = None) -> Any:
        raise NotImplementedError

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


class Schedule(Bounds):
    """The dates that hold for everybody."""

    def __init__(self, workshop: Any, deadlines: Iterable[Any]) -> None:
        self._workshop = workshop
        self._all = sorted(deadlines, key=lambda d: d.at)
        self._by_kind = {(d.kind, d.paper_type_id): d for d in self._all}

    def __iter__(self) -> Any:
        return iter(self._all)

    def get(self, kind: DeadlineKind, type_id: int | None = None) -> Any:
        """The deadline of this kind for this paper type, or the edition's, or None."""
        return self._by_kind.get((kind, type_id)) or self._by_kind.get((kind, None))

    def of_paper(self, paper: Any) -> "OwnSchedule":
        """The dates as they hold for one paper: its type's, and more time where it was given."""
        return OwnSchedule(self, paper.paper_type_id, paper=paper.pk)

    def of_person(self, person: Any) -> "OwnSchedule":
        return OwnSchedule(self, None, person=person.pk)

    def takes_abstracts(self) -> bool:
        """Can a new paper still be begun? Its title and abstract may be due before it is."""
        return self.is_open_for_submission() and self.accepts(DeadlineKind.ABSTRACT)

    def first_due(self) -> Any:
        """What a new paper has to meet first: its abstract's date, where there is one."""
        return self.get(DeadlineKind.ABSTRACT) or self.get(DeadlineKind.SUBMISSION)

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

    def papers_with_time(self, kind: DeadlineKind) -> list[int]:
        """Papers that were given more time, which has not run out."""
        grace = timedelta(minutes=max((d.grace_minutes for d in self._all if d.kind == kind),
                                      default=0))  # fmt: skip
        now = self._workshop.now()
        return [
            found[-1].submission_id
            for (which, paper, _), found in self.extensions.items()
            if which == kind and paper and found[-1].until and now < found[-1].until + grace
        ]

    @cached_property
    def extensions(self) -> dict[tuple[str, int | None, int | None], list[Any]]:
        """(kind, paper or None, person or None) with what was decided, oldest first."""
        found: dict[tuple[str, int | None, int | None], list[Any]] = {}
        if not any(deadline.edition_is_extended for deadline in self._all):
            return found
        for row in self._workshop.extensions.all():
            found.setdefault((row.kind, row.submission_id, row.user_id), []).append(row)
        return found

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


class OwnSchedule(Bounds):
    """The dates as they hold for one paper or one person."""

    def __init__(
        self, schedule: Schedule, type_id: int | None, *,
        paper: int | None = None, person: int | None = None,
    ) -> None:  # fmt: skip
        self._workshop = schedule._workshop  # noqa: SLF001  # two halves of one value
        self._schedule, self._type_id = schedule, type_id
        self._paper, self._person = paper, person

    def get(self, kind: DeadlineKind, type_id: int | None = None) -> Any:
        """The date of this kind with more time where it was given; the later of both counts.

        Its sequence counts every change, so that calendars follow there and back.
        """
        deadline = self._schedule.get(kind, type_id or self._type_id)
        given = self._schedule.extensions.get((kind, self._paper, self._person))
        if deadline is None or not given:
            return deadline
        own = copy(deadline)
        own.sequence = deadline.sequence + len(given)
        last = given[-1]
        if last.until is not None and last.until > deadline.at:
            own.at, own.general, own.own = last.until, deadline.at, last
        return own


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
