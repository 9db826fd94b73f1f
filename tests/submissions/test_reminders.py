"""Mail about a draft is bound to its deadline: it goes at any hour of day and night."""

from datetime import timedelta

import pytest
from django.core import mail as postbox

from dtms_site import clock
from dtms_site.mail import services as outbox
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.services import set_deadline
from tests.editions import OPEN, draft, make_edition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_each_of_the_three_leaves_at_once_whatever_the_hour(ada_author, hour):
    workshop = make_edition()
    due = OPEN.replace(hour=hour) + timedelta(days=10)
    set_deadline(workshop=workshop, by=None, kind=DeadlineKind.SUBMISSION, at=due)
    draft(workshop, ada_author)
    for before in (73, 72, 71, 24, 23, 1, 0.5):
        instant = due - timedelta(hours=before)
        with clock.at(instant):
            reminding.run(instant)
            for pk in outbox.due_ids():
                outbox.send(pk)
    sent = OutboxMessage.objects.filter(kind="submission.draft_reminder").order_by("pk")
    assert [due - row.sent_at for row in sent] == [timedelta(hours=h) for h in (72, 24, 1)]
    # And once, when it was begun, where it lies.
    assert [ada_author.email in m.to[0] for m in postbox.outbox].count(True) == 4
