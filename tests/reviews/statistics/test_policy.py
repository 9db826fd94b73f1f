"""Over which papers figures are told, and from when on, said once more."""

from itertools import product

import pytest

from dtms_site.workshops.enums import Role
from reviews.statistics import policy
from submissions.enums import SubmissionStatus
from submissions.models import Conflict
from tests.editions import add_member
from tests.grid import NOW, Grid, same, where
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

S = SubmissionStatus
DECIDED = (S.ACCEPTED, S.CAMERA_READY, S.PUBLISHED, S.CONDITIONALLY_ACCEPTED, S.REJECTED)


def test_figures_are_public_once_a_paper_is_decided_and_none_waits(grid: Grid):
    """The other edition has papers in every state, and is never ready."""
    elsewhere = grid.papers[-1].row.workshop
    decided, waiting = grid.workshop.submissions.filter(number__in=(2, 3)).order_by("number")
    grid.workshop.submissions.exclude(number__in=(2, 3)).delete()
    for first, second in product(S, S):
        for paper, status in ((decided, first), (waiting, second)):
            grid.workshop.submissions.filter(pk=paper.pk).update(status=status, submitted_at=NOW)
        states = {first, second}
        ready = bool(states & {*DECIDED}) and not states & {S.SUBMITTED, S.UNDER_REVIEW}
        assert policy.are_published(grid.workshop) == ready, states
        assert not policy.are_published(elsewhere)


def test_figures_of_the_committee_are_over_papers_that_every_chair_handles(grid: Grid):
    ours = [p for p in grid.papers if p.is_here and p.is_handed_in]
    same(policy.all_papers(grid.workshop), ours)
    same(policy.papers_of_every_chair(grid.workshop), ours)
    same(policy.papers_of(grid.kim, grid.workshop), where(ours, lambda p: not p.is_apart))
    add_member(grid.workshop, grid.kim, Role.CHAIR)
    chen = make_person("chen_chair")
    kept = ours[0]
    Conflict.objects.create(submission=kept.row, user=chen, source="chair", entered_at=NOW)
    same(
        policy.papers_of_every_chair(grid.workshop),
        where(ours, lambda p: not p.is_apart and p is not kept),
    )


def test_accepted_papers_are_listed_as_soon_as_one_list_has_them(grid: Grid, monkeypatch):
    for lists, expected in (([], False), ([False, False], False), ([False, True], True)):
        monkeypatch.setattr(policy, "_lists", [lambda _, told=told: told for told in lists])
        assert policy.accepted_are_listed(grid.workshop) == expected
