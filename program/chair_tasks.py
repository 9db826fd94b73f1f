"""What of this side waits for a workshop chair, on the chairs' own desk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program import policy
from reviews.chair.desk import Task
from reviews.chair.desk import register as register_source
from submissions.enums import SubmissionStatus

NEAR = timedelta(days=7)


def register() -> None:
    register_source(tasks)


def tasks(chair: Any, workshop: Workshop) -> Iterator[Task]:
    """Counts are over the accepted papers that this chair has no conflict with."""
    accepted = workshop.submissions.all().accepted().free_of_conflict_with(chair)
    states = list(accepted.values_list("status", "slot"))
    if not states:
        return
    yield from _missing(workshop, [status for status, _ in states])
    public = policy.programme_is_public(workshop)
    unplaced = sum(slot is None for _, slot in states)
    if unplaced:
        what = f"accepted paper{pluralize(unplaced)} in no session yet"
        yield Task(unplaced, what, "One click places them all.", "Make the programme",
                   _url(workshop, "programme-desk"), 60)  # fmt: skip
    elif not public:
        yield Task(1, "programme is not public", "Everybody waits for their time.",
                   "Look and publish", _url(workshop, "programme-desk"), 61)  # fmt: skip
    in_hand = {SubmissionStatus.CAMERA_READY}
    if {status for status, _ in states} == in_hand and not unplaced:
        yield from _volume(workshop)


def _url(workshop: Workshop, name: str) -> str:
    return reverse(f"program:{name}", args=[workshop.slug])


def _missing(workshop: Workshop, states: list[str]) -> Iterator[Task]:
    missing = states.count(SubmissionStatus.ACCEPTED)
    due = workshop.schedule.at(DeadlineKind.CAMERA_READY)
    if not missing or due is None or workshop.now() < due - NEAR:
        return
    late = workshop.schedule.passed(DeadlineKind.CAMERA_READY)
    why = (
        "The date has passed. Call their authors, or give them more time."
        if late
        else "Their authors are reminded a week and two days before the date, and a day after it."
    )
    yield Task(missing, f"final version{pluralize(missing)} missing", why, "See which",
               _url(workshop, "finals"), 15 if late else 80)  # fmt: skip


def _volume(workshop: Workshop) -> Iterator[Task]:
    volume = policy.volume_of(workshop)
    if volume is None or not volume.is_published:
        why = "All final versions are in."
        yield Task(1, "volume of proceedings to publish", why, "Build and publish",
                   _url(workshop, "proceedings-desk"), 62)  # fmt: skip
