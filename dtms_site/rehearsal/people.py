"""Who plays in a rehearsal: a double of each committee member, and invented people beside them.

All have accounts of their own, at addresses that no server can have, and that nobody can sign in
to. A real person has no relation to a rehearsal: neither their pages nor their calendar, nor their
mail, nor what they are reminded of can show it.
"""

from collections.abc import Mapping

from allauth.account.models import EmailAddress

from dtms_site.accounts.models import User
from dtms_site.mail.delivery import NOWHERE
from dtms_site.management.demo.content import Person, load_people
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import RehearsalPerson, Workshop
from dtms_site.workshops.services import appoint
from reviews.evidence.names import domain_of


def address(email: str, rehearsal: Workshop) -> str:
    """Like this address, in this rehearsal alone. The domain still tells who works together."""
    mailbox = email.rpartition("@")[0].partition("+")[0]
    home = domain_of(email) or mailbox
    return f"{mailbox}+{rehearsal.slug}@{home.replace('.', '-')}{NOWHERE}".lower()


def double_of(user: User, rehearsal: Workshop) -> User:
    """Somebody of the same name in the rehearsal."""
    known = rehearsal.rehearsal_people.filter(stands_for=user).select_related("user").first()
    if known:
        return known.user
    names = ("given_name", "family_name", "affiliation", "country", "time_zone")
    return _make(rehearsal, user.email, {n: getattr(user, n) for n in names}, stands_for=user)


def invented(person: Person, rehearsal: Workshop) -> User:
    """Somebody of the sample's people in the rehearsal."""
    at = address(person.email, rehearsal)
    known = rehearsal.rehearsal_people.filter(user__email=at).select_related("user").first()
    if known:
        return known.user
    fields = {
        "given_name": person.given, "family_name": person.family, "country": person.country,
        "affiliation": person.affiliation, "time_zone": person.time_zone,
    }  # fmt: skip
    return _make(rehearsal, person.email, fields)


def _make(
    rehearsal: Workshop, email: str, fields: Mapping[str, str], stands_for: User | None = None
) -> User:
    at = address(email, rehearsal)
    user = User.objects.create_user(at, None, is_active=False, **fields)
    EmailAddress.objects.create(user=user, email=at, verified=True, primary=True)
    RehearsalPerson.objects.create(workshop=rehearsal, user=user, stands_for=stands_for)
    return user


def copy_committee(live: Workshop, rehearsal: Workshop) -> None:
    """Each current role, held by the double of whoever holds it."""
    for held in live.memberships.current().select_related("user"):
        appoint(
            workshop=rehearsal, user=double_of(held.user, rehearsal), role=Role(held.role), by=None,
            title=held.title, is_contact=held.is_contact, is_listed=held.is_listed,
        )  # fmt: skip


def add_members(rehearsal: Workshop, at_least: int) -> None:
    """Invented members where the committee has fewer than that."""
    held = rehearsal.memberships.members().count()
    strangers = [p for p in load_people().values() if p.role == "pc_member"]
    known = set(rehearsal.rehearsal_people.values_list("user__email", flat=True))
    new = [p for p in strangers if address(p.email, rehearsal) not in known]
    for person in new[: max(0, at_least - held)]:
        user = invented(person, rehearsal)
        appoint(workshop=rehearsal, user=user, role=Role.MEMBER, by=None)
