"""The programme as a row of parts, and the trace that a change of it leaves."""

from typing import Any

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program.models import Programme, Slot
from program.services.errors import NotNow


def note_change(workshop: Workshop, verb: str, by: User, **facts: Any) -> None:
    """Note a change: calendars that follow the programme see a higher number."""
    raise_sequence(workshop)
    record(verb, actor=by, edition=workshop, **facts)


def raise_sequence(workshop: Workshop) -> None:
    programme = programme_row(workshop)
    programme.sequence += 1
    programme.changed_at = workshop.now()
    programme.save()


def programme_row(workshop: Workshop) -> Programme:
    found, _ = Programme.objects.get_or_create(
        workshop=workshop, defaults={"changed_at": workshop.now()}
    )
    return found


def need_a_date(workshop: Workshop) -> None:
    if workshop.schedule.at(DeadlineKind.WORKSHOP) is None:
        raise NotNow(
            "Set the day of the workshop among the dates first: the programme begins then."
        )


def end_of(workshop: Workshop) -> int:
    return max((part.order for part in parts_of(workshop)), default=-1) + 1


def parts_of(workshop: Workshop) -> list[Any]:
    """Sessions and slots that stand alone, in order."""
    alone = workshop.slots.filter(session__isnull=True)
    parts = [*workshop.sessions.all(), *alone]
    return sorted(parts, key=lambda part: (part.order, isinstance(part, Slot), part.pk))
