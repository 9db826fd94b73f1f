"""Which events a log shows, said once more row by row."""

from datetime import timedelta
from itertools import product
from types import SimpleNamespace

import pytest

from dtms_site.accounts.models import User
from dtms_site.audit.models import AuditEvent
from dtms_site.audit.querysets import events_for, events_of_the_site
from tests.editions import OPEN
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_log_is_the_editions_own_newest_first_without_what_is_hidden():
    hidden, shown = make_person("ada_author"), make_person("rex_reviewer")
    rows = [
        AuditEvent(
            at=OPEN + timedelta(minutes=n * 5 % 3), actor_name="Chen", edition_id=edition,
            verb="done", about=about, about_id=person and person.pk,
        )
        for n, (edition, (about, person)) in enumerate(
            product((1, 2, None), (("", None), ("user", hidden), ("user", shown), ("it", hidden)))
        )
    ]  # fmt: skip
    AuditEvent.objects.bulk_create(rows)
    newest = sorted(rows, key=lambda row: (row.at, row.pk), reverse=True)
    here, people = SimpleNamespace(pk=1), User.objects.filter(pk=hidden.pk)
    told = list(events_for(here, hide_about="user", ids=people))
    assert told == [
        row
        for row in newest
        if row.edition_id == 1 and (row.about, row.about_id) != ("user", hidden.pk)
    ]
    assert len(told) == 3
    assert list(events_of_the_site()) == [row for row in newest if row.edition_id is None]
