import pytest
from django.conf import settings

from tests.dtms_site.accounts.flows import enter
from tests.editions import make_edition

pytestmark = pytest.mark.django_db


def test_health_says_only_ok(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.parametrize("topic", ["accessibility", "privacy", "keyboard"])
def test_about_pages_are_for_everybody(client, topic):
    assert client.get(f"/about/{topic}/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/about/nothing/", "/dtms/nothing/", "/dtms/papers/77/x/"]
)
def test_an_unknown_address_says_what_to_do(client, path):
    make_edition()
    response = client.get(path)
    assert response.status_code == 404
    assert "Nothing here for you" in response.content.decode()


def test_a_null_byte_in_an_address_is_refused_clearly(client):
    response = client.get("/?q=a%00b")
    assert response.status_code == 400
    assert "We could not read what was sent" in response.content.decode()


def test_pages_carry_the_security_headers(client):
    make_edition()
    response = client.get("/dtms/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"


def test_no_script_reads_the_token_or_the_session(client, ada_author):
    """Where a script of somebody else ran all the same, it could send no form in a person's name."""
    enter(client, ada_author.email)
    for name in (settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_what_a_person_sees_stays_in_no_cache(sign_in, ada_author):
    make_edition()
    response = sign_in(ada_author).get("/dtms/papers/")
    assert "no-store" in response["Cache-Control"]


def test_a_form_from_elsewhere_is_refused(ada_author):
    from django.test import Client

    make_edition()
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada_author, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/dtms/submit/", {"title": "x"})
    assert response.status_code == 403
    assert "This page was open for too long" in response.content.decode()
