from dtms_site.workshops.models.committee import CommitteeInvitation, CommitteeMembership
from dtms_site.workshops.models.edition import Declaration, PaperType, Topic, Workshop, check_slug
from dtms_site.workshops.models.schedule import (
    CalendarFeed,
    Deadline,
    DeadlineChange,
    calendar_secret,
)

__all__ = [
    "CalendarFeed",
    "CommitteeInvitation",
    "CommitteeMembership",
    "Deadline",
    "DeadlineChange",
    "Declaration",
    "PaperType",
    "Topic",
    "Workshop",
    "calendar_secret",
    "check_slug",
]
