"""How dates are written: anywhere on Earth first, then UTC, then the reader's own zone."""

from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from dtms_site import clock
from dtms_site.workshops.enums import EVENTS

UTC = ZoneInfo("UTC")


def long(instant: datetime, zone: tzinfo = clock.AOE) -> str:
    """Fri 5 Feb 2027, 23:59"""
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def short(instant: datetime, zone: tzinfo) -> str:
    """Sat 6 Feb, 11:59"""
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b, %H:%M}"


def day(instant: datetime, zone: tzinfo = clock.AOE) -> str:
    """5 Feb"""
    local = instant.astimezone(zone)
    return f"{local.day} {local:%b}"


def place(zone_name: str) -> str:
    """The city of a zone: Berlin for Europe/Berlin."""
    return zone_name.rpartition("/")[2].replace("_", " ")


def in_mail(bound: datetime, zone_name: str = "") -> str:
    """An exclusive bound in one line: AoE, UTC and the reader's saved zone."""
    last = clock.last_minute(bound)
    parts = [f"{short(last, UTC)} UTC"]
    if zone_name and zone_name != "UTC":
        parts.append(f"{short(last, ZoneInfo(zone_name))} in {place(zone_name)}")
    return f"{long(last)} AoE ({'; '.join(parts)})"


def deadline_in_mail(deadline: Any, zone_name: str = "") -> str:
    if deadline.kind in EVENTS:
        zone = deadline.workshop.time_zone
        local = f"{long(deadline.at, ZoneInfo(zone))} in {place(zone)}"
        return f"{local} ({short(deadline.at, UTC)} UTC)"
    return in_mail(deadline.at, zone_name)


def list_in_mail(workshop: Any) -> str:
    """All dates of the edition, one a line, for those who plan by them."""
    return "\n".join(f"  {d.label}: {long(d.shown)} AoE" for d in workshop.schedule)
