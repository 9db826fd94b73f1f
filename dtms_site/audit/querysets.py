from typing import Any

from django.db.models import QuerySet

from dtms_site.audit.models import AuditEvent


def events_for(edition: Any, *, hide_about: str, ids: Any) -> QuerySet[AuditEvent]:
    """The edition's events, newest first, without those about the things named.

    `ids` is a queryset or a list of the ids of things with the label `hide_about`.
    """
    events = AuditEvent.objects.filter(edition_id=edition.pk)
    hidden = events.filter(about=hide_about, about_id__in=ids.values("pk"))
    return events.exclude(pk__in=hidden.values("pk")).order_by("-at", "-pk")


def events_of_the_site() -> QuerySet[AuditEvent]:
    """What belongs to no edition: accounts. Newest first."""
    return AuditEvent.objects.filter(edition_id=None).order_by("-at", "-pk")
