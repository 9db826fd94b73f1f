"""A meeting before it begins: when, where, which papers in which order, who is invited.

Whoever plans arranges the papers that they are free on. Those they are not free on are put on the
agenda by the same rule, unseen, and keep the places that they have.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops import policy as workshops
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient
from reviews import meeting_policy as policy
from reviews.agenda import Candidate, Order, needs_discussion, ordered
from reviews.enums import MeetingState
from reviews.models import Decision, Meeting, MeetingItem
from reviews.services.errors import NotAllowed
from reviews.services.meeting.candidates import candidates
from submissions.enums import SubmissionStatus
from submissions.querysets import SubmissionQuerySet, committee_of


@dataclass(frozen=True)
class Plan:
    starts_at: datetime
    call_url: str = ""
    minutes_a_paper: int = 8


def _must_be_chair(workshop: Workshop, by: User) -> None:
    if not workshops.is_chair(by, workshop):
        raise NotAllowed


@transaction.atomic
def plan(*, workshop: Workshop, by: User, plan: Plan) -> Meeting:
    """A meeting with the papers that need one. Raises NotAllowed while another is ahead."""
    _must_be_chair(workshop, by)
    if workshop.meetings.ahead().exists():
        raise NotAllowed("A meeting is planned already.")
    number = (workshop.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    meeting: Meeting = Meeting.objects.create(
        workshop=workshop, number=number, starts_at=plan.starts_at, call_url=plan.call_url,
        minutes_a_paper=plan.minutes_a_paper,
    )  # fmt: skip
    found = list(candidates(undecided(workshop)).items())
    chosen = [(pk, paper) for pk, paper in found if needs_discussion(paper)] or found
    ids = {paper.number: pk for pk, paper in chosen}
    for place, paper in enumerate(ordered([paper for _, paper in chosen], Order.SCORE), 1):
        MeetingItem.objects.create(meeting=meeting, submission_id=ids[paper.number], place=place)
    record("meeting planned", actor=by, edition=workshop, about=meeting)
    return meeting


def undecided(workshop: Workshop) -> SubmissionQuerySet:
    """Papers in review without a decision."""
    decided = Decision.objects.current().values("submission")
    papers = workshop.submissions.filter(status=SubmissionStatus.UNDER_REVIEW)
    return papers.exclude(pk__in=decided)


@transaction.atomic
def change_plan(*, meeting: Meeting, by: User, plan: Plan) -> None:
    """Another time or link. Calendars move with it. Raises NotAllowed once it is over."""
    _must_be_chair(meeting.workshop, by)
    if meeting.is_over:
        raise NotAllowed
    meeting.starts_at, meeting.call_url = plan.starts_at, plan.call_url
    meeting.minutes_a_paper = plan.minutes_a_paper
    meeting.sequence += 1
    meeting.save(update_fields=["starts_at", "call_url", "minutes_a_paper", "sequence"])
    record("meeting changed", actor=by, edition=meeting.workshop, about=meeting)


@transaction.atomic
def cancel(*, meeting: Meeting, by: User) -> None:
    """There will be no such meeting; who was invited is told. Raises NotAllowed once it began."""
    _must_be_chair(meeting.workshop, by)
    if meeting.state != MeetingState.PLANNED:
        raise NotAllowed
    if meeting.is_announced:
        _tell_all(meeting, "meeting.cancelled", {"when": when(meeting)}, key=f"{meeting.pk}")
    record("meeting called off", actor=by, edition=meeting.workshop, about=meeting)
    meeting.delete()


@transaction.atomic
def arrange(*, meeting: Meeting, by: User, order: Order) -> None:
    """Put the papers to come in this order, in the places that they hold together."""
    _must_be_chair(meeting.workshop, by)
    items = list(policy.waiting_for(by, meeting))
    papers = meeting.workshop.submissions.filter(pk__in=[item.submission_id for item in items])
    by_number = {item.submission.number: item for item in items}
    places = [item.place for item in items]
    for place, paper in zip(places, ordered(_visible(papers, by), order), strict=True):
        item = by_number[paper.number]
        item.place = place
        item.save(update_fields=["place"])


def _visible(papers: SubmissionQuerySet, by: User) -> list[Candidate]:
    return list(candidates(papers.free_of_conflict_with(by)).values())


@transaction.atomic
def move(*, item: MeetingItem, by: User, up: bool) -> None:
    """Change places with the neighbour that this chair sees, if there is one."""
    items = list(policy.waiting_for(by, item.meeting))
    here = next((n for n, other in enumerate(items) if other.pk == item.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(items):
        return
    neighbour = items[there]
    neighbour.place, item.place = item.place, neighbour.place
    neighbour.save(update_fields=["place"])
    item.save(update_fields=["place"])


def addable(meeting: Meeting, by: User) -> SubmissionQuerySet:
    """Papers in review that this chair may put on the agenda."""
    papers = meeting.workshop.submissions.filter(status=SubmissionStatus.UNDER_REVIEW)
    listed = meeting.items.values("submission")
    return papers.free_of_conflict_with(by).exclude(pk__in=listed).order_by("number")


@transaction.atomic
def add(*, meeting: Meeting, by: User, number: int) -> None:
    """At the end of the agenda. Raises NotAllowed."""
    _must_be_chair(meeting.workshop, by)
    paper = addable(meeting, by).filter(number=number).first()
    if paper is None or meeting.is_over:
        raise NotAllowed("This paper cannot be added.")
    MeetingItem.objects.create(meeting=meeting, submission=paper, place=last_place(meeting) + 1)


def last_place(meeting: Meeting) -> int:
    return int(meeting.items.aggregate(last=Max("place"))["last"] or 0)


@transaction.atomic
def remove(*, item: MeetingItem, by: User) -> None:
    """Off the agenda, unless it was on the table already. Raises NotAllowed."""
    _must_be_chair(item.meeting.workshop, by)
    if item.turns.exists():
        raise NotAllowed("This paper was on the table: it stays in the minutes.")
    item.delete()


@transaction.atomic
def invite(*, meeting: Meeting, by: User) -> int:
    """Mail everybody who serves, once for each time and link. Returns how many mails."""
    _must_be_chair(meeting.workshop, by)
    if meeting.is_over:
        raise NotAllowed
    workshop = meeting.workshop
    meeting.invited_at = workshop.now()
    meeting.save(update_fields=["invited_at"])
    values = {
        "when": when(meeting), "call": meeting.call_url,
        "url": mail.address(reverse("meeting:room", args=[workshop.slug])),
    }  # fmt: skip
    told = _tell_all(meeting, "meeting.invite", values, key=f"{meeting.pk}:{meeting.sequence}")
    record("meeting announced", actor=by, edition=workshop, about=meeting)
    return told


def _tell_all(meeting: Meeting, kind: str, values: dict[str, str], *, key: str) -> int:
    """One mail to each person who serves. Returns how many mails."""
    told = [
        mail.tell(
            kind, recipient(person), values, edition=meeting.workshop, about=meeting,
            key=f"{key}:{person.pk}",
        )
        for person in committee_of(meeting.workshop)
    ]  # fmt: skip
    return sum(row is not None for row in told)


@transaction.atomic
def tell_of_minutes(*, meeting: Meeting, by: User) -> int:
    """Mail everybody who serves, once. Returns how many mails. Raises NotAllowed."""
    _must_be_chair(meeting.workshop, by)
    if not meeting.is_over:
        raise NotAllowed
    path = reverse("meeting:minutes", args=[meeting.workshop.slug, meeting.number])
    return _tell_all(meeting, "meeting.minutes", {"url": mail.address(path)}, key=f"{meeting.pk}")


def when(meeting: Meeting) -> str:
    """The beginning at the venue and in UTC."""
    local = meeting.starts_at.astimezone(meeting.workshop.zone)
    place = meeting.workshop.time_zone.rpartition("/")[2].replace("_", " ")
    there = f"{local:%a} {local.day} {local:%b %Y, %H:%M} in {place}"
    return f"{there} ({meeting.starts_at:%a %H:%M} UTC)"
