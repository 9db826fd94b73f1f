"""From final versions to the proceedings: chairs give more time, make the day, bind the volume."""

import time
from functools import partial
from typing import Any

from dtms_site.management.demo.publication import TEXTS
from dtms_site.rehearsal.stage import DAY, HOUR, Act, Acts, CannotBe, Done, Stage
from dtms_site.web.text import counted
from dtms_site.workshops.enums import DeadlineKind
from program.dry_run import dry_run
from program.enums import SlotKind
from program.services import announcing, camera_ready, proceedings, programme
from submissions.enums import SubmissionStatus

MINUTES = 15
TALKS_A_SESSION = 5
MORE_TIME = 3 * DAY


def acts(stage: Stage) -> Acts:
    """The volume is bound once nothing can come in any more."""
    due = stage.workshop.schedule.get(DeadlineKind.CAMERA_READY)
    if due is None or not stage.play.chairs_act:
        return
    missing = stage.workshop.submissions.filter(status=SubmissionStatus.ACCEPTED)
    for paper in missing.order_by("number"):
        key = f"more-time-{paper.number}"
        yield Act(
            due.closes_at + 12 * HOUR,
            key,
            partial(give_time, stage, paper.pk),
            aim="give more time",
        )
    made = due.closes_at + MORE_TIME + 2 * DAY
    yield Act(made, "programme", partial(make_programme, stage), aim="make the programme")
    yield Act(made + HOUR, "proceedings", partial(bind, stage), aim="print the proceedings")


def give_time(stage: Stage, pk: int) -> Done:
    paper = stage.paper(pk)
    until = stage.workshop.now() + MORE_TIME
    reason = "Your final version is missing. The volume waits for it."
    camera_ready.reopen(paper=paper, by=stage.chairs()[0], reason=reason, until=until)
    return Done(f"The chairs gave paper {paper.number} three more days")


def make_programme(stage: Stage) -> Done:
    """Sessions of five talks, one after the other, from the beginning of the day."""
    workshop, chair = stage.workshop, stage.chairs()[0]
    placed = workshop.slots.filter(submission__isnull=False).values("submission")
    papers = list(workshop.submissions.all().accepted().exclude(pk__in=placed).order_by("number"))
    begins = workshop.schedule.at(DeadlineKind.WORKSHOP)
    for first in range(0, len(papers), TALKS_A_SESSION):
        values = {"title": f"Session {first // TALKS_A_SESSION + 1}", "starts_at": begins}
        session = programme.add_session(workshop=workshop, by=chair, values=values)
        for paper in papers[first : first + TALKS_A_SESSION]:
            slot: dict[str, Any] = {
                "kind": SlotKind.PAPER, "submission": paper, "session": session,
                "minutes": MINUTES,
            }  # fmt: skip
            programme.add_slot(workshop=workshop, by=chair, values=slot)
        begins = None  # each follows the one before it
    announcing.publish_programme(workshop=workshop, by=chair)
    return Done(f"The chairs made a programme of {counted(len(papers), 'paper')}")


def bind(stage: Stage) -> Done:
    """Ask for the volume, build it here and now, and publish it."""
    workshop, chair = stage.workshop, stage.chairs()[0]
    volume = proceedings.proceedings_of(workshop)
    if volume.is_published:
        return Done("The proceedings were published already")
    missing = {name: text for name, text in TEXTS.items() if not getattr(volume, name)}
    proceedings.save_texts(workshop=workshop, by=chair, values=missing)
    if blockers := dry_run(workshop).blockers:
        raise CannotBe(" ".join(f"{found.what} {found.why}" for found in blockers[:3]))
    volume = proceedings.ask_for_build(workshop=workshop, by=chair)
    proceedings.build(volume.pk)
    volume.refresh_from_db()
    while volume.is_at_work:  # a worker of the site was faster
        time.sleep(0.3)
        volume.refresh_from_db()
    if volume.problem:
        raise CannotBe(volume.problem)
    proceedings.publish(workshop=workshop, by=chair)
    return Done(f"The proceedings were published: {volume.pages} pages")
