"""The whole schedule as one form, so that the order of its dates can be checked."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from dtms_site import clock
from dtms_site.web.forms import of_our_years
from dtms_site.workshops.enums import (
    EVENTS,
    GRACE_MINUTES,
    HARD_KINDS,
    PUBLIC_KINDS,
    TYPED_KINDS,
    DeadlineKind,
)
from dtms_site.workshops.models import PaperType, Workshop
from dtms_site.workshops.schedule import remarks


class DateForm(forms.Form):
    """One date of the schedule. Bounds are typed in AoE, events in the venue's zone."""

    day = forms.DateField(
        required=False, validators=[of_our_years],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    hour = forms.TimeField(
        required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    grace_minutes = forms.IntegerField(
        label="Grace, min", min_value=0, max_value=1440, required=False
    )
    is_hard = forms.BooleanField(label="Refused afterwards", required=False)
    is_public = forms.BooleanField(label="Public", required=False)

    def __init__(
        self, *args: Any, kind: DeadlineKind, zone: ZoneInfo, paper_type: PaperType | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.kind, self.zone, self.paper_type = kind, zone, paper_type

    @property
    def label(self) -> str:
        return f"{self.kind.label}: {self.paper_type.name}" if self.paper_type else self.kind.label

    @property
    def is_event(self) -> bool:
        return self.kind in EVENTS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.get("day")
        if day is None:
            cleaned["at"] = None
            return cleaned
        cleaned["at"] = self._instant(day, cleaned.get("hour"))
        cleaned["grace_minutes"] = cleaned.get("grace_minutes") or 0
        return cleaned

    def _instant(self, day: date, hour: time | None) -> datetime:
        if self.is_event:
            return in_zone(day, hour or time(9), self.zone)
        return bound_of(day, hour)


def bound_of(day: date, last_minute: time | None = None) -> datetime:
    """The exclusive bound after the last minute, which is 23:59 AoE unless told otherwise."""
    last = datetime.combine(day, last_minute or time(23, 59), clock.AOE)
    return last.astimezone(UTC) + timedelta(minutes=1)


def in_zone(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time of a zone as an instant in UTC.

    Raises ValidationError for a time that the change to summer time skips.
    """
    wall = datetime.combine(day, hour, zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ValidationError(
            f"On this day the clocks in {zone.key} skip {hour:%H:%M}. Choose another time."
        )
    return instant


class OpeningForm(forms.Form):
    opens = forms.DateField(
        label="Submissions open", validators=[of_our_years],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    @property
    def opens_at(self) -> datetime:
        """The first instant of that day anywhere on Earth's calendar."""
        return clock.end_of_day_aoe(self.cleaned_data["opens"] - timedelta(days=1))


class ScheduleForm:
    """All dates of an edition at once, so that their order can be checked."""

    def __init__(self, workshop: Workshop, data: Any = None) -> None:
        self.workshop = workshop
        opened = workshop.opens_at.astimezone(clock.AOE).date()
        self.opening = OpeningForm(data, initial={"opens": opened})
        self.rows = [self._row(kind, data) for kind in DeadlineKind]
        types = list(workshop.paper_types.all())
        self.typed_rows = [
            self._row(kind, data, one) for kind in TYPED_KINDS for one in types if len(types) > 1
        ]
        self.remarks = [r for r in remarks(self._stored()) if not r.is_error]
        self.errors: list[str] = []

    def _stored(self) -> dict[str, datetime]:
        return {d.kind: d.at for d in self.workshop.schedule if d.paper_type_id is None}

    def _row(self, kind: DeadlineKind, data: Any, one: PaperType | None = None) -> DateForm:
        return DateForm(
            data, kind=kind, zone=self.workshop.zone, paper_type=one,
            prefix=f"{kind}-{one.pk}" if one else kind, initial=self._initial(kind, one),
        )  # fmt: skip

    @property
    def has_typed(self) -> bool:
        """Has a paper type a date of its own, kept or just typed?"""
        return any(row["day"].value() for row in self.typed_rows)

    def _initial(self, kind: DeadlineKind, one: PaperType | None) -> dict[str, Any]:
        deadline = self.workshop.schedule.get(kind, one.pk if one else None)
        if one and deadline is not None and deadline.paper_type_id is None:
            # As for all, but for the day that would make it a date of its own.
            return {"is_hard": deadline.is_hard, "is_public": deadline.is_public,
                    "grace_minutes": deadline.grace_minutes}  # fmt: skip
        if deadline is None:
            return {
                "is_hard": kind in HARD_KINDS,
                "is_public": kind in PUBLIC_KINDS,
                "grace_minutes": GRACE_MINUTES.get(kind, 0),
            }
        local = deadline.shown.astimezone(self.workshop.zone if deadline.is_event else clock.AOE)
        return {
            "day": local.date(), "hour": local.time(), "grace_minutes": deadline.grace_minutes,
            "is_hard": deadline.is_hard, "is_public": deadline.is_public,
        }  # fmt: skip

    def is_valid(self) -> bool:
        rows = [*self.rows, *self.typed_rows]
        if not all([self.opening.is_valid(), *(row.is_valid() for row in rows)]):
            return False
        dates = {str(row.kind): at for row in self.rows if (at := row.cleaned_data["at"])}
        found = remarks(dates)
        self.errors = [r.text for r in found if r.is_error] + self._typed_errors(dates)
        self.remarks = [r for r in found if not r.is_error]
        return not self.errors

    def _typed_errors(self, dates: dict[str, datetime]) -> list[str]:
        """A type's own date keeps the order of the schedule too, and needs one for all."""
        wrong = [
            f"Give “{row.kind.label}” a date for all first."
            for row in self.typed_rows if row.cleaned_data["at"] and row.kind not in dates
        ]  # fmt: skip
        types = {row.paper_type.pk for row in self.typed_rows if row.paper_type}
        for pk in types:
            mine = [r for r in self.typed_rows if r.paper_type and r.paper_type.pk == pk]
            own = {str(row.kind): at for row in mine if (at := row.cleaned_data["at"])}
            wrong += [
                f"{mine[0].paper_type}: {remark.text}"
                for remark in remarks(dates | own) if remark.is_error and own
            ]  # fmt: skip
        return list(dict.fromkeys(wrong))
