import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from dtms_site.workshops.models import PaperType, Topic, Workshop
from reviews.enums import (
    ACTIVE,
    Advice,
    AssignmentStatus,
    Audience,
    BidLevel,
    CriterionKind,
    DeclineReason,
    Outcome,
    PinKind,
    ProposalState,
    ReviewStatus,
)
from reviews.evidence import Kind
from reviews.querysets import (
    AssignmentQuerySet,
    CommentQuerySet,
    CriterionQuerySet,
    DecisionQuerySet,
    ReviewQuerySet,
)
from submissions.models import PaperVersion, Submission


def public_id() -> str:
    """A name for addresses that tells neither order nor time."""
    return secrets.token_urlsafe(12)


class ReviewCriterion(models.Model):
    """One question of the review form: a score with anchors, or a text."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="criteria")
    paper_type = models.ForeignKey(
        PaperType, models.CASCADE, null=True, blank=True, related_name="criteria"
    )
    key = models.SlugField(max_length=30)
    label = models.CharField(max_length=120)
    hint = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=CriterionKind, default=CriterionKind.SCORE)
    min = models.PositiveSmallIntegerField(default=1)
    max = models.PositiveSmallIntegerField(default=5)
    anchors = models.TextField(blank=True, help_text="One word or phrase a line, lowest first.")
    required = models.BooleanField(default=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.AUTHORS)
    order = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Asked no more; reviews that answered it keep it."
    )

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "workshop",
                "paper_type",
                "key",
                name="one_criterion_a_key_and_type",
                condition=Q(retired_at__isnull=True),
            ),
            models.UniqueConstraint(
                "workshop",
                "key",
                name="one_criterion_a_key",
                condition=Q(paper_type__isnull=True, retired_at__isnull=True),
            ),
            models.CheckConstraint(name="scores_span", condition=Q(min__lt=F("max"))),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def choices(self) -> list[tuple[int, str]]:
        words = self.anchors.splitlines()
        values = range(self.min, self.max + 1)
        return [(v, words[i].strip() if i < len(words) else "") for i, v in enumerate(values)]


class ReviewerProfile(models.Model):
    """What a member tells of themselves so that papers find them."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="reviewer_profiles")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviewer_profiles"
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    expertise = models.TextField(blank=True, help_text="Titles and abstracts of your own papers.")
    most_papers = models.PositiveSmallIntegerField(null=True, blank=True)
    is_senior = models.BooleanField(default=False)
    collaborators = models.TextField(
        blank=True,
        help_text="One a line, of the last three years: a name, an address, or both. "
        "Write “none” if there are none.",
    )

    class Meta:
        constraints = [models.UniqueConstraint("workshop", "user", name="one_profile_an_edition")]


class InstitutionNames(models.Model):
    """Names that mean the same institution, as the chairs of an edition know them."""

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="institution_names")
    lines = models.TextField(
        "names of one institution", blank=True,
        help_text="One institution a line: MIT = Massachusetts Institute of Technology",
    )  # fmt: skip


class DismissedEvidence(models.Model):
    """Somebody looked at what speaks for a conflict and said why it is none."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="dismissed_evidence")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=15, choices=[(k.value, k.value) for k in Kind])
    detail = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    dismissed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "submission", "user", "kind", "detail", name="one_dismissal_a_trace"
            ),
            models.CheckConstraint(name="dismissal_has_a_reason", condition=~Q(reason="")),
        ]


class Bid(models.Model):
    """How gladly a member would review a paper."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="bids")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bids")
    level = models.PositiveSmallIntegerField(choices=BidLevel)
    placed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("submission", "member", name="one_bid"),
            models.CheckConstraint(name="bid_has_a_level", condition=Q(level__in=BidLevel.values)),
        ]


class Assignment(models.Model):
    """A paper in the hands of a reviewer."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments"
    )
    status = models.CharField(
        max_length=10, choices=AssignmentStatus, default=AssignmentStatus.PENDING
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    assigned_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    proposal = models.ForeignKey("Proposal", models.SET_NULL, null=True, related_name="assignments")
    decline_reason = models.CharField(max_length=10, choices=DeclineReason, blank=True)
    decline_note = models.CharField(max_length=300, blank=True)
    is_lead = models.BooleanField("leads the discussion", default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "submission", "reviewer",
                name="one_active_assignment", condition=Q(status__in=sorted(ACTIVE)),
            ),
            models.UniqueConstraint(
                "submission", name="one_lead",
                condition=Q(status__in=sorted(ACTIVE), is_lead=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.submission} with {self.reviewer}"


class Review(models.Model):
    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="review")
    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    status = models.CharField(max_length=10, choices=ReviewStatus, default=ReviewStatus.DRAFT)
    edit_version = models.PositiveIntegerField(default=1)
    revision = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    letter = models.CharField(
        max_length=2, blank=True, help_text="What authors call its writer, set at the release."
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="submitted_review_has_a_time",
                condition=Q(status=ReviewStatus.DRAFT) | Q(submitted_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"review of {self.assignment}"

    @property
    def is_in(self) -> bool:
        return self.status != ReviewStatus.DRAFT


class ReviewScore(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(ReviewCriterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("review", "criterion", name="one_score")]


class ReviewText(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="texts")
    criterion = models.ForeignKey(ReviewCriterion, models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint("review", "criterion", name="one_text")]


class ReviewRevision(models.Model):
    """A review as it stood when it was sent, so that a revision can show what changed."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint("review", "number", name="one_revision_a_number")]


class Comment(models.Model):
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="comments")
    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.REVIEWERS)
    text = models.TextField()
    written_at = models.DateTimeField()
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    is_notice = models.BooleanField(
        default=False, help_text="Written by the system: a score that changed."
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]


class ThreadVisit(models.Model):
    """When somebody last looked at a paper's discussion."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("submission", "user", name="one_visit")]


class DiscussionSummary(models.Model):
    """What the reviewers agree on, by whoever leads their discussion."""

    submission = models.OneToOneField(
        Submission, models.CASCADE, related_name="discussion_summary"
    )  # fmt: skip
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    written_at = models.DateTimeField()


class Decision(models.Model):
    """An outcome, recorded by a chair and unknown to others until it is released."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField("reason for the authors", blank=True)
    conditions = models.TextField(blank=True)
    shepherd = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "submission", name="one_current_decision", condition=Q(superseded_at__isnull=True)
            ),
            models.CheckConstraint(
                name="conditional_has_conditions",
                condition=~Q(outcome=Outcome.CONDITIONAL) | ~Q(conditions=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_outcome_display()}"


class Revision(models.Model):
    """A conditional paper's new version, with what its authors did about the conditions."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="revisions")
    version = models.ForeignKey(PaperVersion, models.RESTRICT, related_name="+")
    response = models.TextField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    advice = models.CharField(max_length=10, choices=Advice, blank=True)
    note = models.TextField("note to the chairs", blank=True)
    advised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    advised_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="advice_has_a_time",
                condition=Q(advice="") | Q(advised_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"revision of {self.decision.submission}"


class AssignmentRules(models.Model):
    """What every assignment of the edition keeps to, besides conflicts."""

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="assignment_rules")
    most_papers = models.PositiveSmallIntegerField(
        "most papers a member", null=True, blank=True,
        help_text="Where a member named no limit. Empty: an even share and one more.",
    )  # fmt: skip
    least_papers = models.PositiveSmallIntegerField("least papers a member", default=0)
    one_per_institution = models.BooleanField(
        "one reviewer of an institution on a paper", default=True
    )
    no_exchange = models.BooleanField("nobody reviews whoever reviews them", default=True)
    needs_senior = models.BooleanField("a senior member on each paper", default=False)


class Pin(models.Model):
    """A pair that a chair locked or forbade: every proposal keeps to it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="pins")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=PinKind)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("submission", "reviewer", name="one_pin_a_pair")]


class Proposal(models.Model):
    """An assignment that was computed. It changes nothing until it is applied."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="proposals")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    made_at = models.DateTimeField()
    seconds = models.FloatField()
    total = models.FloatField()
    worst = models.FloatField()
    bound = models.FloatField(default=0)
    total_bound = models.FloatField(default=0)
    most_load = models.PositiveSmallIntegerField()
    before = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+",
        help_text="What this one asks \"what if\" of.",
    )  # fmt: skip
    pin = models.ForeignKey(Pin, models.SET_NULL, null=True, related_name="+")
    moves = models.BooleanField(
        default=False, help_text="Moves reviews that were assigned and not begun."
    )

    class Meta:
        ordering = ["-pk"]

    def get_absolute_url(self) -> str:
        return reverse("chair:assignments", args=[self.workshop.slug])

    @property
    def gap(self) -> float:
        return max(0.0, self.bound - self.worst)


class ProposedPair(models.Model):
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="pairs")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    affinity = models.FloatField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("proposal", "submission", "reviewer", name="one_proposed_pair")
        ]

    @property
    def reasons(self) -> list[str]:
        return self.reason.split(", ")
