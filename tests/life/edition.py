"""Forty authors and twelve members live through an edition, each at their own pace.

Everything they do goes through the services, at the hour at which they do it. What happens by
itself is driven by a clock between their acts.
"""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import set_deadline
from program.services import camera_ready
from reviews.enums import BidLevel
from reviews.models import Assignment
from reviews.services import assignments, bids, decisions, discussion, reviews
from reviews.services.errors import NotAllowed
from submissions import checks, files
from submissions.models import Submission
from submissions.services import conflicts, details, lifecycle, versions
from submissions.services.details import AuthorDetails, PaperDetails
from tests.editions import TINY_PDF, add_member, answers, make_edition, pdf
from tests.people import make_person
from tests.program.accepted import fresh

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONES = ["Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Auckland", "UTC"]
Act = tuple[datetime, Callable[[], None]]


@dataclass
class Life:
    """The edition, its people, and what they are going to do when."""

    papers: int
    members: int
    dice: random.Random
    workshop: Workshop = field(init=False)
    chair: User = field(init=False)
    committee: list[User] = field(default_factory=list)
    authors: list[User] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.workshop = make_edition()
        self.chair = make_person("chen_chair")
        bound = self.at(DeadlineKind.SUBMISSION)
        set_deadline(workshop=self.workshop, by=self.chair, kind=DeadlineKind.BIDDING,
                     at=bound + 3 * DAY, is_hard=True)  # fmt: skip
        self.committee = [self.person(f"member{n}") for n in range(self.members)]
        self.authors = [self.person(f"author{n}") for n in range(self.papers)]
        for member in self.committee:
            add_member(self.workshop, member)
        self.plan()

    def person(self, name: str) -> User:
        return User.objects.create_user(
            f"{name}@{name}.example", given_name=name.title(), family_name="Invented",
            affiliation=f"University of {name.title()}", time_zone=self.dice.choice(ZONES),
        )  # fmt: skip

    def at(self, kind: DeadlineKind) -> datetime:
        found = Workshop.objects.get(pk=self.workshop.pk).schedule.at(kind)
        assert found is not None
        return found

    def do(self, when: datetime, act: Callable[[], None]) -> None:
        self.acts.append((when, act))

    def some_time(self, first: datetime, last: datetime) -> datetime:
        """As `between`, at 17 minutes past every fourth hour: then several people act at once."""
        when = self.between(first, last)
        return max(first, when.replace(hour=when.hour // 4 * 4, minute=17, second=0, microsecond=0))

    def between(self, first: datetime, last: datetime) -> datetime:
        return first + self.dice.random() * (last - first)

    def plan(self) -> None:
        """Who does what when. A few never do."""
        due, review = self.at(DeadlineKind.SUBMISSION), self.at(DeadlineKind.REVIEW)
        for n, author in enumerate(self.authors):
            begun = self.some_time(due - 9 * DAY, due - 2 * DAY)
            self.do(begun, lambda a=author, n=n: self.begin(a, n))
            if n % 10 != 9:
                # Half of them in the last day, some in its last hour.
                last = due - self.dice.choice([5 * DAY, 20 * HOUR, 40 * HOUR / 60])
                self.do(self.between(max(begun, last), due), lambda a=author: self.submit(a))
        for member in self.committee[:-2]:
            self.do(self.some_time(due + HOUR, due + 3 * DAY), lambda m=member: self.bid(m))
        self.do(due + 4 * DAY, self.assign)
        self.do(due + 4 * DAY + HOUR, self.start)
        for member in self.committee:
            late = self.dice.choice([-3, -1, -0.2, 2])
            when = self.some_time(due + 5 * DAY, review + late * DAY)
            self.do(when, lambda m=member: self.talk(m))
            for turn in range(12):
                when = self.some_time(due + 5 * DAY, review + late * DAY)
                self.do(when, lambda m=member, t=turn: self.review(m, t))
        told = self.at(DeadlineKind.NOTIFICATION)
        self.do(told - DAY, self.decide)
        self.do(told - HOUR, self.release)
        final = self.at(DeadlineKind.CAMERA_READY)
        for n, author in enumerate(self.authors):
            when = self.some_time(told + HOUR, final - HOUR)
            if n % 7 != 3:
                self.do(when, lambda a=author: self.hand_in(a))
        self.acts.sort(key=lambda act: act[0])

    # What people do

    def paper_of(self, author: User) -> Submission:
        paper = Submission.objects.get(authors__user=author)
        return fresh(paper)

    def begin(self, author: User, number: int) -> None:
        workshop = Workshop.objects.get(pk=self.workshop.pk)
        paper = details.create_draft(workshop=workshop, by=author)
        given = PaperDetails(
            paper_type_id=workshop.paper_types.all()[number % 3].pk,
            title=f"Replica {number:02} and Its Original", abstract="We measure what drifts.",
            topic_ids=[workshop.topics.all()[number % 5].pk],
            authors=[AuthorDetails(author.given_name, author.family_name, author.email,
                                   author.affiliation, is_contact=True)],
            conflicts_confirmed=True,
            answers={d.pk: "no" if d.kind == "text" else True for d in workshop.declarations.all()},
        )  # fmt: skip
        paper = details.save_details(paper=paper, by=author, details=given, based_on=1)
        stored = files.store(pdf(TINY_PDF + str(number).encode()), largest_mb=50)
        versions.add_version(paper=paper, by=author, stored=stored)
        member = self.committee[number % self.members]
        conflicts.add_conflict(paper=paper, user=member, by=self.chair, source="chair", reason="x")

    def submit(self, author: User) -> None:
        lifecycle.submit(paper=self.paper_of(author), by=author)

    def bid(self, member: User) -> None:
        workshop = Workshop.objects.get(pk=self.workshop.pk)
        open_to = bids.papers_to_bid_on(workshop, member).values_list("number", flat=True)
        levels = dict.fromkeys(list(open_to)[:5], BidLevel.EAGER)
        bids.place_bids(workshop=workshop, member=member, levels=levels)

    def assign(self) -> None:
        workshop = Workshop.objects.get(pk=self.workshop.pk)
        for paper in assignments.papers_to_start(workshop, self.chair):
            free = sorted(
                self.committee, key=lambda m: (Assignment.objects.filter(reviewer=m).count(), m.pk)
            )
            given = 0
            for member in free:
                try:
                    assignments.assign(paper=paper, reviewer=member, by=self.chair)
                except NotAllowed:
                    continue
                given += 1
                if given == 3:
                    break

    def start(self) -> None:
        workshop = Workshop.objects.get(pk=self.workshop.pk)
        assert assignments.start_review(workshop=workshop, by=self.chair) > 0

    def review(self, member: User, turn: int) -> None:
        mine = Assignment.objects.unfinished().of(member).order_by("pk")
        # Two members leave one review open for good.
        keep = 1 if member in self.committee[:2] else 0
        if mine.count() > keep:
            paper = fresh(mine[0].submission)
            reviews.send_review(paper=paper, by=member, answers=answers(paper, 1 + turn % 5),
                                based_on=0)  # fmt: skip

    def talk(self, member: User) -> None:
        sent = Assignment.objects.told().of(member).exclude(pk__in=Assignment.objects.unfinished())
        for row in sent[:2]:
            try:
                discussion.comment(paper=fresh(row.submission), by=member, text="Is it so?",
                                   audience="reviewers")  # fmt: skip
            except NotAllowed:
                continue

    def decide(self) -> None:
        for n, paper in enumerate(Submission.objects.filter(status="under_review")):
            outcome = "accept" if n % 3 else "reject"
            decisions.record_decision(paper=fresh(paper), by=self.chair, outcome=outcome,
                                      reason="The committee read it with care.")  # fmt: skip

    def release(self) -> None:
        workshop = Workshop.objects.get(pk=self.workshop.pk)
        assert decisions.release_decisions(workshop=workshop, by=self.chair) > 0

    def hand_in(self, author: User) -> None:
        paper = Submission.objects.filter(authors__user=author, status="accepted").first()
        if paper is None:
            return
        stored = files.store(pdf(TINY_PDF + b"final" + str(paper.number).encode()), largest_mb=50)
        version = camera_ready.add_final(paper=fresh(paper), by=author, stored=stored)
        checks.run(version.report.pk)
        camera_ready.hand_in(paper=fresh(paper), by=author, presenter=str(author),
                             metadata_confirmed=True)  # fmt: skip


def live(life: Life, between: Callable[[datetime, datetime], None], end: datetime) -> None:
    """Let everybody act in turn; `between` drives the clock from one moment of acts to the next."""
    before = life.acts[0][0] - HOUR
    acts = [*life.acts, (end, lambda: None)]
    for when, together in itertools.groupby(acts, key=lambda act: act[0]):
        between(before, when)
        with clock.at(when):
            for _, act in together:
                act()
        before = when
