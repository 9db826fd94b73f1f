"""A review through the versions that were sent: what each changed of the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from reviews.differences import Piece, pieces
from reviews.models import Review, ReviewCriterion, ReviewRevision


@dataclass(frozen=True)
class Changed:
    """One answer that a version changed."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Version:
    number: int
    sent_at: datetime
    changed: list[Changed]
    """Against the version before; nothing for the first."""


def versions_of(review: Review, criteria: Sequence[ReviewCriterion]) -> list[Version]:
    """The newest first; none of a review that was sent once. `criteria`: what the reader may read,
    of all times."""
    sent = list(review.revisions.all())
    if len(sent) < 2:
        return []
    first = Version(sent[0].number, sent[0].sent_at, [])
    later = [
        Version(after.number, after.sent_at, _changed(before, after, criteria))
        for before, after in pairwise(sent)
    ]
    return [*reversed(later), first]


def own_versions(review: Review | None) -> list[Version]:
    """Of a reviewer's own review, all they answered."""
    if review is None or review.revision < 2:
        return []
    questions = review.assignment.submission.workshop.criteria.order_by("order", "pk")
    return versions_of(review, list(questions))


def _changed(
    before: ReviewRevision, after: ReviewRevision, criteria: Sequence[ReviewCriterion]
) -> list[Changed]:
    old, new = (row.answers["scores"] | row.answers["texts"] for row in (before, after))
    found = []
    for criterion in criteria:
        was, is_now = (str(told.get(str(criterion.pk), "")) for told in (old, new))
        if was != is_now:
            found.append(Changed(criterion.label, pieces(was, is_now)))
    return found
