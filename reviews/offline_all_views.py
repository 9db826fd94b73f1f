"""All of a member's reviews in one text file, out and in: looked at paper by paper first."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import typed, whole_number
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.models import Workshop
from reviews import offline
from reviews.models import Review
from reviews.offline_views import (
    LARGEST_FILE,
    Change,
    as_file,
    changes,
    form_of,
    paper_to_review,
    uploaded_text,
)
from reviews.reading import assignments_of
from reviews.services import reviews
from reviews.services.errors import NotAllowed
from reviews.services.reviews import Answers
from submissions.models import Submission


@dataclass(frozen=True)
class Part:
    """What the file says of one paper. Without `paper` it is not this member's to review."""

    number: int
    problems: list[str]
    answers: Answers
    paper: Submission | None = None
    own: Review | None = None
    base: int = 0
    is_older: bool = False
    changes: tuple[Change, ...] = ()


@require_safe
@committee_page
def all_forms(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    texts = []
    for row in assignments_of(request.user, workshop):
        try:
            texts.append(form_of(*paper_to_review(request, workshop, row.number)))
        except Http404:
            continue
    return as_file("\n\n".join(texts), f"{workshop.slug}-reviews.txt")


@require_POST
@committee_page
def read_all(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """What the file would change, and then those of its reviews that were ticked."""
    if "land" in request.POST:
        return _land(request, workshop)
    text, problem = uploaded_text(request)
    found = [_part(request, workshop, part) for part in offline.parts(text)]
    if not found and not problem:
        problem = "No review was found in it: each begins with a line “==+== paper …”."
    context = {
        "parts": found, "problem": problem, "text": text,
        "count": sum(bool(part.changes) for part in found),
    }  # fmt: skip
    return render(request, "reviews/offline_all.html", context, status=422 if problem else 200)


def _part(request: EditionRequest, workshop: Workshop, text: str) -> Part:
    number = offline.paper_of(text)
    try:
        paper, view = paper_to_review(request, workshop, number)
    except Http404:
        return Part(number, [f"You have no review of paper {number} to write now."], Answers())
    criteria = reviews.criteria_for(paper)
    filled = offline.read(text, criteria)
    kept = reviews.answers_for_form(view.own, criteria) if view.own else Answers()
    base = view.own.edit_version if view.own else 0
    return Part(
        number, filled.problems, filled.answers, paper, view.own, base, filled.base != base,
        tuple(changes(criteria, kept, filled.answers)),
    )  # fmt: skip


def _land(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    chosen = set(request.POST.getlist("paper"))
    done = 0
    for text in offline.parts(typed(request, "text", longest=LARGEST_FILE)):
        part = _part(request, workshop, text)
        if part.paper is None or not part.changes or str(part.number) not in chosen:
            continue
        act = reviews.send_review if part.own and part.own.is_in else reviews.save_review
        # Judged by what was on the page: an answer saved since then is not written over.
        seen = whole_number(request.POST.get(f"base-{part.number}", ""))
        try:
            act(paper=part.paper, by=request.user, answers=part.answers, based_on=seen)
        except reviews.EditedMeanwhile:
            told = "was saved in another window meanwhile. Bring the file again."
            messages.error(request, f"Paper {part.number} {told}")
        except reviews.Unfinished as lack:
            messages.error(request, f"Paper {part.number}: still to answer: {lack}.")
        except NotAllowed:
            messages.error(request, f"Paper {part.number}: reviewing has ended.")
        else:
            done += 1
    if done:
        messages.success(request, f"{counted(done, 'review')} saved from the file.")
    return redirect("reviews:mine", workshop.slug)
