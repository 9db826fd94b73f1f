from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from reviews.enums import Audience, DeclineReason, Outcome
from reviews.models import Assignment, Decision, Review
from reviews.services import assignments, conflicts, decisions, discussion, proposals, reviews
from reviews.services.errors import NotAllowed
from reviews.services.reviews import Answers
from submissions.enums import ConflictSource
from submissions.models import Conflict
from submissions.services import lifecycle
from submissions.services.conflicts import add_conflict
from tests.editions import (
    CLOSED,
    DECIDING,
    OPEN,
    REVIEWING,
    answers,
    decided,
    make_edition,
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


# ---- assignments


def test_nobody_is_assigned_over_a_conflict(world):
    with pytest.raises(NotAllowed):
        assignments.assign(paper=world.paper, reviewer=world.kim_conflicted, by=world.chen_chair)


def test_a_conflicted_chair_assigns_nobody(world):
    with pytest.raises(NotAllowed):
        assignments.assign(
            paper=world.paper, reviewer=world.nina_unassigned, by=world.xavi_conflicted_chair
        )


def test_the_database_itself_refuses_an_assignment_over_a_conflict(world):
    with (
        pytest.raises((IntegrityError, DatabaseError), match="confirmed conflict"),
        transaction.atomic(),
    ):
        Assignment.objects.create(
            submission=world.paper, reviewer=world.kim_conflicted, assigned_at=REVIEWING
        )


def test_the_database_itself_refuses_a_conflict_over_an_assignment(world):
    with (
        pytest.raises((IntegrityError, DatabaseError), match="confirmed conflict"),
        transaction.atomic(),
    ):
        Conflict.objects.create(
            submission=world.paper, user=world.rex_reviewer, source=ConflictSource.CHAIR,
            entered_at=REVIEWING,
        )  # fmt: skip


def test_a_reviewer_has_one_assignment_of_a_paper(world):
    again = assignments.assign(paper=world.paper, reviewer=world.rex_reviewer, by=world.chen_chair)
    assert again == Assignment.objects.get(submission=world.paper, reviewer=world.rex_reviewer)


def test_each_reviewer_gets_one_mail_with_all_papers(world):
    mails = OutboxMessage.objects.filter(kind="review.assigned")
    assert sorted(m.to_email for m in mails) == sorted(
        u.email for u in (world.rex_reviewer, world.lena_lead, world.todd_todo)
    )
    assert "You have 1 paper to review" in mails[0].subject


def test_declining_over_a_conflict_remembers_it(world):
    row = Assignment.objects.active().of(world.todd_todo).get()
    with clock.at(REVIEWING):
        assignments.decline(assignment=row, reason=DeclineReason.CONFLICT, note="my student")
    assert world.workshop.submissions.all().conflicted_with(world.todd_todo).get() == world.paper


def test_a_member_who_declares_a_conflict_loses_the_paper(world):
    with clock.at(REVIEWING):
        conflicts.declare_conflict(paper=world.paper, member=world.todd_todo)
    assert not Assignment.objects.active().of(world.todd_todo).exists()


def test_withdrawing_a_paper_stops_its_reviewers(world):
    with clock.at(DECIDING):
        lifecycle.withdraw(paper=world.paper, by=world.ada_author, reason="An error.")
    assert not Assignment.objects.active().filter(submission=world.paper).exists()
    told = OutboxMessage.objects.filter(kind="review.unassigned")
    assert told.count() == 3


def test_reviewing_starts_when_the_correction_window_allows(ada_author, chen_chair):
    workshop = make_edition("later")
    paper = submitted(workshop, ada_author)
    report = paper.current.report
    type(report).objects.filter(pk=report.pk).update(
        state="done", overall="reject", finished_at=OPEN
    )
    with clock.at(workshop.schedule.get("submission").closes_at + timedelta(hours=1)):
        assert assignments.start_review(workshop=workshop, by=chen_chair) == 0
    with clock.at(CLOSED + timedelta(days=1)):
        assert assignments.start_review(workshop=workshop, by=chen_chair) == 1


# ---- proposals


def test_a_proposal_serves_every_paper_and_breaks_no_conflict(world):
    with clock.at(REVIEWING):
        proposal = proposals.propose(workshop=world.workshop, by=world.chen_chair)
    pairs = [(p.submission_id, p.reviewer_id) for p in proposal.pairs.all()]
    assert len(pairs) == 3
    assert {paper for paper, _ in pairs} == {world.other.pk}


def test_the_same_input_gives_the_same_proposal(world):
    with clock.at(REVIEWING):
        runs = [
            sorted(proposals.propose(workshop=world.workshop, by=world.chen_chair).pairs.values_list(
                "submission_id", "reviewer_id"))
            for _ in range(2)
        ]  # fmt: skip
    assert runs[0] == runs[1]


def test_applying_a_proposal_assigns_and_tells_once(world):
    OutboxMessage.objects.all().delete()
    with clock.at(REVIEWING):
        proposal = proposals.propose(workshop=world.workshop, by=world.chen_chair)
        assert proposals.apply(proposal=proposal, by=world.chen_chair) == 3
    assert Assignment.objects.active().filter(submission=world.other).count() == 3
    assert OutboxMessage.objects.filter(kind="review.assigned").count() == 3


def test_a_conflict_that_came_up_since_stops_the_whole_proposal(world):
    with clock.at(REVIEWING):
        proposal = proposals.propose(workshop=world.workshop, by=world.chen_chair)
        victim = proposal.pairs.last().reviewer
        add_conflict(paper=world.other, user=victim, by=victim, source=ConflictSource.MEMBER)
        with pytest.raises(NotAllowed):
            proposals.apply(proposal=proposal, by=world.chen_chair)
    assert not Assignment.objects.active().filter(submission=world.other).exists()


# ---- reviews


def test_the_first_save_accepts_the_assignment(world):
    with clock.at(REVIEWING):
        reviews.save_review(
            paper=world.paper, by=world.todd_todo, answers=Answers({}, {}), based_on=0
        )
    assert Assignment.objects.get(reviewer=world.todd_todo).status == "accepted"


def test_two_windows_lose_nothing(world):
    with clock.at(REVIEWING):
        first = reviews.save_review(
            paper=world.paper, by=world.todd_todo, answers=answers(world.paper), based_on=0
        )
        with pytest.raises(reviews.EditedMeanwhile) as clash:
            reviews.save_review(
                paper=world.paper, by=world.todd_todo, answers=Answers({}, {}), based_on=0
            )
    assert clash.value.review == first
    assert reviews.answers_of(first) == answers(world.paper)


def test_an_unfinished_review_is_not_sent_and_says_what_is_missing(world):
    with clock.at(REVIEWING), pytest.raises(reviews.Unfinished) as lack:
        reviews.send_review(
            paper=world.paper, by=world.todd_todo, answers=Answers({}, {}), based_on=0
        )
    assert [c.key for c in lack.value.missing] == [
        "merit", "confidence", "relevance", "summary", "strengths", "weaknesses"
    ]  # fmt: skip


def test_a_revision_keeps_what_was_sent_before(world):
    review = Review.objects.get(assignment__reviewer=world.rex_reviewer)
    with clock.at(REVIEWING + timedelta(days=2)):
        reviews.send_review(
            paper=world.paper, by=world.rex_reviewer, answers=answers(world.paper, merit=5),
            based_on=review.edit_version,
        )  # fmt: skip
    kept = [r.answers["scores"] for r in review.revisions.all()]
    merit = str(next(c.pk for c in reviews.criteria_for(world.paper) if c.key == "merit"))
    assert [scores[merit] for scores in kept] == [4, 5]


def test_a_score_out_of_range_is_not_taken(world):
    merit = next(c for c in reviews.criteria_for(world.paper) if c.key == "merit")
    with clock.at(REVIEWING):
        saved = reviews.save_review(
            paper=world.paper, by=world.todd_todo, answers=Answers({merit.pk: 9}, {}), based_on=0
        )
    assert reviews.answers_of(saved).scores == {}


@pytest.mark.parametrize("who", ["nina_unassigned", "kim_conflicted", "chen_chair", "ada_author"])
def test_only_the_assigned_review(world, who):
    with clock.at(REVIEWING), pytest.raises(NotAllowed):
        reviews.save_review(
            paper=world.paper, by=getattr(world, who), answers=Answers({}, {}), based_on=0
        )


# ---- discussion


def test_a_word_to_the_chairs_is_read_by_chairs_and_its_writer(world):
    from reviews import policy

    with clock.at(REVIEWING):
        discussion.comment(
            paper=world.paper, by=world.rex_reviewer, text="Private.", audience=Audience.CHAIRS
        )
        seen = {
            who: [c.text for c in policy.readable_comments(
                getattr(world, who), world.paper, policy.view_of(getattr(world, who), world.paper))]
            for who in ("rex_reviewer", "lena_lead", "chen_chair", "todd_todo")
        }  # fmt: skip
    assert seen == {"rex_reviewer": ["Private."], "lena_lead": [], "chen_chair": ["Private."],
                    "todd_todo": []}  # fmt: skip


@pytest.mark.parametrize(
    "who", ["todd_todo", "nina_unassigned", "xavi_conflicted_chair", "ada_author"]
)
def test_who_does_not_read_the_thread_does_not_write_in_it(world, who):
    with clock.at(REVIEWING), pytest.raises(NotAllowed):
        discussion.comment(
            paper=world.paper, by=getattr(world, who), text="x", audience=Audience.REVIEWERS
        )


# ---- decisions


def test_a_decision_changes_nothing_for_authors_until_it_is_released(world):
    decided(world.paper, world.chen_chair)
    world.paper.refresh_from_db()
    assert world.paper.status == "under_review"
    assert not OutboxMessage.objects.filter(kind__startswith="decision").exists()


def test_changing_a_decision_keeps_the_old_one(world):
    decided(world.paper, world.chen_chair, Outcome.ACCEPT)
    decided(world.paper, world.chen_chair, Outcome.REJECT, reason="On reflection.")
    assert [d.outcome for d in Decision.objects.current()] == ["reject"]
    assert Decision.objects.count() == 2


def test_a_conditional_paper_needs_its_conditions(world):
    with pytest.raises(NotAllowed, match="conditions"):
        decided(world.paper, world.chen_chair, Outcome.CONDITIONAL)


@pytest.mark.parametrize("who", ["xavi_conflicted_chair", "rex_reviewer", "ada_author"])
def test_only_a_chair_without_a_conflict_decides(world, who):
    with pytest.raises(NotAllowed):
        decided(world.paper, getattr(world, who))


def test_the_release_flips_everything_at_once(world):
    decided(world.paper, world.chen_chair)
    decided(world.other, world.chen_chair, Outcome.REJECT, reason="Out of scope.")
    with clock.at(DECIDING):
        assert decisions.release_decisions(workshop=world.workshop, by=world.chen_chair) == 2
    world.paper.refresh_from_db()
    world.other.refresh_from_db()
    assert (world.paper.status, world.other.status) == ("accepted", "rejected")
    mails = OutboxMessage.objects.filter(kind__startswith="decision.")
    assert sorted(m.to_email for m in mails) == sorted(
        u.email for u in (world.ada_author, world.amir_author_member, world.otto_other)
    )
    assert all(m.not_before == DECIDING + decisions.UNDO for m in mails)


def test_a_conflicted_chair_releases_without_that_paper(world):
    decided(world.paper, world.chen_chair)
    decided(world.other, world.xavi_conflicted_chair)
    with clock.at(DECIDING):
        assert (
            decisions.release_decisions(workshop=world.workshop, by=world.xavi_conflicted_chair)
            == 1
        )
    world.paper.refresh_from_db()
    assert world.paper.status == "under_review"


def test_authors_read_letters_that_tell_neither_order_nor_name(world):
    from reviews.author_view import decision_for_authors

    decided(world.paper, world.chen_chair, reason="Good work.")
    with clock.at(DECIDING):
        decisions.release_decisions(workshop=world.workshop, by=world.chen_chair)
    world.paper.refresh_from_db()
    told = decision_for_authors(world.paper)
    assert [r.letter for r in told.reviews] == ["A", "B"]
    shown = repr(told)
    for person in (world.rex_reviewer, world.lena_lead, world.todd_todo):
        assert person.family_name not in shown
        assert person.email not in shown


def test_after_the_release_reviews_are_locked(world):
    decided(world.paper, world.chen_chair)
    with clock.at(DECIDING):
        decisions.release_decisions(workshop=world.workshop, by=world.chen_chair)
        world.paper.refresh_from_db()
        with pytest.raises(NotAllowed):
            reviews.send_review(
                paper=world.paper, by=world.rex_reviewer, answers=answers(world.paper), based_on=2
            )
