"""The public dates of an edition as a calendar that programs subscribe to."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from dtms_site import clock
from dtms_site.workshops.dates import long


def public_dates(workshop: Any) -> bytes:
    """An iCalendar file. A date that moves keeps its UID and raises its SEQUENCE (RFC 5546)."""
    calendar = Calendar()
    calendar.add("prodid", "-//DTMS//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", str(workshop))
    for deadline in workshop.schedule.public():
        calendar.add_component(_entry(workshop, deadline))
    return bytes(calendar.to_ical())


def _entry(workshop: Any, deadline: Any) -> Event:
    event = Event()
    host = urlsplit(settings.SITE_ADDRESS).hostname
    event.add("uid", f"{workshop.slug}-{deadline.kind}-{deadline.paper_type_id or 0}@{host}")
    event.add("sequence", deadline.sequence)
    event.add("dtstamp", clock.now(workshop))
    event.add("dtstart", deadline.shown)
    event.add("summary", f"{workshop}: {deadline.label}")
    event.add("description", f"{long(deadline.shown)} AoE")
    event.add("url", f"{settings.SITE_ADDRESS}{workshop.get_absolute_url()}")
    event.add("transp", "TRANSPARENT")
    return event
