"""What a chair does in the authors' stead, or takes back: with a reason, logged, and told."""

import pytest

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail.models import OutboxMessage
from reviews.models import Decision
from reviews.services import conflicts, for_authors
from reviews.services.decisions import change_released, release_decisions
from reviews.services.errors import NotAllowed
from submissions.models import Submission
from submissions.services.conflicts import add_conflict
from tests.editions import DECIDING, decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(sign_in, world):
    return sign_in(world.chen_chair)


def post(client, path, data):
    with clock.at(DECIDING):
        return client.post(f"/dtms/chair/papers/{path}", data)


def paper(number=1):
    return Submission.objects.select_related("workshop").get(number=number)


def released(world, number=1, outcome="reject"):
    decided(paper(number), world.chen_chair, outcome)
    with clock.at(DECIDING):
        release_decisions(workshop=world.workshop, by=world.chen_chair)


def mails(kind):
    return list(OutboxMessage.objects.filter(kind=kind).order_by("pk"))


def test_a_chair_withdraws_for_the_authors_and_brings_back(chen, world):
    assert post(chen, "1/withdraw/", {"reason": " "}).status_code == 422
    assert post(chen, "1/withdraw/", {"reason": "Ada asked by phone."}).status_code == 302
    assert paper().status == "withdrawn"
    told = mails("submission.withdrawn_by_chair")
    assert [m.to_email for m in told] == [a.email for a in paper().authors.confirmed()]
    assert "Ada asked by phone." in told[0].text
    assert AuditEvent.objects.filter(verb="paper withdrawn", reason="Ada asked by phone.").exists()
    with clock.at(DECIDING):
        assert "Ada asked by phone." in chen.get("/dtms/chair/late/").content.decode()
    assert post(chen, "1/bring-back/", {}).status_code == 302
    assert paper().status == "under_review"
    assert "brought back" in mails("submission.on_behalf")[0].text


def test_other_chairs_hear_of_a_withdrawal_unless_they_are_in_conflict(world, chen, maya_chair):
    from dtms_site.workshops.enums import Role
    from tests.editions import add_member

    add_member(world.workshop, maya_chair, Role.CHAIR)
    post(chen, "1/withdraw/", {"reason": "Ada asked by phone."})
    post(chen, "1/bring-back/", {})
    with clock.at(DECIDING):
        add_conflict(paper=paper(), user=maya_chair, by=world.chen_chair, source="chair")
    post(chen, "1/withdraw/", {"reason": "And again."})
    assert [m.to_email for m in mails("submission.withdrawal_noted")] == [maya_chair.email]


def test_who_is_in_conflict_can_do_none_of_it(world, maya_chair, sign_in):
    from dtms_site.workshops.enums import Role
    from tests.editions import add_member

    add_member(world.workshop, maya_chair, Role.CHAIR)
    with clock.at(DECIDING):
        add_conflict(paper=paper(), user=maya_chair, by=world.chen_chair, source="chair")
        maya = sign_in(maya_chair)
        assert maya.get("/dtms/chair/papers/1/withdraw/").status_code == 404
    for act in ("withdraw/", "bring-back/", "change-decision/", f"lift/{maya_chair.pk}/"):
        assert post(maya, f"1/{act}", {"reason": "Mine.", "outcome": "accept"}).status_code in {
            302,
            404,
        }
    assert paper().status == "under_review"
    assert paper().conflicts.binding().filter(user=maya_chair).exists()
    for refused in (
        lambda: for_authors.withdraw(paper=paper(), by=maya_chair, reason="Mine."),
        lambda: for_authors.bring_back(workshop=world.workshop, number=1, by=maya_chair),
        lambda: change_released(paper=paper(), by=maya_chair, outcome="accept", reason="Mine."),
        lambda: conflicts.lift(paper=paper(), user=maya_chair, by=maya_chair, reason="Mine."),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_released_decision_is_changed_as_a_new_row_that_the_authors_are_told_of(chen, world):
    released(world)
    change = {"outcome": "accept", "reason": "A reviewer had read another paper.", "conditions": "",
              "shepherd": ""}  # fmt: skip
    assert post(chen, "1/change-decision/", change | {"reason": ""}).status_code == 422
    assert post(chen, "1/change-decision/", change | {"outcome": "reject"}).status_code == 422
    assert post(chen, "1/change-decision/", change).status_code == 302
    assert paper().status == "accepted"
    rows = Decision.objects.filter(submission=paper()).order_by("pk")
    assert [(r.outcome, r.superseded_at is None, r.released_at is None) for r in rows] == [
        ("reject", False, False),
        ("accept", True, False),
    ]
    told = mails("decision.changed")
    assert [m.to_email for m in told] == [a.email for a in paper().authors.confirmed()]
    assert "Until now: reject. From now on: accept." in told[0].text
    assert "A reviewer had read another paper." in told[0].text


def test_no_decision_is_changed_that_nobody_was_told(chen, world):
    decided(paper(), world.chen_chair, "reject")
    answer = post(chen, "1/change-decision/", {"outcome": "accept", "reason": "Why not."})
    assert answer.status_code == 422
    assert paper().status == "under_review"


def test_a_chair_lifts_the_conflict_of_another_with_a_reason(chen, world, sam_stranger):
    with clock.at(DECIDING):
        add_conflict(paper=paper(), user=sam_stranger, by=world.chen_chair, source="chair")
    post(chen, f"1/lift/{sam_stranger.pk}/", {"reason": " "})
    assert paper().conflicts.binding().filter(user=sam_stranger).exists()
    post(chen, f"1/lift/{sam_stranger.pk}/", {"reason": "Another Sam."})
    assert not paper().conflicts.binding().filter(user=sam_stranger).exists()
    assert AuditEvent.objects.get(verb="conflict lifted").reason == "Another Sam."
    assert post(chen, f"1/lift/{sam_stranger.pk}/", {"reason": "Twice."}).status_code == 404
