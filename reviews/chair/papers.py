"""One paper with all that a chair knows of it, and acts for its authors."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import normal
from dtms_site.accounts.services import person_with
from dtms_site.web.forms import sent
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.people_notes import put_beside
from reviews import policy
from reviews.chair.forms import OnBehalfForm
from reviews.forms import DecisionForm, DeskRejectForm, SettleForm
from reviews.people import committee_and_apart
from reviews.reading import reviews_for
from reviews.response_policy import sent_response
from reviews.services.decisions import CHANGEABLE
from submissions.enums import NEXT, ConflictSource, SubmissionStatus
from submissions.form_page import ChairFormPage
from submissions.format_page import FormatPage
from submissions.models import Submission
from submissions.services.authors import tell_author
from submissions.services.details import create_draft
from submissions.xray import picture_of


@require_safe
@chair_page
def paper(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    return show_paper(request, workshop, number)


def show_paper(
    request: EditionRequest, workshop: Workshop, number: int, *,
    form: DecisionForm | None = None, desk_form: DeskRejectForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of one paper; a form that was sent and cannot be taken stands in it again."""
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    history = list(paper.decisions.select_related("decided_by", "shepherd"))
    decision = next((d for d in history if d.superseded_at is None), None)
    committee, conflicts = _people(paper)
    return render(
        request,
        "chair/paper.html",
        {
            "paper": paper,
            "authors": _authors(request, paper),
            "topics": paper.topics.all(),
            "check": FormatPage.of(paper, request),
            "assignments": view.held,
            "candidates": [
                (str(person.pk), ", ".join(filter(None, [str(person), person.affiliation])))
                for person in candidates(paper, committee, conflicts, view.held)
            ],
            "conflicts": conflicts,
            "reviews": reviews_for(request.user, paper, view),
            "comments": paper.comments.with_people(),
            "decision": decision,
            "is_withdrawable": SubmissionStatus.WITHDRAWN in NEXT[SubmissionStatus(paper.status)],
            "is_changeable": bool(decision and decision.released_at) and paper.status in CHANGEABLE,
            "history": history,
            "response": sent_response(paper, view),
            "revision": policy.revision_of(paper, view),
            "settle_form": SettleForm(),
            "form": form or DecisionForm(committee, initial=_initial(decision)),
            "desk_form": desk_form or DeskRejectForm(),
            "view": view,
        },
        status=422 if form or desk_form else 200,
    )


@dataclass(frozen=True)
class Apart:
    """Somebody who keeps away from the paper, on the committee still or not, and why."""

    person: User
    source: str
    reason: str


def _people(paper: Submission) -> tuple[list[User], list[Apart]]:
    """The committee, and who keeps away from this paper, in one question."""
    people = list(committee_and_apart(paper))
    committee = {person.pk: person for person in people if person.serves}
    apart = [
        Apart(person, ConflictSource(person.source).label, person.reason)
        for person in people
        if person.source
    ]
    return list(committee.values()), apart


def _authors(request: EditionRequest, paper: Any) -> list[Any]:
    """With what hinders mail to them."""
    authors = list(paper.authors.all())
    put_beside(request, authors, lambda author: str(author.email))
    return authors


def _initial(decision: Any) -> dict[str, Any]:
    if decision is None:
        return {}
    fields = ("outcome", "reason", "conditions", "shepherd_id")
    return {name.removesuffix("_id"): getattr(decision, name) for name in fields}


def candidates(
    paper: Any, committee: list[User], conflicts: list[Apart], assignments: Iterable[Any]
) -> list[Any]:
    """Members who could still be asked: without a conflict and without this paper."""
    out = {a.reviewer_id for a in assignments} | {c.person.pk for c in conflicts}
    authors = list(paper.authors.all())
    out |= {a.user_id for a in authors}
    addresses = {a.email for a in authors}
    return [m for m in committee if m.pk not in out and m.email not in addresses]


@require_safe
@chair_page
def page_image(request: EditionRequest, workshop: Workshop, number: int, page: int) -> HttpResponse:
    version = policy.paper_for_chair(request.user, workshop, number).current
    picture = picture_of(version, page) if version else None
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/webp")


@chair_page
def new_on_behalf(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    """A draft for an author who cannot: it is theirs from the first moment."""
    form = OnBehalfForm(sent(request))
    if request.method == "POST" and form.is_valid() and _is_nobody_here(form, workshop):
        form.add_error("email", "Nobody of this rehearsal has this address. Take one of theirs.")
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        author = person_with(data["email"], given_name=data["given_name"],
                             family_name=data["family_name"])  # fmt: skip
        paper = create_draft(workshop=workshop, by=request.user, contact=author)
        return redirect("chair:edit-on-behalf", workshop.slug, paper.number)
    return render(request, "chair/new_on_behalf.html", {"form": form})


def _is_nobody_here(form: OnBehalfForm, workshop: Workshop) -> bool:
    """In a rehearsal nobody real is given a paper."""
    people = workshop.rehearsal_people.filter(user__email=normal(form.cleaned_data["email"]))
    return workshop.is_rehearsal and not people.exists()


@chair_page
def edit_on_behalf(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    """The authors' form in a chair's hands. Each save is logged, and the authors are told."""
    paper = policy.paper_to_edit_for_authors(request.user, workshop, number)
    page = ChairFormPage(request, paper)
    if request.method != "POST":
        return page.show()
    response = page.save()
    if response.status_code == 302:
        for author in paper.authors.confirmed().select_related("user"):
            act = "submitted" if "submit" in request.POST else "edited"
            tell_author(
                "submission.on_behalf", author, {"chair": str(request.user), "act": act},
                key=f"{page.paper.edit_version}:{act}",
            )  # fmt: skip
        messages.info(request, "The authors are told by mail.")
    return response
