from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.services import set_deadline
from reviews.enums import BidLevel
from reviews.models import Bid
from reviews.services import bids, proposals
from reviews.services.errors import NotAllowed
from submissions.models import Submission
from tests.editions import CLOSED, DECIDING, OPEN, REVIEWING, submitted
from tests.reading import as_read

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def place(world, who, number=2, level=BidLevel.EAGER, when=CLOSED):
    with clock.at(when):
        bids.place_bids(workshop=world.workshop, member=getattr(world, who), levels={number: level})


def test_a_bid_is_placed_changed_and_taken_back(world):
    place(world, "nina_unassigned")
    place(world, "nina_unassigned", level=BidLevel.WILLING)
    assert [(b.submission, b.level) for b in Bid.objects.all()] == [(world.other, 2)]
    place(world, "nina_unassigned", level=None)
    assert not Bid.objects.exists()


@pytest.mark.parametrize("when", [OPEN, DECIDING])
def test_bids_are_taken_between_the_two_dates_only(world, when):
    with pytest.raises(NotAllowed):
        place(world, "nina_unassigned", when=when)


@pytest.mark.parametrize(("who", "number"), [("kim_conflicted", 1), ("amir_author_member", 1),
                                             ("nina_unassigned", 77)])  # fmt: skip
def test_nobody_bids_on_what_they_may_not_have(world, who, number):
    with pytest.raises(NotAllowed):
        place(world, who, number)


def test_a_suspected_paper_is_not_there_to_bid_on(world, sign_in):
    world.nina_unassigned.affiliation = world.otto_other.affiliation
    world.nina_unassigned.save()
    with pytest.raises(NotAllowed):
        place(world, "nina_unassigned")
    with clock.at(CLOSED):
        page = as_read(sign_in(world.nina_unassigned).get("/dtms/bids/"))
    assert "Another Twin Entirely" not in page
    assert "1 paper may be in conflict with you" in page


def test_bids_move_the_proposal(world):
    world.workshop.reviews_per_paper = 1
    world.workshop.save()
    for who in ("rex_reviewer", "lena_lead", "todd_todo"):
        place(world, who, level=BidLevel.UNWILLING)
    place(world, "nina_unassigned")
    with clock.at(REVIEWING):
        pair = proposals.propose(workshop=world.workshop, by=world.chen_chair).pairs.get()
    assert (pair.reviewer, pair.submission) == (world.nina_unassigned, world.other)
    assert pair.reason.startswith("eager")


# ---- the page


def test_the_page_says_how_many_are_marked(sign_in, world):
    place(world, "nina_unassigned")
    with clock.at(CLOSED):
        page = as_read(sign_in(world.nina_unassigned).get("/dtms/bids/"))
    assert "<span data-count>1</span> of 2" in page
    assert 'name="bid-2" value="3" checked' in page


def test_the_script_saves_one_and_the_form_saves_all(sign_in, world):
    client = sign_in(world.nina_unassigned)
    with clock.at(CLOSED):
        assert client.post("/dtms/bids/", {"bid-2": "3"}, headers=JSON).json() == {"saved": True}
        client.post("/dtms/bids/", {"bid-1": "0", "bid-2": "1"})
    assert sorted(Bid.objects.values_list("submission__number", "level")) == [(1, 0), (2, 1)]


def test_a_late_bid_is_refused_with_words(sign_in, world):
    client = sign_in(world.nina_unassigned)
    with clock.at(DECIDING):
        late = client.post("/dtms/bids/", {"bid-2": "3"}, headers=JSON)
        assert (late.status_code, late.json()) == (403, {"error": "Bids have closed."})
        assert "Bids are closed" in as_read(client.get("/dtms/bids/"))


@pytest.mark.parametrize("field", ["bid-", "bid-x", "bid-99999999999999999999", "bid-²"])
def test_strange_fields_are_no_bids(sign_in, world, field):
    with clock.at(CLOSED):
        answer = sign_in(world.nina_unassigned).post("/dtms/bids/", {field: "3"}, headers=JSON)
    assert answer.status_code == 200
    assert not Bid.objects.exists()


def test_the_list_is_filtered_by_topic_words_and_what_is_open(sign_in, world):
    client = sign_in(world.nina_unassigned)
    topics = list(world.workshop.topics.all())
    world.other.topics.set([topics[1]])
    place(world, "nina_unassigned")
    found = {}
    with clock.at(CLOSED):
        for query in (f"topic={topics[1].pk}", "q=knows+wrong", "open=on", "topic=x"):
            rows = client.get(f"/dtms/bids/?{query}").context["rows"]
            found[query.partition("=")[0] + query[-1]] = [int(row.number) for row in rows]
    assert found == {f"topic{str(topics[1].pk)[-1]}": [2], "qg": [1], "openn": [1], "topicx": []}


def test_what_fits_best_comes_first(sign_in, world):
    topics = list(world.workshop.topics.all())
    world.other.topics.set([topics[1]])
    profile = world.workshop.reviewer_profiles.create(user=world.nina_unassigned)
    profile.topics.set([topics[1]])
    with clock.at(CLOSED):
        rows = sign_in(world.nina_unassigned).get("/dtms/bids/").context["rows"]
    assert [row.number for row in rows] == ["2", "1"]


def test_the_page_takes_the_same_queries_for_one_paper_and_for_three(
    sign_in, world, django_assert_num_queries
):
    client = sign_in(world.nina_unassigned)
    Submission.objects.filter(pk=world.paper.pk).update(status="withdrawn")
    with clock.at(CLOSED), django_assert_num_queries(11):
        client.get("/dtms/bids/")
    for title in ("Second", "Third"):
        submitted(world.workshop, world.otto_other, title=title)
    with clock.at(CLOSED), django_assert_num_queries(11):
        client.get("/dtms/bids/")


def test_a_chair_reads_who_has_not_bid_on_the_papers_they_handle(world, sign_in):
    set_deadline(workshop=world.workshop, by=world.chen_chair, kind=DeadlineKind.BIDDING,
                 at=CLOSED + timedelta(days=3))  # fmt: skip
    place(world, "rex_reviewer")
    place(world, "lena_lead", number=1)
    silent = {}
    for chair in ("chen_chair", "xavi_conflicted_chair"):
        with clock.at(CLOSED):
            page = sign_in(getattr(world, chair)).get("/dtms/chair/assignments/")
        silent[chair] = {str(world.rex_reviewer), str(world.lena_lead)} & set(
            page.context["silent"]
        )
        assert str(world.nina_unassigned) in page.context["silent"]
    assert silent == {"chen_chair": set(), "xavi_conflicted_chair": {str(world.lena_lead)}}


# ---- mails


def test_members_are_asked_once_and_reminded_until_they_bid(world):
    OutboxMessage.objects.all().delete()
    due = world.workshop.schedule.at("bidding")
    place(world, "rex_reviewer", when=CLOSED)
    for left in (timedelta(days=1), timedelta(hours=23), timedelta(hours=6), timedelta(hours=5)):
        with clock.at(max(CLOSED, due - left)):
            reminding.run(clock.now())
    told = OutboxMessage.objects.filter(to_user_id=world.nina_unassigned.pk)
    assert [m.kind for m in told.order_by("pk")] == ["bidding.open", "bidding.reminder"]
    assert not OutboxMessage.objects.filter(to_user_id=world.rex_reviewer.pk).exists()
