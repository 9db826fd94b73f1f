"""Votes of the room on the current paper. The ballot is secret: no row says who chose what."""

from django.db import transaction
from django.db.models import F

from dtms_site.accounts.models import User
from reviews import meeting_policy as policy
from reviews.enums import Choice
from reviews.models import Ballot, Meeting, Turn
from reviews.services.errors import NotAllowed
from reviews.services.meeting.running import MovedOn, on_the_table, table_of


@transaction.atomic
def open_ballot(*, meeting: Meeting, by: User, at: str) -> None:
    """Ask the room. An earlier ballot on the paper stays in the minutes. Raises NotAllowed."""
    turn = on_the_table(table_of(meeting, by, at))
    if turn.item.ballots.filter(closed_at=None).exists():
        return
    Ballot.objects.create(item=turn.item, opened_at=meeting.workshop.now())
    _tell_the_room(turn)


@transaction.atomic
def close_ballot(*, meeting: Meeting, by: User, at: str) -> None:
    """Count. Raises NotAllowed."""
    turn = on_the_table(table_of(meeting, by, at))
    turn.item.ballots.filter(closed_at=None).update(closed_at=meeting.workshop.now())
    _tell_the_room(turn)


@transaction.atomic
def vote(*, meeting: Meeting, by: User, is_chair: bool, at: str, choice: Choice) -> None:
    """One vote of one person at the table. It cannot be taken back. Raises NotAllowed."""
    place = policy.place_of(by, meeting, is_chair=is_chair)
    if place.turn is None or not place.is_at_the_table or place.turn.public_id != at:
        raise MovedOn
    ballot = place.turn.item.ballots.select_for_update().filter(closed_at=None).first()
    if ballot is None:
        raise NotAllowed("The vote has closed.")
    if ballot.voters.filter(pk=by.pk).exists():
        raise NotAllowed("You have voted. A vote stands.")
    ballot.voters.add(by)
    Ballot.objects.filter(pk=ballot.pk).update(**{choice.value: F(choice.value) + 1})
    _tell_the_room(place.turn)


def _tell_the_room(turn: Turn) -> None:
    Turn.objects.filter(pk=turn.pk).update(room_news=F("room_news") + 1)
