"""What each member owes and what each paper lacks; a word to the late, or somebody else."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.accounts.models import User
from dtms_site.web.forms import whole_number
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Deadline, Workshop
from reviews.enums import IN
from reviews.models import Assignment
from reviews.services import assignments as service
from reviews.services.errors import NotAllowed
from reviews.services.nudges import nudge as write_nudges
from reviews.services.tables import table_for
from reviews.sets import assignments_for_chair
from submissions.models import Submission
from submissions.querysets import committee_of


@dataclass(frozen=True)
class Owed:
    """One assignment as a chair follows it. A draft's text is its writer's alone."""

    paper: Submission
    reviewer: User
    state: str
    due: Deadline | None
    sent_at: datetime | None

    @property
    def is_done(self) -> bool:
        return self.state in IN


@dataclass
class Line:
    """A member with their papers, or a paper with its reviewers."""

    rows: list[Owed] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(row.is_done for row in self.rows)

    @property
    def open(self) -> list[Owed]:
        return [row for row in self.rows if not row.is_done]

    @property
    def late(self) -> int:
        return sum(row.state == "late" for row in self.rows)

    @property
    def missing(self) -> int:
        return len(self.open)


def owed_to(chair: User, workshop: Workshop) -> list[Owed]:
    """Every told assignment of the papers this chair handles."""
    rows = assignments_for_chair(chair, workshop).told()
    joined = rows.select_related("reviewer", "submission", "review")
    now = workshop.now()
    found = []
    for row in joined.order_by("submission__number", "pk"):
        dates = workshop.schedule.of_person(row.reviewer)
        due = dates.get(DeadlineKind.REVIEW, row.submission.paper_type_id)
        review = getattr(row, "review", None)
        state = review.status if review else ""
        if state not in IN and due is not None and due.at <= now:
            state = "late"
        sent_at = review.submitted_at if review else None
        found.append(Owed(row.submission, row.reviewer, state, due, sent_at))
    return found


@require_safe
@chair_page
def progress(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    rows = owed_to(request.user, workshop)
    people: dict[User, Line] = defaultdict(Line)
    papers: dict[Submission, Line] = defaultdict(Line)
    for row in rows:
        people[row.reviewer].rows.append(row)
        papers[row.paper].rows.append(row)
    by_need = sorted(people.items(), key=lambda p: (-p[1].late, -p[1].missing, str(p[0])))
    return render(
        request,
        "chair/progress.html",
        {
            "people": by_need,
            "papers": sorted(papers.items(), key=lambda p: (-p[1].missing, p[0].number)),
            "by_paper": request.GET.get("by") == "paper",
            "done": sum(row.is_done for row in rows),
            "total": len(rows),
            "late": sum(row.state == "late" for row in rows),
            "late_people": sum(line.late > 0 for line in people.values()),
            "due": workshop.schedule.get(DeadlineKind.REVIEW),
        },
    )


@require_POST
@chair_page
def nudge(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Write to one member, or to all who are late. The mails wait until the chair read them."""
    late = {row.reviewer.pk for row in owed_to(request.user, workshop) if row.state == "late"}
    chosen = request.POST.get("member", "")
    members = committee_of(workshop).filter(pk__in=late)
    if chosen:
        members = committee_of(workshop).filter(pk=whole_number(chosen))
    mails = write_nudges(workshop=workshop, by=request.user, members=members)
    if not mails:
        messages.error(request, "No mail was written: they owe nothing, or were asked this hour.")
        return redirect("chair:progress", workshop.slug)
    if len(mails) == 1:
        return redirect("chair:mail-message", workshop.slug, mails[0].public_id)
    messages.success(request, f"{len(mails)} mails wait for you to read and send them.")
    return redirect("chair:mail", workshop.slug)


def _assignment(
    request: EditionRequest, workshop: Workshop, number: int, reviewer: int
) -> Assignment:
    """Named by paper and reviewer: ids in a row would count the assignments of hidden papers."""
    rows = assignments_for_chair(request.user, workshop).select_related("submission", "reviewer")
    row: Assignment = get_object_or_404(rows, submission__number=number, reviewer=reviewer)
    row.submission.workshop = workshop
    return row


@require_safe
@chair_page
def takers(request: EditionRequest, workshop: Workshop, number: int, reviewer: int) -> HttpResponse:
    """Who could take this review over: free of conflict, best fit first."""
    assignment = _assignment(request, workshop, number, reviewer)
    table = table_for(workshop, request.user)
    place = [paper.pk for paper in table.papers]
    if assignment.submission_id not in place:
        raise Http404
    row = place.index(assignment.submission_id)
    load = [sum(person == n for _, person in table.held) for n in range(len(table.members))]
    free = [n for n in range(len(table.members)) if not table.problem.conflict[row, n]]
    free.sort(key=lambda n: (-table.fit.score[row, n], load[n], n))
    rows = [
        (table.members[n], table.fit.score[row, n], table.reason((row, n)).split(", "), load[n])
        for n in free[:8]
    ]
    return render(request, "chair/_takers.html", {"assignment": assignment, "rows": rows})


@require_POST
@chair_page
def reassign(
    request: EditionRequest, workshop: Workshop, number: int, reviewer: int
) -> HttpResponse:
    assignment = _assignment(request, workshop, number, reviewer)
    chosen = request.POST.get("reviewer", "")
    to = get_object_or_404(committee_of(workshop), pk=whole_number(chosen))
    try:
        service.reassign(assignment=assignment, to=to, by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why) or "This cannot be moved now.")
    else:
        messages.success(request, f"{to} has paper {number} now, {assignment.reviewer} no longer.")
    return redirect("chair:progress", workshop.slug)
