from django import forms

from dtms_site.workshops.services import Invitee

LONGEST_REASON = 300


class AskForm(forms.Form):
    """Whom a member would like to have help with a paper, and why."""

    given_name = forms.CharField(max_length=80)
    family_name = forms.CharField(max_length=80)
    email = forms.EmailField(label="Address", help_text="The invitation goes there, once.")
    affiliation = forms.CharField(
        max_length=160, help_text="Compared with the authors' institutions."
    )
    reason = forms.CharField(
        label="Why this person", max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="The chairs read it.",
    )  # fmt: skip

    def invitee(self) -> Invitee:
        data = self.cleaned_data
        return Invitee(data["email"], data["given_name"], data["family_name"], data["affiliation"])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why not", required=False, max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
