"""The programme as a calendar that programs subscribe to: one entry a session, one an item."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program.models import Programme
from program.timetable import Block, timetable


def programme_calendar(workshop: Workshop, programme: Programme) -> bytes:
    """An iCalendar file. Entries keep their UID; what changes raises their SEQUENCE (RFC 5546)."""
    calendar = Calendar()
    calendar.add("prodid", "-//DTMS//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{workshop}: programme")
    day = workshop.schedule.get(DeadlineKind.WORKSHOP)
    sequence = programme.sequence + (day.sequence if day else 0)
    for block in timetable(workshop):
        if block.talks:
            calendar.add_component(_entry(workshop, programme, block, sequence))
    return bytes(calendar.to_ical())


def _entry(workshop: Workshop, programme: Programme, block: Block, sequence: int) -> Event:
    event = Event()
    event.add("uid", _uid(workshop, block))
    event.add("sequence", sequence)
    event.add("dtstamp", programme.changed_at)
    event.add("dtstart", block.begins)
    event.add("dtend", block.ends)
    event.add("summary", block.heading if block.session else block.talks[0].title)
    place = ", ".join(filter(None, [block.room, workshop.venue]))
    if place:
        event.add("location", place)
    event.add("description", _description(workshop, block))
    path = reverse("program:programme", args=[workshop.slug])
    event.add("url", f"{settings.SITE_ADDRESS}{path}")
    return event


def _uid(workshop: Workshop, block: Block) -> str:
    thing: Any = block.session or block.alone
    kind = "session" if block.session else "slot"
    return f"{workshop.slug}-{kind}-{thing.public_id}@{urlsplit(settings.SITE_ADDRESS).hostname}"


def _description(workshop: Workshop, block: Block) -> str:
    if block.session is None:
        return "\n".join(filter(None, [block.alone.speaker, block.alone.abstract]))
    lines = [f"Chair: {block.session.chaired_by}"] if block.session.chaired_by else []
    zone = workshop.zone
    return "\n".join(
        [*lines, *(f"{t.begins.astimezone(zone):%H:%M} {t.title}" for t in block.talks)]
    )
