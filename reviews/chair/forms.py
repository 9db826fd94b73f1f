from django import forms


class OnBehalfForm(forms.Form):
    """The author for whom a chair makes a draft."""

    given_name = forms.CharField(max_length=80)
    family_name = forms.CharField(max_length=80)
    email = forms.EmailField(label="E-mail")
