"""Who is reminded of what, when: worked out from the rules and the open work, then written.

What is bound to a deadline goes out at any hour, each by itself. All else waits for the reader's
daytime and comes in one mail a day. The same calculation tells what will be sent (forecasts.py).
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max

from dtms_site.mail import catalogue, optional
from dtms_site.mail import services as mail
from dtms_site.web.text import counted
from dtms_site.workshops import duties
from dtms_site.workshops.duties import Anchor, Audience, Duty, OpenWork, Phase, Rule
from dtms_site.workshops.models import Reminded, ReminderRule, Workshop

log = logging.getLogger(__name__)
DAY = range(8, 20)
# A moment that was missed by more than this is let go, so that nobody hears of old editions.
FRESH = timedelta(days=2)
# After its last date nobody has anything left to do in an edition.
AFTERMATH = timedelta(days=30)
DIGEST = "digest.open_work"
Told = Callable[[set[str]], set[str]]
"""Which of these keys were told before."""


@dataclass(frozen=True)
class Planned:
    """A mail that is due, or will be."""

    at: datetime
    to: mail.Recipient
    kind: str
    values: dict[str, str]
    about: Any
    keys: tuple[str, ...]
    """What it tells of, so that it is told once. The first of a day's mail is the day."""

    @property
    def mail_key(self) -> str:
        return sha256("\n".join(self.keys).encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Due:
    """A piece of work of which somebody is to be told now."""

    duty: Duty
    work: OpenWork
    phase: Phase
    moment: datetime
    key: str


def rules_of(workshop: Workshop) -> dict[str, list[Rule]]:
    """The rules in force by kind of work: the edition's own where it has some, else as shipped."""
    own: dict[str, list[ReminderRule]] = defaultdict(list)
    for row in workshop.reminder_rules.all():
        own[row.duty].append(row)
    return {
        duty.key: [r.rule for r in own[duty.key] if r.is_active]
        if duty.key in own else list(duty.shipped)
        for duty in duties.all_duties()
    }  # fmt: skip


def open_work(workshop: Workshop, rules: dict[str, list[Rule]]) -> list[tuple[Duty, OpenWork, Any]]:
    """(kind, piece, its rules) of everything that is not done, as of the edition's clock."""
    found = []
    for duty in duties.all_duties():
        by_audience: dict[Audience, list[Rule]] = defaultdict(list)
        for rule in rules[duty.key]:
            by_audience[rule.audience].append(rule)
        for audience, own in by_audience.items():
            found += [(duty, work, own) for work in duty.find(workshop, audience)]
    return found


def due_now(duty: Duty, work: OpenWork, rules: Iterable[Rule], now: datetime) -> Due | None:
    """The latest moment that has come for this piece, if it is still worth telling."""
    come = [
        (*found, rule)
        for rule in rules
        if (found := _last_moment(rule, work, now)) and _counts(duty, rule, work, found[0], now)
    ]
    if not come:
        return None
    moment, turn, rule = max(come, key=lambda c: (c[0], c[2].offset))
    anchor = work.due if rule.anchor == Anchor.DUE else work.since
    assert anchor is not None
    stamp = f"{anchor.timestamp():.0f}"
    key = f"{duty.key}:{work.name}:{stamp}:{rule.name}:{turn}:{work.to.email}"
    return Due(duty, work, _phase(rule, work, now), moment, key)


def _last_moment(rule: Rule, work: OpenWork, now: datetime) -> tuple[datetime, int] | None:
    """The moment of this rule that has come last, and its turn where it comes again."""
    anchor = work.due if rule.anchor == Anchor.DUE else work.since
    if anchor is None or anchor + rule.offset > now:
        return None
    turn = (now - anchor - rule.offset) // rule.every if rule.every else 0
    return anchor + rule.offset + turn * (rule.every or timedelta()), turn


def _counts(duty: Duty, rule: Rule, work: OpenWork, moment: datetime, now: datetime) -> bool:
    if now >= moment + FRESH:
        return False
    if rule.anchor == Anchor.SINCE:
        return True
    assert work.due is not None
    if rule.offset < timedelta() and now >= work.due:
        return False
    return work.since is None or moment >= work.since + duty.respite


def _phase(rule: Rule, work: OpenWork, now: datetime) -> Phase:
    if rule.anchor == Anchor.SINCE and Phase.BEGUN in duties.duty_of(rule.duty).mails:
        return Phase.BEGUN
    return Phase.AFTER if work.due is not None and now >= work.due else Phase.BEFORE


def plan(
    works: Iterable[tuple[Duty, OpenWork, Any]], now: datetime, told: Told, workshop: Workshop
) -> list[Planned]:
    """The mails to write at this moment."""
    dues = [due for duty, work, rules in works if (due := due_now(duty, work, rules, now))]
    old = told({due.key for due in dues})
    news = [due for due in dues if due.key not in old and not _is_unwanted(due)]
    urgent = [due for due in news if due.duty.at_any_hour]
    by_person: dict[str, list[Due]] = defaultdict(list)
    for due in news:
        if not due.duty.at_any_hour and is_daytime(due.work.zone, now):
            by_person[due.work.to.email].append(due)
    days = {email: _day_key(workshop, found[0], now) for email, found in by_person.items()}
    had = told(set(days.values()))
    mails = [_single(due, now, (due.key,)) for due in urgent]
    for email, found in by_person.items():
        if days[email] not in had and (there := [due for due in found if _is_there(due.work)]):
            mails.append(_day_mail(there, now, days[email]))
    return mails


def _is_there(work: OpenWork) -> bool:
    return work.is_there is None or work.is_there()


def _is_unwanted(due: Due) -> bool:
    kind = due.duty.mails[due.phase]
    return bool(catalogue.kind_of(kind).optional) and optional.is_refused(kind, due.work.to.email)


def is_daytime(zone: str, now: datetime) -> bool:
    return now.astimezone(ZoneInfo(zone or "UTC")).hour in DAY


def _day_key(workshop: Workshop, due: Due, now: datetime) -> str:
    day = now.astimezone(ZoneInfo(due.work.zone or "UTC")).date()
    return f"day:{workshop.pk}:{day}:{due.work.to.email}"


def _single(due: Due, now: datetime, keys: tuple[str, ...]) -> Planned:
    kind, values = due.duty.mails[due.phase], dict(due.work.values(now))
    return Planned(now, due.work.to, kind, values, due.work.about, keys)


def _day_mail(found: list[Due], now: datetime, day: str) -> Planned:
    """One mail for all that a person has to do, in the words of the one thing if there is one."""
    found = sorted(found, key=lambda due: (due.work.due is None, due.work.due or now, due.key))
    keys = (day, *[due.key for due in found])
    if len(found) == 1:
        return _single(found[0], now, keys)
    blocks = [catalogue.fill(due.duty.block, due.work.values(now)) for due in found]
    values = {"count": counted(len(found), "thing"), "items": "\n\n".join(blocks)}
    return Planned(now, found[0].work.to, DIGEST, values, None, keys)


def run(instant: datetime) -> int:
    """Write what is due in every edition by its own clock. Returns how many mails."""
    return sum(_run_safely(workshop) for workshop in live_editions(instant))


def live_editions(instant: datetime) -> list[Workshop]:
    """Those in which somebody may still have something to do, and that are not paused.

    A rehearsal runs its own reminders when its clock is moved.
    """
    rows = (
        Workshop.objects.live().filter(reminders_paused=False).annotate(last=Max("deadlines__at"))
    )
    return [w for w in rows if w.last and instant + w.clock_offset < w.last + AFTERMATH]


def _run_safely(workshop: Workshop) -> int:
    """One edition's fault stops no other."""
    try:
        return sum(write(workshop, planned) for planned in batch(workshop))
    except Exception:
        log.exception("reminders of %s failed", workshop.slug)
        return 0


def batch(workshop: Workshop) -> list[Planned]:
    """What is to be written now, as of the edition's clock."""
    now = workshop.now()
    rules = within_reach(workshop, rules_of(workshop), now, now)
    return plan(open_work(workshop, rules), now, told_before, workshop)


def within_reach(
    workshop: Workshop, rules: dict[str, list[Rule]], begin: datetime, end: datetime
) -> dict[str, list[Rule]]:
    """The rules whose moment may come between these two, so that nobody is asked for nothing."""
    return {
        key: [rule for rule in found if _may_come(rule, _ends(workshop, key), begin, end)]
        for key, found in rules.items()
    }


def _ends(workshop: Workshop, key: str) -> list[datetime] | None:
    """All moments at which work of this kind is due for somebody, where the schedule tells."""
    duty = duties.duty_of(key)
    if duty.ends_with is None or duty.dates_of_its_own:
        return None
    return [d.at for d in workshop.schedule if d.kind == duty.ends_with] + [
        row.until for (kind, _, _), rows in workshop.schedule.extensions.items()
        if kind == duty.ends_with for row in rows if row.until
    ]  # fmt: skip


def _may_come(rule: Rule, ends: list[datetime] | None, begin: datetime, end: datetime) -> bool:
    if ends is None or rule.anchor == Anchor.SINCE:
        return True
    moments = [moment + rule.offset for moment in ends]
    return any(m <= end and (rule.every or begin < m + FRESH) for m in moments)


def told_before(keys: set[str]) -> set[str]:
    return set(Reminded.objects.filter(key__in=keys).values_list("key", flat=True))


def write(workshop: Workshop, planned: Planned) -> int:
    """Put it into the outbox, unless another scheduler was faster. Returns 1 or 0."""
    now = workshop.now()
    rows = [
        Reminded(workshop=workshop, key=key, mail_key=planned.mail_key, at=now)
        for key in planned.keys
    ]
    try:
        with transaction.atomic():
            Reminded.objects.bulk_create(rows)
            row = mail.tell(planned.kind, planned.to, planned.values, key=planned.mail_key,
                            edition=workshop, about=planned.about)  # fmt: skip
    except IntegrityError:
        return 0
    return int(row is not None)


def still_open(row: Any) -> bool:
    """Is everything that a day's mail tells of still to be done, by this person?

    Where something was finished meanwhile the mail is let go, and what remains is told anew.
    """
    workshop = Workshop.objects.get(pk=row.edition_id)
    told = Reminded.objects.filter(workshop=workshop, mail_key=row.key.partition(":")[2])
    keys = [key for key in told.values_list("key", flat=True) if not key.startswith("day:")]
    rules, named = rules_of(workshop), {key.partition(":")[0] for key in keys}
    asked = {key: found if key in named else [] for key, found in rules.items()}
    found = {
        f"{duty.key}:{work.name}:{work.to.email}"
        for duty, work, _ in open_work(workshop, asked)
        if work.to.email == row.to_email and _is_there(work)
    }
    if all(_thing(key) in found for key in keys):
        return True
    told.delete()
    return False


def _thing(key: str) -> str:
    """duty:name:anchor:rule:turn:address without the moment."""
    duty, name, _, _, _, email = key.split(":", 5)
    return f"{duty}:{name}:{email}"
