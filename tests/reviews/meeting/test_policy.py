"""Who sees and does what in a meeting, said once more over papers in every state."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.http import Http404

from dtms_site.workshops.enums import Role
from reviews import meeting_policy as policy
from reviews.models import Attendance, Comment, Meeting, MeetingItem, Turn
from submissions.enums import SubmissionStatus
from submissions.models import Conflict
from tests.editions import OPEN, add_member
from tests.grid import NOW, Grid, Made, Paper, same, where
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

S, SECOND = SubmissionStatus, timedelta(seconds=1)
TOLD = {S.UNDER_REVIEW, S.ACCEPTED, S.CAMERA_READY, S.PUBLISHED, S.CONDITIONALLY_ACCEPTED,
        S.REJECTED}  # fmt: skip
# Who is in the room, and who said so too long ago or has left.
THERE = ("chen_chair", "lena_lead", "kim_conflicted", "nina_unassigned", "bao_member", "walt_web")
AWAY = ("rex_reviewer", "todd_todo")


class Room:
    def __init__(self, grid: Grid) -> None:
        self.grid, self.workshop = grid, grid.workshop
        self.papers = [p for p in grid.papers if p.is_here and p.ruling is None]
        self.row = Meeting.objects.create(
            workshop=grid.workshop, number=1, starts_at=NOW, state="live", started_at=NOW,
            minutes_a_paper=7,
        )  # fmt: skip
        items = [
            MeetingItem(meeting=self.row, submission=paper.row, place=-place % 1000)
            for place, paper in enumerate(self.papers)
        ]
        MeetingItem.objects.bulk_create(items)
        self.items = [Made(item, paper) for item, paper in zip(items, self.papers, strict=True)]
        for key in (*THERE, *AWAY):
            seen = NOW - timedelta(seconds=75 if key in AWAY else 74)
            Attendance.objects.create(
                meeting=self.row, user=make_person(key), joined_at=OPEN, seen_at=seen
            )

        self._meet_elsewhere()

    def _meet_elsewhere(self) -> None:
        """Another edition meets too: others are there, and a paper lies on its table."""
        paper = self.grid.papers[-1].row
        meeting = Meeting.objects.create(
            workshop=paper.workshop, number=1, starts_at=NOW, state="live", started_at=NOW
        )
        item = MeetingItem.objects.create(meeting=meeting, submission=paper, place=0)
        Turn.objects.create(meeting=meeting, item=item, began_at=NOW)
        for key in (*AWAY, "maya_chair"):
            Attendance.objects.create(
                meeting=meeting, user=make_person(key), joined_at=OPEN, seen_at=NOW
            )

    def meeting(self) -> Meeting:
        found = Meeting.objects.get(pk=self.row.pk)
        found.workshop = self.workshop
        return found

    def take(self, paper: Paper) -> Turn:
        """Put it on the table in place of what lies there."""
        Turn.objects.filter(meeting=self.row).update(ended_at=NOW)
        item = next(made.row for made in self.items if made.paper is paper)
        return Turn.objects.create(meeting=self.row, item=item, began_at=NOW)

    def place(self, key: str) -> policy.Place:
        return policy.place_of(make_person(key), self.meeting(), is_chair=key == "chen_chair")

    def sees(self, key: str, paper: Paper) -> bool:
        if key == "kim_conflicted":
            return paper.status in TOLD and not paper.is_apart
        return paper.status in TOLD and not (
            key == "nina_unassigned" and paper.relation == "another"
        )


@pytest.fixture
def room(grid: Grid) -> Room:
    return Room(grid)


def test_where_each_person_stands_while_each_paper_is_on_the_table(room: Room):
    people = ("chen_chair", "lena_lead", "kim_conflicted", "nina_unassigned", "rex_reviewer")
    some = [p for p in room.papers if p.status in {S.UNDER_REVIEW, S.ACCEPTED, S.WITHDRAWN}]
    for key in people:
        found = room.place(key)
        assert (found.turn, found.is_out, found.attends) == (None, False, key in THERE)
        assert found.version == ("pause" if key in THERE else "door")
        assert found.leads == (key == "chen_chair")
    for paper in some:
        turn = room.take(paper)
        Turn.objects.filter(pk=turn.pk).update(room_news=3, chair_news=5)
        for key in people:
            found, chair, attends = room.place(key), key == "chen_chair", key in THERE
            sees, lies = room.sees(key, paper), paper.status in TOLD
            assert (found.attends, found.is_chair) == (attends, chair)
            assert found.turn == (turn if sees else None)
            assert found.is_out == (lies and not sees)
            assert found.is_at_the_table == (attends and sees)
            assert found.leads == (chair and not found.is_out)
            news = f"{turn.public_id}-3" + ("-5" if chair else "")
            table = news if sees else "out" if lies else "pause"
            assert found.version == (table if attends else "door")
            if sees and found.turn:
                assert found.paper == paper.row
                assert found.paper.workshop is room.workshop
                assert found.turn.meeting is found.meeting
                assert found.knows_names == found.view.reads_reviews


def test_a_chair_who_is_out_leads_nothing(room: Room):
    paper = next(p for p in room.papers if p.status == S.UNDER_REVIEW and p.relation == "none")
    turn, chen = room.take(paper), make_person("chen_chair")
    assert room.place("chen_chair").leads
    paper.row.authors.create(email=chen.email, order=1)
    found = room.place("chen_chair")
    assert (found.turn, found.is_out, found.leads) == (None, True, False)
    assert room.place("lena_lead").turn == turn


def test_before_and_after_it_nobody_is_at_the_table(room: Room):
    room.take(room.papers[0])
    for state, leads in (("planned", True), ("over", False)):
        Meeting.objects.filter(pk=room.row.pk).update(state=state, sequence=4, ended_at=NOW)
        found = room.place("chen_chair")
        assert (found.attends, found.turn, found.is_out, found.leads) == (False, None, False, leads)
        assert found.version == f"{state}-4"
        assert not room.place("lena_lead").leads


def test_members_know_of_a_meeting_from_the_invitation_on(room: Room):
    chair, member = frozenset({Role.CHAIR}), frozenset({Role.MEMBER})
    elsewhere = room.grid.papers[-1].row.workshop
    Meeting.objects.filter(workshop=elsewhere).delete()
    assert policy.meeting_of(elsewhere) is None
    for roles in (chair, member):
        with pytest.raises(Http404):
            policy.meeting_for(elsewhere, roles)
    for state, invited in product(("planned", "live", "over"), (None, NOW)):
        Meeting.objects.filter(pk=room.row.pk).update(state=state, invited_at=invited, ended_at=NOW)
        found = policy.meeting_of(room.workshop)
        assert found == room.row
        assert found.workshop is room.workshop
        assert policy.meeting_for(room.workshop, chair) == room.row
        if invited or state != "planned":
            assert policy.meeting_for(room.workshop, member) == room.row
        else:
            with pytest.raises(Http404):
                policy.meeting_for(room.workshop, member)


def test_the_agenda_is_of_the_papers_somebody_is_free_on(room: Room):
    meeting = room.meeting()
    for key in ("kim_conflicted", "lena_lead"):
        person = make_person(key)
        mine = [made for made in room.items if room.sees(key, made.paper)]
        same(policy.items_for(person, meeting), mine)
        for minutes in (7, 31):
            meeting.minutes_a_paper = minutes
            halves = -(-minutes * len(mine) // 30)
            assert policy.expected_end(person, meeting) == NOW + timedelta(minutes=30 * halves)
        on_it, done, *_ = mine
        MeetingItem.objects.filter(pk=done.row.pk).update(state="done")
        room.take(mine[2].paper)
        room.take(on_it.paper)
        waiting = where(mine, lambda made, on_it=on_it, done=done: made not in (on_it, done))
        same(policy.waiting_for(person, meeting), waiting)
        MeetingItem.objects.update(state="waiting")
        for made in room.items[::3]:
            number = made.paper.row.number
            if made in mine:
                found = policy.item_for_chair(person, meeting, number)
                assert (found, found.meeting) == (made.row, meeting)
            else:
                with pytest.raises(Http404):
                    policy.item_for_chair(person, meeting, number)
    MeetingItem.objects.all().delete()
    assert policy.expected_end(room.grid.kim, meeting) == NOW + timedelta(minutes=30)


def test_who_is_there_serves_and_was_heard_of(room: Room):
    serving = [make_person(key) for key in THERE if key not in {"bao_member", "walt_web"}]
    by_name = sorted(serving, key=lambda p: (p.family_name, p.given_name))
    assert policy.people_at(room.meeting()) == by_name
    for user in by_name[:2]:
        user.family_name = "Ek"
        user.save()
    people = policy.people_at(room.meeting())
    assert people == sorted(people, key=lambda p: (p.family_name, p.given_name))


def test_a_paper_is_led_by_a_chair_in_the_room_who_is_free_on_it(room: Room):
    made = room.items[0]
    item = MeetingItem.objects.select_related("submission").get(pk=made.row.pk)
    item.meeting = room.meeting()
    chen = make_person("chen_chair")
    assert policy.chair_is_there_for(item)
    add_member(room.workshop, make_person("maya_chair"), Role.CHAIR)  # meets elsewhere
    Conflict.objects.create(submission=made.paper.row, user=chen, source="chair", entered_at=NOW)
    assert not policy.chair_is_there_for(item)
    Conflict.objects.filter(user=chen).delete()
    Attendance.objects.filter(user=chen).update(left_at=NOW)
    assert not policy.chair_is_there_for(item)


def order(room: Room, *papers: Paper) -> None:
    """These come next, in this order."""
    MeetingItem.objects.update(place=500)
    for place, paper in enumerate(papers):
        MeetingItem.objects.filter(submission=paper.row).update(place=place)


def test_the_next_paper_stands_on_the_wall_if_nobody_there_is_apart_from_it(room: Room):
    review = [p for p in room.papers if p.status == S.UNDER_REVIEW]
    free = next(p for p in review if p.relation == "none")
    another = next(p for p in review if p.relation == "dismissed")
    kims = next(p for p in review if p.relation == "named")
    gone = next(p for p in room.papers if p.status == S.WITHDRAWN)

    def told(key: str) -> Any:
        found = policy.next_for_all(room.place(key))
        return found and found.submission_id

    order(room, free)
    assert told("lena_lead") == free.row.pk
    assert told("rex_reviewer") is None  # is not there
    order(room, kims, free)
    assert told("lena_lead") is None
    Attendance.objects.filter(user=room.grid.kim).update(left_at=NOW)
    assert told("lena_lead") == kims.row.pk
    assert told("nina_unassigned") == kims.row.pk
    order(room, gone, free)
    assert told("lena_lead") is None
    order(room, free, another)
    room.take(free)
    assert told("lena_lead") == another.row.pk
    MeetingItem.objects.filter(submission=another.row).update(state="done")
    order(room, free, another, kims)
    assert told("lena_lead") == kims.row.pk
    room.take(kims)
    Attendance.objects.filter(user=room.grid.kim).update(left_at=None)
    assert told("kim_conflicted") is None  # is out
    Turn.objects.update(ended_at=NOW)
    MeetingItem.objects.update(state="done")
    assert told("lena_lead") is None


def test_what_reviewers_wrote_is_heard_without_what_is_for_chairs(room: Room):
    paper = next(p for p in room.papers if p.status == S.UNDER_REVIEW and p.relation == "none")
    room.take(paper)
    lena = make_person("lena_lead")
    said = {
        audience: Comment.objects.create(
            submission=paper.row, writer=lena, text="Hm.", written_at=NOW, audience=audience
        )
        for audience in ("reviewers", "chairs")
    }
    assert list(policy.comments_for_the_room(room.place("nina_unassigned"))) == [said["reviewers"]]
