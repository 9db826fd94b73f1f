"""How many uploads a second the embedded site acknowledges, fifty at a time."""

import http.client
import json
import os
import secrets
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dtms_site.management.servers import free_port, stop
from dtms_site.management.supervisor import python

CLIENTS = 50
EACH = 4
SIZE = 1024 * 1024
PREPARE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from dtms_site.accounts.services import person_with
from dtms_site.management import editions
from submissions.services.details import create_draft
from datetime import timedelta
from dtms_site import clock
found = editions.shift(editions.read(editions.EXAMPLE), clock.now().date() + timedelta(days=9))
workshop = editions.create(dict(found, slug="{slug}"))
rows = []
for n in range({clients}):
    user = person_with(f"uploader{{n}}@bench.example", given_name="U", family_name=str(n))
    paper = create_draft(workshop=workshop, by=user)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    rows.append([session.session_key, f"/{slug}/papers/{{paper.number}}/upload/"])
print(json.dumps(rows))
"""


def run() -> Iterator[dict[str, Any]]:
    """Start an embedded site on a home of its own, upload, and say how it went."""
    with running_site() as (port, home, environment):
        yield measure(port, doors(CLIENTS, environment), home)


@contextmanager
def running_site(**more: str) -> Iterator[tuple[int, Path, dict[str, str]]]:
    """An embedded site of its own: its port, its home, and the environment of its commands."""
    with tempfile.TemporaryDirectory(prefix="dtms-bench-") as home:
        port = free_port()
        environment = {**os.environ, "DTMS_HOME": home, **more}
        environment.pop("REDIS_URL", None)
        site = subprocess.Popen(  # noqa: S603
            python("manage.py", "serve", "--port", str(port)), env=environment,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for_site(port)
            yield port, Path(home), environment
        finally:
            stop(site, 15)


def doors(clients: int, environment: dict[str, str]) -> list[list[str]]:
    """For each of so many authors a session, and the address to which their draft uploads.

    Each call makes an edition of its own: on PostgreSQL the sites of one run share a database.
    """
    prepare = PREPARE.format(clients=clients, slug=f"bench-{secrets.token_hex(4)}")
    asked = subprocess.run(  # noqa: S603
        python("manage.py", "shell", "-v", "0", "-c", prepare),
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return list(json.loads(asked.stdout.splitlines()[-1]))


def wait_for_site(port: int, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the site did not start")


def measure(port: int, doors: list[list[str]], home: Path) -> dict[str, Any]:
    """Each client uploads its papers one after the other, all clients at the same time."""
    times: list[float] = []
    faults: list[str] = []
    gate = threading.Barrier(len(doors) + 1)
    threads = [
        threading.Thread(target=_client, args=(port, session, path, gate, times, faults))
        for session, path in doors
    ]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    stored = sum(1 for _ in (home / "media").rglob("*.pdf"))
    return {
        "name": "upload", "clients": len(doors), "uploads": len(times), "errors": len(faults),
        "stored": stored, "per_second": round(len(times) / seconds, 1),
        "p50_ms": round(1000 * statistics.median(times), 1) if times else None,
        "p95_ms": round(1000 * sorted(times)[int(0.95 * len(times))], 1) if times else None,
        "bytes": SIZE, "faults": sorted(set(faults))[:3],
    }  # fmt: skip


def _client(
    port: int, session: str, path: str, gate: threading.Barrier, times: list[float],
    faults: list[str],
) -> None:  # fmt: skip
    token = secrets.token_hex(16)
    gate.wait()
    for _ in range(EACH):
        body = b"%PDF-1.7\n" + secrets.token_bytes(SIZE - 9)
        began = time.perf_counter()
        try:
            status = post(port, session, token, path, body)
        except OSError as fault:
            faults.append(str(fault))
            continue
        if status == 200:
            times.append(time.perf_counter() - began)
        else:
            faults.append(f"status {status}")


def post(port: int, session: str, token: str, path: str, pdf: bytes) -> int:
    line = secrets.token_hex(12)
    head = (
        f'--{line}\r\nContent-Disposition: form-data; name="pdf"; filename="p.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    ).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(
        "POST", path, head + pdf + f"\r\n--{line}--\r\n".encode(),
        {
            "Content-Type": f"multipart/form-data; boundary={line}",
            "Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token,
            "Accept": "application/json",
        },
    )  # fmt: skip
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status
