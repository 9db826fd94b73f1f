"""Where a meeting shows outside its own pages: hats, side bar, desk, calendars, mails."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from icalendar import Calendar, Event

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.mail import catalogue
from dtms_site.web.text import counted
from dtms_site.workshops import feeds
from dtms_site.workshops import policy as workshops
from dtms_site.workshops.enums import REVIEWING_ROLES, Role
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.navigation import (
    Hat,
    SideEntry,
    register_fact,
    register_hat,
    register_side,
)
from reviews import meeting_policy as policy
from reviews.chair import desk
from reviews.enums import MeetingState
from reviews.models import Meeting


def register() -> None:
    ahead = Meeting.objects.ahead().filter(workshop=OuterRef("pk"))
    register_fact("has_meeting", Q(Exists(ahead.announced())))
    register_fact("is_meeting", Q(Exists(ahead.filter(state=MeetingState.LIVE))))
    register_hat(Hat("meeting", "Meeting", "meeting:room", 25, _invited, is_live=_is_on))
    chairs = frozenset({Role.CHAIR})
    register_side(SideEntry("Review", "Meeting", "users-group", "chair:meeting", 21, chairs))
    desk.register(_tasks)
    feeds.register(slots_of)
    why = "you serve on the committee"
    catalogue.register("meeting.invite", "when", "call", "url", why=why, guard=_still_ahead,
                       attach=_calendar)  # fmt: skip
    catalogue.register("meeting.cancelled", "when", why=why, guard=_serves)
    catalogue.register("meeting.minutes", "url", why=why, guard=_serves)


def _invited(request: Any) -> bool:
    serves = not REVIEWING_ROLES.isdisjoint(request.roles)
    return serves and getattr(request.workshop, "has_meeting", False)


def _is_on(request: Any) -> bool:
    return bool(getattr(request.workshop, "is_meeting", False))


def _tasks(chair: User, workshop: Workshop) -> Iterator[desk.Task]:
    meeting = workshop.meetings.ahead().first()
    if meeting is None:
        return
    meeting.workshop = workshop
    url = reverse("chair:meeting", args=[workshop.slug])
    if meeting.is_live:
        room = reverse("meeting:room", args=[workshop.slug])
        yield desk.Task(1, "meeting is on now", "The room waits for you.", "To the room", room, 1)
    elif meeting.invited_at is None:
        papers = counted(policy.items_for(chair, meeting).count(), "paper")
        yield desk.Task(1, "meeting planned, nobody invited", f"{papers} on your agenda.",
                        "Invite the committee", url, 35)  # fmt: skip


def slots_of(user: User) -> Iterator[feeds.Entry]:
    """Meetings ahead of the committees on which this person serves."""
    for meeting in Meeting.objects.ahead().announced().select_related("workshop"):
        if workshops.is_on_committee(user, meeting.workshop):
            path = reverse("meeting:room", args=[meeting.workshop.slug])
            summary = f"{meeting.workshop}: committee meeting"
            yield feeds.Entry(
                _name(meeting), meeting.sequence, meeting.starts_at, summary, path
            )  # fmt: skip


def _name(meeting: Meeting) -> str:
    return f"{meeting.workshop.slug}-meeting-{meeting.number}"


def _meeting(row: Any) -> Meeting | None:
    return Meeting.objects.filter(pk=row.about_id).select_related("workshop").first()


def _serves(row: Any) -> bool:
    user = User.objects.filter(pk=row.to_user_id).first()
    workshop = Workshop.objects.filter(pk=row.edition_id).first()
    return bool(user and workshop and workshops.is_on_committee(user, workshop))


def _still_ahead(row: Any) -> bool:
    """An invitation to what is over, or called off, or to a former member, stays here."""
    meeting = _meeting(row)
    return meeting is not None and not meeting.is_over and _serves(row)


def _calendar(row: Any) -> catalogue.Attachment | None:
    meeting, user = _meeting(row), User.objects.filter(pk=row.to_user_id).first()
    if meeting is None or user is None:
        return None
    return catalogue.Attachment("meeting.ics", invitation(user, meeting), "text/calendar")


def invitation(user: User, meeting: Meeting) -> bytes:
    """The meeting as an iCalendar file. Its UID is the one of the person's own calendar."""
    event = Event()
    event.add("uid", f"{_name(meeting)}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", clock.now(meeting.workshop))
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", policy.expected_end(user, meeting))
    event.add("summary", f"{meeting.workshop}: committee meeting")
    path = reverse("meeting:room", args=[meeting.workshop.slug])
    event.add("url", f"{settings.SITE_ADDRESS}{path}")
    if meeting.call_url:
        event.add("location", meeting.call_url)
    calendar = Calendar()
    calendar.add("prodid", "-//DTMS//Meeting//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
