"""The part of somebody's own data that the committee's side holds: what they wrote themselves."""

from typing import Any

from dtms_site.accounts import own_data
from dtms_site.accounts.models import User
from reviews.models import Comment, Review

OF_PAPER = ("submission__workshop__slug", "submission__number")


def register() -> None:
    own_data.register("reviews you wrote", _reviews)
    own_data.register("comments you wrote", _comments)
    own_data.register("bids", _bids)
    own_data.register("reviewer profiles", _profiles)


def _reviews(user: User) -> Any:
    rows = Review.objects.filter(assignment__reviewer=user).order_by("pk")
    return [_review(row) for row in rows.select_related("assignment__submission__workshop")]


def _review(review: Review) -> dict[str, Any]:
    paper = review.assignment.submission
    scores = review.scores.select_related("criterion")
    texts = review.texts.select_related("criterion")
    return {
        "edition": paper.workshop.slug,
        "paper": paper.number,
        "sent": review.submitted_at,
        "saved": review.saved_at,
        "scores": {score.criterion.label: score.value for score in scores},
        "texts": {text.criterion.label: text.text for text in texts},
    }


def _comments(user: User) -> Any:
    mine = Comment.objects.filter(writer=user).order_by("pk")
    return own_data.rows(mine, *OF_PAPER, "audience", "text", "written_at")


def _bids(user: User) -> Any:
    return own_data.rows(user.bids.order_by("pk"), *OF_PAPER, "level")


def _profiles(user: User) -> Any:
    fields = ("workshop__slug", "expertise", "collaborators", "most_papers")
    return own_data.rows(user.reviewer_profiles.order_by("pk"), *fields)
