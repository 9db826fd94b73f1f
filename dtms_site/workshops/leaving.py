"""What an edition lets go of when somebody closes their account."""

from collections.abc import Iterator
from datetime import timedelta

from dtms_site.accounts import closing
from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import verified_addresses
from dtms_site.workshops import services
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import CommitteeInvitation, CommitteeMembership, Reminded

# Until then there may be something that only a chair can do.
AFTER_THE_DAY = timedelta(days=90)


def register() -> None:
    closing.register(leave, obstacles)


def obstacles(user: User) -> Iterator[str]:
    mine = user.memberships.current().filter(role=Role.CHAIR).select_related("workshop")
    for membership in mine:
        edition = membership.workshop
        chairs = CommitteeMembership.objects.chairs().filter(workshop=edition)
        last = max((d.at for d in edition.schedule), default=edition.now())
        is_over = edition.now() > last + AFTER_THE_DAY
        if not is_over and not chairs.exclude(user=user).exists():
            yield f"You are the only chair of {edition}. Make somebody else a chair first."


def leave(user: User) -> None:
    for membership in user.memberships.current().select_related("workshop"):
        membership.ended_at = membership.workshop.now()
        membership.is_listed = False
        membership.save(update_fields=["ended_at", "is_listed"])
    services.close_calendar(user)
    user.extensions.all().delete()
    for address in verified_addresses(user):
        CommitteeInvitation.objects.filter(email=address).delete()
        Reminded.objects.filter(key__endswith=f":{address}").delete()
