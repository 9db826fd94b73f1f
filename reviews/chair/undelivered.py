"""Whom mail does not reach, told beside their name."""

from typing import Any

from dtms_site.workshops import people_notes
from reviews.mail_policy import mail_for


def register() -> None:
    people_notes.register(notes)


def notes(request: Any) -> dict[str, str]:
    """By address, what the server said last, of the mails that this chair may know of."""
    lost = mail_for(request.user, request.workshop).undelivered().order_by("pk")
    said = lost.values_list("to_email", "last_error")
    return {address.lower(): error for address, error in said}
