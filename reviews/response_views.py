"""The authors' page on which they read their reviews before the decision, and answer them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format

from dtms_site.web.forms import typed, whole_number
from dtms_site.workshops.doors import EditionRequest, author_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews import response_policy as policy
from reviews.author_view import reviews_to_answer
from reviews.services import responses as service
from reviews.services.errors import NotAllowed
from submissions.models import Submission

LONGEST_TEXT = 40_000
CLASH = "Another author saved this meanwhile. Take over what is theirs, then save: nothing is lost."


@author_page
def respond(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    paper = policy.paper_with_response(request.user, workshop, number)
    if request.method == "POST":
        return _keep(request, paper)
    kept = policy.response_of(paper)
    return _show(request, paper, kept.draft if kept else "", kept.edit_version if kept else 0)


def _show(
    request: EditionRequest, paper: Submission, text: str, base: int, *, status: int = 200,
    **context: Any,
) -> HttpResponse:  # fmt: skip
    shown = {
        "paper": paper, "text": text, "base": base, "words": service.words_in(text),
        "is_open": policy.is_open(paper), "reviews": reviews_to_answer(paper),
        "response": policy.response_of(paper), "due": paper.dates.get(DeadlineKind.RESPONSE),
    }  # fmt: skip
    return render(request, "reviews/respond.html", shown | context, status=status)


def _keep(request: EditionRequest, paper: Submission) -> HttpResponseBase:
    """Save or send. Asked for by the page's script, the answer is data."""
    text = typed(request, "q-response", longest=LONGEST_TEXT)
    base = whole_number(request.POST.get("base", ""))
    act = service.send_response if "send" in request.POST else service.save_response
    try:
        kept = act(paper=paper, by=request.user, text=text, based_on=base)
    except service.EditedMeanwhile as clash:
        theirs = clash.response
        return _refused(request, paper, text, theirs.edit_version, 409, CLASH, theirs=theirs.draft)
    except NotAllowed as why:
        return _refused(request, paper, text, base, 422, str(why))
    if not request.accepts("text/html"):
        saved = date_format(kept.saved_at, "H:i:s")
        return JsonResponse({"base": kept.edit_version, "saved": saved})
    sent = "send" in request.POST
    messages.success(request, "Sent. The committee reads it now." if sent else "Saved, not sent.")
    if sent:
        return redirect("submissions:paper", paper.workshop.slug, paper.number)
    return redirect(request.path)


def _refused(
    request: EditionRequest, paper: Submission, text: str, base: int, status: int, problem: str,
    **context: Any,
) -> HttpResponseBase:  # fmt: skip
    if not request.accepts("text/html"):
        return JsonResponse({"error": problem, "base": base}, status=status)
    return _show(request, paper, text, base, status=status, problem=problem, **context)
