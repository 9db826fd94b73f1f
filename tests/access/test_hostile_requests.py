"""Requests that no browser sends of itself: bent methods, headers, addresses and bodies."""

import json
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from dtms_site.workshops.enums import Role
from dtms_site.workshops.services import appoint
from submissions.models import Submission
from tests.access.addresses import ADDRESSES, BY_POST, expected
from tests.access.resolver import address, is_of_an_edition, walk
from tests.access.world import somebody
from tests.editions import make_edition

pytestmark = pytest.mark.django_db
OF_AN_EDITION = [name for name, _ in walk() if is_of_an_edition(name)]
PAGES = [name for name in OF_AN_EDITION if ADDRESSES[name] is not BY_POST]
# Of paper 1, in the eyes of somebody from whom it is hidden and of somebody who knows it.
OF_A_PAPER = [name for name, p in walk() if name in PAGES and "number" in p.pattern.converters]
BIG = 10**25
WHOLE = {"number", "page", "pk", "version", "person", "reviewer", "meeting"}
NOT_OURS = ["https://evil.example", "null", "http://testserver.evil.example"]


def strict(visits, actor="author"):
    """The client of this actor, asked for the token of each form as in the product."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = visits.clients[actor].cookies
    return client


@pytest.mark.parametrize("headers", [{}, *({"origin": origin} for origin in NOT_OURS)])
def test_no_address_takes_a_form_without_its_token_or_from_elsewhere(open_visits, headers):
    chair = strict(open_visits, "chair")
    paths = {name: address(name, open_visits.edition) for name in OF_AN_EDITION}
    answers = {name: chair.post(path, headers=headers).status_code for name, path in paths.items()}
    assert answers == dict.fromkeys(paths, 403)


@pytest.mark.parametrize("origin", NOT_OURS)
def test_no_other_site_may_read_a_page_in_the_name_of_who_is_signed_in(open_visits, origin):
    path = address("submissions:paper", open_visits.edition)
    answer = open_visits.ask("author", path, headers={"origin": origin})
    assert answer.status == 200
    assert not [name for name in answer.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize("method", ["head", "options", "put", "patch", "delete", "trace"])
def test_no_method_tells_a_hidden_paper_from_one_that_is_not_there(open_visits, method):
    differing = {}
    for name in OF_A_PAPER:
        here, nowhere = (address(name, open_visits.edition, number) for number in (1, 99))
        for actor in ("stranger", "pc_conflicted", "chair_conflicted"):
            asked = [getattr(open_visits.clients[actor], method)(p) for p in (here, nowhere)]
            told = [(a.status_code, a.get("Content-Length"), a.get("Allow")) for a in asked]
            if told[0] != told[1] and ADDRESSES[name].get(("S", actor)) is None:
                differing[name, actor] = told
    assert differing == {}


@pytest.mark.parametrize("asked", [{"if-none-match": "*"}, {"if-modified-since": "Fri, 31 Dec 2100 00:00:00 GMT"},
                                   {"range": "bytes=0-3"}, {"accept": "application/json"}])  # fmt: skip
def test_no_condition_and_no_kind_of_answer_tells_that_a_hidden_file_is_there(open_visits, asked):
    here, nowhere = (address("submissions:pdf", open_visits.edition, number) for number in (1, 99))
    for actor in ("stranger", "pc_conflicted", "author_other"):
        answers = [open_visits.ask(actor, path, headers=asked) for path in (here, nowhere)]
        assert answers[0] == answers[1]
        assert answers[0].status == 404
    assert open_visits.ask("author", here, headers=asked).status in {200, 206}


def test_an_id_of_one_edition_names_nothing_in_another(open_visits, other_visits):
    """Chairs of both are asked for both: only the edition in the address counts."""
    one, other = open_visits.edition, other_visits.edition
    mixed = replace(one, ids=other.ids)
    for actor, name in (
        ("chair", "chair:mail-message"),
        ("coauthor_pending", "submissions:confirm"),
    ):
        assert open_visits.ask(actor, address(name, one)).status == 200
        assert open_visits.ask(actor, address(name, mixed)).status == 404


def test_a_chair_of_another_edition_is_a_stranger_here(open_visits):
    with open_visits.trial():
        appoint(workshop=make_edition("elsewhere", chairs=()), user=somebody("stranger"),
                role=Role.CHAIR, by=None)  # fmt: skip
        for name in PAGES:
            answer = open_visits.ask("stranger", address(name, open_visits.edition))
            assert answer.status == expected(name, "S", "stranger"), name


@pytest.mark.parametrize("actor", ["anon", "author", "chair"])
def test_numbers_beyond_any_column_name_nothing(open_visits, actor):
    patterns = {
        name: p for name, p in walk() if name in PAGES and WHOLE & p.pattern.converters.keys()
    }
    slug = open_visits.edition.workshop.slug
    for name, pattern in patterns.items():
        values = {
            key: BIG if key in WHOLE else slug for key in ("slug", *pattern.pattern.converters)
        }
        assert open_visits.ask(actor, reverse(name, kwargs=values)).status in {302, 404}, name


@pytest.mark.parametrize("wanted", ["bytes=0-" + "9" * 5000, "bytes=" + "9" * 5000 + "-", "bytes=-" + "9" * 5000,
                                    "bytes=0-0,2-3", "bytes=5-1", "bytes=--1", "lines=1-2", "bytes=²-"])  # fmt: skip
def test_a_strange_range_of_a_file_is_answered(open_visits, wanted):
    path = address("submissions:pdf", open_visits.edition)
    headers = {"range": wanted.encode().decode("latin-1")}
    assert open_visits.ask("author", path, headers=headers).status in {200, 206, 416}


@pytest.mark.parametrize(
    "end", ["x.css", "a.js", "../x.png", ";x.css", "%2e%2e/", "%00.css", "?format=json&callback=x"]
)
def test_nothing_behind_an_address_makes_another_page_of_it(open_visits, end):
    """A cache that goes by the end of an address would keep a page of one person for all."""
    path = address("submissions:paper", open_visits.edition)
    answer, page = (
        open_visits.ask("author", path + end),
        open_visits.get("author", "submissions:paper"),
    )
    if end.startswith("?"):
        assert answer.body == page.body
    else:
        assert answer.status in {400, 404} or answer.body != page.body
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/static/../dtms_site/settings/base.py", "/static/..%2f..%2fetc/passwd",
                                  "/static/%252e%252e/etc/passwd", "/media/papers/", "/.git/config",
                                  "/static/;/../../x", "/var/media/", "/static/%c0%ae%c0%ae/etc/passwd"])  # fmt: skip
def test_no_path_leads_out_of_the_static_files(client, path):
    assert client.get(path).status_code in {400, 404}


def test_a_host_that_a_proxy_was_told_stands_on_no_page(open_visits):
    headers = dict.fromkeys(
        ("x-forwarded-host", "x-host", "forwarded", "x-original-url"), "evil.example"
    )
    for name in ("workshops:home", "workshops:calendar", "submissions:public-check"):
        answer = open_visits.ask("anon", address(name, open_visits.edition), headers=headers)
        assert answer.status == 200
        assert b"evil.example" not in answer.body


BODIES = {
    "application/json": json.dumps({"title": "Injected", "authors": [{"id": 1}]}),
    "text/plain": "title=Injected",
    "application/xml": "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><title>Injected &e;</title>",
    "multipart/form-data": "no boundary",
    "multipart/form-data; boundary=x": "--x\r\nContent-Disposition: form-data; name=title\r\n\r\nInj",
    "application/x-www-form-urlencoded; charset=utf-7": "title=+ADw-script+AD4-",
    "application/x-www-form-urlencoded": "title=%ff%fe&title[]=x&title[a][b]=y&" + "a&" * 6000,
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_is_no_form_of_ours_is_answered_and_its_words_are_not_kept(open_visits, kind):
    path = address("submissions:edit", open_visits.edition)
    with open_visits.trial():
        answer = open_visits.clients["author"].post(path, BODIES[kind], content_type=kind)
        assert answer.status_code < 500
        assert not Submission.objects.filter(title__contains="Injected").exists()


@pytest.mark.parametrize("name", ["title", "abstract", "authors-0-email", "declaration-1"])
def test_twenty_megabytes_of_words_are_refused_on_a_page(open_visits, name):
    with open_visits.trial():
        path = address("submissions:edit", open_visits.edition)
        answer = open_visits.clients["author"].post(path, {name: "a" * 20_000_000})
    assert answer.status_code in {400, 413}
    assert b"</html>" in answer.content


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode"])
def test_a_part_in_a_transfer_encoding_of_its_own_is_answered(open_visits, encoding):
    body = (f"--x\r\nContent-Disposition: form-data; name=\"title\"\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n{' ' * 100_000}====\r\n--x--\r\n")  # fmt: skip
    with open_visits.trial():
        answer = open_visits.clients["author"].post(
            address("submissions:edit", open_visits.edition), body,
            content_type="multipart/form-data; boundary=x",
        )  # fmt: skip
    assert answer.status_code < 500
