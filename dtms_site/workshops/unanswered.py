"""Invitations to the committee that nobody has answered."""

from collections.abc import Iterator
from datetime import timedelta

from dtms_site.mail.services import Recipient
from dtms_site.workshops import dates, duties
from dtms_site.workshops.duties import Anchor, Audience, Duty, OpenWork, Phase, Rule
from dtms_site.workshops.models import CommitteeInvitation, Workshop

INVITATION = "invitation"


def register() -> None:
    duties.register(
        Duty(
            INVITATION, "Invitations not answered", unanswered,
            mails={Phase.BEGUN: "committee.reminder"},
            block="Your answer to our invitation\n  by {answer_by}",
            shipped=tuple(
                Rule(INVITATION, Anchor.SINCE, timedelta(days=days)) for days in (3, 6)
            ),
        )
    )  # fmt: skip


def unanswered(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    for offer in workshop.invitations.pending().select_related("invited_by").order_by("pk"):
        if offer.is_open(workshop.now()):
            yield OpenWork(
                f"invitation-{offer.pk}", Recipient(offer.email, offer.full_name),
                workshop.time_zone, since=offer.sent_at, about=offer,
                values=lambda now, offer=offer: _values(offer),  # type: ignore[misc]
            )  # fmt: skip


def _values(offer: CommitteeInvitation) -> dict[str, str]:
    return {
        "role": offer.get_role_display(),
        "inviter": str(offer.invited_by or "The chairs"),
        "asked": dates.short(offer.sent_at, dates.UTC),
        "answer_by": dates.in_mail(offer.expires_at),
    }
