"""The review form that an edition starts with."""

from dtms_site.workshops.models import Workshop
from reviews.enums import Audience, CriterionKind
from reviews.models import ReviewCriterion

SCORE, TEXT = CriterionKind.SCORE, CriterionKind.TEXT
MERIT = ["Reject", "Lean reject", "Either way", "Lean accept", "Accept"]
CONFIDENCE = ["Outsider", "I follow it", "I work in it", "Expert"]
QUALITY = ["Poor", "Weak", "Fair", "Good", "Excellent"]


def add_default_criteria(workshop: Workshop) -> None:
    """Merit, confidence, four qualities, five texts, and a question for each special paper type."""
    types = {t.key: t for t in workshop.paper_types.all()}
    rows = [
        _score("merit", "Overall merit", MERIT),
        _score("confidence", "How well do you know this area?", CONFIDENCE),
        _score("relevance", "Relevance to the workshop", QUALITY),
        _score("originality", "Originality", QUALITY, required=False),
        _score("quality", "Technical quality", QUALITY, required=False),
        _score("presentation", "Presentation", QUALITY, required=False),
        _score("provokes", "Would it start a debate?", QUALITY, paper_type=types.get("position")),
        _score("coverage", "Coverage of the field", QUALITY, paper_type=types.get("survey")),
        _text("summary", "Summary", "What the paper claims, in your own words."),
        _text("strengths", "Strengths"),
        _text("weaknesses", "Weaknesses", "What would have to change, and how one could tell."),
        _text("comments", "Detailed comments", required=False),
        _text("questions", "Questions to the authors", required=False),
        _text("committee", "Remarks to the committee", audience=Audience.REVIEWERS, required=False),
        _text("chairs", "Remarks to the chairs", audience=Audience.CHAIRS, required=False),
    ]
    special = {"provokes": "position", "coverage": "survey"}
    kept = [row for row in rows if row.key not in special or special[row.key] in types]
    for order, row in enumerate(kept):
        row.workshop, row.order = workshop, order
    ReviewCriterion.objects.bulk_create(kept)


def _score(key: str, label: str, anchors: list[str], **fields: object) -> ReviewCriterion:
    return ReviewCriterion(
        key=key, label=label, kind=SCORE, min=1, max=len(anchors), anchors="\n".join(anchors),
        **fields,
    )  # fmt: skip


def _text(key: str, label: str, hint: str = "", **fields: object) -> ReviewCriterion:
    return ReviewCriterion(key=key, label=label, kind=TEXT, hint=hint, **fields)
