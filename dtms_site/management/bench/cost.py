"""What an act costs: CPU of the program and of its database, in this process without a network."""

import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from dtms_site.processes import settle

ROUNDS = 15
WARMING = 3
LOOPS = 300_000


def speed() -> float:
    """CPU ms of a fixed piece of work: what other figures of the same run are set against."""
    began = time.process_time()
    found: dict[int, str] = {}
    for number in range(LOOPS):
        found[number % 1000] = str(number)
    return round(1000 * (time.process_time() - began), 1)


def of(act: Callable[[], HttpResponse], rounds: int = ROUNDS) -> dict[str, Any]:
    """Queries of one act; medians of CPU and of time over several, in milliseconds."""
    settle()
    with CaptureQueriesContext(connection) as queries:
        answer = act()
        count = len(queries)
    for _ in range(WARMING):
        act()
    own, wall = [], []
    of_database = database_seconds()
    for _ in range(rounds):
        cpu, began = _own_seconds(), time.perf_counter()
        act()
        own.append(_own_seconds() - cpu)
        wall.append(time.perf_counter() - began)
    database = (database_seconds() - of_database) / rounds
    return {
        "queries": count,
        "cpu_ms": _ms(statistics.median(own) + database),
        "database_cpu_ms": _ms(database),
        "p50_ms": _ms(statistics.median(wall)),
        "p95_ms": _ms(sorted(wall)[int(0.95 * rounds)]),
        "bytes": len(answer.content),
    }


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def _own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def database_seconds() -> float:
    """CPU of the PostgreSQL server behind our connection; SQLite works inside this process."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    nanoseconds = Path(f"/proc/{pid}/schedstat").read_text().split()[0]
    return int(nanoseconds) / 1e9
