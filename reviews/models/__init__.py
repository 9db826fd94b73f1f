from reviews.models.assigning import Assignment, AssignmentRules, Pin, Proposal, ProposedPair
from reviews.models.committee import Bid, DismissedEvidence, InstitutionNames, ReviewerProfile
from reviews.models.criteria import ReviewCriterion
from reviews.models.deciding import Decision, Revision
from reviews.models.discussion import Comment, DiscussionSummary, ThreadVisit
from reviews.models.external import ExternalReviewer
from reviews.models.ids import public_id
from reviews.models.listing import PaperTag, SavedView
from reviews.models.meeting import (
    Attendance,
    Ballot,
    Meeting,
    MeetingItem,
    MeetingNote,
    Recusal,
    Turn,
)
from reviews.models.responding import AuthorResponse
from reviews.models.reviewing import Review, ReviewRevision, ReviewScore, ReviewText

__all__ = [
    "Assignment",
    "AssignmentRules",
    "Attendance",
    "AuthorResponse",
    "Ballot",
    "Bid",
    "Comment",
    "Decision",
    "DiscussionSummary",
    "DismissedEvidence",
    "ExternalReviewer",
    "InstitutionNames",
    "Meeting",
    "MeetingItem",
    "MeetingNote",
    "PaperTag",
    "Pin",
    "Proposal",
    "ProposedPair",
    "Recusal",
    "Review",
    "ReviewCriterion",
    "ReviewRevision",
    "ReviewScore",
    "ReviewText",
    "ReviewerProfile",
    "Revision",
    "SavedView",
    "ThreadVisit",
    "Turn",
    "public_id",
]
