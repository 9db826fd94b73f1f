from dtms_site.workshops.models.committee import CommitteeInvitation, CommitteeMembership
from dtms_site.workshops.models.edition import Declaration, PaperType, Topic, Workshop, check_slug
from dtms_site.workshops.models.glass import BrokenGlass
from dtms_site.workshops.models.rehearsal import Rehearsal, RehearsalAct, RehearsalPerson
from dtms_site.workshops.models.reminders import Reminded, ReminderRule
from dtms_site.workshops.models.schedule import (
    CalendarFeed,
    Deadline,
    DeadlineChange,
    Extension,
    calendar_secret,
)

__all__ = [
    "BrokenGlass",
    "CalendarFeed",
    "CommitteeInvitation",
    "CommitteeMembership",
    "Deadline",
    "DeadlineChange",
    "Declaration",
    "Extension",
    "PaperType",
    "Rehearsal",
    "RehearsalAct",
    "RehearsalPerson",
    "Reminded",
    "ReminderRule",
    "Topic",
    "Workshop",
    "calendar_secret",
    "check_slug",
]
