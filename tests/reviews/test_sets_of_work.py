"""What belongs to papers and to the meeting, by set, said once more row by row."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from dtms_site import clock
from reviews import sets
from reviews.enums import MeetingState, ProposalState
from reviews.models import (
    Attendance,
    Comment,
    Meeting,
    MeetingItem,
    Pin,
    Proposal,
    ProposedPair,
    ReviewCriterion,
    Revision,
    SavedView,
    Turn,
)
from reviews.services import more_time
from submissions.enums import SubmissionStatus, VersionPurpose
from submissions.models import Conflict, PaperVersion, Submission
from tests.editions import CLOSED, OPEN
from tests.grid import NOW, Grid, Made, same, where
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

S, SECOND = SubmissionStatus, timedelta(seconds=1)


def handled(grid: Grid) -> list[Any]:
    return [p for p in grid.papers if p.is_here and p.is_handed_in and not p.is_apart]


def version(paper: Any, number: int | None, purpose: str = "review") -> PaperVersion:
    return PaperVersion.objects.create(
        submission=paper.row, purpose=purpose, number=number, file="x", sha256="0", size=1,
        original_name="x.pdf", uploaded_at=CLOSED,
    )  # fmt: skip


def test_the_form_as_it_is_and_as_it_was(grid: Grid):
    criteria = ReviewCriterion.objects.filter(workshop=grid.workshop)
    criteria.filter(pk=criteria[0].pk).update(retired_at=NOW)
    rows = [Made(row) for row in ReviewCriterion.objects.all()]
    same(ReviewCriterion.objects.asked(), where(rows, lambda c: c.row.retired_at is None))
    same(ReviewCriterion.objects.retired(), where(rows, lambda c: c.row.retired_at is not None))


def test_meetings_turns_and_who_is_there(grid: Grid):
    workshops = [grid.workshop, grid.papers[-1].row.workshop]
    told = []
    for n, (state, invited) in enumerate(product(MeetingState, (None, NOW))):
        if state == "over":
            workshop = grid.workshop
        else:
            workshop = workshops.pop() if workshops else copied(grid, f"copy-{n}")
        told.append(
            Made(
                Meeting.objects.create(
                    workshop=workshop, number=n + 1, starts_at=NOW, state=state,
                    invited_at=invited, started_at=NOW, ended_at=NOW,
                )
            )
        )  # fmt: skip
    rows = Meeting.objects
    same(rows.ahead(), where(told, lambda m: m.row.state != "over"))
    same(rows.announced(), where(told, lambda m: m.row.invited_at or m.row.state != "planned"))
    items = [
        MeetingItem.objects.create(meeting=told[0].row, submission=paper.row, place=place)
        for place, paper in enumerate(handled(grid)[:2])
    ]
    turns = [
        Made(Turn.objects.create(meeting=told[0].row, item=item, began_at=NOW, ended_at=end))
        for item, end in zip(items, (NOW, None), strict=True)
    ]
    same(Turn.objects.open(), turns[1:])
    chairs = [
        Made(
            Attendance.objects.create(
                meeting=told[0].row, user=make_person(key), joined_at=OPEN, left_at=left,
                seen_at=NOW - age * SECOND,
            )
        )
        for key, left, age in (
            ("rex_reviewer", None, 0), ("lena_lead", None, 74), ("todd_todo", None, 75),
            ("nina_unassigned", NOW, 0), ("kim_conflicted", None, 76),
        )
    ]  # fmt: skip
    same(Attendance.objects.at(NOW), chairs[:2])


def copied(grid: Grid, slug: str) -> Any:
    workshop = type(grid.workshop).objects.get(pk=grid.workshop.pk)
    workshop.pk, workshop.slug = None, slug
    workshop.save()
    return workshop


def test_what_belongs_to_the_papers_of_a_chair(grid: Grid):
    kim, here = grid.kim, grid.workshop
    mine = {paper.row.pk for paper in handled(grid)}
    conflicts = [Made(row) for row in Conflict.objects.all()]
    same(
        sets.conflicts_for_chair(kim, here),
        where(conflicts, lambda c: c.row.state == "confirmed" and c.row.submission_id in mine),
    )
    rex = make_person("rex_reviewer")
    pins = [
        Made(Pin.objects.create(submission=p.row, reviewer=rex, kind="locked", made_at=NOW), p)
        for p in grid.papers if p.ruling is None
    ]  # fmt: skip
    same(sets.pins_for_chair(kim, here), where(pins, lambda p: p.paper.row.pk in mine))
    few = Submission.objects.filter(number=1, workshop=here)
    keys = {g.reviewer for g in grid.given if g.is_active and g.paper.row == few.get()}
    assert set(sets.reviewers_of(few)) == {make_person(key) for key in keys}
    ruled = [g for g in grid.given if g.paper.ruling][:1]
    found = sets.reviewers_of([g.paper.row for g in ruled])
    assert [person.pk for person in found] == [make_person("lena_lead").pk]


def test_papers_that_somebody_talked_about(grid: Grid):
    quiet, noticed, discussed = (paper.row for paper in handled(grid)[:3])
    rex = make_person("rex_reviewer")
    for paper, is_notice in ((noticed, True), (discussed, True), (discussed, False)):
        Comment.objects.create(
            submission=paper, writer=rex, text="Hm.", written_at=NOW, is_notice=is_notice
        )
    assert quiet
    assert Submission.objects.filter(sets.discussed()).get() == discussed


def test_conditional_papers_whose_shepherd_has_spoken(grid: Grid):
    told = []
    for n, paper in enumerate(p for p in grid.papers if p.ruling):
        advised = NOW if n % 2 else None
        Revision.objects.create(
            decision=paper.row.decisions.get(), version=version(paper, 2), response="Done.",
            sent_at=NOW, sent_by=make_person("ada_author"), advised_at=advised,
        )  # fmt: skip
        if n % 4 == 3:
            Revision.objects.filter(version__submission=paper.row).update(advice="met")
        told.append(Made(paper.row, (paper, advised)))
    mine = {paper.row.pk for paper in handled(grid)}

    def has_spoken(made: Made) -> bool:
        paper, advised = made.paper
        released = paper.ruling.is_released and not paper.ruling.is_superseded
        conditional = paper.status == S.CONDITIONALLY_ACCEPTED
        return bool(advised and released and conditional and paper.row.pk in mine)

    same(sets.revised_papers(grid.kim, grid.workshop), where(told, has_spoken))


def test_proposals_of_others_are_hidden_from_who_has_a_conflict(grid: Grid):
    kim, here, chen = grid.kim, grid.workshop, make_person("chen_chair")
    free, apart = handled(grid)[0].row, next(p.row for p in grid.papers if p.is_apart)
    lena = make_person("lena_lead")
    told = []
    for state, maker, pair, pinned in product(
        ProposalState, (kim, chen), (free, apart, None), (free, apart, None)
    ):
        pin = pinned and Pin.objects.get_or_create(
            submission=pinned, reviewer=lena, kind="locked", made_at=NOW
        )[0]  # fmt: skip
        row = Proposal.objects.create(
            workshop=here, state=state, made_by=maker, made_at=NOW, seconds=1, total=1, worst=1,
            most_load=1, pin=pin,
        )  # fmt: skip
        if pair:
            ProposedPair.objects.create(proposal=row, submission=pair, reviewer=lena, affinity=1)
        told.append(Made(row, (maker == kim, apart not in (pair, pinned))))
    same(sets.proposals_for(kim, here), where(told, lambda p: all(p.paper)))
    same(sets.proposals_for(chen, here), told)
    same(
        sets.open_proposals_for(chen, here), where(told, lambda p: p.row.state == "open")
    )  # fmt: skip
    views = [
        Made(SavedView.objects.create(workshop=here, owner=owner, name="Mine", query="score>2"))
        for owner in (kim, chen)
    ]
    same(sets.saved_views_of(kim, here), views[:1])


def test_the_files_that_count_of_papers_asked_for(grid: Grid):
    papers = [p for p in grid.papers if p.ruling is None][::-1]
    for paper in papers:
        for number, purpose in ((1, "review"), (3, "review"), (2, "review"), (None, "review"),
                                (9, "final")):  # fmt: skip
            version(paper, number, purpose)
    drafts = [p for p in papers if p.relation == "dismissed"]
    PaperVersion.objects.filter(submission__in=[p.row for p in drafts]).update(number=None)
    wanted = [p.row.number for p in papers if p.relation != "unproved"]
    found = list(sets.current_versions_for_chair(grid.kim, grid.workshop, wanted))
    told = [p for p in handled(grid) if p.row.number in wanted]
    assert [row.submission for row in found] == [p.row for p in told]
    for row, paper in zip(found, told, strict=True):
        own = row.submission.versions.filter(purpose=VersionPurpose.REVIEW)
        unnumbered = paper.relation == "dismissed"
        assert row == (own.order_by("pk").last() if unnumbered else own.get(number=3))


def test_the_committee_waits_for_a_paper_with_more_time(grid: Grid):
    submitted = [p.row for p in handled(grid) if p.status == S.SUBMITTED]
    waiting, other = submitted[:2]
    chen = make_person("chen_chair")
    with clock.at(OPEN):
        more_time.give_paper(
            paper=waiting, by=chen, kind="submission", until=NOW + timedelta(days=1), reason="Ill."
        )
    workshop = type(grid.workshop).objects.get(pk=grid.workshop.pk)
    known = sets.committee_papers(workshop)
    assert not known.filter(pk=waiting.pk).exists()
    assert known.filter(pk=other.pk).exists()
