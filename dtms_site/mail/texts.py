"""The words of each kind of mail in one edition: its own, or those that are shipped."""

import itertools
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from dtms_site import clock
from dtms_site.audit.services import record
from dtms_site.mail import catalogue
from dtms_site.mail.models import MailText


class TextClash(Exception):
    """Somebody changed the text since the form was opened."""


def words(key: str, edition: Any) -> tuple[str, str]:
    """Subject and body with placeholders, of this edition or as shipped."""
    own = newest(key, edition) if edition is not None else None
    return words_in(own, key)


def words_in(row: MailText | None, key: str) -> tuple[str, str]:
    return catalogue.source(key) if row is None or row.is_shipped else (row.subject, row.body)


def newest(key: str, edition: Any) -> MailText | None:
    """The change that counts; None when this edition never had words of its own."""
    row: MailText | None = MailText.objects.of(edition).filter(kind=key).first()
    return row


def changed_in(edition: Any) -> dict[str, MailText]:
    """The change that counts, by kind of mail."""
    return {row.kind: row for row in MailText.objects.of(edition).current()}


@dataclass(frozen=True)
class Change:
    """A line of the history: what was changed, with subject and body before and after."""

    row: MailText
    before: tuple[str, str]
    after: tuple[str, str]


def history(key: str, edition: Any) -> list[Change]:
    """Newest first."""
    rows: list[MailText | None] = [*MailText.objects.of(edition).filter(kind=key), None]
    return [
        Change(row, words_in(earlier, key), words_in(row, key))
        for row, earlier in itertools.pairwise(rows)
        if row is not None
    ]


@transaction.atomic
def change(*, key: str, edition: Any, by: Any, subject: str, body: str, based_on: int) -> None:
    """Give the edition words of its own for this mail. `based_on`: the row that was edited, or 0.

    Raises UnknownPlaceholder, MissingPlaceholder or TextClash. The same words change nothing.
    """
    catalogue.check_own(key, subject, body)
    last = newest(key, edition)
    if (subject, body) == words_in(last, key):
        return
    if based_on != (last.pk if last else 0):
        raise TextClash(last.changed_by if last else "")
    _add(key, edition, by, subject, body)


@transaction.atomic
def reset(*, key: str, edition: Any, by: Any) -> None:
    """Back to the shipped words. What the edition had stays in the history."""
    last = newest(key, edition)
    if last is not None and not last.is_shipped:
        _add(key, edition, by, "", "")


def _add(key: str, edition: Any, by: Any, subject: str, body: str) -> None:
    MailText.objects.create(
        edition_id=edition.pk, kind=key, subject=subject, body=body,
        changed_at=clock.now(edition), changed_by_id=by.pk, changed_by=str(by)[:200],
    )  # fmt: skip
    verb = "mail text changed" if body else "mail text as shipped again"
    record(verb, actor=by, edition=edition, kind=key)
