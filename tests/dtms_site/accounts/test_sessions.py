from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dtms_site.accounts.devices import in_words
from dtms_site.accounts.models import User
from dtms_site.accounts.tasks import forget
from tests.dtms_site.accounts.flows import (
    ENTRANCE,
    NEW_PASSWORD,
    PROFILE,
    RESET,
    ask_for_code,
    code_for,
    enter,
    enter_with_password,
    mails_to,
    person_in,
    type_code,
)
from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SESSIONS = reverse("usersessions_list")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def key(client):
    return client.cookies["sessionid"].value


def test_the_session_id_changes_at_sign_in(client, ada_author):
    ask_for_code(client, ada_author.email)
    before = key(client)
    type_code(client, code_for(ada_author.email))
    assert key(client) != before
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert person_in(stolen) is None


def test_a_session_id_that_somebody_planted_is_not_kept(client, ada_author):
    client.cookies["sessionid"] = "planted0planted0planted0planted0"
    enter(client, ada_author.email)
    assert key(client) != "planted0planted0planted0planted0"


def test_the_sessions_page_lists_every_browser_with_this_one_first(ada_author):
    phone, laptop = Client(), Client(headers={"user-agent": FIREFOX})
    enter(phone, ada_author.email)
    enter(laptop, ada_author.email)
    page = laptop.get(SESSIONS).content.decode()
    assert "You are signed in 2 times" in page
    assert page.index("Firefox on Linux") < page.index("an unknown browser")
    assert page.count("this one") == 1


def test_ending_a_session_signs_that_browser_out(ada_author):
    phone, laptop = Client(), Client()
    enter(phone, ada_author.email)
    enter(laptop, ada_author.email)
    row = UserSession.objects.get(session_key=key(phone))
    laptop.post(reverse("session-end", args=[row.pk]))
    assert person_in(phone) is None
    assert person_in(laptop) == ada_author


def test_ending_all_others_leaves_this_one(ada_author):
    phone, tablet, laptop = Client(), Client(), Client()
    for browser in (phone, tablet, laptop):
        enter(browser, ada_author.email)
    laptop.post(reverse("session-end-others"))
    assert [person_in(browser) for browser in (phone, tablet, laptop)] == [None, None, ada_author]


def test_ending_this_session_signs_out(client, ada_author):
    enter(client, ada_author.email)
    row = UserSession.objects.get(session_key=key(client))
    client.post(reverse("session-end", args=[row.pk]))
    assert person_in(client) is None


def test_the_session_of_another_person_cannot_be_ended(ada_author, otto_other):
    hers, his = Client(), Client()
    enter(hers, ada_author.email)
    enter(his, otto_other.email)
    row = UserSession.objects.get(session_key=key(hers))
    assert his.post(reverse("session-end", args=[row.pk])).status_code == 404
    assert person_in(hers) == ada_author


def test_looking_at_a_page_ends_nothing(client, ada_author):
    enter(client, ada_author.email)
    row = UserSession.objects.get(session_key=key(client))
    for address in (reverse("session-end", args=[row.pk]), reverse("session-end-others")):
        assert client.get(address).status_code == 405
    client.get(reverse("account_logout"))
    assert person_in(client) == ada_author


def test_a_changed_password_ends_every_other_session(ada_author):
    phone, laptop = Client(), Client()
    enter(phone, ada_author.email)
    enter_with_password(laptop, ada_author.email, PASSWORD)
    before = key(laptop)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    laptop.post(reverse("account_change_password"), form)
    assert person_in(phone) is None
    assert person_in(laptop) == ada_author
    old_cookie = Client()
    old_cookie.cookies["sessionid"] = before
    assert person_in(old_cookie) is None


def test_a_reset_password_ends_every_session(client, ada_author):
    enter(client, ada_author.email)
    other = Client()
    other.post(RESET, {"email": ada_author.email})
    text = mails_to(ada_author.email, "account.reset")[0].text
    path = next(line for line in text.splitlines() if "/reset/key/" in line).partition(":8000")[2]
    form = other.get(path, follow=True).redirect_chain[-1][0]
    other.post(form, {"password1": NEW_PASSWORD})
    assert person_in(client) is None


def test_a_deactivated_account_loses_its_session_at_once(client, ada_author):
    enter(client, ada_author.email)
    User.objects.filter(pk=ada_author.pk).update(is_active=False)
    assert client.get(PROFILE)["Location"].startswith(ENTRANCE)


def test_signing_out_makes_the_cookie_worthless(client, ada_author):
    enter(client, ada_author.email)
    old = key(client)
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = old
    assert person_in(thief) is None


def test_pages_of_a_person_are_kept_by_no_cache(client, ada_author):
    enter(client, ada_author.email)
    for address in (PROFILE, SESSIONS, reverse("mfa_index"), reverse("account_email")):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_sessions_that_ended_are_cleared_away(client, ada_author):
    enter(client, ada_author.email)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    forget()
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("<script>alert(1)</script>", "an unknown browser"),
        ("", "an unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_known_words_only(told, words):
    assert in_words(told) == words
