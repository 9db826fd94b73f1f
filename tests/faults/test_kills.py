"""kill -9 of every part in the middle of uploads: nothing acknowledged is lost, nobody stays."""

import hashlib
import http.client
import json
import secrets
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dtms_site.management.bench.upload import PREPARE, post
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


def uploads(site: LiveSite, until_told: threading.Event) -> list[tuple[str, str]]:
    """Upload from several clients until told to stop: (address, hash) of what was acknowledged."""
    doors = json.loads(site.shell(PREPARE.format(clients=CLIENTS)).splitlines()[-1])
    kept: list[tuple[str, str]] = []

    def client(session: str, path: str) -> None:
        token = secrets.token_hex(16)
        while not until_told.is_set():
            pdf = b"%PDF-1.7\n" + secrets.token_bytes(200_000)
            try:
                if post(site.port, session, token, path, pdf) == 200:
                    kept.append((path, hashlib.sha256(pdf).hexdigest()))
            except (OSError, http.client.HTTPException):  # it died in the middle of its answer
                time.sleep(0.1)

    threads = [threading.Thread(target=client, args=door, daemon=True) for door in doors]
    for thread in threads:
        thread.start()
    until_told.wait()
    for thread in threads:
        thread.join()
    return kept


def kill_the_parent(site: LiveSite) -> None:
    site.process.kill()
    site.process.wait()
    until(lambda: site.processes() == {}, seconds=10, what="the end of every process")


def test_what_was_acknowledged_survives_the_death_of_every_part(site):
    told = threading.Event()
    kept: list[tuple[str, str]] = []
    writer = threading.Thread(target=lambda: kept.extend(uploads(site, told)), daemon=True)
    writer.start()
    time.sleep(4)
    for word in ("gunicorn", "celery", "unixsocket", "gunicorn", "celery"):
        site.kill(word)
        site.wait_until_it_answers(10)
        time.sleep(1.5)
    kill_the_parent(site)
    site.start()
    time.sleep(2)
    told.set()
    writer.join()
    assert len(kept) > CLIENTS
    stored = json.loads(site.shell(
        "import json; from submissions.models import PaperVersion;"
        "print(json.dumps([[v.sha256, v.file.path] for v in PaperVersion.objects.all()]))"
    ))  # fmt: skip
    files = {sha: Path(path) for sha, path in stored}
    lost = [sha for _, sha in kept if sha not in files]
    assert lost == []
    for _, sha in kept:
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
