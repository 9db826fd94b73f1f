"""On a live site: an edition with one chair and three members, and a paper that is really in."""

from datetime import timedelta

from dtms_site import clock
from dtms_site.management import editions
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import appoint
from tests.dtms_site.rehearsal.stage import all_rows
from tests.people import make_person

MEMBERS = ("rex_reviewer", "lena_lead", "todd_todo")


def make() -> None:
    day = clock.now().date() + timedelta(days=40)
    found = editions.shift(editions.read(editions.EXAMPLE), day)
    workshop = editions.create({**found, "slug": "dtms"})
    appoint(workshop=workshop, user=make_person("chen_chair"), role=Role.CHAIR, by=None)
    for key in MEMBERS:
        appoint(workshop=workshop, user=make_person(key), role=Role.MEMBER, by=None)


def of_the_edition() -> str:
    """Every row that is not of the rehearsal or of who is signed in, as one text."""
    rehearsals = Workshop.objects.exclude(rehearsal_of=None)
    assert not rehearsals.exists(), "remove it first"
    rows = {k: v for k, v in all_rows().items() if k[0] not in {"audit.AuditEvent", "usersessions."
                                                              "UserSession"}}  # fmt: skip
    return repr(sorted(rows.items()))
