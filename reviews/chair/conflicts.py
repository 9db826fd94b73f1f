"""Conflicts that nobody named: what was found, to be confirmed or dismissed with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.accounts.models import User
from dtms_site.web.forms import sent, typed
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.enums import Role
from dtms_site.workshops.forms import InviteForm
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import Invitee, invite
from reviews import policy
from reviews.evidence import Person, Strength, unchecked
from reviews.forms import InstitutionNamesForm
from reviews.services import conflicts as service
from reviews.services import evidence
from reviews.services.errors import NotAllowed
from reviews.sets import conflicts_for_chair, papers_for_chair
from submissions.models import Submission
from submissions.querysets import committee_of


@dataclass(frozen=True)
class Row:
    paper: Submission
    person: User
    doubt: evidence.Doubt
    is_own: bool


@require_safe
@chair_page
def conflicts(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    papers = {paper.pk: paper for paper in papers_for_chair(request.user, workshop).in_short()}
    found = evidence.compare(workshop, committee_of(workshop))
    people = {user.pk: user for user in found.people}
    named = conflicts_for_chair(request.user, workshop).values_list("submission_id", "user_id")
    settled = set(named)
    rows = [
        Row(papers[paper], people[person], doubt, person == request.user.pk)
        for (paper, person), doubt in found.doubts.items()
        if paper in papers and (paper, person) not in settled
    ]
    rows.sort(key=lambda row: (row.paper.number, str(row.person)))
    lacks, nameless = found.lacks(), found.nameless()
    return render(
        request,
        "chair/conflicts.html",
        {
            "open": [r for r in rows if r.doubt.strength == Strength.STRONG],
            "hard": [r for r in rows if r.doubt.strength == Strength.HARD],
            "dismissed": [r for r in rows if r.doubt.dismissed and not r.doubt.holds],
            "weak": [r for r in rows if not r.doubt.dismissed and not r.doubt.holds],
            "lacks": lacks,
            "nameless": [(papers[pk], names) for pk, names in nameless.items() if pk in papers],
            "past_editions": found.past_editions,
            "checked": len(people) - len(lacks),
            "names": InstitutionNamesForm(initial={"lines": found.names}),
        },
    )


@require_POST
@chair_page
def settle(request: EditionRequest, workshop: Workshop, number: int, person: int) -> HttpResponse:
    paper = policy.paper_for_chair(request.user, workshop, number)
    user = get_object_or_404(committee_of(workshop), pk=person)
    reason = typed(request, "reason", longest=300).strip()
    try:
        if "confirm" in request.POST:
            service.confirm(paper=paper, user=user, by=request.user, note=reason)
            messages.success(request, f"{user} keeps away from paper {number}.")
        else:
            service.dismiss(paper=paper, user=user, by=request.user, reason=reason)
            messages.success(request, f"{user} may have paper {number}. Your reason is kept.")
    except NotAllowed as why:
        messages.error(request, str(why) or "This is not yours to settle.")
    return redirect("chair:conflicts", workshop.slug)


@require_POST
@chair_page
def lift(request: EditionRequest, workshop: Workshop, number: int, person: int) -> HttpResponse:
    paper = policy.paper_for_chair(request.user, workshop, number)
    named = paper.conflicts.binding().filter(user=person).select_related("user").first()
    if named is None:
        raise Http404
    user, reason = named.user, typed(request, "reason", longest=300)
    try:
        service.lift(paper=paper, user=user, by=request.user, reason=reason)
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"{user} may have paper {number}. Your reason is in the log.")
    return redirect("chair:paper", workshop.slug, number)


@require_POST
@chair_page
def institution_names(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    form = InstitutionNamesForm(request.POST)
    if form.is_valid():
        service.save_institution_names(
            workshop=workshop, by=request.user, lines=form.cleaned_data["lines"]
        )
        messages.success(request, "Names kept. All papers were compared again.")
    return redirect("chair:conflicts", workshop.slug)


@chair_page
def check_invitees(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """People pasted for an invitation: what speaks against each, before anybody is asked."""
    form = InviteForm(sent(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "chair/invite.html", {"form": form},
                      status=422 if request.method == "POST" else 200)  # fmt: skip
    people: list[Invitee] = form.cleaned_data["people"]
    if "send" in request.POST:
        return _invite(request, workshop, form)
    rows = invitee_rows(request.user, workshop, people)
    return render(request, "chair/invite.html", {"form": form, "rows": rows})


def _invite(request: EditionRequest, workshop: Workshop, form: InviteForm) -> HttpResponse:
    chosen = set(request.POST.getlist("ask"))
    people = [p for p in form.cleaned_data["people"] if p.email in chosen]
    role = Role(form.cleaned_data["role"])
    asked = invite(workshop=workshop, by=request.user, people=people, role=role,
                   note=form.cleaned_data["note"])  # fmt: skip
    known = len(people) - len(asked)
    more = f" {known} were invited before." if known else ""
    messages.success(request, f"{len(asked)} invited.{more}")
    return redirect("workshops:people", workshop.slug)


def invitee_rows(chair: User, workshop: Workshop, people: Iterable[Invitee]) -> list[Any]:
    """Each with the papers that speak against them; a chair's own conflicts are left out."""
    papers = {p.pk: p for p in papers_for_chair(chair, workshop)}
    asked = [
        (p, Person(0, f"{p.given_name} {p.family_name}".strip(), (p.email,), p.affiliation))
        for p in people
    ]
    found = evidence.check_invitees(workshop, [person for _, person in asked])
    return [
        {
            "invitee": invitee,
            "traces": [(papers[t.paper], t) for t in found[invitee.email] if t.paper in papers],
            "unchecked": unchecked(person),
        }
        for invitee, person in asked
    ]
