"""What is done with the papers that a chair ticked on the list."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import typed, whole_number
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews.chair import exports, writing
from reviews.chair.paper_list import ListState, back_to_list
from reviews.services import assignments
from reviews.services import listing as service
from reviews.services.errors import NotAllowed
from reviews.sets import current_versions_for_chair, papers_for_chair
from submissions.enums import SubmissionStatus
from submissions.querysets import committee_of

ASSIGNABLE = (SubmissionStatus.SUBMITTED, SubmissionStatus.UNDER_REVIEW)
Act = Callable[[EditionRequest, Workshop, list[int]], HttpResponseBase | None]


@require_POST
@chair_page
def act(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    """Each verb of the bar. Numbers of papers that the chair does not handle count for nothing."""
    query = ListState.read(QueryDict(typed(request, "query", longest=1000))).query
    numbers = [n for n in map(whole_number, request.POST.getlist("papers")) if n]
    verb = ACTS.get(request.POST.get("act", ""))
    answer: HttpResponseBase | None = None
    if not numbers or verb is None:
        messages.error(request, "Tick papers first, then choose what to do with them.")
    else:
        try:
            answer = verb(request, workshop, numbers)
        except NotAllowed as why:
            messages.error(request, str(why))
    return answer or back_to_list(workshop, query)


@require_safe
@chair_page
def members(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Whom papers can be given to, for the menu of the bar: asked for when it opens."""
    return render(request, "chair/_members.html", {"committee": committee_of(workshop)})


def _tag(request: EditionRequest, workshop: Workshop, numbers: list[int]) -> None:
    name = typed(request, "tag", longest=60)
    count = service.tag(workshop=workshop, by=request.user, numbers=numbers, name=name)
    messages.success(request, f"{counted(count, 'paper')} tagged {service.tag_of(name)}.")


def _untag(request: EditionRequest, workshop: Workshop, numbers: list[int]) -> None:
    name = typed(request, "tag", longest=60)
    count = service.untag(workshop=workshop, by=request.user, numbers=numbers, name=name)
    messages.success(request, f"{service.tag_of(name)} taken off {counted(count, 'paper')}.")


def _assign(request: EditionRequest, workshop: Workshop, numbers: list[int]) -> None:
    """To one member; papers that this member may not have are named, the others are given."""
    chosen = whole_number(request.POST.get("reviewer", ""))
    reviewer = get_object_or_404(committee_of(workshop), pk=chosen)
    papers = papers_for_chair(request.user, workshop).filter(status__in=ASSIGNABLE)
    given = 0
    for paper in papers.filter(number__in=numbers).select_related("workshop"):
        try:
            assignments.assign(paper=paper, reviewer=reviewer, by=request.user)
            given += 1
        except NotAllowed as why:
            messages.error(request, str(why))
    if given:
        messages.success(request, f"{reviewer} has {counted(given, 'paper')} more.")


def _csv(request: EditionRequest, workshop: Workshop, numbers: list[int]) -> HttpResponse:
    return exports.as_csv(request, workshop, numbers)


def _pdfs(request: EditionRequest, workshop: Workshop, numbers: list[int]) -> HttpResponseBase:
    versions = current_versions_for_chair(request.user, workshop, numbers)
    return exports.as_zip(request, workshop, versions)


def _mail(request: EditionRequest, workshop: Workshop, numbers: list[int]) -> HttpResponse:
    """To the page on which it is written; whom it may reach is asked there."""
    return redirect(writing.address_for(workshop, numbers))


ACTS: dict[str, Act] = {
    "tag": _tag, "untag": _untag, "assign": _assign, "mail": _mail, "csv": _csv, "pdfs": _pdfs,
}  # fmt: skip
