"""Fills a sample edition: the same services as in the product, at the times of its own calendar."""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.management import editions
from dtms_site.management.demo import pdfs, publication
from dtms_site.management.demo.content import (
    TOPICS,
    PaperContent,
    Person,
    load_papers,
    load_people,
)
from dtms_site.management.demo.schedule import Moments, Phase
from dtms_site.workshops.enums import DeadlineKind, Role
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import appoint
from reviews.enums import Audience, Outcome
from reviews.services import assignments, decisions, discussion, proposals, reviews
from reviews.services.reviews import Answers
from submissions import checks, files
from submissions.models import Author, Submission
from submissions.services import details, lifecycle, versions
from submissions.services.details import AuthorDetails, PaperDetails

PASSWORD = "dtms-demo"  # noqa: S105  # printed by the command, refused outside embedded mode
SLUG = "demo"
ROLES = {
    "workshop_chair": Role.CHAIR,
    "publication_chair": Role.PUBLICATION,
    "web_chair": Role.ORGANIZER,
    "steering": Role.STEERING,
    "pc_member": Role.MEMBER,
}
# Who reviews paper 1: the cast has its fixed parts there.
FIRST_PAPER = ("rex_reviewer", "lena_lead", "todd_todo")
Say = Callable[[str], None]


def _silent(text: str) -> None:
    """Say nothing."""


class Sample:
    """The sample edition while it is being filled."""

    def __init__(
        self, phase: Phase, *, papers: int = 40, seed: int = 1, say: Say = _silent
    ) -> None:
        self.phase, self.say = phase, say
        self.moments = Moments.of(phase, clock.now())
        self.random = random.Random(seed)  # noqa: S311  # a sample, not a secret
        self.contents = load_papers()[:papers]
        # Hashing is slow by design; one hash serves everybody here.
        self.hashed = make_password(PASSWORD)
        self.accounts: dict[str, User] = {}
        self.papers: dict[int, Submission] = {}

    def fill(self) -> Workshop:
        self.make_edition()
        self.submit_papers()
        if self.phase.reached(Phase.REVIEWING):
            self.assign()
            self.review()
        if self.phase.reached(Phase.DISCUSSION):
            self.discuss()
        if self.phase.reached(Phase.DECIDED):
            self.decide()
        if self.phase.reached(Phase.RELEASED):
            self.release()
        if self.phase.reached(Phase.PUBLISHED):
            publication.publish(self)
        return self.workshop

    @property
    def day_of_workshop(self) -> date:
        found = self.workshop.schedule.at(DeadlineKind.WORKSHOP)
        assert found is not None
        return found.astimezone(self.workshop.zone).date()

    # ---- the edition and its people

    def make_edition(self) -> None:
        found = editions.shift(editions.read(editions.EXAMPLE), self.moments.submission_day)
        found |= {
            "slug": SLUG, "edition_line": "Sample edition: all people and papers are invented",
            "venue": "Harbour Hall, Tallinn", "time_zone": "Europe/Tallinn",
            "topics": list(TOPICS.values()),
        }  # fmt: skip
        with clock.at(self.moments.day(-45)):
            self.workshop = editions.create(found)
            self.workshop.keeps_mail_on_screen = True
            self.workshop.save()
            for person in load_people().values():
                self.accounts[person.key] = self.account_of(person)
            self.topics = dict(zip(TOPICS, self.workshop.topics.all(), strict=True))
            self.types = {t.key: t for t in self.workshop.paper_types.all()}
            for person in load_people().values():
                self.appoint(person)

    def account_of(self, person: Person) -> User:
        user = User.objects.filter(email=person.email).first() or User(email=person.email)
        user.given_name, user.family_name = person.given, person.family
        user.affiliation, user.country = person.affiliation, person.country
        user.time_zone, user.orcid = person.time_zone, person.orcid
        user.is_staff = user.is_superuser = person.role == "operator"
        user.password = self.hashed
        user.save()
        EmailAddress.objects.get_or_create(
            user=user, email=person.email, defaults={"verified": True, "primary": True}
        )
        return user

    def appoint(self, person: Person) -> None:
        role = ROLES.get(person.role or "")
        if role is None:
            return
        user = self.accounts[person.key]
        title = {"web_chair": "web chair"}.get(person.role or "", "")
        contact = person.role == "steering" and person.key != "stella_steering"
        appoint(workshop=self.workshop, user=user, role=role, by=None, title=title,
                is_contact=contact and self.random.random() < 0.5)  # fmt: skip
        if person.topics:
            assignments.save_profile(
                workshop=self.workshop, user=user,
                data={
                    "topics": [self.topics[t] for t in person.topics],
                    "expertise": person.expertise, "most_papers": None, "collaborators": "",
                },
            )  # fmt: skip

    # ---- papers

    def submit_papers(self) -> None:
        for content, data in pdfs.made(self.contents):
            self.papers[content.number] = self.submit_one(content, data)
            self.say(f"paper {content.number} of {len(self.contents)}")

    def submit_one(self, content: PaperContent, data: bytes) -> Submission:
        begun = self.moments.day(-14 + 12 * self.random.random(), hour=self.random.randrange(24))
        author = self.accounts[content.contact]
        with clock.at(begun):
            paper = details.create_draft(workshop=self.workshop, by=author)
            if content.state != "draft":
                stored = files.store_bytes(data, f"{content.slug}.pdf")
                version = versions.add_version(paper=paper, by=author, stored=stored)
                checks.run(version.report.pk)
            details.save_details(
                paper=paper, by=author, details=self.details_of(content), based_on=1
            )
        self.confirm_authors(paper, content)
        handed_in = self.moments.day(-1.5 + 2 * self.random.random(), hour=16)
        is_time = self.phase != Phase.SUBMISSION or content.number % 3
        if content.state in {"submitted", "withdrawn"} and is_time:
            with clock.at(min(handed_in, self.moments.now)):
                lifecycle.submit(paper=paper, by=author)
        if content.state == "withdrawn" and is_time:
            with clock.at(min(handed_in + timedelta(hours=3), self.moments.now)):
                lifecycle.withdraw(paper=paper, by=author)
        paper.refresh_from_db()
        paper.workshop = self.workshop
        return paper

    def details_of(self, content: PaperContent) -> PaperDetails:
        people = load_people()
        authors = [
            AuthorDetails(p.given, p.family, p.email, p.affiliation, p.key == content.contact)
            for p in (people[key] for key in content.authors)
        ]
        is_draft = content.state == "draft"
        return PaperDetails(
            paper_type_id=self.types[content.type].pk,
            title=content.title,
            abstract="" if is_draft else content.abstract,
            topic_ids=[self.topics[t].pk for t in content.topics],
            authors=authors,
            conflict_ids=[self.accounts[c.member].pk for c in content.conflicts],
            conflicts_confirmed=not is_draft,
            answers={} if is_draft else self.answers(),
        )

    def answers(self) -> dict[int, str | bool]:
        told = self.random.choice(
            ["No.", "Spelling and grammar only.", "Plots were drafted with it."]
        )
        return {d.pk: told if d.kind == "text" else True for d in self.workshop.declarations.all()}

    def confirm_authors(self, paper: Submission, content: PaperContent) -> None:
        for key in set(content.authors) - set(content.unconfirmed):
            user = self.accounts[key]
            Author.objects.filter(submission=paper, email=user.email).update(user=user)

    # ---- the committee

    @property
    def chair(self) -> User:
        return self.accounts["chen_chair"]

    def handler_of(self, paper: Submission) -> User:
        """A chair without a conflict."""
        for key in ("chen_chair", "maya_chair", "xavi_conflicted_chair"):
            user = self.accounts[key]
            free = self.workshop.submissions.all().free_of_conflict_with(user)
            if free.filter(pk=paper.pk).exists():
                return user
        raise LookupError(f"all chairs are conflicted with {paper}")

    def under_review(self) -> Iterator[tuple[PaperContent, Submission]]:
        for content in self.contents:
            if content.under_review:
                yield content, self.papers[content.number]

    def assign(self) -> None:
        with clock.at(self.moments.day(2)):
            for key in FIRST_PAPER:
                assignments.assign(paper=self.papers[1], reviewer=self.accounts[key], by=self.chair)
            for key in ("chen_chair", "maya_chair"):
                proposal = proposals.propose(workshop=self.workshop, by=self.accounts[key])
                proposals.apply(proposal=proposal, by=self.accounts[key])
        with clock.at(self.moments.day(2.3)):
            assignments.start_review(workshop=self.workshop, by=self.chair)
        for paper in self.papers.values():
            paper.refresh_from_db()

    def review(self) -> None:
        """By the reviewing phase about two thirds are in, later all but one of paper 1."""
        everything = self.phase.reached(Phase.DISCUSSION)
        for content, paper in self.under_review():
            held = list(paper.assignments.active().select_related("reviewer"))
            for row, told in zip(held, content.reviews, strict=False):
                if self.is_reviewed(content, row.reviewer, everything):
                    self.review_one(paper, row.reviewer, told)

    def is_reviewed(self, content: PaperContent, reviewer: User, everything: bool) -> bool:
        if content.number == 1 and not self.phase.reached(Phase.DECIDED):
            return reviewer != self.accounts["todd_todo"]
        return everything or self.random.random() < 0.65

    def review_one(self, paper: Submission, reviewer: User, told: object) -> None:
        scores, texts = {}, {}
        for criterion in reviews.criteria_for(paper):
            value = getattr(told, NAMES.get(criterion.key, criterion.key))
            if isinstance(value, int):
                scores[criterion.pk] = value
            elif value:
                texts[criterion.pk] = value
        at = self.moments.day(3 + 6 * self.random.random(), hour=self.random.randrange(8, 22))
        with clock.at(at):
            reviews.send_review(
                paper=paper, by=reviewer, answers=Answers(scores, texts), based_on=0
            )

    def discuss(self) -> None:
        for content, paper in self.under_review():
            held = [a.reviewer for a in paper.assignments.active().select_related("reviewer")]
            for n, remark in enumerate(content.discussion):
                speaker = self.handler_of(paper) if remark.by == "chair" else held[remark.by]
                with clock.at(self._talking_at(n)):
                    if paper.number == 1 and speaker == self.accounts["todd_todo"]:
                        continue
                    discussion.comment(
                        paper=paper, by=speaker, text=remark.text, audience=Audience.REVIEWERS
                    )

    def _talking_at(self, n: int) -> datetime:
        earliest = self.moments.day(10, hour=13)
        return min(earliest + timedelta(hours=3 * n), self.moments.now)

    def decide(self) -> None:
        for content, paper in self.under_review():
            told = content.decision
            if told is None:
                continue
            shepherd = self.accounts.get(told.shepherd)
            with clock.at(self.moments.day(11.2 + 0.01 * content.number)):
                decisions.record_decision(
                    paper=paper, by=self.handler_of(paper), outcome=Outcome(told.outcome),
                    reason=told.reason, conditions=told.conditions, shepherd=shepherd,
                )  # fmt: skip

    def release(self) -> None:
        with clock.at(self.moments.day(12.1)):
            for key in ("chen_chair", "maya_chair", "xavi_conflicted_chair"):
                decisions.release_decisions(workshop=self.workshop, by=self.accounts[key])
        for paper in self.papers.values():
            paper.refresh_from_db()


# Names of the content's fields where they differ from the criteria's keys.
NAMES: Mapping[str, str] = {"committee": "to_committee", "chairs": "to_chairs"}
