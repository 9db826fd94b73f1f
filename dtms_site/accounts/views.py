from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dtms_site.accounts import closing, devices, operators, own_data, second_factor, services
from dtms_site.accounts import mailbox as files
from dtms_site.accounts.entrance import ask_again
from dtms_site.accounts.forms import CloseForm, ProfileForm
from dtms_site.accounts.models import User
from dtms_site.accounts.reauthentication import is_needed
from dtms_site.audit.querysets import events_of_the_site
from dtms_site.web.access import Access, mark
from dtms_site.web.forms import sent

MAILS_SHOWN = 100
LINES_SHOWN = 100


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


@mark(Access.SIGNED_IN)
@login_required
def profile(request: PersonRequest) -> HttpResponse:
    """One's own entry. With `next`, saving it leads back to where the person came from."""
    wanted = get_next_redirect_url(request)
    form = ProfileForm(sent(request), instance=request.user)
    if request.method == "POST" and form.is_valid():
        services.change_profile(request.user, form.cleaned_data, by=request.user)
        messages.success(request, "Profile saved.")
        return redirect(wanted or "profile")
    return render(request, "accounts/profile.html", {"form": form, "wanted": wanted})


@mark(Access.SIGNED_IN)
@login_required
def data(request: PersonRequest) -> HttpResponseBase:
    """What the site holds of whoever is signed in. The copy asks first who it is."""
    if request.method != "POST":
        return render(request, "accounts/own_data.html", {"parts": own_data.names()})
    if is_needed(request):
        return ask_again(request)
    services.note_copy(request.user, where=devices.in_words(request.headers.get("User-Agent", "")))
    archive = own_data.pack(request.user)
    return FileResponse(archive, as_attachment=True, filename="dtms-my-data.zip")


@mark(Access.SIGNED_IN)
@login_required
def close(request: PersonRequest) -> HttpResponse:
    """Closing one's own account. The page asks first who it is, and again when the time is up."""
    if is_needed(request):
        return ask_again(request)
    form = CloseForm(request.user.email, sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            closing.close(user=request.user)
        except closing.StillNeeded as why:
            form.add_error(None, str(why))
        else:
            logout(request)
            messages.success(request, "Your account is closed. A last mail tells you so.")
            return redirect("front-door")
    context = {"form": form, "obstacles": closing.obstacles(request.user)}
    status = 422 if form.errors else 200
    return render(request, "accounts/close.html", context, status=status)


@require_safe
@mark(Access.SIGNED_IN)
@login_required
def sessions(request: PersonRequest) -> HttpResponse:
    rows = UserSession.objects.purge_and_list(request.user)
    rows.sort(key=lambda row: (not row.is_current(), -row.created_at.timestamp()))
    shown = [(row, devices.in_words(row.user_agent)) for row in rows]
    return render(request, "usersessions/usersession_list.html", {"sessions": shown})


@require_POST
@mark(Access.SIGNED_IN)
@login_required
def end_session(request: PersonRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        logout(request)
        return redirect("front-door")
    session.end()
    messages.success(request, "Session ended.")
    return redirect("usersessions_list")


@require_POST
@mark(Access.SIGNED_IN)
@login_required
def end_other_sessions(request: PersonRequest) -> HttpResponse:
    for session in UserSession.objects.filter(user=request.user):
        if not session.is_current():
            session.end()
    messages.success(request, "All other sessions ended.")
    return redirect("usersessions_list")


@never_cache
@mark(Access.PUBLIC)
def operator_entrance(request: HttpRequest, token: str) -> HttpResponseBase:
    """For whoever was shown the address. A click signs in, so looking does not use it up."""
    user = operators.bearer_of(token)
    if user is None:
        return render(request, "accounts/operator_entrance.html", status=404)
    if request.method != "POST":
        return render(request, "accounts/operator_entrance.html", {"operator": user})
    wanted = "mailbox" if settings.MAIL_IN_FILES else "admin:index"
    login = Login(user=user, email=user.email, redirect_url=reverse(wanted))
    answer: HttpResponseBase = perform_login(request, login)
    return answer


def _for_operators(view: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """For anybody else such a page does not exist."""

    @mark(Access.OPERATOR)
    @wraps(view)
    def door(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise Http404
        if second_factor.is_missing(request.user):
            return second_factor.ask_for_it(request)
        return view(request)

    return door


@require_safe
@_for_operators
def log(request: HttpRequest) -> HttpResponse:
    """What happened to accounts: who made operators, changed names, removed second factors."""
    page = Paginator(events_of_the_site(), LINES_SHOWN).get_page(request.GET.get("page"))
    return render(request, "accounts/log.html", {"page": page})


def _without_mail_server(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where mail goes out there is no such page, for anybody."""

    @wraps(view)
    def door(request: HttpRequest) -> HttpResponse:
        if not settings.MAIL_IN_FILES:
            raise Http404
        return view(request)

    return door


@require_safe
@_without_mail_server
@_for_operators
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mail of a site without a mail server, for whoever tries it out."""
    mails = files.newest(settings.MAIL_DIRECTORY, MAILS_SHOWN)
    context = {"mails": mails, "most": MAILS_SHOWN, "folder": settings.MAIL_DIRECTORY}
    return render(request, "accounts/mailbox.html", context)
