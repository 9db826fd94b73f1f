"""A member's page about conflicts: what was found, and all papers to say which one not to see."""

from typing import Any

from django.contrib import messages
from django.db.models import BooleanField, ExpressionWrapper
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dtms_site.web.forms import typed, whole_number
from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.models import Workshop
from reviews.querysets import committee_papers
from reviews.services import conflicts as service
from reviews.services import evidence
from reviews.services.errors import NotAllowed
from submissions.querysets import has_conflict

LONGEST_REASON = 300


@committee_page
def conflicts(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """All papers by title and authors, suspicions first."""
    papers = committee_papers(workshop)
    if request.method == "POST":
        return _settle(request, workshop, papers)
    is_mine = ExpressionWrapper(has_conflict(request.user), BooleanField())
    listed = papers.in_short().annotate(is_mine=is_mine)
    found = evidence.compare(workshop, [request.user])
    named = {paper.key: paper.authors for paper in found.papers}
    rows = [(paper, named.get(paper.pk, ()), paper.is_mine) for paper in listed]
    held = {paper: doubt for (paper, _), doubt in found.doubts.items() if doubt.holds}
    doubts = [(p, held[p.pk]) for p, _, is_mine in rows if p.pk in held and not is_mine]
    return render(request, "reviews/conflicts.html", {"rows": rows, "doubts": doubts})


def _settle(request: EditionRequest, workshop: Workshop, papers: Any) -> HttpResponse:
    chosen = request.POST.get("declare") or request.POST.get("paper", "")
    paper = get_object_or_404(papers, number=whole_number(chosen))
    paper.workshop = workshop
    reason = typed(request, "reason", longest=LONGEST_REASON).strip()
    try:
        if "dismiss" in request.POST:
            service.dismiss(paper=paper, user=request.user, by=request.user, reason=reason)
        elif "confirm" in request.POST:
            service.confirm(paper=paper, user=request.user, by=request.user, note=reason)
        elif "declare" in request.POST:
            service.declare_conflict(paper=paper, member=request.user, reason=reason)
    except NotAllowed as why:
        messages.error(request, str(why) or "This is not yours to settle.")
    return redirect(f"{request.path}#paper-{paper.number}")
