"""When each part of the day begins: where the one before it ends, unless a time is set.

The times are worked out when they are read, so nothing can disagree with them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program.enums import SlotKind
from program.models import Session, Slot


@dataclass(frozen=True)
class Talk:
    """A slot with its time."""

    slot: Slot
    begins: datetime
    ends: datetime

    @property
    def is_paper(self) -> bool:
        return self.slot.kind == SlotKind.PAPER

    @property
    def title(self) -> str:
        paper = self.slot.submission
        return paper.shown_title if paper else self.slot.title or self.slot.get_kind_display()

    @property
    def presenter(self) -> str:
        final = getattr(self.slot.submission, "final", None)
        return self.slot.presenter or (final.presenter if final else "")

    @property
    def icon(self) -> str:
        if self.slot.kind != SlotKind.BREAK:
            return ""
        meal = any(word in self.slot.title.lower() for word in ("lunch", "dinner", "breakfast"))
        return "tools-kitchen-2" if meal else "coffee"


@dataclass(frozen=True)
class Block:
    """A session with its talks, or one thing for everybody."""

    session: Session | None
    talks: tuple[Talk, ...]
    begins: datetime
    ends: datetime
    overlaps: bool = False
    number: int = 0
    """Of a session among the sessions, from 1."""

    @property
    def heading(self) -> str:
        """Session 1 · Honest replicas"""
        title = self.session.title if self.session else ""
        if title.lower().startswith("session"):
            return title
        return f"Session {self.number} · {title}"

    @property
    def alone(self) -> Slot:
        return self.talks[0].slot

    @property
    def set_start(self) -> datetime | None:
        return self.session.starts_at if self.session else self.alone.starts_at

    @property
    def room(self) -> str:
        return self.session.room if self.session else self.alone.room


def timetable(workshop: Workshop, hidden: Iterable[int] = ()) -> list[Block]:
    """The programme in order, less the papers (by id) in `hidden`; times are as if they were not.

    Empty while the workshop has no date.
    """
    begin = workshop.schedule.at(DeadlineKind.WORKSHOP)
    if begin is None:
        return []
    slots = workshop.slots.standing().exclude(submission__in=list(hidden))
    slots = slots.select_related("submission__paper_type", "submission__final")
    in_sessions: dict[int | None, list[Slot]] = {}
    for slot in slots.prefetch_related("submission__authors"):
        in_sessions.setdefault(slot.session_id, []).append(slot)
    parts: list[tuple[Any, Sequence[Slot]]] = [
        (session, in_sessions.get(session.pk, []))
        for session in workshop.sessions.select_related("chair")
    ]
    parts += [(slot, [slot]) for slot in in_sessions.get(None, [])]
    parts.sort(key=lambda part: (part[0].order, isinstance(part[0], Slot), part[0].pk))
    return _laid_out(parts, begin)


def _laid_out(parts: list[tuple[Any, Sequence[Slot]]], begin: datetime) -> list[Block]:
    blocks: list[Block] = []
    clock, sessions = begin, 0
    for holder, slots in parts:
        start = holder.starts_at or clock
        overlaps = start < clock and bool(blocks)
        talks, clock = [], start
        for slot in slots:
            ends = clock + timedelta(minutes=slot.minutes)
            talks.append(Talk(slot, clock, ends))
            clock = ends
        session = holder if isinstance(holder, Session) else None
        sessions += session is not None
        blocks.append(Block(session, tuple(talks), start, clock, overlaps, sessions))
    return blocks


def times_of(blocks: Iterable[Block]) -> dict[int, datetime]:
    """When each slot (by id) begins."""
    return {talk.slot.pk: talk.begins for block in blocks for talk in block.talks}
