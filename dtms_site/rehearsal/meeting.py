"""The committee's meeting: planned once the reviews are due, held at its date, paper by paper."""

from datetime import datetime
from functools import partial

from dtms_site.accounts.models import User
from dtms_site.rehearsal.chairing import handler_of, verdict_on
from dtms_site.rehearsal.stage import HOUR, Act, Acts, Done, Stage
from dtms_site.web.text import counted
from dtms_site.workshops.enums import DeadlineKind
from reviews.models import Meeting, Turn
from reviews.services.meeting import planning, presence, running

# A meeting ends, whatever is put off again and again.
MOST_TURNS = 60


def acts(stage: Stage) -> Acts:
    """Where the plan has a date for it. The papers on its agenda are decided there."""
    begins = stage.workshop.schedule.at(DeadlineKind.MEETING)
    if begins is None or not stage.play.chairs_act:
        return
    planned = max(stage.at(DeadlineKind.REVIEW) + HOUR, begins - 30 * HOUR)
    yield Act(planned, "meeting-plan", partial(plan, stage, begins), aim="plan the meeting")
    if "meeting-plan" in stage.done:
        yield Act(begins, "meeting", partial(hold, stage), aim="hold the meeting")


def plan(stage: Stage, begins: datetime) -> Done:
    chair = stage.chairs()[0]
    what = planning.Plan(starts_at=begins, call_url="https://meet.example.org/rehearsal")
    meeting = planning.plan(workshop=stage.workshop, by=chair, plan=what)
    planning.invite(meeting=meeting, by=chair)
    return Done(f"The chairs planned the meeting with {counted(meeting.items.count(), 'paper')}")


def hold(stage: Stage) -> Done:
    """Chairs and members are there; each paper is decided by whichever chair is free on it."""
    chairs = stage.chairs()
    meeting = stage.workshop.meetings.ahead().get()
    meeting.workshop = stage.workshop
    running.start(meeting=meeting, by=chairs[0])
    for person in [*chairs, *stage.members()]:
        presence.attend(meeting=meeting, user=person)
    decided = 0
    for _ in range(MOST_TURNS):
        before = _on_the_table(meeting)
        running.go_on(meeting=meeting, by=_leader(stage, meeting), at=before)
        at = _on_the_table(meeting)
        if not at:
            break
        _decide(stage, meeting, at)
        decided += 1
    running.end(meeting=meeting, by=_leader(stage, meeting), at=_on_the_table(meeting))
    planning.tell_of_minutes(meeting=meeting, by=chairs[0])
    return Done(f"The meeting decided on {counted(decided, 'paper')}")


def _turn(meeting: Meeting) -> Turn | None:
    return Turn.objects.open().filter(meeting=meeting).select_related("item__submission").first()


def _on_the_table(meeting: Meeting) -> str:
    turn = _turn(meeting)
    return turn.public_id if turn else ""


def _leader(stage: Stage, meeting: Meeting) -> User:
    """A chair who is free on what lies on the table."""
    turn = _turn(meeting)
    return handler_of(stage, turn.item.submission) if turn else stage.chairs()[0]


def _decide(stage: Stage, meeting: Meeting, at: str) -> None:
    turn = _turn(meeting)
    assert turn is not None
    paper = stage.paper(turn.item.submission_id)
    running.decide(meeting=meeting, by=_leader(stage, meeting), at=at, **verdict_on(stage, paper))
