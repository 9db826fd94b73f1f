from django.db.models import TextChoices


class SubmissionStatus(TextChoices):
    """What everyone who may know the paper may know of it. An unreleased outcome is not here."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DESK_REJECTED = "desk_rejected", "Desk reject"
    UNDER_REVIEW = "under_review", "Under review"
    ACCEPTED = "accepted", "Accepted"
    CONDITIONALLY_ACCEPTED = "conditional", "Conditional"
    REJECTED = "rejected", "Rejected"
    CAMERA_READY = "camera_ready", "Camera-ready"
    PUBLISHED = "published", "Published"


S = SubmissionStatus
# Where each status may lead. Services ask this; nothing else changes a status.
NEXT = {
    S.DRAFT: {S.SUBMITTED, S.WITHDRAWN},
    S.SUBMITTED: {S.WITHDRAWN, S.DESK_REJECTED, S.UNDER_REVIEW},
    S.WITHDRAWN: {S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW},
    S.DESK_REJECTED: {S.SUBMITTED},
    S.UNDER_REVIEW: {S.WITHDRAWN, S.ACCEPTED, S.CONDITIONALLY_ACCEPTED, S.REJECTED},
    # Back to the committee: a release that was undone before its mails left.
    S.CONDITIONALLY_ACCEPTED: {S.ACCEPTED, S.REJECTED, S.WITHDRAWN, S.UNDER_REVIEW},
    S.ACCEPTED: {
        S.CAMERA_READY,
        S.WITHDRAWN,
        S.CONDITIONALLY_ACCEPTED,
        S.REJECTED,
        S.UNDER_REVIEW,
    },
    S.REJECTED: {S.ACCEPTED, S.CONDITIONALLY_ACCEPTED, S.UNDER_REVIEW},
    S.CAMERA_READY: {S.ACCEPTED, S.PUBLISHED, S.WITHDRAWN},
    S.PUBLISHED: {S.CAMERA_READY},
}
# The committee knows of papers in these.
WITH_THE_COMMITTEE = frozenset(
    {
        S.UNDER_REVIEW, S.ACCEPTED, S.CONDITIONALLY_ACCEPTED, S.REJECTED, S.CAMERA_READY,
        S.PUBLISHED,
    }
)  # fmt: skip
ACCEPTED_STATES = frozenset({S.ACCEPTED, S.CAMERA_READY, S.PUBLISHED})
DECIDED_STATES = ACCEPTED_STATES | {S.CONDITIONALLY_ACCEPTED, S.REJECTED}
EDITABLE = frozenset({S.DRAFT, S.SUBMITTED})


class VersionPurpose(TextChoices):
    REVIEW = "review", "For review"
    FINAL = "final", "Camera-ready"


class CheckState(TextChoices):
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Checking"
    DONE = "done", "Checked"


# The rules of the format check, as people read them.
RULE_NAMES = {
    "readable": "Opens as a PDF",
    "page_count": "Length",
    "paper_size": "Paper size",
    "body_font": "Body text",
    "columns": "Columns",
    "column_width": "Column width",
    "gutter": "Gap between columns",
    "block_width": "Width of the text block",
    "block_height": "Height of the text block",
    "line_spacing": "Line spacing",
    "fonts_embedded": "Fonts embedded",
    "safe": "Safe to open",
}
# What a refusing report counts as once a chair has waived the rules that it breaks.
WAIVED = "waived"


class WaiverState(TextChoices):
    ASKED = "asked", "Asked"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"


class ConflictSource(TextChoices):
    AUTHORS = "authors", "declared by the authors"
    MEMBER = "member", "declared by the member"
    CHAIR = "chair", "entered by a chair"


class ConflictState(TextChoices):
    CONFIRMED = "confirmed", "Conflict"
    DISMISSED = "dismissed", "No conflict"
