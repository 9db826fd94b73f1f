"""Who keeps away from a paper, on whose word."""

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from submissions.enums import ConflictSource, ConflictState
from submissions.models import Conflict, Submission


@transaction.atomic
def add_conflict(
    *, paper: Submission, user: User, by: User, source: ConflictSource, reason: str = ""
) -> Conflict:
    """Record that this person keeps away from the paper, on the word of `by`."""
    conflict, created = Conflict.objects.update_or_create(
        submission=paper, user=user, source=source,
        defaults={
            "state": ConflictState.CONFIRMED, "reason": reason, "entered_by": by,
            "entered_at": paper.workshop.now(),
        },
    )  # fmt: skip
    if created:
        record("conflict added", actor=by, edition=paper.workshop, about=paper, of=user.pk,
               source=source, reason=reason)  # fmt: skip
    return conflict
