"""The volume: its texts, its building, its publication."""

import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.web import doorbell
from dtms_site.web.text import counted
from dtms_site.workshops.models import Workshop
from program import compose, contents
from program.dry_run import dry_run
from program.enums import AT_WORK, ProceedingsState
from program.models import Proceedings, ProceedingsPaper
from program.services.errors import NotNow
from submissions.enums import SubmissionStatus
from submissions.services.outcomes import publish_outcome

log = logging.getLogger(__name__)
BUILD = "program.tasks.build"
# Longer than a task may run, so that a lease means that somebody works.
LEASE = timedelta(minutes=6)
MOST_ATTEMPTS = 2


def proceedings_of(workshop: Workshop) -> Proceedings:
    """The edition's volume; before anything is kept of it, a new one with texts to begin with."""
    found = Proceedings.objects.filter(workshop=workshop).first()
    found = found or Proceedings(workshop=workshop, **_first_texts(workshop))
    found.workshop = workshop
    return found


def _first_texts(workshop: Workshop) -> dict[str, str]:
    return {
        "title": f"Proceedings of {workshop}: {workshop.name}"[:200],
        "editors": "\n".join(contents.chairs_of(workshop)),
    }


def _locked(workshop: Workshop) -> Proceedings:
    volumes = Proceedings.objects.select_for_update()
    found, _ = volumes.get_or_create(workshop=workshop, defaults=_first_texts(workshop))
    found.workshop = workshop
    return found


@transaction.atomic
def save_texts(*, workshop: Workshop, by: User, values: Mapping[str, Any]) -> Proceedings:
    """Raises NotNow once the volume is published."""
    volume = _locked(workshop)
    if volume.is_published:
        raise NotNow("The proceedings are published. What is printed stays as it is.")
    changed = [name for name, value in values.items() if getattr(volume, name) != value]
    for name in changed:
        setattr(volume, name, values[name])
    volume.save()
    record("proceedings changed", actor=by, edition=workshop, about=volume, fields=changed)
    return volume


@transaction.atomic
def ask_for_build(*, workshop: Workshop, by: User) -> Proceedings:
    """Write down that the volume is to be built, and ring for a worker. Raises NotNow."""
    volume = _locked(workshop)
    if volume.is_published:
        raise NotNow("The proceedings are published. What is printed stays as it is.")
    if blockers := dry_run(workshop).blockers:
        raise NotNow(f"{counted(len(blockers), 'thing')} left to settle before it can be built.")
    if volume.state not in AT_WORK:
        volume.state, volume.queued_at = ProceedingsState.QUEUED, clock.now()
        volume.attempts, volume.problem = 0, ""
        volume.step, volume.steps_done, volume.steps_total = "", 0, 0
        volume.save()
        record("proceedings build asked for", actor=by, edition=workshop, about=volume)
        doorbell.ring(BUILD, volume.pk)
    return volume


def build(proceedings_id: int) -> None:
    """Build one volume if it is due. What goes wrong is written down in words."""
    now = clock.now()
    taken = (
        Proceedings.objects.filter(pk=proceedings_id)
        .due(now)
        .update(
            state=ProceedingsState.BUILDING, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
    )
    if not taken:
        return
    volume = Proceedings.objects.select_related("workshop").get(pk=proceedings_id)
    if volume.attempts > MOST_ATTEMPTS:
        _fail(
            volume, "The build was cut off twice. Try again; if it fails again, tell the operator."
        )
        return
    try:
        _build(volume)
    except compose.NotComposed as why:
        _fail(volume, str(why))
    except Exception:
        log.exception("building the proceedings of %s failed", volume.workshop)
        _fail(volume, "Something went wrong on our side. The operator has the details.")


def _fail(volume: Proceedings, problem: str) -> None:
    Proceedings.objects.filter(pk=volume.pk, state=ProceedingsState.BUILDING).update(
        state=ProceedingsState.FAILED, problem=problem[:300], leased_until=None
    )


def _build(volume: Proceedings) -> None:
    started = time.monotonic()

    def progress(step: str, done: int, total: int) -> None:
        Proceedings.objects.filter(pk=volume.pk).update(
            step=step, steps_done=done, steps_total=total
        )

    _keep(volume, compose.build(volume, progress), started)


@transaction.atomic
def _keep(volume: Proceedings, built: compose.Built, started: float) -> None:
    """Put the new files in the place of the old ones.

    If another worker finished first, its files stay and these go.
    """
    still_ours = Proceedings.objects.select_for_update().filter(
        pk=volume.pk, state=ProceedingsState.BUILDING
    )
    if not still_ours.exists():
        compose.discard(built.names)
        return
    old = [str(file.name) for file in (volume.file, *(p.file for p in volume.papers.all()))]
    volume.papers.all().delete()
    ProceedingsPaper.objects.bulk_create(
        ProceedingsPaper(proceedings=volume, **values) for values in built.papers
    )
    Proceedings.objects.filter(pk=volume.pk).update(
        state=ProceedingsState.READY, built_at=clock.now(volume.workshop), leased_until=None,
        file=built.file.name, size=built.file.size, sha256=built.file.sha256,
        pages=built.pages, front_pages=built.front_pages, bibtex=built.bibtex,
        fingerprint=built.fingerprint, seconds=time.monotonic() - started, step="", problem="",
    )  # fmt: skip
    record("proceedings built", edition=volume.workshop, about=volume, sha256=built.file.sha256)
    transaction.on_commit(lambda: compose.discard(old))


def due_ids() -> list[int]:
    return list(Proceedings.objects.due(clock.now()).values_list("pk", flat=True))


def is_stale(volume: Proceedings) -> bool:
    """Did anything that is printed change since it was built?"""
    return volume.is_built and volume.fingerprint != contents.fingerprint_of(volume)


@transaction.atomic
def publish(*, workshop: Workshop, by: User) -> Proceedings:
    """Make the built volume public and its papers published, all at once. Raises NotNow."""
    volume = _locked(workshop)
    if volume.is_published:
        return volume
    if volume.state != ProceedingsState.READY:
        raise NotNow("Build the proceedings first, and look at the file.")
    if dry_run(workshop).blockers:
        raise NotNow("Something came up since the build. It is on this page.")
    if is_stale(volume):
        raise NotNow("Something that is printed changed since the build. Build again.")
    volume.state, volume.published_at = ProceedingsState.PUBLISHED, workshop.now()
    volume.save()
    for printed in volume.papers.select_related("submission"):
        printed.submission.workshop = workshop
        publish_outcome(printed.submission, SubmissionStatus.PUBLISHED, by=by)
    record("proceedings published", actor=by, edition=workshop, about=volume, sha256=volume.sha256)
    return volume
