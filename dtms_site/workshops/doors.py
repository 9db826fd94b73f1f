"""The doors of an edition's pages. Each finds the edition by its slug and asks who knocks.

A view behind a door reads `view(request, workshop, ...)`; `request.roles` holds what the person
is in this edition. Who may not pass gets the same page as for an address that does not exist.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from dtms_site.accounts import second_factor
from dtms_site.accounts.models import User
from dtms_site.web.access import Access
from dtms_site.workshops import acting, policy
from dtms_site.workshops.enums import REVIEWING_ROLES, Role
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.navigation import editions, sit_down

View = Callable[..., HttpResponseBase]


class EditionRequest(HttpRequest):
    """A request of a signed-in person for a page of an edition."""

    user: User
    workshop: Workshop
    roles: frozenset[Role]
    facts: dict[str, bool]


DECIDING_OVER_OTHERS = {Access.CHAIR, Access.OPERATOR}


def _lacks_a_factor(request: EditionRequest) -> bool:
    """In a rehearsal it was asked of the chair who looks at it."""
    return not request.workshop.is_rehearsal and second_factor.is_missing(request.user)


def _door(
    access: Access, may_pass: Callable[[EditionRequest], bool] | None, *, has_top_bar: bool = True
) -> Callable[[View], View]:
    """`has_top_bar`: what only the bar on top of a page shows is asked for, too."""

    def door(view: View) -> View:
        @wraps(view)
        def inside(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request = cast("EditionRequest", request)
            known = editions() if has_top_bar else Workshop.objects.all()
            workshop = get_object_or_404(known, slug=slug)
            try:
                with acting.seat(request, workshop):
                    request.workshop = workshop
                    return answer(request, workshop, *args, **kwargs)
            except acting.NotThere as instead:
                return instead.answer

        def answer(
            request: EditionRequest, workshop: Workshop, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if has_top_bar:
                sit_down(request, workshop)
            else:
                request.roles, request.facts = policy.roles_of(request.user, workshop), {}
            if may_pass is not None:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                if not may_pass(request):
                    raise Http404
                if access in DECIDING_OVER_OTHERS and _lacks_a_factor(request):
                    return second_factor.ask_for_it(request)
            return view(request, workshop, *args, **kwargs)

        inside.access = access  # type: ignore[attr-defined]
        return inside

    return door


def _serves(request: EditionRequest) -> bool:
    return not REVIEWING_ROLES.isdisjoint(request.roles)


public_page = _door(Access.PUBLIC, None)
signed_in_page = _door(Access.SIGNED_IN, lambda request: True)
author_page = _door(Access.AUTHOR, lambda request: True)
external_page = _door(Access.EXTERNAL, lambda request: True)
committee_page = _door(Access.COMMITTEE, _serves)
committee_part = _door(Access.COMMITTEE, _serves, has_top_bar=False)
"""A part of a page, which is asked for again and again."""
chair_page = _door(Access.CHAIR, lambda request: Role.CHAIR in request.roles)
publication_page = _door(
    Access.PUBLICATION, lambda r: not {Role.CHAIR, Role.PUBLICATION}.isdisjoint(r.roles)
)
operator_page = _door(Access.OPERATOR, lambda request: request.user.is_staff)

__all__ = [
    "EditionRequest", "HttpResponse", "author_page", "chair_page", "committee_page",
    "committee_part", "external_page", "operator_page",
    "public_page", "publication_page", "signed_in_page",
]  # fmt: skip
