"""Leaks planted on purpose, one of each kind, to show that the search for leaks finds them."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse

from reviews.models import Assignment, Comment, Review, ReviewScore
from tests.people import make_person

Answer = Callable[[HttpRequest], HttpResponse]


def _planting(plant: Callable[[Any], None]) -> Callable[[Answer], Answer]:
    def middleware(get_response: Answer) -> Answer:
        def answer(request: HttpRequest) -> HttpResponse:
            response = get_response(request)
            if not response.streaming:
                plant(response)
            return response

        return answer

    return middleware


@_planting
def id_gap(response: Any) -> None:
    response.content += b"<p id=comment-%d>" % Comment.objects.latest("pk").pk


@_planting
def count(response: Any) -> None:
    response.content += b"%d reviews" % Review.objects.sent().count()


@_planting
def order(response: Any) -> None:
    """Papers by a score that is not shown."""
    rows = ReviewScore.objects.filter(criterion__key="merit", review__status="submitted")
    best = rows.order_by("-value", "-pk").values_list("review__assignment__submission__number")
    response.content += str([number for (number,) in best]).encode()


@_planting
def etag(response: Any) -> None:
    hidden = str(list(Review.objects.order_by("pk").values_list("edit_version", "saved_at")))
    response["ETag"] = sha256(hidden.encode()).hexdigest()


@_planting
def error_text(response: Any) -> None:
    if response.status_code == 404:
        asked = Assignment.objects.filter(reviewer=make_person("farah_member")).exists()
        response.content += b"asked already" if asked else b"not found"


@_planting
def size(response: Any) -> None:
    response.content += b" " * Comment.objects.count()
