import secrets
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from dtms_site import clock
from dtms_site.accounts.zones import check_zone
from dtms_site.workshops.enums import (
    COMMITTEE_OF,
    EVENTS,
    RESERVED_SLUGS,
    Committee,
    DeadlineKind,
    DeclarationKind,
    InvitationState,
    Role,
)
from dtms_site.workshops.querysets import DeadlineQuerySet, InvitationQuerySet, MembershipQuerySet
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
    clock_offset = models.DurationField(default=timedelta())
    keeps_mail_on_screen = models.BooleanField(
        default=False, help_text="A sample: its mail is written and shown, never sent."
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-year", "name"]

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
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def now(self) -> datetime:
        return clock.now(self)

    @cached_property
    def schedule(self) -> Schedule:
        """All dates of the edition, read once."""
        return Schedule(self, list(self.deadlines.select_related("paper_type")))


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


class Deadline(models.Model):
    """A bound (exclusive) or the beginning of an event, for all papers or for one type."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=20, choices=DeadlineKind)
    paper_type = models.ForeignKey(
        PaperType, models.CASCADE, null=True, blank=True, related_name="deadlines"
    )
    at = models.DateTimeField()
    grace_minutes = models.PositiveSmallIntegerField(default=0)
    is_hard = models.BooleanField("refused afterwards", default=True)
    is_public = models.BooleanField("on the public page", default=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                "workshop", "kind", "paper_type", name="one_deadline_a_kind_and_type"
            ),
            models.UniqueConstraint(
                "workshop", "kind",
                name="one_deadline_a_kind", condition=Q(paper_type__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        label = DeadlineKind(self.kind).label
        return f"{label} ({self.paper_type.name})" if self.paper_type else label

    @property
    def is_event(self) -> bool:
        return self.kind in EVENTS

    @property
    def shown(self) -> datetime:
        """The minute to print: the last one of a bound, the first one of an event."""
        return self.at if self.is_event else clock.last_minute(self.at)

    @property
    def closes_at(self) -> datetime:
        """The end of grace: from here on a hard deadline refuses."""
        return self.at + timedelta(minutes=self.grace_minutes)


class DeadlineChange(models.Model):
    """A date that was moved, so that pages can strike the old one through."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="changes")
    old = models.DateTimeField()
    new = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    reason = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["changed_at"]


class CommitteeMembership(models.Model):
    """One role of one person in one edition. It ends by a date; the row stays."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    title = models.CharField(max_length=60, blank=True, help_text="As printed, such as: web chair.")
    is_contact = models.BooleanField("answers questions", default=False)
    is_listed = models.BooleanField("named on public pages", default=True)
    order = models.PositiveSmallIntegerField(default=0)
    joined_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "workshop", "user", "role",
                name="one_current_membership_a_role", condition=Q(ended_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def committee(self) -> Committee:
        return COMMITTEE_OF[Role(self.role)]

    @property
    def printed_title(self) -> str:
        if self.title:
            return self.title
        return {Role.CHAIR: "workshop chair", Role.PUBLICATION: "publication chair"}.get(
            Role(self.role), ""
        )


class CommitteeInvitation(models.Model):
    """An offer of a role, bound to an address. Only the hash of its link is kept."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    affiliation = models.CharField(max_length=160, blank=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    state = models.CharField(
        max_length=10, choices=InvitationState, default=InvitationState.PENDING
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField("reason", max_length=300, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "email"]
        constraints = [
            models.UniqueConstraint(
                "workshop", "email", "role",
                name="one_open_invitation", condition=Q(state=InvitationState.PENDING),
            ),
            models.CheckConstraint(
                name="answered_invitation_has_a_time",
                condition=~Q(state__in=[InvitationState.ACCEPTED, InvitationState.DECLINED])
                | Q(answered_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.full_name or self.email} as {self.get_role_display()}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def is_open(self, instant: Any) -> bool:
        return bool(self.state == InvitationState.PENDING and instant < self.expires_at)


def calendar_secret() -> str:
    return secrets.token_urlsafe(32)


class CalendarFeed(models.Model):
    """The secret address of a person's own dates. Kept as it is, to be shown to its owner again."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    secret = models.CharField(max_length=50, unique=True, default=calendar_secret)

    def __str__(self) -> str:
        return f"calendar of {self.user}"

    def get_absolute_url(self) -> str:
        return reverse("own-calendar", args=[self.secret])
