"""The bids page: every paper that a member may be given, best fit first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.bid_page import BidPage
from reviews.enums import BidLevel
from reviews.services import bids as service
from reviews.services.errors import NotAllowed

FIELD = "bid-"


@committee_page
def bids(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    if request.method == "POST":
        return _place(request, workshop)
    page = BidPage(workshop, request.user)
    topic, text, only_open = (request.GET.get(name, "") for name in ("topic", "q", "open"))
    return render(
        request,
        "reviews/bids.html",
        {
            "rows": page.shown(topic, text, only_open=bool(only_open)),
            "total": len(page.rows),
            "done": sum(not row.is_open for row in page.rows),
            "topics": page.topics(),
            "topic": topic,
            "q": text,
            "only_open": only_open,
            "is_open": service.bidding_is_open(workshop, request.user),
            "due": workshop.schedule.of_person(request.user).get(DeadlineKind.BIDDING),
            "kept_back": page.kept_back,
            "rules": page.rules,
        },
    )


@require_safe
@committee_page
def abstract(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """What a paper is about, read without leaving the list."""
    paper, _ = policy.paper_for_member(request.user, workshop, number, request.roles)
    context = {"paper": paper, "authors": paper.authors.all(), "level": "h3"}
    return render(request, "reviews/_abstract.html", context)


def _place(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    """One bid by the page's script, or all that the page shows."""
    try:
        service.place_bids(workshop=workshop, member=request.user, levels=_levels(request))
    except NotAllowed as why:
        if not request.accepts("text/html"):
            return JsonResponse({"error": str(why)}, status=403)
        messages.error(request, str(why))
        return redirect(request.get_full_path())
    if not request.accepts("text/html"):
        return JsonResponse({"saved": True})
    messages.success(request, "Bids saved.")
    return redirect(request.get_full_path())


def _levels(request: HttpRequest) -> dict[int, BidLevel | None]:
    """Levels by paper number from fields such as bid-12=3; an empty one takes the bid back."""
    known = {str(level.value): level for level in BidLevel}
    found = {}
    for name, value in request.POST.items():
        number = name.removeprefix(FIELD)
        if not name.startswith(FIELD) or not number.isdecimal() or len(number) > 9:
            continue
        found[int(number)] = known.get(str(value))
    return found
