"""The check for anybody: the same verdict, nothing kept, and never in a submission's way."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage

from dtms_site import clock
from dtms_site.celery import app
from submissions import public_checks
from submissions.models import PublicCheck
from tests.editions import OPEN, make_edition, pdf
from tests.submissions.checked import NARROW_GUTTER, SOUND

pytestmark = pytest.mark.django_db
URL = "/dtms/check/"


@pytest.fixture(autouse=True)
def _nobody_sent_anything_yet():
    cache.clear()


def send(client, content=SOUND, **more):
    with clock.at(OPEN):
        return client.post(URL, {"pdf": pdf(content, name="my <b>paper.pdf"), **more})


def test_anybody_gets_the_verdict_and_the_pictures(client):
    make_edition()
    answer = send(client, NARROW_GUTTER)
    check = PublicCheck.objects.get()
    assert answer.headers["Location"] == check.get_absolute_url()
    with clock.at(OPEN):
        assert "Checking your PDF" in client.get(check.get_absolute_url()).content.decode()
        public_checks.run(check.pk)
        page = client.get(check.get_absolute_url()).content.decode()
        picture = client.get(f"{check.get_absolute_url()}1.webp")
    assert "columns are only 0.25 in apart" in page
    assert "my &lt;b&gt;paper.pdf" in page
    assert picture.headers["Content-Type"] == "image/webp"
    assert picture.content.startswith(b"RIFF")


def test_within_the_hour_nothing_is_left(client):
    make_edition()
    send(client)
    check = PublicCheck.objects.get()
    address = check.get_absolute_url()
    with clock.at(OPEN + timedelta(minutes=57)):
        assert public_checks.forget() == 0
        assert client.get(address).status_code == 200
    with clock.at(OPEN + timedelta(minutes=58)):
        assert client.get(address).status_code == 404
        assert client.get(f"{address}1.webp").status_code == 404
    with clock.at(OPEN + timedelta(minutes=59)):
        assert public_checks.forget() == 1
    assert not default_storage.exists(check.file.name)
    assert not PublicCheck.objects.exists()


def test_one_address_sends_ten_files_in_ten_minutes(client):
    make_edition()
    answers = [send(client).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    assert PublicCheck.objects.count() == 10


def test_when_many_wait_the_door_is_shut(client, monkeypatch):
    make_edition()
    monkeypatch.setattr(public_checks, "MOST_WAITING", 2)
    assert [send(client).status_code for _ in range(3)] == [302, 302, 429]


@pytest.mark.parametrize("content", [b"", b"<html>"])
def test_what_is_not_a_pdf_is_refused_with_words(client, content):
    make_edition()
    answer = send(client, content)
    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()
    assert not PublicCheck.objects.exists()


def test_the_page_limit_is_that_of_the_chosen_kind(client):
    workshop = make_edition()
    short = workshop.paper_types.last()
    workshop.paper_types.filter(pk=short.pk).update(max_pages=1)
    send(client, paper_type=str(short.pk))
    check = PublicCheck.objects.get()
    public_checks.run(check.pk)
    check.refresh_from_db()
    assert check.result["rules"]["page_count"]["allowed"] == 1.0


@pytest.mark.parametrize("kind", ["", "999999", "x", "-1", "9" * 40])
def test_an_unknown_kind_is_the_first_one(client, kind):
    workshop = make_edition()
    assert send(client, paper_type=kind).status_code == 302
    assert PublicCheck.objects.get().paper_type == workshop.paper_types.first()


def test_a_hostile_file_is_answered(client):
    make_edition()
    send(client, b"%PDF-1.4 " + b"[" * 100_000)
    check = PublicCheck.objects.get()
    public_checks.run(check.pk)
    with clock.at(OPEN):
        page = client.get(check.get_absolute_url()).content.decode()
    assert "cannot be read" in page


def test_a_check_that_twice_took_its_worker_down_ends(client):
    make_edition()
    send(client)
    PublicCheck.objects.update(attempts=2)
    public_checks.run(PublicCheck.objects.get().pk)
    assert PublicCheck.objects.get().result["overall"] == "reject"


def test_an_address_of_another_edition_or_token_leads_nowhere(client):
    make_edition()
    make_edition("other")
    send(client)
    token = PublicCheck.objects.get().token
    with clock.at(OPEN):
        assert client.get(f"/other/check/{token}/").status_code == 404
        assert client.get(f"/dtms/check/{token[:-1]}/").status_code == 404


def test_strangers_files_have_a_queue_of_their_own():
    def queue_of(task):
        return app.amqp.router.route({}, task)["queue"].name

    assert queue_of(public_checks.CHECK) == "public"
    assert queue_of("submissions.tasks.check") == app.conf.task_default_queue != "public"
