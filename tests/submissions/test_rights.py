"""What authors may do with a paper, by its state, its report and the time, said once more."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from dtms_site import clock
from dtms_site.workshops.enums import DeadlineKind
from submissions import policy
from submissions.enums import SubmissionStatus
from submissions.models import FormatReport, FormatWaiver, PaperVersion, Submission
from tests.editions import CLOSED, OPEN
from tests.grid import Grid
from tests.program.accepted import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

S, SECOND = SubmissionStatus, timedelta(seconds=1)
REPORTS = (None, "accept", "reject")


def filed(paper: Submission, overall: str | None, **rules: str) -> None:
    """A version of the paper with this report."""
    version = PaperVersion.objects.create(
        submission=paper, number=1, file="x", sha256="0", size=1, original_name="x.pdf",
        uploaded_at=CLOSED,
    )  # fmt: skip
    if overall:
        result = {"rules": {name: {"verdict": verdict} for name, verdict in rules.items()}}
        FormatReport.objects.create(
            version=version, overall=overall, state="done", queued_at=CLOSED, finished_at=CLOSED,
            result=result,
        )  # fmt: skip


@pytest.fixture
def papers(grid: Grid) -> list[tuple[Submission, str, str | None]]:
    """(paper, status, verdict of its report) for each of both."""
    ours = [p for p in grid.papers if p.is_here and p.ruling is None]
    found = []
    for status in S:
        same = [p.row for p in ours if p.status == status]
        for paper, overall in zip(same, REPORTS, strict=False):
            filed(paper, overall)
            found.append((paper, status, overall))
    return found


def test_rights_follow_from_state_report_and_time(grid: Grid, papers: Any):
    grid.workshop.deadlines.exclude(kind=DeadlineKind.SUBMISSION).delete()
    deadline = fresh(papers[0][0]).workshop.schedule.get(DeadlineKind.SUBMISSION)
    opening, bound, end = grid.workshop.opens_at, deadline.at, deadline.closes_at
    mended = end + timedelta(hours=24)
    moments = (opening - SECOND, opening, end - SECOND, end, mended - SECOND, mended)
    for (paper, status, overall), moment in product(papers, moments):
        found = fresh(paper)
        with clock.at(moment):
            rights, until = policy.author_rights(found), policy.mend_until(found)
        is_open = opening <= moment < end
        edit = is_open and status in {"draft", "submitted"}
        mends = status == "submitted" and overall == "reject" and moment < mended
        assert rights == policy.AuthorRights(
            edit=edit, replace=edit or mends, corrects=mends and not edit,
            submit=is_open and status == "draft", revive=is_open and status == "withdrawn",
            withdraw=status in {"draft", "submitted", "under_review"},
        ), (status, overall, moment)  # fmt: skip
        assert until == (bound if edit else mended if mends else None)


def test_without_a_date_nothing_is_mended_and_nothing_ends(grid: Grid, papers: Any):
    grid.workshop.deadlines.filter(kind=DeadlineKind.SUBMISSION).delete()
    refused = next(
        p for p, status, overall in papers if (status, overall) == (S.SUBMITTED, "reject")
    )
    with clock.at(OPEN):
        assert not policy.may_correct(fresh(refused))
        assert policy.mend_until(fresh(refused)) is None
        assert policy.author_rights(fresh(refused)).edit


def test_where_abstracts_are_due_first_a_paper_without_has_missed_its_place(
    grid: Grid, papers: Any
):
    paper, due = papers[0][0], OPEN + timedelta(days=1)
    grid.workshop.deadlines.update_or_create(
        kind=DeadlineKind.ABSTRACT, paper_type=None, defaults={"at": due, "is_hard": True}
    )
    for title, abstract, moment in product(("T", " "), ("A", " "), (due - SECOND, due)):
        Submission.objects.filter(pk=paper.pk).update(title=title, abstract=abstract)
        with clock.at(moment):
            told = moment < due or (title, abstract) == ("T", "A")
            assert policy.may_still_submit(fresh(paper)) == told


def test_rules_that_a_chair_could_waive(grid: Grid):
    verdicts = {"page_count": "fail", "columns": "pass", "gutter": "fail", "safe": "fail",
                "readable": "fail"}  # fmt: skip
    ours = [p for p in grid.papers if p.is_here and p.ruling is None]
    for status in S:
        same = [p.row for p in ours if p.status == status][:4]
        for paper, overall, state in zip(
            same, ("reject", "accept", None, "reject"), ("", "", "", "asked"), strict=True
        ):
            filed(paper, overall, **verdicts)
            for known in filter(None, (state, "refused")):
                FormatWaiver.objects.create(
                    submission=paper, rules=["gutter"], reason="A style.", asked_at=OPEN,
                    state=known, answered_at=OPEN,
                )  # fmt: skip
            can = status in {"draft", "submitted"} and overall == "reject" and not state
            expected = ["page_count", "gutter"] if can else []
            assert policy.waivable_rules(fresh(paper)) == expected, (status, overall)
