"""Dates as calendars that programs subscribe to: the edition's public ones, and a person's own.

A date that moves keeps its UID and raises its SEQUENCE (RFC 5546).
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from dtms_site import clock
from dtms_site.workshops.dates import long
from dtms_site.workshops.feeds import Entry

LOOK_AGAIN = timedelta(hours=1)


def public_dates(workshop: Any) -> bytes:
    """An iCalendar file."""
    entries = [_public_entry(workshop, deadline) for deadline in workshop.schedule.public()]
    return _file(str(workshop), entries, clock.now(workshop))


def own_dates(entries: list[Entry]) -> bytes:
    """An iCalendar file that asks to be read again every hour."""
    return _file("DTMS: my dates", entries, clock.now(), again=LOOK_AGAIN)


def _public_entry(workshop: Any, deadline: Any) -> Entry:
    return Entry(
        f"{workshop.slug}-{deadline.kind}-{deadline.paper_type_id or 0}", deadline.sequence,
        deadline.shown, f"{workshop}: {deadline.label}", workshop.get_absolute_url(),
    )  # fmt: skip


def _file(
    name: str, entries: list[Entry], stamp: datetime, again: timedelta | None = None
) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//DTMS//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    if again is not None:
        # RFC 7986, and the older name that Outlook knows.
        calendar.add("refresh-interval", again, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    return bytes(calendar.to_ical())


def _event(entry: Entry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.name}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.shown)
    event.add("summary", entry.summary)
    event.add("description", f"{long(entry.shown)} AoE")
    event.add("url", f"{settings.SITE_ADDRESS}{entry.path}")
    event.add("transp", "TRANSPARENT")
    return event
