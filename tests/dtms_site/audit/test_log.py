import pytest
from django.db import DatabaseError, transaction

from dtms_site.audit.models import AuditEvent
from dtms_site.audit.services import record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_event_tells_who_what_and_why(ada_author):
    record("tested", actor=ada_author, reason="because", number=3)
    event = AuditEvent.objects.get(verb="tested")
    assert (event.actor_name, event.reason, event.facts) == (
        str(ada_author),
        "because",
        {"number": 3},
    )


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_the_log(change):
    record("tested")
    rows = AuditEvent.objects.filter(verb="tested")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(verb="other") if change == "update" else rows.delete()
    assert rows.count() == 1
