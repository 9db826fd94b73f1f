from django.db.models import TextChoices

# First parts of addresses that are not an edition's.
RESERVED_SLUGS = frozenset(
    {"accounts", "about", "admin", "api", "healthz", "me", "media", "static", "favicon.ico"}
)


class Committee(TextChoices):
    ORGANIZING = "organizing", "Organizing"
    STEERING = "steering", "Steering"
    PROGRAM = "program", "Programme"


class Role(TextChoices):
    CHAIR = "chair", "Workshop chair"
    MEMBER = "member", "Programme committee member"
    PUBLICATION = "publication", "Publication chair"
    ORGANIZER = "organizer", "Organizer"
    STEERING = "steering", "Steering committee member"


COMMITTEE_OF = {
    Role.CHAIR: Committee.ORGANIZING,
    Role.PUBLICATION: Committee.ORGANIZING,
    Role.ORGANIZER: Committee.ORGANIZING,
    Role.STEERING: Committee.STEERING,
    Role.MEMBER: Committee.PROGRAM,
}
REVIEWING_ROLES = frozenset({Role.CHAIR, Role.MEMBER})


class DeadlineKind(TextChoices):
    """In the order in which an edition passes them."""

    ABSTRACT = "abstract", "Abstracts due"
    SUBMISSION = "submission", "Papers due"
    BIDDING = "bidding", "Bids due"
    REVIEW = "review", "Reviews due"
    RESPONSE = "response", "Author responses due"
    DISCUSSION = "discussion", "Discussion closes"
    MEETING = "meeting", "Committee meeting"
    NOTIFICATION = "notification", "Decisions"
    CAMERA_READY = "camera_ready", "Camera-ready due"
    RIGHTS = "rights", "Rights forms due"
    WORKSHOP = "workshop", "Workshop"


# Moments at which something begins; all others are bounds until which something may be done.
EVENTS = frozenset({DeadlineKind.MEETING, DeadlineKind.WORKSHOP})
GRACE_MINUTES = {DeadlineKind.SUBMISSION: 15, DeadlineKind.CAMERA_READY: 60}
HARD_KINDS = frozenset(
    {
        DeadlineKind.ABSTRACT,
        DeadlineKind.SUBMISSION,
        DeadlineKind.BIDDING,
        DeadlineKind.RESPONSE,
        DeadlineKind.CAMERA_READY,
    }
)
# Dates that may differ by paper type.
TYPED_KINDS = (
    DeadlineKind.ABSTRACT,
    DeadlineKind.SUBMISSION,
    DeadlineKind.REVIEW,
    DeadlineKind.CAMERA_READY,
)
# Dates that a chair may put off for one paper, and for one person.
PAPER_KINDS = (
    DeadlineKind.ABSTRACT,
    DeadlineKind.SUBMISSION,
    DeadlineKind.RESPONSE,
    DeadlineKind.CAMERA_READY,
)
PERSON_KINDS = (DeadlineKind.BIDDING, DeadlineKind.REVIEW)
PUBLIC_KINDS = frozenset(
    {
        DeadlineKind.ABSTRACT, DeadlineKind.SUBMISSION, DeadlineKind.NOTIFICATION,
        DeadlineKind.CAMERA_READY, DeadlineKind.WORKSHOP,
    }
)  # fmt: skip


class DeclarationKind(TextChoices):
    CONFIRM = "confirm", "A box to tick"
    TEXT = "text", "A text to write"


class InvitationState(TextChoices):
    PENDING = "pending", "No answer yet"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
