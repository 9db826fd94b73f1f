"""Looking at a rehearsal as one of its people: there alone, and only for chairs of the edition.

Nobody real takes part in a rehearsal. A chair of the edition it copies chooses one of its
invented people, and from then on its pages, and no others, are shown as to that person, at the
moment at which its clock stands. The choice lies in the chair's session and is checked again at
each page: whose role has ended sees nothing any more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from dtms_site import clock
from dtms_site.accounts import second_factor
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.workshops import policy
from dtms_site.workshops.models import RehearsalPerson, Workshop

DESK = "rehearsal:desk"


class NotThere(Exception):
    """The page is not shown. `answer` is what is shown instead."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__("not there")
        self.answer = answer


def _key(rehearsal: Workshop) -> str:
    return f"acting-in-{rehearsal.pk}"


def choose(request: HttpRequest, rehearsal: Workshop, person: RehearsalPerson) -> None:
    """From now on the chair looks at the rehearsal as this person of it. Raises Http404."""
    if person.workshop_id != rehearsal.pk or not may_act(request.user, rehearsal):
        raise Http404
    request.session[_key(rehearsal)] = person.pk
    record("looked as", actor=request.user, edition=rehearsal, about=person, person=person.user_id)


def stop(request: HttpRequest, rehearsal: Workshop) -> None:
    request.session.pop(_key(rehearsal), None)


def may_act(user: Any, rehearsal: Workshop) -> bool:
    """Chairs of the edition that is rehearsed, and nobody for an edition that is meant."""
    live = rehearsal.rehearsal_of
    return live is not None and user.is_authenticated and policy.is_chair(user, live)


def chosen(request: HttpRequest, rehearsal: Workshop) -> User | None:
    """The person of the rehearsal whom this session looks as."""
    known = request.session.get(_key(rehearsal), 0)
    people = RehearsalPerson.objects.filter(workshop=rehearsal, pk=known)
    found = people.select_related("user").first()
    return found.user if found else None


@contextmanager
def seat(request: HttpRequest, workshop: Workshop) -> Iterator[None]:
    """For a page of a live edition, nothing. For one of a rehearsal, the chosen person at its time.

    Raises Http404 for all but the chairs, and NotThere for a chair who has chosen nobody.
    """
    if not workshop.is_rehearsal:
        yield
        return
    chair = request.user
    if not may_act(chair, workshop):
        raise Http404
    if second_factor.is_missing(chair):
        raise NotThere(second_factor.ask_for_it(request))
    person = chosen(request, workshop)
    live = workshop.rehearsal_of
    assert live is not None
    if person is None:
        raise NotThere(redirect(DESK, live.slug))
    request.looked_at_by, request.user = chair, person  # type: ignore[attr-defined]
    with clock.at(workshop.play.stands_at - workshop.clock_offset):
        yield
