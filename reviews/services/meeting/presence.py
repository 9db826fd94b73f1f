"""Who is at the meeting, and who stays out of the room for which paper."""

from collections.abc import Iterable

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.workshops import policy as workshops
from reviews.models import Attendance, Meeting, Recusal, Turn
from reviews.policy import conflicted_people
from reviews.querysets import GONE_AFTER
from reviews.services.errors import NotAllowed


@transaction.atomic
def attend(*, meeting: Meeting, user: User) -> None:
    """Join, or say that one is still there. Raises NotAllowed.

    Whoever was not heard of for too long left when they were last heard of, and joins anew.
    """
    if not meeting.is_live or not workshops.is_on_committee(user, meeting.workshop):
        raise NotAllowed
    now = meeting.workshop.now()
    mine = Attendance.objects.filter(meeting=meeting, user=user, left_at=None)
    if not mine.filter(seen_at__gt=now - GONE_AFTER).update(seen_at=now):
        for row in mine:
            row.left_at = row.seen_at
            row.save(update_fields=["left_at"])
        Attendance.objects.create(meeting=meeting, user=user, joined_at=now, seen_at=now)
    turn = Turn.objects.open().filter(meeting=meeting).select_related("item__submission").first()
    if turn is not None:
        recuse(turn, [user.pk])


@transaction.atomic
def leave(*, meeting: Meeting, user: User) -> None:
    now = meeting.workshop.now()
    Attendance.objects.filter(meeting=meeting, user=user, left_at=None).update(
        seen_at=now, left_at=now
    )


def recuse(turn: Turn, people: Iterable[int]) -> None:
    """Write down who of these is out for the paper on the table, once."""
    now = turn.meeting.workshop.now()
    out = conflicted_people(turn.item.submission) & set(people)
    known = set(turn.recusals.filter(user__in=out).values_list("user_id", flat=True)) if out else ()
    Recusal.objects.bulk_create(
        Recusal(turn=turn, user_id=pk, out_at=now) for pk in sorted(out - set(known))
    )
