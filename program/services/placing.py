"""Papers find their place in the programme, and give it back."""

from typing import Any

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from program import policy
from program.enums import SlotKind
from program.models import Session, Slot
from program.services.order import end_of, need_a_date, note_change, raise_sequence
from submissions.models import Submission

MOST_IN_A_SESSION = 5
COFFEE_MINUTES = 20


@transaction.atomic
def place_papers(*, workshop: Workshop, by: User, minutes: int) -> int:
    """Give every accepted paper that has none a slot. Returns how many were placed.

    Papers of one topic stand together. Without sessions, some are made, with coffee between
    them. Raises NotNow while the workshop has no date.
    """
    need_a_date(workshop)
    papers = list(unplaced(workshop, by).prefetch_related("topics"))
    papers.sort(key=lambda paper: (min((t.order for t in paper.topics.all()), default=0),
                                   paper.number))  # fmt: skip
    if not papers:
        return 0
    sessions = list(workshop.sessions.all()) or _new_sessions(workshop, len(papers))
    for paper, (session, order) in zip(papers, _places(sessions, len(papers), by), strict=False):
        Slot.objects.create(
            workshop=workshop, session=session, kind=SlotKind.PAPER, submission=paper,
            minutes=minutes, order=order,
        )  # fmt: skip
    # How many there were would tell of papers that another reader of the log may not know.
    note_change(workshop, "papers placed", by)
    return len(papers)


def unplaced(workshop: Workshop, by: User) -> Any:
    """Accepted papers of this person's desk that stand nowhere in the programme."""
    return policy.desk_of(by, workshop).papers.filter(slot__isnull=True)


def _new_sessions(workshop: Workshop, papers: int) -> list[Session]:
    count = -(-papers // MOST_IN_A_SESSION)
    made = []
    for n in range(count):
        if n:
            Slot.objects.create(
                workshop=workshop, kind=SlotKind.BREAK, title="Coffee", minutes=COFFEE_MINUTES,
                order=end_of(workshop),
            )  # fmt: skip
        made.append(
            Session.objects.create(
                workshop=workshop, title=f"Session {n + 1}", order=end_of(workshop)
            )
        )
    return made


def _places(sessions: list[Session], papers: int, by: User) -> list[tuple[Session, int]]:
    """(session, order) for so many papers, filling the sessions evenly and one after the other."""
    hidden = policy.desk_of(by, sessions[0].workshop).hidden
    taken = {
        s.pk: s.slots.exclude(submission__in=list(hidden)).filter(kind=SlotKind.PAPER).count()
        for s in sessions
    }
    wanted = {s.pk: 0 for s in sessions}
    for _ in range(papers):
        emptiest = min(sessions, key=lambda s: (taken[s.pk] + wanted[s.pk], s.order))
        wanted[emptiest.pk] += 1
    return [
        (session, _last(session) + 1 + step)
        for session in sessions
        for step in range(wanted[session.pk])
    ]


def _last(session: Session) -> int:
    return max((slot.order for slot in session.slots.all()), default=-1)


@transaction.atomic
def free_slot(*, paper: Submission) -> None:
    """A paper that is no longer accepted gives its place back."""
    if Slot.objects.filter(submission=paper).delete()[0]:
        raise_sequence(paper.workshop)
