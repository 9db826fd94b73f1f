from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from dtms_site.workshops.models import PaperType, Workshop
from submissions.enums import (
    RULE_NAMES,
    CheckState,
    WaiverState,
)
from submissions.models.papers import PaperVersion, Submission
from submissions.pdfcheck.rules import RuleSet
from submissions.pdfcheck.words import summary
from submissions.querysets import (
    FormatReportQuerySet,
    LeasedQuerySet,
    PublicCheckQuerySet,
    WaiverQuerySet,
)


class FormatReport(models.Model):
    """What the format check found in one version, or that it is still to be looked at.

    `result` is what was found; `overall` is what counts of it: a waiver makes it "waived".
    `rules_revision` is that of the rules it was judged by.
    """

    version = models.OneToOneField(PaperVersion, models.CASCADE, related_name="report")
    state = models.CharField(max_length=10, choices=CheckState, default=CheckState.QUEUED)
    queued_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    overall = models.CharField(max_length=10, blank=True)
    pages = models.PositiveSmallIntegerField(null=True)
    result = models.JSONField(default=dict)
    rules_revision = models.PositiveIntegerField(default=1)

    objects = FormatReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "leased_until"])]
        constraints = [
            models.CheckConstraint(
                name="done_report_has_a_verdict",
                condition=~Q(state=CheckState.DONE)
                | (Q(finished_at__isnull=False) & ~Q(overall="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.overall or self.get_state_display()}"

    @property
    def is_done(self) -> bool:
        return self.state == CheckState.DONE

    @property
    def is_refused(self) -> bool:
        return self.overall == "reject"


class FormatMeasurement(models.Model):
    """All that rules are judged by in one file, packed: new rules need not open it again."""

    version = models.OneToOneField(PaperVersion, models.CASCADE, related_name="measurement")
    checker = models.CharField(max_length=40)
    packed = models.BinaryField()


class FormatRules(models.Model):
    """The edition's rule set for the format check, where it differs from the shipped one.

    Every change that is saved, of page limits too, counts the revision up.
    """

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="format_rules")
    rules = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)

    @property
    def summary(self) -> str:
        """In a line, for whoever sets out to write."""
        return summary(RuleSet.from_dict(self.rules))


class RulesTrial(models.Model):
    """Rules that a chair tries on the papers that are in, before they count.

    `rules` and `limits` (page limit and "references count" by paper type) are the proposal;
    `changes` are the papers whose verdict would change, as far as `done` of `total` are judged.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="rules_trials")
    rules = models.JSONField(default=dict)
    limits = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    queued_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CheckState, default=CheckState.QUEUED)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=list)

    objects = LeasedQuerySet.as_manager()

    @property
    def is_done(self) -> bool:
        return self.state == CheckState.DONE


class FormatWaiver(models.Model):
    """Authors ask that rules be waived for their paper; a chair grants or refuses it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="format_waivers")
    rules = models.JSONField()
    reason = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=WaiverState, default=WaiverState.ASKED)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                "submission", name="one_open_waiver_a_paper", condition=Q(state=WaiverState.ASKED)
            ),
            models.CheckConstraint(
                name="answered_waiver_has_a_time",
                condition=Q(state=WaiverState.ASKED) | Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == WaiverState.ASKED

    @property
    def rule_names(self) -> list[str]:
        return [RULE_NAMES[name] for name in self.rules]


class PublicCheck(models.Model):
    """A PDF that somebody without an account wants checked: gone, file and all, within the hour.

    Whoever knows the token may see it, nobody else.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="public_checks")
    paper_type = models.ForeignKey(PaperType, models.CASCADE, null=True, related_name="+")
    token = models.CharField(max_length=40, unique=True)
    file = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64)
    original_name = models.CharField(max_length=200)
    queued_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CheckState, default=CheckState.QUEUED)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(default=dict)

    objects = PublicCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "queued_at"])]

    def get_absolute_url(self) -> str:
        return reverse("submissions:public-check-result", args=[self.workshop.slug, self.token])

    @property
    def is_done(self) -> bool:
        return self.state == CheckState.DONE
