from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse

from dtms_site.accounts import claims, services
from dtms_site.accounts.models import User
from dtms_site.accounts.zones import COUNTRIES, zone_names

LONGEST_ADDRESS = 254
NEW_PASSWORD = ("New password", "Ten characters or more. A few plain words in a row are good.")
CODE_ATTRIBUTES = {"autocapitalize": "characters", "spellcheck": "false", "autofocus": True}


class OurWords(forms.Form):
    """A form of allauth with our labels and hints, and no placeholder in a label's stead."""

    words: dict[str, tuple[str, str]] = {}
    attributes: dict[str, dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Typing a password twice proves little; the page can show it, and a code opens the account.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, field.help_text))
            field.widget.attrs.update(self.attributes.get(name, {}))
            if isinstance(field, forms.EmailField):
                field.validators.append(MaxLengthValidator(LONGEST_ADDRESS))
                field.widget.attrs["maxlength"] = str(LONGEST_ADDRESS)


class EnterForm(OurWords, account.RequestLoginCodeForm):
    """One box for those who have an account and those who do not: a code goes to the address."""

    words = {"email": ("E-mail address", "")}
    attributes = {"email": {"autofocus": True}}
    _user: User | None

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if email and not self._user:
            # Nothing follows from this account before the code has been typed in.
            self._user = services.person_with(email)
        return email


class CodeForm(OurWords, account.ConfirmLoginCodeForm):
    words = {"code": ("Code", "Eight letters. Capitals, dash and spaces do not matter.")}
    attributes = {"code": CODE_ATTRIBUTES}


class AddressCodeForm(OurWords, account.ConfirmEmailVerificationCodeForm):
    words = CodeForm.words
    attributes = CodeForm.attributes

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if self.user is not None and account.compare_user_code(
            actual=code, expected=self.expected_code
        ):
            services.give_way(self.email, to=self.user)
        checked: str = super().clean_code()
        return checked


class PasswordForm(OurWords, account.LoginForm):
    words = {"login": ("E-mail address", ""), "password": ("Password", "")}
    attributes = {"login": {"autofocus": True, "autocomplete": "username"}}


class SignUpForm(OurWords, account.SignupForm):
    given_name = forms.CharField(max_length=80)
    family_name = forms.CharField(max_length=80)
    affiliation = forms.CharField(max_length=160, required=False)

    field_order = ["given_name", "family_name", "affiliation", "email", "password1"]
    words = {
        "email": ("E-mail address", "The one that your co-authors and chairs know."),
        "password1": ("Password", NEW_PASSWORD[1]),
        "affiliation": ("Affiliation", "University, institute or company."),
    }
    attributes = {
        "given_name": {"autocomplete": "given-name", "autofocus": True},
        "family_name": {"autocomplete": "family-name"},
        "affiliation": {"autocomplete": "organization"},
    }

    def validate_unique_email(self, value: str) -> str:
        self.account_already_exists = not services.is_free(value)
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        data = self.cleaned_data
        # Hashed for a known address too, so that the time it takes tells nothing.
        password = make_password(data["password1"]) if "password1" in data else None
        if self.account_already_exists:
            return None, prevent_enumeration(request, email=data["email"])
        user = services.person_with(data["email"])
        names = {name: data[name] for name in ("given_name", "family_name", "affiliation")}
        claims.keep(request, user, password=password, **names)
        return user, None


class AddAddressForm(OurWords, account.AddEmailForm):
    words = {"email": ("Another address", "We send a code to it. It counts once you typed it in.")}


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    words = {"email": ("E-mail address", "")}
    attributes = {"email": {"autofocus": True}}


class NewPasswordForm(OurWords, account.ResetPasswordKeyForm):
    words = {"password1": NEW_PASSWORD}
    attributes = {"password1": {"autofocus": True}}


class SetPasswordForm(OurWords, account.SetPasswordForm):
    words = {"password1": NEW_PASSWORD}
    attributes = {"password1": {"autofocus": True}}


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    words = {"oldpassword": ("Present password", ""), "password1": NEW_PASSWORD}
    attributes = {"oldpassword": {"autofocus": True}}


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    words = {"password": ("Password", "")}
    attributes = {"password": {"autofocus": True}}


class SecondFactorForm(OurWords, mfa.AuthenticateForm):
    words = {"code": ("Code", "Six digits from your app, or one of your recovery codes.")}
    attributes = {"code": {**CODE_ATTRIBUTES, "inputmode": "numeric"}}


class ReauthenticateByAppForm(OurWords, mfa.ReauthenticateForm):
    words = SecondFactorForm.words
    attributes = SecondFactorForm.attributes


class ActivateAppForm(OurWords, totp.ActivateTOTPForm):
    words = {"code": ("Code", "The six digits that your app shows now.")}
    attributes = {"code": {"inputmode": "numeric"}}


UNREADABLE = "We cannot read what your device sent. Try once more, or take another way."
UNKNOWN_PASSKEY = "This passkey opens nothing here. Try another one, or take another way."
PASSKEY_NAME = ("Name", "To tell it from others: the device it is on, for example.")


class PasskeyField(forms.JSONField):
    """What a browser says of a passkey, put into the form by a script."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:  # too deep, or a number too long to read
            raise ValidationError(UNREADABLE) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """It is good for one time: a form that comes back has lost it."""
        return initial


def checked(check: Callable[[], Any]) -> Any:
    """The libraries that read passkeys raise anything on nonsense, and speak of codes."""
    try:
        return check()
    except ValidationError as error:
        if error.code == "incorrect_code":
            raise ValidationError(UNKNOWN_PASSKEY) from error
        raise
    except Exception as error:
        raise ValidationError(UNREADABLE) from error


class AddPasskeyForm(OurWords, webauthn.AddWebAuthnForm):
    credential = PasskeyField(widget=forms.HiddenInput)
    passwordless = forms.BooleanField(required=False, initial=True)

    words = {
        "name": PASSKEY_NAME,
        "passwordless": (
            "Sign in with it alone",
            "Your device asks for finger, face or PIN. Without this it only seconds a code.",
        ),
    }

    def clean(self) -> Any:
        return checked(super().clean)


class SignUpPasskeyForm(OurWords, webauthn.SignupWebAuthnForm):
    credential = PasskeyField(widget=forms.HiddenInput)

    words = {"name": PASSKEY_NAME}

    def clean(self) -> Any:
        return checked(super().clean)


class PasskeyForm(webauthn.AuthenticateWebAuthnForm):
    """The second step of a sign-in."""

    credential = PasskeyField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        return checked(super().clean_credential)


class EnterByPasskeyForm(PasskeyForm, webauthn.LoginWebAuthnForm):
    pass


class ReauthenticateByPasskeyForm(PasskeyForm, webauthn.ReauthenticateWebAuthnForm):
    reauthenticated = True


class RenamePasskeyForm(OurWords, webauthn.EditWebAuthnForm):
    words = {"name": PASSKEY_NAME}
    attributes = {"name": {"autofocus": True}}


class ProfileForm(forms.ModelForm[User]):
    time_zone = forms.ChoiceField(
        required=False,
        choices=lambda: [("", "The zone of my browser"), *((z, z) for z in zone_names())],
        help_text="Dates in mails are also given in this zone.",
    )

    class Meta:
        model = User
        fields = ["given_name", "family_name", "affiliation", "country", "orcid", "time_zone"]
        help_texts = {"orcid": "Sixteen digits, such as 0000-0002-1825-0097."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("given_name", "family_name"):
            self.fields[name].required = True
        self.fields["country"].choices = [("", "Not said"), *COUNTRIES]  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """Typed out, so that nobody closes an account by a slip."""

    email = forms.EmailField(label="Your address, typed out")

    def __init__(self, address: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        self.fields["email"].help_text = f"Type {address}."

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).lower()
        if typed != self.address:
            raise forms.ValidationError(f"This is another address. Type {self.address}.")
        return typed
