"""Whom a chair may look for when reading the mails on the way to print as their readers would."""

from collections.abc import Iterator

from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.mail import services as mail
from dtms_site.mail.catalogue import MailKind
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.mail_readers import Reader, Search, register
from dtms_site.workshops.models import Workshop
from program import policy
from program.duties import until_final
from program.models import Slot
from program.services.announcing import talk_values
from program.services.camera_ready import camera_url, zone_of
from program.timetable import times_of, timetable
from reviews.chair.mail_readers import author_reader, handled_authors
from submissions.models import Author


def register_all() -> None:
    register(of_finals, "camera_ready", "rights", "presenter")
    register(of_talks, "programme")


def of_finals(workshop: Workshop, chair: User, kind: MailKind, search: Search) -> Iterator[Reader]:
    for author in handled_authors(workshop, chair, search):
        due = policy.due_of(author.submission)
        if kind.key == "rights.reminder":
            due = workshop.schedule.at(DeadlineKind.RIGHTS)
        known = until_final(author, due)(workshop.now()) if due else {}
        if kind.key == "presenter.reminder":
            known = {"camera_url": camera_url(author.submission)}
        yield author_reader(author, known)


def of_talks(workshop: Workshop, chair: User, kind: MailKind, search: Search) -> Iterator[Reader]:
    for author in handled_authors(workshop, chair, search):
        yield author_reader(author, _talk(workshop, author))


def _talk(workshop: Workshop, author: Author) -> dict[str, str]:
    slots = Slot.objects.filter(workshop=workshop, submission=author.submission)
    slot = slots.select_related("session", "workshop").first()
    begins = times_of(timetable(workshop)).get(slot.pk) if slot else None
    if slot is None or begins is None:
        return {"programme_url": mail.address(reverse("program:programme", args=[workshop.slug]))}
    return talk_values(slot, begins, zone_of(author))
