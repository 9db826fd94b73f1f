"""Chairs give mails words of their own; what a reader needs stays in them."""

import pytest

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.mail import catalogue, samples, texts
from dtms_site.mail import services as mail
from dtms_site.mail.models import MailText
from dtms_site.workshops.mail_text_views import PHASES
from tests.editions import OPEN, make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
KIND = "deadline.extended"
PAGE = f"/dtms/chair/mail-texts/{KIND}/"
BODY = "Hello {name},\n\n{what} moves to {new}.\n\nYou get this because {why}."


@pytest.fixture
def workshop():
    return make_edition()


@pytest.fixture
def chen(workshop, sign_in, chen_chair):
    return sign_in(chen_chair)


def form(body=BODY, subject="{what}: later", base=0, **more):
    return {"subject": subject, "body": body, "base": base, **more}


def letter_of(edition, key="k"):
    values = samples.values_of(catalogue.kind_of(KIND))
    row = mail.tell(KIND, mail.Recipient("a@x.example", "Ada"), values, key=key, edition=edition)
    return row.subject, row.text


def test_every_kind_of_an_edition_has_a_phase_and_samples_for_all_it_names():
    for kind in catalogue.kinds():
        first = kind.key.partition(".")[0]
        is_the_sites = first in {"account", "operator", "privacy"}
        assert first in PHASES or is_the_sites, kind.key
        if not is_the_sites:
            assert samples.values_of(kind).keys() == kind.placeholders


def test_every_shipped_text_would_be_accepted_as_an_editions_own():
    for kind in catalogue.kinds():
        catalogue.check_own(kind.key, *catalogue.source(kind.key))


def test_a_saved_text_is_what_the_next_mail_says_in_this_edition_alone(workshop, chen):
    other = make_edition("other")
    shipped = letter_of(other, "before")
    assert chen.post(PAGE, form()).status_code == 302
    subject, text = letter_of(workshop)
    assert subject == "[DTMS'27] Papers due: later"
    assert text.startswith("Hello Ada,\n\nPapers due moves to Fri 5 Feb")
    assert letter_of(other, "after") == shipped


@pytest.mark.parametrize("name", ["reviewer", "Name", "password", "", "new:9", "name.email"])
def test_an_unknown_placeholder_is_refused_with_its_name(chen, name):
    answer = chen.post(PAGE, form(f"{BODY} {{{name}}}"))
    assert answer.status_code == 422
    assert f"This mail cannot fill in {{{name}}}." in answer.content.decode()
    assert not MailText.objects.exists()


def test_an_unknown_placeholder_in_the_subject_is_refused(chen):
    assert chen.post(PAGE, form(subject="{reviewer}")).status_code == 422
    assert not MailText.objects.exists()


def test_what_the_reader_needs_cannot_be_left_out(chen):
    answer = chen.post(PAGE, form("Dear {name}, {what} moves."))
    assert "The reader needs {new}, {why}. Put it back in." in answer.content.decode()
    link = "/dtms/chair/mail-texts/committee.invited/"
    page = chen.post(link, form("{why} {answer_by}", "Join us")).content.decode()
    assert "The reader needs {link}." in page
    assert not MailText.objects.exists()


def test_the_preview_shows_the_words_as_typed_and_saves_nothing(chen):
    answer = chen.post(PAGE, form(), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "Hello Chen" in page
    assert "<html" not in page
    bad = chen.post(PAGE, form("{nobody}"), headers={"HX-Request": "true"})
    assert (bad.status_code, "{nobody}" in bad.content.decode()) == (200, True)
    assert not MailText.objects.exists()


def test_the_preview_escapes_what_is_typed(chen):
    answer = chen.post(PAGE, form(BODY + "<script>"), headers={"HX-Request": "true"})
    assert "<script>" not in answer.content.decode()


def test_the_shipped_text_comes_back_and_history_keeps_all(workshop, chen, chen_chair):
    shipped = letter_of(workshop, "before")
    with clock.at(OPEN):
        chen.post(PAGE, form())
        chen.post(PAGE, {"reset": "yes"})
    assert letter_of(workshop) == shipped
    back, first = texts.history(KIND, workshop)
    assert first.before == catalogue.source(KIND) == back.after
    assert first.after == ("{what}: later", BODY) == back.before
    assert (first.row.changed_by, first.row.changed_at) == (str(chen_chair), OPEN)
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["mail text changed", "mail text as shipped again"]
    assert "back to the shipped text" in chen.get(PAGE).content.decode()


def test_saving_the_words_that_stand_there_changes_nothing(chen):
    subject, body = catalogue.source(KIND)
    assert chen.post(PAGE, form(body.replace("\n", "\r\n"), subject)).status_code == 302
    chen.post(PAGE, {"reset": "yes"})
    assert not MailText.objects.exists()


def test_a_text_that_somebody_else_changed_meanwhile_is_not_overwritten(chen):
    chen.post(PAGE, form())
    answer = chen.post(PAGE, form(BODY + "\n\nBye."))
    assert answer.status_code == 422
    assert "changed this text while you were writing" in answer.content.decode()
    assert MailText.objects.get().body == BODY


@pytest.mark.parametrize("kind", ["account.code", "no.such", "letter"])
def test_mails_of_the_site_and_unknown_ones_have_no_editor(chen, kind):
    assert chen.get(f"/dtms/chair/mail-texts/{kind}/").status_code == 404


def test_the_list_takes_the_same_queries_for_no_own_text_and_for_three(
    workshop, chen, chen_chair, django_assert_num_queries
):
    with django_assert_num_queries(5):
        chen.get("/dtms/chair/mail-texts/")
    for n in range(3):
        texts.change(key=KIND, edition=workshop, by=chen_chair, subject=f"{n}", body=BODY,
                     based_on=n and texts.newest(KIND, workshop).pk)  # fmt: skip
    with django_assert_num_queries(5):
        page = chen.get("/dtms/chair/mail-texts/").content.decode()
    assert page.count("Your words") == 1
