import re
from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.mail import services as mail
from dtms_site.mail.models import OutboxMessage
from reviews.chair.deciding import cut
from reviews.listing.papers import GivenScores, Standing
from reviews.listing.rows import PaperRow
from reviews.models import Decision, Review
from reviews.services import assignments
from reviews.services.decisions import desk_reject, release_decisions, withdraw_decision
from reviews.services.errors import NotAllowed
from reviews.services.undoing import undo_release
from submissions.models import Submission
from tests.editions import CLOSED, DECIDING, REVIEWING, decided, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(sign_in, world):
    return sign_in(world.chen_chair)


@pytest.fixture
def waiting(world):
    """Paper 3 is in, and waits for its reviewing."""
    return submitted(world.workshop, world.otto_other, title="Off Topic")


def post(client, path, data, at=DECIDING):
    with clock.at(at):
        return client.post(f"/dtms/chair/{path}", data)


def outcomes():
    rows = Decision.objects.current().order_by("submission__number")
    return {row.submission.number: row.outcome for row in rows.select_related("submission")}


def status(number):
    return Submission.objects.get(number=number).status


def test_many_decisions_are_shown_before_they_are_recorded(chen):
    page = post(chen, "decisions/record/", {"outcome": "accept", "papers": ["1", "2"]})
    assert page.status_code == 200
    assert [(row.number, new) for row, new in page.context["rows"]] == [
        (1, "accept"),
        (2, "accept"),
    ]
    assert outcomes() == {}


def test_what_was_seen_is_recorded_paper_by_paper(chen):
    data = {"outcome": "accept", "confirm": "yes", "papers": ["1", "2"]}
    answer = post(chen, "decisions/record/", data | {"outcome-1": "accept", "outcome-2": "reject"})
    assert outcomes() == {1: "accept", 2: "reject"}
    assert answer["Location"] == "/dtms/chair/decisions/release/"


def test_a_paper_left_as_it_is_keeps_the_chair_on_the_list(chen):
    data = {"outcome": "accept", "confirm": "yes", "papers": ["1", "2"], "outcome-1": "accept"}
    answer = post(chen, "decisions/record/", data)
    assert (outcomes(), answer["Location"]) == ({1: "accept"}, "/dtms/chair/decisions/")


@pytest.mark.parametrize("said", ["conditional", "desk_reject", "", "x"])
def test_only_accept_and_reject_are_said_of_many(chen, said):
    data = {"outcome": "accept", "confirm": "yes", "papers": ["1"], "outcome-1": said}
    post(chen, "decisions/record/", data)
    assert outcomes() == {}


def test_the_same_outcome_again_is_no_new_decision(chen, world):
    decided(world.paper, world.chen_chair, reason="Good work.")
    data = {"outcome": "accept", "confirm": "yes", "papers": ["1"], "outcome-1": "accept"}
    post(chen, "decisions/record/", data)
    assert Decision.objects.get().reason == "Good work."


def test_a_paper_still_in_review_stops_the_whole_lot(chen):
    data = {"outcome": "accept", "confirm": "yes", "papers": ["1", "2"],
            "outcome-1": "accept", "outcome-2": "accept"}  # fmt: skip
    post(chen, "decisions/record/", data, at=REVIEWING + timedelta(days=2))
    assert outcomes() == {}


def test_a_decision_that_cannot_be_taken_keeps_what_was_typed(chen):
    data = {"outcome": "conditional", "reason": "A long reason.", "conditions": ""}
    page = post(chen, "papers/1/decide/", data)
    assert page.status_code == 422
    assert "Say what the authors must do." in page.content.decode()
    assert "A long reason.</textarea>" in page.content.decode()


def test_earlier_decisions_stay_with_who_and_when(chen, world):
    decided(world.paper, world.chen_chair)
    decided(world.paper, world.chen_chair, outcome="reject")
    with clock.at(DECIDING):
        page = chen.get("/dtms/chair/papers/1/").content.decode()
    history = page[page.index("Decisions so far") :]
    assert re.findall(r"Accept|Reject", history)[:2] == ["Reject", "Accept"]
    assert history.count(str(world.chen_chair)) >= 2


def test_undeciding_leaves_no_decision(chen, world):
    decided(world.paper, world.chen_chair)
    post(chen, "papers/1/undecide/", {})
    assert outcomes() == {}


# Desk reject


def test_a_desk_rejected_paper_goes_to_no_reviewer_and_its_authors_see_nothing(
    chen, sign_in, world, waiting
):
    answer = post(chen, "papers/3/desk-reject/", {"code": "scope", "reason": "marigold"}, at=CLOSED)
    assert (answer.status_code, status(3)) == (302, "submitted")
    with clock.at(REVIEWING):
        assignments.start_review(workshop=world.workshop, by=world.chen_chair)
        page = sign_in(world.otto_other).get("/dtms/papers/3/").content.decode()
    assert status(3) == "submitted"
    assert "marigold" not in page


def test_a_desk_reject_needs_a_reason_and_keeps_what_was_typed(chen, waiting):
    page = post(chen, "papers/3/desk-reject/", {"code": "", "reason": "My words."}, at=CLOSED)
    assert page.status_code == 422
    assert "My words.</textarea>" in page.content.decode()


def test_a_desk_reject_is_undone_before_anybody_knows(chen, world, waiting):
    with clock.at(CLOSED):
        desk_reject(paper=waiting, by=world.chen_chair, code="scope")
    post(chen, "papers/3/undecide/", {}, at=CLOSED)
    with clock.at(REVIEWING):
        assignments.start_review(workshop=world.workshop, by=world.chen_chair)
    assert status(3) == "under_review"


def test_its_authors_are_told_by_a_mail_of_its_own_or_with_all_others(
    chen, sign_in, world, waiting
):
    with clock.at(CLOSED):
        desk_reject(paper=waiting, by=world.chen_chair, code="scope", reason="Try the other one.")
    post(chen, "papers/3/tell/", {}, at=CLOSED)
    row = OutboxMessage.objects.get(kind="submission.desk_rejected")
    assert "Outside the scope of the workshop" in row.text
    assert "Try the other one." in row.text
    assert (status(3), row.not_before) == ("desk_rejected", CLOSED + timedelta(minutes=10))
    with clock.at(CLOSED):
        page = sign_in(world.otto_other).get("/dtms/papers/3/").content.decode()
    assert "Outside the scope of the workshop" in page


def test_the_release_tells_of_desk_rejects_too(world, waiting):
    with clock.at(CLOSED):
        desk_reject(paper=waiting, by=world.chen_chair, code="other")
    with clock.at(DECIDING):
        assert release_decisions(workshop=world.workshop, by=world.chen_chair) == 1
    assert status(3) == "desk_rejected"


def test_no_paper_under_review_is_desk_rejected(world):
    with clock.at(DECIDING), pytest.raises(NotAllowed):
        desk_reject(paper=world.paper, by=world.chen_chair, code="scope")


def test_no_chair_desk_rejects_a_paper_of_conflict(world):
    Submission.objects.filter(pk=world.paper.pk).update(status="submitted")
    world.paper.refresh_from_db()
    with clock.at(CLOSED), pytest.raises(NotAllowed):
        desk_reject(paper=world.paper, by=world.xavi_conflicted_chair, code="scope")


# Taking a release back


@pytest.fixture
def released(world):
    decided(world.paper, world.chen_chair, reason="Good.")
    with clock.at(DECIDING):
        release_decisions(workshop=world.workshop, by=world.chen_chair)
    return world


def test_a_release_is_undone_while_its_mails_wait(chen, sign_in, released):
    with clock.at(DECIDING + timedelta(minutes=9)):
        assert "Undo the release" in chen.get("/dtms/chair/decisions/release/").content.decode()
        chen.post("/dtms/chair/decisions/undo/")
        page = sign_in(released.ada_author).get("/dtms/papers/1/").content.decode()
    assert status(1) == "under_review"
    assert "accepted" not in page
    assert set(Review.objects.sent().values_list("status", "letter")) == {("submitted", "")}
    assert set(OutboxMessage.objects.filter(kind="decision.accepted").values_list("state")) == {
        ("cancelled",)
    }


def test_a_release_after_an_undone_one_tells_again(released):
    with clock.at(DECIDING + timedelta(minutes=1)):
        undo_release(workshop=released.workshop, by=released.chen_chair)
        release_decisions(workshop=released.workshop, by=released.chen_chair)
    states = OutboxMessage.objects.filter(
        kind="decision.accepted", to_email=released.ada_author.email
    )
    assert sorted(states.values_list("state", flat=True)) == ["cancelled", "queued"]


def test_a_release_stands_once_a_mail_has_left(released, mailoutbox):
    with clock.at(DECIDING + timedelta(minutes=5)):
        mail.send_now(OutboxMessage.objects.filter(kind="decision.accepted"))
        mail.send(OutboxMessage.objects.filter(kind="decision.accepted")[0].pk)
        with pytest.raises(NotAllowed, match="has left"):
            undo_release(workshop=released.workshop, by=released.chen_chair)
    assert status(1) == "accepted"


@pytest.mark.parametrize(("who", "after"), [("chen_chair", 11), ("xavi_conflicted_chair", 1)])
def test_nobody_undoes_a_release_too_late_or_of_a_paper_in_conflict(released, who, after):
    with clock.at(DECIDING + timedelta(minutes=after)), pytest.raises(NotAllowed, match="Nothing"):
        undo_release(workshop=released.workshop, by=getattr(released, who))
    assert status(1) == "accepted"


def test_a_decision_taken_back_is_not_mailed(released):
    from dtms_site.mail.catalogue import kind_of

    row = OutboxMessage.objects.filter(kind="decision.accepted")[0]
    assert kind_of(row.kind).guard(row)
    with clock.at(DECIDING + timedelta(minutes=1)):
        undo_release(workshop=released.workshop, by=released.chen_chair)
        withdraw_decision(paper=released.paper, by=released.chen_chair)
    assert not kind_of(row.kind).guard(row)


# Places of the day


def paper(number, *merit, decision=""):
    return PaperRow(number, "T", "A", given=GivenScores(merit), standing=Standing("", decision))


def test_the_best_means_fill_the_places_that_are_left():
    rows = [paper(1, 5, decision="accept"), paper(2, 5), paper(3, 4), paper(4, 4), paper(5)]
    found = cut(rows, 3)
    assert [row.number for row in found.inside] == [2, 3]
    assert [row.number for row in found.outside] == [4, 5]
    assert [row.number for row in found.ties] == [4]
    assert (found.taken, found.over, found.share) == (1, 0, 60)


def test_more_accepted_papers_than_places_are_told():
    found = cut([paper(1, 5, decision="accept"), paper(2, 4, decision="conditional")], 1)
    assert (found.over, found.inside) == (1, [])


@pytest.mark.parametrize("places", ["0", "x", "-3", "9" * 30, ""])
def test_places_that_are_no_number_change_nothing(chen, places):
    answer = post(chen, "decisions/record/", {"outcome": "cut", "places": places})
    assert (answer["Location"], outcomes()) == ("/dtms/chair/decisions/", {})


def test_the_places_of_the_day_are_tried_paper_by_paper(chen):
    page = post(chen, "decisions/record/", {"outcome": "cut", "places": "1"})
    assert [(row.number, new) for row, new in page.context["rows"]] == [
        (1, "accept"),
        (2, "reject"),
    ]
    assert outcomes() == {}
