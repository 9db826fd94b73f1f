"""Assignment: what is given, what is proposed, what if, and the start of reviewing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import whole_number
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.chair.proposal_page import ProposalPage
from reviews.enums import PinKind
from reviews.forms import AssignmentRulesForm
from reviews.models import Proposal
from reviews.services import assignments as service
from reviews.services import discussion, proposals
from reviews.services.affinity import rules_of
from reviews.services.errors import NotAllowed
from reviews.services.tables import table_for
from reviews.sets import open_proposals_for, proposals_for
from submissions.querysets import committee_of

# Beyond so many possible pairs only the best fits of a paper are priced: each is a solution.
PAIRS_ALL_PRICED = 4_000
PRICED = 6


@require_safe
@chair_page
def assignments(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    page = ProposalPage(workshop, request.user)
    loads = page.loads()
    compared = _chosen(page.earlier, request.GET.get("compare", ""))
    return render(
        request,
        "chair/assignments.html",
        {
            "page": page,
            "rows": page.rows,
            "proposal": page.proposal,
            "pairs": page.pair_count,
            "facts": page.facts(loads),
            "loads": loads,
            "compared": compared,
            "difference": page.difference(compared) if compared else [],
            "rules": AssignmentRulesForm(instance=page.rules),
            "waiting": page.waiting,
            "silent": page.silent(),
            "closed": workshop.schedule.any_closed(),
            "wanted": workshop.reviews_per_paper,
            "blocked": request.session.pop(_blocked_key(workshop), ""),
        },
    )


def _blocked_key(workshop: Workshop) -> str:
    """Where the words wait that say why there is no proposal, until the page shows them."""
    return f"blocked-{workshop.pk}"


def _chosen(rows: list[Any], text: str) -> Any:
    return next((row for row in rows if row.public_id == text), None)


def _open_proposal(request: EditionRequest, workshop: Workshop) -> Proposal:
    proposal: Proposal | None = open_proposals_for(request.user, workshop).first()
    if proposal is None:
        raise Http404
    proposal.workshop = workshop
    return proposal


@require_safe
@chair_page
def others(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """Who else could review a paper, each with what it would cost, solved anew."""
    paper = policy.paper_for_chair(request.user, workshop, number)
    proposal = _open_proposal(request, workshop)
    table = table_for(workshop, request.user, moves=proposal.moves)
    row = next((n for n, one in enumerate(table.papers) if one.pk == paper.pk), None)
    if row is None:
        raise Http404
    now = proposals.pairs_of(proposal, table)
    free = [
        column for column in range(len(table.members))
        if not table.problem.conflict[row, column] and (row, column) not in now
    ]  # fmt: skip
    free.sort(key=lambda column: (-table.fit.score[row, column], column))
    if table.problem.conflict.size > PAIRS_ALL_PRICED:
        free = free[:PRICED]
    candidates = [
        {
            "user": table.members[column],
            "reasons": table.reason((row, column)).split(", "),
            "fit": table.fit.score[row, column],
            "load": sum(person == column for _, person in now),
            "cost": proposals.cost_of(proposal, table, (row, column), PinKind.LOCKED),
        }
        for column in free
    ]
    kept = [table.members[c] for c in range(len(table.members)) if table.kept_apart[row, c]]
    context = {"paper": paper, "candidates": candidates, "kept_apart": kept}
    return render(request, "chair/_others.html", context)


@require_POST
@chair_page
def propose(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    moves = "moves" in request.POST
    try:
        proposals.propose(workshop=workshop, by=request.user, moves=moves)
    except proposals.NoAssignment as why:
        request.session[_blocked_key(workshop)] = str(why)
    return redirect(_home(workshop))


def _home(workshop: Workshop) -> str:
    return reverse("chair:assignments", args=[workshop.slug])


ACTS = {"lock": PinKind.LOCKED, "forbid": PinKind.FORBIDDEN}


@require_POST
@chair_page
def pin(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """Lock a pair, forbid it, or leave it to the computing again."""
    paper = policy.paper_for_chair(request.user, workshop, number)
    chosen, act = request.POST.get("reviewer", ""), request.POST.get("act", "")
    reviewer = get_object_or_404(
        committee_of(workshop), pk=whole_number(chosen)
    )  # fmt: skip
    try:
        if act in ACTS:
            proposals.pin(workshop=workshop, by=request.user, paper=paper, reviewer=reviewer,
                          kind=ACTS[act])  # fmt: skip
        else:
            proposals.unpin(workshop=workshop, by=request.user, paper=paper, reviewer=reviewer)
    except (NotAllowed, proposals.NoAssignment) as why:
        messages.error(request, f"Not changed: {why}")
    return redirect(f"{_home(workshop)}#what-if")


@require_POST
@chair_page
def change(request: EditionRequest, workshop: Workshop, public_id: str) -> HttpResponse:
    """What becomes of a proposal: keep a what-if or take it back, bring one back, undo."""
    proposal = get_object_or_404(proposals_for(request.user, workshop), public_id=public_id)
    try:
        if "keep" in request.POST:
            proposals.keep_what_if(proposal=proposal)
        elif "undo_what_if" in request.POST:
            proposals.undo_what_if(proposal=proposal)
        elif "undo" in request.POST:
            count = proposals.undo(proposal=proposal, by=request.user)
            messages.success(request, f"{count} assignments taken back. Nobody knew of them.")
        else:
            proposals.bring_back(proposal=proposal, by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why))
    return redirect(_home(workshop))


@require_POST
@chair_page
def rules(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    form = AssignmentRulesForm(request.POST, instance=rules_of(workshop))
    if form.is_valid():
        service.save_rules(workshop=workshop, by=request.user, data=form.cleaned_data)
        messages.success(request, "Rules kept. The next proposal obeys them.")
    else:
        messages.error(request, "Loads are numbers from 0 up. Nothing was changed.")
    return redirect(_home(workshop))


@require_POST
@chair_page
def apply(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    proposal = _open_proposal(request, workshop)
    try:
        count = proposals.apply(proposal=proposal, by=request.user)
    except NotAllowed as why:
        messages.error(request, f"Not applied: {why} Propose again.")
    else:
        messages.success(request, f"{count} reviews assigned.")
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


@require_POST
@chair_page
def lead(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """Who of the reviewers leads the discussion."""
    paper = policy.paper_for_chair(request.user, workshop, number)
    chosen = request.POST.get("reviewer", "")
    reviewer = get_object_or_404(committee_of(workshop), pk=whole_number(chosen))
    try:
        discussion.name_lead(paper=paper, reviewer=reviewer, by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"{reviewer} leads the discussion of paper {number}.")
    return redirect("chair:paper", workshop.slug, number)
