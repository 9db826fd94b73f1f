"""The release: what each author will read, the button that sends it, and the way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from dtms_site.mail import letters
from dtms_site.web.forms import sent, whole_number
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.enums import Outcome
from reviews.forms import ReleaseForm
from reviews.models import Decision
from reviews.services import decisions as service
from reviews.services import undoing
from reviews.services.errors import NotAllowed
from reviews.sets import papers_for_chair
from submissions.enums import SubmissionStatus
from submissions.services.authors import values_for


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
            "undoable": undoing.just_released(workshop, request.user),
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


@require_POST
@chair_page
def undo(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    try:
        count = undoing.undo_release(workshop=workshop, by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"{counted(count, 'decision')} hidden again. No mail has left.")
    return redirect("chair:release", workshop.slug)


@require_POST
@chair_page
def tell_now(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """The authors of a desk-rejected paper hear of it before the others hear of theirs."""
    paper = policy.paper_for_chair(request.user, workshop, number)
    try:
        service.release_desk_reject(paper=paper, by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"Paper {number} is told. The mail waits ten minutes.")
    return redirect("chair:paper", workshop.slug, number)
