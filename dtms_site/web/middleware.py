from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from dtms_site import clock

Answer = Callable[[HttpRequest], HttpResponse]


def arrival(get_response: Answer) -> Answer:
    """Time stands still from the first byte of a request to the end of its answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with clock.at(_arrived(request)):
            return get_response(request)

    return middleware


def _arrived(request: HttpRequest) -> datetime:
    """Now, or what a trusted proxy that buffers bodies says: `t=` and seconds since 1970."""
    present = clock.now()
    header = getattr(settings, "REQUEST_START_HEADER", "")
    stamp = request.headers.get(header, "") if header else ""
    try:
        told = datetime.fromtimestamp(float(stamp.removeprefix("t=")), UTC)
    except (ValueError, OverflowError, OSError):
        return present
    return told if timedelta() <= present - told <= clock.LATEST_BODY else present


def never_cache_for_people(get_response: Answer) -> Answer:
    """Nothing that a signed-in person sees may stay in a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated or request.method == "POST":
            add_never_cache_headers(response)
        return response

    return middleware


def plain_text_only(get_response: Answer) -> Answer:
    """Neither database keeps a null byte, and no person types one into an address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a character that cannot be stored.")
        return get_response(request)

    return middleware
