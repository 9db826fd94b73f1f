"""Pages of the way in, where they differ from allauth's: nobody loses where they wanted to go."""

import time
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.email_verification import (
    consume_email_verification_rate_limit,
)
from allauth.account.internal.stagekit import stash_login
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator

from dtms_site.accounts import claims
from dtms_site.accounts.forms import CodeForm
from dtms_site.accounts.reauthentication import CodeByMail, address_of, is_needed, prove
from dtms_site.accounts.services import person_with
from dtms_site.web.access import Access, mark

RUN_OUT = "That code has run out. Type your address again, and we send a new one."
SENT_AGAIN = "A new code is on its way. The one before no longer works."

JUST_SENT = "A code left a moment ago. Wait ten seconds before you ask for another."


def on_to(request: HttpRequest, url: str) -> HttpResponseRedirect:
    """Go there, and take along where the person wanted to go."""
    return HttpResponseRedirect(passthrough_next_redirect_url(request, url, REDIRECT_FIELD_NAME))


class HalfWay:
    """Whoever has begun to sign in goes on where they were, now towards what they last wanted."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> HttpResponse:
        response: HttpResponse = super()._redirect_to_pending_stage(request, stage)  # type: ignore[misc]
        wanted = get_next_redirect_url(request)
        if wanted and stage.urlname:
            stage.login.redirect_url = wanted
            stash_login(request, stage.login)
        return on_to(request, response["Location"])


class Enter(HalfWay, account.RequestLoginCodeView):
    """One box: the address."""


class EnterWithPassword(HalfWay, account.LoginView):
    pass


class EnterWithPasskey(HalfWay, webauthn.LoginWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return on_to(self.request, reverse("account_request_login_code"))


class TypeCode(account.ConfirmLoginCodeView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        has_run_out = getattr(self, "_process", None) is None
        if has_run_out and not request.user.is_authenticated:
            if request.method == "POST":
                messages.error(request, RUN_OUT)
            return on_to(request, reverse("account_request_login_code"))
        return response

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        # Its fifteen minutes begin anew; the wrong tries so far still count.
        self.stage.login.initiated_at = self._process.state["at"] = time.time()
        response: HttpResponse = super()._resend_form_valid(form)
        messages.success(self.request, SENT_AGAIN)
        return response

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        if self._process.user is None:
            # The account was forgotten while its owner looked for the mail.
            self._process._user = person_with(self._process.state["email"])  # noqa: SLF001
        response: HttpResponse = super()._verify_form_valid(form)
        if self.request.user.is_authenticated:
            # No second factor is in between: nobody is asked for another code right away.
            prove(self.request, self._process.state["email"])
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if isinstance(response, HttpResponseRedirect):
            return on_to(self.request, response.url)
        return response


class ConfirmAddress(account.ConfirmEmailVerificationCodeView):
    def _resend_form_valid(self, form: Any) -> HttpResponse:
        if not consume_email_verification_rate_limit(
            self.request, self._process.email, dry_run=True
        ):
            messages.error(self.request, JUST_SENT)
            return on_to(self.request, self.request.path)
        self._process.state["at"] = time.time()
        response: HttpResponse = super()._resend_form_valid(form)
        messages.success(self.request, SENT_AGAIN)
        return response

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        if self.stage:
            claims.honour(self.request, self.stage.login.user)
        response: HttpResponse = super()._verify_form_valid(form)
        return response


@method_decorator(login_required, name="dispatch")
class SetPassword(account.PasswordSetView):
    """The first password of somebody who enters by code or passkey."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_needed(request):
            return ask_again(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks who it is, and back to this one with nothing of the form kept."""
    method = account.get_adapter().get_reauthentication_methods(request.user)[0]
    return redirect(f"{method['url']}?{REDIRECT_FIELD_NAME}={request.path}")


@method_decorator(login_required, name="dispatch")
class ReauthenticateByCode(account.BaseReauthenticateView):
    form_class = CodeForm
    template_name = "account/reauthenticate_by_code.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Coming here means asking for a code, unless one is on its way already."""
        if not CodeByMail.under_way(request):
            if not _may_have_another(request):
                refusal: HttpResponseBase = ratelimit.respond_429(request)
                return refusal
            CodeByMail.begin(request)
        shown: HttpResponseBase = super().get(request, *args, **kwargs)
        return shown

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not CodeByMail.under_way(request):
            messages.error(request, "That code has run out. We sent a new one.")
            return on_to(request, request.path)
        if "resend" in request.POST:
            CodeByMail(request, {}).abort()
            messages.success(request, SENT_AGAIN)
            return on_to(request, request.path)
        answer: HttpResponseBase = super().post(request, *args, **kwargs)
        return answer

    def get_form_kwargs(self) -> dict[str, Any]:
        process = CodeByMail.under_way(self.request)
        return {**super().get_form_kwargs(), "code": process.code if process else ""}

    def form_valid(self, form: Any) -> HttpResponse:
        process = CodeByMail.under_way(self.request)
        if process is not None:
            process.finish()
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        process = CodeByMail.under_way(self.request)
        if process is not None and not process.record_invalid_attempt():
            messages.error(self.request, "Too many tries with that code. We sent a new one.")
            return on_to(self.request, self.request.path)
        response: HttpResponse = super().form_invalid(form)
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {**super().get_context_data(**context), "email": address_of(self.request)}


def _may_have_another(request: HttpRequest) -> bool:
    key = address_of(request)
    used = ratelimit.consume(
        request, app="allauth.account", action="request_login_code", key=key, limit_get=True
    )
    return bool(used)


def _page(view: type, access: Access) -> Any:
    return mark(access)(view.as_view())  # type: ignore[attr-defined]


enter = _page(Enter, Access.PUBLIC)
enter_with_password = _page(EnterWithPassword, Access.PUBLIC)
enter_with_passkey = _page(EnterWithPasskey, Access.PUBLIC)
type_code = _page(TypeCode, Access.PUBLIC)
confirm_address = _page(ConfirmAddress, Access.PUBLIC)
set_password = _page(SetPassword, Access.SIGNED_IN)
reauthenticate_by_code = _page(ReauthenticateByCode, Access.SIGNED_IN)
