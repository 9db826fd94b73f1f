from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dtms_site.accounts import services
from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import holder_of
from tests.dtms_site.accounts.flows import (
    ENTRANCE,
    PASSWORD,
    PROFILE,
    SECURITY,
    SIGN_UP,
    TYPE_CODE,
    ask_for_code,
    code_for,
    enter,
    enter_with_password,
    mails_to,
    person_in,
    sign_up,
    type_code,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NEW = "nora.newby@fjordheim.example"


def test_a_known_address_gets_in_with_the_mailed_code(client, ada_author):
    assert ask_for_code(client, ada_author.email)["Location"] == TYPE_CODE
    assert person_in(client) is None
    type_code(client, code_for(ada_author.email))
    assert person_in(client) == ada_author


def test_a_new_address_gets_an_account_that_counts_once_the_code_was_typed(client):
    ask_for_code(client, NEW)
    assert holder_of(NEW) is None
    type_code(client, code_for(NEW))
    assert person_in(client) == holder_of(NEW) == User.objects.get(email=NEW)


def test_a_new_account_has_no_password_not_even_an_empty_one(client):
    enter(client, NEW)
    assert not User.objects.get(email=NEW).has_usable_password()


@pytest.mark.parametrize("spelling", [str.lower, lambda c: c.replace("-", ""),
                                      lambda c: c.replace("-", " "), lambda c: f"  {c} "])  # fmt: skip
def test_dash_spaces_and_capitals_of_the_code_do_not_matter(client, ada_author, spelling):
    ask_for_code(client, ada_author.email)
    type_code(client, spelling(code_for(ada_author.email)))
    assert person_in(client) == ada_author


def test_capitals_of_the_address_do_not_matter(client, ada_author):
    ask_for_code(client, ada_author.email.upper())
    type_code(client, code_for(ada_author.email))
    assert person_in(client) == ada_author


def test_a_look_alike_address_does_not_open_the_account_of_the_real_one(client):
    services.address_proved(services.person_with("mike@mikrofon.example"), "mike@mikrofon.example")
    enter(client, "mıke@mikrofon.example")
    assert person_in(client).email == "mıke@mikrofon.example"


def test_the_third_wrong_code_ends_the_sign_in(client, ada_author):
    ask_for_code(client, ada_author.email, PROFILE)
    good = code_for(ada_author.email)
    for _ in range(2):
        assert type_code(client, "BBBB-BBBB").status_code == 200
    ended = type_code(client, "BBBB-BBBB", PROFILE)
    assert ended["Location"] == f"{ENTRANCE}?next=%2Faccounts%2Fprofile%2F"
    type_code(client, good)
    assert person_in(client) is None


def test_a_code_works_once(client, ada_author):
    ask_for_code(client, ada_author.email)
    code = code_for(ada_author.email)
    type_code(client, code)
    client.post(reverse("account_logout"))
    type_code(client, code)
    assert person_in(client) is None


def test_a_code_works_only_in_the_browser_that_asked_for_it(client, ada_author):
    ask_for_code(client, ada_author.email)
    stranger = Client()
    type_code(stranger, code_for(ada_author.email))
    assert person_in(stranger) is None


@pytest.mark.parametrize(("minutes", "gets_in"), [(14, True), (16, False)])
def test_a_code_lasts_fifteen_minutes(client, ada_author, minutes, gets_in):
    start = datetime(2027, 1, 26, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        ask_for_code(client, ada_author.email)
    with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
        type_code(client, code_for(ada_author.email))
        assert (person_in(client) is not None) is gets_in


def test_a_code_that_has_run_out_says_so_and_leads_back(client, ada_author):
    start = datetime(2027, 1, 26, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        ask_for_code(client, ada_author.email, PROFILE)
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        answer = client.post(TYPE_CODE, {"code": "BBBB-BBBB", "next": PROFILE}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{ENTRANCE}?next=%2Faccounts%2Fprofile%2F"
    assert "That code has run out" in answer.content.decode()


def test_sending_again_gives_a_new_code_with_fifteen_minutes_of_its_own(client, ada_author):
    start = datetime(2027, 1, 26, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        ask_for_code(client, ada_author.email)
        first = code_for(ada_author.email)
    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        client.post(TYPE_CODE, {"action": "resend"})
    second = code_for(ada_author.email)
    assert first != second
    with time_machine.travel(start + timedelta(minutes=28), tick=False):
        assert type_code(client, first).status_code == 200
        type_code(client, second)
        assert person_in(client) == ada_author


def test_a_code_is_sent_three_times_at_most(client, ada_author):
    ask_for_code(client, ada_author.email)
    for _ in range(4):
        client.post(TYPE_CODE, {"action": "resend"})
    assert len(mails_to(ada_author.email)) == 3
    assert "Send it again" not in client.get(TYPE_CODE).content.decode()


def test_the_code_page_names_the_address_and_the_time(client, ada_author):
    ask_for_code(client, ada_author.email)
    page = client.get(TYPE_CODE).content.decode()
    assert ada_author.email in page
    assert "15 minutes" in page


def test_where_the_person_wanted_to_go_survives_code_password_and_sign_up(client, ada_author):
    wanted = "/accounts/sessions/?from=mail"
    ask_for_code(client, ada_author.email, wanted)
    assert wanted in client.get(f"{TYPE_CODE}?next={wanted}").content.decode()
    assert type_code(client, code_for(ada_author.email), wanted)["Location"] == wanted
    entered = enter_with_password(Client(), ada_author.email, "dtms-demo", wanted)
    assert entered["Location"] == wanted
    newcomer = Client()
    sign_up(newcomer, NEW, next=wanted)
    confirmed = newcomer.post(reverse("account_email_verification_sent"), {"code": code_for(NEW)})
    assert confirmed["Location"] == wanted


def test_every_way_in_is_offered_with_where_the_person_wanted_to_go(client):
    page = client.get(f"{ENTRANCE}?next={SECURITY}").content.decode()
    for way in (PASSWORD, SIGN_UP):
        assert f'href="{way}?next=%2Faccounts%2F2fa%2F"' in page
    assert page.count(f'<input type="hidden" name="next" value="{SECURITY}">') == 2


def test_whoever_comes_back_half_way_goes_on_to_where_they_want_now(client, ada_author):
    ask_for_code(client, ada_author.email, PROFILE)
    again = client.get(f"{ENTRANCE}?next={SECURITY}")
    assert again["Location"] == f"{TYPE_CODE}?next=%2Faccounts%2F2fa%2F"


def test_starting_again_gives_the_empty_box(client, ada_author):
    ask_for_code(client, ada_author.email)
    answer = client.post(reverse("account_logout"), {"next": ENTRANCE}, follow=True)
    assert answer.redirect_chain[-1][0] == ENTRANCE
    assert ada_author.email not in answer.content.decode()


def test_a_deactivated_account_stays_shut_for_the_right_code(client, ada_author):
    User.objects.filter(pk=ada_author.pk).update(is_active=False)
    answer = enter(client, ada_author.email)
    assert answer["Location"] == reverse("account_inactive")
    assert person_in(client) is None


def test_an_address_longer_than_the_database_holds_is_refused(client):
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example"
    assert len(long) < 320
    answer = ask_for_code(client, f"{long}.{'e' * 50}")
    assert answer.status_code == 200
    assert not User.objects.filter(email__startswith="aaaa").exists()


@pytest.mark.parametrize(
    "typed", ["", "nobody", "a@b", "a@b.example\nBcc: x@y.example", "a b@c.example"]
)
def test_what_is_no_address_is_refused_with_a_hint(client, typed):
    answer = ask_for_code(client, typed)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert User.objects.count() == 0
