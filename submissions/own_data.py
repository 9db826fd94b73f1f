"""The part of somebody's own data that papers hold: those of which they are a confirmed author."""

from collections.abc import Iterator
from typing import Any

from django.db.models.fields.files import FieldFile

from dtms_site.accounts import own_data
from dtms_site.accounts.models import User
from submissions.models import Conflict, PaperVersion, Submission


def register() -> None:
    own_data.register("papers", _papers)
    own_data.register("conflicts you declared", _conflicts)
    own_data.register_files(_pdfs)


def _papers(user: User) -> Any:
    papers = Submission.objects.filter(authors__user=user).select_related("workshop")
    return [_paper(paper) for paper in papers.order_by("pk").distinct()]


def _paper(paper: Submission) -> dict[str, Any]:
    return {
        "edition": paper.workshop.slug,
        "number": paper.number,
        "title": paper.title,
        "abstract": paper.abstract,
        "status": paper.get_status_display(),
        "created": paper.created_at,
        "submitted": paper.submitted_at,
        "topics": [topic.name for topic in paper.topics.all()],
        "authors": [f"{a.name}, {a.affiliation}, {a.email}" for a in paper.authors.all()],
        "versions": own_data.rows(
            paper.versions.order_by("pk"), "purpose", "number", "sha256", "size", "uploaded_at"
        ),
    }


def _conflicts(user: User) -> Any:
    """What authors say about this person is not theirs to know, even of which paper."""
    mine = Conflict.objects.filter(user=user, entered_by=user)
    fields = ("submission__workshop__slug", "submission__number", "reason", "entered_at")
    return own_data.rows(mine, *fields)


def _pdfs(user: User) -> Iterator[tuple[str, FieldFile]]:
    papers = Submission.objects.filter(authors__user=user).values("pk")
    versions = PaperVersion.objects.filter(submission__in=papers)
    for version in versions.select_related("submission__workshop").order_by("pk"):
        paper = version.submission
        name = f"{paper.workshop.slug}-{paper.number}-{version.purpose}-{version.pk}.pdf"
        yield f"papers/{name}", version.file
