"""Assignment: what is given, what is proposed, and the start of reviewing."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from dtms_site.web.forms import whole_number
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.enums import ProposalState
from reviews.matching import Infeasible
from reviews.querysets import assignments_for_chair
from reviews.reading import short_authors
from reviews.services import assignments as service
from reviews.services import proposals
from reviews.services.errors import NotAllowed
from submissions.enums import SubmissionStatus
from submissions.querysets import committee_of


@require_GET
@chair_page
def assignments(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    papers = proposals.papers_to_assign(workshop, request.user)
    closed = workshop.schedule.closed_types()
    proposal = workshop.proposals.filter(state=ProposalState.OPEN).first()
    given = _by_paper(
        assignments_for_chair(request.user, workshop)
        .filter(submission__in=papers)
        .select_related("reviewer")
    )
    pairs: list[Any] = []
    if proposal:
        pairs = list(proposal.pairs.filter(submission__in=papers).select_related("reviewer"))
    proposed = _by_paper(pairs)
    rows = [
        {
            "paper": paper,
            "authors": short_authors(paper.authors.all()),
            "given": given[paper.pk],
            "proposed": sorted(proposed[paper.pk], key=lambda pair: -pair.affinity),
        }
        for paper in papers
    ]
    return render(
        request,
        "chair/assignments.html",
        {
            "rows": rows,
            "proposal": proposal,
            "pairs": len(pairs),
            "loads": _loads(workshop, given, proposed),
            "waiting": sum(
                paper.status == SubmissionStatus.SUBMITTED and paper.paper_type_id in closed
                for paper in papers
            ),
            "closed": closed,
            "wanted": workshop.reviews_per_paper,
        },
    )


def _by_paper(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.submission_id].append(row)
    return found


def _loads(workshop: Workshop, *groups: dict[int, list[Any]]) -> list[dict[str, Any]]:
    """How many papers each member has and would have."""
    count: dict[int, int] = defaultdict(int)
    for group in groups:
        for rows in group.values():
            for row in rows:
                count[row.reviewer_id] += 1
    members = workshop.memberships.members().select_related("user")
    most = max(count.values(), default=1)
    return [{"user": m.user, "count": count[m.user_id], "most": most} for m in members]


@require_POST
@chair_page
def propose(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    try:
        proposals.propose(workshop=workshop, by=request.user)
    except Infeasible as why:
        messages.error(request, f"No proposal: {why}")
    return redirect("chair:assignments", workshop.slug)


@require_POST
@chair_page
def apply(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    proposal = get_object_or_404(workshop.proposals, state=ProposalState.OPEN)
    try:
        count = proposals.apply(proposal=proposal, by=request.user)
    except NotAllowed as why:
        messages.error(request, f"Not applied: {why} Propose again.")
    else:
        messages.success(request, f"{count} reviews assigned. Nobody has been told yet.")
    return redirect("chair:assignments", workshop.slug)


@require_POST
@chair_page
def start(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    service.start_review(workshop=workshop, by=request.user)
    messages.success(request, "Reviewing has begun. Reviewers are told by mail.")
    return redirect("chair:assignments", workshop.slug)


@require_POST
@chair_page
def assign(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = policy.paper_for_chair(request.user, workshop, number)
    chosen = whole_number(request.POST.get("reviewer", ""))
    reviewer = get_object_or_404(committee_of(workshop), pk=chosen)
    try:
        service.assign(paper=paper, reviewer=reviewer, by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"{reviewer} has paper {number}.")
    return redirect("chair:paper", workshop.slug, number)


@require_POST
@chair_page
def remove(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """Named by paper and reviewer: ids in a row would count the assignments of hidden papers."""
    paper = policy.paper_for_chair(request.user, workshop, number)
    chosen = whole_number(request.POST.get("reviewer", ""))
    rows = paper.assignments.active().select_related("reviewer")
    assignment = get_object_or_404(rows, reviewer=chosen)
    assignment.submission = paper
    service.unassign(assignment=assignment, by=request.user)
    messages.success(request, f"{assignment.reviewer} no longer has this paper.")
    return redirect("chair:paper", workshop.slug, number)
