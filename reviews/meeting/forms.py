from datetime import UTC, datetime
from typing import Any

from django import forms

from dtms_site.web.forms import of_our_years
from dtms_site.workshops.models import Workshop
from reviews.agenda import LABELS
from reviews.enums import Choice
from reviews.models import Meeting
from reviews.services.meeting.planning import Plan

LEAST_MINUTES, MOST_MINUTES = 1, 120
LOCAL = "%Y-%m-%dT%H:%M"


class PlanForm(forms.Form):
    """When and where. Times are those of the edition's place."""

    starts = forms.DateTimeField(
        label="Begins", input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label="Minutes a paper", min_value=LEAST_MINUTES, max_value=MOST_MINUTES, initial=8
    )
    call_url = forms.URLField(
        label="Link to the video call", required=False, max_length=500, assume_scheme="https",
        help_text="Everybody on the committee gets it with the invitation.",
    )  # fmt: skip

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = workshop.zone
        place = workshop.time_zone.rpartition("/")[2].replace("_", " ")
        self.fields["starts"].help_text = f"In {place}."

    @classmethod
    def of(cls, meeting: Meeting) -> "PlanForm":
        workshop = meeting.workshop
        return cls(workshop, initial=start_values(workshop, meeting.starts_at) | {
            "minutes": meeting.minutes_a_paper, "call_url": meeting.call_url,
        })  # fmt: skip

    def clean_starts(self) -> datetime:
        given: datetime = self.cleaned_data["starts"]
        of_our_years(given.date())
        return given.replace(tzinfo=self._zone).astimezone(UTC)

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(data["starts"], data["call_url"], data["minutes"])


def start_values(workshop: Workshop, starts_at: datetime) -> dict[str, Any]:
    return {"starts": starts_at.astimezone(workshop.zone).strftime(LOCAL)}


class OrderForm(forms.Form):
    order = forms.ChoiceField(choices=[(order.value, label) for order, label in LABELS.items()])


class VoteForm(forms.Form):
    choice = forms.ChoiceField(choices=Choice.choices)
