"""What does not go straight in a rehearsal: withdrawals, help from outside, conditions, a meeting."""

import sys

import pytest

from dtms_site.mail.models import OutboxMessage
from dtms_site.rehearsal import clockwork, removing
from dtms_site.rehearsal.stage import DAY
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import set_deadline
from reviews.models import Decision, ExternalReviewer, Revision
from tests.dtms_site.rehearsal.stage import all_rows, live_edition, rehearse
from tests.dtms_site.rehearsal.test_moving import move_to
from tests.people import make_person

pytestmark = pytest.mark.django_db
WINDING = {
    "papers": 6, "members": 5, "drafts": 0, "declines": 0, "never": 0, "late": 0, "withdrawn": 25,
    "helped": 40, "accepted": 80, "conditional": 60, "seed": 3,
}  # fmt: skip


def test_a_winding_life_comes_to_its_end_and_leaves_nothing():
    live, chair = live_edition(), make_person("chen_chair")
    told = live.schedule.at(DeadlineKind.NOTIFICATION)
    final = live.schedule.at(DeadlineKind.CAMERA_READY)
    for kind, at in ((DeadlineKind.MEETING, told - 2 * DAY), (DeadlineKind.RIGHTS, final)):
        set_deadline(workshop=live, by=chair, kind=kind, at=at)
    live = Workshop.objects.get(pk=live.pk)
    before = all_rows()
    play = move_to(rehearse(live, **WINDING), clockwork.end_of(live))
    copy = Workshop.objects.get(pk=play.workshop_id)
    acts = list(copy.rehearsal_acts.all())
    lines = "\n".join(f"{act.at:%m-%d %H:%M} {act.what} {act.trouble}" for act in acts)
    sys.stdout.write(f"{lines}\n")
    assert play.trouble == ""
    _all_detours_were_taken(copy, lines)
    assert copy.proceedings.is_published, lines
    removing.remove(rehearsal=copy, by=chair)
    after = all_rows()
    assert {key: after.get(key) for key in before} == before
    assert {label for label, _ in after.keys() - before.keys()} == {"audit.AuditEvent"}


def _all_detours_were_taken(copy, lines):
    here = {"submission__workshop": copy}
    assert copy.submissions.filter(status="withdrawn").exists(), lines
    assert Decision.objects.filter(outcome="conditional", shepherd__isnull=False, **here).exists()
    revisions = Revision.objects.filter(decision__submission__workshop=copy)
    assert revisions.filter(advice="met").exists(), lines
    assert "confirmed the conditions" in lines
    helpers = ExternalReviewer.objects.filter(assignment__submission__workshop=copy)
    assert helpers.filter(sent_at__isnull=False).exists(), lines
    meeting = copy.meetings.get()
    assert meeting.is_over
    assert meeting.items.exclude(decision=None).exists(), lines
    assert copy.submissions.filter(rights__isnull=False).exists(), lines
    kinds = set(OutboxMessage.objects.of(copy).values_list("kind", flat=True))
    assert kinds >= {"shepherd.assigned", "external.invited", "meeting.invite", "meeting.minutes",
                     "submission.withdrawn", "conditions.confirmed"}  # fmt: skip
