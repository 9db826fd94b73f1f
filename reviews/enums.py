from django.db.models import IntegerChoices, TextChoices


class AssignmentStatus(TextChoices):
    PENDING = "pending", "Asked"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    CANCELLED = "cancelled", "Cancelled"


ACTIVE = frozenset({AssignmentStatus.PENDING, AssignmentStatus.ACCEPTED})


class DeclineReason(TextChoices):
    CONFLICT = "conflict", "I have a conflict"
    EXPERTISE = "expertise", "Outside what I can judge"
    LOAD = "load", "No time"
    OTHER = "other", "Another reason"


class ReviewStatus(TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Done"
    LOCKED = "locked", "Locked"


IN = frozenset({ReviewStatus.SUBMITTED, ReviewStatus.LOCKED})


class CriterionKind(TextChoices):
    SCORE = "score", "Score"
    TEXT = "text", "Text"


class Audience(TextChoices):
    """Who reads a field or a comment, besides the one who wrote it."""

    AUTHORS = "authors", "authors, after the decisions"
    REVIEWERS = "reviewers", "reviewers of the paper and chairs"
    CHAIRS = "chairs", "chairs only"


class Outcome(TextChoices):
    ACCEPT = "accept", "Accept"
    CONDITIONAL = "conditional", "Conditional"
    REJECT = "reject", "Reject"
    DESK_REJECT = "desk_reject", "Desk reject"


# What a paper that was reviewed can come to.
AFTER_REVIEW = (Outcome.ACCEPT, Outcome.CONDITIONAL, Outcome.REJECT)


class DeskReason(TextChoices):
    """Why a paper is not reviewed at all."""

    LENGTH = "length", "Longer than allowed"
    FORMAT = "format", "Not in the required format"
    SCOPE = "scope", "Outside the scope of the workshop"
    DUPLICATE = "duplicate", "Submitted or published elsewhere"
    OTHER = "other", "Another reason"


class Advice(TextChoices):
    """What the shepherd says of a revised paper."""

    MET = "met", "The conditions are met"
    NOT_YET = "not_yet", "Not yet"


class ExternalState(TextChoices):
    """How far an outside reviewer has come, whom a member asked for."""

    ASKED = "asked", "Waits for the chairs"
    REFUSED = "refused", "Refused by the chairs"
    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "Reviewing"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN_EXTERNALS = frozenset({ExternalState.ASKED, ExternalState.INVITED, ExternalState.ACCEPTED})


class ProposalState(TextChoices):
    OPEN = "open", "Proposed"
    ASIDE = "aside", "Set aside"
    APPLIED = "applied", "Applied"
    UNDONE = "undone", "Undone"


class PinKind(TextChoices):
    """What a chair decided about a pair before any computing."""

    LOCKED = "locked", "Locked"
    FORBIDDEN = "forbidden", "Forbidden"


class BidLevel(IntegerChoices):
    """How gladly a member would review a paper. No row means that they have not said."""

    EAGER = 3, "Eager"
    WILLING = 2, "Willing"
    RELUCTANT = 1, "In a pinch"
    UNWILLING = 0, "Not me"


class MeetingState(TextChoices):
    PLANNED = "planned", "Planned"
    LIVE = "live", "Live"
    OVER = "over", "Over"


class ItemState(TextChoices):
    WAITING = "waiting", "To come"
    DONE = "done", "Discussed"


class Choice(TextChoices):
    """What a member votes for."""

    ACCEPT = "accept", "Accept"
    CONDITIONAL = "conditional", "Conditional"
    REJECT = "reject", "Reject"
    ABSTAIN = "abstain", "Abstain"


# Mails that are about several papers at once, by what they name or by whom they reach.
LISTS_OF_PAPERS = (
    "review.assigned",
    "review.reminder",
    "review.overdue",
    "review.nudge",
    "bidding.reminder",
    "discussion.digest",
    "digest.open_work",
    "review.thanks",
    "review.revised",
    "decision.reviewer_notice",
    "chair.digest",
    "chair.letter",
)
