from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.mail import services as mail
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.services import set_deadline
from program.models import Slot
from program.services import camera_ready
from tests.editions import make_edition
from tests.program.accepted import (
    RELEASED,
    accepted,
    fresh,
    handed_in,
    placed,
    published_programme,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def paper(ada_author, cora_coauthor, chen_chair):
    return accepted(make_edition(), ada_author, chen_chair, coauthors=(cora_coauthor,))


def bound(paper):
    return paper.workshop.schedule.at(DeadlineKind.CAMERA_READY)


def remind(instant):
    with clock.at(instant):
        return reminding.run(instant)


def told_of_finals():
    return OutboxMessage.objects.filter(kind__in=["camera_ready.open", "camera_ready.reminder"])


def hours_with_mail(paper, first, last):
    """Every hour in which somebody was written to, by name of the moment."""
    hours, instant = [], first
    while instant < last:
        before = told_of_finals().count()
        remind(instant)
        if told_of_finals().count() > before:
            hours.append(instant)
        instant += HOUR
    return hours


@pytest.mark.both_databases
def test_four_moments_and_each_once(paper):
    at = bound(paper)
    hours = hours_with_mail(paper, RELEASED, at + 5 * DAY)
    expected = [RELEASED + DAY, at - 7 * DAY, at - 2 * DAY, at + DAY]
    assert len(hours) == 4
    assert all(
        timedelta() <= hour - moment < HOUR for hour, moment in zip(hours, expected, strict=True)
    )


def test_only_contact_authors_hear_of_it(paper, ada_author):
    remind(bound(paper) - 2 * DAY)
    assert [m.to_email for m in OutboxMessage.objects.filter(kind="camera_ready.reminder")] == [
        ada_author.email
    ]


def test_who_has_handed_in_hears_nothing(paper, ada_author):
    handed_in(paper, ada_author)
    assert remind(bound(paper) - 2 * DAY) == 0


def test_a_reminder_that_waits_is_stopped_by_handing_in(paper, ada_author):
    remind(bound(paper) - 2 * DAY)
    row = OutboxMessage.objects.get(kind="camera_ready.reminder")
    handed_in(paper, ada_author)
    with clock.at(bound(paper) - DAY):
        mail.send(row.pk)
    row.refresh_from_db()
    assert row.state == "cancelled"


@pytest.mark.parametrize("outcome", ["reject", "conditional"])
def test_papers_that_are_not_accepted_are_not_reminded(ada_author, chen_chair, outcome):
    paper = accepted(make_edition(), ada_author, chen_chair, outcome=outcome)
    remind(bound(paper) - 2 * DAY)
    assert not OutboxMessage.objects.filter(kind="camera_ready.reminder").exists()


def test_a_moment_long_missed_is_let_go(paper):
    assert remind(bound(paper) + 4 * DAY) == 0


def test_a_moved_date_is_told_anew(paper, chen_chair):
    remind(bound(paper) - 2 * DAY)
    later = bound(paper) + 10 * DAY
    set_deadline(workshop=paper.workshop, by=chen_chair, kind=DeadlineKind.CAMERA_READY, at=later)
    assert remind(later - 2 * DAY) == 1


def test_more_time_for_one_paper_moves_its_reminders(paper, pia_publication):
    until = bound(paper) + 10 * DAY
    with clock.at(bound(paper) - 8 * DAY):
        camera_ready.reopen(paper=fresh(paper), by=pia_publication, reason="Ill.", until=until)
    assert remind(bound(paper) + DAY) == 0
    assert remind(until + DAY) == 1


def test_an_edition_with_its_own_clock_reminds_by_it(paper):
    paper.workshop.clock_offset = timedelta(days=-100)
    paper.workshop.save()
    assert remind(bound(paper) + 98 * DAY) == 1
    assert remind(bound(paper) - 2 * DAY) == 0


def test_the_words_name_the_date_and_the_page(paper):
    remind(bound(paper) - 2 * DAY)
    row = OutboxMessage.objects.get(kind="camera_ready.reminder")
    assert row.subject == "[DTMS'27] The final version of paper 1 is due in 2 d 0 h"
    assert "23:59 AoE" in row.text
    assert f"/{paper.workshop.slug}/papers/1/camera-ready/" in row.text


def test_a_talk_without_a_speaker_is_asked_about_twice_once_the_programme_is_public(
    paper, chen_chair, ada_author
):
    placed(paper.workshop, chen_chair)
    day = paper.workshop.schedule.at(DeadlineKind.WORKSHOP)
    remind(day - 14 * DAY)
    asked = OutboxMessage.objects.filter(kind="presenter.reminder")
    assert not asked.exists()
    published_programme(paper.workshop, chen_chair)
    for days in (14, 10, 3):
        remind(day - days * DAY + HOUR)
    assert [(m.to_email, m.created_at - day) for m in asked.order_by("pk")] == [
        (ada_author.email, -14 * DAY + HOUR), (ada_author.email, -3 * DAY + HOUR)
    ]  # fmt: skip
    Slot.objects.update(presenter="Ada Brekkestad")
    with clock.at(day - 3 * DAY + 2 * HOUR):
        mail.send(asked.last().pk)
    assert asked.last().state == "cancelled"


def test_the_first_mail_about_the_final_version_says_what_comes_next(paper):
    remind(RELEASED + DAY)
    (row,) = told_of_finals()
    assert row.kind == "camera_ready.open"
    assert "say who presents the paper. It is due in " in " ".join(row.text.split())
