"""kill -9 of every part in the middle of uploads: nothing acknowledged is lost, nobody stays."""

import hashlib
import http.client
import json
import secrets
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dtms_site.management.bench.upload import doors, post
from tests.live import ROOT, LiveSite, until

CLIENTS = 6
# The leases of killed workers have ended, and the sweep of every minute comes by.
A_LEASE_LATER = """
from datetime import timedelta
from django.db.models import F
from submissions.models import FormatReport
from submissions.tasks import sweep
leased = FormatReport.objects.exclude(leased_until=None)
leased.update(leased_until=F("leased_until") - timedelta(minutes=1))
sweep()
"""
UNDONE = """
from submissions.models import FormatReport
print(FormatReport.objects.exclude(state="done").count())
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with LiveSite(tmp_path_factory.mktemp("home")) as running:
        yield running


@dataclass
class Uploads:
    """Clients that upload until told to stop; `kept` has the hash of each acknowledged file."""

    port: int
    doors: list[list[str]]
    kept: list[str] = field(default_factory=list)
    told: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Uploads":
        self.threads = [
            threading.Thread(target=self.client, args=door, daemon=True) for door in self.doors
        ]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.told.set()
        for thread in self.threads:
            thread.join()

    def client(self, session: str, path: str) -> None:
        token = secrets.token_hex(16)
        while not self.told.is_set():
            pdf = b"%PDF-1.7\n" + secrets.token_bytes(200_000)
            try:
                if post(self.port, session, token, path, pdf) == 200:
                    self.kept.append(hashlib.sha256(pdf).hexdigest())
            except (OSError, http.client.HTTPException):  # it died in the middle of its answer
                time.sleep(0.1)

    def wait_for_more(self) -> None:
        """Until each client could have been answered once more."""
        goal = len(self.kept) + CLIENTS
        until(lambda: len(self.kept) >= goal, what="an upload by every client")


def kill_the_parent(site: LiveSite) -> None:
    site.process.kill()
    site.process.wait()
    until(lambda: site.processes() == {}, seconds=10, what="the end of every process")


def test_what_was_acknowledged_survives_the_death_of_every_part(site):
    # The clients sign in before anything dies: what is killed below is killed while they upload.
    with Uploads(site.port, doors(CLIENTS, site.environment)) as uploads:
        uploads.wait_for_more()
        for word in ("gunicorn", "celery", "unixsocket", "gunicorn", "celery"):
            site.kill(word)
            site.wait_until_it_answers(10)
            uploads.wait_for_more()
        kill_the_parent(site)
        site.start()
        uploads.wait_for_more()
    stored = json.loads(site.shell(
        "import json; from submissions.models import PaperVersion;"
        "print(json.dumps([[v.sha256, v.file.path] for v in PaperVersion.objects.all()]))"
    ))  # fmt: skip
    files = {sha: Path(path) for sha, path in stored}
    lost = [sha for sha in uploads.kept if sha not in files]
    assert lost == []
    for sha in uploads.kept:
        assert hashlib.sha256(files[sha].read_bytes()).hexdigest() == sha


def test_every_check_finishes_after_all_that(site):
    site.shell(A_LEASE_LATER)
    until(lambda: site.shell(UNDONE).strip() == "0", seconds=240, what="the last verdict")


def test_a_second_start_on_the_same_home_says_so(site):
    again = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", "1"], cwd=ROOT, env=site.environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert again.returncode != 0
    assert f"DTMS runs on {site.home} already: {site.url}" in again.stderr


def test_the_death_of_the_parent_leaves_nobody_behind(site):
    assert len(site.processes()) >= 6
    kill_the_parent(site)


def test_it_starts_again_on_what_was_left_and_stops_cleanly_in_time(site):
    site.start()
    assert site.stop() < 10
    assert site.processes() == {}
