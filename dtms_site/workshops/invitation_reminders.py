"""Who was invited and has not answered hears of it twice; then it is the chairs' to ask."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from dtms_site.mail import reminders
from dtms_site.workshops.models import CommitteeInvitation
from dtms_site.workshops.services import new_token, send_invitation

AFTER = (timedelta(days=3), timedelta(days=6))
# From here on the chairs' desk names those who have not answered.
CHAIRS_AFTER = timedelta(days=7)


def register() -> None:
    reminders.register("invitations without an answer", remind)


def remind(instant: datetime) -> int:
    """Returns how many mails were written."""
    waiting = CommitteeInvitation.objects.pending().filter(reminders_sent__lt=len(AFTER))
    return sum(_remind(row) for row in waiting.select_related("workshop", "invited_by"))


@transaction.atomic
def _remind(invitation: CommitteeInvitation) -> int:
    """Of the first link only the hash was kept, so a reminder brings one that takes its place,
    with the same end. Of two workers one finds the count changed."""
    now, told = invitation.workshop.now(), invitation.reminders_sent
    if not invitation.is_open(now) or now < invitation.sent_at + AFTER[told]:
        return 0
    mine = CommitteeInvitation.objects.pending().filter(pk=invitation.pk, reminders_sent=told)
    if not mine.update(reminders_sent=F("reminders_sent") + 1):
        return 0
    token, invitation.token_hash = new_token()
    CommitteeInvitation.objects.filter(pk=invitation.pk).update(token_hash=invitation.token_hash)
    send_invitation(invitation, token, "", kind="committee.reminder")
    return 1
