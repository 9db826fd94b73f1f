from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Declaration, PaperType, Topic, Workshop
from dtms_site.workshops.schedule import OwnSchedule
from submissions.enums import (
    ConflictSource,
    ConflictState,
    SubmissionStatus,
    VersionPurpose,
)
from submissions.querysets import (
    AuthorQuerySet,
    ConflictQuerySet,
    SubmissionQuerySet,
    VersionQuerySet,
)


class Submission(models.Model):
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="submissions")
    number = models.PositiveIntegerField()
    paper_type = models.ForeignKey(PaperType, models.PROTECT, null=True, related_name="submissions")
    title = models.CharField(max_length=300, blank=True)
    abstract = models.TextField(blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="submissions")
    status = models.CharField(
        max_length=15, choices=SubmissionStatus, default=SubmissionStatus.DRAFT
    )
    status_before_withdrawal = models.CharField(max_length=15, blank=True)
    withdrawal_reason = models.TextField(blank=True)
    conflicts_confirmed = models.BooleanField(default=False)
    edit_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("workshop", "number", name="one_number_an_edition"),
            models.CheckConstraint(
                name="submitted_paper_has_a_time",
                condition=Q(status__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["workshop", "status"])]

    def __str__(self) -> str:
        return f"Paper {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("submissions:paper", args=[self.workshop.slug, self.number])

    @property
    def shown_title(self) -> str:
        return self.title or "Untitled draft"

    @property
    def dates(self) -> OwnSchedule:
        """The edition's dates as they hold for this paper."""
        return self.workshop.schedule.of_paper(self)

    @property
    def is_draft(self) -> bool:
        return self.status == SubmissionStatus.DRAFT

    @cached_property
    def current(self) -> "PaperVersion | None":
        """The version that counts: the newest numbered one, else the newest draft upload.

        As it was when first asked: whoever adds a version works on a row of their own.
        """
        versions = self.versions.for_review().newest_first().select_related("report")
        return versions.first()


class Author(models.Model):
    """A name on the paper. `user` is set when the person confirmed it; only then rights follow."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="authors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="authorships"
    )
    order = models.PositiveSmallIntegerField()
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    # As typed: a draft keeps an address that is not complete yet.
    email = models.CharField(max_length=254, blank=True)
    affiliation = models.CharField(max_length=160, blank=True)
    is_contact = models.BooleanField(default=False)

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["email"])]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.email

    @property
    def account(self) -> User:
        """The person who confirmed. Raises LookupError before that."""
        if self.user is None:
            raise LookupError(f"{self} has not confirmed")
        return self.user

    @property
    def short_name(self) -> str:
        """N. Vandersteen"""
        return f"{self.given_name[:1]}. {self.family_name}" if self.given_name else self.name


class PaperVersion(models.Model):
    """A stored file. A draft's upload gets its number when the paper is submitted."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="versions")
    purpose = models.CharField(max_length=10, choices=VersionPurpose, default=VersionPurpose.REVIEW)
    number = models.PositiveSmallIntegerField(null=True)
    file = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    original_name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("submission", "purpose", "number", name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"version {self.number}" if self.number else "draft"

    @property
    def download_name(self) -> str:
        """Neutral: the name that the author gave the file may tell more than it should."""
        workshop = self.submission.workshop
        part = f"v{self.number}" if self.number else "draft"
        kind = "final-" if self.purpose == VersionPurpose.FINAL else ""
        return f"{workshop.slug}-{self.submission.number}-{kind}{part}.pdf"


class Conflict(models.Model):
    """Why a person of the committee keeps away from a paper. One row for each who says so."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="conflicts")
    source = models.CharField(max_length=10, choices=ConflictSource)
    state = models.CharField(max_length=10, choices=ConflictState, default=ConflictState.CONFIRMED)
    reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    entered_at = models.DateTimeField()

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("submission", "user", "source", name="one_conflict_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_source_display()}"


class DeclarationAnswer(models.Model):
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="declarations")
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="answers")
    confirmed = models.BooleanField(default=False)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("submission", "declaration", name="one_answer_a_declaration")
        ]

    @property
    def value(self) -> Any:
        return self.text if self.declaration.kind == "text" else self.confirmed
