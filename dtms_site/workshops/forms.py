from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dtms_site.accounts.zones import zone_names
from dtms_site.mail import catalogue
from dtms_site.workshops.enums import (
    Role,
)
from dtms_site.workshops.models import Declaration, PaperType, Topic, Workshop
from dtms_site.workshops.pasted import read_people
from dtms_site.workshops.services import Invitee


class EditionForm(forms.ModelForm[Workshop]):
    template_url = forms.URLField(label="Paper template", required=False, assume_scheme="https")

    class Meta:
        model = Workshop
        fields = [
            "name", "short_name", "year", "edition_line", "lead", "call", "review_model",
            "template_url", "venue", "time_zone", "contact_email", "reviews_per_paper",
            "correction_hours", "max_upload_mb", "most_topics", "abstract_words",
            "response_words", "retention_days",
        ]  # fmt: skip
        widgets = {
            "lead": forms.Textarea(attrs={"rows": 3}),
            "call": forms.Textarea(attrs={"rows": 10}),
            "review_model": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            choices=[(z, z.replace("_", " ")) for z in zone_names()],
            help_text="The zone of the venue: times of the programme are given in it.",
        )
        self.fields["max_upload_mb"].validators.append(_at_most_50)


def _at_most_50(value: int) -> None:
    if not 1 <= value <= 50:
        raise ValidationError("Between 1 and 50 MB.")


class KeyedRows(forms.BaseInlineFormSet[Any, Any, Any]):
    """Rows with a key each, which no other row has: neither a sent one nor one only stored."""

    def clean(self) -> None:
        super().clean()
        sent = {row.instance.pk for row in self.initial_forms}
        keys = {row.key for row in self.get_queryset() if row.pk not in sent}
        for row in self.forms:
            key = row.cleaned_data.get("key")
            if key in keys:
                row.add_error("key", "Another row has this key.")
            elif key and row not in self.deleted_forms:
                keys.add(key)


PaperTypeRows = forms.inlineformset_factory(
    Workshop, PaperType, formset=KeyedRows, extra=1, max_num=40, absolute_max=40,
    fields=["name", "key", "description", "order"],
)  # fmt: skip
TopicRows = forms.inlineformset_factory(
    Workshop, Topic, extra=3, fields=["name", "order"], max_num=300, absolute_max=300
)
DeclarationRows = forms.inlineformset_factory(
    Workshop, Declaration, extra=1, fields=["kind", "label", "required", "order"],
    max_num=60, absolute_max=60,
    widgets={"label": forms.Textarea(attrs={"rows": 2})},
)  # fmt: skip


class InviteForm(forms.Form):
    people = forms.CharField(
        label="People",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="From a mail: Ines Quiroga <ines@lagoa.example>. From a spreadsheet or CSV: "
        "given name, family name, address, affiliation. Or addresses, one a line.",
    )
    role = forms.ChoiceField(choices=Role.choices, initial=Role.MEMBER)
    note = forms.CharField(
        label="A line of your own", required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def clean_people(self) -> list[Invitee]:
        people, wrong = read_people(self.cleaned_data["people"])
        if wrong:
            raise ValidationError([f"No complete address in: {line[:80]}" for line in wrong])
        return people


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="A word to the chairs", required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class MailTextForm(forms.Form):
    subject = forms.CharField(max_length=200)
    body = forms.CharField(
        label="Text",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
    )
    reader = forms.CharField(
        label="Read it as",
        required=False,
        max_length=120,
        help_text="A paper’s number, a person’s name, or both. Empty: as you, with sample values.",
    )
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, kind: catalogue.MailKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        try:
            catalogue.check_own(self.kind.key, given.get("subject", ""), given.get("body", ""))
        except (catalogue.UnknownPlaceholder, catalogue.MissingPlaceholder) as error:
            if "body" in given:
                self.add_error("body", str(error))
        return given
