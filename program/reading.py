"""The programme as pages show it: by day, in the venue's zone, with what happens now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from dtms_site.workshops.models import Workshop
from program.models import Proceedings, ProceedingsPaper
from program.timetable import Block, Talk, timetable


@dataclass(frozen=True)
class Day:
    date: date
    blocks: list[Block]


@dataclass(frozen=True)
class Present:
    """What happens at this moment, and what comes next on the same day."""

    talk: Talk | None
    next: Talk | None


def days_of(workshop: Workshop, blocks: Iterable[Block]) -> list[Day]:
    zone = workshop.zone
    by_day = groupby(blocks, lambda block: block.begins.astimezone(zone).date())
    return [Day(day, list(rows)) for day, rows in by_day]


def present_of(workshop: Workshop, blocks: Iterable[Block]) -> Present | None:
    """None unless something is going on."""
    now = workshop.now()
    talks = [talk for block in blocks for talk in block.talks]
    current = next((talk for talk in talks if talk.begins <= now < talk.ends), None)
    coming = next(
        (talk for talk in talks if talk.begins > now and _same_day(workshop, talk, now)), None
    )
    if current is None and not (coming and any(talk.ends <= now for talk in talks)):
        return None
    return Present(current, coming)


def _same_day(workshop: Workshop, talk: Talk, now: datetime) -> bool:
    zone = workshop.zone
    return talk.begins.astimezone(zone).date() == now.astimezone(zone).date()


def offset_of(workshop: Workshop, blocks: list[Block]) -> str:
    """How far the venue's clocks are from UTC on the day: UTC+3."""
    when = blocks[0].begins if blocks else workshop.now()
    delta = when.astimezone(workshop.zone).utcoffset()
    minutes = int(delta.total_seconds() // 60) if delta else 0
    sign, (hours, rest) = "−" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


def printed_by_paper(proceedings: Proceedings | None) -> dict[int, ProceedingsPaper]:
    """Printed papers by their submission, once everybody may read them."""
    if proceedings is None:
        return {}
    return {row.submission_id: row for row in proceedings.papers.all()}


def contents_of(proceedings: Proceedings) -> list[tuple[str, list[Any]]]:
    """(session, its papers) in the volume's order."""
    papers = proceedings.papers.select_related("submission")
    return [(part, list(rows)) for part, rows in groupby(papers, lambda row: row.part)]


__all__ = ["Day", "Present", "contents_of", "days_of", "offset_of", "present_of", "timetable"]
