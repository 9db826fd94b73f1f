"""Which mails, written and to come, a chair may know of, said once more mail by mail."""

from itertools import product
from typing import Any

import pytest

from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.reminding import Planned
from dtms_site.workshops.services import recipient
from reviews import mail_policy
from reviews.enums import LISTS_OF_PAPERS
from tests.editions import OPEN
from tests.grid import Grid, Made, Paper, same
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

KINDS = ("submission.received", "review.assigned", "chair.letter")
USER, PAPER = "accounts.User", "submissions.Submission"


def papers(grid: Grid) -> dict[str, Paper]:
    ours = [p for p in grid.papers if p.is_here]
    return {
        "free": next(p for p in ours if p.is_handed_in and not p.is_apart),
        "apart": next(p for p in ours if p.is_handed_in and p.is_apart),
        "draft": next(p for p in ours if p.status == "draft" and not p.is_apart),
    }


def may_know(grid: Grid, chair: Any, kind: str, about: str, about_id: int | None) -> bool:
    has_conflicts = chair == grid.kim
    if about == PAPER:
        paper = next(p for p in grid.papers if p.row.pk == about_id)
        return paper.status != "draft" and not (has_conflicts and paper.is_apart)
    is_own = (about, about_id) == (USER, chair.pk)
    return kind not in LISTS_OF_PAPERS or is_own or not has_conflicts


def test_written_mails_of_the_edition_less_what_tells_of_hidden_papers(grid: Grid):
    chen, some = make_person("chen_chair"), papers(grid)
    elsewhere = Workshop.objects.exclude(pk=grid.workshop.pk).get()
    subjects: list[tuple[str, int | None]] = [("", None), (USER, grid.kim.pk), (USER, chen.pk)]
    # Ids of another kind of thing mean nothing.
    subjects += [(label, p.row.pk) for p in some.values() for label in (PAPER, USER, "other")]
    subjects += [("other", grid.kim.pk)]
    told = []
    for n, (edition, kind, (about, about_id)) in enumerate(
        product((grid.workshop, elsewhere), KINDS, subjects)
    ):
        row = OutboxMessage.objects.create(
            key=f"{n}", kind=kind, edition_id=edition.pk, about=about, about_id=about_id,
            to_email="a@invented.example", subject="S", text="T", reason="R", created_at=OPEN,
            not_before=OPEN,
        )  # fmt: skip
        told.append(Made(row, edition == grid.workshop))
    for chair in (grid.kim, chen):
        same(
            mail_policy.mail_for(chair, grid.workshop),
            [
                mail
                for mail in told
                if mail.paper
                and may_know(grid, chair, mail.row.kind, mail.row.about, mail.row.about_id)
            ],
        )


def test_mails_to_come_by_the_same_rules_and_of_drafts_only_their_number(grid: Grid):
    chen, some = make_person("chen_chair"), papers(grid)
    to = recipient(chen)
    plans = [
        Planned(OPEN, to, kind, {}, about, (f"{n}",))
        for n, (kind, about) in enumerate(
            product(KINDS, (None, chen, *(paper.row for paper in some.values())))
        )
    ]
    for chair in (grid.kim, chen):
        found = mail_policy.plans_for(chair, grid.workshop, plans)
        drafts = [plan for plan in plans if plan.about == some["draft"].row]
        assert found.of_drafts == drafts
        hides = chair == grid.kim
        assert found.is_partial == hides
        assert found.shown == [
            plan
            for plan in plans
            if plan not in drafts
            and not (hides and (plan.about == some["apart"].row or plan.kind in LISTS_OF_PAPERS))
        ]
        assert found.shown
