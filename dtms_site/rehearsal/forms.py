from typing import ClassVar

from django import forms

from dtms_site.workshops.models import Rehearsal


class BeginForm(forms.ModelForm[Rehearsal]):
    """What the invented people of a rehearsal are like."""

    class Meta:
        model = Rehearsal
        fields: ClassVar[list[str]] = [
            "papers", "members", "last_day", "drafts", "declines", "late", "days_late", "never",
            "withdrawn", "helped", "accepted", "conditional", "chairs_act", "seed",
        ]  # fmt: skip
