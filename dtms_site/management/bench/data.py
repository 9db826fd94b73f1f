"""A large edition for measurements: rows written at once, in the shape that services would give."""

import random
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.management import editions
from dtms_site.management.demo import pdfs
from dtms_site.management.demo.content import load_papers
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import CommitteeMembership, Workshop
from reviews.models import Assignment, Review, ReviewScore, ReviewText
from submissions.models import Author, FormatReport, PaperVersion, Submission
from submissions.pdfcheck.rules import RuleSet
from submissions.pdfcheck.sandboxed import check_in_sandbox

WORDS = """twin replica drift cell edge radio network model error budget planner measure sample
handover slice traffic energy privacy federated calibration testbed simulation operator mobile
uplink antenna beam channel latency orchestration synchronisation fidelity survey""".split()


def make_edition(
    *, slug: str = "bench", papers: int = 1000, members: int = 100, reviews: int = 3, seed: int = 7
) -> Workshop:
    """An edition in the discussion, with a chair, members, papers, reports and reviews."""
    with transaction.atomic():
        workshop = _filled(slug, papers, members, reviews, random.Random(seed))  # noqa: S311
    if connection.vendor == "postgresql":
        # Rows come a few a day and are counted by the server; so many at once are not yet.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return workshop


def open_edition(slug: str) -> Workshop:
    """An edition that takes submissions."""
    return _edition(slug, clock.now().date() + timedelta(days=9))


def some_pdf(size: int) -> bytes:
    """So many bytes that begin like a PDF and do not compress."""
    return b"%PDF-1.7\n" + random.Random(1).randbytes(size - 9)  # noqa: S311  # sample data


def _edition(slug: str, submission: date) -> Workshop:
    found = editions.shift(editions.read(editions.EXAMPLE), submission)
    return editions.create({**found, "slug": slug})


def _filled(slug: str, papers: int, members: int, reviews: int, rng: random.Random) -> Workshop:
    workshop = _edition(slug, clock.now().date() - timedelta(days=10))
    people = _people(workshop, members)
    rows = _papers(workshop, papers, rng)
    _reviews(workshop, rows, people, reviews, rng)
    return workshop


def _people(workshop: Workshop, count: int) -> list[User]:
    users = User.objects.bulk_create(
        User(email=f"member{n}@{workshop.slug}.example", given_name=f"Given{n}",
             family_name=f"Family{n}", affiliation=f"University {n % 40}")
        for n in range(count + 1)
    )  # fmt: skip
    EmailAddress.objects.bulk_create(
        EmailAddress(user=u, email=u.email, verified=True, primary=True) for u in users
    )
    CommitteeMembership.objects.bulk_create(
        CommitteeMembership(workshop=workshop, user=u, order=n,
                            role=Role.MEMBER if n else Role.CHAIR)
        for n, u in enumerate(users)
    )  # fmt: skip
    return users[1:]


def _title(rng: random.Random) -> str:
    return " ".join(rng.sample(WORDS, 7)).capitalize()


def _papers(workshop: Workshop, count: int, rng: random.Random) -> list[Submission]:
    types, topics = list(workshop.paper_types.all()), list(workshop.topics.all())
    now = workshop.now()
    papers = Submission.objects.bulk_create(
        Submission(
            workshop=workshop, number=n, paper_type=rng.choice(types), title=_title(rng),
            abstract=" ".join(rng.choices(WORDS, k=150)), status="under_review",
            conflicts_confirmed=True, created_at=now, edited_at=now, submitted_at=now,
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    Author.objects.bulk_create(
        Author(submission=p, order=k, given_name=f"A{k}", family_name=f"Writer{p.number}",
               email=f"a{p.number}.{k}@authors.example", affiliation="Institute", is_contact=not k)
        for p in papers for k in range(3)
    )  # fmt: skip
    links = Submission.topics.through
    links.objects.bulk_create(
        links(submission_id=p.pk, topic_id=t.pk) for p in papers for t in rng.sample(topics, 2)
    )
    versions = PaperVersion.objects.bulk_create(
        PaperVersion(submission=p, number=1, file="papers/none.pdf", sha256=f"{p.number:064x}",
                     size=400_000, original_name="paper.pdf", uploaded_at=now)
        for p in papers
    )  # fmt: skip
    found = _real_report()
    FormatReport.objects.bulk_create(
        (FormatReport(version=v, state="done", queued_at=now, finished_at=now, pages=6,
                      overall=rng.choice(["accept"] * 8 + ["review", "reject"]), result=found)
         for v in versions),
        batch_size=100,
    )  # fmt: skip
    return papers


def _real_report() -> dict[str, Any]:
    """What the check says of one of the sample papers: reports have the size they have in life."""
    _, pdf = next(pdfs.made(load_papers()[:1]))
    return check_in_sandbox(pdf, RuleSet()).to_dict()


def _reviews(
    workshop: Workshop, papers: list[Submission], people: list[User], each: int, rng: random.Random
) -> None:
    now, criteria = workshop.now(), list(workshop.criteria.filter(paper_type=None))
    assignments = Assignment.objects.bulk_create(
        Assignment(submission=p, reviewer=person, status="accepted", assigned_at=now, told_at=now)
        for p in papers for person in rng.sample(people, each)
    )  # fmt: skip
    reviews = Review.objects.bulk_create(
        Review(assignment=a, status="submitted", saved_at=now, submitted_at=now, revision=1)
        for a in assignments
    )
    scores: list[Any] = []
    texts: list[Any] = []
    for review in reviews:
        for c in criteria:
            if c.kind == "score":
                scores.append(ReviewScore(review=review, criterion=c, value=rng.randint(1, c.max)))
            elif c.required:
                text = " ".join(rng.choices(WORDS, k=60))
                texts.append(ReviewText(review=review, criterion=c, text=text))
    ReviewScore.objects.bulk_create(scores, batch_size=5000)
    ReviewText.objects.bulk_create(texts, batch_size=2000)
