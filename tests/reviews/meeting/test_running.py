"""A meeting as its chairs run it."""

from datetime import timedelta

import pytest

from dtms_site import clock
from reviews import meeting_policy as policy
from reviews.agenda import Order
from reviews.enums import Choice, Outcome
from reviews.models import Ballot, Decision, Meeting, Recusal
from reviews.services.errors import NotAllowed
from reviews.services.meeting import ballots, planning, presence, running
from submissions.services import lifecycle
from tests.reviews.meeting.conftest import BEGIN


def agenda(table):
    return [item.submission.number for item in table.meeting().items.select_related("submission")]


def test_the_default_agenda_has_the_papers_that_need_talking_about_best_first(table):
    assert agenda(table) == [1, 2, 3]


def test_no_second_meeting_is_planned_while_one_is_ahead(table):
    with pytest.raises(NotAllowed):
        planning.plan(workshop=table.workshop, by=table.chen_chair, plan=planning.Plan(BEGIN))
    with pytest.raises(NotAllowed):
        planning.plan(workshop=table.workshop, by=table.rex_reviewer, plan=planning.Plan(BEGIN))


def test_a_conflicted_chair_arranges_only_what_they_see(table):
    planning.arrange(meeting=table.meeting(), by=table.xavi_conflicted_chair, order=Order.TOPIC)
    second = table.meeting().items.get(submission__number=3)
    planning.move(item=second, by=table.xavi_conflicted_chair, up=True)
    assert agenda(table) == [1, 3, 2]
    hidden = table.meeting().items.get(submission__number=1)
    planning.move(item=hidden, by=table.xavi_conflicted_chair, up=False)
    assert agenda(table) == [1, 3, 2]


def test_papers_are_added_and_removed_until_they_were_on_the_table(table):
    planning.remove(item=table.meeting().items.get(submission__number=2), by=table.chen_chair)
    assert agenda(table) == [1, 3]
    planning.add(meeting=table.meeting(), by=table.chen_chair, number=2)
    assert agenda(table) == [1, 3, 2]
    with pytest.raises(NotAllowed):
        planning.add(meeting=table.meeting(), by=table.chen_chair, number=2)
    table.start()
    table.go(running.go_on)
    with pytest.raises(NotAllowed):
        planning.remove(item=table.meeting().items.get(submission__number=1), by=table.chen_chair)


def test_a_meeting_goes_through_its_papers(table):
    table.start(table.rex_reviewer)
    shown = [table.on_the_table()]
    for _ in range(4):
        table.go(running.go_on)
        shown.append(table.on_the_table())
    assert shown == [None, 1, 2, 3, None]
    table.go(running.end)
    assert table.meeting().is_over


def test_a_paper_that_is_put_off_comes_back_at_the_end(table):
    table.start()
    table.go(running.go_on)
    table.go(running.put_off)
    shown = [table.on_the_table()]
    for _ in range(3):
        table.go(running.go_on)
        shown.append(table.on_the_table())
    assert shown == [2, 3, 1, None]


def test_back_jump_and_break_leave_papers_to_come(table):
    table.start()
    table.go(running.go_on)
    table.go(running.go_on)
    table.go(running.go_back)
    assert table.on_the_table() == 1
    item = table.meeting().items.get(submission__number=3)
    item.meeting = table.meeting()
    running.jump(item=item, by=table.chen_chair, at=table.at())
    assert table.on_the_table() == 3
    table.go(running.pause)
    assert table.on_the_table() is None
    table.go(running.go_on)
    assert table.on_the_table() == 1


def test_two_chairs_who_press_at_once_move_the_meeting_once(table):
    table.start()
    before = table.at()
    running.go_on(meeting=table.meeting(), by=table.chen_chair, at=before)
    with pytest.raises(running.MovedOn):
        running.go_on(meeting=table.meeting(), by=table.chen_chair, at=before)
    assert table.on_the_table() == 1


def test_a_conflicted_chair_can_do_nothing_while_their_paper_is_on_the_table(table):
    table.start(table.xavi_conflicted_chair)
    table.go(running.go_on, by=table.xavi_conflicted_chair)
    assert table.on_the_table() == 1
    acts = [running.go_on, running.put_off, running.pause, running.go_back, running.end,
            ballots.open_ballot]  # fmt: skip
    for act in acts:
        for at in (table.at(), ""):
            with pytest.raises(NotAllowed):
                act(meeting=table.meeting(), by=table.xavi_conflicted_chair, at=at)
    with pytest.raises(NotAllowed):
        table.go(running.decide, by=table.xavi_conflicted_chair, outcome=Outcome.ACCEPT)
    with pytest.raises(NotAllowed):
        table.go(running.note, by=table.xavi_conflicted_chair, text="Good.")
    table.go(running.go_on)
    table.go(running.go_on, by=table.xavi_conflicted_chair)
    assert table.on_the_table() == 3


def test_what_no_chair_in_the_room_may_lead_is_put_off(table):
    table.start(table.xavi_conflicted_chair)
    presence.leave(meeting=table.meeting(), user=table.chen_chair)
    shown = []
    for _ in range(3):
        table.go(running.go_on, by=table.xavi_conflicted_chair)
        shown.append(table.on_the_table())
    assert shown == [2, 3, None]
    table.join(table.chen_chair)
    table.go(running.go_on)
    assert table.on_the_table() == 1


def test_members_and_those_who_are_not_there_move_nothing(table):
    table.start(table.rex_reviewer)
    for person in (table.rex_reviewer, table.xavi_conflicted_chair, table.sam_stranger):
        with pytest.raises(NotAllowed):
            table.go(running.go_on, by=person)
    with pytest.raises(NotAllowed):
        presence.attend(meeting=table.meeting(), user=table.sam_stranger)


def test_recusals_write_themselves_down_of_those_who_are_there(table):
    table.start(table.rex_reviewer, table.kim_conflicted)
    table.go(running.go_on)
    table.join(table.xavi_conflicted_chair)
    for _ in range(2):
        table.go(running.go_on)
    found = [(r.turn.item.submission.number, r.user) for r in Recusal.objects.all()]
    assert found == [
        (1, table.kim_conflicted),
        (1, table.xavi_conflicted_chair),
        (3, table.kim_conflicted),
    ]


def test_who_is_not_heard_of_has_left_when_they_were_last_heard_of(table):
    table.start(table.rex_reviewer)
    with clock.at(BEGIN + timedelta(seconds=50)):
        table.join(table.rex_reviewer)
    with clock.at(BEGIN + timedelta(minutes=10)):
        table.join(table.rex_reviewer, table.chen_chair)
        table.go(running.end)
    rows = table.meeting().attendances.filter(user=table.rex_reviewer)
    assert [(r.joined_at, r.left_at) for r in rows] == [
        (BEGIN, BEGIN + timedelta(seconds=50)),
        (BEGIN + timedelta(minutes=10), BEGIN + timedelta(minutes=10)),
    ]


def test_a_decision_in_the_room_is_recorded_unreleased(table):
    table.start()
    table.go(running.go_on)
    with pytest.raises(NotAllowed):
        table.go(running.decide, outcome=Outcome.CONDITIONAL)
    table.go(
        running.decide, outcome=Outcome.CONDITIONAL, reason="Nearly.", conditions="More data.",
        shepherd=table.rex_reviewer,
    )  # fmt: skip
    decision = Decision.objects.current().get(submission=table.papers[1])
    assert (decision.outcome, decision.conditions, decision.shepherd) == (
        "conditional", "More data.", table.rex_reviewer,
    )  # fmt: skip
    assert decision.released_at is None
    assert table.meeting().items.get(submission__number=1).decision == decision


def test_each_person_at_the_table_votes_once_and_nothing_says_for_what(table):
    table.start(table.rex_reviewer, table.nina_unassigned, table.kim_conflicted)
    table.go(running.go_on)
    table.go(ballots.open_ballot)
    for person, choice in (
        (table.rex_reviewer, Choice.ACCEPT), (table.nina_unassigned, Choice.REJECT),
        (table.chen_chair, Choice.ACCEPT),
    ):  # fmt: skip
        table.go(ballots.vote, by=person, is_chair=False, choice=choice)
    with pytest.raises(NotAllowed, match="A vote stands"):
        table.go(ballots.vote, by=table.rex_reviewer, is_chair=False, choice=Choice.REJECT)
    for outside in (table.kim_conflicted, table.todd_todo):
        with pytest.raises(NotAllowed):
            table.go(ballots.vote, by=outside, is_chair=False, choice=Choice.REJECT)
    table.go(ballots.close_ballot)
    with pytest.raises(NotAllowed, match="has closed"):
        table.go(ballots.vote, by=table.rex_reviewer, is_chair=False, choice=Choice.REJECT)
    ballot = Ballot.objects.get()
    assert (ballot.accept, ballot.reject, ballot.conditional) == (2, 1, 0)
    assert {f.name for f in Ballot.voters.through._meta.fields} == {"id", "ballot", "user"}


def withdraw(table, number):
    paper = table.papers[number]
    paper.refresh_from_db()
    author = table.ada_author if number == 1 else table.otto_other
    lifecycle.withdraw(paper=paper, by=author, reason="Error.")


def test_a_withdrawn_paper_is_passed_over_and_leaves_the_table(table):
    table.start(table.rex_reviewer)
    withdraw(table, 1)
    table.go(running.go_on)
    assert table.on_the_table() == 2
    withdraw(table, 2)
    place = policy.place_of(table.rex_reviewer, table.meeting(), is_chair=False)
    assert (place.turn, place.version) == (None, "pause")
    running.go_on(meeting=table.meeting(), by=table.chen_chair, at="")
    assert table.on_the_table() == 3


def test_a_meeting_is_called_off_before_it_begins_and_not_after(table):
    table.start()
    with pytest.raises(NotAllowed):
        planning.cancel(meeting=table.meeting(), by=table.chen_chair)
    table.go(running.end)
    with clock.at(BEGIN + timedelta(days=1)):
        again = planning.plan(
            workshop=table.workshop, by=table.chen_chair, plan=planning.Plan(BEGIN)
        )
        planning.cancel(meeting=again, by=table.chen_chair)
    assert [m.number for m in Meeting.objects.all()] == [1]
