"""The edition's public pages, and the answer to an invitation."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from dtms_site.accounts.mailed_link import let_in
from dtms_site.accounts.querysets import verified_addresses
from dtms_site.web.access import Access, mark
from dtms_site.web.forms import sent
from dtms_site.workshops import calendars, services
from dtms_site.workshops.doors import EditionRequest, public_page
from dtms_site.workshops.enums import Committee
from dtms_site.workshops.forms import DeclineForm
from dtms_site.workshops.models import CommitteeInvitation, Workshop
from dtms_site.workshops.navigation import first_page


@mark(Access.PUBLIC)
def front_door(request: HttpRequest) -> HttpResponse:
    """The one edition, if there is only one; else a list."""
    editions = list(Workshop.objects.live())
    if len(editions) == 1:
        return redirect(editions[0])
    return render(request, "workshops/editions.html", {"editions": editions})


@require_safe
@public_page
def home(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    listed = workshop.memberships.listed().select_related("user")
    people = sorted(listed, key=lambda m: list(Committee).index(m.committee))
    return render(
        request,
        "workshops/home.html",
        {
            "workshop": workshop,
            "types": workshop.paper_types.all(),
            "topics": workshop.topics.all(),
            "dates": workshop.schedule.with_changes(public=True),
            "due": workshop.schedule.first_due(),
            "is_open": workshop.schedule.takes_abstracts(),
            "committees": [(c, list(rows)) for c, rows in groupby(people, lambda m: m.committee)],
            "contacts": [m for m in people if m.is_contact],
        },
    )


@require_safe
@public_page
def calendar(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    return HttpResponse(calendars.public_dates(workshop), content_type="text/calendar")


@public_page
def invitation(request: EditionRequest, workshop: Workshop, token: str) -> HttpResponseBase:
    """For whoever reads mail to the invited address; for anybody else there is no such page."""
    offer = get_object_or_404(
        CommitteeInvitation, workshop=workshop, token_hash=services.hash_of(token)
    )
    if not offer.is_open(workshop.now()) or not _may_answer(request, offer):
        raise Http404
    form = DeclineForm(sent(request))
    if request.method == "POST" and "accept" in request.POST:
        return _accept(request, offer)
    if request.method == "POST" and form.is_valid():
        services.decline_invitation(invitation=offer, reason=form.cleaned_data["reason"])
        return render(request, "workshops/invitation_declined.html", {"offer": offer})
    dates = workshop.schedule.with_changes(public=False)
    return render(
        request, "workshops/invitation.html", {"offer": offer, "form": form, "dates": dates}
    )


def _may_answer(request: EditionRequest, offer: CommitteeInvitation) -> bool:
    if not request.user.is_authenticated:
        return True
    return offer.email in set(verified_addresses(request.user))


def _accept(request: EditionRequest, offer: CommitteeInvitation) -> HttpResponseBase:
    user = services.accept_invitation(invitation=offer)
    begins = first_page(offer.workshop, offer.role)
    return let_in(request, user, email=offer.email, to=begins)
