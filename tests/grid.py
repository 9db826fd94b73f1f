"""Papers in every state with every relation to one person, written as rows, for speed.

What is known of each row stands beside it, so that a test says a rule once more in plain Python and
compares: the sets that the product asks the database for hold the same rows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any

from allauth.account.models import EmailAddress

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Workshop
from reviews.enums import AssignmentStatus, ExternalState, Outcome, ReviewStatus
from reviews.models import Assignment, Decision, ExternalReviewer, Review
from submissions.enums import ConflictSource, SubmissionStatus
from submissions.models import Author, Conflict, Submission
from tests.editions import CLOSED, DECIDING, REVIEWING, add_member, make_edition
from tests.people import make_person

# How Kim stands to a paper, and which of it keeps them away from it.
RELATIONS = ("none", "another", "named", "dismissed", "wrote", "listed", "unproved")
APART = frozenset({"named", "wrote", "listed"})
SECOND, UNPROVED = "kim.second@invented.example", "kim.unproved@invented.example"
NOW = REVIEWING + timedelta(days=1)


@dataclass(frozen=True)
class Ruling:
    """A decision on a paper."""

    outcome: Outcome
    shepherd: str = ""
    is_released: bool = True
    is_superseded: bool = False

    @property
    def cared_for_by(self) -> str:
        """The shepherd who knows of it."""
        stands = self.is_released and not self.is_superseded
        return self.shepherd if stands and self.outcome == Outcome.CONDITIONAL else ""


RULINGS = (
    Ruling(Outcome.CONDITIONAL, "kim_conflicted"),
    Ruling(Outcome.CONDITIONAL, "lena_lead"),
    Ruling(Outcome.CONDITIONAL, "kim_conflicted", is_released=False),
    Ruling(Outcome.CONDITIONAL, "kim_conflicted", is_superseded=True),
    Ruling(Outcome.CONDITIONAL, "kim_conflicted", is_released=False, is_superseded=True),
    Ruling(Outcome.ACCEPT, "kim_conflicted"),
    Ruling(Outcome.DESK_REJECT),
    Ruling(Outcome.DESK_REJECT, is_released=False),
    Ruling(Outcome.DESK_REJECT, is_superseded=True),
)


@dataclass
class Paper:
    """One paper with what it was made of."""

    row: Submission
    is_here: bool
    status: SubmissionStatus
    relation: str
    ruling: Ruling | None = None

    @property
    def is_apart(self) -> bool:
        return self.relation in APART

    @property
    def is_handed_in(self) -> bool:
        return self.status not in {SubmissionStatus.DRAFT, SubmissionStatus.WITHDRAWN}


@dataclass
class Given:
    """One assignment with what it was made of. The review of some is not begun: None."""

    row: Assignment
    paper: Paper
    status: AssignmentStatus
    reviewer: str
    review: ReviewStatus | None

    @property
    def is_active(self) -> bool:
        return self.status in {AssignmentStatus.PENDING, AssignmentStatus.ACCEPTED}

    @property
    def serves(self) -> bool:
        """Bao left, Otto serves elsewhere only, Walt is an organizer."""
        return self.reviewer not in {"bao_member", "otto_other", "walt_web"} or (
            self.reviewer == "otto_other" and not self.paper.is_here
        )

    @property
    def is_sent(self) -> bool:
        return self.review in {ReviewStatus.SUBMITTED, ReviewStatus.LOCKED}


@dataclass
class Helper:
    """Somebody from outside with what their row was made of."""

    row: ExternalReviewer
    given: Given
    state: ExternalState
    is_kim: bool


@dataclass
class Made:
    """Another row, and what it was made of."""

    row: Any
    paper: Any = None


@dataclass
class Grid:
    workshop: Workshop
    kim: User
    papers: list[Paper] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    helpers: list[Helper] = field(default_factory=list)


def same(rows: Iterable[Any], told: Iterable[Any]) -> None:
    """The set holds these rows, each once, and the question has two sides."""
    found, expected = [row.pk for row in rows], {one.row.pk for one in told}
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert expected


def where(told: Iterable[Any], rule: Callable[[Any], bool]) -> Iterator[Any]:
    return (one for one in told if rule(one))


def make_grid() -> Grid:
    workshop, elsewhere = make_edition(), make_edition("elsewhere")
    kim = make_person("kim_conflicted")
    for email, verified in ((SECOND, True), (UNPROVED, False)):
        EmailAddress.objects.create(user=kim, email=email, verified=verified)
    grid = Grid(workshop, kim)
    _appoint(workshop, elsewhere)
    _write_papers(grid, (workshop, elsewhere))
    _relate(grid)
    _rule(grid)
    _give(grid)
    _ask_outside(grid)
    return grid


def _appoint(here: Workshop, elsewhere: Workshop) -> None:
    members = ("rex_reviewer", "lena_lead", "todd_todo", "nina_unassigned", "kim_conflicted",
               "bao_member")  # fmt: skip
    for workshop in (here, elsewhere):
        for key in members:
            add_member(workshop, make_person(key))
        workshop.memberships.filter(user=make_person("bao_member")).update(ended_at=NOW)
        add_member(workshop, make_person("walt_web"), Role.ORGANIZER)
    add_member(elsewhere, make_person("otto_other"))


def _write_papers(grid: Grid, workshops: tuple[Workshop, Workshop]) -> None:
    plain = [(relation, None) for relation in RELATIONS]
    ruled = list(product(("none", "named"), RULINGS))
    for workshop in workshops:
        kind = workshop.paper_types.all()[0]
        for number, (status, (relation, ruling)) in enumerate(
            product(SubmissionStatus, [*plain, *ruled]), 1
        ):
            was_in = status != SubmissionStatus.DRAFT and not (
                status == SubmissionStatus.WITHDRAWN and relation == "another"
            )
            row = Submission(
                workshop=workshop, number=number, title=f"{status} {relation}", status=status,
                paper_type=kind, created_at=CLOSED, edited_at=CLOSED,
                submitted_at=CLOSED if was_in else None,
            )  # fmt: skip
            is_here = workshop == grid.workshop
            grid.papers.append(Paper(row, is_here, status, relation, ruling))
    Submission.objects.bulk_create(paper.row for paper in grid.papers)


def _relate(grid: Grid) -> None:
    nina = make_person("nina_unassigned")
    people = {"named": grid.kim, "dismissed": grid.kim, "another": nina}
    Conflict.objects.bulk_create(
        Conflict(
            submission=paper.row, user=people[paper.relation], source=ConflictSource.MEMBER,
            state="dismissed" if paper.relation == "dismissed" else "confirmed", entered_at=CLOSED,
        )
        for paper in grid.papers if paper.relation in people
    )  # fmt: skip
    emails = {"listed": SECOND, "unproved": UNPROVED, "wrote": "typed@invented.example",
              "another": nina.email}  # fmt: skip
    Author.objects.bulk_create(
        Author(
            submission=paper.row, order=order, given_name="K.", family_name="A.",
            user=grid.kim if paper.relation == "wrote" else None, email=email,
        )
        for paper in grid.papers if (email := emails.get(paper.relation))
        for order in ((0, 1) if paper.relation == "wrote" else (0,))
    )  # fmt: skip


def _rule(grid: Grid) -> None:
    chen = make_person("chen_chair")
    Decision.objects.bulk_create(
        Decision(
            submission=paper.row, outcome=ruling.outcome, decided_by=chen, decided_at=DECIDING,
            conditions="Add the data." if ruling.outcome == Outcome.CONDITIONAL else "",
            desk_reason="scope" if ruling.outcome == Outcome.DESK_REJECT else "",
            shepherd=make_person(ruling.shepherd) if ruling.shepherd else None,
            released_at=DECIDING if ruling.is_released else None,
            superseded_at=DECIDING if ruling.is_superseded else None,
        )
        for paper in grid.papers if (ruling := paper.ruling)
    )  # fmt: skip


A, R = AssignmentStatus, ReviewStatus
# Lena has every paper; the others have those without rulings and relations.
ON_ALL = [("lena_lead", A.ACCEPTED, R.DRAFT)]
ON_SOME = [
    ("rex_reviewer", A.PENDING, None),
    ("rex_reviewer", A.DECLINED, R.SUBMITTED),
    ("todd_todo", A.ACCEPTED, R.SUBMITTED),
    ("nina_unassigned", A.ACCEPTED, R.LOCKED),
    ("bao_member", A.ACCEPTED, R.SUBMITTED),
    ("walt_web", A.PENDING, None),
    ("otto_other", A.ACCEPTED, R.DRAFT),
    ("kim_conflicted", A.CANCELLED, R.DRAFT),
]


def _give(grid: Grid) -> None:
    people = {key: make_person(key) for key, _, _ in (*ON_ALL, *ON_SOME)}
    for paper in grid.papers:
        plain = paper.relation == "none" and paper.ruling is None
        for reviewer, status, review in [*ON_ALL, *(ON_SOME if plain else ())]:
            row = Assignment(
                submission=paper.row, reviewer=people[reviewer], status=status,
                assigned_at=REVIEWING,
            )  # fmt: skip
            grid.given.append(Given(row, paper, status, reviewer, review))
    Assignment.objects.bulk_create(given.row for given in grid.given)
    Review.objects.bulk_create(
        Review(
            assignment=given.row, status=given.review, saved_at=NOW,
            submitted_at=NOW if given.is_sent else None,
        )
        for given in grid.given if given.review
    )  # fmt: skip


def _ask_outside(grid: Grid) -> None:
    """In every state, for assignments that stand and that do not; the last hour of a link is NOW."""
    ada = make_person("ada_author")
    asked_about = [g for g in grid.given if g.paper.relation in {"none", "named"}]
    for m, given in enumerate(g for g in asked_about if not g.paper.ruling):
        for n, (state, is_kim) in enumerate(product(ExternalState, (True, False)), m):
            row = ExternalReviewer(
                assignment=given.row, email=f"{n}@invented.example", given_name="E.",
                family_name="X.", reason="Knows it.", state=state, asked_at=REVIEWING,
                user=grid.kim if is_kim else ada if state == "accepted" else None,
                expires_at=NOW + timedelta(seconds=n % 2),
                is_listed=n % 3 > 0, sent_at=NOW if n % 4 > 1 else None,
            )  # fmt: skip
            grid.helpers.append(Helper(row, given, state, is_kim))
    ExternalReviewer.objects.bulk_create(helper.row for helper in grid.helpers)
