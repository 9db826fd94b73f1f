"""Who sees and does what in a meeting, now.

A person's meeting is made of the papers they are free on: the others are in no list, count, time
or order of theirs. While one of those is on the table they are out, and what they get is the same
whichever paper it is and whatever happens with it.

Nothing here widens what a person may see elsewhere: reviews of the current paper are read at the
meeting, as long as it is on the table and they are there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper
from django.http import Http404

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.enums import Audience, ItemState
from reviews.models import Attendance, Meeting, MeetingItem, Turn
from submissions.enums import WITH_THE_COMMITTEE
from submissions.models import Submission
from submissions.querysets import has_conflict


def meeting_of(workshop: Workshop) -> Meeting | None:
    """The meeting ahead or under way, else the last one that was."""
    found: Meeting | None = workshop.meetings.first()
    return found


def meeting_for(workshop: Workshop, roles: frozenset[Role]) -> Meeting:
    """The meeting as far as these roles know of one. Raises Http404.

    Members know of it from the invitation on.
    """
    meeting = meeting_of(workshop)
    if meeting is None or not (Role.CHAIR in roles or meeting.is_announced):
        raise Http404
    return meeting


@dataclass(frozen=True)
class Place:
    """Where a person stands in a meeting at one time."""

    user: User
    meeting: Meeting
    is_chair: bool
    attends: bool = False
    turn: Turn | None = None
    """The paper on the table. None for whoever is out, as between two papers."""
    is_out: bool = False

    @property
    def is_at_the_table(self) -> bool:
        return self.attends and self.turn is not None

    @property
    def leads(self) -> bool:
        """May move the meeting on. Whoever is out leads nothing."""
        return self.is_chair and not self.is_out and not self.meeting.is_over

    @property
    def version(self) -> str:
        """Another one as soon as there is something else to see; it stands still for who is out."""
        if not self.meeting.is_live:
            return f"{self.meeting.state}-{self.meeting.sequence}"
        if not self.attends:
            return "door"
        if self.is_out:
            return "out"
        if self.turn is None:
            return "pause"
        news = f"{self.turn.public_id}-{self.turn.room_news}"
        return f"{news}-{self.turn.chair_news}" if self.is_chair else news

    @cached_property
    def paper(self) -> Submission:
        """The current paper, for who is at the table."""
        assert self.turn is not None
        items = MeetingItem.objects.select_related("submission__paper_type")
        self.turn.item = items.get(pk=self.turn.item_id)
        found: Submission = self.turn.item.submission
        found.workshop = self.meeting.workshop
        return found

    @cached_property
    def view(self) -> policy.PaperView:
        return policy.view_of(self.user, self.paper)

    @property
    def knows_names(self) -> bool:
        """Who wrote which review: for chairs, and for those whose own review is in."""
        return self.view.reads_reviews


def place_of(user: User, meeting: Meeting, *, is_chair: bool) -> Place:
    """Two small queries, whatever the size of the meeting: a page asks this every second or so.

    The paper itself is read when it is shown.
    """
    if not meeting.is_live:
        return Place(user, meeting, is_chair)
    now = meeting.workshop.now()
    attends = Attendance.objects.at(now).filter(meeting=meeting, user=user).exists()
    known = Turn.objects.open().filter(item__submission__status__in=WITH_THE_COMMITTEE)
    is_out = ExpressionWrapper(has_conflict(user, of="item__submission"), BooleanField())
    turn = known.filter(meeting=meeting).annotate(is_out=is_out).first()
    if turn is None:
        return Place(user, meeting, is_chair, attends)
    if turn.is_out:
        return Place(user, meeting, is_chair, attends, is_out=True)
    turn.meeting = meeting
    return Place(user, meeting, is_chair, attends, turn)


def items_for(user: User, meeting: Meeting) -> Any:
    """The agenda as far as this person is free on its papers, in its order."""
    papers = meeting.workshop.submissions.filter(status__in=WITH_THE_COMMITTEE)
    free = papers.free_of_conflict_with(user)
    items = meeting.items.filter(submission__in=free).select_related("submission", "decision")
    # An agenda shows no long texts, and every page of the room reads it.
    return items.defer("submission__abstract", "decision__reason", "decision__conditions")


def waiting_for(user: User, meeting: Meeting) -> Any:
    """What is to come, less the paper on the table."""
    current = Turn.objects.open().values("item")
    return items_for(user, meeting).filter(state=ItemState.WAITING).exclude(pk__in=current)


def people_at(meeting: Meeting) -> list[User]:
    """Who is there now, by name."""
    there = Attendance.objects.at(meeting.workshop.now()).filter(meeting=meeting)
    serving = meeting.workshop.memberships.reviewing().values("user")
    people = User.objects.filter(pk__in=there.values("user")).filter(pk__in=serving)
    return list(people.order_by("family_name", "given_name"))


def chair_is_there_for(item: MeetingItem) -> bool:
    """Somebody in the room may lead this paper."""
    meeting = item.meeting
    chairs = meeting.workshop.memberships.chairs().values("user")
    there = Attendance.objects.at(meeting.workshop.now()).filter(meeting=meeting, user__in=chairs)
    people = set(there.values_list("user_id", flat=True))
    return bool(people - policy.conflicted_people(item.submission))


def item_for_chair(user: User, meeting: Meeting, number: int) -> MeetingItem:
    """The paper of this number on the agenda, for a chair who is free on it. Raises Http404."""
    found: MeetingItem | None = items_for(user, meeting).filter(submission__number=number).first()
    if found is None:
        raise Http404
    return found


def next_for_all(place: Place) -> MeetingItem | None:
    """The next paper, if nobody who is there has a conflict with it: it may stand on the wall."""
    if not place.attends or place.is_out:
        return None
    first = waiting_for(place.user, place.meeting).first()
    waiting = place.meeting.items.filter(state=ItemState.WAITING)
    if place.turn is not None:
        waiting = waiting.exclude(pk=place.turn.item_id)
    if first is None or waiting.first() != first:
        return None
    there = {person.pk for person in people_at(place.meeting)}
    found: MeetingItem = first
    return None if there & policy.conflicted_people(found.submission) else found


def comments_for_the_room(place: Place) -> Any:
    """What reviewers wrote to each other, for members who hear it at the table."""
    thread = place.paper.comments.with_people()
    return thread.exclude(audience=Audience.CHAIRS)


def expected_end(user: User, meeting: Meeting) -> datetime:
    """By the papers that this person is free on, to the next full half hour."""
    minutes = items_for(user, meeting).count() * meeting.minutes_a_paper
    return meeting.starts_at + timedelta(minutes=30 * max(1, -(-minutes // 30)))
