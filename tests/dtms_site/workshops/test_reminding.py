"""Reminders: only of what is not done, one mail a day by daylight, and told before they leave."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dtms_site import clock
from dtms_site.mail import services as outbox
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import forecasts, reminding, rules
from dtms_site.workshops.duties import Anchor, Rule, all_duties, duty_of
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.services import Invitee, invite, set_deadline
from reviews.services import assignments, discussion
from tests.editions import (
    CLOSED,
    REVIEWING,
    add_member,
    draft,
    in_review,
    make_edition,
    reviewed,
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def workshop():
    return make_edition()


def tick(workshop, instant):
    workshop.__dict__.pop("schedule", None)
    with clock.at(instant):
        return reminding.run(instant)


def through(workshop, first, last, step=3 * HOUR):
    """Every mail that the reminders write between two moments: (when, to, kind)."""
    told, instant = [], first
    while instant < last:
        before = set(OutboxMessage.objects.values_list("pk", flat=True))
        tick(workshop, instant)
        new = OutboxMessage.objects.exclude(pk__in=before).order_by("to_email", "kind")
        told += [(instant, row.to_email, row.kind) for row in new]
        instant += step
    return told


@pytest.fixture
def reviewing(workshop, ada_author, rex_reviewer, lena_lead, chen_chair):
    for person in (rex_reviewer, lena_lead):
        add_member(workshop, person)
    return in_review(submitted(workshop, ada_author), chen_chair, rex_reviewer, lena_lead)


def test_a_reviewer_hears_until_the_review_is_in_and_then_no_more(
    workshop, reviewing, rex_reviewer, lena_lead
):
    due = workshop.schedule.at(DeadlineKind.REVIEW)
    reviewed(reviewing, lena_lead)
    told = through(workshop, due - 4 * DAY, due + 6 * DAY)
    mine = [(at - due, kind) for at, to, kind in told if to == rex_reviewer.email]
    assert lena_lead.email not in {to for _, to, _ in told}
    days = [(round(after / DAY), kind) for after, kind in mine]
    assert days == [
        (-3, "review.reminder"), (-1, "review.reminder"),
        (1, "review.overdue"), (3, "review.overdue"), (5, "review.overdue"),
    ]  # fmt: skip


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin"])
def test_it_comes_by_daylight_where_the_reader_lives(workshop, reviewing, rex_reviewer, zone):
    rex_reviewer.time_zone = zone
    rex_reviewer.save()
    due = workshop.schedule.at(DeadlineKind.REVIEW)
    told = through(workshop, due - 4 * DAY, due)
    hours = [at.astimezone(ZoneInfo(zone)).hour for at, to, _ in told if to == rex_reviewer.email]
    assert len(hours) == 2
    assert all(8 <= hour < 20 for hour in hours)


def test_all_that_somebody_has_to_do_comes_in_one_mail_a_day(
    workshop, reviewing, rex_reviewer, ada_author, chen_chair
):
    due = workshop.schedule.at(DeadlineKind.REVIEW)
    noon = (due - 3 * DAY).replace(hour=13)
    set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.BIDDING,
                 at=noon + 2 * DAY - HOUR)  # fmt: skip
    told = through(workshop, noon - HOUR, noon + 5 * HOUR)
    mine = [kind for _, to, kind in told if to == rex_reviewer.email]
    assert mine == ["digest.open_work"]
    text = OutboxMessage.objects.get(kind="digest.open_work", to_email=rex_reviewer.email).text
    assert "1 review to send" in text
    assert "Your bids" in text


def test_a_day_s_mail_of_which_something_is_done_is_written_anew(
    workshop, reviewing, rex_reviewer, chen_chair
):
    due = workshop.schedule.at(DeadlineKind.REVIEW)
    noon = (due - 3 * DAY).replace(hour=13)
    bids_due = noon + 2 * DAY - HOUR
    set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.BIDDING, at=bids_due)
    tick(workshop, noon)
    row = OutboxMessage.objects.get(kind="digest.open_work", to_email=rex_reviewer.email)
    reviewed(reviewing, rex_reviewer)
    with clock.at(noon + HOUR):
        outbox.send(row.pk)
    row.refresh_from_db()
    assert row.state == "cancelled"
    tick(workshop, noon + HOUR)
    rows = OutboxMessage.objects.filter(to_email=rex_reviewer.email, kind__startswith="bidding")
    assert [r.kind for r in rows] == ["bidding.reminder"]


def test_two_schedulers_at_once_say_it_once(workshop, reviewing, rex_reviewer):
    due = workshop.schedule.at(DeadlineKind.REVIEW)
    with clock.at((due - 3 * DAY).replace(hour=13)):
        first, second = reminding.batch(workshop), reminding.batch(workshop)
        written = [reminding.write(workshop, p) for p in first + second]
    assert sum(written) == len(first) > 0


def test_nobody_is_reminded_of_what_they_were_asked_today(
    workshop, reviewing, nina_unassigned, chen_chair
):
    add_member(workshop, nina_unassigned)
    due = workshop.schedule.at(DeadlineKind.REVIEW)
    with clock.at(due - DAY - HOUR):
        assignments.assign(paper=reviewing, reviewer=nina_unassigned, by=chen_chair)
    told = through(workshop, due - DAY - HOUR, due)
    assert nina_unassigned.email not in {to for _, to, _ in told}


def test_a_discussion_is_told_once_until_something_new_comes(
    workshop, reviewing, rex_reviewer, lena_lead
):
    for person in (rex_reviewer, lena_lead):
        reviewed(reviewing, person)
    noon = (REVIEWING + 2 * DAY).replace(hour=12)
    with clock.at(noon):
        discussion.comment(paper=reviewing, by=rex_reviewer, text="Sure?", audience="reviewers")
    told = through(workshop, noon, noon + 4 * DAY, step=4 * HOUR)
    assert [to for _, to, kind in told if kind == "discussion.digest"] == [lena_lead.email]


def test_who_was_invited_and_is_silent_is_asked_twice_more(workshop, chen_chair):
    with clock.at(CLOSED):
        invite(workshop=workshop, by=chen_chair, people=[Invitee("new@x.example")], role="member")
    told = through(workshop, CLOSED, CLOSED + 13 * DAY, step=4 * HOUR)
    assert [round((at - CLOSED) / DAY) for at, to, _ in told if to == "new@x.example"] == [3, 6]


def test_a_pause_holds_everything(workshop, reviewing, ada_author, chen_chair):
    draft(workshop, ada_author)
    rules.pause(workshop=workshop, by=chen_chair, paused=True)
    due = workshop.schedule.at(DeadlineKind.REVIEW)
    before = OutboxMessage.objects.count()
    assert tick(workshop, (due - 3 * DAY).replace(hour=13)) == 0
    assert OutboxMessage.objects.count() == before
    with clock.at(REVIEWING):
        assert forecasts.forecast(workshop) == []


def test_an_edition_s_own_moments_count(workshop, reviewing, rex_reviewer, chen_chair):
    duty = duty_of("reviews")
    rules.save(workshop=workshop, by=chen_chair, duty=duty, rules=[
        Rule("reviews", Anchor.DUE, -5 * DAY)
    ])  # fmt: skip
    due = workshop.schedule.at(DeadlineKind.REVIEW)
    told = through(workshop, due - 6 * DAY, due + 2 * DAY, step=2 * HOUR)
    mine = [round((at - due) / DAY) for at, to, _ in told if to == rex_reviewer.email]
    assert mine == [-5]
    rules.save(workshop=workshop, by=chen_chair, duty=duty, rules=[])
    assert reminding.rules_of(workshop)["reviews"] == []
    rules.reset(workshop=workshop, by=chen_chair, duty=duty)
    assert reminding.rules_of(workshop)["reviews"] == list(duty.shipped)


def test_what_is_foretold_is_what_is_sent(
    workshop, reviewing, rex_reviewer, ada_author, otto_other, chen_chair
):
    """Nobody does anything: to the minute, the same people, words and moments."""
    draft(workshop, otto_other)
    start = REVIEWING + 2 * HOUR
    end = start + 9 * DAY
    with clock.at(start):
        workshop.__dict__.pop("schedule", None)
        plans = forecasts.forecast(workshop, end)
        foretold = sorted(
            (p.at, p.to.email, p.kind, forecasts.letter_of(workshop, p).text) for p in plans
        )
    OutboxMessage.objects.all().delete()
    quarter = timedelta(minutes=15)
    # Around each foretold moment as a scheduler does, and else every three hours.
    moments = {start + n * 3 * HOUR for n in range(9 * 8)}
    for at, *_ in foretold:
        moments |= {at - quarter, at, at + quarter / 2}
    for instant in sorted(m for m in moments if start <= m < end):
        tick(workshop, instant)
    sent = sorted((m.created_at, m.to_email, m.kind, m.text)
                  for m in OutboxMessage.objects.all())  # fmt: skip
    assert len(sent) > 4
    assert [(to, kind, text) for _, to, kind, text in sent] == [
        (to, kind, text) for _, to, kind, text in foretold
    ]
    for (at, *_), (foretold_at, *_) in zip(sent, foretold, strict=True):
        assert at == foretold_at


@pytest.mark.parametrize("typed", ["3w", "-1d", "0x3", "9999d", "1d,2d,3d,4d,5d,6d,7d", "٣d x"])
def test_what_is_no_length_of_time_is_told(typed):
    duty = duty_of("reviews")
    form = rules.RulesForm(duty, list(duty.shipped), {"before": typed, "audience": "each"})
    assert not form.is_valid()


@pytest.mark.parametrize("duty", all_duties(), ids=lambda d: d.key)
def test_shipped_moments_survive_their_own_form(duty):
    form = rules.RulesForm(duty, list(duty.shipped))
    data = {name: form[name].value() for name in form.fields}
    again = rules.RulesForm(duty, list(duty.shipped), data)
    assert again.is_valid(), again.errors
    assert sorted(r.name for r in again.rules()) == sorted(r.name for r in duty.shipped)
