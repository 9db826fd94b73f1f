"""What each person may see and do with each paper at each time, said once more in plain rules."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.http import Http404

from dtms_site import clock
from dtms_site.workshops import policy as workshops
from dtms_site.workshops.enums import DeadlineKind
from reviews import policy
from reviews.enums import AssignmentStatus, Audience, ReviewStatus
from reviews.models import Assignment, Comment, DiscussionSummary, Review, Revision
from reviews.services import more_time
from submissions.enums import SubmissionStatus
from tests.editions import CLOSED, OPEN
from tests.grid import NOW, RULINGS, Given, Grid, Paper
from tests.people import make_person
from tests.program.accepted import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

S, SECOND = SubmissionStatus, timedelta(seconds=1)
DECIDED = {S.ACCEPTED, S.CAMERA_READY, S.PUBLISHED, S.CONDITIONALLY_ACCEPTED, S.REJECTED}
TOLD = DECIDED | {S.UNDER_REVIEW}
MEMBERS = ("lena_lead", "rex_reviewer", "todd_todo", "nina_unassigned", "kim_conflicted")
NOBODIES = ("bao_member", "walt_web")
NOTHING = policy.PaperView(
    **{f.name: False for f in fields(policy.PaperView) if f.type in {bool, "bool"}}
)


@pytest.fixture
def stage(grid: Grid) -> Grid:
    """Todd leads wherever he reviews; Lena's is the one review that is in of papers decided on.

    Beside it lies a draft there, and a review of somebody who has the paper no more.
    """
    lenas = [g for g in grid.given if g.reviewer == "lena_lead" and g.paper.ruling]
    some = [g.paper for g in lenas if g.paper.is_here and g.paper.status == S.UNDER_REVIEW]
    grid.given = [*grid.given, *(more for paper in some for more in _beside(paper))]
    Assignment.objects.filter(reviewer=make_person("todd_todo")).update(is_lead=True)
    Review.objects.filter(assignment__in=[g.row for g in lenas]).update(
        status="submitted", submitted_at=NOW
    )
    grid.given = [replace(g, review="submitted") if g in lenas else g for g in grid.given]
    return grid


def _beside(paper: Paper) -> Iterator[Given]:
    for key, status, review in (
        ("rex_reviewer", AssignmentStatus.DECLINED, ReviewStatus.SUBMITTED),
        ("todd_todo", AssignmentStatus.ACCEPTED, ReviewStatus.DRAFT),
    ):
        row = Assignment.objects.create(
            submission=paper.row, reviewer=make_person(key), status=status, assigned_at=NOW
        )
        Review.objects.create(assignment=row, status=review, saved_at=NOW, submitted_at=NOW)
        yield Given(row, paper, status, key, review)


def dates(grid: Grid) -> tuple[datetime, datetime]:
    schedule = grid.workshop.schedule
    return tuple(
        schedule.get(kind).closes_at for kind in (DeadlineKind.REVIEW, DeadlineKind.DISCUSSION)
    )  # type: ignore[return-value]


class Told:
    """The rules over one paper."""

    def __init__(self, grid: Grid, paper: Paper) -> None:
        self.grid, self.paper, self.status = grid, paper, paper.status
        self.held = [g for g in grid.given if g.paper is paper and g.is_active]

    def is_apart(self, key: str) -> bool:
        if key == "kim_conflicted":
            return self.paper.is_apart
        return key == "nina_unassigned" and self.paper.relation == "another"

    def is_known(self, key: str, now: datetime) -> bool:
        if key == "chen_chair":
            return self.paper.is_handed_in
        waits = self.status == S.SUBMITTED and now > CLOSED
        return key in MEMBERS and (waits or self.status in TOLD)

    def is_discussed(self, now: datetime) -> bool:
        sent = sum(given.is_sent for given in self.held)
        return self.status in TOLD and (sent >= 2 or now >= dates(self.grid)[0])

    def given_to(self, key: str) -> Given | None:
        return next((g for g in self.held if g.reviewer == key and self.status in TOLD), None)

    def is_shepherd(self, key: str) -> bool:
        ruling = self.paper.ruling
        cares = ruling is not None and ruling.cared_for_by == key
        return cares and self.status in DECIDED

    def view(self, key: str, now: datetime) -> policy.PaperView:
        if not self.is_known(key, now):
            return NOTHING
        if self.is_apart(key):
            return replace(NOTHING, knows=True, conflicted=True)
        given, chair = self.given_to(key), key == "chen_chair"
        reviewed = given is not None and given.is_sent
        inside = chair or reviewed or self.is_shepherd(key)
        reads = chair or (inside and self.is_discussed(now))
        is_open = self.status == S.UNDER_REVIEW
        writes = given is not None and is_open and now < dates(self.grid)[1]
        leads = given is not None and given.reviewer == "todd_todo"
        return policy.PaperView(
            knows=True, opens=True, is_reviewer=given is not None, has_reviewed=reviewed,
            is_chair=chair, is_shepherd=self.is_shepherd(key), reads_reviews=inside,
            reads_discussion=reads, writes_review=writes, asks_externals=writes and not reviewed,
            comments=reads and is_open, summarises=reads and is_open and (chair or leads),
            handles=chair, knows_outcome=chair or self.status in DECIDED,
        )  # fmt: skip


def plain(view: policy.PaperView) -> policy.PaperView:
    return replace(view, own=None, held=())


def matters(paper: Paper) -> bool:
    """One paper of a kind: each relation in review, each ruling on a conditional paper."""
    if paper.status == S.UNDER_REVIEW:
        return paper.ruling in (None, RULINGS[0])
    if paper.relation == "none":
        cared_for = paper.ruling is RULINGS[0] and paper.status in {S.ACCEPTED, S.SUBMITTED}
        return not paper.ruling or cared_for or paper.status == S.CONDITIONALLY_ACCEPTED
    return paper.relation == "named" and not paper.ruling


def told(grid: Grid) -> list[Told]:
    return [Told(grid, paper) for paper in grid.papers if paper.is_here and matters(paper)]


def moments(grid: Grid, status: SubmissionStatus) -> tuple[datetime, ...]:
    """Those at which something changes for papers of this state."""
    review, discussion = dates(grid)
    changes = {S.UNDER_REVIEW: (NOW, review, discussion - SECOND, discussion),
               S.SUBMITTED: (OPEN, NOW, review)}  # fmt: skip
    return changes.get(status, (NOW, review))


def test_everybodys_view_of_every_paper_follows_the_rules(stage: Grid):
    people = {key: make_person(key) for key in (*MEMBERS, *NOBODIES, "chen_chair")}
    seen: set[policy.PaperView] = set()
    cases = [(rules, now) for rules in told(stage) for now in moments(stage, rules.status)]
    for rules, now in cases:
        paper = fresh(rules.paper.row)
        with clock.at(now):
            for key, person in people.items():
                view, expected = policy.view_of(person, paper), rules.view(key, now)
                assert plain(view) == expected, (key, rules.paper.row.title, now)
                given = rules.given_to(key) if expected.opens else None
                begun = given.row.pk if given and given.review else None
                assert (view.own.assignment_id if view.own else None) == begun
                held = {g.row.pk for g in rules.held} if expected.reads_reviews else set()
                assert {a.pk for a in view.held} == held
                seen.add(plain(view))
            assert policy.discussion_is_open(paper) == rules.is_discussed(now)
    assert len(seen) > 12


def test_a_page_opens_what_the_view_says_and_answers_like_nowhere_else(stage: Grid):
    here = stage.workshop
    for rules, key in product(told(stage), ("kim_conflicted", "lena_lead", "chen_chair")):
        person, paper = make_person(key), rules.paper.row
        expected = rules.view(key, NOW)
        chair = key == "chen_chair"
        roles = workshops.roles_of(person, here)
        edited = rules.status in {S.DRAFT, S.SUBMITTED} and not rules.is_apart(key)
        handled = rules.paper.is_handed_in and not rules.is_apart(key)
        for ask, args, opens in (
            (policy.paper_for_member, (roles,), expected.opens),
            (policy.paper_for_chair, (), handled),
            (policy.paper_to_edit_for_authors, (), edited),
        ):
            if not opens:
                with pytest.raises(Http404):
                    ask(person, here, paper.number, *args)
                continue
            found: Any = ask(person, here, paper.number, *args)
            if args:
                found, view = found
                assert plain(view) == expected
            assert found.pk == paper.pk
            assert found.workshop is here
        assert chair == (policy.handling_chair(fresh(paper)) == person) or not (
            rules.paper.is_handed_in
        )


def test_who_hears_a_comment_and_who_is_kept_apart(stage: Grid):
    people = {key: make_person(key) for key in (*MEMBERS, *NOBODIES, "chen_chair")}
    cases = [(rules, now) for rules in told(stage) for now in moments(stage, rules.status)[:2]]
    for rules, now in cases:
        paper = fresh(rules.paper.row)
        apart = {person.pk for key, person in people.items() if rules.is_apart(key)}
        assert policy.conflicted_people(paper) == apart
        views = {key: rules.view(key, now) for key in people}
        with clock.at(now):
            for audience in (Audience.REVIEWERS, Audience.CHAIRS):
                if not rules.paper.is_handed_in:
                    continue
                heard = {user.pk for user in policy.readers_of(paper, audience)}
                reads = {
                    people[key].pk
                    for key, view in views.items()
                    if view.handles
                    or (audience == "reviewers" and view.reads_discussion and view.has_reviewed)
                }
                assert heard == reads, (rules.paper.row.title, audience, now)


def test_a_chair_in_conflict_neither_handles_the_paper_nor_hears_of_it(stage: Grid):
    paper = fresh(next(p for p in stage.papers if p.status == S.UNDER_REVIEW).row)
    chen = make_person("chen_chair")
    assert policy.handling_chair(paper) == chen
    assert chen in policy.readers_of(paper, Audience.REVIEWERS)
    paper.authors.create(email=chen.email, order=1)
    assert policy.handling_chair(fresh(paper)) is None
    assert chen not in policy.readers_of(fresh(paper), Audience.REVIEWERS)


def test_a_hard_date_for_reviews_holds_except_for_who_was_given_more_time(stage: Grid):
    """And a date of the paper's own type goes before the edition's."""
    review, discussion = dates(stage)
    given = next(
        g for g in stage.given
        if g.reviewer == "rex_reviewer" and g.is_active and g.paper.status == S.UNDER_REVIEW
    )  # fmt: skip
    paper, rex, nina = given.paper.row, make_person("rex_reviewer"), make_person("nina_unassigned")
    dated = stage.workshop.deadlines
    dated.filter(kind=DeadlineKind.REVIEW).update(is_hard=True)
    dated.filter(kind=DeadlineKind.DISCUSSION).delete()
    until = review + timedelta(days=1)
    with clock.at(NOW):
        more_time.give_member(
            workshop=fresh(paper).workshop, member=rex, by=make_person("chen_chair"),
            kind=DeadlineKind.REVIEW, until=until, reason="Ill.",
        )  # fmt: skip
    writers = {review - SECOND: [True, True], review: [True, False], until: [False, False]}
    for now, expected in writers.items():
        with clock.at(now):
            found = [policy.view_of(p, fresh(paper)).writes_review for p in (rex, nina)]
        assert found == expected, now
    dated.create(kind=DeadlineKind.REVIEW, paper_type=paper.paper_type, at=discussion, is_hard=True)
    with clock.at(until):
        assert policy.view_of(nina, fresh(paper)).writes_review


def test_what_is_written_about_a_paper_is_read_by_its_audience(stage: Grid):
    paper = next(p for p in stage.papers if p.status == S.UNDER_REVIEW and not p.ruling).row
    paper = fresh(paper)
    todd, chen, kim = (make_person(k) for k in ("todd_todo", "chen_chair", "kim_conflicted"))
    said = [
        Comment.objects.create(
            submission=paper, writer=writer, text="Hm.", audience=audience, written_at=NOW
        )
        for writer, audience in ((todd, "chairs"), (chen, "chairs"), (chen, "reviewers"))
    ]
    summary = DiscussionSummary.objects.create(submission=paper, text="So.", written_at=NOW)
    expected = {todd: [said[0], said[2]], chen: said, kim: [], make_person("lena_lead"): []}
    another = next(p.row for p in stage.papers if p.row.pk != paper.pk)
    policy.ThreadVisit.objects.create(submission=another, user=todd, seen_at=OPEN)
    policy.ThreadVisit.objects.create(submission=paper, user=todd, seen_at=NOW)
    policy.ThreadVisit.objects.create(submission=paper, user=kim, seen_at=OPEN)
    for person, comments in expected.items():
        view = policy.view_of(person, paper)
        read = list(policy.readable_comments(person, paper, view))
        assert read == comments
        assert {row.seen_at for row in read} <= {NOW if person == todd else None}
        assert policy.summary_of(paper, view) == (summary if comments else None)
        assert view.reads_discussion == bool(comments)


def test_a_revision_is_its_authors_to_send_and_its_shepherds_and_chairs_to_read(stage: Grid):
    ada = make_person("ada_author")
    end = stage.workshop.schedule.get(DeadlineKind.CAMERA_READY).closes_at
    for rules in (
        rules for rules in told(stage) if rules.paper.ruling and not rules.paper.is_apart
    ):
        paper = fresh(rules.paper.row)
        paper.authors.create(user=ada, order=0)
        conditional = rules.status == S.CONDITIONALLY_ACCEPTED
        for now in (end - SECOND, end):
            with clock.at(now):
                assert policy.may_revise(paper) == (conditional and now < end)
        if conditional:
            found = policy.conditional_paper_of_author(ada, stage.workshop, paper.number)
            assert found == paper
        else:
            with pytest.raises(Http404):
                policy.conditional_paper_of_author(ada, stage.workshop, paper.number)
        with pytest.raises(Http404):
            policy.conditional_paper_of_author(
                make_person("lena_lead"), stage.workshop, paper.number
            )
        sent = Revision.objects.create(
            decision=paper.decisions.get(), response="Done.", sent_at=NOW, sent_by=ada,
            version=paper.versions.create(file="x", sha256="0", size=1, uploaded_at=NOW),
        )  # fmt: skip
        ruling = rules.paper.ruling
        assert ruling
        stands = rules.status in DECIDED and ruling.is_released and not ruling.is_superseded
        for key in ("chen_chair", "kim_conflicted", "lena_lead", "todd_todo"):
            person = make_person(key)
            view = policy.view_of(person, paper)
            reads = stands and (key == "chen_chair" or rules.is_shepherd(key))
            assert policy.revision_of(paper, view) == (sent if reads else None), (key, rules.status)
            assert policy.shepherds(person, paper) == rules.is_shepherd(key)
