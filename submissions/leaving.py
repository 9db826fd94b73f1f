"""What becomes of papers when one of their authors closes their account."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from dtms_site.accounts import closing
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from submissions.enums import SubmissionStatus
from submissions.models import Author, Submission

SETTLED = (
    SubmissionStatus.DRAFT, SubmissionStatus.WITHDRAWN, SubmissionStatus.DESK_REJECTED,
    SubmissionStatus.REJECTED, SubmissionStatus.PUBLISHED,
)  # fmt: skip


def register() -> None:
    closing.register(leave, obstacles)


def obstacles(user: User) -> Iterator[str]:
    """Somebody has to answer for a paper that the workshop still works on."""
    for paper in _only_theirs(user).exclude(status__in=SETTLED).order_by("pk"):
        yield (
            f"Paper {paper.number} of {paper.workshop} has no other author who has confirmed. "
            "Ask one of them to, or withdraw it."
        )


def _only_theirs(user: User) -> Any:
    """Papers of which nobody else has confirmed to be an author."""
    shared = Submission.objects.filter(authors__in=_confirmed_others(user))
    mine = Submission.objects.filter(authors__user=user).exclude(pk__in=shared.values("pk"))
    return mine.select_related("workshop").distinct()


def _confirmed_others(user: User) -> Any:
    return Author.objects.confirmed().exclude(user=user)


def leave(user: User) -> None:
    for draft in _only_theirs(user).filter(status=SubmissionStatus.DRAFT):
        _remove(draft, user)
    for author in user.authorships.select_related("submission"):
        heir = _confirmed_others(user).filter(submission=author.submission).first()
        if author.is_contact and heir is not None:
            author.is_contact, heir.is_contact = False, True
            heir.save(update_fields=["is_contact"])
        author.user = None
        author.save(update_fields=["user", "is_contact"])


def _remove(draft: Submission, user: User) -> None:
    """A draft with its files, which go once the rows are gone for good."""
    files = [str(version.file.name) for version in draft.versions.all()]
    record("draft removed", actor=user, edition=draft.workshop, about=draft,
           reason="The account of its author was closed.")  # fmt: skip
    draft.delete()
    for name in files:
        transaction.on_commit(partial(default_storage.delete, name))
