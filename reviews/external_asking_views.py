"""A member's page about help from outside with one paper: ask, follow, take over, take back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from dtms_site.web.forms import sent
from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.external_forms import AskForm
from reviews.forms import ReviewForm
from reviews.models import ExternalReviewer, ReviewCriterion
from reviews.offline_views import changes, paper_to_review
from reviews.services import external as service
from reviews.services import reviews
from reviews.services.errors import NotAllowed
from reviews.services.external_reviews import answers_of
from reviews.sets import externals_of
from reviews.sheets import sheet_of
from reviews.tabs import show_tab
from submissions.models import Submission


@committee_page
def externals(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper, view = paper_to_review(request, workshop, number)
    form = AskForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            service.ask(paper=paper, by=request.user, person=form.invitee(), reason=reason)
        except NotAllowed as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The chairs have your request. Nobody was invited yet.")
            return redirect(request.path)
    criteria = reviews.criteria_for(paper)
    rows = [(row, _told(row, criteria)) for row in externals_of(request.user, paper)]
    return show_tab(request, paper, view, "externals", form=form, rows=rows,
                    status=422 if form.errors else 200)  # fmt: skip


def _told(row: ExternalReviewer, criteria: list[ReviewCriterion]) -> list[tuple[str, str]]:
    """Questions and answers, once the review was sent."""
    if not row.is_in:
        return []
    answers = answers_of(row, criteria)
    given = {**answers.scores, **answers.texts}
    return [(c.label, str(given[c.pk])) for c in criteria if c.pk in given]


def _own(
    request: EditionRequest, workshop: Workshop, number: int, public_id: str
) -> tuple[Submission, policy.PaperView, ExternalReviewer]:
    paper, view = paper_to_review(request, workshop, number)
    row = get_object_or_404(externals_of(request.user, paper), public_id=public_id)
    row.assignment.submission = paper
    return paper, view, row


@require_POST
@committee_page
def take_back(
    request: EditionRequest, workshop: Workshop, number: int, public_id: str
) -> HttpResponse:
    _, _, row = _own(request, workshop, number, public_id)
    service.withdraw(row=row, by=request.user)
    messages.success(request, f"{row} no longer helps with paper {number}.")
    return redirect("reviews:externals", workshop.slug, number)


@require_POST
@committee_page
def take_over(
    request: EditionRequest, workshop: Workshop, number: int, public_id: str
) -> HttpResponse:
    """What their review would change in one's own. Nothing is saved here: the page's form does."""
    paper, view, row = _own(request, workshop, number, public_id)
    sheet = sheet_of(paper, view.own)
    kept, told = sheet.kept, answers_of(row, sheet.criteria) if row.is_in else reviews.Answers()
    # What they were not asked, or left open, stays as the member wrote it.
    theirs = reviews.Answers({**kept.scores, **told.scores}, {**kept.texts, **told.texts})
    context = {
        "paper": paper, "view": view, "own": view.own, "base": sheet.base,
        "form": ReviewForm(sheet.criteria, kept=theirs),
        "changes": changes(sheet, theirs), "source": row,
    }  # fmt: skip
    return render(request, "reviews/offline.html", context)
