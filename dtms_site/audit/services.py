from typing import Any

from django.db.models import Model

from dtms_site import clock
from dtms_site.audit.models import AuditEvent


def record(
    verb: str, *, actor: Any = None, edition: Any = None, about: Model | None = None,
    reason: str = "", **facts: Any,
) -> None:  # fmt: skip
    """Append one event. `facts` are short values, never the text of a review or a comment."""
    AuditEvent.objects.create(
        at=clock.now(edition),
        actor_id=actor.pk if actor else None,
        actor_name=str(actor) if actor else "the system",
        edition_id=edition.pk if edition else None,
        verb=verb,
        about=about._meta.label if about else "",
        about_id=about.pk if about else None,
        about_name=str(about)[:200] if about else "",
        facts=facts,
        reason=reason,
        in_rehearsal=edition is not None and edition.is_rehearsal,
    )
