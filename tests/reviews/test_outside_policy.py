"""Helpers from outside and authors who answer: what they may see and do, said once more."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import Http404

from dtms_site import clock
from dtms_site.workshops.enums import DeadlineKind
from reviews import external_policy, policy, response_policy
from reviews.models import AuthorResponse, ExternalReviewer
from submissions.enums import SubmissionStatus
from tests.grid import NOW, Grid, Helper
from tests.people import make_person
from tests.program.accepted import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

S, SECOND = SubmissionStatus, timedelta(seconds=1)
DECIDED = {S.ACCEPTED, S.CAMERA_READY, S.PUBLISHED, S.CONDITIONALLY_ACCEPTED, S.REJECTED}


def closing(grid: Grid, kind: DeadlineKind) -> datetime:
    found: datetime = grid.workshop.schedule.get(kind).closes_at
    return found


def stands(helper: Helper) -> bool:
    return helper.given.is_active and helper.given.serves


def is_at_work(helper: Helper) -> bool:
    told = helper.given.paper.status in DECIDED | {S.UNDER_REVIEW}
    return stands(helper) and helper.state == "accepted" and told


def test_a_helper_opens_their_paper_while_they_are_at_work_and_not_in_conflict(grid: Grid):
    here = grid.workshop
    for paper in (p for p in grid.papers if p.is_here and p.ruling is None):
        rows = {
            helper.row.pk
            for helper in grid.helpers
            if helper.given.paper is paper and helper.is_kim and is_at_work(helper)
        }
        try:
            found = external_policy.external_paper(grid.kim, here, paper.row.number)
        except Http404:
            assert not rows or paper.is_apart
            continue
        assert found.pk in rows
        assert not paper.is_apart
        assert found.assignment.submission.workshop is here


def test_a_mailed_link_opens_one_invitation_of_its_edition_until_it_ends(grid: Grid):
    in_review = [h for h in grid.helpers if h.given.paper.status == S.UNDER_REVIEW]
    invited = [helper for helper in in_review if helper.state in {"invited", "declined"}]
    for helper in invited:
        helper.row.link_hash = f"{helper.row.pk}"
    ExternalReviewer.objects.bulk_update([h.row for h in invited], ["link_hash"])
    opened = set()
    for helper in invited:
        is_open = helper.state == "invited" and stands(helper) and helper.row.expires_at > NOW
        try:
            found = external_policy.invitation_by(grid.workshop, helper.row.link_hash)
        except Http404:
            assert not (is_open and helper.given.paper.is_here)
            continue
        assert is_open
        assert helper.given.paper.is_here
        assert found.pk == helper.row.pk
        assert found.assignment.submission.workshop is grid.workshop
        opened.add(found.pk)
    assert len(opened) > 1


def test_a_helper_writes_while_the_paper_is_in_review_until_the_discussion_closes(grid: Grid):
    end = closing(grid, DeadlineKind.DISCUSSION)
    mine = [h for h in grid.helpers if h.is_kim and h.given.paper.is_here]
    some = [h for h in mine if h.state in {"accepted", "withdrawn"}]
    writers = 0
    for helper in some:
        row = ExternalReviewer.objects.get(pk=helper.row.pk)
        row.assignment.submission.workshop = grid.workshop
        paper = helper.given.paper
        may = is_at_work(helper) and not paper.is_apart and paper.status == S.UNDER_REVIEW
        assert external_policy.may_write_external(row) == may
        if may:
            writers += 1
            with clock.at(end - SECOND):
                assert external_policy.may_write_external(row)
            with clock.at(end):
                assert not external_policy.may_write_external(row)
            row.user = None
            assert not external_policy.may_write_external(row)
    assert writers


@pytest.fixture
def asked(grid: Grid) -> Grid:
    """Ada wrote every paper; authors answer for a day after the reviews' date."""
    ada = make_person("ada_author")
    end = closing(grid, DeadlineKind.REVIEW) + timedelta(days=1)
    grid.workshop.deadlines.create(kind=DeadlineKind.RESPONSE, at=end, is_hard=True)
    for paper in shown(grid):
        paper.row.authors.create(user=ada, order=5)
    return grid


def shown(grid: Grid) -> list[Any]:
    ours = [p for p in grid.papers if p.is_here and p.relation == "none"]
    return [p for p in ours if p.ruling is None] + [
        p for p in ours if p.status == S.UNDER_REVIEW and p.ruling
    ]


def test_authors_answer_between_the_dates_while_the_paper_is_in_review_and_has_a_review(
    asked: Grid,
):
    ada, kim = make_person("ada_author"), asked.kim
    opened = closing(asked, DeadlineKind.REVIEW)
    end = opened + timedelta(days=1)
    for paper in shown(asked):
        has_reviews = paper.ruling is None
        for now in (opened - SECOND, opened, end - SECOND, end):
            found = fresh(paper.row)
            is_open = paper.status == S.UNDER_REVIEW and has_reviews and opened <= now < end
            with clock.at(now):
                assert response_policy.opens_at(found) == opened
                assert response_policy.is_open(found) == is_open, (paper.status, now)
                assert response_policy.may_respond(ada, found) == is_open
                assert not response_policy.may_respond(kim, found)
                assert _opens(ada, found) == is_open
                assert not _opens(kim, found)


def _opens(person: Any, paper: Any) -> bool:
    ask, edition = response_policy.paper_with_response, paper.workshop
    try:
        return bool(ask(person, edition, paper.number).workshop is edition)
    except Http404:
        return False


def test_what_was_sent_is_kept_by_authors_and_read_by_reviewers_shepherd_and_chairs(asked: Grid):
    ada = make_person("ada_author")
    views = {
        "reviewer": policy.PaperView(is_reviewer=True),
        "shepherd": policy.PaperView(is_shepherd=True),
        "chair": policy.PaperView(handles=True),
        "member": policy.PaperView(knows=True, opens=True, reads_reviews=True),
    }
    first, second = (fresh(p.row) for p in shown(asked)[:2])
    draft = AuthorResponse.objects.create(submission=first, saved_at=NOW, draft="It is.")
    sent = AuthorResponse.objects.create(
        submission=second, saved_at=NOW, sent_at=NOW, text="It is."
    )
    assert response_policy.response_of(first) == draft
    assert response_policy.response_of(second) == sent
    assert (_opens(ada, first), _opens(ada, second)) == (False, True)
    unanswered = fresh(shown(asked)[2].row)
    assert response_policy.sent_response(unanswered, views["chair"]) is None
    for who, view in views.items():
        assert response_policy.sent_response(first, view) is None
        read = response_policy.sent_response(second, view)
        assert read == (None if who == "member" else sent)
    for kind in (DeadlineKind.RESPONSE, DeadlineKind.REVIEW):
        asked.workshop.deadlines.filter(kind=kind).delete()
        paper = fresh(second)
        assert response_policy.opens_at(paper) is None
        assert not response_policy.is_open(paper)
    assert response_policy.sent_response(fresh(second), views["chair"]) is None


def test_where_only_the_reviews_have_no_date_nobody_answers(asked: Grid):
    asked.workshop.deadlines.filter(kind=DeadlineKind.REVIEW).delete()
    paper = fresh(next(p.row for p in shown(asked) if p.status == S.UNDER_REVIEW))
    assert response_policy.opens_at(paper) is None
    assert not response_policy.is_open(paper)
