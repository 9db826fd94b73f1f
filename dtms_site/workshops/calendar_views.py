"""A person's own dates as a calendar, and the address at which it lies."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dtms_site.accounts.views import PersonRequest
from dtms_site.web import errors
from dtms_site.web.access import Access, mark
from dtms_site.workshops import calendars, feeds, services


@require_safe
@never_cache
@mark(Access.PUBLIC)
def own(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever has the address: calendar programs do not sign in. No proxy keeps it."""
    owner = feeds.owner_of(secret)
    if owner is None:
        return errors.not_found(request, Http404())
    answer = HttpResponse(calendars.own_dates(feeds.entries_of(owner)), "text/calendar")
    answer["X-Robots-Tag"] = "noindex"
    return answer


@mark(Access.SIGNED_IN)
@login_required
def change(request: PersonRequest) -> HttpResponse:
    """A new address, or none. There is nothing to look at here but on the profile."""
    if request.method == "POST" and "close" in request.POST:
        services.close_calendar(request.user)
        messages.success(request, "Closed. The old address shows nothing any more.")
    elif request.method == "POST":
        services.renew_calendar(request.user)
        messages.success(request, "Your calendar has a new address. An older one is dead.")
    return redirect("profile")
