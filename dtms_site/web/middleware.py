from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
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


class CompressedPages(GZipMiddleware):
    """Long pages are mostly the same words again and again: a list of a thousand papers is a
    twentieth of itself. Files, and short pages, are not worth the work.

    A page's length tells no secret in it (BREACH): the CSRF token is masked anew for each, and
    random bytes stand in front of what is compressed.
    """

    shortest = 40_000

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not isinstance(response, HttpResponse):
            return response
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or len(response.content) < self.shortest:
            return response
        return super().process_response(request, response)


def plain_text_only(get_response: Answer) -> Answer:
    """Neither database keeps a null byte, and no person types one into an address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a character that cannot be stored.")
        return get_response(request)

    return middleware
