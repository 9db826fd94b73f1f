"""Moving the clock of a rehearsal: everything that its time brings happens, in its order.

The move is a row first; a worker takes it in slices, each act and each mail at its own instant.
Reminders are written by the same functions as on the site, at the moments that the timeline
tells, so that what the timeline tells is what is then there.
"""

import logging
import time
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.rehearsal import authors, chairing, committee, detours, meeting, printing
from dtms_site.rehearsal.copying import NotNow
from dtms_site.rehearsal.stage import Act, CannotBe, Done, Stage
from dtms_site.web import doorbell
from dtms_site.workshops import forecasts, reminding
from dtms_site.workshops.models import Rehearsal, RehearsalAct, Workshop
from dtms_site.workshops.services import InvitationClosed
from program.services.errors import NotNow as NotPrintedNow
from reviews.services.errors import NotAllowed
from reviews.services.external_reviews import WrittenMeanwhile
from reviews.services.proposals import NoAssignment
from reviews.services.reviews import EditedMeanwhile, Unfinished
from submissions.services.errors import Closed, NotReady

log = logging.getLogger(__name__)
WORK = "dtms_site.rehearsal.tasks.work"
# Longer than any one act may take, so that a lease means that somebody works.
LEASE = timedelta(minutes=6)
SLICE = 15
AFTER_THE_DAY = timedelta(days=2)
REFUSALS = (
    CannotBe, InvitationClosed, Closed, NotReady, NotAllowed, NoAssignment, Unfinished,
    EditedMeanwhile, WrittenMeanwhile, NotPrintedNow,
)  # fmt: skip
MOMENT = timedelta(microseconds=1)


# ---- where it can go


def end_of(workshop: Workshop) -> datetime:
    """Two days after its last date."""
    last: datetime = max(d.closes_at for d in workshop.schedule)
    return last + AFTER_THE_DAY


def next_event(play: Rehearsal) -> datetime:
    """The first moment at which anything happens: an act, a mail, a date."""
    stage, now = Stage(play), play.stands_at
    dates = [at for d in stage.workshop.schedule for at in (d.at, d.closes_at) if at > now]
    act = next_act(stage)
    found = [*dates, *([max(act.at, now + MOMENT)] if act else []), end_of(stage.workshop)]
    first: datetime = min(at for at in found if at > now)
    with _standing(play, stage.workshop):
        mails = [p.at for p in forecasts.forecast(stage.workshop, first) if p.at > now]
    return min([first, *mails])


@transaction.atomic
def move(*, play: Rehearsal, to: datetime, by: User) -> None:
    """Set the clock going to that moment. Raises NotNow while it moves, and for the past."""
    if to <= play.stands_at:
        raise NotNow("A rehearsal goes forward only. Remove it and begin anew to see it again.")
    going = Rehearsal.objects.filter(pk=play.pk, moves_to=None)
    if not going.update(moves_to=to, trouble=""):
        raise NotNow("The clock is moving. Wait until it stands.")
    record("rehearsal clock moved", actor=by, edition=play.workshop, to=to)
    doorbell.ring(WORK, play.pk)


# ---- going there


def work(pk: int, seconds: float = SLICE) -> None:
    """Go on for so many seconds, or to the end of the move. One worker at a time."""
    until = clock.now() + LEASE
    free = Q(leased_until=None) | Q(leased_until__lte=clock.now())
    moving = Rehearsal.objects.filter(free, pk=pk, moves_to__isnull=False)
    if not moving.update(leased_until=until):
        return
    end = time.monotonic() + seconds
    mine = Rehearsal.objects.filter(pk=pk, leased_until=until)
    try:
        while step(pk):
            if time.monotonic() > end:
                break
    except Exception:
        log.exception("rehearsal %s stopped", pk)
        mine.update(moves_to=None, trouble="Something went wrong on our side. Move it once more.")
    mine.update(leased_until=None)
    if Rehearsal.objects.filter(pk=pk, moves_to__isnull=False).exists():
        doorbell.ring_now(WORK, pk)


def waiting() -> list[int]:
    """Moves that nobody rang for, or that a worker dropped when it died."""
    free = Q(leased_until=None) | Q(leased_until__lte=clock.now())
    moving = Rehearsal.objects.filter(free, moves_to__isnull=False)
    return list(moving.values_list("pk", flat=True))


def step(pk: int) -> bool:
    """To the next act, or to the end of the move. False when nothing is left to do."""
    play = Rehearsal.objects.filter(pk=pk).first()
    if play is None or play.moves_to is None:
        return False
    stage = Stage(play)
    act = next_act(stage)
    comes = act is not None and act.at <= play.moves_to
    stop = act.at if act and comes else play.moves_to
    remind(play, stage.workshop, stop if comes else stop + MOMENT)
    with clock.at(clock.now()):
        set_clock(stage, stop)
        if act and comes:
            perform(act, stage)
        else:
            Rehearsal.objects.filter(pk=pk).update(moves_to=None)
    return comes


def set_clock(stage: Stage, instant: datetime) -> None:
    """The rows, and the edition that is in hand."""
    play, workshop = stage.play, stage.workshop
    play.stands_at, workshop.clock_offset = instant, instant - clock.now()
    Workshop.objects.filter(pk=workshop.pk).update(clock_offset=workshop.clock_offset)
    Rehearsal.objects.filter(pk=play.pk).update(stands_at=instant)


def _standing(play: Rehearsal, workshop: Workshop) -> AbstractContextManager[None]:
    """The moment at which the rehearsal stands, on its own clock."""
    return clock.at(play.stands_at - workshop.clock_offset)


def remind(play: Rehearsal, workshop: Workshop, until: datetime) -> None:
    """Write the reminders of the time until then. Nobody acts meanwhile, so none is lost."""
    with _standing(play, workshop):
        moments = sorted({planned.at for planned in forecasts.forecast(workshop, until)})
    for moment in moments:
        with clock.at(moment - workshop.clock_offset):
            for planned in reminding.batch(workshop):
                reminding.write(workshop, planned)


# ---- who does what


def next_act(stage: Stage) -> Act | None:
    """The first that has not been done. Its time cannot lie before the present."""
    sources = (authors, committee, detours, chairing, meeting, printing)
    open_ones = [act for s in sources for act in s.acts(stage) if act.key not in stage.done]
    first: Act | None = min(open_ones, key=lambda act: (act.at, act.key), default=None)
    if first is None or first.at >= stage.play.stands_at:
        return first
    return replace(first, at=stage.play.stands_at)


def perform(act: Act, stage: Stage) -> None:
    """Do it, and write down what came of it: it is not tried twice."""
    try:
        done, trouble = act.do(), ""
    except REFUSALS as why:
        done, trouble = Done(f"{act.who or 'The chairs'} could not {act.aim}"), reason_of(why)
    RehearsalAct.objects.get_or_create(
        workshop=stage.workshop, key=act.key,
        defaults={"at": stage.play.stands_at, "who": act.who, "about_id": done.about,
                  "what": done.words[:300], "trouble": trouble[:400]},
    )  # fmt: skip


def reason_of(why: Exception) -> str:
    plain = {
        Closed: "It was closed by then.",
        NotAllowed: "It was not open to them.",
        NotReady: "The paper lacked something.",
        EditedMeanwhile: "It was written by a chair meanwhile.",
    }
    return str(why) or plain.get(type(why), "It was not possible.")
