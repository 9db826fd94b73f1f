"""The format check for anybody: drop a PDF, get the verdict that a submission would get."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dtms_site.web.forms import whole_number
from dtms_site.workshops.doors import EditionRequest, public_page
from dtms_site.workshops.models import Workshop
from submissions import checks, files, policy, public_checks
from submissions.format_page import FormatPage
from submissions.models import PublicCheck
from submissions.xray import picture_of

BUSY = (
    "Too many files came from your address, or from everybody at once. Try again in ten minutes, "
    "or submit: the check runs there too."
)


@never_cache
@public_page
def public_check(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    why = ""
    if request.method == "POST":
        try:
            return redirect(_start(request, workshop))
        except files.UnusableFile as unusable:
            why = str(unusable)
        except public_checks.TooMany:
            why = BUSY
    context = {
        "types": workshop.paper_types.all(),
        "summary": checks.rules_summary(workshop),
        "why": why,
    }
    status = 429 if why == BUSY else 422 if why else 200
    return render(request, "submissions/public_check.html", context, status=status)


def _start(request: EditionRequest, workshop: Workshop) -> PublicCheck:
    chosen = files.chosen_file(request, "pdf")
    if chosen is None:
        raise files.UnusableFile("Choose a PDF first.")
    types = workshop.paper_types.all()
    kind = types.filter(pk=whole_number(request.POST.get("paper_type", ""))).first()
    return public_checks.start(
        workshop=workshop, paper_type=kind or types.first(), upload=chosen,
        address=get_adapter().get_client_ip(request),
    )  # fmt: skip


def _found(workshop: Workshop, token: str) -> PublicCheck:
    alive = policy.public_checks_of(workshop).select_related("paper_type")
    check: PublicCheck = get_object_or_404(alive, token=token)
    check.workshop = workshop
    return check


def _context(request: EditionRequest, workshop: Workshop, token: str) -> dict[str, Any]:
    found = _found(workshop, token)
    check = FormatPage.of_public(found, request.GET.get("page", ""))
    return {"found": found, "check": check, "summary": checks.rules_summary(workshop)}


@require_safe
@never_cache
@public_page
def public_result(request: EditionRequest, workshop: Workshop, token: str) -> HttpResponse:
    context = _context(request, workshop, token)
    return render(request, "submissions/public_result.html", context)


@require_safe
@never_cache
@public_page
def public_state(request: EditionRequest, workshop: Workshop, token: str) -> HttpResponse:
    context = _context(request, workshop, token)
    return render(request, "submissions/_public_result.html", context)


@require_safe
@public_page
def public_page_image(
    request: EditionRequest, workshop: Workshop, token: str, page: int
) -> HttpResponse:
    check = _found(workshop, token)
    picture = picture_of(check, page, life=public_checks.seconds_left(check))
    if picture is None:
        raise Http404
    response = HttpResponse(picture, content_type="image/webp")
    response["Cache-Control"] = "private, max-age=600"
    return response
