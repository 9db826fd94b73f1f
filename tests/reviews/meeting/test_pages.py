"""What each person gets of a meeting on its pages."""

import re

import pytest
from django.db import transaction

from reviews.enums import Outcome
from reviews.models import Decision, Meeting, Turn
from reviews.services.meeting import ballots, planning, presence, running
from submissions.enums import ConflictSource
from submissions.services.conflicts import add_conflict
from tests.masking import masked

pytestmark = pytest.mark.django_db
ROOM, STATE, PAPER = "/dtms/meeting/", "/dtms/meeting/state/", "/dtms/meeting/paper/"
WALL, PLAN = "/dtms/meeting/projector/", "/dtms/chair/meeting/"
RANDOM = re.compile(rb"[\w-]{16}(-\d+)*")


def version(page):
    return re.search(r'data-version="([^"]*)"', page)[1]


def test_members_know_of_no_meeting_before_the_invitation(table, look):
    look(table.rex_reviewer, status=404)
    assert "The meeting begins" in look(table.chen_chair)
    planning.invite(meeting=table.meeting(), by=table.chen_chair)
    assert "The meeting begins" in look(table.rex_reviewer)
    for stranger in (table.sam_stranger, table.ada_author):
        for path in (ROOM, STATE, PAPER, WALL, PLAN):
            look(stranger, path, status=404)


def test_who_has_not_joined_sees_nothing_of_the_table(table, look):
    table.start()
    table.go(running.go_on)
    for person in (table.nina_unassigned, table.kim_conflicted, table.xavi_conflicted_chair):
        page = look(person)
        assert "Join the meeting" in page or "step outside" in page
        assert "Lighthouse" not in page
        look(person, PAPER, status=404)


def test_unconflicted_people_in_the_room_see_reviews_of_the_current_paper_and_only_then(
    table, look
):
    table.start(table.nina_unassigned, table.rex_reviewer)
    look(table.nina_unassigned, "/dtms/reviews/1/others/", status=404)
    table.go(running.go_on)
    room, paper = look(table.nina_unassigned), look(table.nina_unassigned, PAPER)
    assert "Lighthouse Replicas" in room
    assert 'aria-label="Scores 1, 5"' in room
    assert "Lena on Lighthouse Replicas." in paper
    look(table.nina_unassigned, "/dtms/reviews/1/others/", status=404)
    table.go(running.go_on)
    later = look(table.nina_unassigned) + look(table.nina_unassigned, PAPER)
    assert "Lighthouse" not in later
    assert "Lena on Fogbound." in later
    table.go(running.pause)
    look(table.nina_unassigned, PAPER, status=404)


def test_who_leaves_the_room_leaves_the_paper(table, look):
    table.start(table.nina_unassigned)
    table.go(running.go_on)
    look(table.nina_unassigned, PAPER)
    presence.leave(meeting=table.meeting(), user=table.nina_unassigned)
    look(table.nina_unassigned, PAPER, status=404)


def test_reviewers_have_names_for_those_who_know_them_and_numbers_for_others(table, look):
    table.start(table.nina_unassigned, table.rex_reviewer, table.todd_todo)
    table.go(running.go_on)
    named = "Lena Oberthür"
    presence.leave(meeting=table.meeting(), user=table.lena_lead)
    for page in (ROOM, PAPER):
        assert named in look(table.rex_reviewer, page)
        assert named in look(table.chen_chair, page)
        assert named not in look(table.nina_unassigned, page)
        assert "Reviewer 1" in look(table.nina_unassigned, page)


def test_what_is_for_chairs_stays_with_chairs(table, look):
    table.start(table.rex_reviewer)
    table.go(running.go_on)
    table.go(running.note, text="kelpforest")
    table.go(running.decide, outcome=Outcome.REJECT, reason="marigold")
    member = (
        look(table.rex_reviewer) + look(table.rex_reviewer, PAPER) + look(table.rex_reviewer, WALL)
    )
    for word in ("kelpforest", "marigold", "Decision", 'name="move"'):
        assert word not in member
    chair = look(table.chen_chair)
    assert "kelpforest" in chair
    assert "marigold" in chair


def test_conflicted_people_are_out_alike_for_all_papers_and_whatever_happens(table, sign_in):
    add_conflict(paper=table.papers[2], user=table.kim_conflicted, by=table.chen_chair,
                 source=ConflictSource.CHAIR)  # fmt: skip
    table.start(table.kim_conflicted, table.rex_reviewer)

    def seen():
        client = sign_in(table.kim_conflicted)
        pages = [
            client.get(p) for p in (ROOM, STATE, PAPER, WALL, f"{STATE}?v=out", "/dtms/reviews/")
        ]
        pages.append(client.post("/dtms/meeting/here/", headers={"X-Page-Is-Open": "yes"}))
        return [(page.status_code, masked(page), page.get("Content-Length")) for page in pages]

    table.go(running.go_on)
    first = seen()
    assert b"step outside" in first[0][1]
    assert first[4][0] == 204
    table.go(running.decide, outcome=Outcome.ACCEPT)
    table.go(ballots.open_ballot)
    table.go(running.note, text="A note.")
    assert seen() == first
    table.go(running.go_on)
    assert seen() == first
    table.go(running.put_off)
    assert seen() == first


def test_what_happened_meanwhile_is_not_told_when_they_come_back(table, sign_in):
    """Two meetings that differ in what was done with a paper that Kim and Xavi do not know."""

    def world(*acts):
        with transaction.atomic():
            table.start(table.kim_conflicted, table.xavi_conflicted_chair, table.rex_reviewer)
            table.go(running.go_on)
            for act, more in acts:
                table.go(act, **more)
            if table.on_the_table() == 1:
                table.go(running.go_on)
            assert table.on_the_table() == 2
            found = []
            for person in (table.kim_conflicted, table.xavi_conflicted_chair):
                client = sign_in(person)
                paths = [ROOM, STATE, PAPER, WALL, "/dtms/reviews/"]
                if person == table.xavi_conflicted_chair:
                    paths += [PLAN, "/dtms/chair/", "/dtms/chair/papers/", "/dtms/chair/log/"]
                found += [RANDOM.sub(b"", masked(client.get(path))) for path in paths]
            transaction.set_rollback(True)
        return found

    quiet = world()
    accepted = world((running.decide, {"outcome": Outcome.ACCEPT}), (running.note, {"text": "N"}))
    voted = world((ballots.open_ballot, {}), (ballots.close_ballot, {}),
                  (running.decide, {"outcome": Outcome.REJECT, "reason": "No."}))  # fmt: skip
    assert quiet == accepted == voted


def test_a_conflict_that_is_found_while_the_paper_is_on_the_table_counts_at_once(table, look):
    table.start(table.nina_unassigned)
    table.go(running.go_on)
    shown = version(look(table.nina_unassigned))
    add_conflict(paper=table.papers[1], user=table.nina_unassigned, by=table.chen_chair,
                 source=ConflictSource.CHAIR)  # fmt: skip
    assert "step outside" in look(table.nina_unassigned, f"{STATE}?v={shown}")
    look(table.nina_unassigned, PAPER, status=404)


def test_a_page_asks_and_is_answered_only_when_there_is_something_new(table, sign_in):
    table.start(table.rex_reviewer)
    client = sign_in(table.rex_reviewer)
    shown = version(client.get(ROOM).content.decode())
    assert client.get(f"{STATE}?v={shown}").status_code == 204
    table.go(running.go_on)
    fresh = client.get(f"{STATE}?v={shown}")
    assert "Lighthouse" in fresh.content.decode()
    shown = version(fresh.content.decode())
    table.go(running.decide, outcome=Outcome.ACCEPT)
    assert client.get(f"{STATE}?v={shown}").status_code == 204
    table.go(ballots.open_ballot)
    assert client.get(f"{STATE}?v={shown}").status_code == 200


def test_the_question_takes_few_queries_however_long_the_agenda(
    table, sign_in, django_assert_num_queries
):
    table.start(table.rex_reviewer)
    table.go(running.go_on)
    client = sign_in(table.rex_reviewer)
    shown = version(client.get(ROOM).content.decode())
    with django_assert_num_queries(7):
        client.get(f"{STATE}?v={shown}")


def test_the_room_and_the_plan_take_the_same_queries_for_one_paper_and_for_three(
    table, sign_in, django_assert_num_queries
):
    client = sign_in(table.chen_chair)
    client.get(PLAN)
    with django_assert_num_queries(11):
        client.get(PLAN)
    table.start()
    table.go(running.go_on)
    with django_assert_num_queries(29):
        client.get(ROOM)
    Meeting.objects.get().items.exclude(turns__isnull=False).delete()
    # Nothing is ahead any more: neither its reviewers nor their scores are asked for.
    with django_assert_num_queries(27):
        client.get(ROOM)
    with django_assert_num_queries(11):
        client.get(PLAN)


def test_the_reviewers_of_the_next_paper_are_told(table, look):
    table.start(table.rex_reviewer, table.nina_unassigned)
    table.go(running.go_on)
    assert "You are next" in look(table.rex_reviewer)
    assert "You are next" not in look(table.nina_unassigned)


def test_the_wall_names_the_next_paper_only_when_nobody_there_is_conflicted_with_it(table, look):
    table.start(table.kim_conflicted)
    table.go(running.go_on)
    assert "Fogbound" in look(table.chen_chair, WALL)
    table.go(running.go_on)
    assert "Harbour" not in look(table.chen_chair, WALL)
    presence.leave(meeting=table.meeting(), user=table.kim_conflicted)
    assert "Harbour" in look(table.chen_chair, WALL)


def test_members_are_not_told_who_is_out(table, look):
    table.start(table.kim_conflicted, table.nina_unassigned)
    table.go(running.go_on)
    assert str(table.kim_conflicted) in look(table.chen_chair)
    for page in (ROOM, WALL):
        assert str(table.kim_conflicted) not in look(table.nina_unassigned, page)


def test_words_for_a_paper_that_is_gone_are_kept_and_recorded_for_no_other(table, sign_in):
    table.start()
    table.go(running.go_on)
    before = table.at()
    table.go(running.go_on)
    client = sign_in(table.chen_chair)
    data = {"at": before, "outcome": "reject", "reason": "A long reason."}
    answer = client.post("/dtms/meeting/decide/", data)
    assert answer.status_code == 409
    assert "A long reason." in answer.content.decode()
    assert 'name="outcome"' not in answer.content.decode()
    assert not Decision.objects.exists()


def test_a_refused_decision_keeps_what_was_typed(table, sign_in):
    table.start()
    table.go(running.go_on)
    data = {"at": table.at(), "outcome": "conditional", "reason": "Nearly there.", "next": ""}
    answer = sign_in(table.chen_chair).post("/dtms/meeting/decide/", data)
    assert answer.status_code == 422
    assert "Nearly there." in answer.content.decode()
    assert "Say what the authors must do." in answer.content.decode()


def test_record_and_next_is_one_press(table, sign_in):
    table.start()
    table.go(running.go_on)
    data = {"at": table.at(), "outcome": "accept", "next": ""}
    sign_in(table.chen_chair).post("/dtms/meeting/decide/", data)
    assert Decision.objects.get().submission == table.papers[1]
    assert table.on_the_table() == 2


def test_junk_in_the_forms_changes_nothing(table, sign_in):
    table.start(table.rex_reviewer)
    table.go(running.go_on)
    shown = table.at()
    chair, member = sign_in(table.chen_chair), None
    for path, data in (
        ("move/", {"move": "nonsense", "at": shown}), ("move/", {}), ("move/", {"move": "next", "at": "x" * 500}),
        ("note/", {"text": "x", "at": "\x00"}), ("jump/2/", {"at": ""}),
    ):  # fmt: skip
        assert chair.post(f"/dtms/meeting/{path}", data).status_code in {302, 409}
    assert chair.post("/dtms/meeting/jump/99/").status_code == 404
    member = sign_in(table.rex_reviewer)
    assert member.post("/dtms/meeting/vote/", {"choice": "everything"}).status_code == 302
    for path in ("move/", "decide/", "note/", "jump/2/"):
        assert member.post(f"/dtms/meeting/{path}").status_code == 404
    assert [t.public_id for t in Turn.objects.all()] == [shown]
