"""A review taken along as a file, and brought back: shown beside what stands before it lands."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.models import Workshop
from reviews import offline, policy
from reviews.differences import Piece, pieces
from reviews.enums import CriterionKind
from reviews.forms import ReviewForm
from reviews.models import ReviewCriterion
from reviews.services.reviews import Answers
from reviews.sheets import Sheet, sheet_of
from submissions.models import Submission

LARGEST_FILE = 1_000_000


@dataclass(frozen=True)
class Change:
    label: str
    pieces: list[Piece]


@require_safe
@committee_page
def offline_form(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper, view = paper_to_review(request, workshop, number)
    return as_file(sheet_of(paper, view.own).text, f"{workshop.slug}-{number}-review.txt")


def as_file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def paper_to_review(
    request: EditionRequest, workshop: Workshop, number: int
) -> tuple[Submission, policy.PaperView]:
    """A paper of which this member writes a review now. Raises Http404."""
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    if not view.writes_review:
        raise Http404
    return paper, view


@require_POST
@committee_page
def read_offline(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """What the file would change. Nothing is saved here: the form on the page does it."""
    paper, view = paper_to_review(request, workshop, number)
    sheet = sheet_of(paper, view.own)
    found = _read(request, sheet.criteria)
    if found.paper and found.paper != number:
        found.problems.insert(0, f"This file is the review of paper {found.paper}. Open that one.")
        found.answers = Answers()
    context: dict[str, Any] = {
        "paper": paper, "view": view, "own": sheet.own, "problems": found.problems,
        "base": sheet.base, "changes": changes(sheet, found.answers),
        "moved_on": found.base != sheet.base,
        "form": ReviewForm(sheet.criteria, kept=found.answers), "source": "the file",
    }  # fmt: skip
    status = 422 if found.problems and not context["changes"] else 200
    return render(request, "reviews/offline.html", context, status=status)


def _read(request: EditionRequest, criteria: list[ReviewCriterion]) -> offline.Filled:
    text, problem = uploaded_text(request)
    return offline.Filled(problems=[problem]) if problem else offline.read(text, criteria)


def uploaded_text(request: EditionRequest) -> tuple[str, str]:
    """The text of the file, or what is wrong with it."""
    file: Any = request.FILES.get("file")
    if file is None or file.size > LARGEST_FILE:
        return "", "Choose the text file that you filled in, up to 1 MB."
    try:
        return file.read().decode(), ""
    except UnicodeDecodeError:
        return "", "This is no text file in UTF-8. Save it as plain text."


def changes(sheet: Sheet, new: Answers) -> list[Change]:
    """Question by question, where these answers differ from those that stand here."""
    found = []
    for criterion in sheet.criteria:
        before, after = (_told(criterion, answers) for answers in (sheet.kept, new))
        if before != after:
            found.append(Change(criterion.label, pieces(before, after)))
    return found


def _told(criterion: ReviewCriterion, answers: Answers) -> str:
    if criterion.kind == CriterionKind.SCORE:
        return str(answers.scores.get(criterion.pk, ""))
    return answers.texts.get(criterion.pk, "").strip()
