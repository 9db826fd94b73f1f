"""The hats a person wears in an edition, and what stands in the chairs' side bar.

Apps register their entries when they start; what a person may not open is not rendered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.urls import reverse

from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import CommitteeMembership, Workshop

Visible = Callable[[Any], bool]
Count = Callable[[Any], int]


@dataclass(frozen=True)
class Hat:
    key: str
    label: str
    url_name: str
    order: int
    visible: Visible
    count: Count | None = None
    is_live: Visible | None = None
    """Something goes on there at this moment."""
    work_of: frozenset[Role] = frozenset()
    """Whose work begins there: where somebody comes who takes one of these roles."""


@dataclass(frozen=True)
class SideEntry:
    group: str
    label: str
    icon: str
    url_name: str
    order: int
    roles: frozenset[Role]


@dataclass(frozen=True)
class PublicPage:
    """A page for everybody as soon as `is_open` holds of the edition's row."""

    key: str
    label: str
    url_name: str
    is_open: Q
    order: int = 0


@dataclass(frozen=True)
class Bar:
    """A line under the top bar of every page. `find` returns what it says, or None."""

    template: str
    find: Callable[[Any], Any]


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool
    count: int = 0
    icon: str = ""
    is_live: bool = False


_hats: list[Hat] = []
_side: list[SideEntry] = []
_public: list[PublicPage] = []
_bars: list[Bar] = []
_facts: dict[str, Q] = {}
_facts_of_people: dict[str, Q] = {}
GROUPS = ["Now", "Review", "Send and publish", "Set up"]


def register_hat(hat: Hat) -> None:
    _hats.append(hat)
    _hats.sort(key=lambda h: h.order)


def first_page(workshop: Workshop, role: str) -> str:
    """The address where this role's work begins; the edition's own page, where none is known."""
    found = next((hat for hat in _hats if role in hat.work_of), None)
    return reverse(found.url_name if found else "workshops:home", args=[workshop.slug])


def register_side(*entries: SideEntry) -> None:
    _side.extend(entries)
    _side.sort(key=lambda e: e.order)


def register_public(*pages: PublicPage) -> None:
    _public.extend(pages)
    _public.sort(key=lambda page: page.order)


def register_fact(name: str, holds: Q) -> None:
    """Something that hats ask of the edition. It comes with its row, without a query of its own."""
    _facts[name] = holds


def register_fact_of_person(name: str, holds: Q) -> None:
    """Something that hats ask of whoever serves. It comes with the row of their role."""
    _facts_of_people[name] = holds


def register_bar(bar: Bar) -> None:
    _bars.append(bar)


def editions() -> QuerySet[Workshop]:
    """Editions that know which of their public pages are open, and facts, without more queries."""
    return _editions().all()


@cache
def _editions() -> QuerySet[Workshop]:
    """The question without its answer: it is the same for every page, once all apps are there."""
    known = {f"shows_{page.key}": page.is_open for page in _public} | _facts
    return Workshop.objects.annotate(**_in_sql(Workshop.objects.order_by(), known))


def sit_down(request: Any, workshop: Workshop) -> None:
    """Put on the request what its person is here: `roles`, and `facts` of those who have any."""
    request.roles, request.facts = frozenset(), {}
    if not request.user.is_authenticated:
        return
    held = list(_seats().held_by(request.user, workshop))
    request.roles = frozenset(Role(seat["role"]) for seat in held)
    if held:
        request.facts = {name: held[0][name] for name in _facts_of_people}


@cache
def _seats() -> Any:
    held = CommitteeMembership.objects.order_by()
    return held.values("role", **_in_sql(held, _facts_of_people))


def _in_sql(rows: QuerySet[Any], known: dict[str, Q]) -> dict[str, RawSQL]:
    """What is asked of each row, written in SQL once.

    Every page asks this; to write it anew takes longer than the answer. Conditions look at other
    tables by `Exists`: a join of theirs would be lost. Raises ValueError for one that joins.
    """
    asked = {name: ExpressionWrapper(holds, BooleanField()) for name, holds in known.items()}
    compiler = rows.annotate(**asked).query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.setup_query()
    if sum(uses > 0 for uses in compiler.query.alias_refcount.values()) > 1:
        raise ValueError(f"Ask of other tables by Exists: {list(known)}")
    return {
        name: RawSQL(sql, params, BooleanField())  # noqa: S611  # the ORM wrote it
        for _, (sql, params), name in compiler.select
        if name in asked
    }


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: lazily, so that pages without the shell ask nothing."""
    return {
        "hats": lambda: hats(request),
        "side": lambda: side(request),
        "public_pages": lambda: public_pages(request),
        "bars": lambda: bars(request),
    }


def bars(request: Any) -> list[tuple[str, Any]]:
    """(template, what it says) of each bar that concerns this person now."""
    # A request that was refused early has no user yet, and its error page has no bar.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [(bar.template, found) for bar in _bars if (found := bar.find(request)) is not None]


def hats(request: Any) -> list[Link]:
    workshop = getattr(request, "workshop", None)
    if workshop is None or not request.user.is_authenticated:
        return []
    return [
        Link(
            hat.label,
            url := reverse(hat.url_name, args=[workshop.slug]),
            is_current=_wears(request, hat, url),
            count=hat.count(request) if hat.count else 0,
            is_live=bool(hat.is_live and hat.is_live(request)),
        )
        for hat in _hats
        if hat.visible(request)
    ]


def _wears(request: Any, hat: Hat, url: str) -> bool:
    if hat.key == "workshop":
        return bool(request.path == url)
    return bool(request.path.startswith(url))


def public_pages(request: Any) -> list[Link]:
    workshop: Any = getattr(request, "workshop", None)
    return [
        Link(
            page.label,
            url := reverse(page.url_name, args=[workshop.slug]),
            is_current=request.path == url,
        )
        for page in _public
        if getattr(workshop, f"shows_{page.key}", False)
    ]


def side(request: Any) -> list[tuple[str, list[Link]]]:
    """Side bar of the chairs: (group, links), only what this person's roles open."""
    workshop, roles = request.workshop, request.roles
    open_to_me = [e for e in _side if not roles.isdisjoint(e.roles)]
    links = [(e.group, _side_link(request, e, workshop.slug)) for e in open_to_me]
    return [
        (group, [link for g, link in links if g == group])
        for group in GROUPS
        if any(g == group for g, _ in links)
    ]


def _side_link(request: Any, entry: SideEntry, slug: str) -> Link:
    url = reverse(entry.url_name, args=[slug])
    exact = url.rstrip("/").endswith("/chair")
    here = request.path == url if exact else request.path.startswith(url)
    return Link(entry.label, url, is_current=here, icon=entry.icon)
