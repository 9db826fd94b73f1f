"""The clock of a rehearsal is moved: its invented people live through the plan."""

import sys

import pytest
from django.core import mail as postbox
from django.urls import reverse

from dtms_site import clock
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from dtms_site.rehearsal import clockwork, copying, removing
from dtms_site.rehearsal.stage import HOUR, Stage
from dtms_site.workshops import forecasts
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Rehearsal, Workshop
from reviews.models import Review
from tests.dtms_site.rehearsal.stage import all_rows, live_edition, rehearse
from tests.editions import make_edition
from tests.people import make_person

pytestmark = pytest.mark.django_db


def move_to(play, at):
    clockwork.move(play=play, to=at, by=make_person("chen_chair"))
    while Rehearsal.objects.get(pk=play.pk).moves_to:
        clockwork.work(play.pk)
    return Rehearsal.objects.get(pk=play.pk)


def test_a_whole_life_leaves_the_edition_as_it_was():
    """From the call to the proceedings, with a late review, one given back and one that never came.

    The edition has a paper with a review of its own: not a row of it changes.
    """
    live = live_edition()
    before = all_rows()
    play = move_to(rehearse(live, **LAZY), clockwork.end_of(live))
    assert play.trouble == ""
    copy = Workshop.objects.get(pk=play.workshop_id)
    lived(copy)
    after = all_rows()
    assert {key: after.get(key) for key in before} == before
    new = " ".join(row for key, row in after.items() if key not in before)
    assert [word for word in OF_THE_EDITION if word in new] == []
    assert set(OutboxMessage.objects.of(copy).values_list("state", flat=True)) == {MailState.SHOWN}
    assert postbox.outbox == []
    removing.remove(rehearsal=copy, by=make_person("chen_chair"))
    left = {key for key in all_rows() if key not in before}
    assert [label for label, _ in left] == ["audit.AuditEvent"] * 2


# What its papers and reviews say: a chair in conflict must not meet it by way of the rehearsal.
OF_THE_EDITION = ("Saltmarsh Observatories", "Estuary Ledgers", "peatbog", "drifts and when to ask")
LAZY = {"late": 35, "declines": 15, "never": 5, "drafts": 20, "days_late": 1}


def lived(copy):
    told = "\n".join(f"{act} {act.trouble}" for act in copy.rehearsal_acts.all())
    sys.stdout.write(f"{told}\n")
    assert copy.submissions.count() == 6
    assert copy.proceedings.is_published, told
    due = copy.schedule.at(DeadlineKind.REVIEW)
    sent = Review.objects.filter(assignment__submission__workshop=copy)
    assert sent.filter(submitted_at__gt=due).exists(), told
    assert sent.filter(submitted_at__lt=due).exists(), told
    assert "gave paper" in told
    assert "placed" in told


def test_the_timeline_tells_exactly_what_is_then_there():
    """Nobody acts after the papers have been given out: then all of it is foretold."""
    live = live_edition()
    play = rehearse(live, never=100, declines=0, withdrawn=0, helped=0, papers=3)
    play = move_to(play, Stage(play).assigns_at + 3 * HOUR)
    play.never, play.chairs_act = 100, False
    play.save()
    copy = Workshop.objects.get(pk=play.workshop_id)
    until = copy.schedule.at(DeadlineKind.NOTIFICATION)
    with clock.at(play.stands_at - copy.clock_offset):
        plans = forecasts.forecast(copy, until + clockwork.MOMENT)
        foretold = [(p.at, p.to.email, p.kind, forecasts.letter_of(copy, p).text) for p in plans]
    known = set(OutboxMessage.objects.of(copy).values_list("pk", flat=True))
    move_to(play, until)
    new = OutboxMessage.objects.of(copy).exclude(pk__in=known)
    sent = [(m.created_at, m.to_email, m.kind, m.text) for m in new]
    assert sorted(sent) == sorted(foretold)
    assert len(sent) > 10
    assert {kind for _, _, kind, _ in sent} >= {"review.reminder", "review.overdue"}


def test_the_same_seed_plays_the_same_people_again():
    def told(play):
        play = move_to(play, Stage(play).assigns_at + 2 * HOUR)
        copy = Workshop.objects.get(pk=play.workshop_id)
        acts = [(a.key.partition("+")[0], a.at, a.what) for a in copy.rehearsal_acts.all()]
        removing.remove(rehearsal=copy, by=make_person("chen_chair"))
        return acts

    live = live_edition()
    first = told(rehearse(live, papers=2))
    assert told(rehearse(live, papers=2)) == first
    assert told(rehearse(live, papers=2, seed=8)) != first


def test_the_clock_goes_forward_only_and_one_move_at_a_time(live_play):
    play, chair = live_play, make_person("chen_chair")
    with pytest.raises(copying.NotNow, match="forward"):
        clockwork.move(play=play, to=play.stands_at, by=chair)
    clockwork.move(play=play, to=play.stands_at + HOUR, by=chair)
    with pytest.raises(copying.NotNow, match="moving"):
        clockwork.move(play=play, to=play.stands_at + HOUR, by=chair)
    assert clockwork.waiting() == [play.pk]
    Rehearsal.objects.update(leased_until=clock.now() + HOUR)
    clockwork.work(play.pk)
    assert Rehearsal.objects.get().moves_to is not None  # another worker has it
    Rehearsal.objects.update(leased_until=clock.now() - HOUR)
    clockwork.work(play.pk)
    assert Rehearsal.objects.get().moves_to is None
    assert Rehearsal.objects.get().stands_at == play.stands_at + HOUR
    assert clockwork.waiting() == []


@pytest.fixture
def live_play():
    return rehearse(make_edition())


def test_a_page_of_it_is_of_the_moment_at_which_its_clock_stands(sign_in, live_play):
    play = live_play
    client = sign_in(make_person("chen_chair"))
    desk = reverse("rehearsal:desk", args=["dtms"])
    path = reverse("rehearsal:move", args=["dtms"])
    assert client.post(path, {"to": "event"}).url == desk
    assert b"The clock goes to" in client.get(reverse("rehearsal:state", args=["dtms"])).content
    clockwork.work(play.pk)
    assert b"Time stands still" in client.get(reverse("rehearsal:state", args=["dtms"])).content
    moved = Rehearsal.objects.get()
    assert moved.stands_at > play.stands_at
    act = moved.workshop.rehearsal_acts.get()
    author = moved.workshop.rehearsal_people.get(user=act.who or moved.workshop.submissions.get()
                                                 .authors.first().user)  # fmt: skip
    client.post(reverse("rehearsal:look", args=["dtms"]), {"person": author.pk})
    page = client.get(reverse("submissions:papers", args=["dtms-rehearsal"]))
    assert page.status_code == 200
    assert page.context["request"].workshop.now() != clock.now()
    assert f"{moved.stands_at:%H:%M} UTC".encode() in page.content
    for word in ("date-x", "", "century"):
        answer = client.post(path, {"to": word}, follow=True)
        assert b"Choose how far" in answer.content
