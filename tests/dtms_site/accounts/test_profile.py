import pytest
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.models import AuditEvent
from tests.dtms_site.accounts.flows import ENTRANCE, PROFILE, enter

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FORM = {"given_name": "Ada", "family_name": "Brekkestad", "affiliation": "Kvitvik", "country": "NO",
        "orcid": "0000-0002-1825-0097", "time_zone": "Europe/Oslo"}  # fmt: skip


@pytest.fixture
def ada(client, ada_author):
    enter(client, ada_author.email)
    return client


def test_the_profile_is_for_the_signed_in(client):
    assert client.get(PROFILE)["Location"] == f"{ENTRANCE}?next={PROFILE}"


def test_a_saved_profile_is_kept(ada, ada_author):
    assert ada.post(PROFILE, FORM)["Location"] == PROFILE
    kept = User.objects.values(*FORM).get(pk=ada_author.pk)
    assert kept == FORM


@pytest.mark.parametrize(
    ("orcid", "is_taken"),
    [("0000-0002-1825-0097", True), ("0000-0002-1694-233X", True), ("", True),
     ("0000-0002-1825-0098", False), ("0000-0002-1694-2330", False), ("0000000218250097", False),
     ("https://orcid.org/0000-0002-1825-0097", False), ("0000-0002-1825-009", False),
     ("٠٠٠٠-٠٠٠٢-١٨٢٥-٠٠٩٧", False)],
)  # fmt: skip
def test_an_orcid_is_taken_with_its_check_digit_only(ada, ada_author, orcid, is_taken):
    answer = ada.post(PROFILE, {**FORM, "orcid": orcid})
    assert (answer.status_code == 302) is is_taken
    assert (User.objects.get(pk=ada_author.pk).orcid == orcid) is is_taken or orcid == ""


@pytest.mark.parametrize("field", ["given_name", "family_name"])
def test_a_name_is_needed(ada, field):
    answer = ada.post(PROFILE, {**FORM, field: "  "})
    assert answer.context["form"].errors.keys() == {field}


@pytest.mark.parametrize(("field", "value"), [("country", "XX"), ("time_zone", "Mars/Olympus"),
                                              ("given_name", "a" * 81), ("affiliation", "a" * 161)])  # fmt: skip
def test_what_does_not_fit_is_refused_in_the_form(ada, field, value):
    answer = ada.post(PROFILE, {**FORM, field: value})
    assert answer.context["form"].errors.keys() == {field}


def test_fields_that_are_not_in_the_form_change_nothing(ada, ada_author):
    before = ada_author.email
    ada.post(PROFILE, {**FORM, "email": "x@evil.example", "is_staff": "on", "is_superuser": "on"})
    ada_author.refresh_from_db()
    assert (ada_author.email, ada_author.is_staff, ada_author.is_superuser) == (
        before,
        False,
        False,
    )


def test_a_new_name_is_logged_with_the_old_one(ada, ada_author):
    old = str(ada_author)
    ada.post(PROFILE, {**FORM, "given_name": "Program", "family_name": "Chair"})
    row = AuditEvent.objects.get(verb="name changed")
    assert (row.actor_id, row.facts) == (ada_author.pk, {"old": old, "new": "Program Chair"})


def test_saving_the_same_name_is_not_logged(ada, ada_author):
    same = {"given_name": ada_author.given_name, "family_name": ada_author.family_name}
    ada.post(PROFILE, {**FORM, **same})
    assert not AuditEvent.objects.filter(verb="name changed").exists()


def test_saving_leads_back_to_where_the_person_came_from(ada):
    page = ada.get(f"{PROFILE}?next=/about/privacy/").content.decode()
    assert '<input type="hidden" name="next" value="/about/privacy/">' in page
    assert 'href="/about/privacy/">Not now<' in page
    assert ada.post(PROFILE, {**FORM, "next": "/about/privacy/"})["Location"] == "/about/privacy/"


def test_somebody_without_a_name_is_asked_who_they_are_and_sent_on_all_the_same(client):
    assert (
        enter(client, "nora@fjordheim.example", "/about/privacy/")["Location"] == "/about/privacy/"
    )
    assert "Who are you?" in client.get(PROFILE).content.decode()


def test_the_profile_links_addresses_sign_in_and_sessions(ada):
    page = ada.get(PROFILE).content.decode()
    for name in ("account_email", "mfa_index", "usersessions_list"):
        assert page.count(f'href="{reverse(name)}"') >= 1
