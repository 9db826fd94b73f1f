"""The authors' answer to their reviews: kept as it is written, read by the committee once sent."""

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from reviews import response_policy as policy
from reviews.models import AuthorResponse
from reviews.services.errors import NotAllowed
from submissions.models import Submission

ENDED = "The time for answers has ended. What was sent before stays with the committee."


class EditedMeanwhile(Exception):
    """Somebody saved the answer since it was opened."""

    def __init__(self, response: AuthorResponse) -> None:
        super().__init__("edited meanwhile")
        self.response = response


def words_in(text: str) -> int:
    return len(text.split())


@transaction.atomic
def save_response(*, paper: Submission, by: User, text: str, based_on: int) -> AuthorResponse:
    """Keep the draft that all authors of the paper share. Raises NotAllowed or EditedMeanwhile."""
    if not policy.may_respond(by, paper):
        raise NotAllowed(ENDED)
    now = paper.workshop.now()
    response, _ = AuthorResponse.objects.select_for_update().get_or_create(
        submission=paper, defaults={"saved_at": now}
    )
    if response.edit_version != based_on:
        raise EditedMeanwhile(response)
    response.draft, response.saved_at, response.saved_by = text, now, by
    response.edit_version += 1
    response.save()
    return response


@transaction.atomic
def send_response(*, paper: Submission, by: User, text: str, based_on: int) -> AuthorResponse:
    """Hand the answer to the committee; sent again, the new one counts.

    Raises NotAllowed, also when it is empty or too long, or EditedMeanwhile.
    """
    count, most = words_in(text), paper.workshop.response_words
    if count == 0:
        raise NotAllowed("There is nothing to send yet.")
    if count > most:
        raise NotAllowed(f"It has {count} words; at most {most} are read. Shorten it, then send.")
    response = save_response(paper=paper, by=by, text=text, based_on=based_on)
    response.text, response.sent_at = text, response.saved_at
    response.save(update_fields=["text", "sent_at"])
    record("author response sent", actor=by, edition=paper.workshop, about=paper, words=count)
    return response
