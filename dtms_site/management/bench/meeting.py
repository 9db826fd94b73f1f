"""What forty people who follow a meeting cost, and how soon they see what the chair does."""

import http.client
import json
import os
import random
import re
import statistics
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dtms_site.management.bench.upload import running_site
from dtms_site.management.supervisor import python

FOLLOWERS = 40
CLICKS = 8
PAUSE = 5.0
"""Seconds from one click of the chair's to the next: many more than in a meeting."""
ASK, HERE = 1.4, 20.0
"""As in static/js/meeting.js, in seconds."""
IDLE = 20.0
TICKS = os.sysconf("SC_CLK_TCK")
VERSION = re.compile(rb'data-version="([^"]*)"')
ON_THE_TABLE = re.compile(rb'name="at" value="([^"]*)"')
PREPARE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from dtms_site.management.bench import data
from reviews.services.meeting import planning, presence, running
workshop = data.make_edition(papers={papers}, members={members})
people = [m.user for m in workshop.memberships.order_by("order").select_related("user")]
chair = people[0]
meeting = planning.plan(workshop=workshop, by=chair, plan=planning.Plan(workshop.now()))
for number in range(1, {papers} + 1):
    if not meeting.items.filter(submission__number=number).exists():
        planning.add(meeting=meeting, by=chair, number=number)
running.start(meeting=meeting, by=chair)
keys = []
for person in people:
    presence.attend(meeting=meeting, user=person)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    keys.append(session.session_key)
print(json.dumps(keys))
"""


@dataclass
class Watch:
    """When each follower's page had which version."""

    running: threading.Event = field(default_factory=threading.Event)
    seen: list[tuple[float, int, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def run() -> Iterator[dict[str, Any]]:
    with running_site() as (port, home, environment):
        asked = subprocess.run(  # noqa: S603
            python("manage.py", "shell", "-v", "0", "-c",
                   PREPARE.format(papers=CLICKS + 2, members=FOLLOWERS)),
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        chair, *followers = json.loads(asked.stdout.splitlines()[-1])
        yield measure(port, home, chair, followers)


def measure(port: int, home: Path, chair: str, followers: list[str]) -> dict[str, Any]:
    """Share of a core while nothing happens and while the chair moves on; seconds to each page."""
    watch = Watch()
    watch.running.set()
    threads = [
        threading.Thread(target=_follow, args=(port, key, place, watch))
        for place, key in enumerate(followers)
    ]
    for thread in threads:
        thread.start()
    time.sleep(2 * ASK)
    idle = _share(home, lambda: time.sleep(IDLE))
    clicks: list[float] = []
    busy = _share(home, lambda: clicks.extend(_lead(port, chair)))
    watch.running.clear()
    for thread in threads:
        thread.join()
    each, last = _delays(clicks, watch, len(followers))
    return {
        "name": "meeting", "followers": len(followers), "clicks": len(clicks),
        "core_idle": round(idle, 3), "core_moving": round(busy, 3),
        "p50_ms": round(1000 * statistics.median(each)) if each else None,
        "last_p50_ms": round(1000 * statistics.median(last)) if last else None,
        "last_max_ms": round(1000 * max(last)) if last else None,
        "missed": len(clicks) * len(followers) - len(each), "errors": len(watch.faults),
        "faults": sorted(set(watch.faults))[:3],
    }  # fmt: skip


def _follow(port: int, session: str, place: int, watch: Watch) -> None:
    """What the page's script does: ask with the version shown, and say now and then "I am here"."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    chance = random.Random(place)  # noqa: S311  # so that not all ask at once
    version, said = "", time.monotonic() - chance.random() * HERE
    time.sleep(chance.random() * ASK)
    while watch.running.is_set():
        try:
            query = urllib.parse.urlencode({"v": version})
            status, body = _ask(line, session, "GET", f"/bench/meeting/state/?{query}")
            if status == 200 and (found := VERSION.search(body)):
                version = found[1].decode()
                watch.seen.append((time.monotonic(), place, version))
            elif status != 204:
                watch.faults.append(f"status {status}")
            if time.monotonic() - said > HERE:
                said = time.monotonic()
                _ask(line, session, "POST", "/bench/meeting/here/")
        except OSError as fault:
            watch.faults.append(repr(fault))
            line.close()
        time.sleep(ASK * (0.9 + 0.2 * chance.random()))
    line.close()


def _lead(port: int, session: str) -> list[float]:
    """Press "next" so many times. Returns when each press began."""
    clicks = []
    for _ in range(CLICKS):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        _, page = _ask(line, session, "GET", "/bench/meeting/")
        table = ON_THE_TABLE.search(page)
        at = table[1].decode() if table else ""
        clicks.append(time.monotonic())
        _ask(line, session, "POST", "/bench/meeting/move/", {"move": "next", "at": at})
        line.close()
        time.sleep(PAUSE)
    return clicks


def _ask(
    line: http.client.HTTPConnection, session: str, method: str, path: str,
    form: dict[str, str] | None = None,
) -> tuple[int, bytes]:  # fmt: skip
    token = "t" * 32
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token,
        "Content-Type": "application/x-www-form-urlencoded", "X-Page-Is-Open": "yes",
    }  # fmt: skip
    line.request(method, path, urllib.parse.urlencode(form or {}) or None, headers)
    answer = line.getresponse()
    return answer.status, answer.read()


def _delays(clicks: list[float], watch: Watch, followers: int) -> tuple[list[float], list[float]]:
    """Seconds from each click to each follower's next version, and to the last of them where all
    followed before the next click."""
    each: list[float] = []
    last: list[float] = []
    for began, ended in zip(clicks, [*clicks[1:], float("inf")], strict=True):
        first: dict[int, float] = {}
        for at, place, _ in watch.seen:
            if began < at < ended:
                first.setdefault(place, at - began)
        each += first.values()
        if len(first) == followers:
            last.append(max(first.values()))
    return each, last


def _share(home: Path, act: Any) -> float:
    """Of one core, by all processes of the site, while `act` runs."""
    before, began = _cpu_of(home), time.monotonic()
    act()
    return (_cpu_of(home) - before) / (time.monotonic() - began)


def _cpu_of(home: Path) -> float:
    """CPU seconds so far of every process of the site, found by the home in its environment."""
    total = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            if f"DTMS_HOME={home}\0".encode() not in (folder / "environ").read_bytes():
                continue
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS
