"""The publisher's rights form: said to be done by its author or the desk, reminded of until then."""

from datetime import timedelta

import pytest
from django.test import Client

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail import services as mail
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import reminding
from dtms_site.workshops.enums import DeadlineKind, Role
from dtms_site.workshops.services import set_deadline
from program.dry_run import dry_run
from program.models import RightsRecord
from program.services import rights
from program.services.errors import NotNow
from tests.editions import add_member, make_edition
from tests.program.accepted import AFTER, accepted, fresh, handed_in, published
from tests.reviews.chair.test_mail_readers import read_as

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)
DUE = AFTER + 20 * DAY
OWN = "/dtms/papers/1/camera-ready/"
DESK = "/dtms/publication/camera-ready/1/"


@pytest.fixture
def paper(ada_author, cora_coauthor, chen_chair, pia_publication):
    workshop = make_edition()
    add_member(workshop, pia_publication, Role.PUBLICATION)
    set_deadline(workshop=workshop, by=chen_chair, kind=DeadlineKind.RIGHTS, at=DUE)
    return accepted(workshop, ada_author, chen_chair, coauthors=(cora_coauthor,))


def client_of(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told():
    return OutboxMessage.objects.filter(kind="rights.reminder")


def remind(instant):
    with clock.at(instant):
        reminding.run(instant)


def test_the_contact_author_alone_is_reminded_and_only_until_it_is_settled(
    paper, ada_author, cora_coauthor
):
    handed_in(paper, ada_author)
    remind(DUE - 7 * DAY)
    mine = told().get()
    assert (mine.to_email, "Sat" in mine.text or "UTC" in mine.text) == (ada_author.email, True)
    with clock.at(DUE - 7 * DAY):
        assert client_of(cora_coauthor).post(OWN + "rights/").status_code == 302
        mail.send(mine.pk)
    mine.refresh_from_db()
    assert mine.state == "cancelled"
    remind(DUE - 2 * DAY)
    remind(DUE + DAY)
    assert told().count() == 1


def test_every_moment_reminds_while_nothing_is_done(paper, ada_author):
    handed_in(paper, ada_author)
    for moment in (DUE - 7 * DAY, DUE - 2 * DAY, DUE + DAY):
        remind(moment)
    subjects = [row.subject for row in told().order_by("pk")]
    assert len(subjects) == 3
    assert "is due in" in subjects[0]
    assert "is overdue" in subjects[2]


def test_an_author_says_so_takes_it_back_and_both_are_logged(paper, ada_author):
    ada = client_of(ada_author)
    with clock.at(AFTER):
        assert "The form is completed" in ada.get(OWN).content.decode()
        ada.post(OWN + "rights/")
        page = ada.get(OWN).content.decode()
        assert f"{ada_author.get_full_name()} said so" in page
        ada.post(OWN + "rights/", {"open": "yes"})
    assert not RightsRecord.objects.exists()
    verbs = AuditEvent.objects.filter(verb__startswith="rights form").order_by("pk")
    assert [e.verb for e in verbs] == ["rights form completed", "rights form open again"]


def test_the_desk_waives_with_a_reason_that_an_author_cannot_undo_on_the_page(
    paper, ada_author, pia_publication
):
    with clock.at(AFTER):
        pia = client_of(pia_publication)
        pia.post(DESK + "rights/", {"waiver": "Their employer signs for all."})
        page = pia.get(DESK).content.decode()
        assert "Their employer signs for all." in page
        assert "Waived" in pia.get("/dtms/publication/camera-ready/").content.decode()
        own = client_of(ada_author).get(OWN).content.decode()
    assert "Their employer signs for all." in own
    assert "It is not completed" not in own


def test_an_open_form_blocks_the_volume_and_a_settled_one_does_not(paper, chen_chair, ada_author):
    handed_in(paper, ada_author)
    with clock.at(AFTER):
        found = [f.what for f in dry_run(fresh(paper).workshop, chen_chair).blockers]
        assert "The rights form is not settled" in found
        rights.settle(paper=fresh(paper), by=ada_author)
        found = [f.what for f in dry_run(fresh(paper).workshop, chen_chair).blockers]
    assert "The rights form is not settled" not in found


def test_without_a_date_nobody_is_asked_for_a_form(paper, ada_author, chen_chair):
    set_deadline(workshop=paper.workshop, by=chen_chair, kind=DeadlineKind.RIGHTS, at=None)
    with clock.at(AFTER):
        assert "Rights form" not in client_of(ada_author).get(OWN).content.decode()
        assert "Rights" not in client_of(chen_chair).get(DESK).content.decode()
        with pytest.raises(NotNow):
            rights.settle(paper=fresh(paper), by=ada_author)


def test_a_published_paper_keeps_what_was_settled(paper, ada_author, chen_chair):
    handed_in(paper, ada_author)
    with clock.at(AFTER):
        rights.settle(paper=fresh(paper), by=ada_author)
    published(fresh(paper).workshop, chen_chair)
    with clock.at(AFTER), pytest.raises(NotNow):
        rights.reopen(paper=fresh(paper), by=chen_chair)
    assert RightsRecord.objects.count() == 1


def test_strangers_and_the_conflicted_find_no_form(paper, sam_stranger, kim_conflicted):
    for person in (sam_stranger, kim_conflicted):
        assert client_of(person).post(OWN + "rights/").status_code == 404
        assert client_of(person).post(DESK + "rights/").status_code == 404
    assert not RightsRecord.objects.exists()


def test_a_chair_reads_the_reminder_as_its_reader_would(paper, chen_chair, ada_author):
    shown = read_as(client_of(chen_chair), "rights.reminder", "1").context
    assert shown["to"] == ada_author.email
    assert shown["made_up"] == ""
