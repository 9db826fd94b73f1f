"""The reminders that will be sent if nobody does anything from now on.

It runs the calculation of reminding.py through the moments to come, on an edition that stands
still, so that what is told here is what is then sent.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dtms_site import clock
from dtms_site.mail import letters, texts
from dtms_site.mail import services as mail
from dtms_site.workshops import reminding
from dtms_site.workshops.duties import Anchor, Duty, OpenWork, Rule, duty_of
from dtms_site.workshops.models import Reminded, Workshop
from dtms_site.workshops.reminding import DAY, FRESH, Planned

Works = list[tuple[Duty, OpenWork, Any]]


def end_of(workshop: Workshop) -> datetime:
    """The moment from which on nobody is reminded of anything."""
    last = max((d.at for d in workshop.schedule), default=workshop.now())
    return last + reminding.AFTERMATH


def forecast(
    workshop: Workshop, until: datetime | None = None, *, with_routine: bool = True
) -> list[Planned]:
    """Every reminder from now until then, in the order in which they leave.

    Without routine (see Duty) it is five times faster, and who gets such mail may get another one
    a morning later than told.
    """
    if workshop.reminders_paused:
        return []
    start, until = workshop.now(), until or end_of(workshop)
    rules, told = reminding.rules_of(workshop), _told_lately(workshop, start)
    if not with_routine:
        rules = {k: [] if duty_of(k).is_routine else found for k, found in rules.items()}
    found: list[Planned] = []
    for begin, end in itertools.pairwise([start, *_changes(workshop, start, until), until]):
        near = reminding.within_reach(workshop, rules, begin, end)
        with _at(workshop, begin):
            works = reminding.open_work(workshop, near)
            for planned in _through(workshop, works, begin, end, told):
                told.update(planned.keys)
                found.append(planned)
    return found


def letter_of(
    workshop: Workshop, planned: Planned, words: tuple[str, str] | None = None
) -> letters.Letter:
    """The mail as it would leave. `words`: subject and body of its kind, where they are known."""
    values = mail.values_for(planned.values, planned.to, workshop)
    words = words or texts.words(planned.kind, workshop)
    return letters.set_in(words, planned.kind, values, prefix=workshop.mail_prefix)


def _told_lately(workshop: Workshop, now: datetime) -> set[str]:
    """What was told so long ago that its moment has gone cannot come again."""
    rows = Reminded.objects.filter(workshop=workshop, at__gt=now - 2 * FRESH)
    return set(rows.values_list("key", flat=True))


def _changes(workshop: Workshop, start: datetime, until: datetime) -> list[datetime]:
    """The moments at which work begins or ends by the clock alone."""
    bounds = {workshop.opens_at}
    for deadline in workshop.schedule:
        bounds |= {deadline.at, deadline.closes_at}
        grace = deadline.closes_at - deadline.at
        for (kind, _, _), rows in workshop.schedule.extensions.items():
            if kind == deadline.kind and rows[-1].until:
                bounds |= {rows[-1].until, rows[-1].until + grace}
    return sorted(b for b in bounds if start < b < until)


@contextmanager
def _at(workshop: Workshop, instant: datetime) -> Iterator[None]:
    """This moment on the edition's clock."""
    with clock.at(instant - workshop.clock_offset):
        yield


def _through(
    workshop: Workshop, works: Works, begin: datetime, end: datetime, told: set[str]
) -> Iterator[Planned]:
    """The mails between two moments, while the open work stays as it is."""
    by_person: dict[str, Works] = defaultdict(list)
    for entry in works:
        by_person[entry[1].to.email].append(entry)
    moments: dict[datetime, set[str]] = defaultdict(set)
    for duty, work, rules in works:
        for moment in _moments(duty, work, rules, begin, end):
            moments[moment].add(work.to.email)
    for moment in sorted(moments):
        mine = [entry for email in sorted(moments[moment]) for entry in by_person[email]]
        with _at(workshop, moment):
            yield from reminding.plan(mine, moment, lambda keys: keys & told, workshop)


def _moments(
    duty: Duty, work: OpenWork, rules: Iterable[Rule], begin: datetime, end: datetime
) -> Iterator[datetime]:
    """When this piece may be told of: at its moments, or on the mornings after them."""
    for rule in rules:
        for moment in _of_rule(rule, work, begin - FRESH, end):
            come = max(moment, begin)
            if duty.at_any_hour:
                hours = [come]
            else:
                morning = daytime(work.zone, come)
                # Whoever had a mail that day gets this one on the next day.
                hours = [morning, *_mornings(work.zone, morning)]
            yield from (hour for hour in hours if hour < end)


def _of_rule(rule: Rule, work: OpenWork, begin: datetime, end: datetime) -> Iterator[datetime]:
    anchor = work.due if rule.anchor == Anchor.DUE else work.since
    if anchor is None:
        return
    moment = anchor + rule.offset
    if not rule.every:
        if begin < moment < end:
            yield moment
        return
    moment += max(0, (begin - moment) // rule.every) * rule.every
    while moment < end:
        yield moment
        moment += rule.every


def daytime(zone: str, instant: datetime) -> datetime:
    """This moment, or the next morning where it is not day in that zone."""
    local = instant.astimezone(ZoneInfo(zone or "UTC"))
    if local.hour in DAY:
        return instant
    day = local.date() + timedelta(days=1) if local.hour >= DAY.stop else local.date()
    return _morning(zone, day)


def _morning(zone: str, day: Any) -> datetime:
    first = datetime.combine(day, datetime.min.time()).replace(hour=DAY.start)
    return first.replace(tzinfo=ZoneInfo(zone or "UTC")).astimezone(UTC)


def _mornings(zone: str, instant: datetime) -> list[datetime]:
    """Those on which a moment is still fresh."""
    day = instant.astimezone(ZoneInfo(zone or "UTC")).date()
    return [_morning(zone, day + timedelta(days=n)) for n in (1, 2)]
