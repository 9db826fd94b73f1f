"""What waits at the publication desk, most pressing first."""

from collections.abc import Iterator

from django.urls import reverse

from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program import policy
from program.dry_run import DryRun
from program.services.announcing import moved_since_told
from reviews.chair.desk import Task


def open_work(workshop: Workshop, run: DryRun) -> list[Task]:
    if not run.papers:
        return []
    tasks = [*_missing(workshop, run), *_programme(workshop, run)]
    if not tasks:
        tasks += _volume(workshop, run)
    return sorted(tasks, key=lambda task: task.urgency)


def _url(workshop: Workshop, name: str) -> str:
    return reverse(f"program:{name}", args=[workshop.slug])


def _of(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def _missing(workshop: Workshop, run: DryRun) -> Iterator[Task]:
    due = workshop.schedule.get(DeadlineKind.CAMERA_READY)
    if run.missing:
        late = workshop.schedule.passed(DeadlineKind.CAMERA_READY)
        when = dates.deadline_in_mail(due) if due else "No date is set."
        why = f"Due since {when}." if late else f"Due {when}. Their authors are reminded."
        yield Task(
            run.missing,
            _of(run.missing, "final version is", "final versions are") + " missing",
            why,
            "See which",
            _url(workshop, "finals"),
            10 if late else 60,
        )
    broken = [row for row in run.rows if row.is_open and row.pdf == "reject"]
    open_ones = [row for row in broken if not row.paper.final.format_waiver]
    if open_ones:
        yield Task(
            len(open_ones),
            _of(len(open_ones), "final version breaks", "final versions break") + " a format rule",
            "Ask for another version, or print them as they are.",
            "Look",
            _url(workshop, "finals"),
            30,
        )


def _programme(workshop: Workshop, run: DryRun) -> Iterator[Task]:
    url = _url(workshop, "programme-desk")
    if run.unplaced:
        yield Task(
            run.unplaced,
            _of(run.unplaced, "accepted paper stands", "accepted papers stand") + " in no session",
            "One click places them all.",
            "Make the programme",
            url,
            20,
        )
    elif not policy.programme_is_public(workshop):
        yield Task(
            1,
            "programme is not public",
            "Presenters wait for their time.",
            "Look and publish",
            url,
            40,
        )
    elif moved := len(moved_since_told(run.blocks)):
        yield Task(
            moved,
            _of(moved, "time", "times") + " changed since presenters were told",
            "They get one mail each.",
            "Tell them",
            url,
            15,
        )


def _volume(workshop: Workshop, run: DryRun) -> Iterator[Task]:
    volume = policy.volume_of(workshop)
    if volume is not None and volume.is_published:
        return
    url = _url(workshop, "proceedings-desk")
    if run.blockers:
        yield Task(
            len(run.blockers),
            _of(len(run.blockers), "thing blocks", "things block") + " the proceedings",
            run.blockers[0].what + ".",
            "Settle them",
            url,
            50,
        )
    else:
        yield Task(
            1,
            "volume of proceedings to publish",
            "Nothing stands in its way.",
            "Build and publish",
            url,
            50,
        )
