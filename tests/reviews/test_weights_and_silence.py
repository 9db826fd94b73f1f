"""Chairs say what counts how much in a fit, and whether silence accepts a paper."""

from datetime import timedelta

import numpy as np
import pytest

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail.models import OutboxMessage
from reviews import tasks
from reviews.enums import BidLevel
from reviews.matching.affinity import Weights, combine
from reviews.models import Assignment, AssignmentRules
from reviews.services import assignments, bids, proposals
from reviews.services.tables import table_for
from tests.editions import CLOSED, REVIEWING, add_member, in_review, make_edition, submitted
from tests.reading import as_read

DAY = timedelta(days=1)
RULES = "/dtms/chair/assignments/rules/"


def test_weights_move_the_fit_from_topics_to_own_work_and_to_bids():
    topics, text = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    none, said = np.array([[-1, -1]]), np.array([[3, 1]])
    assert combine(topics, text, none, Weights(topics=1.0)).tolist() == [[1.0, 0.0]]
    assert combine(topics, text, none, Weights(topics=0.0)).tolist() == [[0.0, 1.0]]
    only_bids = combine(topics, text, said, Weights(bids=1.0))
    assert np.allclose(only_bids, [[1.0, 0.15]], atol=1 / 1024)
    assert np.allclose(combine(topics, text, said, Weights(0.6, 0.0)), [[0.6, 0.4]], atol=1 / 1024)
    assert combine(topics, text, np.array([[0, 0]]), Weights(bids=0.0)).tolist() == [[0.0, 0.0]]


@pytest.fixture
def edition(db, chen_chair, ada_author, rex_reviewer, nina_unassigned):
    workshop = make_edition()
    workshop.reviews_per_paper = 2
    workshop.save()
    for person in (rex_reviewer, nina_unassigned):
        add_member(workshop, person)
    submitted(workshop, ada_author)
    return workshop


def keep_rules(client, **changes):
    given = {"least_papers": 0, "topics_percent": 60, "bids_percent": 50, **changes}
    return client.post(RULES, given)


@pytest.mark.both_databases
def test_chairs_weigh_and_both_sides_read_it_with_each_part(
    edition, chen_chair, rex_reviewer, nina_unassigned, sign_in
):
    topic = edition.topics.all()[0]
    with clock.at(CLOSED):
        for person, topics in ((rex_reviewer, [topic]), (nina_unassigned, [])):
            assignments.save_profile(
                workshop=edition, user=person,
                data={"expertise": "", "collaborators": "none", "most_papers": None,
                      "topics": topics},
            )  # fmt: skip
        bids.place_bids(workshop=edition, member=nina_unassigned, levels={1: BidLevel.EAGER})
        before = table_for(edition, chen_chair).fit.score
        chen = sign_in(chen_chair)
        assert keep_rules(chen, topics_percent=80, bids_percent=10).status_code == 302
        after = table_for(edition, chen_chair).fit.score
        # Members by id: Rex shares the topic and said nothing, Nina is eager and shares nothing.
        assert after[0, 0] > before[0, 0]
        assert after[0, 1] < before[0, 1]
        proposals.propose(workshop=edition, by=chen_chair)
        page = as_read(chen.get("/dtms/chair/assignments/"))
        assert "80 % shared topics and 20 % own work" in page
        assert "that counts 90 % and the bid 10 %" in page
        assert f"fit {after[0, 0]:.2f}" in page
        assert "topics 1.00" in page
        own = as_read(sign_in(rex_reviewer).get("/dtms/bids/"))
    assert "80 % topics you share, 20 % words of your own work" in own
    assert "topics 1.00, own work 0.00" in own
    assert "fit 0.80" in own


@pytest.mark.parametrize(
    "wrong", [{"topics_percent": 101}, {"bids_percent": -1}, {"accepted_after_days": 0},
              {"accepted_after_days": 61}],
)  # fmt: skip
def test_weights_and_days_that_nobody_means_are_refused(edition, chen_chair, sign_in, wrong):
    keep_rules(sign_in(chen_chair), **wrong)
    assert not AssignmentRules.objects.exists()


@pytest.mark.both_databases
def test_silence_accepts_after_the_days_and_the_mail_says_so(edition, chen_chair, rex_reviewer):
    AssignmentRules.objects.create(workshop=edition, accepted_after_days=3)
    paper = in_review(edition.submissions.get(), chen_chair, rex_reviewer)
    mail = OutboxMessage.objects.get(kind="review.assigned")
    assert "Without a word from you in 3 days, we take it that you review them." in mail.text
    with clock.at(REVIEWING + 3 * DAY - timedelta(seconds=1)):
        tasks.accept_silence()
    assert paper.assignments.get().status == "pending"
    for _ in range(2):
        with clock.at(REVIEWING + 3 * DAY):
            tasks.accept_silence()
    assert paper.assignments.get().status == "accepted"
    event = AuditEvent.objects.get(verb="assignment accepted by silence")
    assert (event.actor_name, event.facts["of"]) == ("the system", rex_reviewer.pk)


def test_a_paper_given_back_and_an_edition_without_the_rule_stay_as_they_are(
    edition, chen_chair, rex_reviewer
):
    paper = in_review(edition.submissions.get(), chen_chair, rex_reviewer)
    assert "Without a word" not in OutboxMessage.objects.get(kind="review.assigned").text
    with clock.at(REVIEWING + 30 * DAY):
        tasks.accept_silence()
    assert paper.assignments.get().status == "pending"
    AssignmentRules.objects.create(workshop=edition, accepted_after_days=1)
    Assignment.objects.update(status="declined", decline_reason="load")
    with clock.at(REVIEWING + 30 * DAY):
        tasks.accept_silence()
    assert paper.assignments.get().status == "declined"
