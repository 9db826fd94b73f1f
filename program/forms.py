from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from dtms_site import clock
from dtms_site.web.forms import of_our_years
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.schedule_forms import bound_of
from program.enums import SlotKind
from program.models import Proceedings, Session, Slot
from submissions.models import Submission
from submissions.querysets import committee_of

NOT_A_PAPER = [choice for choice in SlotKind.choices if choice[0] != SlotKind.PAPER]
WEEK = timedelta(days=7)


class HandInForm(forms.Form):
    """What an author says of the final PDF."""

    presenter = forms.ChoiceField(label="Who presents the paper?")
    metadata_confirmed = forms.BooleanField(
        label="Title and authors, in this order, are as they stand in the PDF.",
        error_messages={"required": "Compare title and authors with your PDF, then tick this box."},
    )

    def __init__(self, paper: Submission, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [author.name for author in paper.authors.all()]
        self.fields["presenter"].choices = [("", "Choose"), *((n, n) for n in names)]  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label="What they should know",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="They read this, word for word.",
    )
    until = forms.DateField(
        label="Until the end of",
        validators=[of_our_years],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="23:59 AoE of that day.",
    )

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial", {"until": (workshop.now() + WEEK).astimezone(clock.AOE).date()}
        )
        super().__init__(*args, **kwargs)
        self.workshop = workshop

    def clean_until(self) -> datetime:
        until = bound_of(self.cleaned_data["until"])
        if until <= self.workshop.now():
            raise ValidationError("Choose a day that is still to come.")
        return until


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label="Why is it fine as it is?", max_length=300, help_text="For the log. Authors see it."
    )


class TitleForm(forms.Form):
    title = forms.CharField(max_length=300, label="Title as printed")


class InZone(forms.DateTimeField):
    """A wall-clock time at the venue, kept as an instant."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)
        self.zone = zone

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        wall = super().to_python(value)
        if wall is None:
            return None
        wall = wall.replace(tzinfo=None)
        of_our_years(wall)
        instant = wall.replace(tzinfo=self.zone).astimezone(UTC)
        if instant.astimezone(self.zone).replace(tzinfo=None) != wall:
            raise ValidationError(f"The clocks in {self.zone.key} skip this time. Choose another.")
        return instant

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != initial)


def _start(workshop: Workshop) -> InZone:
    return InZone(
        workshop.zone, required=False, label="Begins at",
        help_text="Empty: when what stands before it ends.",
    )  # fmt: skip


class SessionForm(forms.ModelForm[Session]):
    class Meta:
        model = Session
        fields = ["title", "chair", "chair_name", "room", "starts_at"]

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = committee_of(workshop)  # type: ignore[attr-defined]
        self.fields["starts_at"] = _start(workshop)


class SlotForm(forms.ModelForm[Slot]):
    """Something that is not a paper."""

    class Meta:
        model = Slot
        fields = [
            "kind", "title", "minutes", "session", "speaker", "affiliation", "abstract", "room",
            "starts_at",
        ]  # fmt: skip
        widgets = {"abstract": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(choices=NOT_A_PAPER, initial=SlotKind.BREAK)
        session: Any = self.fields["session"]
        session.queryset = workshop.sessions.all()
        session.empty_label = "For everybody, between the sessions"
        self.fields["minutes"].widget.attrs["min"] = 1
        self.fields["starts_at"] = _start(workshop)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("session") and cleaned.get("starts_at"):
            self.add_error("starts_at", "Inside a session it follows what stands before it.")
        if not cleaned.get("minutes"):
            self.add_error("minutes", "Give it at least a minute.")
        return cleaned


class PaperSlotForm(forms.ModelForm[Slot]):
    """The slot of a paper: what is the paper's own stays as it is."""

    class Meta:
        model = Slot
        fields = ["session", "minutes", "presenter"]

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session: Any = self.fields["session"]
        session.queryset, session.required = workshop.sessions.all(), True
        self.fields["minutes"].widget.attrs["min"] = 1

    def clean_minutes(self) -> int:
        minutes: int = self.cleaned_data["minutes"]
        if minutes < 1:
            raise ValidationError("Give it at least a minute.")
        return minutes


class PlaceForm(forms.Form):
    minutes = forms.IntegerField(min_value=1, max_value=240, initial=15)


class TextsForm(forms.ModelForm[Proceedings]):
    class Meta:
        model = Proceedings
        fields = ["title", "editors", "message", "rights", "publisher", "isbn"]
        widgets = {
            "editors": forms.Textarea(attrs={"rows": 3}),
            "message": forms.Textarea(attrs={"rows": 12}),
            "rights": forms.Textarea(attrs={"rows": 4}),
        }


class RightsForm(forms.Form):
    waiver = forms.CharField(
        label="Printed without a form, because", required=False, max_length=300,
        help_text="Leave it empty where the form is completed.",
    )  # fmt: skip
