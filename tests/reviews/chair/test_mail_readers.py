"""A chair reads a mail as somebody of the edition would get it, and nobody through a conflict."""

from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.mail import catalogue
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import mail_readers
from dtms_site.workshops.enums import Role
from dtms_site.workshops.mail_text_views import PHASES
from dtms_site.workshops.services import Invitee, invite
from reviews.services import decisions
from reviews.services.decisions import release_decisions
from submissions.models import Conflict
from tests.editions import (
    DECIDING,
    add_member,
    decided,
    in_review,
    make_edition,
    reviewed,
    submitted,
)
from tests.reading import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAGE = "/dtms/chair/mail-texts/{}/"


@pytest.fixture
def workshop(chen_chair, xavi_conflicted_chair, rex_reviewer, ada_author, otto_other):
    """Paper 1 is Ada's: Xavi is in conflict with it. Paper 2 is Otto's. Rex has both."""
    edition = make_edition()
    add_member(edition, xavi_conflicted_chair, Role.CHAIR)
    add_member(edition, rex_reviewer)
    first = submitted(edition, ada_author)
    second = submitted(edition, otto_other, title="Replicas Without Regret")
    Conflict.objects.create(submission=first, user=xavi_conflicted_chair, reason="we wrote together",
                            source="chair", entered_at=DECIDING)  # fmt: skip
    for paper in (first, second):
        in_review(paper, chen_chair, rex_reviewer)
    return edition


def read_as(client, kind, text, **words):
    """The preview while these words stand in the form."""
    subject, body = catalogue.source(kind)
    form = {"subject": subject, "body": body, "base": 0, "reader": text, **words}
    with clock.at(DECIDING):
        answer = client.post(PAGE.format(kind), form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer


def test_the_preview_is_word_for_word_the_mail_that_the_release_sends(
    workshop, sign_in, chen_chair, ada_author, rex_reviewer
):
    paper = workshop.submissions.get(number=1)
    reviewed(paper, rex_reviewer)
    decided(paper, chen_chair, "accept", reason="A clear idea.")
    client = sign_in(chen_chair)
    shown = read_as(client, "decision.accepted", "1 brekk").context
    with clock.at(DECIDING):
        release_decisions(workshop=workshop, by=chen_chair)
    sent = OutboxMessage.objects.get(kind="decision.accepted")
    letter = shown["letter"]
    assert (shown["to"], letter.subject, letter.text) == (sent.to_email, sent.subject, sent.text)
    assert shown["made_up"] == ""


def test_typed_words_are_read_as_the_person_at_once(workshop, sign_in, chen_chair, otto_other):
    page = as_read(read_as(
        sign_in(chen_chair), "submission.withdrawn", "2",
        body="Dear {name}, {title} is gone: {reason} {by}. {why} {paper_url}",
    ))  # fmt: skip
    assert f"Dear {otto_other.get_full_name()}, Replicas Without Regret is gone" in page
    assert f"As <b>{otto_other.get_full_name()}</b> would get it, about paper 2." in page
    assert "Not known yet, so made up: {by}, {reason}" in page


def test_a_reviewer_reads_the_list_of_the_papers_they_have(workshop, sign_in, chen_chair):
    page = as_read(read_as(sign_in(chen_chair), "review.assigned", "rex"))
    assert "2 reviews" in page
    assert "Replicas Without Regret" in page


def test_whom_a_conflict_hides_answers_like_nobody(workshop, sign_in, xavi_conflicted_chair):
    xavi = sign_in(xavi_conflicted_chair)
    for kind in ("decision.accepted", "submission.received", "review.unassigned", "programme.slot",
                 "camera_ready.open", "shepherd.reminder"):  # fmt: skip
        hidden = as_read(read_as(xavi, kind, "1")).replace("“1”", "")
        unknown = as_read(read_as(xavi, kind, "77")).replace("“77”", "")
        assert hidden == unknown
        assert "You can read this mail as nobody like" in hidden
        assert "about paper 2" in as_read(read_as(xavi, kind, "2"))


def test_nobody_in_conflict_reads_a_mail_that_lists_papers(
    workshop, sign_in, xavi_conflicted_chair
):
    xavi = sign_in(xavi_conflicted_chair)
    for kind in ("review.assigned", "chair.digest", "digest.open_work", "chair.letter"):
        page = as_read(read_as(xavi, kind, "rex"))
        assert "You are in conflict with a paper" in page
        assert "Rex" not in page.replace("“rex”", "") or kind == "chair.letter"


def test_a_draft_is_nobodys_to_look_at(workshop, sign_in, chen_chair, cora_coauthor):
    from tests.editions import complete, draft

    complete(draft(workshop, cora_coauthor), cora_coauthor)
    page = as_read(read_as(sign_in(chen_chair), "submission.draft_reminder", "3"))
    assert "You can read this mail as nobody like “3”" in page


def test_an_invited_person_reads_their_invitation_without_its_link(workshop, sign_in, chen_chair):
    with clock.at(DECIDING - timedelta(days=1)):
        invite(workshop=workshop, by=chen_chair, people=[Invitee("ines@lagoa.example", "Ines", "Q")],
               role=Role.MEMBER, note="")  # fmt: skip
    link = OutboxMessage.objects.get(kind="committee.invited").text
    page = read_as(sign_in(chen_chair), "committee.invited", "ines")
    assert page.context["to"] == "ines@lagoa.example"
    assert "a-link-that-works-once" in page.context["letter"].text
    assert page.context["letter"].text != link


def test_preview_without_scripts_saves_nothing_and_keeps_what_was_typed(
    workshop, sign_in, chen_chair
):
    form = {"subject": "Words", "body": "{why} {paper_url}", "base": 0, "reader": "2",
            "preview": "yes"}  # fmt: skip
    answer = sign_in(chen_chair).post(PAGE.format("submission.withdrawn"), form)
    page = as_read(answer)
    assert (answer.status_code, "about paper 2" in page, 'value="Words"' in page) == (
        200,
        True,
        True,
    )


def test_odd_words_find_nobody_and_break_nothing(workshop, sign_in, chen_chair):
    chen = sign_in(chen_chair)
    for text in ("12 " * 39, "%_'\"", "<b>x</b>", "2 2 2 a b c d e", "ada\u202e"):
        page = as_read(read_as(chen, "decision.rejected", text))
        assert "<b>x</b>" not in page
        assert "about paper" not in page
    for text in ("9" * 200, "\x00"):
        answer = read_as(chen, "decision.rejected", text)
        assert answer.context["letter"] is None


def test_every_mail_of_an_edition_can_be_read_as_somebody(
    workshop, chen_chair, rex_reviewer, django_assert_max_num_queries
):
    """For each kind somebody can be looked for, and all that is known has a place in it."""
    with clock.at(DECIDING):
        for kind in catalogue.kinds():
            first = kind.key.partition(".")[0]
            if first not in PHASES or kind.key in {"committee.invited", "committee.reminder"}:
                continue
            with django_assert_max_num_queries(12):
                reader = mail_readers.find(workshop, chen_chair, kind, "")
                if reader is not None:
                    view = mail_readers.view_for(workshop, reader, kind, "")
                    assert set(view.values) >= kind.placeholders
            known_to_nobody = kind.key in {
                "submission.coauthor_added", "external.invited", "external.reminder",
                "external.ended",
            }  # fmt: skip
            assert (reader is None) == known_to_nobody, kind.key


def test_a_conditional_decision_is_read_with_its_conditions(
    workshop, sign_in, chen_chair, rex_reviewer
):
    paper = workshop.submissions.get(number=2)
    reviewed(paper, rex_reviewer)
    decided(paper, chen_chair, "conditional", conditions="Add the data.", shepherd=rex_reviewer)
    shown = read_as(sign_in(chen_chair), "decision.conditional", "2").context["letter"]
    kind, values = decisions.decision_letter(paper.decisions.get())
    assert kind == "decision.conditional"
    assert values["conditions"] in shown.text
