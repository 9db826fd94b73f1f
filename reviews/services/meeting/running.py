"""A meeting under way: one paper on the table at a time, moved on by a chair who is free on it.

Every order names what was on the table when it was given, so that two chairs who press at the
same moment move the meeting once.
"""

from django.db import transaction
from django.db.models import F

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.workshops import policy as workshops
from reviews import meeting_policy as policy
from reviews.enums import ItemState, MeetingState, Outcome
from reviews.models import Attendance, Meeting, MeetingItem, MeetingNote, Turn
from reviews.services import decisions
from reviews.services.errors import NotAllowed
from reviews.services.meeting.planning import last_place
from reviews.services.meeting.presence import attend, recuse

LONGEST_NOTE = 2000


class MovedOn(NotAllowed):
    """Something else is on the table by now."""

    def __init__(self) -> None:
        super().__init__("The meeting had moved on by then. Nothing was done twice.")


@transaction.atomic
def start(*, meeting: Meeting, by: User) -> None:
    """Open the room; no paper is on the table yet. Raises NotAllowed."""
    if not workshops.is_chair(by, meeting.workshop) or meeting.state != MeetingState.PLANNED:
        raise NotAllowed
    meeting.state, meeting.started_at = MeetingState.LIVE, meeting.workshop.now()
    meeting.save(update_fields=["state", "started_at"])
    attend(meeting=meeting, user=by)
    record("meeting started", actor=by, edition=meeting.workshop, about=meeting)


def table_of(meeting: Meeting, by: User, at: str) -> Turn | None:
    """What is on the table, for a chair who leads it. Raises NotAllowed or MovedOn."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    place = policy.place_of(by, meeting, is_chair=workshops.is_chair(by, meeting.workshop))
    if not (place.leads and place.attends):
        raise NotAllowed("Another chair leads the meeting now.")
    if at != (place.turn.public_id if place.turn else ""):
        raise MovedOn
    if place.turn is None:
        _clear(_withdrawn(meeting), ItemState.DONE)
    return place.turn


def _withdrawn(meeting: Meeting) -> Turn | None:
    """A paper that its authors took back while it was on the table."""
    turn = Turn.objects.open().filter(meeting=meeting).select_related("item").first()
    if turn is not None:
        turn.meeting = meeting
    return turn


@transaction.atomic
def go_on(*, meeting: Meeting, by: User, at: str) -> None:
    """Done with this paper; the next one. Raises NotAllowed."""
    turn = table_of(meeting, by, at)
    _clear(turn, ItemState.DONE)
    _take_next(meeting)


@transaction.atomic
def put_off(*, meeting: Meeting, by: User, at: str) -> None:
    """This paper comes back at the end; the next one now. Raises NotAllowed."""
    turn = table_of(meeting, by, at)
    _clear(turn, ItemState.WAITING)
    if turn is not None:
        _to_the_end(turn.item, meeting)
    _take_next(meeting)


@transaction.atomic
def pause(*, meeting: Meeting, by: User, at: str) -> None:
    """Nothing on the table; this paper is the next one. Raises NotAllowed."""
    _clear(table_of(meeting, by, at), ItemState.WAITING)


@transaction.atomic
def go_back(*, meeting: Meeting, by: User, at: str) -> None:
    """The paper before, of those that this chair is free on. Raises NotAllowed."""
    turn = table_of(meeting, by, at)
    mine = policy.items_for(by, meeting)
    before = Turn.objects.filter(meeting=meeting, item__in=mine, ended_at__isnull=False)
    if turn is not None:
        before = before.exclude(item=turn.item)
    last = before.select_related("item__submission").last()
    if last is None:
        raise NotAllowed("There is no paper before this one.")
    _clear(turn, ItemState.WAITING)
    _take(meeting, last.item)


@transaction.atomic
def jump(*, item: MeetingItem, by: User, at: str) -> None:
    """This paper now; the one on the table stays to come. Raises NotAllowed."""
    turn = table_of(item.meeting, by, at)
    if turn is not None and turn.item_id == item.pk:
        return
    _clear(turn, ItemState.WAITING)
    _take(item.meeting, item)


@transaction.atomic
def end(*, meeting: Meeting, by: User, at: str) -> None:
    """Everybody goes home. Raises NotAllowed."""
    _clear(table_of(meeting, by, at), ItemState.DONE)
    now = meeting.workshop.now()
    meeting.state, meeting.ended_at = MeetingState.OVER, now
    meeting.save(update_fields=["state", "ended_at"])
    here = Attendance.objects.filter(meeting=meeting, left_at=None)
    here.exclude(pk__in=Attendance.objects.at(now)).update(left_at=F("seen_at"))
    here.update(left_at=now)
    record("meeting ended", actor=by, edition=meeting.workshop, about=meeting)


def _clear(turn: Turn | None, state: ItemState) -> None:
    if turn is None:
        return
    now = turn.meeting.workshop.now()
    Turn.objects.filter(pk=turn.pk).update(ended_at=now)
    turn.item.ballots.filter(closed_at=None).update(closed_at=now)
    turn.item.state = state
    turn.item.save(update_fields=["state"])


def _take_next(meeting: Meeting) -> None:
    """The next paper that somebody in the room may lead; what nobody may is put off.

    When there is none, the table stays empty.
    """
    papers = meeting.items.filter(state=ItemState.WAITING, submission__status="under_review")
    for item in papers.select_related("submission"):
        item.meeting = meeting
        if policy.chair_is_there_for(item):
            _take(meeting, item)
            return
        _to_the_end(item, meeting)


def _to_the_end(item: MeetingItem, meeting: Meeting) -> None:
    item.place, item.was_put_off = last_place(meeting) + 1, True
    item.save(update_fields=["place", "was_put_off"])


def _take(meeting: Meeting, item: MeetingItem) -> None:
    now = meeting.workshop.now()
    if item.state != ItemState.WAITING:
        item.state = ItemState.WAITING
        item.save(update_fields=["state"])
    turn = Turn.objects.create(meeting=meeting, item=item, began_at=now)
    there = Attendance.objects.at(now).filter(meeting=meeting)
    recuse(turn, there.values_list("user_id", flat=True))


@transaction.atomic
def decide(
    *, meeting: Meeting, by: User, at: str, outcome: Outcome, reason: str = "",
    conditions: str = "", shepherd: User | None = None,
) -> None:  # fmt: skip
    """Record what was decided on the current paper, unreleased. Raises NotAllowed."""
    turn = on_the_table(table_of(meeting, by, at))
    paper = turn.item.submission
    paper.workshop = meeting.workshop
    turn.item.decision = decisions.record_decision(
        paper=paper, by=by, outcome=outcome, reason=reason, conditions=conditions,
        shepherd=shepherd,
    )  # fmt: skip
    turn.item.save(update_fields=["decision"])
    Turn.objects.filter(pk=turn.pk).update(chair_news=F("chair_news") + 1)


@transaction.atomic
def note(*, meeting: Meeting, by: User, at: str, text: str) -> None:
    """A line for the minutes of the current paper. Raises NotAllowed."""
    turn = on_the_table(table_of(meeting, by, at))
    text = text.strip()[:LONGEST_NOTE]
    if not text:
        raise NotAllowed("The note is empty.")
    MeetingNote.objects.create(
        item=turn.item, writer=by, text=text, written_at=meeting.workshop.now()
    )
    Turn.objects.filter(pk=turn.pk).update(chair_news=F("chair_news") + 1)


def on_the_table(turn: Turn | None) -> Turn:
    if turn is None:
        raise MovedOn
    return turn
