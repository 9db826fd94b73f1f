"""All of a member's reviews in one text file, out and in: looked at paper by paper first."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import typed, whole_number
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.models import Workshop
from reviews import offline
from reviews.offline_views import LARGEST_FILE, Change, as_file, changes, uploaded_text
from reviews.services import reviews
from reviews.services.errors import NotAllowed
from reviews.services.reviews import Answers
from reviews.sheets import Sheet, sheets_of


@dataclass(frozen=True)
class Part:
    """What the file says of one paper. Without `sheet` it is not this member's to review."""

    number: int
    problems: list[str]
    answers: Answers
    sheet: Sheet | None = None
    is_older: bool = False
    changes: tuple[Change, ...] = ()

    @property
    def says(self) -> bool:
        """It would change something, or could not be understood."""
        return bool(self.changes or self.problems)


@require_safe
@committee_page
def all_forms(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    texts = [sheet.text for sheet in sheets_of(request.user, workshop).values()]
    return as_file("\n\n".join(texts), f"{workshop.slug}-reviews.txt")


@require_POST
@committee_page
def read_all(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """What the file would change, and then those of its reviews that were ticked."""
    if "land" in request.POST:
        return _land(request, workshop)
    text, problem = uploaded_text(request)
    sheets = sheets_of(request.user, workshop)
    found = [_part(sheets, part) for part in offline.parts(text)]
    if not found and not problem:
        problem = "No review was found in it: each begins with a line “==+== paper …”."
    context = {
        "parts": found, "problem": problem, "text": text,
        "unchanged": [part.number for part in found if not part.says],
        "count": sum(bool(part.changes) for part in found),
    }  # fmt: skip
    return render(request, "reviews/offline_all.html", context, status=422 if problem else 200)


def _part(sheets: Mapping[int, Sheet], text: str) -> Part:
    number = offline.paper_of(text)
    sheet = sheets.get(number)
    if sheet is None:
        return Part(number, [f"You have no review of paper {number} to write now."], Answers())
    filled = offline.read(text, sheet.criteria)
    return Part(number, filled.problems, filled.answers, sheet, filled.base != sheet.base,
                tuple(changes(sheet, filled.answers)))  # fmt: skip


def _land(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    chosen = set(request.POST.getlist("paper"))
    done, sheets = 0, sheets_of(request.user, workshop)
    for text in offline.parts(typed(request, "text", longest=LARGEST_FILE)):
        part = _part(sheets, text)
        if part.sheet is None or not part.changes or str(part.number) not in chosen:
            continue
        is_in = part.sheet.own is not None and part.sheet.own.is_in
        act = reviews.send_review if is_in else reviews.save_review
        # Judged by what was on the page: an answer saved since then is not written over.
        seen = whole_number(request.POST.get(f"base-{part.number}", ""))
        try:
            act(paper=part.sheet.paper, by=request.user, answers=part.answers, based_on=seen)
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
