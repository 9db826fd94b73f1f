"""What the committee's sets hold, said once more row by row, over papers in every state."""

import pytest

from dtms_site import clock
from reviews import sets
from reviews.models import Assignment, Decision, ExternalReviewer, Review
from submissions.enums import SubmissionStatus
from tests.editions import OPEN
from tests.grid import NOW, same, where
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

S = SubmissionStatus
ACCEPTED = {S.ACCEPTED, S.CAMERA_READY, S.PUBLISHED}
DECIDED = ACCEPTED | {S.CONDITIONALLY_ACCEPTED, S.REJECTED}
TOLD = DECIDED | {S.UNDER_REVIEW}
# After the papers' deadline the committee knows those that wait for it, too.
KNOWN = TOLD | {S.SUBMITTED}
WAITING = {"asked", "invited", "accepted"}


def test_papers_by_person(grid):
    kim, here = grid.kim, grid.workshop
    ours = [paper for paper in grid.papers if paper.is_here]
    free = [paper for paper in ours if not paper.is_apart]
    same(sets.committee_papers(here), where(ours, lambda p: p.status in KNOWN))
    same(sets.papers_for(kim, here), where(free, lambda p: p.status in KNOWN))
    same(sets.papers_for_chair(kim, here), where(free, lambda p: p.is_handed_in))
    same(
        sets.conflicted_papers(kim, here),
        where(ours, lambda p: p.is_apart and p.status in KNOWN),
    )
    same(
        sets.hidden_from_chair(kim, here),
        where(ours, lambda p: p.is_apart or p.status == S.DRAFT),
    )
    same(
        sets.withdrawn_for_chair(kim, here),
        where(free, lambda p: p.status == S.WITHDRAWN and p.row.submitted_at),
    )
    same(sets.decided_papers(here), where(ours, lambda p: p.status in DECIDED))
    same(
        sets.papers_to_review(kim, here),
        where(free, lambda p: p.is_handed_in and not is_desk_rejected(p)),
    )


def is_desk_rejected(paper):
    ruling = paper.ruling
    return bool(ruling and ruling.outcome == "desk_reject" and not ruling.is_superseded)


def test_before_the_deadline_the_committee_knows_what_reviewing_has_begun_of(grid):
    ours = [paper for paper in grid.papers if paper.is_here]
    with clock.at(OPEN):
        same(sets.committee_papers(grid.workshop), where(ours, lambda p: p.status in TOLD))


def test_papers_in_somebodys_care(grid):
    kim, here = grid.kim, grid.workshop

    def in_care(paper):
        conditional = paper.is_here and paper.status == S.CONDITIONALLY_ACCEPTED
        return conditional and paper.ruling and paper.ruling.cared_for_by == "kim_conflicted"

    same(
        sets.shepherded_by(kim, here),
        where(grid.papers, lambda p: in_care(p) and not p.is_apart),
    )
    both = sets.apart_and_in_care(kim, here)
    known = [paper for paper in grid.papers if paper.is_here and paper.status in KNOWN]
    same(both, where(known, lambda p: p.is_apart or in_care(p)))
    assert {row.pk for row in both if row.is_apart} == {p.row.pk for p in known if p.is_apart}
    for papers in (both, sets.withdrawn_for_chair(kim, here)):
        numbers = [row.number for row in papers]
        assert numbers == sorted(numbers)
        assert len(numbers) > 1


def test_who_has_which_paper(grid):
    kim, here = grid.kim, grid.workshop
    rows, handled = Assignment.objects, [g for g in grid.given if is_handled(g.paper)]
    rex = make_person("rex_reviewer")
    same(rows.active(), where(grid.given, lambda g: g.is_active))
    same(rows.all().of(rex), where(grid.given, lambda g: g.reviewer == "rex_reviewer"))
    same(rows.told(), where(grid.given, lambda g: g.is_active and g.paper.status in TOLD))
    same(rows.serving(), where(grid.given, lambda g: g.serves))
    same(
        rows.unfinished(),
        where(
            grid.given,
            lambda g: g.is_active and g.serves and g.paper.status in TOLD and not g.is_sent,
        ),
    )
    same(sets.assignments_for_chair(kim, here), where(handled, lambda g: g.is_active))
    papers = sets.papers_for_chair(kim, here)
    active = {g.reviewer for g in handled if g.is_active}
    assert set(sets.reviewers_of(papers)) == {make_person(key) for key in active}


def is_handled(paper):
    return paper.is_here and paper.is_handed_in and not paper.is_apart


def test_reviews_that_are_in_and_papers_that_were_talked_about(grid):
    sent = {g.row.pk for g in grid.given if g.is_active and g.is_sent}
    assert set(Review.objects.sent().values_list("assignment", flat=True)) == sent
    assert sent


def test_decisions(grid):
    ruled = {paper.row.pk: paper.ruling for paper in grid.papers if paper.ruling}
    rows = Decision.objects
    expected = {
        rows.current: lambda r: not r.is_superseded,
        rows.unreleased: lambda r: not r.is_superseded and not r.is_released,
        rows.released: lambda r: not r.is_superseded and r.is_released,
        rows.desk_rejects: lambda r: not r.is_superseded and r.outcome == "desk_reject",
        lambda: rows.shepherded_by(grid.kim): lambda r: r.cared_for_by == "kim_conflicted",
    }
    for found, rule in expected.items():
        told = {pk for pk, ruling in ruled.items() if rule(ruling)}
        assert set(found().values_list("submission", flat=True)) == told
        assert told


def test_who_helps_from_outside(grid):
    kim, here, rows = grid.kim, grid.workshop, ExternalReviewer.objects

    def is_open(helper):
        return helper.state in WAITING and helper.given.is_active and helper.given.serves

    def is_at_work(helper):
        told = helper.given.paper.status in TOLD
        return is_open(helper) and helper.state == "accepted" and told

    helpers = grid.helpers
    same(rows.open(), where(helpers, is_open))
    same(rows.asked(), where(helpers, lambda h: is_open(h) and h.state == "asked"))
    same(
        rows.invited(NOW),
        where(helpers, lambda h: is_open(h) and h.state == "invited" and h.row.expires_at > NOW),
    )
    same(rows.at_work(), where(helpers, is_at_work))
    same(rows.unfinished(), where(helpers, lambda h: is_at_work(h) and not h.row.sent_at))
    same(
        rows.thanked(),
        where(helpers, lambda h: h.row.is_listed and h.row.sent_at and h.row.user_id),
    )
    same(
        rows.accepted_by(kim, here),
        where(helpers, lambda h: h.state == "accepted" and h.is_kim and h.given.paper.is_here),
    )
    same(
        sets.externals_for(kim, here),
        where(
            helpers,
            lambda h: (
                is_at_work(h) and h.is_kim and h.given.paper.is_here and not h.given.paper.is_apart
            ),
        ),
    )
    same(
        sets.externals_for_chair(kim, here),
        where(helpers, lambda h: is_handled(h.given.paper)),
    )


def test_whom_a_member_asked_about_a_paper(grid):
    nina = make_person("nina_unassigned")
    mine = [g for g in grid.given if g.reviewer == "nina_unassigned"]
    for given in mine[:2]:
        same(
            sets.externals_of(nina, given.paper.row),
            where(grid.helpers, lambda h, given=given: h.given is given),
        )
    taken = next(g for g in grid.given if g.reviewer == "kim_conflicted")
    assert not sets.externals_of(grid.kim, taken.paper.row).exists()
