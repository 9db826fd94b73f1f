from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.services import set_deadline
from program import policy
from program.models import Slot
from program.services import announcing, placing
from program.services import programme as service
from program.services.errors import NotNow
from program.timetable import timetable
from submissions.enums import ConflictSource, SubmissionStatus
from submissions.services import lifecycle
from submissions.services.conflicts import add_conflict
from submissions.services.outcomes import publish_outcome
from tests.editions import make_edition
from tests.people import make_person
from tests.program.accepted import (
    AFTER,
    accepted,
    fresh,
    handed_in,
    placed,
    published_programme,
    release,
    unreleased,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(chen_chair):
    return make_edition()


@pytest.fixture
def papers(workshop, chen_chair):
    """Three accepted papers by three authors."""
    keys = ("ada_author", "cora_coauthor", "otto_other")
    made = [unreleased(workshop, make_person(key), chen_chair, title=f"Paper of {key}")
            for key in keys]  # fmt: skip
    release(workshop, chen_chair)
    return [fresh(paper) for paper in made]


def session(workshop, chair, title="Honest", **values):
    with clock.at(AFTER):
        return service.add_session(workshop=workshop, by=chair, values={"title": title} | values)


def item(workshop, chair, kind="break", title="Coffee", minutes=20, **values):
    given = {"kind": kind, "title": title, "minutes": minutes} | values
    with clock.at(AFTER):
        return service.add_slot(workshop=workshop, by=chair, values=given)


def times(workshop, hidden=()):
    """ "09:00 what" of each part, in the venue's zone."""
    return [
        f"{talk.begins.astimezone(workshop.zone):%H:%M} {talk.slot}"
        for block in timetable(workshop, hidden)
        for talk in block.talks
    ]


def move(thing, by, way):
    with clock.at(AFTER):
        thing.refresh_from_db()
        service.move(thing=thing, by=by, up=way == "up")


def test_each_part_begins_when_the_one_before_it_ends(workshop, papers, chen_chair):
    item(workshop, chen_chair, "opening", "Welcome", 10)
    session(workshop, chen_chair)
    item(workshop, chen_chair)
    item(workshop, chen_chair, "closing", "Closing", 15)
    placed(workshop, chen_chair, minutes=15)
    assert times(workshop) == [
        "09:00 Welcome", "09:10 Paper 1", "09:25 Paper 2", "09:40 Paper 3", "09:55 Coffee",
        "10:15 Closing",
    ]  # fmt: skip


def test_a_set_time_moves_all_that_follows(workshop, chen_chair):
    item(workshop, chen_chair, "opening", "Welcome", 10)
    noon = datetime(2027, 4, 10, 9, tzinfo=UTC)
    item(workshop, chen_chair, "keynote", "Keynote", 60, starts_at=noon)
    item(workshop, chen_chair, title="Lunch", minutes=60)
    assert times(workshop) == ["09:00 Welcome", "12:00 Keynote", "13:00 Lunch"]
    assert [block.overlaps for block in timetable(workshop)] == [False, False, False]


def test_a_set_time_before_the_end_of_the_last_part_is_told(workshop, chen_chair):
    item(workshop, chen_chair, "opening", "Welcome", 60)
    begin = workshop.schedule.at(DeadlineKind.WORKSHOP)
    item(workshop, chen_chair, "keynote", "Keynote", 60, starts_at=begin + timedelta(minutes=30))
    assert [block.overlaps for block in timetable(workshop)] == [False, True]


def test_times_follow_when_the_day_of_the_workshop_moves(workshop, chen_chair):
    item(workshop, chen_chair, "opening", "Welcome", 10)
    later = workshop.schedule.at(DeadlineKind.WORKSHOP) + timedelta(days=1, hours=2)
    set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.WORKSHOP, at=later)
    assert times(workshop) == ["11:00 Welcome"]


def test_without_a_day_nothing_can_be_planned(workshop, chen_chair):
    set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.WORKSHOP, at=None)
    with pytest.raises(NotNow, match="day of the workshop"):
        session(workshop, chen_chair)
    assert timetable(workshop) == []


def test_times_are_those_of_the_venue_on_both_sides_of_a_clock_change(workshop, chen_chair):
    """In Helsinki the clocks go forward on 28 March 2027 at 3."""
    early = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.WORKSHOP, at=early)
    item(workshop, chen_chair, "opening", "Welcome", 60)
    item(workshop, chen_chair)
    assert times(workshop) == ["02:30 Welcome", "04:30 Coffee"]


def test_one_click_places_every_accepted_paper_once(workshop, papers, chen_chair):
    placed(workshop, chen_chair)
    placed(workshop, chen_chair)
    assert Slot.objects.filter(submission__in=papers).count() == 3
    assert [t.split()[1:] for t in times(workshop)] == [
        ["Paper", "1"],
        ["Paper", "2"],
        ["Paper", "3"],
    ]


def test_without_sessions_some_are_made_with_coffee_between(workshop, chen_chair, papers):
    with clock.at(AFTER):
        many = [unreleased(workshop, make_person("ada_author"), chen_chair) for _ in range(4)]
        release(workshop, chen_chair)
        count = placing.place_papers(workshop=workshop, by=chen_chair, minutes=10)
    blocks = timetable(workshop)
    assert (count, len(many)) == (7, 4)
    assert [(b.heading if b.session else b.alone.title, len(b.talks)) for b in blocks] == [
        ("Session 1", 4), ("Coffee", 1), ("Session 2", 3),
    ]  # fmt: skip


def test_papers_of_one_topic_stand_together(workshop, chen_chair, ada_author):
    topics = list(workshop.topics.all())
    for topic in (topics[5], topics[1], topics[5]):
        unreleased(workshop, ada_author, chen_chair, topic_ids=[topic.pk])
    release(workshop, chen_chair)
    placed(workshop, chen_chair)
    assert [t.split()[-1] for t in times(workshop)] == ["2", "1", "3"]


@pytest.mark.parametrize("outcome", ["reject", "conditional"])
def test_only_accepted_papers_are_placed(workshop, ada_author, chen_chair, outcome):
    accepted(workshop, ada_author, chen_chair, outcome=outcome)
    placed(workshop, chen_chair)
    assert not Slot.objects.exists()


def test_unreleased_acceptance_places_nothing(workshop, ada_author, chen_chair):
    unreleased(workshop, ada_author, chen_chair)
    placed(workshop, chen_chair)
    assert not Slot.objects.exists()


def test_parts_move_past_each_other(workshop, chen_chair):
    welcome = item(workshop, chen_chair, "opening", "Welcome", 10)
    item(workshop, chen_chair)
    lunch = item(workshop, chen_chair, title="Lunch")
    move(lunch, chen_chair, "up")
    move(welcome, chen_chair, "down")
    assert [t[6:] for t in times(workshop)] == ["Lunch", "Welcome", "Coffee"]


def test_the_first_part_stays_first(workshop, chen_chair):
    welcome = item(workshop, chen_chair, "opening", "Welcome", 10)
    item(workshop, chen_chair)
    move(welcome, chen_chair, "up")
    assert [t[6:] for t in times(workshop)] == ["Welcome", "Coffee"]


def test_a_talk_moves_within_its_session_and_on_into_the_next(workshop, papers, chen_chair):
    session(workshop, chen_chair, "One")
    placed(workshop, chen_chair)
    second = session(workshop, chen_chair, "Two")
    slot = papers[2].slot
    move(slot, chen_chair, "up")
    assert [t[6:] for t in times(workshop)] == ["Paper 1", "Paper 3", "Paper 2"]
    move(slot, chen_chair, "down")
    move(slot, chen_chair, "down")
    slot.refresh_from_db()
    assert slot.session == second
    move(slot, chen_chair, "up")
    assert [t[6:] for t in times(workshop)] == ["Paper 1", "Paper 2", "Paper 3"]


def test_papers_of_a_removed_session_wait_for_another_place(workshop, papers, chen_chair):
    made = session(workshop, chen_chair)
    placed(workshop, chen_chair)
    with clock.at(AFTER):
        service.remove(thing=made, by=chen_chair)
    assert placing.unplaced(workshop, chen_chair).count() == 3


def test_a_withdrawn_paper_gives_its_slot_back(workshop, papers, chen_chair):
    placed(workshop, chen_chair)
    with clock.at(AFTER):
        lifecycle.withdraw(paper=papers[1], by=chen_chair, reason="A flaw.", as_chair=True)
    assert [t[6:] for t in times(workshop)] == ["Paper 1", "Paper 3"]


def test_a_paper_that_is_no_longer_accepted_gives_its_slot_back(workshop, papers, chen_chair):
    placed(workshop, chen_chair)
    with clock.at(AFTER), transaction.atomic():
        publish_outcome(papers[0], SubmissionStatus.REJECTED, by=chen_chair)
    assert not Slot.objects.filter(submission=papers[0]).exists()


def test_before_the_release_there_is_nothing_to_publish(workshop, ada_author, chen_chair):
    unreleased(workshop, ada_author, chen_chair)
    item(workshop, chen_chair)
    with clock.at(AFTER), pytest.raises(NotNow, match="Decisions come first"):
        announcing.publish_programme(workshop=workshop, by=chen_chair)
    assert not policy.programme_is_public(workshop)


def test_an_empty_programme_is_not_published(workshop, papers, chen_chair):
    with clock.at(AFTER), pytest.raises(NotNow, match="empty"):
        announcing.publish_programme(workshop=workshop, by=chen_chair)


@pytest.mark.both_databases
def test_publishing_tells_presenters_their_time_and_waits_ten_minutes(workshop, papers, chen_chair):
    handed_in(papers[0], make_person("ada_author"))
    published_programme(workshop, chen_chair)
    mails = OutboxMessage.objects.filter(kind="programme.slot").order_by("about_id")
    assert [mail.to_email for mail in mails] == [
        make_person(key).email for key in ("ada_author", "cora_coauthor", "otto_other")
    ]
    assert "Sat 10 Apr 2027, 09:00 in Helsinki" in mails[0].text
    assert mails[0].not_before - mails[0].created_at == timedelta(minutes=10)


def test_only_those_whose_time_changed_are_told_of_it(workshop, papers, chen_chair):
    published_programme(workshop, chen_chair)
    move(papers[2].slot, chen_chair, "up")
    with clock.at(AFTER + timedelta(days=1)):
        assert [s.submission.number for s in announcing.moved_since_told(timetable(workshop))] == [
            3,
            2,
        ]
        assert announcing.tell_changes(workshop=workshop, by=chen_chair) == 2
        assert announcing.tell_changes(workshop=workshop, by=chen_chair) == 0
    changed = OutboxMessage.objects.filter(kind="programme.changed")
    assert {mail.to_email for mail in changed} == {
        make_person("cora_coauthor").email, make_person("otto_other").email,
    }  # fmt: skip


def test_each_change_raises_the_sequence(workshop, chen_chair):
    item(workshop, chen_chair)
    first = policy.programme_of(workshop).sequence
    item(workshop, chen_chair)
    assert policy.programme_of(workshop).sequence == first + 1


@pytest.mark.both_databases
def test_the_database_refuses_a_paper_outside_a_session(workshop, papers):
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(workshop=workshop, kind="paper", submission=papers[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(workshop=workshop, kind="paper")
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(workshop=workshop, kind="break", minutes=0)


# A chair with a conflict, before the programme is public


@pytest.fixture
def xavi(workshop, papers, xavi_conflicted_chair, chen_chair):
    """A chair in conflict with paper 2, which stands between the others."""
    add_conflict(
        paper=papers[1], user=xavi_conflicted_chair, by=chen_chair, source=ConflictSource.CHAIR
    )
    placed(workshop, chen_chair)
    return xavi_conflicted_chair


def test_times_are_as_if_the_hidden_paper_were_not_there(workshop, xavi):
    hidden = policy.desk_of(xavi, workshop).hidden
    assert times(workshop, hidden) == ["09:00 Paper 1", "09:20 Paper 3"]


def test_a_move_passes_the_hidden_paper_unseen(workshop, papers, xavi):
    move(papers[2].slot, xavi, "up")
    assert [t[6:] for t in times(workshop)] == ["Paper 3", "Paper 1", "Paper 2"]


def test_the_hidden_paper_is_not_placed_by_its_conflicted_chair(workshop, papers, xavi):
    Slot.objects.all().delete()
    with clock.at(AFTER):
        assert placing.place_papers(workshop=workshop, by=xavi, minutes=10) == 2


def test_once_the_programme_is_public_nothing_of_it_is_hidden(workshop, xavi, chen_chair):
    published_programme(workshop, chen_chair)
    assert policy.desk_of(xavi, workshop).hidden == frozenset()
