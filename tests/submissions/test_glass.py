"""Operators see no papers. Breaking the glass opens them: with a reason, for an hour, in the open."""

import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.models import BrokenGlass
from submissions.services.conflicts import add_conflict
from tests.editions import OPEN, draft, make_edition, submitted

pytestmark = pytest.mark.django_db
REASON = "An author wrote that the PDF of paper 1 is somebody else's."
GLASS = "/dtms/glass/"
PAPER = "/dtms/glass/papers/1/"
PDF = "/dtms/glass/papers/1/pdf/1/"


@pytest.fixture
def operator(olga_operator):
    olga_operator.is_staff = True
    olga_operator.save()
    return olga_operator


@pytest.fixture
def paper(ada_author):
    return submitted(make_edition(chairs=("chen_chair", "maya_chair")), ada_author)


@pytest.fixture
def olga(sign_in, operator):
    """In her browser, just after she has proved who she is."""
    client = sign_in(operator)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "code", "at": time.time(), "reauthenticated": True, "email": operator.email}
    ]
    session["account_authentication_methods_user"] = str(operator.pk)
    session.save()
    return client


def got(client, *paths):
    return [client.get(path).status_code for path in paths]


def broken(client, reason=REASON):
    return client.post(GLASS, {"reason": reason})


def test_without_a_reason_that_says_something_nothing_opens(olga, paper):
    with clock.at(OPEN):
        assert got(olga, GLASS, PAPER, PDF) == [200, 404, 404]
        for reason in ("", "Because."):
            answer = broken(olga, reason)
            assert answer.status_code == 422
        assert b"Because." in answer.content
        assert got(olga, PAPER, PDF) == [404, 404]
    assert not BrokenGlass.objects.exists()


def test_a_reason_opens_the_papers_for_an_hour_and_tells_every_chair(olga, operator, paper):
    with clock.at(OPEN):
        assert broken(olga).status_code == 302
        assert paper.title in olga.get(GLASS).content.decode()
        assert got(olga, PAPER, PDF) == [200, 200]
    mails = OutboxMessage.objects.filter(kind="operator.glass")
    chairs = paper.workshop.memberships.chairs().values_list("user__email", flat=True)
    assert sorted(mails.values_list("to_email", flat=True)) == sorted(chairs)
    assert REASON[:40] in mails[0].text
    with clock.at(OPEN + timedelta(minutes=59)):
        assert got(olga, PAPER) == [200]
    with clock.at(OPEN + timedelta(minutes=60)):
        assert got(olga, PAPER, PDF) == [404, 404]
        assert paper.title not in olga.get(GLASS).content.decode()


def test_the_log_says_why_and_what_was_looked_at(olga, operator, paper):
    with clock.at(OPEN):
        broken(olga)
        got(olga, GLASS, PAPER, PDF)
        olga.post("/dtms/glass/close/")
        assert got(olga, PAPER, PDF) == [404, 404]
    rows = AuditEvent.objects.filter(actor_id=operator.pk, edition_id=paper.workshop.pk)
    assert list(rows.order_by("pk").values_list("verb", "about_name", "reason")) == [
        ("glass broken", str(operator), REASON),
        ("paper seen behind broken glass", "Paper 1", ""),
        ("paper seen behind broken glass", "Paper 1", ""),
        ("glass closed", str(operator), ""),
    ]


def test_who_is_not_sure_to_be_the_operator_is_asked_again(sign_in, operator, paper):
    answer = sign_in(operator).post(GLASS, {"reason": REASON})
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert not BrokenGlass.objects.exists()


def test_no_paper_opens_over_a_conflict_nor_one_of_another_edition(
    olga, operator, paper, otto_other, chen_chair
):
    other = make_edition("another")
    submitted(other, otto_other)
    with clock.at(OPEN):
        add_conflict(paper=paper, user=operator, by=chen_chair, source="chair")
        second = draft(paper.workshop, otto_other)
        broken(olga)
        assert got(olga, PAPER, PDF, f"/dtms/glass/papers/{second.number}/") == [404, 404, 200]
        assert paper.title not in olga.get(GLASS).content.decode()
        assert got(olga, "/another/glass/papers/1/", "/another/glass/papers/1/pdf/1/") == [404, 404]


def test_the_list_asks_as_much_for_three_papers_as_for_one(
    olga, paper, otto_other, cora_coauthor, django_assert_num_queries
):
    with clock.at(OPEN):
        broken(olga)
        with django_assert_num_queries(10):
            olga.get(GLASS)
        for author in (otto_other, cora_coauthor):
            submitted(paper.workshop, author)
        with django_assert_num_queries(10):
            olga.get(GLASS)


@pytest.mark.parametrize("who", ["ada_author", "chen_chair", "sam_stranger"])
def test_for_anybody_else_there_is_no_glass(request, sign_in, paper, who):
    client = sign_in(request.getfixturevalue(who))
    assert got(client, GLASS, PAPER, PDF) == [404, 404, 404]
    assert client.post(GLASS, {"reason": REASON}).status_code == 404


def test_who_is_an_operator_no_more_sees_nothing_through_what_they_broke(olga, operator, paper):
    with clock.at(OPEN):
        broken(olga)
        operator.is_staff = False
        operator.save()
        assert got(olga, GLASS, PAPER, PDF) == [404, 404, 404]


@pytest.mark.both_databases
def test_no_row_is_without_a_reason(operator, paper):
    with pytest.raises(IntegrityError), transaction.atomic():
        BrokenGlass.objects.create(
            workshop=paper.workshop, operator=operator, reason="", opened_at=OPEN, ends_at=OPEN
        )
