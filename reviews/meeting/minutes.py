"""What is left of a meeting, for each reader as far as the papers are theirs to know.

Members read decisions once they are released, and votes and notes of papers at which they were
there. When each paper was taken is told to chairs who are free on all papers of the edition: from
the times of some, others could work out how long theirs was talked about.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from dtms_site import typesetting
from dtms_site.workshops.doors import EditionRequest, committee_page
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Workshop
from reviews import meeting_policy as policy
from reviews.meeting.reading import FEWEST_VOTES, counts
from reviews.models import Ballot, Decision, Meeting, MeetingItem, Turn
from reviews.reading import short_authors


@dataclass(frozen=True)
class Stay:
    """Somebody at the meeting: from joining to leaving, once or several times."""

    name: str
    times: list[tuple[datetime, datetime | None]]


@dataclass(frozen=True)
class Vote:
    at: datetime
    cast: int
    tally: list[tuple[str, int]] | None


@dataclass(frozen=True)
class Entry:
    """One paper in the minutes."""

    number: int
    title: str
    authors: str
    turns: list[tuple[datetime, datetime | None]]
    decision: Decision | None
    is_changed: bool
    votes: list[Vote]
    notes: list[Any]
    out: list[str]


class Minutes:
    """The minutes of a meeting as one person may read them."""

    def __init__(self, request: EditionRequest, meeting: Meeting) -> None:
        self.user, self.meeting = request.user, meeting
        self.is_chair = Role.CHAIR in request.roles
        conflicted = meeting.workshop.submissions.all().conflicted_with(self.user)
        self.shows_times = self.is_chair and not conflicted.exists()
        self._own = [
            (row.joined_at, row.left_at) for row in meeting.attendances.filter(user=self.user)
        ]

    @property
    def stays(self) -> list[Stay]:
        found: dict[str, Stay] = {}
        for row in self.meeting.attendances.select_related("user"):
            stay = found.setdefault(str(row.user), Stay(str(row.user), []))
            stay.times.append((row.joined_at, row.left_at))
        return sorted(found.values(), key=lambda stay: stay.name)

    @property
    def was_out(self) -> bool:
        return self.meeting.turns.filter(recusals__user=self.user).exists()

    @property
    def entries(self) -> list[Entry]:
        """Papers that were on the table, in the order in which they were first taken."""
        rows = policy.items_for(self.user, self.meeting).prefetch_related(
            "turns__recusals__user", "ballots", "notes__writer", "submission__authors",
            "decision__shepherd", "decision__decided_by",
        )  # fmt: skip
        taken = [item for item in rows if item.turns.all()]
        taken.sort(key=lambda item: item.turns.all()[0].pk)
        return [self._entry(item) for item in taken]

    @property
    def not_reached(self) -> list[MeetingItem]:
        """For chairs: what was on the agenda and never on the table."""
        if not self.is_chair:
            return []
        return [i for i in policy.items_for(self.user, self.meeting) if not i.turns.exists()]

    def _entry(self, item: MeetingItem) -> Entry:
        turns = list(item.turns.all())
        inside = self.is_chair or self._was_there(turns)
        decision = item.decision
        if decision is not None and not (self.is_chair or decision.released_at):
            decision = None
        out = {str(r.user) for turn in turns for r in turn.recusals.all()} if self.is_chair else ()
        return Entry(
            item.submission.number, item.submission.shown_title,
            short_authors(item.submission.authors.all()),
            [(t.began_at, t.ended_at) for t in turns] if self.shows_times else [],
            decision, decision is not None and decision.superseded_at is not None,
            [_vote(ballot) for ballot in item.ballots.all()] if inside else [],
            list(item.notes.all()) if inside else [], sorted(out),
        )  # fmt: skip

    def _was_there(self, turns: list[Turn]) -> bool:
        return any(
            joined <= (turn.ended_at or joined) and turn.began_at <= (left or turn.began_at)
            for joined, left in self._own
            for turn in turns
        )


def _vote(ballot: Ballot) -> Vote:
    tally = counts(ballot)
    cast = sum(count for _, count in tally)
    return Vote(ballot.opened_at, cast, tally if cast >= FEWEST_VOTES else None)


def _minutes(request: EditionRequest, workshop: Workshop, number: int) -> Minutes:
    meeting = workshop.meetings.filter(number=number, state="over").first()
    if meeting is None:
        raise Http404
    meeting.workshop = workshop
    return Minutes(request, meeting)


@require_safe
@committee_page
def minutes(request: EditionRequest, workshop: Workshop, meeting: int) -> HttpResponse:
    found = _minutes(request, workshop, meeting)
    return render(request, "meeting/minutes.html", {"minutes": found, "meeting": found.meeting})


@require_safe
@committee_page
def minutes_pdf(request: EditionRequest, workshop: Workshop, meeting: int) -> HttpResponse:
    found = _minutes(request, workshop, meeting)
    context = {"minutes": found, "meeting": found.meeting, "workshop": workshop}
    html = render_to_string("meeting/minutes_sheet.html", context)
    pdf = typesetting.document(html)
    name = f"{workshop.slug}-meeting-{meeting}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
