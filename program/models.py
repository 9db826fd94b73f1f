from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dtms_site.workshops.models import Workshop
from program.enums import AT_WORK, BUILT, ProceedingsState, SlotKind
from program.querysets import (
    FinalVersionQuerySet,
    ProceedingsQuerySet,
    ProgrammeQuerySet,
    SlotQuerySet,
)
from reviews.models import public_id
from submissions.models import PaperVersion, Submission

ROMAN = [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"),
         (1, "i")]  # fmt: skip


def roman(number: int) -> str:
    """In lower case, as printed at the foot of a page; empty for 0."""
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


class FinalVersion(models.Model):
    """What becomes of an accepted paper on its way to print: its PDF and who presents it."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="final")
    version = models.ForeignKey(PaperVersion, models.RESTRICT, null=True, related_name="+")
    presenter = models.CharField(max_length=180, blank=True)
    metadata_confirmed = models.BooleanField(default=False)
    title_read = models.CharField(
        max_length=300, blank=True, help_text="The title as page 1 of the PDF has it."
    )
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    open_until = models.DateTimeField(
        null=True, help_text="For this paper alone, where it differs from the edition's date."
    )
    reopened_reason = models.TextField(blank=True)
    format_waiver = models.CharField(
        max_length=300, blank=True, help_text="Why a broken format rule is left as it is."
    )

    objects = FinalVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="final_version_is_complete",
                condition=Q(submitted_at__isnull=True)
                | (Q(version__isnull=False) & Q(metadata_confirmed=True) & ~Q(presenter="")),
            )
        ]

    def __str__(self) -> str:
        return f"final version of {self.submission}"


class RightsRecord(models.Model):
    """The publisher's rights form of a paper is settled: completed, or waived with a reason."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="rights")
    settled_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    waiver = models.CharField(
        max_length=300, blank=True, help_text="Why the paper is printed without a form."
    )

    def __str__(self) -> str:
        return f"rights of {self.submission}"


class Programme(models.Model):
    """The day as a whole: whether everybody may see it, and how often it has changed."""

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="programme")
    published_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = ProgrammeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"programme of {self.workshop}"

    @property
    def is_public(self) -> bool:
        return self.published_at is not None


class Session(models.Model):
    """Papers that are presented together. It begins when what stands before it ends."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="sessions")
    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    title = models.CharField(max_length=160)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="session chair",
    )  # fmt: skip
    chair_name = models.CharField("chair, if not in the list", max_length=120, blank=True)
    room = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField("begins at", null=True, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def chaired_by(self) -> str:
        return self.chair_name or (str(self.chair) if self.chair else "")


class Slot(models.Model):
    """A paper in a session, or something for everybody: a keynote, a break, the opening."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="slots")
    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="slots"
    )
    kind = models.CharField(max_length=10, choices=SlotKind)
    submission = models.OneToOneField(
        Submission, models.CASCADE, null=True, blank=True, related_name="slot"
    )
    title = models.CharField(max_length=200, blank=True)
    speaker = models.CharField(max_length=200, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    abstract = models.TextField(blank=True)
    presenter = models.CharField(
        max_length=180, blank=True, help_text="Instead of whom the authors named."
    )
    room = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField("begins at", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=15)
    order = models.PositiveIntegerField(default=0)
    told_start = models.DateTimeField(null=True, help_text="The time that its authors were told.")

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_paper_slot_has_a_paper_and_a_session",
                condition=Q(kind=SlotKind.PAPER, submission__isnull=False, session__isnull=False)
                | (~Q(kind=SlotKind.PAPER) & Q(submission__isnull=True)),
            ),
            models.CheckConstraint(
                name="only_what_is_for_all_has_its_own_start",
                condition=Q(session__isnull=True) | Q(starts_at__isnull=True),
            ),
            models.CheckConstraint(name="a_slot_takes_time", condition=Q(minutes__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.submission) if self.submission else self.title or self.get_kind_display()


class Proceedings(models.Model):
    """The volume: what is printed beside the papers, and the file that was built of it all."""

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="proceedings")
    title = models.CharField(max_length=200)
    editors = models.TextField(blank=True, help_text="One name a line, as printed.")
    publisher = models.CharField(
        max_length=160, blank=True, help_text="As in a reference, such as: Merrow University Press."
    )
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    rights = models.TextField(
        "copyright page", blank=True, help_text="Who holds the rights, and what readers may do."
    )
    message = models.TextField("message from the chairs", blank=True, help_text="Markdown.")

    state = models.CharField(
        max_length=10, choices=ProceedingsState, default=ProceedingsState.DRAFT
    )
    queued_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=160, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    built_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    file = models.FileField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    front_pages = models.PositiveSmallIntegerField(default=0)
    bibtex = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)

    objects = ProceedingsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "proceedings"
        constraints = [
            models.CheckConstraint(
                name="built_proceedings_have_a_file",
                condition=~Q(state__in=sorted(BUILT))
                | (Q(built_at__isnull=False) & ~Q(file="") & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="published_proceedings_have_a_time",
                condition=~Q(state=ProceedingsState.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_built(self) -> bool:
        return self.state in BUILT

    @property
    def is_published(self) -> bool:
        return self.state == ProceedingsState.PUBLISHED

    @property
    def last_front_page(self) -> str:
        """vi: pages before the papers have Roman numbers."""
        return roman(self.front_pages)

    @property
    def editor_names(self) -> list[str]:
        return [name.strip() for name in self.editors.splitlines() if name.strip()]


class ProceedingsPaper(models.Model):
    """A paper as it stands in the volume: page, .bib and contents are all read from here."""

    proceedings = models.ForeignKey(Proceedings, models.CASCADE, related_name="papers")
    submission = models.OneToOneField(Submission, models.CASCADE, related_name="printed")
    place = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=300)
    authors: models.JSONField[Any, Any] = models.JSONField(
        default=list, help_text="Rows of given name, family name, affiliation."
    )
    first_page = models.PositiveIntegerField()
    last_page = models.PositiveIntegerField()
    file = models.FileField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    bibtex = models.TextField()
    unstamped = models.CharField(
        max_length=120, blank=True, help_text="Pages of the paper that had no room for a foot."
    )

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint("proceedings", "place", name="one_paper_a_place"),
            models.CheckConstraint(
                name="pages_run_forward", condition=Q(first_page__lte=F("last_page"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.pages}"

    @property
    def pages(self) -> str:
        """1–6"""
        if self.first_page == self.last_page:
            return str(self.first_page)
        return f"{self.first_page}–{self.last_page}"

    @property
    def author_names(self) -> list[str]:
        return [f"{given} {family}".strip() for given, family, _ in self.authors]
