"""Those who help with paper 1 from outside: how they came, and what is asked about them."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.services import Invitee
from reviews.models import ExternalReviewer
from reviews.services import external, external_reviews
from tests.access.actors import ACTORS
from tests.editions import REVIEWING, answers
from tests.people import make_person

if TYPE_CHECKING:
    from tests.access.visits import Visits

LINK = re.compile(r"http://[^/\s]+(/\S+/outside/\S+)")


def join(paper: Any) -> None:
    """Rex asks three: one writes still, one has sent, one was taken off."""
    rex, chair = make_person("rex_reviewer"), make_person("chen_chair")
    for n, actor in enumerate(("sub_todo", "sub_done", "sub_declined")):
        user = make_person(ACTORS[actor] or "")
        person = Invitee(user.email, user.given_name, user.family_name, user.affiliation)
        with clock.at(REVIEWING + timedelta(hours=1 + n)):
            row = external.ask(paper=paper, by=rex, person=person, reason="Knows the field.")
            external.consent(row=row, by=chair, note="They never met.")
            external.accept(row=row)
            if actor == "sub_done":
                external_reviews.send(row=row, answers=answers(paper, 2), based_on=0)
            if actor == "sub_declined":
                external.withdraw(row=row, by=rex)


def listed(visits: "Visits", actor: str) -> str:
    """Whether they stand on the pages of whoever asked, or of those who let them in."""
    names = [make_person(ACTORS[a] or "").family_name for a in ("sub_todo", "sub_done")]
    for name, word in (("chair:externals", "200"), ("reviews:externals", "200o|200")):
        page = visits.get(actor, name)
        if page.status == 200 and all(family in page.text for family in names):
            return word
    if visits.phase == "S" and visits.opens(actor, "chair:paper"):
        return "200"  # nobody was asked yet
    return "302L" if actor == "anon" else "404"


def used_link(visits: "Visits", actor: str) -> str:
    """The link of whoever accepted."""
    about = OutboxMessage.objects.filter(
        kind="external.invited", about_id=visits.edition.paper.pk
    ).first()
    if about is None:
        return "404"
    found = LINK.search(about.text)
    assert found
    return str(visits.ask(actor, found[1]).status)


def write(visits: "Visits", actor: str) -> str:
    from tests.access.writes import tried

    own = ExternalReviewer.objects.filter(
        assignment__submission=visits.edition.paper, email=make_person(ACTORS[actor] or "").email
    )
    data = {f"q-{c.key}": "1" for c in external_reviews.questions_for(visits.edition.paper)}
    data |= {"send": "yes", "base": str(getattr(own.first(), "edit_version", 0))}
    return tried(
        visits, actor, "reviews:invited-review", data,
        lambda: list(own.values_list("edit_version", flat=True)),
    )  # fmt: skip


__all__ = ["join", "listed", "used_link", "write"]
