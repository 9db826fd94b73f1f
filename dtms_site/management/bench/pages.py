"""What the pages cost: queries, CPU of program and database, time, bytes."""

import resource
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dtms_site.accounts.models import User
from dtms_site.management.bench import data

TICKS = 100  # of /proc per second
ROUNDS = 15


def run(papers: int = 1000) -> Iterator[dict[str, Any]]:
    """One row a page, for an edition of so many papers with three reviews each."""
    workshop = data.make_edition(papers=papers)
    chair = User.objects.get(email="member0@bench.example")
    member = User.objects.get(email="member1@bench.example")
    own = member.assignments.values_list("submission__number", flat=True)[0]
    base = f"/{workshop.slug}"
    pages = [
        ("chair_list", chair, f"{base}/chair/papers/"),
        ("chair_desk", chair, f"{base}/chair/"),
        ("search", chair, f"{base}/chair/papers/?q=drift+budget"),
        ("paper", chair, f"{base}/chair/papers/7/"),
        ("member_list", member, f"{base}/reviews/"),
        ("review_form", member, f"{base}/reviews/{own}/review/"),
        ("home", None, f"{base}/"),
    ]
    for name, user, path in pages:
        yield {"name": name, "papers": papers, **measure(user, path)}


def measure(user: User | None, path: str) -> dict[str, Any]:
    """Median CPU and wall time of one page, in milliseconds, without the network."""
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    count = len(queries)
    reset_queries()
    for _ in range(3):
        client.get(path)
    own, other, wall = [], _database_cpu(), []
    for _ in range(ROUNDS):
        cpu, began = _own_cpu(), time.perf_counter()
        client.get(path)
        own.append(_own_cpu() - cpu)
        wall.append(time.perf_counter() - began)
    database = (_database_cpu() - other) / ROUNDS
    return {
        "queries": count,
        "cpu_ms": round(1000 * (statistics.median(own) + database), 1),
        "database_cpu_ms": round(1000 * database, 1),
        "p50_ms": round(1000 * statistics.median(wall), 1),
        "p95_ms": round(1000 * sorted(wall)[int(0.95 * ROUNDS)], 1),
        "bytes": len(answer.content),
    }


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _database_cpu() -> float:
    """CPU seconds of our PostgreSQL backend so far; SQLite works inside this process."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
