"""The bids page: every paper that a member may be given, best fit first."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render

from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.enums import BidLevel
from reviews.querysets import papers_for
from reviews.reading import short_authors
from reviews.services import bids as service
from reviews.services.affinity import affinity_of
from reviews.services.errors import NotAllowed
from submissions.models import Submission

FIELD = "bid-"


@dataclass(frozen=True)
class Row:
    paper: Submission
    authors: str
    score: float
    level: int

    @property
    def is_open(self) -> bool:
        return self.level < 0


@committee_page
def bids(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    if request.method == "POST":
        return _place(request, workshop)
    rows = rows_for(request, workshop)
    topic, words = request.GET.get("topic", ""), request.GET.get("q", "").casefold().split()[:10]
    shown = [row for row in rows if _matches(row, topic, words)]
    if "open" in request.GET:
        shown = [row for row in shown if row.is_open]
    return render(
        request,
        "reviews/bids.html",
        {
            "rows": shown,
            "total": len(rows),
            "done": sum(not row.is_open for row in rows),
            "levels": [(level.value, level.label) for level in BidLevel],
            "topics": workshop.topics.all(),
            "topic": topic,
            "q": request.GET.get("q", ""),
            "only_open": "open" in request.GET,
            "is_open": service.bidding_is_open(workshop, request.user),
            "due": workshop.schedule.of_person(request.user).get(DeadlineKind.BIDDING),
            "kept_back": papers_for(request.user, workshop)
            .filter(status__in=service.BIDDABLE)
            .count()
            - len(rows),
        },
    )


def rows_for(request: EditionRequest, workshop: Workshop) -> list[Row]:
    papers = service.papers_to_bid_on(workshop, request.user)
    listed = list(papers.select_related("paper_type").prefetch_related("authors", "topics"))
    fit = affinity_of(workshop, listed, [request.user])
    # Sorted by what the paper is about, and not by the bid: a row must not jump away when set.
    known = fit.topics[:, 0] * 0.6 + fit.text[:, 0] * 0.4
    rows = [
        Row(paper, short_authors(paper.authors.all()), float(known[n]), int(fit.bids[n, 0]))
        for n, paper in enumerate(listed)
    ]
    return sorted(rows, key=lambda row: (-row.score, row.paper.number))


def _matches(row: Row, topic: str, words: list[str]) -> bool:
    if topic and topic not in {str(t.pk) for t in row.paper.topics.all()}:
        return False
    text = f"{row.paper.number} {row.paper.title} {row.authors}".casefold()
    return all(word in text for word in words)


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
