"""The chairs' pages that set an edition up: texts, types, topics, dates, people."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from dtms_site.web.forms import sent, typed
from dtms_site.web.text import counted
from dtms_site.workshops import scheduling, services
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.enums import Role
from dtms_site.workshops.forms import (
    DeclarationRows,
    EditionForm,
    InviteForm,
    PaperTypeRows,
    TopicRows,
)
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.people_notes import put_beside
from dtms_site.workshops.schedule_forms import ScheduleForm

ROWS: dict[str, tuple[Any, str, str]] = {
    "types": (PaperTypeRows, "paper_types", "Paper types"),
    "topics": (TopicRows, "topics", "Topics"),
    "declarations": (DeclarationRows, "declarations", "Declarations"),
}


@chair_page
def edition(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    form = EditionForm(sent(request), instance=Workshop.objects.get(pk=workshop.pk))
    if request.method == "POST" and form.is_valid():
        services.update_edition(workshop=workshop, by=request.user, changes=form.cleaned_data)
        messages.success(request, "Call and settings saved.")
        return redirect("workshops:settings", workshop.slug)
    return render(request, "workshops/settings.html", {"form": form})


@chair_page
def edition_rows(request: EditionRequest, workshop: Workshop, rows: str) -> HttpResponse:
    if rows not in ROWS:
        raise Http404
    formset_class, prefix, title = ROWS[rows]
    formset = formset_class(sent(request), instance=workshop, prefix=prefix)
    if request.method == "POST" and formset.is_valid():
        try:
            services.save_rows(workshop=workshop, by=request.user, rows=formset, what=title)
        except ProtectedError:
            messages.error(request, "Papers use one of the removed rows, so nothing was saved.")
        else:
            messages.success(request, f"{title} saved.")
            return redirect("workshops:settings-rows", workshop.slug, rows)
    return render(
        request, "workshops/settings_rows.html", {"formset": formset, "title": title, "rows": rows}
    )


@chair_page
def deadlines(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    form = ScheduleForm(workshop, sent(request))
    if request.method == "POST" and form.is_valid():
        told = scheduling.save_schedule(
            workshop=workshop, by=request.user, opens_at=form.opening.opens_at,
            rows=[(row.kind, row.paper_type, row.cleaned_data)
                  for row in (*form.rows, *form.typed_rows)],
            reason=typed(request, "reason", longest=300), tell="tell" in request.POST,
        )  # fmt: skip
        news = f" {counted(told, 'person')} told of what moved." if told else ""
        messages.success(request, f"Dates saved. Pages and calendars show them now.{news}")
        return redirect("workshops:deadlines", workshop.slug)
    return render(request, "workshops/deadlines.html", {"form": form})


@chair_page
def people(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    return render(request, "workshops/people.html", _people(request) | {"form": InviteForm()})


def _people(request: EditionRequest) -> dict[str, Any]:
    """Who serves and who was asked, with what hinders mail to them."""
    memberships = list(request.workshop.memberships.current().select_related("user"))
    invitations = list(request.workshop.invitations.exclude(state="accepted"))
    put_beside(request, memberships, lambda m: str(m.user.email))
    put_beside(request, invitations, lambda offer: str(offer.email))
    return {"memberships": memberships, "invitations": invitations}


@require_POST
@chair_page
def invite(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        context = _people(request) | {"form": form}
        return render(request, "workshops/people.html", context, status=422)
    data = form.cleaned_data
    sent = services.invite(
        workshop=workshop, by=request.user, people=data["people"], role=Role(data["role"]),
        note=data["note"],
    )  # fmt: skip
    known = len(data["people"]) - len(sent)
    messages.success(
        request, f"{len(sent)} invited." + (f" {known} were invited before." if known else "")
    )
    return redirect("workshops:people", workshop.slug)


@require_POST
@chair_page
def answer_for(request: EditionRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """Send an invitation again, or withdraw it."""
    offer = get_object_or_404(workshop.invitations, pk=pk)
    if "withdraw" in request.POST:
        services.withdraw_invitation(invitation=offer, by=request.user)
        messages.success(request, f"Invitation of {offer.full_name or offer.email} withdrawn.")
    else:
        services.invite_again(invitation=offer, by=request.user)
        messages.success(request, f"A new link is on its way to {offer.email}.")
    return redirect("workshops:people", workshop.slug)


@require_POST
@chair_page
def membership(request: EditionRequest, workshop: Workshop, pk: int) -> HttpResponse:
    held = get_object_or_404(workshop.memberships.current(), pk=pk)
    try:
        services.end_membership(membership=held, by=request.user)
    except services.LastChair:
        messages.error(request, "This is the only chair. Name another one first.")
    else:
        messages.success(request, f"{held.user} no longer holds this role.")
    return redirect("workshops:people", workshop.slug)
