"""Everybody closes their own account: what is theirs alone goes, what others rely on stays."""

import pytest
from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from dtms_site import clock
from dtms_site.accounts import closing, querysets
from dtms_site.accounts.models import User
from dtms_site.audit.models import AuditEvent
from dtms_site.mail import services as outbox
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.enums import Role
from reviews.models import Bid, Review
from reviews.services import discussion, reviews
from submissions.models import Author, Submission
from tests.dtms_site.accounts.flows import enter, mails_to
from tests.editions import (
    REVIEWING,
    add_member,
    answers,
    complete,
    draft,
    in_review,
    make_edition,
    reviewed,
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAGE = reverse("account-close")


@pytest.fixture
def workshop(chen_chair):
    return make_edition()


def test_the_page_asks_who_it_is_then_for_the_address_and_closes_for_good(
    workshop, sam_stranger, sign_in
):
    email = sam_stranger.email
    assert sign_in(sam_stranger).get(PAGE)["Location"].startswith("/accounts/reauthenticate/")
    client, other = Client(), Client()
    for browser in (client, other):
        enter(browser, email)
    assert "Close my account for good" in client.get(PAGE).content.decode()
    wrong = client.post(PAGE, {"email": "somebody@else.example"})
    assert (wrong.status_code, "This is another address" in wrong.content.decode()) == (422, True)
    assert User.objects.get(pk=sam_stranger.pk).is_active
    assert client.post(PAGE, {"email": email.upper()})["Location"] == "/"
    for browser in (client, other):
        assert browser.get("/accounts/profile/").status_code == 302
    gone = User.objects.get(pk=sam_stranger.pk)
    assert (str(gone), gone.affiliation, gone.is_active) == ("Former participant", "", False)
    assert gone.email.endswith("@closed.invalid")
    assert not EmailAddress.objects.filter(user=gone).exists()
    assert querysets.account_at(email) is None
    assert [row.subject for row in mails_to(email, "privacy")] == ["[DTMS] Your account is closed"]
    assert AuditEvent.objects.filter(verb="account closed", actor_id=gone.pk).count() == 1


def test_the_address_is_free_and_opens_a_new_account_that_knows_nothing_of_the_old(
    workshop, rex_reviewer, chen_chair
):
    add_member(workshop, rex_reviewer)
    email = rex_reviewer.email
    closing.close(user=rex_reviewer)
    client = Client()
    enter(client, email)
    known = User.objects.get(email=email)
    assert known.pk != rex_reviewer.pk
    assert client.get("/dtms/reviews/").status_code == 404


def test_words_and_address_leave_the_outbox_once_the_last_mail_is_out(
    workshop, ada_author, cora_coauthor
):
    submitted(workshop, ada_author, coauthors=(cora_coauthor,))
    email = ada_author.email
    closing.close(user=ada_author)
    assert {row.kind for row in mails_to(email, "")} == {"privacy.deleted"}
    assert closing.forget_farewells() == 0
    for row in OutboxMessage.objects.filter(kind="privacy.deleted"):
        outbox.send(row.pk)
    assert closing.forget_farewells() == 1
    assert not OutboxMessage.objects.filter(to_email=email).exists()
    rows = OutboxMessage.objects.filter(to_user_id=ada_author.pk)
    assert {row.text for row in rows} == {"Removed with the account it went to."}
    assert all(ada_author.given_name not in row.text for row in rows)
    assert closing.forget_farewells() == 0


def test_a_paper_that_only_they_answer_for_stands_in_the_way(workshop, ada_author, cora_coauthor):
    paper = submitted(workshop, ada_author)
    with pytest.raises(closing.StillNeeded, match="Paper 1 of DTMS ’27 has no other author"):
        closing.close(user=ada_author)
    Author.objects.create(submission=paper, user=cora_coauthor, order=1, given_name="Cora",
                          family_name="V", email=cora_coauthor.email)  # fmt: skip
    closing.close(user=ada_author)
    first, second = paper.authors.all()
    assert (first.name, first.user, first.is_contact) == (ada_author.get_full_name(), None, False)
    assert (second.user, second.is_contact) == (cora_coauthor, True)


def test_a_draft_of_theirs_alone_goes_with_its_file(
    workshop, ada_author, django_capture_on_commit_callbacks
):
    paper = complete(draft(workshop, ada_author), ada_author)
    name = paper.versions.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        closing.close(user=ada_author)
    assert not Submission.objects.filter(pk=paper.pk).exists()
    assert not default_storage.exists(name)


def test_the_only_chair_and_an_operator_hand_over_first(
    workshop, chen_chair, maya_chair, olga_operator, sign_in
):
    assert closing.obstacles(chen_chair) == [
        "You are the only chair of DTMS ’27. Make somebody else a chair first."
    ]
    add_member(workshop, maya_chair, Role.CHAIR)
    assert closing.obstacles(chen_chair) == []
    closing.close(user=chen_chair)
    assert [m.user for m in workshop.memberships.chairs()] == [maya_chair]
    User.objects.filter(pk=olga_operator.pk).update(is_staff=True)
    olga_operator.refresh_from_db()
    assert "You are an operator" in closing.obstacles(olga_operator)[0]
    client = Client()
    enter(client, maya_chair.email)
    page = client.get(PAGE).content.decode()
    assert "Close my account for good" not in page
    assert "You are the only chair" in page
    answer = client.post(PAGE, {"email": maya_chair.email})
    assert (answer.status_code, User.objects.get(pk=maya_chair.pk).is_active) == (422, True)


def test_reviews_that_are_in_stay_without_a_name_and_the_rest_goes_back(
    workshop, ada_author, otto_other, rex_reviewer, lena_lead, chen_chair, sign_in
):
    for person in (rex_reviewer, lena_lead):
        add_member(workshop, person)
    first, second = submitted(workshop, ada_author), submitted(workshop, otto_other, title="Two")
    for paper in (first, second):
        in_review(paper, chen_chair, rex_reviewer, lena_lead)
    reviewed(first, rex_reviewer, text="Rex was here.")
    reviewed(first, lena_lead)
    with clock.at(REVIEWING):
        discussion.comment(paper=first, by=rex_reviewer, text="I agree.", audience="reviewers")
        reviews.save_review(paper=second, by=rex_reviewer, answers=answers(second), based_on=0)
        Bid.objects.create(submission=second, member=rex_reviewer, level=2, placed_at=REVIEWING)
        name = str(rex_reviewer)
        closing.close(user=rex_reviewer)
        page = sign_in(lena_lead).get("/dtms/reviews/1/others/").content.decode()
    assert "Rex was here." in page
    assert "Former participant" in page
    assert name not in page
    assert Review.objects.filter(assignment__submission=second).count() == 0
    back = second.assignments.get(reviewer=rex_reviewer)
    assert (back.status, back.decline_note) == ("declined", "The account was closed.")
    assert not rex_reviewer.bids.exists()
    assert not workshop.memberships.current().filter(user=rex_reviewer).exists()
    assert name not in sign_in(lena_lead).get("/dtms/").content.decode()
