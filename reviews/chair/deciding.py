"""Decisions: recorded one by one or many at once, and tried against the places of the day."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import whole_number
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.chair.papers import show_paper
from reviews.enums import AFTER_REVIEW, DeskReason, Outcome
from reviews.forms import DecisionForm, DeskRejectForm
from reviews.listing.papers import ChairsPapers
from reviews.listing.rows import USUAL, PaperRow, ordered, plain_headings, rows_of
from reviews.services import decisions as service
from reviews.services.errors import NotAllowed
from submissions.enums import SubmissionStatus
from submissions.querysets import committee_of

MOST_PLACES = 9999
AT_ONCE = {Outcome.ACCEPT, Outcome.REJECT}
"""What can be said of many papers: conditions differ from one to the next."""
CUT = "cut"


def _to_decide(chair: Any, workshop: Workshop) -> list[PaperRow]:
    """Papers under review, best mean first, and those that another chair decides."""
    papers = ChairsPapers(chair, workshop)
    under_review = [
        pk for pk, paper in papers.all.items()
        if paper.conflicted or paper.status == SubmissionStatus.UNDER_REVIEW
    ]  # fmt: skip
    return ordered(rows_of(papers, under_review), "mean")


@dataclass(frozen=True)
class Cut:
    """What would be in, if the day had so many places and the best means took those left."""

    places: int
    taken: int
    inside: list[PaperRow]
    outside: list[PaperRow]

    @property
    def ties(self) -> list[PaperRow]:
        """Left out with the very mean that got others in."""
        last = self.inside[-1].mean if self.inside else None
        return [row for row in self.outside if row.mean is not None and row.mean == last]

    @property
    def over(self) -> int:
        return max(0, self.taken - self.places)

    @property
    def share(self) -> int:
        """Of all papers that this chair decides, in percent."""
        total = self.taken + len(self.inside) + len(self.outside)
        return round(100 * (self.taken + len(self.inside)) / total) if total else 0


def cut(rows: list[PaperRow], places: int) -> Cut:
    """Undecided papers with a score fill what accepted and conditional ones leave.

    Rejected papers count among those outside.
    """
    taken = [row for row in rows if row.decision in {Outcome.ACCEPT, Outcome.CONDITIONAL}]
    open_ones = [row for row in rows if not row.decision and row.mean is not None]
    inside = open_ones[: max(0, places - len(taken))]
    outside = [row for row in rows if row not in taken and row not in inside]
    return Cut(places, len(taken), inside, outside)


@require_safe
@chair_page
def decisions(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Papers by merit, with what is decided, and a form for many at once."""
    rows = _to_decide(request.user, workshop)
    handled = [r for r in rows if not r.conflicted]
    decided = sum(bool(r.decision) for r in handled)
    return render(
        request,
        "chair/decisions.html",
        {
            "rows": rows,
            "columns": USUAL,
            "headings": plain_headings(USUAL),
            "tally": [(o, sum(r.decision == o for r in handled)) for o in AFTER_REVIEW],
            "undecided": len(handled) - decided,
            "decided": decided,
        },
    )


@require_POST
@chair_page
def decide(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    def told(outcome: Outcome) -> str:
        return f"Paper {number}: {outcome.label.lower()}. Authors see nothing yet."

    return _settle(request, workshop, number, service.record_decision, told)


@require_POST
@chair_page
def change(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """Another outcome than the authors were told: with a reason, and they are told at once."""

    def told(outcome: Outcome) -> str:
        return f"Paper {number} is changed. Its authors are told by mail."

    return _settle(request, workshop, number, service.change_released, told)


def _settle(
    request: EditionRequest, workshop: Workshop, number: int, act: Callable[..., Any],
    told: Callable[[Outcome], str],
) -> HttpResponse:  # fmt: skip
    """Take the form's outcome by this verb of the service, or show the paper with what is wrong."""
    paper = policy.paper_for_chair(request.user, workshop, number)
    form = DecisionForm(committee_of(workshop), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        outcome = Outcome(data["outcome"])
        try:
            act(
                paper=paper, by=request.user, outcome=outcome, reason=data["reason"],
                conditions=data["conditions"], shepherd=data["shepherd"],
            )  # fmt: skip
        except NotAllowed as why:
            form.add_error(None, str(why) or "This paper cannot be decided now.")
        else:
            messages.success(request, told(outcome))
            return redirect("chair:paper", workshop.slug, number)
    return show_paper(request, workshop, number, form=form)


@require_POST
@chair_page
def desk_reject(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = policy.paper_for_chair(request.user, workshop, number)
    form = DeskRejectForm(request.POST)
    if form.is_valid():
        code = DeskReason(form.cleaned_data["code"])
        try:
            service.desk_reject(
                paper=paper, by=request.user, code=code, reason=form.cleaned_data["reason"]
            )
        except NotAllowed as why:
            form.add_error(None, str(why))
        else:
            messages.success(
                request, f"Paper {number} goes to no reviewer. Authors see nothing yet."
            )
            return redirect("chair:paper", workshop.slug, number)
    return show_paper(request, workshop, number, desk_form=form)


@require_POST
@chair_page
def take_back(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """Undecided again: nobody but chairs knew."""
    paper = policy.paper_for_chair(request.user, workshop, number)
    service.withdraw_decision(paper=paper, by=request.user)
    messages.success(request, f"Paper {number} is undecided again.")
    return redirect("chair:paper", workshop.slug, number)


@require_POST
@chair_page
def record_many(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """First shown paper by paper; recorded once the chair has seen it."""
    rows = [row for row in _to_decide(request.user, workshop) if not row.conflicted]
    asked = request.POST.get("outcome", "")
    if asked == CUT and "confirm" not in request.POST:
        return _try_places(request, workshop, rows)
    chosen = set(map(whole_number, request.POST.getlist("papers")))
    rows = [row for row in rows if row.number in chosen]
    if not rows or asked not in {*AT_ONCE, CUT}:
        messages.error(request, "Tick papers under review first, then press Accept or Reject.")
        return redirect("chair:decisions", workshop.slug)
    if "confirm" not in request.POST:
        return _preview(request, [(row, asked) for row in rows], asked)
    return _record(request, workshop, [row.number for row in rows])


def _try_places(
    request: EditionRequest, workshop: Workshop, rows: list[PaperRow]
) -> HttpResponse:  # fmt: skip
    """Undecided papers: the best means in, as far as there are places, and the others out."""
    places = min(whole_number(request.POST.get("places", "")), MOST_PLACES)
    found = cut(rows, places)
    undecided = [row for row in rows if not row.decision]
    if not places or not undecided:
        messages.error(request, "Say how many talks fit the day. Undecided papers fill it.")
        return redirect("chair:decisions", workshop.slug)
    proposed = [
        (row, Outcome.ACCEPT if row in found.inside else Outcome.REJECT) for row in undecided
    ]
    return _preview(request, proposed, CUT, cut=found)


def _preview(
    request: EditionRequest, proposed: list[tuple[PaperRow, Any]], asked: str, **more: Any
) -> HttpResponse:
    context = {
        "rows": proposed,
        "outcome": asked,
        "accepted": sum(outcome == Outcome.ACCEPT for _, outcome in proposed),
        "thin": sum(row.given.missing > 0 for row, _ in proposed),
        "changed": sum(bool(row.decision) and row.decision != new for row, new in proposed),
    }
    return render(request, "chair/record_many.html", context | more)


def _record(request: EditionRequest, workshop: Workshop, numbers: list[int]) -> HttpResponse:
    said = {number: request.POST.get(f"outcome-{number}", "") for number in numbers}
    outcomes = {number: Outcome(text) for number, text in said.items() if text in AT_ONCE}
    try:
        count = service.record_many(workshop=workshop, by=request.user, outcomes=outcomes)
    except NotAllowed as why:
        messages.error(request, f"Nothing was recorded. {why}")
        return redirect("chair:decisions", workshop.slug)
    messages.success(request, f"{counted(count, 'decision')} recorded. Authors see nothing yet.")
    is_last = all(row.decision for row in _to_decide(request.user, workshop) if not row.conflicted)
    return redirect("chair:release" if is_last else "chair:decisions", workshop.slug)
