"""What authors call the reviewers of a paper: A, B, C, in an order that tells nothing."""

import hmac
from collections.abc import Iterable
from hashlib import sha256

from django.conf import settings

from reviews import response_policy
from reviews.models import Review
from submissions.models import Submission


def lettered(paper: Submission, reviews: Iterable[Review]) -> list[tuple[str, Review]]:
    """Each review that is in with its letter, which stays: one that comes in while authors read
    the others follows them."""
    opened = response_policy.opens_at(paper)
    found = sorted(reviews, key=lambda review: _keyed(paper, review))
    late = [r for r in found if opened and r.submitted_at and r.submitted_at >= opened]
    late.sort(key=lambda review: (review.submitted_at, review.pk))
    ordered = [review for review in found if review not in late] + late
    return [(chr(ord("A") + place), review) for place, review in enumerate(ordered)]


def _keyed(paper: Submission, review: Review) -> bytes:
    message = f"{paper.pk}:{review.public_id}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), message, sha256)
