"""The review form: what an edition starts with, and how chairs change it."""

from typing import Any

from django.db import transaction
from django.forms import BaseModelFormSet
from django.utils.text import slugify

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.workshops.models import Workshop
from reviews.enums import Audience, CriterionKind
from reviews.models import ReviewCriterion, ReviewScore, ReviewText

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


@transaction.atomic
def save_form(
    *, workshop: Workshop, by: User, rows: BaseModelFormSet[ReviewCriterion, Any]
) -> int:  # fmt: skip
    """Save a checked set of questions. Returns how many of them reviews had answered before.

    Such a question is not reworded under its answers: it is retired with them, and a new one of
    the same key is asked from here on.
    """
    rows.save(commit=False)
    answered = _answered(workshop)
    versions = 0
    for row in rows.deleted_objects:
        if row.pk in answered:
            _retire(row)
            versions += 1
        else:
            row.delete()
    for row, _ in rows.changed_objects:
        if row.pk in answered:
            _retire(ReviewCriterion.objects.get(pk=row.pk))
            row.pk, versions = None, versions + 1
        row.save()
    for row in rows.new_objects:
        row.key = _free_key(workshop, row.label)
        row.save()
    record("review form changed", actor=by, edition=workshop, about=workshop)
    return versions


def _answered(workshop: Workshop) -> set[int]:
    """Questions that a review answers, be it a draft."""
    scored = ReviewScore.objects.filter(criterion__workshop=workshop)
    written = ReviewText.objects.filter(criterion__workshop=workshop)
    return {
        *scored.values_list("criterion_id", flat=True),
        *written.values_list("criterion_id", flat=True),
    }


def _retire(row: ReviewCriterion) -> None:
    row.retired_at = row.workshop.now()
    row.save(update_fields=["retired_at"])


def _free_key(workshop: Workshop, label: str) -> str:
    """A name for the question that none had before, retired ones included."""
    start = slugify(label)[:24] or "question"
    taken = set(workshop.criteria.values_list("key", flat=True))
    numbered = (f"{start}-{n}" for n in range(2, len(taken) + 3))
    return next(key for key in (start, *numbered) if key not in taken)
