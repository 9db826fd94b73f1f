"""A real nginx, set up as docs/operations.md says, sends papers to whom the policy lets through."""

import http.client
import re
import shutil

import pytest
from django.conf import settings as site
from django.urls import reverse

from dtms_site.management.servers import start, stop
from submissions.files import HEADERS
from tests.editions import TINY_PDF, make_edition, submitted
from tests.live import ROOT
from tests.services import free_port, wait_for

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not NGINX, reason="nginx is not installed"),
]
CONTENT = TINY_PDF + b"1"
FRAME = """
daemon off; pid {home}/pid; error_log {home}/error.log; user root;
events {{}}
http {{
    access_log off;
    client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/f;
    uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass {site}; proxy_set_header Host $host; }}
        {documented}
    }}
}}
"""


def documented() -> str:
    """The location that operators are told to write, for the folder of this test."""
    told = re.search(r"```nginx\n(.+?)```", (ROOT / "docs/operations.md").read_text(), re.DOTALL)
    assert told
    return told[1].replace("/data/media/", f"{site.STORAGES['default']['OPTIONS']['location']}/")


@pytest.fixture
def nginx(settings, live_server, tmp_path):
    """The port of an nginx in front of this site."""
    settings.FILES_SENT_BY = "proxy"
    port, configuration = free_port(), tmp_path / "nginx.conf"
    configuration.write_text(
        FRAME.format(home=tmp_path, port=port, site=live_server.url, documented=documented())
    )
    process = start([NGINX, "-p", str(tmp_path), "-c", str(configuration)])
    try:
        wait_for(port)
        yield port
    finally:
        stop(process)


@pytest.fixture
def ask(nginx, sign_in):
    """ask(person, path) is the answer that this person's browser gets through nginx."""

    def ask(person, path, **headers):
        cookies = sign_in(person).cookies.output(attrs=[], header="", sep=";").strip()
        connection = http.client.HTTPConnection("127.0.0.1", nginx, timeout=20)
        connection.request("GET", path, headers={"Cookie": cookies, **headers})
        answer = connection.getresponse()
        return answer, answer.read()

    return ask


def test_it_sends_a_paper_as_the_site_would_and_to_nobody_else(ask, ada_author, sam_stranger):
    paper = submitted(make_edition(), ada_author)
    path = reverse("submissions:pdf", args=[paper.workshop.slug, paper.number])
    whole, body = ask(ada_author, path)
    assert (whole.status, body) == (200, CONTENT)
    assert whole.headers.get_all("Content-Type") == ["application/pdf"]
    assert whole.getheader("Content-Disposition") == 'inline; filename="dtms-1-v1.pdf"'
    for header, value in HEADERS.items():
        (told,) = whole.headers.get_all(header)
        assert told.startswith(value)
    part, body = ask(ada_author, path, Range="bytes=1-3")
    assert (part.status, body) == (206, b"PDF")
    assert part.getheader("Content-Range") == f"bytes 1-3/{len(CONTENT)}"
    assert part.getheader("X-Content-Type-Options") == "nosniff"

    inside = f"/private-files/{paper.current.file.name}"
    for person, asked in [(sam_stranger, path), (sam_stranger, inside), (ada_author, inside)]:
        refused, body = ask(person, asked)
        assert (refused.status, refused.getheader("X-Accel-Redirect")) == (404, None)
        assert b"%PDF" not in body
