"""What the sets of papers, versions and reports hold, said once more row by row."""

from datetime import timedelta
from typing import Any

import pytest

from dtms_site import clock
from submissions import policy, querysets
from submissions.enums import CheckState, SubmissionStatus, VersionPurpose, WaiverState
from submissions.models import (
    Author,
    Conflict,
    FormatReport,
    FormatWaiver,
    PaperVersion,
    PublicCheck,
    Submission,
)
from tests.editions import CLOSED, OPEN
from tests.grid import NOW, Grid, Made, same, where
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

S = SubmissionStatus
ACCEPTED = {S.ACCEPTED, S.CAMERA_READY, S.PUBLISHED}
MINUTE = timedelta(minutes=1)
# What every page asks of an author's papers.
SHOWN = {"number", "title", "status", "paper_type_id", "edit_version", "workshop_id"}


def test_papers_by_status_and_relation(grid: Grid):
    papers, ours = grid.papers, [paper for paper in grid.papers if paper.is_here]
    rows = Submission.objects.all()
    same(rows.authored_by(grid.kim), where(papers, lambda p: p.relation == "wrote"))
    same(rows.conflicted_with(grid.kim), where(papers, lambda p: p.is_apart))
    same(rows.free_of_conflict_with(grid.kim), where(papers, lambda p: not p.is_apart))
    same(rows.drafts(), where(papers, lambda p: p.status == S.DRAFT))
    same(rows.submitted(), where(papers, lambda p: p.is_handed_in))
    same(rows.accepted(), where(papers, lambda p: p.status in ACCEPTED))
    with pytest.raises(ValueError, match="Only a person"):
        querysets.has_conflict(type(grid.kim)())
    kim, nina = grid.kim.pk, make_person("nina_unassigned").pk
    pairs = {(paper.row.pk, kim) for paper in ours if paper.is_apart}
    pairs |= {(paper.row.pk, nina) for paper in ours if paper.relation == "another"}
    assert querysets.conflicted_pairs(grid.workshop) == pairs


def test_what_follows_for_authors_chairs_and_operators(grid: Grid):
    kim, here = grid.kim, grid.workshop
    ours = [paper for paper in grid.papers if paper.is_here]
    mine = [paper for paper in grid.papers if paper.relation == "wrote"]
    same(policy.papers_of(kim, here), where(mine, lambda p: p.is_here))
    same(policy.papers_in_short(kim, here), where(mine, lambda p: p.is_here))
    same(policy.drafts_of(kim), where(mine, lambda p: p.status == S.DRAFT))
    for short in (policy.papers_in_short(kim, here).first(), policy.drafts_of(kim).first()):
        assert short.newest_version is None
        assert {"abstract", "withdrawal_reason"} <= short.get_deferred_fields()
        assert not SHOWN & short.get_deferred_fields()
    rehearsal = policy.drafts_of(kim).exclude(workshop=here).get().workshop
    rehearsal.rehearsal_of, rehearsal.keeps_mail_on_screen = here, True
    rehearsal.save()
    same(policy.drafts_of(kim), where(mine, lambda p: p.is_here and p.status == S.DRAFT))
    assert not policy.papers_behind_glass(kim, here).exists()
    kim.is_staff = True
    here.broken_glass.create(operator=kim, reason="Help.", opened_at=NOW, ends_at=NOW + MINUTE)
    same(policy.papers_behind_glass(kim, here), where(ours, lambda p: not p.is_apart))


def test_the_committee_by_name_each_once(grid: Grid):
    keys = ("rex_reviewer", "lena_lead", "todd_todo", "nina_unassigned", "kim_conflicted",
            "chen_chair")  # fmt: skip
    serving = [make_person(key) for key in keys]
    for user in serving[:2]:
        user.family_name = "Ek"
        user.save()
    people = list(querysets.committee_of(grid.workshop))
    assert people == sorted(serving, key=lambda p: (p.family_name, p.given_name))


def test_authors_conflicts_and_what_is_not_confirmed(grid: Grid):
    same(Author.objects.confirmed(), (Made(a) for a in Author.objects.all() if a.user))
    binding = (Made(c) for c in Conflict.objects.all() if c.state == "confirmed")
    same(Conflict.objects.binding(), binding)
    author, unproved = (
        Author.objects.filter(user=None, submission__title=f"draft {relation}").first()
        for relation in ("listed", "unproved")
    )
    assert policy.may_confirm(author, grid.kim)
    assert not policy.may_confirm(unproved, grid.kim)
    assert not policy.may_confirm(author, make_person("rex_reviewer"))
    author.user = make_person("rex_reviewer")
    assert not policy.may_confirm(author, grid.kim)


def filed(paper: Any, purpose: VersionPurpose, number: int | None, **report: Any) -> FormatReport:
    version = PaperVersion.objects.create(
        submission=paper.row, purpose=purpose, number=number, file="x", sha256="0", size=1,
        original_name="x.pdf", uploaded_at=CLOSED,
    )  # fmt: skip
    values = {"overall": "accept", "state": "done", "queued_at": CLOSED, "finished_at": CLOSED}
    return FormatReport.objects.create(version=version, **(values | report))


R, F = VersionPurpose.REVIEW, VersionPurpose.FINAL
# The files of a paper in the order in which they came, and the place of the one that counts.
FILES: list[tuple[list[tuple[VersionPurpose, int | None]], int]] = [
    ([(R, 1), (R, 3), (R, 2), (R, None), (F, None), (F, 9)], 1),
    ([(R, None), (R, None), (F, None)], 1),
]


@pytest.fixture
def reports(grid: Grid) -> list[tuple[Any, FormatReport, bool]]:
    """(paper, report, whether the version counts) for every status, refused and not."""
    found = []
    plain = [p for p in grid.papers if p.relation in {"none", "named"} and not p.ruling]
    for n, paper in enumerate(plain):
        files, counts = FILES[n % 3 % 2]
        for place, (purpose, number) in enumerate(files):
            refused = {"overall": ("accept", "reject", "reject")[(n // 2 + place) % 3]}
            report = filed(paper, purpose, number, rules_revision=1 + (n + place) % 3, **refused)
            found.append((paper, report, place == counts))
    return found


def test_reports_on_the_versions_that_count(grid: Grid, reports: Any):
    def made(rule: Any) -> list[Made]:
        return [Made(report) for paper, report, counts in reports if rule(paper, report, counts)]

    def is_of(paper: Any, _: FormatReport, counts: bool) -> bool:
        return counts and paper.is_here and paper.status != S.WITHDRAWN

    rows, here = FormatReport.objects, grid.workshop
    same(rows.of(here), made(is_of))
    same(
        rows.refused_before_review(),
        made(lambda p, r, _: p.status == S.SUBMITTED and r.overall == "reject"),
    )
    same(
        policy.reports_for(grid.kim, here),
        made(lambda p, r, counts: is_of(p, r, counts) and not p.is_apart),
    )
    here.format_rules.revision = 3
    same(
        rows.judged_by_older_rules(here),
        made(lambda p, r, counts: is_of(p, r, counts) and r.rules_revision < 3),
    )
    unread = reports[0][1]
    FormatReport.objects.filter(pk=unread.pk).update(state=CheckState.RUNNING, rules_revision=1)
    older = made(lambda _, r, __: r.pk != unread.pk and r.rules_revision < 2)
    same(rows.all().older_than(2), older)
    final = PaperVersion.objects.final()
    assert {v.purpose for v in final} == {"final"}
    assert {v.purpose for v in PaperVersion.objects.for_review()} == {"review"}
    assert final.count() + PaperVersion.objects.for_review().count() == len(reports)
    numbered = PaperVersion.objects.numbered()
    assert {v.number for v in numbered} == {1, 2, 3, 9}
    for paper, report, counts in reports:
        if counts:
            assert Submission.objects.get(pk=paper.row.pk).current == report.version
    newest = {row.pk: row.newest_version for row in Submission.objects.all().in_short()}
    for paper, report, _ in reports:
        assert newest[paper.row.pk] >= report.version_id


def test_work_is_due_when_nobody_began_or_whoever_did_was_lost(reports: Any):
    first, second, third, fourth, *_ = (report for _, report, _ in reports)
    for report, state, until in (
        (first, CheckState.QUEUED, None),
        (second, CheckState.RUNNING, NOW),
        (third, CheckState.RUNNING, NOW + MINUTE),
        (fourth, CheckState.DONE, NOW - MINUTE),
    ):
        FormatReport.objects.filter(pk=report.pk).update(state=state, leased_until=until)
    rows = FormatReport.objects
    same(rows.all().due(NOW), [Made(first), Made(second)])
    assert rows.all().take(second.pk, NOW, MINUTE)
    assert not rows.all().take(second.pk, NOW, MINUTE)
    assert not rows.all().take(third.pk, NOW, MINUTE)
    held = rows.get(pk=second.pk)
    assert (held.state, held.leased_until, held.attempts) == ("running", NOW + MINUTE, 1)
    assert rows.get(pk=first.pk).state == "queued"


def test_waivers_by_state_and_by_chair(grid: Grid):
    told = []
    for paper in grid.papers:
        for state in WaiverState if paper.ruling is None else ():
            row = FormatWaiver.objects.create(
                submission=paper.row, rules=["gutter"], reason="A style.", asked_at=OPEN,
                state=state, answered_at=OPEN,
            )  # fmt: skip
            told.append(Made(row, paper))
    rows = FormatWaiver.objects
    same(rows.open(), where(told, lambda w: w.row.state == "asked"))
    same(rows.granted(), where(told, lambda w: w.row.state == "granted"))
    same(
        policy.waivers_for(grid.kim, grid.workshop),
        where(told, lambda w: w.paper.is_here and not w.paper.is_apart),
    )


def test_public_checks_live_for_less_than_an_hour(grid: Grid):
    elsewhere = grid.papers[-1].row.workshop
    ages = [timedelta(0), 57 * MINUTE, 58 * MINUTE, 59 * MINUTE]
    told = [
        Made(
            PublicCheck.objects.create(
                workshop=workshop, token=f"{workshop.slug}-{age}", file="x", sha256="0",
                original_name="x.pdf", queued_at=NOW - age,
            ),
            age,
        )
        for workshop in (grid.workshop, elsewhere) for age in ages
    ]  # fmt: skip
    rows = PublicCheck.objects
    same(rows.all().alive(NOW), where(told, lambda c: c.paper < 58 * MINUTE))
    same(rows.all().expired(NOW), where(told, lambda c: c.paper >= 58 * MINUTE))
    with clock.at(NOW):
        same(
            policy.public_checks_of(grid.workshop),
            where(told, lambda c: c.paper < 58 * MINUTE and c.row.workshop == grid.workshop),
        )
