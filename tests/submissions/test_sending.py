"""Who sends the bytes of a paper: the site, the proxy before it, or the bucket. The policy first."""

import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from django.urls import reverse
from moto.server import ThreadedMotoServer

from dtms_site import clock
from tests.editions import OPEN, TINY_PDF, make_edition, submitted

pytestmark = pytest.mark.django_db
CONTENT = TINY_PDF + b"1"


@pytest.fixture
def bucket(settings, monkeypatch):
    """An S3 server on this machine, in which papers are kept."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket="papers")
    options = {"bucket_name": "papers", "endpoint_url": address, "region_name": "us-east-1",
               "default_acl": "private", "file_overwrite": False, "signature_version": "s3v4"}  # fmt: skip
    storage = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    settings.FILES_SENT_BY = "bucket"
    yield address
    server.stop()


@pytest.fixture
def paper(ada_author):
    return submitted(make_edition(), ada_author)


def asked(client, paper, name="submissions:pdf", **extra):
    with clock.at(OPEN):
        return client.get(reverse(name, args=[paper.workshop.slug, paper.number]), **extra)


def test_a_bucket_sends_by_a_link_for_a_minute_to_whom_the_policy_lets_through(
    bucket, paper, ada_author, sam_stranger, sign_in
):
    answer = asked(sign_in(ada_author), paper)
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
    assert answer["Location"].startswith(f"{bucket}/papers/papers/")
    signed = parse_qs(urlsplit(answer["Location"]).query)
    assert signed["X-Amz-Expires"] == ["60"]
    assert signed["X-Amz-Signature"]
    with urllib.request.urlopen(answer["Location"]) as got:
        assert got.read() == CONTENT
        told = {key: got.headers[key] for key in ("Content-Type", "Cache-Control")}
        assert told == {"Content-Type": "application/pdf", "Cache-Control": "private, no-store"}
        assert got.headers["Content-Disposition"].startswith('inline; filename="')
    part = urllib.request.Request(answer["Location"], headers={"Range": "bytes=0-3"})
    with urllib.request.urlopen(part) as got:
        assert (got.status, got.read()) == (206, b"%PDF")
    refused = asked(sign_in(sam_stranger), paper)
    assert (refused.status_code, refused.get("Location")) == (404, None)


def test_a_bucket_behind_the_site_has_its_bytes_sent_by_the_site(
    bucket, paper, ada_author, sign_in, settings
):
    settings.FILES_SENT_BY = "site"
    whole = asked(sign_in(ada_author), paper)
    assert b"".join(whole.streaming_content) == CONTENT
    part = asked(sign_in(ada_author), paper, headers={"range": "bytes=1-3"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"PDF")


def test_a_bucket_s_paper_answers_head_without_a_link(bucket, paper, ada_author, sign_in):
    with clock.at(OPEN):
        answer = sign_in(ada_author).head(reverse("submissions:pdf", args=["dtms", paper.number]))
    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(CONTENT)))


def test_a_proxy_is_told_where_the_file_lies_and_nobody_else_is(
    paper, ada_author, sam_stranger, sign_in, settings
):
    settings.FILES_SENT_BY = "proxy"
    answer = asked(sign_in(ada_author), paper)
    assert answer["X-Accel-Redirect"] == f"/private-files/{paper.current.file.name}"
    assert (answer.content, answer["Content-Type"]) == (b"", "application/pdf")
    assert "sandbox" in answer["Content-Security-Policy"]
    refused = asked(sign_in(sam_stranger), paper)
    assert (refused.status_code, refused.get("X-Accel-Redirect")) == (404, None)
    assert sign_in(ada_author).get(answer["X-Accel-Redirect"]).status_code == 404
