"""Decisions: recorded one by one or many at once, read as mails, released together."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.mail import letters
from dtms_site.web.forms import sent, whole_number
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.enums import Outcome
from reviews.forms import BulkDecisionForm, DecisionForm, ReleaseForm
from reviews.listing.rows import USUAL, plain_headings, rows_for_chair
from reviews.models import Decision
from reviews.querysets import papers_for_chair
from reviews.services import decisions as service
from reviews.services.errors import NotAllowed
from submissions.enums import SubmissionStatus
from submissions.querysets import committee_of
from submissions.services.authors import values_for


@require_safe
@chair_page
def decisions(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Papers by merit, with what is decided, and a form for many at once."""
    rows = rows_for_chair(request.user, workshop)
    open_ones = [r for r in rows if r.conflicted or r.status == SubmissionStatus.UNDER_REVIEW]
    open_ones.sort(key=lambda r: (r.conflicted, -(r.mean or 0), r.number))
    handled = [r for r in open_ones if not r.conflicted]
    tally = [(o, sum(r.standing.decision == o for r in handled)) for o in Outcome]
    return render(
        request,
        "chair/decisions.html",
        {
            "rows": open_ones,
            "columns": USUAL,
            "headings": plain_headings(USUAL),
            "tally": tally,
            "undecided": sum(not r.standing.decision for r in handled),
            "decided": sum(bool(r.standing.decision) for r in handled),
        },
    )


@require_POST
@chair_page
def decide(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = policy.paper_for_chair(request.user, workshop, number)
    form = DecisionForm(committee_of(workshop), request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect("chair:paper", workshop.slug, number)
    data = form.cleaned_data
    try:
        service.record_decision(
            paper=paper, by=request.user, outcome=Outcome(data["outcome"]),
            reason=data["reason"], conditions=data["conditions"], shepherd=data["shepherd"],
        )  # fmt: skip
    except NotAllowed as why:
        messages.error(request, str(why) or "This paper cannot be decided now.")
    else:
        label = Outcome(data["outcome"]).label.lower()
        messages.success(request, f"Paper {number}: {label}. Authors see nothing yet.")
    return redirect("chair:paper", workshop.slug, number)


@require_POST
@chair_page
def record_many(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    handled = papers_for_chair(request.user, workshop).filter(status=SubmissionStatus.UNDER_REVIEW)
    form = BulkDecisionForm(list(handled.values_list("number", flat=True)), request.POST)
    if not form.is_valid():
        messages.error(request, "Tick papers first, then press Accept or Reject.")
        return redirect("chair:decisions", workshop.slug)
    outcome = Outcome(form.cleaned_data["outcome"])
    chosen = list(handled.filter(number__in=form.cleaned_data["papers"]))
    for paper in chosen:
        paper.workshop = workshop
        service.record_decision(paper=paper, by=request.user, outcome=outcome)
    messages.success(request, f"{outcome.label} recorded for {len(chosen)} papers.")
    return redirect("chair:decisions", workshop.slug)


@chair_page
def release(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """What each author will read, and the button that sends it."""
    batch = service.releasable(workshop, request.user)
    form = ReleaseForm(len(batch), sent(request))
    if request.method == "POST" and form.is_valid():
        count = service.release_decisions(workshop=workshop, by=request.user)
        told = counted(count, "decision")
        messages.success(request, f"{told} released. The mails wait ten minutes.")
        return redirect("chair:mail", workshop.slug)
    place = _place(request.GET.get("mail", ""), len(batch))
    return render(
        request,
        "chair/release.html",
        {
            "batch": batch,
            "form": form,
            "tally": [(o, sum(d.outcome == o for d in batch)) for o in Outcome],
            "checks": _checks(workshop, request.user, batch),
            "place": place,
            "preview": _preview(batch[place - 1]) if batch else None,
        },
        status=422 if form.errors else 200,
    )


def _place(text: str, most: int) -> int:
    return max(1, min(whole_number(text), most))


def _preview(decision: Decision) -> dict[str, Any]:
    """The mail to the contact author, word for word."""
    paper = decision.submission
    contact = paper.authors.confirmed().order_by("-is_contact", "order")[0]
    kind, values = service.decision_letter(decision)
    edition = paper.workshop
    letter = letters.write(
        kind, values_for(contact) | values, prefix=edition.mail_prefix, edition=edition
    )
    return {"decision": decision, "letter": letter, "to": contact,
            "others": paper.authors.confirmed().count() - 1}  # fmt: skip


def _checks(workshop: Workshop, chair: Any, batch: list[Decision]) -> list[tuple[bool, str, str]]:
    """What to look at before the release: (fine, what, how many)."""
    handled = papers_for_chair(chair, workshop).filter(status=SubmissionStatus.UNDER_REVIEW)
    total = handled.count()
    unexplained = [d for d in batch if d.outcome == Outcome.REJECT and not d.reason.strip()]
    rejects = sum(d.outcome == Outcome.REJECT for d in batch)
    return [
        (len(batch) == total, "Papers with a decision", f"{len(batch)} / {total}"),
        (not unexplained, "Rejections with a reason of the chairs",
         f"{rejects - len(unexplained)} / {rejects}"),
    ]  # fmt: skip
