import logging
import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import services
from dtms_site.workshops.enums import Role
from dtms_site.workshops.forms import InviteForm
from dtms_site.workshops.models import CommitteeInvitation
from dtms_site.workshops.pasted import read_people, read_person
from dtms_site.workshops.services import Invitee
from tests.editions import OPEN, make_edition
from tests.reading import as_read

pytestmark = pytest.mark.django_db
INES = Invitee("ines@lagoa.example", "Ines", "Quiroga", "Lagoa Polytechnic")


def invite(workshop, chair, person=INES, role=Role.MEMBER):
    with clock.at(OPEN):
        services.invite(workshop=workshop, by=chair, people=[person], role=role)
    mail = OutboxMessage.objects.filter(kind="committee.invited").latest("pk")
    return re.search(r"http://localhost:8000(/\S+/invitation/\S+)", mail.text)[1]


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Ines Quiroga <Ines@lagoa.example>", Invitee("ines@lagoa.example", "Ines", "Quiroga")),
        ('"Ines de Quiroga" <ines@lagoa.example>', Invitee("ines@lagoa.example", "Ines de", "Quiroga")),
        ("ines@lagoa.example", Invitee("ines@lagoa.example")),
        ('Ines,Quiroga,ines@lagoa.example,"Lagoa, Polytechnic"',
         Invitee("ines@lagoa.example", "Ines", "Quiroga", "Lagoa, Polytechnic")),
        ("Ines\tQuiroga\tines@lagoa.example\tLagoa, Polytechnic",
         Invitee("ines@lagoa.example", "Ines", "Quiroga", "Lagoa, Polytechnic")),
        ("Ines Quiroga; ines@lagoa.example", Invitee("ines@lagoa.example", "Ines", "Quiroga")),
        ("Quiroga, Ines <ines@lagoa.example>", Invitee("ines@lagoa.example", "Ines", "Quiroga")),
        ("ines@lagoa.example,Ines,Quiroga,Lagoa Polytechnic", INES),
        ("Ines Quiroga", None),
        ("ines@lagoa", None),
    ],
)  # fmt: skip
def test_people_are_read_from_pasted_lines(line, person):
    assert read_person(line) == person


def test_a_line_without_an_address_is_named():
    form = InviteForm({"people": "a@x.example\nnobody", "role": "member"})
    assert not form.is_valid()
    assert form.errors["people"] == ["No complete address in: nobody"]


def test_the_head_of_a_mail_and_a_sheet_with_headings_are_read():
    mail = 'Ines Quiroga <ines@lagoa.example>, "Per Lund" <per@far.example>;\nida@far.example'
    people, wrong = read_people(mail)
    assert ([p.given_name for p in people], wrong) == (["Ines", "Per", ""], [])
    sheet = "Given name,Family name,E-mail,Affiliation\nInes,Quiroga,ines@lagoa.example,Lagoa Polytechnic"
    assert read_people(sheet) == ([INES], [])
    assert read_people(f"{sheet}\nGiven name,Family name,E-mail")[1] == [
        "Given name,Family name,E-mail"
    ]


def test_accepting_makes_a_member_and_signs_in(client, chen_chair):
    workshop = make_edition()
    link = invite(workshop, chen_chair)
    with clock.at(OPEN):
        assert "Ines, will you join" in as_read(client.get(link))
        response = client.post(link, {"accept": "yes"})
    user = User.objects.get(email="ines@lagoa.example")
    assert response.headers["Location"] == "/dtms/reviews/"
    assert workshop.memberships.members().get().user == user
    assert (str(user), user.affiliation) == ("Ines Quiroga", "Lagoa Polytechnic")
    assert EmailAddress.objects.get(user=user).verified
    assert client.session["_auth_user_id"] == str(user.pk)
    assert OutboxMessage.objects.filter(
        kind="committee.accepted", to_user_id=chen_chair.pk
    ).exists()


def test_a_link_works_once(client, chen_chair):
    link = invite(make_edition(), chen_chair)
    with clock.at(OPEN):
        client.post(link, {"accept": "yes"})
        client.logout()
        assert client.get(link).status_code == 404


def test_a_link_dies_after_fourteen_days(client, chen_chair):
    link = invite(make_edition(), chen_chair)
    with clock.at(OPEN + timedelta(days=14)):
        assert client.get(link).status_code == 404


def test_somebody_else_who_is_signed_in_finds_no_such_page(sign_in, chen_chair, sam_stranger):
    link = invite(make_edition(), chen_chair)
    with clock.at(OPEN):
        client = sign_in(sam_stranger)
        assert client.get(link).status_code == 404
        assert client.post(link, {"accept": "yes"}).status_code == 404
    assert CommitteeInvitation.objects.get().state == "pending"


def test_a_link_that_still_works_is_in_no_log(sign_in, chen_chair, sam_stranger, monkeypatch):
    link, log = invite(make_edition(), chen_chair), StringIO()
    (console,) = (h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    monkeypatch.setattr(console, "stream", log)
    with clock.at(OPEN):
        sign_in(sam_stranger).get(link)
    assert "Not Found: /dtms/invitation/…/" in log.getvalue()
    assert link.rstrip("/").rpartition("/")[2] not in log.getvalue()


def test_declining_tells_the_chairs_why(client, chen_chair):
    link = invite(make_edition(), chen_chair)
    with clock.at(OPEN):
        response = client.post(link, {"reason": "On leave until May."})
    assert response.status_code == 200
    invitation = CommitteeInvitation.objects.get()
    assert (invitation.state, invitation.answer) == ("declined", "On leave until May.")
    assert "On leave" in OutboxMessage.objects.get(kind="committee.declined").text


def test_only_the_hash_of_a_link_is_kept(chen_chair):
    link = invite(make_edition(), chen_chair)
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in CommitteeInvitation.objects.get().token_hash


def test_nobody_is_invited_twice(chen_chair, rex_reviewer):
    workshop = make_edition()
    services.appoint(workshop=workshop, user=rex_reviewer, role=Role.MEMBER, by=None)
    people = [INES, Invitee(rex_reviewer.email)]
    assert (
        len(services.invite(workshop=workshop, by=chen_chair, people=people, role=Role.MEMBER)) == 1
    )
    assert services.invite(workshop=workshop, by=chen_chair, people=people, role=Role.MEMBER) == []


def test_asking_again_kills_the_old_link(client, chen_chair):
    workshop = make_edition()
    old = invite(workshop, chen_chair)
    with clock.at(OPEN):
        services.invite_again(invitation=CommitteeInvitation.objects.get(), by=chen_chair)
        assert client.get(old).status_code == 404


def test_the_last_chair_stays(chen_chair):
    workshop = make_edition()
    with pytest.raises(services.LastChair):
        services.end_membership(membership=workshop.memberships.chairs().get(), by=chen_chair)


def test_an_ended_role_opens_nothing_from_the_next_request(sign_in, chen_chair, maya_chair):
    workshop = make_edition(chairs=("chen_chair", "maya_chair"))
    client = sign_in(maya_chair)
    assert client.get("/dtms/chair/").status_code == 200
    held = workshop.memberships.chairs().get(user=maya_chair)
    services.end_membership(membership=held, by=chen_chair)
    assert client.get("/dtms/chair/").status_code == 404
