from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists
from django.urls import reverse
from django.utils.functional import cached_property

from dtms_site import clock
from dtms_site.accounts.zones import check_zone
from dtms_site.workshops.enums import (
    RESERVED_SLUGS,
    DeclarationKind,
)
from dtms_site.workshops.querysets import WorkshopQuerySet
from dtms_site.workshops.schedule import Schedule


def check_slug(value: str) -> None:
    if value in RESERVED_SLUGS:
        raise ValidationError("This word is the beginning of another address. Choose another.")


class Workshop(models.Model):
    """One edition of a workshop: its call, its dates, its committees."""

    slug = models.SlugField("address", unique=True, validators=[check_slug])
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=20, help_text="As on a badge, such as DTMS.")
    year = models.PositiveSmallIntegerField()
    edition_line = models.CharField(
        max_length=120, blank=True, help_text="A line above the name, such as: Third workshop."
    )
    lead = models.TextField("scope in two sentences", blank=True)
    call = models.TextField("call for papers", blank=True, help_text="Markdown.")
    review_model = models.TextField("how papers are decided", blank=True, help_text="Markdown.")
    template_url = models.URLField("paper template", blank=True)
    venue = models.CharField(max_length=160, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_zone])
    contact_email = models.EmailField("contact address")
    opens_at = models.DateTimeField("submissions open")
    max_upload_mb = models.PositiveSmallIntegerField("largest file in MB", default=50)
    reviews_per_paper = models.PositiveSmallIntegerField(default=3)
    correction_hours = models.PositiveSmallIntegerField(
        "hours to mend a format problem after the deadline", default=24
    )
    most_topics = models.PositiveSmallIntegerField("most topics a paper may have", default=3)
    abstract_words = models.PositiveSmallIntegerField("most words of an abstract", default=250)
    response_words = models.PositiveSmallIntegerField(
        "most words of an author response", default=500,
        help_text="Authors answer their reviews where “Author responses due” has a date.",
    )  # fmt: skip
    retention_days = models.PositiveSmallIntegerField(
        "days after the workshop until what the committee wrote is removed", default=365,
        validators=[MinValueValidator(30), MaxValueValidator(3650)],
        help_text="Discussions, bids and confidential answers. Chairs hear of it a month before.",
    )  # fmt: skip
    retention_told_at = models.DateTimeField(null=True, editable=False)
    sealed_at = models.DateTimeField(
        null=True, editable=False,
        help_text="What only the committee read is gone, and members’ roles open nothing.",
    )  # fmt: skip
    clock_offset = models.DurationField(default=timedelta())
    keeps_mail_on_screen = models.BooleanField(
        default=False, help_text="A sample: its mail is written and shown, never sent."
    )
    rehearsal_of = models.OneToOneField(
        "self", models.CASCADE, null=True, editable=False, related_name="rehearsal"
    )
    reminders_paused = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.CheckConstraint(
                name="rehearsal_keeps_its_mail",
                condition=models.Q(rehearsal_of__isnull=True) | models.Q(keeps_mail_on_screen=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.short_name} ’{self.short_year}"

    def get_absolute_url(self) -> str:
        return reverse("workshops:home", args=[self.slug])

    @property
    def short_year(self) -> str:
        return f"{self.year % 100:02}"

    @property
    def mail_prefix(self) -> str:
        return f"[{self.short_name}'{self.short_year}] "

    @property
    def reply_to(self) -> str:
        return self.contact_email

    @property
    def is_rehearsal(self) -> bool:
        return self.rehearsal_of_id is not None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def now(self) -> datetime:
        return clock.now(self)

    @cached_property
    def schedule(self) -> Schedule:
        """All dates of the edition, read once."""
        # Most editions gave nobody more time: their pages need not ask who.
        is_extended = Exists(self.extensions.all())
        dates = self.deadlines.select_related("paper_type")
        return Schedule(self, list(dates.annotate(edition_is_extended=is_extended)))


class PaperType(models.Model):
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="paper_types")
    key = models.SlugField(max_length=30)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=200, blank=True)
    icon = models.CharField(max_length=30, default="file-text")
    max_pages = models.PositiveSmallIntegerField("page limit", default=6)
    references_counted = models.BooleanField("references count as pages", default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint("workshop", "key", name="one_key_a_paper_type")]

    def __str__(self) -> str:
        return self.name

    @property
    def pages_rule(self) -> str:
        counted = "included" if self.references_counted else "not counted"
        return f"{self.max_pages} pages, references {counted}"


class Topic(models.Model):
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="topics")
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint("workshop", "name", name="one_topic_a_name")]

    def __str__(self) -> str:
        return self.name


class Declaration(models.Model):
    """Something an author confirms or tells when a paper is submitted."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="declarations")
    kind = models.CharField(max_length=10, choices=DeclarationKind, default=DeclarationKind.CONFIRM)
    label = models.CharField(max_length=300)
    required = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label
