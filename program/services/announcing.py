"""The programme made public, and its presenters told when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops import dates
from dtms_site.workshops.models import Workshop
from program import policy
from program.models import Programme, Slot
from program.services.camera_ready import zone_of
from program.services.errors import NotNow
from program.services.order import note_change, programme_row
from program.timetable import Block, times_of, timetable
from submissions.models import Author
from submissions.services.authors import tell_author

UNDO = timedelta(minutes=10)


@transaction.atomic
def publish_programme(*, workshop: Workshop, by: User) -> int:
    """Let everybody see it, and tell each paper's presenter when. Returns how many mails.

    Possible from the release of decisions on. The mails wait ten minutes and can be stopped.
    Raises NotNow.
    """
    if not workshop.submissions.all().accepted().exists():
        raise NotNow("Decisions come first: the programme can be public once they are released.")
    if not timetable(workshop):
        raise NotNow("The programme is empty. Add a session first.")
    programme = programme_row(workshop)
    programme.published_at = workshop.now()
    programme.save()
    note_change(workshop, "programme published", by)
    return _tell(workshop)


@transaction.atomic
def withdraw_programme(*, workshop: Workshop, by: User) -> None:
    """Back to the desk: its page is no longer there for others."""
    Programme.objects.filter(workshop=workshop).update(published_at=None)
    note_change(workshop, "programme taken back", by)


@transaction.atomic
def tell_changes(*, workshop: Workshop, by: User) -> int:
    """Tell those whose time is no longer the one they were told. Returns how many mails."""
    if not policy.programme_is_public(workshop):
        raise NotNow("Publish the programme first.")
    record("new times told", actor=by, edition=workshop)
    return _tell(workshop)


def moved_since_told(blocks: Iterable[Block]) -> list[Slot]:
    """Slots of papers whose time differs from what their presenters know."""
    talks = [talk for block in blocks for talk in block.talks if talk.is_paper]
    return [talk.slot for talk in talks if talk.slot.told_start != talk.begins]


def _tell(workshop: Workshop) -> int:
    told, blocks = 0, timetable(workshop)
    times = times_of(blocks)
    for slot in moved_since_told(blocks):
        told += _tell_of(slot, times[slot.pk], _presenters(slot, blocks))
        Slot.objects.filter(pk=slot.pk).update(told_start=times[slot.pk])
    return told


def _presenters(slot: Slot, blocks: Iterable[Block]) -> list[Author]:
    named = next(t.presenter for b in blocks for t in b.talks if t.slot.pk == slot.pk)
    assert slot.submission is not None
    authors = slot.submission.authors.select_related("user", "submission__workshop")
    return [a for a in authors if a.is_contact or a.name == named]


def _tell_of(slot: Slot, begins: datetime, authors: Iterable[Author]) -> int:
    kind = "programme.changed" if slot.told_start else "programme.slot"
    told = 0
    for author in authors:
        values = talk_values(slot, begins, zone_of(author))
        told += tell_author(kind, author, values, key=f"{begins.timestamp():.0f}", delay=UNDO)
    return told


def talk_values(slot: Slot, begins: datetime, zone: str) -> dict[str, str]:
    """What a mail about a talk says to a reader in this zone."""
    workshop = slot.workshop
    return {
        "when": f"{dates.long(begins, workshop.zone)} in {dates.place(workshop.time_zone)}",
        "utc": f"{dates.short(begins, dates.UTC)} UTC",
        "yours": f"{dates.short(begins, ZoneInfo(zone))} in {dates.place(zone)}" if zone else "",
        "minutes": str(slot.minutes),
        "session": slot.session.title if slot.session else "",
        "room": slot.session.room if slot.session else "",
        "programme_url": mail.address(reverse("program:programme", args=[workshop.slug])),
    }
