"""A rehearsal goes without a trace, but for one line in the log of the edition it copied."""

from django.core.files.storage import default_storage
from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.models import AuditEvent
from dtms_site.audit.services import record
from dtms_site.mail.models import MailText, OutboxMessage
from dtms_site.workshops.models import Workshop
from program.models import Proceedings, ProceedingsPaper
from reviews.models import Decision, Review
from submissions.models import PaperVersion, PublicCheck


@transaction.atomic
def remove(*, rehearsal: Workshop, by: User) -> None:
    """Every row, account and file of it. Its files go once the rows are gone for good."""
    live = rehearsal.rehearsal_of
    assert live is not None, "an edition that is meant is not removed here"
    files = _files_of(rehearsal)
    accounts = list(rehearsal.rehearsal_people.values_list("user_id", flat=True))
    ProceedingsPaper.objects.filter(proceedings__workshop=rehearsal).delete()
    # Rows that keep others from going: first what they protect is let go.
    Review.objects.filter(assignment__submission__workshop=rehearsal).delete()
    Decision.objects.filter(submission__workshop=rehearsal).delete()
    rehearsal.submissions.all().delete()
    OutboxMessage.objects.of(rehearsal).delete()
    MailText.objects.of(rehearsal).delete()
    AuditEvent.objects.filter(edition_id=rehearsal.pk, in_rehearsal=True).delete()
    record("rehearsal removed", actor=by, edition=live)
    rehearsal.delete()
    User.objects.filter(pk__in=accounts).delete()
    transaction.on_commit(lambda: _delete(files))


def _files_of(rehearsal: Workshop) -> list[str]:
    here = {"submission__workshop": rehearsal}
    rows = [
        PaperVersion.objects.filter(**here), PublicCheck.objects.filter(workshop=rehearsal),
        Proceedings.objects.filter(workshop=rehearsal),
        ProceedingsPaper.objects.filter(proceedings__workshop=rehearsal),
    ]  # fmt: skip
    return [name for found in rows for name in found.values_list("file", flat=True) if name]


def _delete(files: list[str]) -> None:
    for name in files:
        default_storage.delete(name)
