"""Final versions that are missing, and talks without a speaker: contact authors hear of them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from dtms_site.clock import time_left
from dtms_site.workshops import dates, duties
from dtms_site.workshops.duties import Anchor, Audience, Duty, OpenWork, Phase, Rule
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program import policy
from program.models import Slot
from program.services.camera_ready import camera_url, zone_of
from submissions.duties import AUTHORS, authors_of, work_of
from submissions.enums import SubmissionStatus
from submissions.models import Author

FINAL, RIGHTS, PRESENTER = "final version", "rights form", "presenter"


def register() -> None:
    mail = "camera_ready.reminder"
    day, contact = timedelta(days=1), Audience.CONTACT
    duties.register(
        Duty(
            FINAL, "Final versions missing", finals, audiences=AUTHORS,
            ends_with=DeadlineKind.CAMERA_READY, dates_of_its_own=True,
            mails={Phase.BEGUN: "camera_ready.open", Phase.BEFORE: mail, Phase.AFTER: mail},
            block="Final version of paper {number}, {left}\n  {title}\n  Due {due}\n  {camera_url}",
            shipped=(
                Rule(FINAL, Anchor.SINCE, day, audience=contact),
                *duties.before(FINAL, 7 * day, 2 * day, -day, audience=contact),
            ),
        ),
        Duty(
            RIGHTS, "Rights forms not settled", rights_forms, audiences=(contact,),
            ends_with=DeadlineKind.RIGHTS,
            mails={Phase.BEFORE: "rights.reminder", Phase.AFTER: "rights.reminder"},
            block="Rights form of paper {number}, {left}\n  {title}\n  Due {due}\n  {camera_url}",
            shipped=duties.before(RIGHTS, 7 * day, 2 * day, -day, audience=contact),
        ),
        Duty(
            PRESENTER, "Talks without a speaker", talks_without_speaker, audiences=AUTHORS,
            ends_with=DeadlineKind.WORKSHOP, mails={Phase.BEFORE: "presenter.reminder"},
            block="Who presents paper {number}?\n  {title}\n  In {left}\n  {camera_url}",
            shipped=duties.before(PRESENTER, 14 * day, 3 * day, audience=contact),
        ),
    )  # fmt: skip


def finals(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    missing = workshop.submissions.filter(status=SubmissionStatus.ACCEPTED)
    released = {
        paper.pk: max((d.released_at for d in paper.decisions.all() if d.released_at), default=None)
        for paper in missing.prefetch_related("decisions")
    }
    for author in authors_of(missing.select_related("final"), workshop, audience):
        due = policy.due_of(author.submission)
        if due is not None:
            since = released[author.submission_id]
            yield work_of(author, until_final(author, due), due=due, since=since)


def until_final(author: Author, due: datetime) -> Callable[[datetime], dict[str, str]]:
    """What a mail about a missing final version, or rights form, may name."""

    def values(now: datetime) -> dict[str, str]:
        return {
            "due": dates.in_mail(due, zone_of(author)),
            "left": f"due in {time_left(due, now)}" if due > now else "overdue",
            "camera_url": camera_url(author.submission),
        }

    return values


def rights_forms(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """The publisher writes to the corresponding author alone, and so do we."""
    due = workshop.schedule.get(DeadlineKind.RIGHTS)
    if due is None:
        return
    waiting = workshop.submissions.filter(status__in=policy.AWAITING, rights=None)
    for author in authors_of(waiting, workshop, audience):
        yield work_of(author, until_final(author, due.at), due=due.at)


def talks_without_speaker(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """Of a programme that everybody can see, before the day begins."""
    day = workshop.schedule.get(DeadlineKind.WORKSHOP)
    if day is None or workshop.now() >= day.at or not policy.programme_is_public(workshop):
        return
    slots = Slot.objects.unpresented().filter(workshop=workshop)
    papers = workshop.submissions.filter(pk__in=slots.values("submission"))
    for author in authors_of(papers, workshop, audience):
        yield work_of(author, _until_the_day(author, day), due=day.at)


def _until_the_day(author: Author, day: Any) -> Callable[[datetime], dict[str, str]]:
    when = dates.deadline_in_mail(day, zone_of(author))
    return lambda now: {
        "when": when,
        "left": time_left(day.at, now),
        "camera_url": camera_url(author.submission),
    }
