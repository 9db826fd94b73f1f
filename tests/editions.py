"""A small edition in any phase, and papers in it, made by the same services as in the product."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.management import editions
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import appoint
from reviews.services import assignments, decisions, reviews
from reviews.services.reviews import Answers
from submissions import files
from submissions.models import Author, Submission
from submissions.services import conflicts, details, lifecycle, versions
from submissions.services.details import AuthorDetails, PaperDetails
from tests.people import make_person

# A morning in the middle of the call: papers are due in ten days.
OPEN = datetime(2027, 1, 26, 9, tzinfo=UTC)
SUBMISSION_DAY = datetime(2027, 2, 5, tzinfo=UTC).date()
CLOSED = datetime(2027, 2, 7, 9, tzinfo=UTC)
REVIEWING = datetime(2027, 2, 8, 9, tzinfo=UTC)
DECIDING = datetime(2027, 2, 17, 9, tzinfo=UTC)

TINY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def make_edition(slug: str = "dtms", *, chairs: tuple[str, ...] = ("chen_chair",)) -> Workshop:
    """An edition whose papers are due on 5 February 2027, with chairs of the cast."""
    found = editions.shift(editions.read(editions.EXAMPLE), SUBMISSION_DAY)
    workshop = editions.create({**found, "slug": slug})
    for key in chairs:
        appoint(workshop=workshop, user=make_person(key), role=Role.CHAIR, by=None)
    return workshop


def add_member(workshop: Workshop, user: User, role: Role = Role.MEMBER) -> User:
    appoint(workshop=workshop, user=user, role=role, by=None)
    return user


def pdf(content: bytes = TINY_PDF, name: str = "paper.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def draft(workshop: Workshop, author: User) -> Submission:
    with clock.at(OPEN):
        return details.create_draft(workshop=workshop, by=author)


def complete(
    paper: Submission, author: User, *, coauthors: tuple[User, ...] = (), **changes: Any
) -> Submission:
    """Fill a draft so that it lacks nothing, and give it a PDF. Coauthors have confirmed."""
    workshop = paper.workshop
    given = {
        "paper_type_id": workshop.paper_types.all()[0].pk,
        "title": "A Twin That Knows When It Is Wrong",
        "abstract": "We measure how a replica drifts and when to ask the network again.",
        "topic_ids": [workshop.topics.all()[0].pk],
        "authors": [
            AuthorDetails(a.given_name, a.family_name, a.email, a.affiliation, n == 0)
            for n, a in enumerate((author, *coauthors))
        ],
        "conflicts_confirmed": True,
        "answers": {
            d.pk: "no" if d.kind == "text" else True for d in workshop.declarations.all()
        },
        **changes,
    }  # fmt: skip
    with clock.at(OPEN):
        paper = details.save_details(
            paper=paper, by=author, details=PaperDetails(**given), based_on=paper.edit_version
        )
        stored = files.store(pdf(TINY_PDF + str(paper.number).encode()), largest_mb=50)
        versions.add_version(paper=paper, by=author, stored=stored)
    for person in coauthors:
        Author.objects.filter(submission=paper, email=person.email).update(user=person)
    paper.refresh_from_db()
    paper.workshop = workshop
    return paper


def submitted(workshop: Workshop, author: User, **changes: Any) -> Submission:
    paper = complete(draft(workshop, author), author, **changes)
    with clock.at(OPEN):
        lifecycle.submit(paper=paper, by=author)
    paper.refresh_from_db()
    paper.workshop = workshop
    return paper


def in_review(paper: Submission, chair: User, *reviewers: User) -> Submission:
    """Assign the reviewers and hand the paper to the committee."""
    with clock.at(REVIEWING):
        for reviewer in reviewers:
            assignments.assign(paper=paper, reviewer=reviewer, by=chair)
        assignments.start_review(workshop=paper.workshop, by=chair)
    paper.refresh_from_db()
    return paper


def under_review(
    workshop: Workshop, author: User, chair: User, *members: User
) -> Submission:  # fmt: skip
    """A paper of this author, with these people, who join the committee for it."""
    for member in members:
        add_member(workshop, member)
    return in_review(submitted(workshop, author), chair, *members)


def answers(paper: Submission, merit: int = 4, text: str = "Sound.") -> Answers:
    scores, texts = {}, {}
    for criterion in reviews.criteria_for(paper):
        if criterion.kind == "score":
            value = merit if criterion.key == "merit" else 3
            scores[criterion.pk] = min(value, criterion.max)
        elif criterion.required:
            texts[criterion.pk] = f"{criterion.label}: {text}"
    return Answers(scores, texts)


def reviewed(paper: Submission, reviewer: User, merit: int = 4, text: str = "Sound.") -> Any:
    with clock.at(REVIEWING + timedelta(days=1)):
        return reviews.send_review(
            paper=paper, by=reviewer, answers=answers(paper, merit, text), based_on=0
        )


def decided(paper: Submission, chair: User, outcome: str = "accept", **more: Any) -> Any:
    with clock.at(DECIDING):
        return decisions.record_decision(paper=paper, by=chair, outcome=outcome, **more)


__all__ = [
    "CLOSED", "DECIDING", "OPEN", "REVIEWING", "TINY_PDF", "add_member", "answers", "complete",
    "conflicts", "decided", "draft", "in_review", "make_edition", "pdf", "reviewed", "submitted",
    "under_review",
]  # fmt: skip
