"""Sessions and what stands between them: added, changed, put in order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from program import policy
from program.models import Session, Slot
from program.services.order import end_of, need_a_date, note_change, parts_of
from submissions.models import Submission


@transaction.atomic
def add_session(*, workshop: Workshop, by: User, values: Mapping[str, Any]) -> Session:
    """Raises NotNow while the workshop has no date."""
    need_a_date(workshop)
    session = Session.objects.create(workshop=workshop, order=end_of(workshop), **values)
    note_change(workshop, "session added", by, title=session.title)
    return session


@transaction.atomic
def add_slot(*, workshop: Workshop, by: User, values: Mapping[str, Any]) -> Slot:
    """Something that is not a paper: for everybody, or inside a session. Raises NotNow."""
    need_a_date(workshop)
    slot = Slot.objects.create(workshop=workshop, order=end_of(workshop), **values)
    note_change(workshop, "programme item added", by, title=slot.title)
    return slot


@transaction.atomic
def change(*, thing: Session | Slot, by: User, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(thing, name, value)
    if isinstance(thing, Slot) and thing.session_id is not None:
        thing.starts_at = None
    thing.save()
    note_change(thing.workshop, "programme changed", by, about=_paper_of(thing))


def _paper_of(thing: Session | Slot) -> Submission | None:
    return thing.submission if isinstance(thing, Slot) else None


@transaction.atomic
def remove(*, thing: Session | Slot, by: User) -> None:
    """Take it out. Papers of a removed session wait for another place."""
    paper = _paper_of(thing)
    thing.delete()
    note_change(thing.workshop, "taken out of the programme", by, about=paper)


@transaction.atomic
def move(*, thing: Session | Slot, by: User, up: bool) -> None:
    """One step up or down among what this person sees.

    A slot that stands first or last in its session goes on into the session next to it.
    """
    workshop = thing.workshop
    hidden = policy.desk_of(by, workshop).hidden
    if isinstance(thing, Slot) and thing.session_id is not None:
        _move_in_session(thing, hidden, up=up)
    else:
        _step(parts_of(workshop), thing, frozenset(), up=up)
    note_change(workshop, "programme reordered", by, about=_paper_of(thing))


def _step(row: Sequence[Any], thing: Any, hidden: frozenset[int], *, up: bool) -> bool:
    """Move `thing` past its visible neighbour. False when there is none."""
    visible = [part for part in row if getattr(part, "submission_id", None) not in hidden]
    place = visible.index(thing) + (-1 if up else 1)
    if not 0 <= place < len(visible):
        return False
    rest = [part for part in row if part != thing]
    target = rest.index(visible[place])
    rest.insert(target if up else target + 1, thing)
    _number(rest)
    return True


def _number(row: Iterable[Any]) -> None:
    for order, part in enumerate(row):
        if part.order != order:
            part.order = order
            part.save(update_fields=["order"])


def _move_in_session(slot: Slot, hidden: frozenset[int], *, up: bool) -> None:
    row = list(Slot.objects.filter(session=slot.session_id))
    if _step(row, slot, hidden, up=up):
        return
    sessions = [part for part in parts_of(slot.workshop) if isinstance(part, Session)]
    assert slot.session is not None
    place = sessions.index(slot.session) + (-1 if up else 1)
    if 0 <= place < len(sessions):
        neighbours = list(Slot.objects.filter(session=sessions[place]))
        slot.session = sessions[place]
        slot.save(update_fields=["session"])
        _number([*neighbours, slot] if up else [slot, *neighbours])
